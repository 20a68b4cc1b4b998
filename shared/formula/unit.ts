/** The units dates are counted in. */
import type { Reader } from './reader.ts'
import { wrong } from './thing.ts'

/** Exactly one of `months`, `days` and `ms` is not 0: it says how long the unit is. */
export type Unit = {
  readonly name: 'millisecond' | 'second' | 'minute' | 'hour' | 'day' | 'week' | 'month' | 'quarter' | 'year' // prettier-ignore
  readonly months: number
  readonly days: number
  readonly ms: number
}
const unitOf = (name: Unit['name'], months: number, days: number, ms: number): Unit => ({ name, months, days, ms }) // prettier-ignore

const UNITS: readonly Unit[] = [
  unitOf('millisecond', 0, 0, 1),
  unitOf('second', 0, 0, 1_000),
  unitOf('minute', 0, 0, 60_000),
  unitOf('hour', 0, 0, 3_600_000),
  unitOf('day', 0, 1, 0),
  unitOf('week', 0, 7, 0),
  unitOf('month', 1, 0, 0),
  unitOf('quarter', 3, 0, 0),
  unitOf('year', 12, 0, 0),
]
/** Short forms: M is a month and m a minute, so their case counts. */
const SHORT: Readonly<Record<string, Unit['name']>> = {
  ms: 'millisecond',
  s: 'second',
  m: 'minute',
  h: 'hour',
  d: 'day',
  w: 'week',
  M: 'month',
  Q: 'quarter',
  q: 'quarter',
  y: 'year',
}

export const unit: Reader<Unit> = {
  read(thing, _, run) {
    const said = run.text(thing).trim()
    const name = SHORT[said] ?? said.toLowerCase().replace(/s$/, '')
    return (
      UNITS.find((one) => one.name === name) ??
      wrong('This is no unit of time: write "days", "hours", "months" or the like.')
    )
  },
}
