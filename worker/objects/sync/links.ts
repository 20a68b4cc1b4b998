import * as z from 'zod'
import { type Both, SIDES, type Side } from '../../../shared/record.ts'
import type { Values } from '../../../shared/value.ts'
import type { Sql } from '../store.ts'
import { keepHighest, neverUsed } from './highest.ts'
import {
  type Columns,
  count,
  fitting,
  isNumberOrNull,
  manyRows,
  quickRow,
  quickValues,
  row,
  rows,
  SideColumn,
  sized,
  SlotValues,
} from './rows.ts'
import type { Ahead, AheadOf, Sitting } from './sitting.ts'

/** Left record ⇄ right record, with what each side last held. `gone` makes it a tombstone. */
export const Link = z.object({
  id: z.number(),
  pairing: z.number(),
  left_id: z.string(),
  right_id: z.string(),
  left_base: SlotValues,
  right_base: SlotValues,
  left_order: z.number(),
  right_order: z.number(),
  version: z.number(),
  revision: z.number(),
  /** The run that proposes it, until that run writes. */
  proposed: z.number().nullable(),
  gone: z.enum(['left', 'right', 'both']).nullable(),
  /** Is this half outside its side's filter? Then the pair stands still. */
  left_out: z.number(),
  right_out: z.number(),
  /** The half that lived on alone until the other came back: it was not looked at meanwhile, and may bear a mark. */
  alone: SideColumn.nullable(),
})
export type Link = z.infer<typeof Link>

const Gone = Link.shape.gone

/** A link whose halves are both there, as `manyRows` asks for it. */
export function quickLink(row: Columns): Link | null {
  const { id, pairing, left_id, right_id, left_order, right_order, version, revision } = row
  const { proposed, left_out, right_out } = row
  const left_base = quickValues(row['left_base'])
  const right_base = quickValues(row['right_base'])
  return typeof id === 'number' &&
    typeof pairing === 'number' &&
    typeof left_id === 'string' &&
    typeof right_id === 'string' &&
    left_base !== undefined &&
    right_base !== undefined &&
    typeof left_order === 'number' &&
    typeof right_order === 'number' &&
    typeof version === 'number' &&
    typeof revision === 'number' &&
    isNumberOrNull(proposed) &&
    row['gone'] === null &&
    row['alone'] === null &&
    typeof left_out === 'number' &&
    typeof right_out === 'number'
    ? { id, pairing, left_id, right_id, left_base, right_base, left_order, right_order, version, revision, proposed, gone: null, left_out, right_out, alone: null } // prettier-ignore
    : null
}

/** What a link says of its record on one side: all it takes to tell whether a look at that record is news. */
export const Half = z.object({
  /** The link's number. */
  id: z.number(),
  gone: Gone,
  version: z.number(),
  base: SlotValues,
  order: z.number(),
  /** Is this half outside its side's filter? */
  out: z.number(),
})
export type Half = z.infer<typeof Half>

/** Which of the records asked for it is, by its place among them. */
export const Asked = Half.extend({ at: z.number() })

/** The same of one side of a link. */
export function quickHalf(row: Columns): z.infer<typeof Asked> | null {
  const { at, id, version, order, out } = row
  const base = quickValues(row['base'])
  return typeof at === 'number' &&
    typeof id === 'number' &&
    row['gone'] === null &&
    typeof version === 'number' &&
    base !== undefined &&
    typeof order === 'number' &&
    typeof out === 'number'
    ? { at, id, gone: null, version, base, order, out }
    : null
}

export const halfOn = (link: Link, side: Side): Half => ({
  id: link.id,
  gone: link.gone,
  version: link.version,
  base: baseOn(link, side),
  order: orderOn(link, side),
  out: isOutOn(link, side) ? 1 : 0,
})

export const idOn = (link: Link, side: Side): string =>
  side === 'left' ? link.left_id : link.right_id
export const baseOn = (link: Link, side: Side): Values =>
  side === 'left' ? link.left_base : link.right_base
export const orderOn = (link: Link, side: Side): number =>
  side === 'left' ? link.left_order : link.right_order
/** Is the half of a link there, as far as is known? `row` is what was seen of it since, if anything was. */
export const isThere = (
  link: Pick<Link, 'gone'> | undefined,
  side: Side,
  row: { readonly slots: Values | null } | undefined,
): boolean => (row ? row.slots !== null : link !== undefined && !isGone(link, side))

export const isGone = (link: Pick<Link, 'gone'>, side: Side): boolean =>
  link.gone === side || link.gone === 'both'

export const isOutOn = (link: Link, side: Side): boolean =>
  (side === 'left' ? link.left_out : link.right_out) === 1
export const isFrozen = (link: Link): boolean => link.left_out === 1 || link.right_out === 1

const ID = { left: 'left_id', right: 'right_id' } as const
const BASE = { left: 'left_base', right: 'right_base' } as const
const ORDER = { left: 'left_order', right: 'right_order' } as const
const OUT = { left: 'left_out', right: 'right_out' } as const

/** The proposals that are taken back first. */
const PROPOSED =
  'select id from link where proposed is not null order by pairing, proposed, id limit ? + 0'

/** Somebody wants this link to be looked at; less than 0 once a plan has: the run whose plan it is. */
const ASKED = 1

const Standing = z.object({ id: z.number(), out: z.number() })
const LeftOf = z.object({ id: z.number(), left_id: z.string() })

export class Links {
  readonly #sql: Sql
  /** By number, and their numbers by either record; null where there is none. */
  readonly #known: Ahead<number, Link>
  readonly #numbers: AheadOf<number | null>
  /** The number of the next one: nobody else adds any. */
  readonly #next: Ahead<'link', number>
  constructor(sql: Sql, sitting: Sitting) {
    this.#sql = sql
    this.#next = sitting.ahead()
    this.#known = sitting.ahead()
    this.#numbers = sitting.aheadOf()
  }

  /** Look up together which of these records are linked. */
  ahead(pairing: number, side: Side, recordIds: readonly string[]): void {
    const found = this.byRecords(pairing, side, recordIds)
    for (const id of recordIds) if (!found.has(id)) this.#numbers.set(pairing, side, id, null)
    this.keep([...found.values()])
  }

  /** The same of links that were just read. */
  keep(links: readonly Link[]): void {
    for (const link of links) {
      this.#known.set(link.id, link)
      for (const side of SIDES) this.#numbers.set(link.pairing, side, idOn(link, side), link.id)
    }
  }

  /** The link of this record, if that is known; null where it is known that there is none. */
  #knownOf(pairing: number, side: Side, recordId: string): Link | null | undefined {
    const number = this.#numbers.get(pairing, side, recordId)
    return number === undefined || number === null ? number : this.#known.get(number)
  }

  /** Here is what a change left of it. */
  #changed(id: number, change: Partial<Link>): void {
    const link = this.#known.get(id)
    if (link) this.#known.set(id, { ...link, ...change })
  }

  #forgetAll(): void {
    this.#known.clear()
    this.#numbers.clear()
  }

  get(id: number): Link | undefined {
    const known = this.#known.get(id)
    if (known) return known
    return quickRow(this.#sql, Link, quickLink, 'select * from link where id = ?', id)
  }

  byRecord(pairing: number, side: Side, recordId: string): Link | undefined {
    const known = this.#knownOf(pairing, side, recordId)
    if (known !== undefined) return known ?? undefined
    return quickRow(
      this.#sql,
      Link,
      quickLink,
      `select * from link where pairing = ? and ${ID[side]} = ?`,
      pairing,
      recordId,
    )
  }

  /** Where a linked record's other half is, and whether it is still there. */
  otherHalf(
    pairing: number,
    side: Side,
    recordId: string,
  ): { id: string; gone: boolean } | undefined {
    const to = side === 'left' ? 'right' : 'left'
    const known = this.#knownOf(pairing, side, recordId)
    if (known !== undefined)
      return known ? { id: idOn(known, to), gone: isGone(known, to) } : (known ?? undefined)
    const found = row(
      this.#sql,
      There,
      `select ${ID[to]} as id, gone from link where pairing = ? and ${ID[side]} = ?`,
      pairing,
      recordId,
    )
    return found && { id: found.id, gone: found.gone === to || found.gone === 'both' }
  }

  /** The links of these records, by record id. */
  byRecords(pairing: number, side: Side, recordIds: readonly string[]): Map<string, Link> {
    const found = manyRows(
      this.#sql,
      Link,
      quickLink,
      `select link.* from json_each(?) asked cross join link on link.pairing = ? and link.${ID[side]} = asked.value`,
      JSON.stringify(recordIds),
      pairing,
    )
    return new Map(found.map((link) => [idOn(link, side), link]))
  }

  /** One side's half of the links of these records, at the places of the records: undefined where there is none. */
  halves(pairing: number, side: Side, recordIds: readonly string[]): (Half | undefined)[] {
    const found = manyRows(
      this.#sql,
      Asked,
      quickHalf,
      `select asked.key as at, link.id, gone, version, ${BASE[side]} as base, ${ORDER[side]} as "order", ${OUT[side]} as out
         from json_each(?) asked cross join link on link.pairing = ? and link.${ID[side]} = asked.value`,
      JSON.stringify(recordIds),
      pairing,
    )
    const halves = recordIds.map((): Half | undefined => undefined)
    for (const half of found) halves[half.at] = half
    return halves
  }

  add(link: {
    pairing: number
    left: { id: string; base: Values; order: number }
    right: { id: string; base: Values; order: number }
    version: number
    proposed: number | null
  }): number {
    for (const side of SIDES) this.#numbers.delete(link.pairing, side, link[side].id)
    const id = this.#next.get('link') ?? count(this.#sql, `select ${neverUsed('link')} as n`)
    this.#next.set('link', id + 1)
    this.#sql.exec(
      `insert into link (id, pairing, left_id, right_id, left_base, right_base, left_order, right_order, version, proposed)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      id,
      link.pairing,
      link.left.id,
      link.right.id,
      JSON.stringify(link.left.base),
      JSON.stringify(link.right.base),
      link.left.order,
      link.right.order,
      link.version,
      link.proposed,
    )
    this.keep([
      {
        id,
        pairing: link.pairing,
        left_id: link.left.id,
        right_id: link.right.id,
        left_base: link.left.base,
        right_base: link.right.base,
        left_order: link.left.order,
        right_order: link.right.order,
        version: link.version,
        revision: 0,
        proposed: link.proposed,
        gone: null,
        left_out: 0,
        right_out: 0,
        alone: null,
      },
    ])
    return id
  }

  /** Lay these slots over the bases of both sides, and say which version of the mapping was met: one row written. */
  rebaseBoth(
    id: number,
    as: Both<{ readonly slots: Values; readonly order: number }>,
    version: number | null = null,
  ): void {
    const link = this.get(id)
    if (!link) return
    const left_base = { ...link.left_base, ...as.left.slots }
    const right_base = { ...link.right_base, ...as.right.slots }
    this.#changed(id, {
      left_base,
      right_base,
      left_order: Math.max(link.left_order, as.left.order),
      right_order: Math.max(link.right_order, as.right.order),
      version: version ?? link.version,
      revision: link.revision + 1,
    })
    this.#sql.exec(
      `update link set left_base = ?, right_base = ?, left_order = max(left_order, ?),
         right_order = max(right_order, ?), version = coalesce(?, version), revision = revision + 1 where id = ?`,
      JSON.stringify(left_base),
      JSON.stringify(right_base),
      as.left.order,
      as.right.order,
      version,
      id,
    )
  }

  /** The base of one side as a whole, when some of it is no longer to be believed. */
  replaceBase(id: number, side: Side, slots: Values): void {
    this.#changed(id, { [BASE[side]]: slots })
    this.#sql.exec(`update link set ${BASE[side]} = ? where id = ?`, JSON.stringify(slots), id)
  }

  /** Every entry of the mapping has been met as of this version. */
  met(id: number, version: number): void {
    if (this.#known.get(id)?.version === version) return
    this.#changed(id, { version })
    this.#sql.exec(
      'update link set version = ? where id = ? and version <> ?',
      version,
      id,
      version,
    )
  }

  /** One half is gone, or both are; with null both are there again, and `alone` is the one that lived on meanwhile. */
  bury(id: number, gone: 'left' | 'right' | 'both' | null, alone: Side | null = null): void {
    this.#known.delete(id)
    this.#sql.exec(
      'update link set gone = ?, alone = ?, revision = revision + 1 where id = ?',
      gone,
      alone,
      id,
    )
  }

  /** The record of one side was re-created or merged under another id; `alone` is the half that lived on meanwhile. */
  repoint(id: number, side: Side, recordId: string, alone: Side | null): void {
    this.#forgetAll()
    this.#sql.exec(
      `update link set ${ID[side]} = ?, gone = null, alone = coalesce(?, alone), revision = revision + 1 where id = ?`,
      recordId,
      alone,
      id,
    )
  }

  /** Links whose one half lived on alone until now, in order of id. */
  alone(pairing: number, side: Side, after: number, limit: number): Link[] {
    return manyRows(
      this.#sql,
      Link,
      quickLink,
      'select * from link where pairing = ? and alone is not null and alone = ? and id > ? order by id limit ? + 0',
      pairing,
      side,
      after,
      limit,
    )
  }

  /** Both halves have been looked at since, and nothing is left of the time that one was alone. */
  reunite(id: number): void {
    this.#known.delete(id)
    this.#sql.exec('update link set alone = null where id = ?', id)
  }

  /** The record of one side is there again under another id, though the other side's may still be gone. */
  revive(id: number, side: Side, recordId: string, gone: Side | null): void {
    this.#forgetAll()
    this.#sql.exec(
      `update link set ${ID[side]} = ?, gone = ?, revision = revision + 1 where id = ?`,
      recordId,
      gone,
      id,
    )
  }

  /** It left the filter of its side, or came back. */
  setOut(id: number, side: Side, out: boolean): void {
    this.#known.delete(id)
    this.#sql.exec(`update link set ${OUT[side]} = ? where id = ?`, out ? 1 : 0, id)
  }

  /** Where links stand to one side's filter, in order of id. */
  outs(pairing: number, side: Side, after: number, limit: number): { id: number; out: number }[] {
    return rows(
      this.#sql,
      Standing,
      `select id, ${OUT[side]} as out from link where pairing = ? and id > ? order by id limit ? + 0`,
      pairing,
      after,
      limit,
    )
  }

  /** Those of these records that are linked and stand outside the filter. */
  outOf(pairing: number, side: Side, recordIds: readonly string[]): string[] {
    return rows(
      this.#sql,
      ByName,
      `select link.${ID[side]} as id from json_each(?) asked
         cross join link on link.pairing = ? and link.${ID[side]} = asked.value where link.${OUT[side]} = 1`,
      JSON.stringify(recordIds),
      pairing,
    ).map((one) => one.id)
  }

  /** How many of these records are linked and inside the filter; and how many there are at all. */
  inOf(pairing: number, side: Side, recordIds: readonly string[]): number {
    return count(
      this.#sql,
      `select count(*) as n from json_each(?) asked
         cross join link on link.pairing = ? and link.${ID[side]} = asked.value where link.${OUT[side]} = 0 and link.gone is null`,
      JSON.stringify(recordIds),
      pairing,
    )
  }

  countIn(pairing: number, side: Side): number {
    return count(
      this.#sql,
      `select count(*) as n from link where pairing = ? and gone is null and ${OUT[side]} = 0`,
      pairing,
    )
  }

  /** The numbers of the links of these records. */
  numbersOf(pairing: number, side: Side, recordIds: readonly string[]): number[] {
    return rows(
      this.#sql,
      ById,
      `select link.id as id from json_each(?) asked cross join link on link.pairing = ? and link.${ID[side]} = asked.value`,
      JSON.stringify(recordIds),
      pairing,
    ).map((one) => one.id)
  }

  /** What a run proposed becomes real, so many at a time. Returns how many did. */
  confirm(limit: number): number {
    this.#forgetAll()
    return this.#sql
      .exec(
        `update link set proposed = null
           where id in (select id from link where proposed is not null limit ? + 0) returning 1`,
        limit,
      )
      .toArray().length
  }

  /** Proposals of runs that never wrote, so many at a time. Returns how many went. */
  dropProposed(limit: number): number {
    this.#forgetAll()
    keepHighest(this.#sql, 'link')
    return this.#sql.exec(`delete from link where id in (${PROPOSED}) returning 1`, limit).toArray()
      .length
  }

  /** Of those that would go first, those of whose half on that side only the link itself says what it holds. */
  unseenProposed(side: Side, limit: number): Link[] {
    return manyRows(
      this.#sql,
      Link,
      quickLink,
      `select * from link where id in (${PROPOSED}) and not exists (select 1 from seen
         where seen.pairing = link.pairing and seen.side = ? and seen.record_id = link.${ID[side]})`,
      limit,
      side,
    )
  }

  /** Look at this link again in the next run, though nothing was seen to change. */
  touch(id: number): void {
    this.#sql.exec(
      `update link set touched = ${ASKED} where id = ? and touched is not ${ASKED}`,
      id,
    )
  }

  /**
   * The plan of this run has looked at these. They are looked at again until a run whose plan did has come to its end;
   * and whoever asks meanwhile asks anew.
   */
  lookedAt(pairing: number, ids: readonly number[], run: number): void {
    this.#sql.exec(
      `update link set touched = ? where pairing = ? and touched is not null
         and +id in (select value from json_each(?))`,
      -run,
      pairing,
      JSON.stringify(ids),
    )
  }

  /** What this run's plan looked at is done with, so many at a time. Returns how many were. */
  untouch(run: number, limit: number): number {
    return this.#sql
      .exec(
        `update link set touched = null
           where id in (select id from link where touched is not null and touched = ? limit ? + 0) returning 1`,
        -run,
        limit,
      )
      .toArray().length
  }

  drop(id: number): void {
    this.#forgetAll()
    keepHighest(this.#sql, 'link')
    this.#sql.exec('delete from link where id = ?', id)
  }

  dropPairing(pairing: number): void {
    this.#forgetAll()
    keepHighest(this.#sql, 'link')
    this.#sql.exec('delete from link where pairing = ?', pairing)
  }

  /** Living links both of whose records hold something else than their base, after that id, in order. */
  movedOnBoth(pairing: number, after: number, limit: number): Link[] {
    return manyRows(
      this.#sql,
      Link,
      quickLink,
      `select link.* from seen l
         join link on link.pairing = l.pairing and link.left_id = l.record_id and link.gone is null
         join seen r on r.pairing = link.pairing and r.side = 'right' and r.record_id = link.right_id
         where l.pairing = ? and l.side = 'left' and l.slots is not null and r.slots is not null and link.id > ?
         order by link.id limit ? + 0`,
      pairing,
      after,
      limit,
    )
  }

  countProposed(run: number): number {
    return count(
      this.#sql,
      'select count(*) as n from link where proposed is not null and proposed = ?',
      run,
    )
  }

  /**
   * Links whose record on this side is there to be met: those of a tombstone's living half too. One that was proved gone
   * may still wait for what becomes of its link, because a person set it aside.
   */
  countOn(pairing: number, side: Side): number {
    return count(
      this.#sql,
      `select (select count(*) from link indexed by sqlite_autoindex_link_1 where pairing = ?1)
         - (select count(*) from link where pairing = ?1 and gone is not null and gone in (?2, 'both'))
         - (select count(*) from seen indexed by seen_gone
              cross join link on link.pairing = ?1 and link.${side}_id = seen.record_id
              where seen.pairing = ?1 and seen.side = ?2 and seen.slots is null
                and (link.gone is null or link.gone not in (?2, 'both'))) as n`,
      pairing,
      side,
    )
  }

  /**
   * Tombstones whose record on this side is there again, while the other half's lived on unwatched: those with an id above
   * `after`, in order.
   */
  returned(pairing: number, side: Side, after: number, limit: number): Link[] {
    return manyRows(
      this.#sql,
      Link,
      quickLink,
      `select link.* from link
         cross join seen on seen.pairing = link.pairing and seen.side = ?2 and seen.record_id = link.${ID[side]}
           and seen.slots is not null
         where link.pairing = ?1 and link.gone = ?2 and link.id > ?3 order by link.id limit ?4 + 0`,
      pairing,
      side,
      after,
      limit,
    )
  }

  countLive(pairing: number): number {
    return count(
      this.#sql,
      `select (select count(*) from link indexed by sqlite_autoindex_link_1 where pairing = ?1)
         - (select count(*) from link where pairing = ?1 and gone is not null) as n`,
      pairing,
    )
  }

  /** Links with id above `after`, in order. */
  after(pairing: number, after: number, limit: number): Link[] {
    return manyRows(
      this.#sql,
      Link,
      quickLink,
      'select * from link where pairing = ? and id > ? order by id limit ? + 0',
      pairing,
      after,
      limit,
    )
  }

  /** Links as people see them: those that no preview only proposes, with id above `after`, in order. */
  page(pairing: number, after: number, limit: number): Link[] {
    return manyRows(
      this.#sql,
      Link,
      quickLink,
      'select * from link where +pairing = ? and id > ? and proposed is null order by id limit ? + 0',
      pairing,
      after,
      limit,
    )
  }

  /** Is there a living link that has not met this version of the mapping? */
  isAnyStale(pairing: number, version: number): boolean {
    return (
      count(
        this.#sql,
        `select exists (select 1 from link where pairing = ? and version <> ? and gone is null) as n`,
        pairing,
        version,
      ) === 1
    )
  }

  /** These links, in order of id. */
  many(ids: readonly number[]): Link[] {
    return manyRows(
      this.#sql,
      Link,
      quickLink,
      'select link.* from json_each(?) asked cross join link on link.id = asked.value order by link.id',
      JSON.stringify(ids),
    )
  }

  /** The records of these links on the left, by the link's number. */
  leftOf(ids: readonly number[]): Map<number, string> {
    const found = rows(
      this.#sql,
      LeftOf,
      'select link.id, left_id from json_each(?) asked cross join link on link.id = asked.value',
      JSON.stringify(ids),
    )
    return new Map(found.map(({ id, left_id }) => [id, left_id]))
  }

  /** The first of these that fit into memory together. */
  fitting(ids: readonly number[]): Link[] {
    const found = sized(
      this.#sql,
      `select link.id as id, octet_length(left_base) + octet_length(right_base) as bytes
         from json_each(?) asked cross join link on link.id = asked.value order by link.id`,
      JSON.stringify(ids),
    )
    return this.many(fitting(found))
  }

  /** Links of a pairing above `after`, in order: so many, or fewer where they are large; none where there are no more. */
  fittingAfter(pairing: number, after: number, limit: number): Link[] {
    const found = sized(
      this.#sql,
      `select id, octet_length(left_base) + octet_length(right_base) as bytes
         from link where pairing = ? and id > ? order by id limit ? + 0`,
      pairing,
      after,
      limit,
    )
    return this.many(fitting(found))
  }

  /** The numbers of a side's links, by the record ids above `after`, in order of these. */
  idsBy(pairing: number, side: Side, after: string, limit: number): { id: number; at: string }[] {
    return rows(
      this.#sql,
      Numbered,
      `select id, ${ID[side]} as at from link where pairing = ? and ${ID[side]} > ? order by ${ID[side]} limit ? + 0`,
      pairing,
      after,
      limit,
    )
  }

  /** The links of records of one side that hold something else than their base, by the record ids above `after`. */
  seenBy(
    pairing: number,
    side: Side,
    after: string,
    limit: number,
  ): { id: number | null; at: string }[] {
    return manyRows(
      this.#sql,
      Maybe,
      quickMaybe,
      `select link.id as id, record_id as at from seen
         left join link on link.pairing = seen.pairing and link.${ID[side]} = seen.record_id
         where seen.pairing = ? and seen.side = ? and record_id > ? order by record_id limit ? + 0`,
      pairing,
      side,
      after,
      limit,
    )
  }

  /** Links to look at whatever was seen: proposals, those somebody asked for, those whole again, and those a person decided about. */
  asked(pairing: number, after: number, limit: number): number[] {
    return rows(
      this.#sql,
      ById,
      `select id from (
         select * from (select id from link where pairing = ?1 and proposed is not null and id > ?2 order by id limit ?3 + 0)
         union select * from (select id from link where pairing = ?1 and touched is not null and id > ?2 order by id limit ?3 + 0)
         union select * from (select id from link where pairing = ?1 and alone is not null and id > ?2 order by id limit ?3 + 0)
         union select * from (select link as id from decision where pairing = ?1 and link > ?2 order by link limit ?3 + 0))
       order by id limit ?3 + 0`,
      pairing,
      after,
      limit,
    ).map((one) => one.id)
  }

  /** Links that met another version of the mapping, in order of id; `upTo` is how far this looked. */
  stale(
    pairing: number,
    version: number,
    after: number,
    limit: number,
  ): { ids: number[]; upTo: number | null } {
    const found = rows(
      this.#sql,
      Met,
      'select id, version from link where +pairing = ? and id > ? order by id limit ? + 0',
      pairing,
      after,
      limit,
    )
    return {
      ids: found.filter((one) => one.version !== version).map((one) => one.id),
      upTo: found.at(-1)?.id ?? null,
    }
  }
}

const Numbered = z.object({ id: z.number(), at: z.string() })

const There = z.object({ id: z.string(), gone: z.string().nullable() })
const ByName = z.object({ id: z.string() })
const ById = z.object({ id: z.number() })
export const Maybe = z.object({ id: z.number().nullable(), at: z.string() })
export const quickMaybe = ({ id, at }: Columns): z.infer<typeof Maybe> | null =>
  isNumberOrNull(id) && typeof at === 'string' ? { id, at } : null
const Met = z.object({ id: z.number(), version: z.number() })
