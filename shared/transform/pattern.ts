/** Dates written by a pattern: `DD.MM.YYYY`, `MMM D, YYYY`, `YYYY-MM-DD HH:mm`. Moments are UTC; names of months are English. */
import { readDate, readInstant } from '../codec/moment.ts'

const MONTHS = [
  'January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November',
  'December',
] as const // prettier-ignore

const TOKEN = /\[([^\]]*)\]|YYYY|YY|MMMM|MMM|MM|M|DD|D|HH|H|hh|h|mm|m|ss|s|A|a/g

type Moment = {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
}

const two = (n: number): string => String(n).padStart(2, '0')

const PRINT: Readonly<Record<string, (at: Moment) => string>> = {
  YYYY: ({ year }) => String(year).padStart(4, '0'),
  YY: ({ year }) => two(year % 100),
  MMMM: ({ month }) => MONTHS[month - 1]!,
  MMM: ({ month }) => MONTHS[month - 1]!.slice(0, 3),
  MM: ({ month }) => two(month),
  M: ({ month }) => String(month),
  DD: ({ day }) => two(day),
  D: ({ day }) => String(day),
  HH: ({ hour }) => two(hour),
  H: ({ hour }) => String(hour),
  hh: ({ hour }) => two(hour % 12 || 12),
  h: ({ hour }) => String(hour % 12 || 12),
  mm: ({ minute }) => two(minute),
  m: ({ minute }) => String(minute),
  ss: ({ second }) => two(second),
  s: ({ second }) => String(second),
  A: ({ hour }) => (hour < 12 ? 'AM' : 'PM'),
  a: ({ hour }) => (hour < 12 ? 'am' : 'pm'),
}

/** How each token reads: what it looks like, and which piece of the moment it says. */
const READ: Readonly<Record<string, readonly [shape: string, piece: string]>> = {
  YYYY: ['\\d{4}', 'year'],
  YY: ['\\d{2}', 'shortYear'],
  MMMM: ['\\p{L}+', 'monthName'],
  MMM: ['\\p{L}+', 'monthName'],
  MM: ['\\d{2}', 'month'],
  M: ['\\d{1,2}', 'month'],
  DD: ['\\d{2}', 'day'],
  D: ['\\d{1,2}', 'day'],
  HH: ['\\d{2}', 'hour'],
  H: ['\\d{1,2}', 'hour'],
  hh: ['\\d{2}', 'half'],
  h: ['\\d{1,2}', 'half'],
  mm: ['\\d{2}', 'minute'],
  m: ['\\d{1,2}', 'minute'],
  ss: ['\\d{2}', 'second'],
  s: ['\\d{1,2}', 'second'],
  A: ['[AaPp][Mm]', 'noon'],
  a: ['[AaPp][Mm]', 'noon'],
}

/** The tokens of a pattern in order, without the words in brackets. */
export const tokensOf = (pattern: string): readonly string[] =>
  [...pattern.matchAll(TOKEN)].flatMap(([token, words]) => (words === undefined ? [token] : []))

/** Does the pattern speak of the time of day? Then what it reads is an instant. */
export const hasTime = (pattern: string): boolean =>
  tokensOf(pattern).some((token) => /^[Hhms]/.test(token))

/** Why nothing can be read by this pattern, as a clause, or null where it can. */
export function patternFault(pattern: string): string | null {
  const pieces = new Set(tokensOf(pattern).map((token) => READ[token]?.[1]))
  if (!pieces.has('year') && !pieces.has('shortYear')) return 'the pattern names no year (YYYY)'
  if (!pieces.has('month') && !pieces.has('monthName')) return 'the pattern names no month (MM)'
  if (!pieces.has('day')) return 'the pattern names no day (DD)'
  if (pieces.has('half') && !pieces.has('noon')) return 'hours to 12 (hh) need AM or PM (A)'
  return null
}

/** A date (YYYY-MM-DD) or an instant as the pattern writes it, or null where the text is neither. */
export function printDate(text: string, pattern: string): string | null {
  const iso = /^\d{4}-\d{2}-\d{2}$/.test(text) ? readDate(text) : readInstant(text)
  if (iso === null) return null
  const [year, month, day, hour = 0, minute = 0, second = 0] = iso.split(/[-T:.Z]/).map(Number)
  const at = { year: year ?? 0, month: month ?? 1, day: day ?? 1, hour, minute, second }
  return pattern.replace(TOKEN, (token, words?: string) => words ?? PRINT[token]?.(at) ?? token)
}

/** The date, or with a time of day the instant, that a text written by the pattern means; null where it is not so written. */
export function readByPattern(text: string, pattern: string): string | null {
  const pieces: string[] = []
  let shape = ''
  let end = 0
  for (const { 0: token, 1: words, index } of pattern.matchAll(TOKEN)) {
    shape += literal(pattern.slice(end, index))
    end = index + token.length
    const read = words === undefined ? READ[token] : undefined
    shape += read ? `(${read[0]})` : literal(words ?? '')
    if (read) pieces.push(read[1])
  }
  const found = new RegExp(`^${shape}${literal(pattern.slice(end))}$`, 'u').exec(text.trim())
  if (!found) return null
  const said = new Map(pieces.map((piece, at) => [piece, found[at + 1] ?? '']))
  const number = (piece: string): number | undefined => {
    const digits = said.get(piece)
    return digits === undefined ? undefined : Number(digits)
  }
  const year = number('year') ?? longYear(number('shortYear') ?? 0)
  const month = number('month') ?? monthCalled(said.get('monthName') ?? '')
  const hour = number('hour') ?? hourOf(number('half'), said.get('noon'))
  if (month === null || hour === null) return null
  const date = `${String(year).padStart(4, '0')}-${two(month)}-${two(number('day') ?? 1)}`
  if (!hasTime(pattern)) return readDate(date)
  return readInstant(
    `${date}T${two(hour)}:${two(number('minute') ?? 0)}:${two(number('second') ?? 0)}Z`,
  )
}

const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')

/** Two digits mean the years 1970 to 2069, as most spreadsheets read them. */
const longYear = (short: number): number => (short < 70 ? 2000 : 1900) + short

function monthCalled(name: string): number | null {
  const at = MONTHS.findIndex((month) =>
    name.length >= 3 ? month.toLowerCase().startsWith(name.toLowerCase()) : false,
  )
  return at < 0 ? null : at + 1
}

function hourOf(half: number | undefined, noon: string | undefined): number | null {
  if (half === undefined) return 0
  if (half < 1 || half > 12) return null
  return (half % 12) + (noon?.toLowerCase() === 'pm' ? 12 : 0)
}
