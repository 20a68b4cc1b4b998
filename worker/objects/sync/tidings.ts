import * as z from 'zod'
import { TidingEvent } from '../../../shared/api/subscription.ts'
import type { Sql } from '../store.ts'
import { count, json, row, rows } from './rows.ts'

const HeededRow = z.object({ revision: z.number(), events: json(z.array(TidingEvent)) })
/** What somebody wants to hear of. Of two words about it the one with the higher revision is the later one. */
export type Heed = z.infer<typeof HeededRow>
const TidingRow = z.object({
  n: z.number(),
  id: z.string(),
  event: TidingEvent,
  pairing: z.number(),
  record_id: z.string(),
  entries: json(z.array(z.string())),
  at: z.number(),
})
export type TidingRow = z.infer<typeof TidingRow>
type News = Omit<TidingRow, 'n' | 'event'>

/** Nobody fetches more than this in time; beyond it the oldest are forgotten. */
const MOST = 10_000

/**
 * What somebody outside is to be told of: stored together with what happened, and kept until the workspace has it. Nothing is
 * stored while nobody listens.
 */
export class Tidings {
  readonly #sql: Sql
  #heeded: Heed | null = null
  constructor(sql: Sql) {
    this.#sql = sql
  }

  /** From now on somebody wants to hear of these, and of nothing else. */
  heed({ revision, events }: Heed): void {
    if (revision < this.#heed().revision) return
    const list = JSON.stringify(events)
    this.#sql.exec(
      `insert into heeded (one, revision, events) values (1, ?, ?)
       on conflict (one) do update set revision = excluded.revision, events = excluded.events`,
      revision,
      list,
    )
    this.#sql.exec('delete from tiding where event not in (select value from json_each(?))', list)
    this.#heeded = null
  }

  #heed(): Heed {
    this.#heeded ??= row(this.#sql, HeededRow, 'select revision, events from heeded') ?? {
      revision: 0,
      events: [],
    }
    return this.#heeded
  }

  isHeeded = (event: TidingEvent): boolean => this.#heed().events.includes(event)

  add(event: TidingEvent, { id, pairing, record_id, entries, at }: News): void {
    // The copies that a draft is planned on are nobody's business.
    if (!this.isHeeded(event) || pairing < 0) return
    this.#sql.exec(
      `insert or ignore into tiding (id, event, pairing, record_id, entries, at) values (?, ?, ?, ?, ?, ?)`,
      id,
      event,
      pairing,
      record_id,
      JSON.stringify(entries),
      at,
    )
    this.#sql.exec('delete from tiding where n <= (select max(n) from tiding) - ?', MOST)
  }

  /** The oldest of them. */
  first(limit: number): TidingRow[] {
    return rows(this.#sql, TidingRow, 'select * from tiding order by n limit ? + 0', limit)
  }

  /** Those up to this one were taken. */
  drop(upTo: number): void {
    this.#sql.exec('delete from tiding where n <= ?', upTo)
  }

  isWaiting(): boolean {
    return count(this.#sql, 'select count(*) as n from (select 1 from tiding limit 1)') > 0
  }

  clear(): void {
    this.#sql.exec('delete from tiding')
    this.#sql.exec('delete from heeded')
    this.#heeded = null
  }
}
