import { instant, isoDate, isZone, type Wall, wallClock } from '../calendar.ts'
import {
  DAYS,
  dayOfYear,
  readByPattern,
  readLoosely,
  weekOfYear,
  writeByPattern,
} from '../pattern.ts'
import type { FormulaFunction } from './functions.ts'
import type { Scope } from './program.ts'
import { FAULT, Moment, toMoment, toNumber, toText, type Value } from './value.ts'

const UNITS: { readonly [unit: string]: number } = {
  milliseconds: 1,
  seconds: 1000,
  minutes: 60_000,
  hours: 3_600_000,
  days: 86_400_000,
  weeks: 7 * 86_400_000,
}
const SHORT: { readonly [short: string]: string } = {
  ms: 'milliseconds',
  s: 'seconds',
  m: 'minutes',
  h: 'hours',
  d: 'days',
  w: 'weeks',
  M: 'months',
  Q: 'quarters',
  q: 'quarters',
  y: 'years',
}
const unitOf = (value: Value | undefined, otherwise: string): string => {
  if (value === undefined || value === null) return otherwise
  const text = toText(value)
  const full = SHORT[text] ?? text.toLowerCase()
  return full.endsWith('s') ? full : `${full}s`
}

/** A function of a moment; blank stays blank, what is no moment is an error. */
const of = (
  least: number,
  most: number,
  gives: FormulaFunction['gives'],
  run: (moment: Moment, rest: readonly Value[], scope: Scope) => Value,
): FormulaFunction => ({
  least,
  most,
  gives,
  run: ([first = null, ...rest], scope) => {
    if (first === null || first === '') return null
    const moment = toMoment(first)
    return moment ? run(moment, rest, scope) : FAULT
  },
})

const between = (
  least: number,
  most: number,
  blank: Value,
  run: (a: Moment, b: Moment, rest: readonly Value[]) => Value,
): FormulaFunction => ({
  least,
  most,
  gives: 'number',
  run: ([first = null, second = null, ...rest]) => {
    if (first === null || second === null) return blank
    const [a, b] = [toMoment(first), toMoment(second)]
    return a && b ? run(a, b, rest) : FAULT
  },
})

const wallOf = (moment: Moment): Wall => wallClock(moment.at, moment.zone)

/** Months later, on the month's last day where it is too short. */
function addMonths(moment: Moment, months: number): number {
  const wall = wallOf(moment)
  const month = wall.month - 1 + months
  const year = wall.year + Math.floor(month / 12)
  const rest = ((month % 12) + 12) % 12
  const length = new Date(Date.UTC(year, rest + 1, 0)).getUTCDate()
  return instant({ ...wall, year, month: rest + 1, day: Math.min(wall.day, length) }, moment.zone)
}

function add(moment: Moment, count: number, unit: string): Value {
  const made = (at: number) =>
    new Moment(at, moment.dateOnly && !/^(ms|milli|sec|min|hour)/.test(unit), moment.zone)
  const months = { months: 1, quarters: 3, years: 12 }[unit]
  if (months !== undefined) return made(addMonths(moment, Math.trunc(count) * months))
  const size = UNITS[unit]
  return size === undefined ? FAULT : made(moment.at + count * size)
}

/** Whole months from `b` to `a`. */
function monthsBetween(a: Moment, b: Moment): number {
  const [later, earlier] = [wallOf(a), wallOf(b)]
  let months = (later.year - earlier.year) * 12 + later.month - earlier.month
  if (months > 0 && addMonths(b, months) > a.at) months -= 1
  if (months < 0 && addMonths(b, months) < a.at) months += 1
  return months
}

function difference(a: Moment, b: Moment, unit: string): Value {
  const months = { months: 1, quarters: 3, years: 12 }[unit]
  if (months !== undefined) return Math.trunc(monthsBetween(a, b) / months)
  const size = UNITS[unit]
  return size === undefined ? FAULT : Math.trunc((a.at - b.at) / size)
}

function startOf(moment: Moment, unit: string): string {
  const wall = wallOf(moment)
  const upTo = ['years', 'months', 'days', 'hours', 'minutes', 'seconds'].indexOf(unit)
  const parts = [wall.year, wall.month, wall.day, wall.hour, wall.minute, wall.second]
  if (upTo >= 0) return parts.slice(0, upTo + 1).join()
  // A week that holds New Year is one week: counted from the Sunday before 1970, a Thursday.
  if (unit === 'weeks')
    return String(Math.floor((Date.UTC(wall.year, wall.month - 1, wall.day) / 86_400_000 + 4) / 7))
  if (unit === 'quarters') return [wall.year, Math.ceil(wall.month / 3)].join()
  return String(moment.at)
}

const holidaysOf = (value: Value | undefined): Set<string> =>
  new Set(value ? toText(value).split(/\s*,\s*/) : [])
const isWorkday = (at: number, holidays: Set<string>): boolean =>
  ![0, 6].includes(new Date(at).getUTCDay()) && !holidays.has(isoDate(at))

function workday(moment: Moment, count: number, holidays: Set<string>): Moment {
  let at = moment.at
  for (let left = Math.abs(count); left > 0;) {
    at += Math.sign(count) * 86_400_000
    if (isWorkday(at, holidays)) left -= 1
  }
  return new Moment(at, moment.dateOnly, moment.zone)
}

/** Working days from `b` to `a`, both counted. */
function workdays(from: Moment, to: Moment, holidays: Set<string>): number {
  const [first, last] = [Math.min(from.at, to.at), Math.max(from.at, to.at)]
  let count = 0
  for (let at = first; at <= last; at += 86_400_000) if (isWorkday(at, holidays)) count += 1
  return from.at <= to.at ? count : -count
}

const AGO: readonly (readonly [number, string])[] = [
  [365 * 86_400_000, 'year'],
  [30 * 86_400_000, 'month'],
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
  [1000, 'second'],
]
function howLong(ms: number): string {
  const size = Math.abs(ms)
  const [unit, name] = AGO.find(([length]) => size >= length) ?? [1000, 'second']
  const count = Math.round(size / unit)
  return `${count} ${name}${count === 1 ? '' : 's'}`
}

const part = (pick: (wall: Wall) => number) => of(1, 1, 'number', (moment) => pick(wallOf(moment)))

export const DATE_FUNCTIONS: { readonly [name: string]: FormulaFunction } = {
  NOW: { least: 0, most: 0, gives: 'dateTime', run: (_, scope) => new Moment(scope.now) },
  TODAY: {
    least: 0,
    most: 0,
    gives: 'date',
    run: (_, scope) => new Moment(scope.now - (scope.now % 86_400_000), true),
  },
  CREATED_TIME: {
    least: 0,
    most: 0,
    gives: 'dateTime',
    run: (_, scope) => new Moment(scope.createdAt),
  },
  LAST_MODIFIED_TIME: {
    least: 0,
    most: Infinity,
    gives: 'dateTime',
    run: (_, scope) => (scope.modifiedAt === null ? null : new Moment(scope.modifiedAt)),
  },
  YEAR: part((wall) => wall.year),
  MONTH: part((wall) => wall.month),
  DAY: part((wall) => wall.day),
  HOUR: part((wall) => wall.hour),
  MINUTE: part((wall) => wall.minute),
  SECOND: part((wall) => wall.second),
  WEEKDAY: of(1, 2, 'number', (moment, [start]) => {
    const weekday = new Date(moment.at).getUTCDay()
    return start !== undefined && toText(start) === DAYS[1] ? (weekday + 6) % 7 : weekday
  }),
  WEEKNUM: of(1, 2, 'number', (moment, [start]) => {
    const wall = wallOf(moment)
    if (start === undefined || toText(start) !== DAYS[1]) return weekOfYear(wall)
    const firstWeekday = (new Date(Date.UTC(wall.year, 0, 1)).getUTCDay() + 6) % 7
    return Math.floor((dayOfYear(wall) - 1 + firstWeekday) / 7) + 1
  }),
  DATESTR: of(1, 1, 'text', (moment) => writeByPattern(moment.at, 'YYYY-MM-DD', moment.zone)),
  TIMESTR: of(1, 1, 'text', (moment) => writeByPattern(moment.at, 'HH:mm:ss', moment.zone)),
  DATETIME_FORMAT: of(1, 2, 'text', (moment, [pattern]) =>
    writeByPattern(
      moment.at,
      pattern === undefined ? 'YYYY-MM-DDTHH:mm:ssZ' : toText(pattern),
      moment.zone,
    ),
  ),
  DATETIME_PARSE: {
    least: 1,
    most: 3,
    gives: 'dateTime',
    run: ([value = null, pattern]) => {
      if (value === null || value === '') return null
      if (value instanceof Moment) return value
      const text = toText(value)
      const read =
        pattern === undefined || pattern === null
          ? readLoosely(text)
          : readByPattern(text, toText(pattern))
      return read ? new Moment(read.at) : FAULT
    },
  },
  DATEADD: of(3, 3, 'dateTime', (moment, [count = null, unit]) =>
    Number.isNaN(toNumber(count)) ? FAULT : add(moment, toNumber(count), unitOf(unit, 'days')),
  ),
  DATETIME_DIFF: between(2, 3, null, (a, b, [unit]) => difference(a, b, unitOf(unit, 'seconds'))),
  IS_AFTER: between(2, 2, false, (a, b) => a.at > b.at),
  IS_BEFORE: between(2, 2, false, (a, b) => a.at < b.at),
  IS_SAME: between(2, 3, false, (a, b, [unit]) => {
    const named = unitOf(unit, 'milliseconds')
    return startOf(a, named) === startOf(b, named)
  }),
  SET_TIMEZONE: of(2, 2, 'dateTime', (moment, [zone = null]) =>
    isZone(toText(zone)) ? new Moment(moment.at, false, toText(zone)) : FAULT,
  ),
  SET_LOCALE: of(2, 2, 'dateTime', (moment) => moment),
  FROMNOW: of(1, 1, 'text', (moment, _, scope) => howLong(scope.now - moment.at)),
  TONOW: of(1, 1, 'text', (moment, _, scope) => howLong(moment.at - scope.now)),
  WORKDAY: of(2, 3, 'dateTime', (moment, [count = null, holidays]) =>
    workday(moment, Math.trunc(toNumber(count)) || 0, holidaysOf(holidays)),
  ),
  WORKDAY_DIFF: between(2, 3, null, (a, b, [holidays]) => workdays(a, b, holidaysOf(holidays))),
}
