/** Dates as people and programs write them, read without being told how. */
import { readDate, readInstant } from '../codec/moment.ts'
import { atOf, daysInMonth } from './calendar.ts'
import { monthNumber } from './date-names.ts'
import { isMoment, moment, type Moment } from './thing.ts'

const TIME = String.raw`(?:[,\sT]+(?:at\s+)?(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([ap])?\.?m?\.?)?`
/** 3/31/2026 (the month first), 31 March 2026, March 31st, 2026; each may have a time after it. */
const WAYS: readonly { readonly way: RegExp; readonly order: readonly [number, number, number] }[] = [
  { way: new RegExp(String.raw`^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})${TIME}$`, 'i'), order: [3, 1, 2] },
  { way: new RegExp(String.raw`^(\d{4})[/.](\d{1,2})[/.](\d{1,2})${TIME}$`, 'i'), order: [1, 2, 3] },
  { way: new RegExp(String.raw`^(\d{1,2})(?:st|nd|rd|th)?[\s-]+([a-z]{3,9})\.?,?[\s-]+(\d{4})${TIME}$`, 'i'), order: [3, 2, 1] },
  { way: new RegExp(String.raw`^([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})${TIME}$`, 'i'), order: [3, 1, 2] },
] // prettier-ignore

const ZONED = /(?:Z|[+-]\d{2}(?::?\d{2})?)$/i

/**
 * The day or instant a text names, or null: ISO 8601, `3/31/2026` (the month first, as Airtable reads it), `31 March
 * 2026`, `March 31, 2026`, each with a time or without. A time without an offset is one of the zone’s clock.
 */
export function readLoosely(text: string, zone: string): Moment | null {
  const said = text.trim()
  const read = readIso(said, zone) ?? readWords(said, zone)
  return isMoment(read) ? read : null
}

function readIso(said: string, zone: string) {
  const day = said.length <= 10 ? readDate(said) : null
  if (day !== null) return moment(Date.parse(`${day}T00:00:00Z`), true, zone)
  const instant = readInstant(said)
  if (instant === null) return null
  const at = Date.parse(instant)
  return moment(ZONED.test(said) ? at : atOf(wallParts(instant), zone), false, zone)
}

/** The numbers of an ISO instant as a clock shows them. */
function wallParts(instant: string) {
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0, ms = 0] = instant
    .split(/\D/)
    .map(Number)
  return { year, month, day, hour, minute, second, ms }
}

function readWords(said: string, zone: string) {
  for (const { way, order } of WAYS) {
    const found = way.exec(said)
    if (!found) continue
    const [year = '', month = '', day = ''] = order.map((i) => found[i] ?? '')
    const date = {
      year: Number(year),
      month: /^\d/.test(month) ? Number(month) : monthNumber(month),
      day: Number(day),
    }
    const [hour, minute, second] = [found[4], found[5], found[6]]
    const time = clock(hour, minute, second, found[7])
    if (!isReal(date) || time === null) return null
    const wall = { ...date, ...time, ms: 0 }
    return moment(atOf(wall, hour === undefined ? 'UTC' : zone), hour === undefined, zone)
  }
  return null
}

export const isReal = (date: { year: number; month: number; day: number }): boolean =>
  date.month >= 1 && date.month <= 12 && date.day >= 1 && date.day <= daysInMonth(date.year, date.month) // prettier-ignore

/** A time of day; `half` is a for before noon and p for after. Null where no clock shows it. */
export function clock(hour = '0', minute = '0', second = '0', half?: string) {
  const [h, m, s] = [Number(hour), Number(minute), Number(second)]
  if (m > 59 || s > 59) return null
  if (half === undefined) return h > 23 ? null : { hour: h, minute: m, second: s }
  if (h < 1 || h > 12) return null
  return { hour: (h % 12) + (half.toLowerCase() === 'p' ? 12 : 0), minute: m, second: s }
}
