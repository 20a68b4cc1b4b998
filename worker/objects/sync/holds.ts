import * as z from 'zod'
import type { Side } from '../../../shared/record.ts'
import type { Sql } from '../store.ts'
import { count, row, rows, SideColumn } from './rows.ts'

/** Who set it aside: a person, an undo or a restore that put it back, or the breaker that saw it go round. */
export const HoldWhy = z.enum(['person', 'undo', 'restore', 'breaker'])
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

/**
 * Records and single entries of them that are set aside on purpose: neither written, nor created from, nor deleted, until
 * somebody lets them go. What changes meanwhile is still seen, and counts as changed then.
 */
export class Holds {
  readonly #sql: Sql
  constructor(sql: Sql) {
    this.#sql = sql
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
    return count(
      this.#sql,
      `insert into hold (pairing, side, record_id, entry, why, says, run, actor, since)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?)
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
  of(pairing: number, side: Side, recordId: string): Hold[] {
    return rows(
      this.#sql,
      Hold,
      'select * from hold where pairing = ? and side = ? and record_id = ? order by id',
      pairing,
      side,
      recordId,
    )
  }

  /** What is held of a link, by whichever of its halves. */
  ofLink(pairing: number, leftId: string, rightId: string): HeldOfLink {
    const found = rows(
      this.#sql,
      OfEntry,
      `select entry from hold where pairing = ?1 and side = 'left' and record_id = ?2
       union all select entry from hold where pairing = ?1 and side = 'right' and record_id = ?3`,
      pairing,
      leftId,
      rightId,
    )
    if (found.length === 0) return NOTHING
    const entries = new Set(found.map((one) => one.entry))
    return { whole: entries.has(''), entries }
  }

  /** Newest first. */
  list(before: number | null, limit: number): Hold[] {
    return rows(
      this.#sql,
      Hold,
      'select * from hold where id < ? order by id desc limit ? + 0',
      before ?? Number.MAX_SAFE_INTEGER,
      limit,
    )
  }

  /** Let it go. Says whether it was held. What a breaker held begins anew: the writes before no longer count against it. */
  release(id: number): boolean {
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
    this.#sql.exec(
      'update or replace hold set record_id = ? where pairing = ? and side = ? and record_id = ?',
      to,
      pairing,
      side,
      from,
    )
  }

  dropPairing(pairing: number): void {
    this.#sql.exec('delete from hold where pairing = ?', pairing)
    this.#sql.exec('delete from calm where pairing = ?', pairing)
  }
}

const OfEntry = z.object({ entry: z.string() })
