import { language, locale } from './locale.ts'

/** It makes words, so it speaks the language of the texts around it. */
const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })
const numbers = new Intl.NumberFormat(locale)
const moments = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' })
const days = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' })
const percents = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 })

/** “just now”, “5 minutes ago”, “in 2 hours”, “yesterday”. Both in milliseconds. */
export function fromNow(moment: number, now: number): string {
  const minutes = Math.round((moment - now) / 60_000)
  if (minutes === 0) return moment - now > 10_000 ? 'in a moment' : 'just now'
  if (Math.abs(minutes) < 60) return relative.format(minutes, 'minute')
  const hours = Math.round(minutes / 60)
  return Math.abs(hours) < 24
    ? relative.format(hours, 'hour')
    : relative.format(Math.round(hours / 24), 'day')
}

/** “less than a second”, “8 seconds”, “3 minutes”. */
export function duration(ms: number): string {
  if (ms < 1_000) return 'less than a second'
  if (ms < 90_000) return count(Math.round(ms / 1_000), 'second')
  return count(Math.round(ms / 60_000), 'minute')
}

export const number = (value: number): string => numbers.format(value)

/** A moment (ISO 8601) in the person's zone and locale, such as “Jan 5, 2026, 9:00 AM”. */
export const moment = (iso: string): string => moments.format(new Date(iso))

/** A sentence of the Worker’s, its moments (“2026-01-05 09:00 UTC”) as those around it are written. */
export const inOwnTime = (says: string): string =>
  says.replace(/(\d{4}-\d\d-\d\d) (\d\d:\d\d) UTC/g, (_, on, at) => moment(`${on}T${at}Z`))

/** Its day only. */
export const day = (iso: string): string => days.format(new Date(iso))

const weekdays = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' })
/** A day of the week by its name; 1 is Monday, 7 Sunday. */
export const weekdayName = (day: number): string => weekdays.format(Date.UTC(2024, 0, day))

const shortWeekdays = new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' })
export const weekdayShort = (day: number): string => shortWeekdays.format(Date.UTC(2024, 0, day))

const hours = new Intl.DateTimeFormat(locale, { hour: 'numeric', timeZone: 'UTC' })
/** An hour of the day, 0 to 23, as people write it. */
export const hourName = (hour: number): string => hours.format(Date.UTC(2024, 0, 1, hour))

const daysOfMonth = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' })
/** A day where there is little room; in milliseconds. */
export const dayAndMonth = (ms: number): string => daysOfMonth.format(ms)

const shortNumbers = new Intl.NumberFormat(locale, {
  notation: 'compact',
  maximumSignificantDigits: 3,
})
/** A number as exact as one can see: “12.3K”, “0.45”. */
export const rounded = (value: number): string => shortNumbers.format(value)

/** How large a file is, in the largest unit that leaves a whole number. */
export function size(bytes: number): string {
  const [unit, by] =
    bytes < 1_000 ? ['byte', 1] : bytes < 1e6 ? ['kilobyte', 1e3] : ['megabyte', 1e6]
  return new Intl.NumberFormat(locale, { style: 'unit', unit: String(unit), unitDisplay: 'short', maximumFractionDigits: 1 }).format(bytes / Number(by)) // prettier-ignore
}

const inUnits = (unit: 'second' | 'minute' | 'hour', digits = 0): Intl.NumberFormat =>
  new Intl.NumberFormat(locale, {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: digits,
  })
const units = {
  tenths: inUnits('second', 1),
  seconds: inUnits('second'),
  minutes: inUnits('minute'),
  hours: inUnits('hour', 1),
}
/** Where there is little room: “0.4 sec”, “8 sec”, “3 min”, “1.5 hr”. In milliseconds. */
export function shortly(ms: number): string {
  if (ms < 9_950) return units.tenths.format(ms / 1_000)
  if (ms < 90_000) return units.seconds.format(ms / 1_000)
  return ms < 90 * 60_000 ? units.minutes.format(ms / 60_000) : units.hours.format(ms / 3_600_000)
}

const clocks = new Intl.DateTimeFormat(locale, { timeStyle: 'medium' })
/** The time of day, to the second; in milliseconds. */
export const clock = (ms: number): string => clocks.format(ms)

const calendarDays = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' })
/** A day of the calendar (YYYY-MM-DD), the same in every zone. */
export const calendarDay = (date: string): string => calendarDays.format(new Date(date))

/** 0.97 as “97%”. Never rounded up: only what is certain is “100%”. */
export const percent = (share: number): string =>
  percents.format(Math.floor(share * 100 + 1e-9) / 100)

/** “1 record”, “1,204 records”. */
export const count = (value: number, noun: string): string =>
  `${number(value)} ${noun}${value === 1 ? '' : 's'}`
