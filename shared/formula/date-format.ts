/** Dates written by a pattern such as `DD.MM.YYYY HH:mm`, in the letters Airtable’s users know. */
import { dayOfYear, isoWeek, offsetAt, type Wall, wallOf, weekday, weekOfYear } from './calendar.ts'
import { type Length, monthName, weekdayName } from './date-names.ts'
import type { Moment } from './thing.ts'

/** A pattern’s pieces: text in brackets, the known letters (the longest first), or any one character. */
export const PIECES =
  /\[([^\]]*)\]|LTS|LT|L{1,4}|l{1,4}|M{3,4}|Mo|MM?|DDDo|D{3,4}|Do|DD?|d{3,4}|do|dd?|wo|ww?|Wo|WW?|Qo|Q|YYYY|YY|Y|GGGG|GG|E|e|A|a|HH?|hh?|kk?|mm?|ss?|S{1,3}|ZZ?|X|x|[\s\S]/g

/** What the combined letters stand for in English. */
export const COMBINED: Readonly<Record<string, string>> = {
  LT: 'h:mm A',
  LTS: 'h:mm:ss A',
  L: 'MM/DD/YYYY',
  LL: 'MMMM D, YYYY',
  LLL: 'MMMM D, YYYY h:mm A',
  LLLL: 'dddd, MMMM D, YYYY h:mm A',
  l: 'M/D/YYYY',
  ll: 'MMM D, YYYY',
  lll: 'MMM D, YYYY h:mm A',
  llll: 'ddd, MMM D, YYYY h:mm A',
}

type Shown = { readonly wall: Wall; readonly moment: Moment }
const pad = (value: number, length = 2): string => String(value).padStart(length, '0')

function ordinal(value: number): string {
  const teen = value % 100 >= 11 && value % 100 <= 13
  return `${value}${teen ? 'th' : (['th', 'st', 'nd', 'rd'][value % 10] ?? 'th')}`
}

const quarter = (wall: Wall): number => Math.ceil(wall.month / 3)
const hour12 = (wall: Wall): number => wall.hour % 12 || 12
const hour24 = (wall: Wall): number => wall.hour || 24

function offsetText({ moment }: Shown, colon: string): string {
  const minutes = Math.round(offsetAt(moment.at, moment.zone) / 60_000)
  const size = Math.abs(minutes)
  return `${minutes < 0 ? '-' : '+'}${pad(Math.floor(size / 60))}${colon}${pad(size % 60)}`
}

const month =
  (length: Length) =>
  ({ wall, moment }: Shown): string =>
    monthName(moment.locale, wall.month, length)
const dayName =
  (length: Length) =>
  ({ wall, moment }: Shown): string =>
    weekdayName(moment.locale, weekday(wall), length)

const WRITERS: Readonly<Record<string, (shown: Shown) => string>> = {
  YYYY: ({ wall }) => pad(wall.year, 4),
  YY: ({ wall }) => pad(wall.year % 100),
  Y: ({ wall }) => String(wall.year),
  Q: ({ wall }) => String(quarter(wall)),
  Qo: ({ wall }) => ordinal(quarter(wall)),
  M: ({ wall }) => String(wall.month),
  Mo: ({ wall }) => ordinal(wall.month),
  MM: ({ wall }) => pad(wall.month),
  MMM: month('short'),
  MMMM: month('long'),
  D: ({ wall }) => String(wall.day),
  Do: ({ wall }) => ordinal(wall.day),
  DD: ({ wall }) => pad(wall.day),
  DDD: ({ wall }) => String(dayOfYear(wall)),
  DDDo: ({ wall }) => ordinal(dayOfYear(wall)),
  DDDD: ({ wall }) => pad(dayOfYear(wall), 3),
  d: ({ wall }) => String(weekday(wall)),
  do: ({ wall }) => ordinal(weekday(wall)),
  dd: (shown) => dayName('short')(shown).slice(0, 2),
  ddd: dayName('short'),
  dddd: dayName('long'),
  e: ({ wall }) => String(weekday(wall)),
  E: ({ wall }) => String(weekday(wall) || 7),
  w: ({ wall }) => String(weekOfYear(wall, 0)),
  wo: ({ wall }) => ordinal(weekOfYear(wall, 0)),
  ww: ({ wall }) => pad(weekOfYear(wall, 0)),
  W: ({ wall }) => String(isoWeek(wall).week),
  Wo: ({ wall }) => ordinal(isoWeek(wall).week),
  WW: ({ wall }) => pad(isoWeek(wall).week),
  GG: ({ wall }) => pad(isoWeek(wall).year % 100),
  GGGG: ({ wall }) => pad(isoWeek(wall).year, 4),
  H: ({ wall }) => String(wall.hour),
  HH: ({ wall }) => pad(wall.hour),
  h: ({ wall }) => String(hour12(wall)),
  hh: ({ wall }) => pad(hour12(wall)),
  k: ({ wall }) => String(hour24(wall)),
  kk: ({ wall }) => pad(hour24(wall)),
  m: ({ wall }) => String(wall.minute),
  mm: ({ wall }) => pad(wall.minute),
  s: ({ wall }) => String(wall.second),
  ss: ({ wall }) => pad(wall.second),
  S: ({ wall }) => pad(wall.ms, 3).slice(0, 1),
  SS: ({ wall }) => pad(wall.ms, 3).slice(0, 2),
  SSS: ({ wall }) => pad(wall.ms, 3),
  A: ({ wall }) => (wall.hour < 12 ? 'AM' : 'PM'),
  a: ({ wall }) => (wall.hour < 12 ? 'am' : 'pm'),
  Z: (shown) => offsetText(shown, ':'),
  ZZ: (shown) => offsetText(shown, ''),
  X: ({ moment }) => String(Math.floor(moment.at / 1000)),
  x: ({ moment }) => String(moment.at),
}

/** The moment by the pattern, as the clock of its zone shows it; unknown letters stand for themselves. */
export function formatMoment(moment: Moment, pattern: string): string {
  const shown = { wall: wallOf(moment.at, moment.zone), moment }
  const write = (piece: string, bracketed: string | undefined): string => {
    if (bracketed !== undefined) return bracketed
    const combined = COMBINED[piece]
    if (combined !== undefined) return combined.replace(PIECES, write)
    return WRITERS[piece]?.(shown) ?? piece
  }
  return pattern.replace(PIECES, write)
}
