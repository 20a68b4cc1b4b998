/** The names of months and weekdays. English ones stand here: asking the platform takes a hundred times as long. */
const MONTHS = 'January February March April May June July August September October November December'.split(' ') // prettier-ignore
const WEEKDAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ')

export type Length = 'long' | 'short'

const english = (name: string, length: Length): string =>
  length === 'long' ? name : name.slice(0, 3)

/** `month` from 1; `locale` a language such as `fr`. */
export const monthName = (locale: string, month: number, length: Length): string =>
  locale === 'en'
    ? english(MONTHS[month - 1] ?? '', length)
    : local(locale, { month: length }, Date.UTC(2000, month - 1, 1))

/** `day` from 0, which is Sunday. */
export const weekdayName = (locale: string, day: number, length: Length): string =>
  locale === 'en'
    ? english(WEEKDAYS[day] ?? '', length)
    : // The second of January 2000 was a Sunday.
      local(locale, { weekday: length }, Date.UTC(2000, 0, 2 + day))

const local = (locale: string, options: Intl.DateTimeFormatOptions, at: number): string =>
  new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' }).format(at)

/** Is it a language the platform has words for? */
export function isLocale(name: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(name).length > 0
  } catch {
    return false
  }
}

/** 1 to 12 from an English name or its first letters, or 0. */
export function monthNumber(name: string): number {
  const said = name.toLowerCase()
  return said.length < 3 ? 0 : MONTHS.findIndex((month) => month.toLowerCase().startsWith(said)) + 1
}
