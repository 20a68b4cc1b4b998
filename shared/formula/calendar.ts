/** The civil calendar: moments in ms to what calendar and clock show in a zone, and back. */

/** What calendar and clock show; `month` from 1. */
export type Wall = {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly ms: number
}

export const DAY_MS = 86_400_000

/** As if the clock stood in UTC. Years below 100 are meant as they are written. */
export function utc(wall: Wall): number {
  const date = new Date(0)
  date.setUTCFullYear(wall.year, wall.month - 1, wall.day)
  return date.setUTCHours(wall.hour, wall.minute, wall.second, wall.ms)
}

function utcWall(at: number): Wall {
  const date = new Date(at)
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    ms: date.getUTCMilliseconds(),
  }
}

/** One formatter for each zone: making one takes longer than hundreds of uses. There are some 600 zones. */
const CLOCKS = new Map<string, Intl.DateTimeFormat>()

function clockOf(zone: string): Intl.DateTimeFormat | null {
  const known = CLOCKS.get(zone)
  if (known) return known
  try {
    const numeric = 'numeric'
    const made = new Intl.DateTimeFormat('en-US', { timeZone: zone, calendar: 'gregory', era: 'short', year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric, second: numeric, hourCycle: 'h23' }) // prettier-ignore
    // Only names from the list are kept, so that nobody can fill the memory with spellings.
    if (made.resolvedOptions().timeZone === zone) CLOCKS.set(zone, made)
    return made
  } catch {
    return null
  }
}

/** Is there a time zone of this name (IANA, or an offset such as +02:00)? */
export const isZone = (zone: string): boolean =>
  zone.length < 64 && (zone === 'UTC' || clockOf(zone) !== null)

/** What the clock shows in the zone; in UTC where there is no such zone. */
export function wallOf(at: number, zone: string): Wall {
  const clock = zone === 'UTC' ? null : clockOf(zone)
  return clock === null ? utcWall(at) : utcWall(at + offsetOf(at, clock))
}

function offsetOf(at: number, clock: Intl.DateTimeFormat): number {
  const shown = { year: 0, month: 1, day: 1, hour: 0, minute: 0, second: 0, ms: 0 }
  let isBefore = false
  for (const { type, value } of clock.formatToParts(at)) {
    if (type === 'era') isBefore = value.startsWith('B')
    if (type in shown && type !== 'literal') Object.assign(shown, { [type]: Number(value) })
  }
  const year = isBefore ? 1 - shown.year : shown.year
  return utc({ ...shown, year }) - Math.floor(at / 1000) * 1000
}

/** The zone’s distance from UTC at that moment, in ms. */
export function offsetAt(at: number, zone: string): number {
  const clock = zone === 'UTC' ? null : clockOf(zone)
  return clock === null ? 0 : offsetOf(at, clock)
}

/** When the clock of the zone shows this. What it skips in spring is an hour later, what it shows twice is the first. */
export function atOf(wall: Wall, zone: string): number {
  const shown = utc(wall)
  if (zone === 'UTC') return shown
  const before = shown - offsetAt(shown - DAY_MS, zone)
  if (before + offsetAt(before, zone) === shown) return before
  const after = shown - offsetAt(shown + DAY_MS, zone)
  return after + offsetAt(after, zone) === shown ? after : before
}

/** 0 is Sunday. */
export const weekday = (wall: Wall): number => new Date(utc(wall)).getUTCDay()

/** The first of January is 1. */
export const dayOfYear = (wall: Wall): number =>
  Math.floor((utc(wall) - utc({ ...wall, month: 1, day: 1, hour: 0, minute: 0, second: 0, ms: 0 })) / DAY_MS) + 1 // prettier-ignore

/** The week of the year that holds this day, where the first is the one with the first of January. */
export function weekOfYear(wall: Wall, startsOn: 0 | 1): number {
  const first = (weekday({ ...wall, month: 1, day: 1 }) - startsOn + 7) % 7
  return Math.floor((dayOfYear(wall) - 1 + first) / 7) + 1
}

/** The week as ISO 8601 counts: from Monday, and the first has most of its days in the year. */
export function isoWeek(wall: Wall): { readonly year: number; readonly week: number } {
  const thursday = utcWall(utc(wall) + (4 - (weekday(wall) || 7)) * DAY_MS)
  return { year: thursday.year, week: Math.floor((dayOfYear(thursday) - 1) / 7) + 1 }
}

export const daysInMonth = (year: number, month: number): number =>
  utcWall(utc({ year, month: month + 1, day: 0, hour: 0, minute: 0, second: 0, ms: 0 })).day
