import * as z from 'zod'
import { TermCounts } from '../../../shared/match/terms.ts'
import { Model, WAY } from '../../../shared/match/model.ts'
import { other, type Side } from '../../../shared/record.ts'
import type { Values } from '../../../shared/value.ts'
import type { Sql } from '../store.ts'
import { type Columns, count, json, manyRows, quickValues, row, rows, SlotValues } from './rows.ts'

const ID = { left: 'left_id', right: 'right_id' } as const
/** Told to the database, which would rather walk all pairs of a pairing. */
const BY = { left: '', right: 'indexed by alike_right' } as const
const BASE = { left: 'left_base', right: 'right_base' } as const

/** What was learnt for a pairing, under which mapping, and of how many records. */
export const Learnt = z.object({
  version: z.number(),
  /** What records were compared by, as `compared` tells it. */
  by: z.string().default(''),
  /** By which levels and blocks: another release may know better ones. */
  way: z.number().default(0),
  model: Model,
  /** How many records there were when it was learnt. */
  total: z.number(),
  /** How many look for their other half now. */
  crowd: z.object({ left: z.number(), right: z.number(), linked: z.number() }),
  /** The run that counted them, before it linked anybody. */
  run: z.number().default(0),
})
export type Learnt = z.infer<typeof Learnt>

const Blob = z
  .union([z.instanceof(Uint8Array), z.instanceof(ArrayBuffer)])
  .transform((bytes) => new Uint8Array(bytes))

/** Two records that look alike: how much speaks for their being one, and whether it is enough to link them unasked. */
const Pair = z.object({
  left_id: z.string(),
  right_id: z.string(),
  odds: z.number(),
  sure: z.number(),
})
export type Pair = z.infer<typeof Pair>

/** A record to lay beside others. `at` orders the records of a scan. */
const Scanned = z.object({ at: z.number(), id: z.string(), slots: SlotValues })
export type Scanned = z.infer<typeof Scanned>

// Read by the hundred thousand: a quick look first, as `manyRows` asks for it.
function quickPair({ left_id, right_id, odds, sure }: Columns): Pair | null {
  return typeof left_id === 'string' &&
    typeof right_id === 'string' &&
    typeof odds === 'number' &&
    typeof sure === 'number'
    ? { left_id, right_id, odds, sure }
    : null
}
function quickScanned({ at, id, slots }: Columns): Scanned | null {
  const values = quickValues(slots)
  return typeof at === 'number' && typeof id === 'string' && values !== undefined
    ? { at, id, slots: values }
    : null
}

/**
 * Without a link, and not set apart by its keys or by whoever made it: its likenesses decide. Walked in
 * the order of the rows (the plus signs keep the database from sorting the whole table for every page).
 */
const IS_OPEN = (side: Side): string =>
  `+seen.pairing = ? and +seen.side = '${side}' and seen.slots is not null and (seen.fate is null or seen.judged is not null)
   and not exists (select 1 from link where link.pairing = seen.pairing and link.${ID[side]} = seen.record_id)`

/** A row of a blob may hold two million bytes on the platform. */
const BLOB_BYTES = 1_000_000

/** What makes records alike: the model learnt, how common each term is, and the pairs that may be the same. */
export class Likeness {
  readonly #sql: Sql
  constructor(sql: Sql) {
    this.#sql = sql
  }

  /** What was learnt; nothing where that has to be done anew. */
  learnt(pairing: number): { generation: number; learnt: Learnt } | undefined {
    const found = row(
      this.#sql,
      LearntRow,
      'select generation, json from likeness where pairing = ?',
      pairing,
    )
    // What another release learnt speaks of levels that are no more.
    if (found?.json.way !== WAY) return undefined
    return { generation: found.generation, learnt: found.json }
  }

  /** Another generation: what was judged before is judged anew. Returns its number. */
  learn(pairing: number, learnt: Learnt, counts: TermCounts): number {
    const bytes = new Uint8Array(counts.cells.buffer)
    this.#sql.exec('delete from term_count where pairing = ?', pairing)
    for (let part = 0; part * BLOB_BYTES < bytes.length; part++)
      this.#sql.exec(
        'insert into term_count (pairing, part, counts) values (?, ?, ?)',
        pairing,
        part,
        bytes.slice(part * BLOB_BYTES, (part + 1) * BLOB_BYTES),
      )
    return count(
      this.#sql,
      `insert into likeness (pairing, generation, json) values (?, 1, ?)
       on conflict (pairing) do update set generation = generation + 1, json = excluded.json returning generation as n`,
      pairing,
      JSON.stringify(learnt),
    )
  }

  /** How many look for their other half now, under what was learnt before. */
  recount(pairing: number, learnt: Learnt): void {
    this.#sql.exec(
      'update likeness set json = ? where pairing = ? and json <> ?',
      JSON.stringify(learnt),
      pairing,
      JSON.stringify(learnt),
    )
  }

  counts(pairing: number): TermCounts {
    const parts = rows(
      this.#sql,
      Counted,
      'select counts from term_count where pairing = ? order by part',
      pairing,
    )
    const bytes = new Uint8Array(parts.reduce((total, part) => total + part.counts.length, 0))
    let at = 0
    for (const part of parts) {
      bytes.set(part.counts, at)
      at += part.counts.length
    }
    return new TermCounts(new Uint16Array(bytes.buffer))
  }

  /** How many records look for their other half. */
  countOpen(pairing: number, side: Side): number {
    return count(this.#sql, `select count(*) as n from seen where ${IS_OPEN(side)}`, pairing)
  }

  /** Is there any that was not judged by this generation, in the rows after the first number and up to the second? */
  anyUnjudged(
    pairing: number,
    side: Side,
    generation: number,
    after = 0,
    upTo = Number.MAX_SAFE_INTEGER,
  ): boolean {
    return (
      count(
        this.#sql,
        `select exists (select 1 from seen
           where ${IS_OPEN(side)} and seen.judged is not ? and seen.id > ? and seen.id <= ?) as n`,
        pairing,
        generation,
        after,
        upTo,
      ) > 0
    )
  }

  /** Records that look for their other half, in order; `every` n-th of them. */
  open(pairing: number, side: Side, after: number, limit: number, every = 1): Scanned[] {
    return this.#scan(`${IS_OPEN(side)} and seen.id % ? = 0`, after, limit, pairing, every)
  }

  /** Those of them that are not judged by this generation yet. */
  unjudged(
    pairing: number,
    side: Side,
    generation: number,
    after: number,
    limit: number,
  ): Scanned[] {
    return this.#scan(
      `${IS_OPEN(side)} and seen.judged is not ?`,
      after,
      limit,
      pairing,
      generation,
    )
  }

  judged(pairing: number, side: Side, generation: number, after: number, limit: number): Scanned[] {
    return this.#scan(`${IS_OPEN(side)} and seen.judged is ?`, after, limit, pairing, generation)
  }

  /** Those that are to be decided about: not judged yet, or waiting for a person. */
  undecided(
    pairing: number,
    side: Side,
    generation: number,
    after: number,
    limit: number,
  ): { at: number; id: string }[] {
    return rows(
      this.#sql,
      Placed,
      `select seen.id as at, record_id as id from seen where ${IS_OPEN(side)}
         and (seen.judged is not ? or seen.fate = 'conflict') and seen.id > ? order by seen.id limit ? + 0`,
      pairing,
      generation,
      after,
      limit,
    )
  }

  #scan(where: string, after: number, limit: number, ...bindings: number[]): Scanned[] {
    return manyRows(
      this.#sql,
      Scanned,
      quickScanned,
      `select seen.id as at, record_id as id, slots from seen where ${where} and seen.id > ? order by seen.id limit ? + 0`,
      ...bindings,
      after,
      limit,
    )
  }

  /** Halves of links, as they were last seen, in order of the link; `every` n-th of them. */
  linked(pairing: number, side: Side, after: number, limit: number, every = 1): Scanned[] {
    const found = rows(
      this.#sql,
      Linked,
      `select link.id as at, link.${ID[side]} as id, link.${BASE[side]} as base, seen.slots as slots from link
         left join seen on seen.pairing = link.pairing and seen.side = '${side}' and seen.record_id = link.${ID[side]}
         where link.pairing = ? and link.id > ? and link.id % ? = 0
           and (link.gone is null or link.gone = '${other(side)}') order by link.id limit ? + 0`,
      pairing,
      after,
      every,
      limit,
    )
    return found.map(({ at, id, base, slots }) => ({ at, id, slots: { ...base, ...slots } }))
  }

  countLinked(pairing: number): number {
    return count(this.#sql, 'select count(*) as n from link where pairing = ?', pairing)
  }

  /** The pairs these records are in, by record. */
  pairsOf(pairing: number, side: Side, ids: readonly string[]): Map<string, Pair[]> {
    const found = manyRows(
      this.#sql,
      Pair,
      quickPair,
      `select alike.left_id, alike.right_id, odds, sure from json_each(?) asked
         cross join alike ${BY[side]} on alike.pairing = ? and alike.${ID[side]} = asked.value`,
      JSON.stringify(ids),
      pairing,
    )
    const byId = new Map<string, Pair[]>()
    for (const pair of found) {
      const id = pair[ID[side]]
      const list = byId.get(id)
      if (list) list.push(pair)
      else byId.set(id, [pair])
    }
    return byId
  }

  addPairs(pairing: number, pairs: readonly Pair[]): void {
    if (pairs.length === 0) return
    this.#sql.exec(
      `insert into alike (pairing, left_id, right_id, odds, sure)
         select ?, value->>0, value->>1, value->>2, value->>3 from json_each(?) where true
       on conflict (pairing, left_id, right_id) do update set odds = excluded.odds, sure = excluded.sure
       where odds <> excluded.odds or sure <> excluded.sure`,
      pairing,
      JSON.stringify(pairs.map((one) => [one.left_id, one.right_id, one.odds, one.sure])),
    )
  }

  /** Whatever these records were alike to is found anew, or of no more interest. */
  dropPairsOf(pairing: number, side: Side, ids: readonly string[]): void {
    this.#sql.exec(
      `delete from alike where pairing = ? and ${ID[side]} in (select value from json_each(?))`,
      pairing,
      JSON.stringify(ids),
    )
  }

  dropPairs(pairing: number): void {
    this.#sql.exec('delete from alike where pairing = ?', pairing)
  }

  dropPairing(pairing: number): void {
    this.dropPairs(pairing)
    this.#sql.exec('delete from likeness where pairing = ?', pairing)
    this.#sql.exec('delete from term_count where pairing = ?', pairing)
  }

  /** What a record is known to hold: as last seen, over what its link remembers. */
  valuesOf(pairing: number, side: Side, recordId: string): Values {
    const found = row(
      this.#sql,
      Held,
      `select (select ${BASE[side]} from link where pairing = ?1 and ${ID[side]} = ?2) as base,
         (select slots from seen where pairing = ?1 and side = '${side}' and record_id = ?2) as slots`,
      pairing,
      recordId,
    )
    return { ...found?.base, ...found?.slots }
  }
}

/** How far matching has got in a run. */
const Place = z.object({ stage: z.number(), part: z.number(), after: z.number() })
export type Place = z.infer<typeof Place>

export class MatchProgress {
  readonly #sql: Sql
  constructor(sql: Sql) {
    this.#sql = sql
  }

  of(run: number): Place {
    return (
      row(this.#sql, Place, 'select stage, part, after from matching where run = ?', run) ?? {
        stage: 0,
        part: 0,
        after: 0,
      }
    )
  }

  drop(run: number): void {
    this.#sql.exec('delete from matching where run = ?', run)
  }

  save(run: number, { stage, part, after }: Place): void {
    this.#sql.exec(
      'insert or replace into matching (id, run, stage, part, after) values (1, ?, ?, ?, ?)',
      run,
      stage,
      part,
      after,
    )
  }
}

const LearntRow = z.object({ generation: z.number(), json: json(Learnt) })
const Counted = z.object({ counts: Blob })
const Placed = z.object({ at: z.number(), id: z.string() })
const Linked = z.object({
  at: z.number(),
  id: z.string(),
  base: SlotValues,
  slots: SlotValues.nullable(),
})
const Held = z.object({ base: SlotValues.nullable(), slots: SlotValues.nullable() })
