import * as z from 'zod'
import type { Side } from '../../../shared/record.ts'
import type { Sql } from '../store.ts'
import { json, rows, SideColumn } from './rows.ts'

/**
 * How a side's changes reach us: it tells us (`webhook`), we look every so often (`polling`), or nobody listens (`off`,
 * as for a sync that only runs by the clock). `says` is why it is not better. `gap` is the last time when something may
 * have been missed, and when everything was compared after it; null while that is still to be done.
 */
export const FeedState = z.object({
  mode: z.enum(['webhook', 'polling', 'off']),
  /** How old (ms) what we know may be; null where changes are told as they happen. */
  freshnessMs: z.number().nullable(),
  says: z.string().nullable(),
  since: z.number(),
  gap: z
    .object({ says: z.string(), since: z.number(), closed: z.number().nullable() })
    .nullable()
    .default(null),
})
export type FeedState = z.infer<typeof FeedState>
/** As a feed tells it. */
export type FeedTold = Omit<FeedState, 'gap'>

const Row = z.object({ side: SideColumn, json: json(FeedState) })

export class Feeds {
  readonly #sql: Sql
  constructor(sql: Sql) {
    this.#sql = sql
  }

  all(): { readonly side: Side; readonly state: FeedState }[] {
    return rows(this.#sql, Row, 'select * from feed order by side').map((one) => ({
      side: one.side,
      state: one.json,
    }))
  }

  put(side: Side, state: FeedState): void {
    this.#sql.exec(
      'insert into feed (side, json) values (?, ?) on conflict (side) do update set json = excluded.json',
      side,
      JSON.stringify(state),
    )
  }

  /** Something may have been missed. */
  miss(side: Side, says: string, now: number): void {
    const known = this.all().find((one) => one.side === side)?.state
    if (known) this.put(side, { ...known, gap: { says, since: now, closed: null } })
  }

  /** Everything was compared, in a run that began then: what was missed before is found. */
  compared(began: number, now: number): void {
    for (const { side, state } of this.all())
      if (state.gap && state.gap.closed === null && state.gap.since <= began)
        this.put(side, { ...state, gap: { ...state.gap, closed: now } })
  }

  clear(): void {
    this.#sql.exec('delete from feed')
  }
}
