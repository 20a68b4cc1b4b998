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

/** Its day only. */
export const day = (iso: string): string => days.format(new Date(iso))

const clocks = new Intl.DateTimeFormat(locale, { timeStyle: 'medium' })
/** The time of day, to the second; in milliseconds. */
export const clock = (ms: number): string => clocks.format(ms)

const calendarDays = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' })
/** A day of the calendar (YYYY-MM-DD), the same in every zone. */
export const calendarDay = (date: string): string => calendarDays.format(new Date(date))

/** 0.97 as “97%”. */
export const percent = (share: number): string => percents.format(share)

/** “1 record”, “1,204 records”. */
export const count = (value: number, noun: string): string =>
  `${number(value)} ${noun}${value === 1 ? '' : 's'}`
