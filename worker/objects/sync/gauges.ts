import * as z from 'zod'
import type { Sql } from '../store.ts'
import { count, row, rows } from './rows.ts'

export const HOUR_MS = 3_600_000

const Gauge = z.object({
  hour: z.number(),
  conflicts: z.number(),
  blocked: z.number(),
  calls: z.number().nullable(),
})
export type Gauge = z.infer<typeof Gauge>

/** How many things waited, and how many calls the month had taken: a row for an hour in which that changed. */
export class Gauges {
  readonly #sql: Sql
  constructor(sql: Sql) {
    this.#sql = sql
  }

  /** As it stands now; what stands as it stood before leaves no row. `calls` null where nobody knows. */
  note(now: number, calls: number | null): void {
    const conflicts = count(this.#sql, 'select count(*) as n from conflict')
    const blocked = count(this.#sql, 'select count(*) as n from block')
    const last = row(this.#sql, Gauge, 'select * from gauge order by hour desc limit 1')
    if (last?.conflicts === conflicts && last.blocked === blocked && last.calls === calls) return
    this.#sql.exec(
      `insert into gauge (hour, conflicts, blocked, calls) values (?, ?, ?, ?) on conflict (hour) do update
         set conflicts = excluded.conflicts, blocked = excluded.blocked, calls = excluded.calls`,
      Math.floor(now / HOUR_MS),
      conflicts,
      blocked,
      calls,
    )
  }

  /** From that moment on, oldest first; the one that held then comes first, under its own hour. */
  since(from: number): Gauge[] {
    return rows(
      this.#sql,
      Gauge,
      `select * from gauge where hour >= coalesce((select max(hour) from gauge where hour <= ?1), 0) order by hour`,
      Math.floor(from / HOUR_MS),
    )
  }

  /** What is older than that moment is forgotten. */
  prune(before: number): void {
    this.#sql.exec('delete from gauge where hour < ?', Math.floor(before / HOUR_MS))
  }
}
