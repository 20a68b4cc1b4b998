/** Dates and instants as people write them: text by a pattern such as `M/D/YYYY h:mma`, and back. */
import {
  asUtc,
  instant,
  isReal,
  offsetMs,
  readIso,
  type Reading,
  type Wall,
  wallClock,
} from './calendar.ts'

export const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]
export const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

const COMMON = [
  'M/D/YYYY h:mma',
  'M/D/YYYY H:mm',
  'M/D/YYYY',
  'MMMM D, YYYY h:mma',
  'MMMM D, YYYY',
  'MMMM D YYYY',
  'D MMMM YYYY',
  'YYYY/M/D',
]

/** ISO or one of the formats people commonly type. */
export function readLoosely(text: string, zone = 'UTC'): Reading | null {
  const iso = readIso(text, zone)
  if (iso) return iso
  for (const pattern of COMMON) {
    const read = readByPattern(text.trim(), pattern, zone)
    if (read) return read
  }
  return null
}

const PIECE =
  /\[([^\]]*)\]|YYYY|YY|MMMM|MMM|MM|M|Do|DDDD|DDD|DD|D|dddd|ddd|dd|d|E|WW|W|ww|w|Q|HH|H|hh|h|mm|m|ss|s|SSS|SS|S|A|a|ZZ|Z|X|x|LLLL|LLL|LL|LT|L|llll|lll|ll|l/g
const SHORTHAND: { [short: string]: string } = {
  L: 'MM/DD/YYYY',
  l: 'M/D/YYYY',
  LL: 'MMMM D, YYYY',
  ll: 'MMM D, YYYY',
  LLL: 'MMMM D, YYYY h:mm A',
  lll: 'MMM D, YYYY h:mm A',
  LLLL: 'dddd, MMMM D, YYYY h:mm A',
  llll: 'ddd, MMM D, YYYY h:mm A',
  LT: 'h:mm A',
}
const spellOut = (pattern: string): string =>
  pattern.replace(PIECE, (piece) => SHORTHAND[piece] ?? piece)

/** Text by a pattern such as `M/D/YYYY h:mma`. */
export function writeByPattern(at: number, pattern: string, zone = 'UTC'): string {
  const wall = wallClock(at, zone)
  const two = (n: number) => String(n).padStart(2, '0')
  const hour12 = wall.hour % 12 || 12
  const weekday = new Date(asUtc(wall)).getUTCDay()
  const offset = Math.round((asUtc(wall) - at) / 60_000)
  const offsetText = (mid: string) =>
    (offset < 0 ? '-' : '+') +
    two(Math.trunc(Math.abs(offset) / 60)) +
    mid +
    two(Math.abs(offset) % 60)
  const pieces: { [piece: string]: () => string } = {
    YYYY: () => String(wall.year).padStart(4, '0'),
    YY: () => two(wall.year % 100),
    MMMM: () => MONTHS[wall.month - 1] ?? '',
    MMM: () => (MONTHS[wall.month - 1] ?? '').slice(0, 3),
    MM: () => two(wall.month),
    M: () => String(wall.month),
    Do: () => ordinal(wall.day),
    DDDD: () => String(dayOfYear(wall)).padStart(3, '0'),
    DDD: () => String(dayOfYear(wall)),
    DD: () => two(wall.day),
    D: () => String(wall.day),
    dddd: () => DAYS[weekday] ?? '',
    ddd: () => (DAYS[weekday] ?? '').slice(0, 3),
    dd: () => (DAYS[weekday] ?? '').slice(0, 2),
    d: () => String(weekday),
    E: () => String(weekday || 7),
    WW: () => two(isoWeek(wall)),
    W: () => String(isoWeek(wall)),
    ww: () => two(weekOfYear(wall)),
    w: () => String(weekOfYear(wall)),
    Q: () => String(Math.ceil(wall.month / 3)),
    HH: () => two(wall.hour),
    H: () => String(wall.hour),
    hh: () => two(hour12),
    h: () => String(hour12),
    mm: () => two(wall.minute),
    m: () => String(wall.minute),
    ss: () => two(wall.second),
    s: () => String(wall.second),
    SSS: () => String(wall.ms).padStart(3, '0'),
    SS: () => two(Math.trunc(wall.ms / 10)),
    S: () => String(Math.trunc(wall.ms / 100)),
    A: () => (wall.hour < 12 ? 'AM' : 'PM'),
    a: () => (wall.hour < 12 ? 'am' : 'pm'),
    ZZ: () => offsetText(''),
    Z: () => offsetText(':'),
    X: () => String(Math.trunc(at / 1000)),
    x: () => String(at),
  }
  return spellOut(pattern).replace(PIECE, (piece, literal: string | undefined) =>
    literal !== undefined ? literal : (pieces[piece]?.() ?? piece),
  )
}

const ordinal = (n: number): string => {
  const tail = n % 100 > 10 && n % 100 < 14 ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th')
  return `${n}${tail}`
}

const DAY = 86_400_000
const midnight = (wall: Wall): number => asUtc({ ...wall, hour: 0, minute: 0, second: 0, ms: 0 })
export const dayOfYear = (wall: Wall): number =>
  Math.round((midnight(wall) - Date.UTC(wall.year, 0, 1)) / DAY) + 1

/** Weeks begin on Sunday, the first is the one that holds the first of January. */
export function weekOfYear(wall: Wall): number {
  const firstWeekday = new Date(Date.UTC(wall.year, 0, 1)).getUTCDay()
  return Math.floor((dayOfYear(wall) - 1 + firstWeekday) / 7) + 1
}

function isoWeek(wall: Wall): number {
  const weekday = new Date(midnight(wall)).getUTCDay() || 7
  const thursday = new Date(midnight(wall) + (4 - weekday) * DAY)
  return Math.floor((thursday.getTime() - Date.UTC(thursday.getUTCFullYear(), 0, 1)) / DAY / 7) + 1
}

const READERS: { [piece: string]: string } = {
  YYYY: '(?<year>\\d{4})',
  YY: '(?<shortYear>\\d{2})',
  MMMM: '(?<monthName>[A-Za-z]{3,})',
  MMM: '(?<monthName>[A-Za-z]{3,})',
  MM: '(?<month>\\d{1,2})',
  M: '(?<month>\\d{1,2})',
  Do: '(?<day>\\d{1,2})(?:st|nd|rd|th)',
  DD: '(?<day>\\d{1,2})',
  D: '(?<day>\\d{1,2})',
  dddd: '[A-Za-z]+',
  ddd: '[A-Za-z]+',
  HH: '(?<hour>\\d{1,2})',
  H: '(?<hour>\\d{1,2})',
  hh: '(?<hour>\\d{1,2})',
  h: '(?<hour>\\d{1,2})',
  mm: '(?<minute>\\d{1,2})',
  m: '(?<minute>\\d{1,2})',
  ss: '(?<second>\\d{1,2})',
  s: '(?<second>\\d{1,2})',
  SSS: '(?<ms>\\d{1,3})',
  A: '(?<half>[AaPp][Mm])',
  a: '\\s*(?<half>[AaPp][Mm])',
  Z: '(?<offset>Z|[+-]\\d{2}:?\\d{2})',
  ZZ: '(?<offset>Z|[+-]\\d{2}:?\\d{2})',
  X: '(?<unix>-?\\d+)',
  x: '(?<unixMs>-?\\d+)',
}
const readers = new Map<string, RegExp | null>()

function readerOf(pattern: string): RegExp | null {
  const known = readers.get(pattern)
  if (known !== undefined) return known
  let source = ''
  let end = 0
  const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
  const full = spellOut(pattern)
  for (const match of full.matchAll(PIECE)) {
    source += escape(full.slice(end, match.index))
    source += match[1] !== undefined ? escape(match[1]) : (READERS[match[0]] ?? '.*?')
    end = match.index + match[0].length
  }
  let made: RegExp | null = null
  try {
    made = new RegExp(`^${source}${escape(full.slice(end))}$`)
  } catch {
    // The pattern names the same piece twice: nothing can be read by it.
  }
  readers.set(pattern, made)
  return made
}

/** The date or instant this text shows by a pattern. */
export function readByPattern(text: string, pattern: string, zone = 'UTC'): Reading | null {
  const found = readerOf(pattern)?.exec(text)?.groups
  if (!found) return null
  if (found.unix !== undefined)
    return { at: Number(found.unix) * 1000, dateOnly: false, zoned: true }
  if (found.unixMs !== undefined) return { at: Number(found.unixMs), dateOnly: false, zoned: true }
  const named = found.monthName?.slice(0, 3).toLowerCase()
  const month = named
    ? MONTHS.findIndex((name) => name.toLowerCase().startsWith(named)) + 1
    : Number(found.month ?? 1)
  const late = found.half?.toLowerCase() === 'pm'
  const hour = Number(found.hour ?? 0)
  const wall: Wall = {
    year: Number(found.year ?? (found.shortYear ? `20${found.shortYear}` : 1970)),
    month,
    day: Number(found.day ?? 1),
    hour: found.half ? (hour % 12) + (late ? 12 : 0) : hour,
    minute: Number(found.minute ?? 0),
    second: Number(found.second ?? 0),
    ms: Number(found.ms ?? 0),
  }
  if (!isReal(wall)) return null
  const dateOnly = found.hour === undefined
  if (!found.offset) return { at: instant(wall, zone), dateOnly, zoned: false }
  return { at: asUtc(wall) - offsetMs(found.offset), dateOnly, zoned: true }
}
