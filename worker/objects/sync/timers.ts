import * as z from 'zod'
import type { Sql } from '../store.ts'
import { row, rows } from './rows.ts'

/**
 * The clocks that share the one alarm of the object. `scheduled`: a run the person asked for at this hour. `sweep`: all
 * is compared again. `missed`: something may have been missed, so a sweep is due. `poll`: nobody tells us, so we look. `month`: the
 * vendor answers again.
 */
const Timer = z.object({
  name: z.enum(['scheduled', 'sweep', 'missed', 'poll', 'month']),
  due: z.number(),
})
export type Timer = z.infer<typeof Timer>
export type TimerName = Timer['name']

export class Timers {
  readonly #sql: Sql
  constructor(sql: Sql) {
    this.#sql = sql
  }

  get(name: TimerName): number | null {
    return row(this.#sql, Timer, 'select * from timer where name = ?', name)?.due ?? null
  }

  /** Ring then; null takes it away. */
  set(name: TimerName, due: number | null): void {
    if (due === null) this.#sql.exec('delete from timer where name = ?', name)
    else
      this.#sql.exec(
        'insert into timer (name, due) values (?, ?) on conflict (name) do update set due = excluded.due',
        name,
        due,
      )
  }

  /** Those that are due, the oldest first. */
  due(now: number): Timer[] {
    return rows(this.#sql, Timer, 'select * from timer where due <= ? order by due', now)
  }

  next(): number | null {
    return row(this.#sql, Timer, 'select * from timer order by due limit 1')?.due ?? null
  }

  clear(): void {
    this.#sql.exec('delete from timer')
  }
}
