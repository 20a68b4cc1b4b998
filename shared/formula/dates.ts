/** Functions of days and instants. Their clock is UTC, or that of the zone given with the record or by SET_TIMEZONE. */
import {
  atOf,
  DAY_MS,
  daysInMonth,
  utc,
  type Wall,
  wallOf,
  weekday,
  weekOfYear,
} from './calendar.ts'
import { formatMoment } from './date-format.ts'
import { parseByPattern } from './date-parse.ts'
import { readLoosely } from './date-words.ts'
import { type FormulaFunction, groupOf } from './function.ts'
import { anything, language, moment, number, optional, text, zone } from './reader.ts'
import { isBlank, isMoment, type Moment, moment as momentAt, wrong, type Wrong } from './thing.ts'
import { type Unit, unit } from './unit.ts'

const { takes } = groupOf('date')

const same = (one: Moment, at: number, isDay = one.isDay): Moment | Wrong =>
  momentAt(at, isDay, one.zone, one.locale)

/** So many months later, on the month’s last day where it is too short. */
function addMonths(one: Moment, months: number): number {
  const wall = wallOf(one.at, one.zone)
  const count = wall.year * 12 + wall.month - 1 + months
  const [year, month] = [Math.floor(count / 12), (((count % 12) + 12) % 12) + 1]
  return atOf({ ...wall, year, month, day: Math.min(wall.day, daysInMonth(year, month)) }, one.zone)
}

/** Days are those of the calendar: at the same hour, also where a clock was put forward in between. */
function add(one: Moment, count: number, { months, days, ms }: Unit): Moment | Wrong {
  if (Math.abs(count) > 1e12) return same(one, Infinity)
  if (months > 0) return same(one, addMonths(one, Math.trunc(count) * months))
  if (days === 0) return same(one, one.at + count * ms, false)
  const whole = Math.trunc(count * days)
  const wall = wallOf(one.at, one.zone)
  const at = atOf({ ...wall, day: wall.day + whole }, one.zone)
  return same(one, at + (count * days - whole) * DAY_MS)
}

function monthsBetween(a: Moment, b: Moment): number {
  const [later, earlier] = [wallOf(a.at, a.zone), wallOf(b.at, b.zone)]
  const months = (later.year - earlier.year) * 12 + later.month - earlier.month
  if (months > 0 && addMonths(b, months) > a.at) return months - 1
  return months < 0 && addMonths(b, months) < a.at ? months + 1 : months
}

/** Whole units from `b` to `a`, towards zero. */
const difference = (a: Moment, b: Moment, { months, days, ms }: Unit): number =>
  Math.trunc(
    months > 0 ? monthsBetween(a, b) / months : (a.at - b.at) / (days > 0 ? days * DAY_MS : ms),
  ) + 0

/** What two moments of the same unit have in common. */
function unitOf(one: Moment, { name }: Unit): string {
  const wall = wallOf(one.at, one.zone)
  const { year, month, day, hour, minute, second } = wall
  switch (name) {
    case 'year':
      return String(year)
    case 'quarter':
      return `${year} ${Math.ceil(month / 3)}`
    case 'week':
      // Day 0, the first of 1970, was a Thursday; weeks start on Sunday.
      return String(Math.floor((Math.floor(utc(wall) / DAY_MS) + 4) / 7))
    case 'month':
    case 'day':
    case 'hour':
    case 'minute':
    case 'second': {
      const depth = ['month', 'day', 'hour', 'minute', 'second'].indexOf(name)
      return [year, month, day, hour, minute, second].slice(0, depth + 2).join(' ')
    }
    case 'millisecond':
      return String(one.at)
  }
}

const about = (name: string, args: string, help: string, example: string, result: string) => ({ name, arguments: args, help, example, result }) // prettier-ignore

/** A part of what calendar and clock show. */
const part = (name: string, help: string, result: string, of: (wall: Wall) => number) =>
  takes(
    { ...about(name, 'date', help, `${name}("2026-03-31T18:05:09Z")`, result), gives: 'number' },
    [moment],
    (_, one) => one && of(wallOf(one.at, one.zone)),
  )

const startsOn = (text: string): 0 | 1 | Wrong =>
  /^sun/i.test(text) ? 0 : /^mon/i.test(text) ? 1 : wrong('A week starts on "Sunday" or "Monday": write one of them.') // prettier-ignore

const AGO: readonly (readonly [ms: number, name: string])[] = [
  [365 * DAY_MS, 'year'],
  [30 * DAY_MS, 'month'],
  [DAY_MS, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
]
function howLong(ms: number): string {
  const size = Math.abs(ms)
  const [length, name] = AGO.find(([least]) => size >= least) ?? [1_000, 'second']
  const count = Math.round(size / length)
  return `${count} ${name}${count === 1 ? '' : 's'}`
}

/** Of two moments: a comparison with a blank never holds. */
const comparison = (
  name: string,
  help: string,
  example: string,
  result: string,
  holds: (a: Moment, b: Moment, unit: Unit) => boolean,
): FormulaFunction => {
  const readers = [blankable, blankable, optional(unit, null)] as const
  return takes(
    { ...about(name, 'date, date, [unit]', help, example, result), gives: 'truth' },
    readers,
    (_, a, b, by) => a !== null && b !== null && holds(a, b, by ?? EXACT),
  )
}
const EXACT: Unit = { name: 'millisecond', months: 0, days: 0, ms: 1 }
const blankable = { read: moment.read }

export const DATE_FUNCTIONS: readonly FormulaFunction[] = [
  // The day in the zone given with the record; in Airtable always that of Greenwich.
  takes(
    { ...about('TODAY', '', 'The day it is.', 'TODAY()', '2026-01-05'), gives: 'day', unsteady: true },
    [],
    (run) => {
      const wall = wallOf(run.scope.now, run.zone)
      return momentAt(atOf({ ...wall, hour: 0, minute: 0, second: 0, ms: 0 }, 'UTC'), true, 'UTC')
    },
  ),
  takes(
    { ...about('NOW', '', 'The day and time it is.', 'NOW()', '2026-01-05T09:00:00.000Z'), gives: 'instant', unsteady: true },
    [],
    (run) => momentAt(run.scope.now, false, run.zone),
  ),
  takes(
    { ...about('DATEADD', 'date, count, unit', 'A date so many days, months or other units later.', 'DATEADD("2026-01-31", 1, "month")', '2026-02-28'), gives: 'any' },
    [moment, number, unit],
    (_, one, count, by) => one && add(one, count, by),
  ),
  takes(
    { ...about('DATETIME_DIFF', 'date, earlier, [unit]', 'How many whole units lie between two dates; seconds if no unit is given.', 'DATETIME_DIFF("2026-03-31", "2026-03-01", "days")', '30'), gives: 'number' },
    [moment, moment, optional(unit, null)],
    (_, a, b, by) => a && b && difference(a, b, by ?? { ...EXACT, ms: 1_000 }),
  ),
  takes(
    { ...about('DATETIME_FORMAT', 'date, [pattern]', 'A date written by a pattern of letters such as YYYY, MMM, DD, HH and mm.', 'DATETIME_FORMAT("2026-03-31", "D MMMM YYYY")', '31 March 2026'), gives: 'text' },
    [moment, optional(text, 'YYYY-MM-DDTHH:mm:ssZ')],
    (run, one, pattern) =>
      one && (run.work(pattern.length * 100) ? formatMoment(one, pattern) : run.stopped),
  ),
  takes(
    { ...about('DATETIME_PARSE', 'text, [pattern], [locale]', 'The day and time a text names, read by a pattern if one is given.', 'DATETIME_PARSE("31.3.2026 18:05", "D.M.YYYY HH:mm")', '2026-03-31T18:05:00.000Z'), gives: 'instant' },
    [anything, optional(text, null), optional(language, 'en')],
    (run, one, pattern, locale) => {
      if (isMoment(one)) return same(one, one.at, false)
      if (isBlank(one)) return null
      const said = run.text(one)
      if (said.length > 200 || (pattern?.length ?? 0) > 200)
        return wrong('This is too long for a date: take other words out first.')
      const loose = pattern === null ? readLoosely(said, run.zone) : null
      const at = loose?.at ?? (pattern === null ? null : parseByPattern(said, pattern, run.zone, locale))
      return at === null
        ? wrong('This text is not a date in that form: check the pattern, or write dates as 2026-01-31.')
        : momentAt(at, false, run.zone)
    },
  ),
  takes(
    { ...about('DATESTR', 'date', 'A date as YYYY-MM-DD.', 'DATESTR("2026-03-31T18:05:09Z")', '2026-03-31'), gives: 'text' },
    [moment],
    (_, one) => one && formatMoment(one, 'YYYY-MM-DD'),
  ),
  takes(
    { ...about('TIMESTR', 'date', 'A time as HH:mm:ss.', 'TIMESTR("2026-03-31T18:05:09Z")', '18:05:09'), gives: 'text' },
    [moment],
    (_, one) => one && formatMoment(one, 'HH:mm:ss'),
  ),
  part('YEAR', 'The year of a date.', '2026', (wall) => wall.year),
  part('MONTH', 'The month of a date, from 1.', '3', (wall) => wall.month),
  part('DAY', 'The day of the month.', '31', (wall) => wall.day),
  part('HOUR', 'The hour, from 0 to 23.', '18', (wall) => wall.hour),
  part('MINUTE', 'The minute, from 0 to 59.', '5', (wall) => wall.minute),
  part('SECOND', 'The second, from 0 to 59.', '9', (wall) => wall.second),
  takes(
    { ...about('WEEKDAY', 'date, [start of week]', 'The day of the week, from 0; Sunday is 0 unless the week starts on "Monday".', 'WEEKDAY("2026-03-31")', '2'), gives: 'number' },
    [moment, optional(text, 'Sunday')],
    (_, one, start) => {
      const first = startsOn(start)
      return one && typeof first === 'number' ? (weekday(wallOf(one.at, one.zone)) - first + 7) % 7 : first
    },
  ),
  takes(
    { ...about('WEEKNUM', 'date, [start of week]', 'The week of the year, where the first is the one of 1 January.', 'WEEKNUM("2026-03-31")', '14'), gives: 'number' },
    [moment, optional(text, 'Sunday')],
    (_, one, start) => {
      const first = startsOn(start)
      return one && typeof first === 'number' ? weekOfYear(wallOf(one.at, one.zone), first) : first
    },
  ),
  comparison('IS_BEFORE', 'Is one date before another?', 'IS_BEFORE("2026-03-30", "2026-03-31")', '1', (a, b) => a.at < b.at),
  comparison('IS_AFTER', 'Is one date after another?', 'IS_AFTER("2026-03-30", "2026-03-31")', '0', (a, b) => a.at > b.at),
  comparison('IS_SAME', 'Are two dates the same, up to a unit?', 'IS_SAME("2026-03-30", "2026-03-31", "month")', '1', (a, b, by) => unitOf(a, by) === unitOf(b, by)),
  takes(
    { ...about('SET_TIMEZONE', 'date, zone', 'The same instant by the clock of another place; for DATETIME_FORMAT, HOUR and the like.', 'DATETIME_FORMAT(SET_TIMEZONE("2026-03-31T18:00:00Z", "America/New_York"), "HH:mm")', '14:00'), gives: 'instant' },
    [moment, zone],
    (_, one, name) => one && momentAt(one.at, false, name, one.locale),
  ),
  takes(
    { ...about('SET_LOCALE', 'date, language', 'The same date in the words of a language; for DATETIME_FORMAT.', 'DATETIME_FORMAT(SET_LOCALE("2026-03-31", "fr"), "D MMMM")', '31 mars'), gives: 'any' },
    [moment, language],
    (_, one, name) => one && { ...one, locale: name },
  ),
  takes(
    { ...about('FROMNOW', 'date', 'How long ago, or how long until then, in words.', 'FROMNOW("2026-01-02T09:00:00Z")', '3 days'), gives: 'text', unsteady: true },
    [moment],
    (run, one) => one && howLong(run.scope.now - one.at),
  ),
  takes(
    { ...about('TONOW', 'date', 'How long until then, or how long ago, in words.', 'TONOW("2026-01-02T09:00:00Z")', '3 days'), gives: 'text', unsteady: true },
    [moment],
    (run, one) => one && howLong(one.at - run.scope.now),
  ),
] // prettier-ignore
