import * as z from 'zod'
import type { Side } from '../../../shared/record.ts'
import { type Payload, Replaced, type Wake } from '../../connectors/feed.ts'
import type { Sql } from '../store.ts'
import { count, json, row, rows, SideColumn } from './rows.ts'

const Moments = z.record(z.string(), z.string())

/** A record that something was heard of and that has not been read since. */
export const Heard = z.object({
  side: SideColumn,
  table_id: z.string(),
  record_id: z.string(),
  /** Rises with every time it is heard of: what was heard after a read is not settled by it. */
  turn: z.number(),
  /** All that was heard looks like echoes of our own writes. */
  own: z.number(),
  /** When its fields moved, as the vendor tells it (ISO 8601). */
  times: json(Moments),
  /** What writes that look like ours replaced, by field of the vendor, in the order it was told. */
  replaced: json(z.array(z.record(z.string(), Replaced))),
  since: z.number(),
  heard: z.number(),
})
export type Heard = z.infer<typeof Heard>

/** How long (ms) a record is to be quiet before it is read, and how long it is waited for at most. */
export type Quiet = { readonly ms: number; readonly most: number }

/** A vendor tells of one edit in several calls: those that follow within this time (ms) are read together. */
const FOLD_MS = 40
/** Somebody who types on and on is read after so many times the quiet that was asked for. */
const PATIENCE = 6

/** How long a record is left alone after it was heard of: the person's own setting, and at least long enough to fold. */
export function quietOf({
  quietSeconds = 0,
}: {
  readonly quietSeconds?: number | undefined
}): Quiet {
  const ms = Math.max(FOLD_MS, quietSeconds * 1_000)
  return { ms, most: ms * PATIENCE }
}

/**
 * A record that is written over and over before anybody looks keeps of what was replaced what came after so many letters:
 * a row holds 2 MB at most, and hundreds of them are read at once.
 */
const MOST_LETTERS = 50_000

/** The table of one side of a pairing. */
type Asked = { readonly pairing: number; readonly side: Side; readonly table: string }

/** What the feeds told of and nobody has looked at yet: one row for each record, however often it was told. */
export class Inbox {
  readonly #sql: Sql
  constructor(sql: Sql) {
    this.#sql = sql
  }

  /** The number of the last payload of this webhook that is in here; 0 for none. */
  reached(hook: string): number {
    return count(this.#sql, 'select no as n from reached where hook = ?', hook)
  }

  /** Take what is new of these payloads. To be called inside a transaction. Returns whether the schema moved. */
  take(side: Side, hook: string, payloads: readonly Payload[], now: number): boolean {
    const before = this.reached(hook)
    const fresh = payloads.filter(({ no }) => no > before)
    if (fresh.length === 0) return false
    let schema = false
    for (const { wakes, at } of fresh)
      for (const wake of wakes) {
        if (wake.is === 'schema') schema = true
        else this.#put(side, wake, at, now)
      }
    this.#sql.exec(
      'insert into reached (hook, no) values (?, ?) on conflict (hook) do update set no = excluded.no',
      hook,
      Math.max(...fresh.map(({ no }) => no)),
    )
    return schema
  }

  #put(side: Side, wake: Wake & { is: 'record' }, at: number | null, now: number): void {
    const moment = at === null ? null : new Date(at).toISOString()
    const times =
      moment === null ? {} : Object.fromEntries((wake.fields ?? []).map((field) => [field, moment]))
    this.#sql.exec(
      `insert into inbox (side, table_id, record_id, turn, own, times, replaced, since, heard)
         values (?, ?, ?, (select coalesce(max(turn), 0) + 1 from inbox), ?, ?, ?, ?, ?)
       on conflict (side, table_id, record_id) do update set
         turn = excluded.turn, own = min(own, excluded.own), heard = excluded.heard, later = 0,
         times = json_patch(times, excluded.times),
         replaced = case when length(inbox.replaced) > ${MOST_LETTERS} then excluded.replaced
           else (select json_group_array(json(value)) from (
             select value from json_each(inbox.replaced) union all select value from json_each(excluded.replaced))) end`,
      side,
      wake.table,
      wake.id,
      wake.own === true ? 1 : 0,
      JSON.stringify(times),
      JSON.stringify(wake.replaced === undefined ? [] : [wake.replaced]),
      now,
      now,
    )
  }

  /** Those that have been quiet for long enough, the first heard of first. */
  due(now: number, quiet: Quiet, limit: number): Heard[] {
    return rows(
      this.#sql,
      Heard,
      `select * from inbox where heard + ? <= ? or since + ? <= ? order by since, turn limit ? + 0`,
      quiet.ms,
      now,
      quiet.most,
      now,
      limit,
    )
  }

  /**
   * The edits among them of one table's records that are linked, as far as they are not put off. What looks like an echo of our
   * own writes is not among them, nor is who has no other half yet.
   */
  edits(table: Asked, now: number, quiet: Quiet, limit: number): Heard[] {
    return this.#dueOf(table, now, quiet, limit, (link) => `exists (${link} and proposed is null)`)
  }

  /** Those among them who have no other half, as far as they are not put off: somebody entered them, or they are back. */
  newcomers(table: Asked, now: number, quiet: Quiet, limit: number): Heard[] {
    return this.#dueOf(table, now, quiet, limit, (link) => `not exists (${link})`)
  }

  /** Of one table those whose living link is as `which` says. */
  #dueOf(
    { pairing, side, table }: Asked,
    now: number,
    quiet: Quiet,
    limit: number,
    which: (link: string) => string,
  ): Heard[] {
    const link = `select 1 from link where pairing = ? and ${side}_id = inbox.record_id and gone is null`
    return rows(
      this.#sql,
      Heard,
      `select * from inbox where side = ? and table_id = ? and own = 0 and later = 0
         and (heard + ? <= ? or since + ? <= ?) and ${which(link)}
         order by since, turn limit ? + 0`,
      side,
      table,
      quiet.ms,
      now,
      quiet.most,
      now,
      pairing,
      limit,
    )
  }

  /** The run under way leaves it to the next one, unless it is heard of once more. */
  putOff({ side, table_id, record_id, turn }: Heard): void {
    this.#sql.exec(
      'update inbox set later = 1 where side = ? and table_id = ? and record_id = ? and turn = ?',
      side,
      table_id,
      record_id,
      turn,
    )
  }

  /** When the next one will have been quiet for long enough; null where nothing waits. */
  nextDue(quiet: Quiet): number | null {
    return (
      row(
        this.#sql,
        Due,
        'select min(min(heard + ?, since + ?)) as due from inbox',
        quiet.ms,
        quiet.most,
      )?.due ?? null
    )
  }

  size(): number {
    return count(this.#sql, 'select count(*) as n from inbox')
  }

  /** They were read; whichever was heard of again since then stays. */
  settle(taken: readonly Heard[]): void {
    for (const { side, table_id, record_id, turn } of taken)
      this.#sql.exec(
        'delete from inbox where side = ? and table_id = ? and record_id = ? and turn <= ?',
        side,
        table_id,
        record_id,
        turn,
      )
  }

  clear(): void {
    this.#sql.exec('delete from inbox')
    this.#sql.exec('delete from reached')
  }
}

const Due = z.object({ due: z.number().nullable() })
