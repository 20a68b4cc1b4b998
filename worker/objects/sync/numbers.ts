import * as z from 'zod'
import type { Sql } from '../store.ts'
import { type Gauge, HOUR_MS } from './gauges.ts'
import type { Memory } from './memory.ts'
import { row, rows } from './rows.ts'

/** What happened in one hour (a number of hours since 1970, UTC). */
export type HourView = {
  readonly hour: number
  readonly runs: number
  readonly failedRuns: number
  readonly read: number
  readonly ms: number
  readonly left: number
  readonly right: number
  readonly blocked: number
  readonly settled: number
  /** From the beginning of a run to a value being written, on average (ms). */
  readonly delayMs: number | null
}
export type NumbersView = {
  /** From here on the numbers are whole (ms since 1970). */
  readonly from: number
  readonly hours: readonly HourView[]
  readonly standing: readonly Gauge[]
}

/** Rows of the ledger that are looked at: some hundreds of milliseconds of computing. */
const LOOKED_AT = 200_000

const OfRuns = z.object({
  hour: z.number(),
  runs: z.number(),
  failedRuns: z.number(),
  read: z.number(),
  ms: z.number(),
  settled: z.number(),
})
const OfWrites = z.object({
  hour: z.number(),
  side: z.enum(['left', 'right']),
  state: z.enum(['settled', 'blocked']),
  n: z.number(),
  delay: z.number().nullable(),
})

/** What runs and ledger say of the time from `from` on (ms since 1970), by the hours in which runs began. */
export function numbersOf(memory: Memory, from: number): NumbersView {
  const whole = wholeFrom(memory.sql, from)
  const hours = new Map<number, HourView>()
  for (const { hour, ...run } of runsByHour(memory.sql, whole))
    hours.set(hour, { ...EMPTY, hour, ...run })
  for (const { hour, side, state, n, delay } of writesByHour(memory.sql, whole)) {
    const at = hours.get(hour)
    if (!at) continue
    if (state === 'blocked') {
      hours.set(hour, { ...at, blocked: at.blocked + n })
      continue
    }
    const made = at.left + at.right
    const delayMs =
      delay === null ? at.delayMs : ((at.delayMs ?? 0) * made + delay * n) / (made + n)
    hours.set(hour, { ...at, [side]: at[side] + n, delayMs })
  }
  return {
    from: whole,
    hours: [...hours.values()].sort((a, b) => a.hour - b.hour),
    standing: memory.gauges.since(whole),
  }
}

const EMPTY = { left: 0, right: 0, blocked: 0, delayMs: null }

/** The beginning that was asked for, or a later one where there is more to look at than a question may cost. */
function wholeFrom(sql: Sql, from: number): number {
  const oldest = row(
    sql,
    z.object({ started: z.number() }),
    `select started from run where first > (select coalesce(max(id), 0) - ? from write) order by id limit 1`,
    LOOKED_AT,
  )
  return Math.max(from, oldest && oldest.started > from && isCut(sql) ? oldest.started : from)
}

const isCut = (sql: Sql): boolean =>
  (row(sql, z.object({ n: z.number().nullable() }), 'select max(id) - min(id) as n from write')
    ?.n ?? 0) > LOOKED_AT

/** Previews, and what was taken back before it wrote, are no runs. */
const runsByHour = (sql: Sql, from: number): z.infer<typeof OfRuns>[] =>
  rows(
    sql,
    OfRuns,
    `select cast(started / ${HOUR_MS} as integer) as hour, count(*) as runs, sum(state = 'failed') as failedRuns,
       sum(read) as read, sum(ended - started) as ms, sum(resolved) as settled
       from run where kind = 'run' and ended is not null and started >= ? group by 1`,
    from,
  )

const writesByHour = (sql: Sql, from: number): z.infer<typeof OfWrites>[] =>
  rows(
    sql,
    OfWrites,
    `select cast(run.started / ${HOUR_MS} as integer) as hour, write.side as side, write.state as state, count(*) as n,
       avg(write.settled - run.started) as delay
       from write join run on run.id = write.run
       where write.id >= coalesce((select min(first) from run where started >= ?1), 9e15)
         and run.started >= ?1 and run.kind = 'run' and run.ended is not null and write.state in ('settled', 'blocked')
       group by 1, 2, 3`,
    from,
  )
