import * as z from 'zod'
import type { Side } from '../../../shared/record.ts'
import type { Sql } from '../store.ts'
import { keepHighest, neverUsed } from './highest.ts'
import { count, row, rows, SideColumn } from './rows.ts'
import type { AheadOf, Sitting } from './sitting.ts'

/**
 * Who set it aside: a person, an undo or a restore that put it back, the breaker that saw it go round, its own size, or
 * somebody who had everything erased that was kept of it.
 */
export const HoldWhy = z.enum(['person', 'undo', 'restore', 'breaker', 'size', 'erased'])
export type HoldWhy = z.infer<typeof HoldWhy>

export const Hold = z.object({
  id: z.number(),
  pairing: z.number(),
  side: SideColumn,
  record_id: z.string(),
  /** The entry that is held, or '' for the whole record. */
  entry: z.string(),
  why: HoldWhy,
  says: z.string(),
  /** The run that held it, if one did, and the person who asked for it. */
  run: z.number().nullable(),
  actor: z.string().nullable(),
  since: z.number(),
})
export type Hold = z.infer<typeof Hold>

/** What of a link stands aside. */
export type HeldOfLink = { readonly whole: boolean; readonly entries: ReadonlySet<string> }

const NOTHING: HeldOfLink = { whole: false, entries: new Set() }

/** Held between these moments (ms since 1970), in one pairing, for one reason. */
type HoldFilter = {
  readonly pairing?: number | undefined
  readonly why?: HoldWhy | undefined
  readonly from?: number | undefined
  readonly to?: number | undefined
}

/**
 * Records and single entries of them that are set aside on purpose: neither written, nor created from, nor deleted, until
 * somebody lets them go. What changes meanwhile is still seen, and counts as changed then.
 */
export class Holds {
  readonly #sql: Sql
  /** What is held, by record. */
  readonly #known: AheadOf<readonly Hold[]>
  constructor(sql: Sql, sitting: Sitting) {
    this.#sql = sql
    this.#known = sitting.aheadOf()
  }

  /** Look up together what is held of these records. */
  ahead(pairing: number, side: Side, recordIds: readonly string[]): void {
    const found = rows(
      this.#sql,
      Hold,
      `select hold.* from json_each(?) asked
         cross join hold on hold.pairing = ? and hold.side = ? and hold.record_id = asked.value order by hold.id`,
      JSON.stringify(recordIds),
      pairing,
      side,
    )
    for (const id of recordIds) this.#known.set(pairing, side, id, NONE)
    for (const hold of found) {
      const before = this.#known.get(pairing, side, hold.record_id) ?? NONE
      this.#known.set(pairing, side, hold.record_id, [...before, hold])
    }
  }

  /** Held twice is held once, for the latest reason. Returns its number. */
  put(hold: {
    pairing: number
    side: Side
    recordId: string
    entry: string
    why: HoldWhy
    says: string
    run: number | null
    actor: string | null
    now: number
  }): number {
    this.#known.clear()
    return count(
      this.#sql,
      `insert into hold (id, pairing, side, record_id, entry, why, says, run, actor, since)
       values (${neverUsed('hold')}, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       on conflict (pairing, side, record_id, entry) do update set why = excluded.why, says = excluded.says,
         run = excluded.run, actor = excluded.actor, since = excluded.since
       returning id as n`,
      hold.pairing,
      hold.side,
      hold.recordId,
      hold.entry,
      hold.why,
      hold.says,
      hold.run,
      hold.actor,
      hold.now,
    )
  }

  get(id: number): Hold | undefined {
    return row(this.#sql, Hold, 'select * from hold where id = ?', id)
  }

  /** What is held of one record. */
  of(pairing: number, side: Side, recordId: string): readonly Hold[] {
    const known = this.#known.get(pairing, side, recordId)
    if (known) return known
    return rows(
      this.#sql,
      Hold,
      'select * from hold where pairing = ? and side = ? and record_id = ? order by id',
      pairing,
      side,
      recordId,
    )
  }

  /** Was everything erased that was kept of this record? Nothing of it is kept again, until it is let go. */
  isErased(pairing: number, side: Side, recordId: string): boolean {
    return this.of(pairing, side, recordId).some(({ why }) => why === 'erased')
  }

  /** What is held of a link, by whichever of its halves. */
  ofLink(pairing: number, leftId: string, rightId: string): HeldOfLink {
    const found = [...this.of(pairing, 'left', leftId), ...this.of(pairing, 'right', rightId)]
    if (found.length === 0) return NOTHING
    const entries = new Set(found.map((one) => one.entry))
    return { whole: entries.has(''), entries }
  }

  /** Newest first. */
  list(before: number | null, limit: number, only: HoldFilter = {}): Hold[] {
    return rows(
      this.#sql,
      Hold,
      `select * from hold where id < ?1 and pairing > 0 and (?3 is null or pairing = ?3) and (?4 is null or why = ?4)
         and (?5 is null or since >= ?5) and (?6 is null or since < ?6) order by id desc limit ?2 + 0`,
      before ?? Number.MAX_SAFE_INTEGER,
      limit,
      only.pairing ?? null,
      only.why ?? null,
      only.from ?? null,
      only.to ?? null,
    )
  }

  /** Let it go. Says whether it was held. What a breaker held begins anew: the writes before no longer count against it. */
  release(id: number): boolean {
    this.#goes()
    this.#sql.exec(
      `insert or replace into calm (pairing, side, record_id, entry, write)
         select pairing, side, record_id, entry, (select coalesce(max(id), 0) from write)
           from hold where id = ? and why = 'breaker'`,
      id,
    )
    return this.#sql.exec('delete from hold where id = ? returning id', id).toArray().length > 0
  }

  /** The last write that was made before a breaker let go of this entry; 0 where none ever held it. */
  calmSince(pairing: number, leftId: string, rightId: string, entry: string): number {
    return count(
      this.#sql,
      `select coalesce(max(write), 0) as n from calm where pairing = ?1 and entry = ?4
         and ((side = 'left' and record_id = ?2) or (side = 'right' and record_id = ?3))`,
      pairing,
      leftId,
      rightId,
      entry,
    )
  }

  /** Let go what that run held of the record. */
  releaseOf(run: number, pairing: number, side: Side, recordId: string, entry: string): void {
    this.#goes()
    this.#sql.exec(
      'delete from hold where run = ? and pairing = ? and side = ? and record_id = ? and entry = ?',
      run,
      pairing,
      side,
      recordId,
      entry,
    )
  }

  /** The record goes by another id now. */
  follow(pairing: number, side: Side, from: string, to: string): void {
    this.#goes()
    this.#sql.exec(
      'update or replace hold set record_id = ? where pairing = ? and side = ? and record_id = ?',
      to,
      pairing,
      side,
      from,
    )
  }

  /** Some are about to go. */
  #goes(): void {
    this.#known.clear()
    keepHighest(this.#sql, 'hold')
  }

  dropPairing(pairing: number): void {
    this.#goes()
    this.#sql.exec('delete from hold where pairing = ?', pairing)
    this.#sql.exec('delete from calm where pairing = ?', pairing)
  }
}

const NONE: readonly Hold[] = []
