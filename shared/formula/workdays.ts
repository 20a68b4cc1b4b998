/** Functions of working days: Monday to Friday, without the holidays given as dates separated by commas, or as a list. */
import { DAY_MS } from './calendar.ts'
import { type FormulaFunction, groupOf } from './function.ts'
import { anything, moment, momentOf, optional, whole } from './reader.ts'
import type { Run } from './run.ts'
import { isList, isMoment, isWrong, moment as momentAt, type Thing, type Wrong } from './thing.ts'

const { takes } = groupOf('date')

/** Days since 1970, which was a Thursday: of the week, 0 is Monday. */
const dayOf = (at: number): number => Math.floor(at / DAY_MS)
const weekdayOf = (day: number): number => (((day + 3) % 7) + 7) % 7
const isWorking = (day: number): boolean => weekdayOf(day) < 5

/** The holidays that fall on a working day, each once. */
function holidaysIn(thing: Thing, run: Run): ReadonlySet<number> | Wrong {
  const said = isMoment(thing) ? [thing] : isList(thing) ? thing : run.text(thing).split(',')
  const days = new Set<number>()
  if (!run.work(said.length * 10)) return days
  for (const one of said) {
    const read = momentOf(typeof one === 'string' ? one.trim() : one, run)
    if (isWrong(read)) return read
    if (read && isWorking(dayOf(read.at))) days.add(dayOf(read.at))
  }
  return days
}

/** So many days from Monday to Friday later, or earlier. */
function addWeekdays(day: number, count: number): number {
  // From a weekend one goes on from the Friday before it, and back from the Monday after it.
  const off = weekdayOf(day) - 4
  const start = off <= 0 || count === 0 ? day : count > 0 ? day - off : day + 3 - off
  const place = weekdayOf(start) + count
  return count === 0 ? day : start - weekdayOf(start) + Math.floor(place / 5) * 7 + (((place % 5) + 5) % 5) // prettier-ignore
}

/** Holidays move the end, and may so bring in others: those on the way, the nearest first. */
function addWorkdays(day: number, count: number, holidays: ReadonlySet<number>): number {
  const ahead = [...holidays].filter((one) => (count > 0 ? one > day : one < day))
  let end = addWeekdays(day, count)
  for (const one of ahead.sort((a, b) => (count > 0 ? a - b : b - a)))
    if (count > 0 ? one <= end : one >= end) end = addWeekdays(end, Math.sign(count))
  return end
}

/** Days from Monday to Friday before this one, since the first Monday counted from. */
const weekdaysBefore = (day: number): number =>
  Math.floor((day + 3) / 7) * 5 + Math.min(5, weekdayOf(day))

export const WORKDAY_FUNCTIONS: readonly FormulaFunction[] = [
  takes(
    { name: 'WORKDAY', arguments: 'date, count, [holidays]', help: 'The date so many working days later.', example: 'WORKDAY("2026-01-02", 1)', result: '2026-01-05', gives: 'any' }, // prettier-ignore
    [moment, whole, optional(anything, null)],
    (run, one, count, given) => {
      const holidays = holidaysIn(given, run)
      if (one === null || isWrong(holidays)) return isWrong(holidays) ? holidays : null
      const day = dayOf(one.at)
      const end = Math.abs(count) > 1e7 ? Infinity : addWorkdays(day, count, holidays)
      return momentAt(one.at + (end - day) * DAY_MS, one.isDay, one.zone, one.locale)
    },
  ),
  takes(
    { name: 'WORKDAY_DIFF', arguments: 'date, date, [holidays]', help: 'How many working days there are between two dates, both counted.', example: 'WORKDAY_DIFF("2026-01-02", "2026-01-05")', result: '2', gives: 'number' }, // prettier-ignore
    [moment, moment, optional(anything, null)],
    (run, a, b, given) => {
      const holidays = holidaysIn(given, run)
      if (a === null || b === null || isWrong(holidays)) return isWrong(holidays) ? holidays : null
      const [first, last] = [dayOf(Math.min(a.at, b.at)), dayOf(Math.max(a.at, b.at))]
      const off = [...holidays].filter((one) => one >= first && one <= last).length
      const count = weekdaysBefore(last + 1) - weekdaysBefore(first) - off
      return (a.at <= b.at ? count : -count) + 0
    },
  ),
]
