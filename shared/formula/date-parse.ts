/** Dates read by a pattern such as `DD.MM.YYYY HH:mm`. */
import { atOf } from './calendar.ts'
import { COMBINED, PIECES } from './date-format.ts'
import { monthName } from './date-names.ts'
import { clock, isReal } from './date-words.ts'

/** What was read so far, as text. */
type Read = Partial<Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'ms' | 'half' | 'offset' | 'at', string>> // prettier-ignore

const DIGITS = (least: number, most: number): string => `\\d{${least},${most}}`
const ORDINAL = '\\d{1,2}(?:st|nd|rd|th)?'

/** How each piece looks in a text, and what it says; null says nothing. */
const READERS: Readonly<Record<string, readonly [looks: string, says: keyof Read | null]>> = {
  YYYY: [DIGITS(4, 4), 'year'],
  YY: [DIGITS(2, 2), 'year'],
  Y: [DIGITS(1, 4), 'year'],
  M: [DIGITS(1, 2), 'month'],
  MM: [DIGITS(1, 2), 'month'],
  Mo: [ORDINAL, 'month'],
  D: [DIGITS(1, 2), 'day'],
  DD: [DIGITS(1, 2), 'day'],
  Do: [ORDINAL, 'day'],
  ddd: ['[a-z]{3}', null],
  dddd: ['[a-z]{6,9}', null],
  H: [DIGITS(1, 2), 'hour'],
  HH: [DIGITS(1, 2), 'hour'],
  h: [DIGITS(1, 2), 'hour'],
  hh: [DIGITS(1, 2), 'hour'],
  k: [DIGITS(1, 2), 'hour'],
  kk: [DIGITS(1, 2), 'hour'],
  m: [DIGITS(1, 2), 'minute'],
  mm: [DIGITS(1, 2), 'minute'],
  s: [DIGITS(1, 2), 'second'],
  ss: [DIGITS(1, 2), 'second'],
  S: [DIGITS(1, 1), 'ms'],
  SS: [DIGITS(2, 2), 'ms'],
  SSS: [DIGITS(3, 3), 'ms'],
  A: ['[ap]\\.?m?\\.?', 'half'],
  a: ['[ap]\\.?m?\\.?', 'half'],
  Z: ['Z|[+-]\\d{2}:?\\d{2}', 'offset'],
  ZZ: ['Z|[+-]\\d{2}:?\\d{2}', 'offset'],
  X: ['-?\\d{1,12}', 'at'],
  x: ['-?\\d{1,15}', 'at'],
}

const FOLLOWS = /[\s\p{P}]/u

/**
 * The moment in ms that a text names by this pattern, or null. Where no offset is read the clock is that of the zone.
 * Months are named in the language; white space may be longer or missing, other signs must stand as they do.
 */
export function parseByPattern(
  text: string,
  pattern: string,
  zone: string,
  locale: string,
): number | null {
  const months = monthNames(locale)
  const spelt = pattern.replace(PIECES, (piece, bracketed: string | undefined) =>
    bracketed === undefined ? (COMBINED[piece] ?? piece) : `[${bracketed}]`,
  )
  const read: Read = {}
  let rest = text.trim()
  for (const [piece, bracketed] of spelt.matchAll(PIECES)) {
    if (bracketed === undefined && /^MMMM?$/.test(piece)) {
      const said = rest.toLowerCase()
      const found = months.find(([name]) => said.startsWith(name))
      if (!found) return null
      read.month = String(found[1])
      rest = rest.slice(found[0].length)
      continue
    }
    const known = bracketed === undefined ? READERS[piece] : undefined
    if (known) {
      const [found] = new RegExp(`^(?:${known[0]})`, 'i').exec(rest) ?? []
      if (found === undefined) return null
      if (known[1]) read[known[1]] = piece === 'X' ? `${found}000` : found
      rest = rest.slice(found.length)
      continue
    }
    const literal = bracketed ?? piece
    if (literal.trim() === '') rest = rest.trimStart()
    else if (rest.toLowerCase().startsWith(literal.toLowerCase())) rest = rest.slice(literal.length)
    else return null
  }
  return rest === '' || FOLLOWS.test(rest.charAt(0)) ? assemble(read, zone) : null
}

function assemble(read: Read, zone: string): number | null {
  if (read.at !== undefined) return Number(read.at)
  const { year = '1970', month = '1', day = '1' } = read
  const date = { year: fullYear(year), month: Number.parseInt(month, 10), day: Number.parseInt(day, 10) } // prettier-ignore
  const time = clock(read.hour === '24' ? '0' : read.hour, read.minute, read.second, read.half?.charAt(0)) // prettier-ignore
  if (!isReal(date) || time === null) return null
  const wall = { ...date, ...time, ms: Number((read.ms ?? '0').padEnd(3, '0')) }
  return read.offset === undefined ? atOf(wall, zone) : atOf(wall, 'UTC') - offsetMs(read.offset)
}

/** The names of the months in a language, small, the longest first, each with its number. */
function monthNames(locale: string): readonly (readonly [name: string, month: number])[] {
  const named = (month: 'long' | 'short') => (_: unknown, i: number) => {
    const name = monthName(locale, i + 1, month).toLowerCase()
    return [name.replace(/\.$/, ''), i + 1] as const
  }
  const twelve = Array.from({ length: 12 })
  return [...twelve.map(named('long')), ...twelve.map(named('short'))].sort(
    ([a], [b]) => b.length - a.length,
  )
}

/** Of two digits, those up to 68 are of this century. */
const fullYear = (digits: string): number =>
  digits.length > 2 ? Number(digits) : Number(digits) + (Number(digits) > 68 ? 1900 : 2000)

function offsetMs(text: string): number {
  if (text.toUpperCase() === 'Z') return 0
  const [hours, minutes] = [Number(text.slice(1, 3)), Number(text.slice(-2))]
  return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000
}
