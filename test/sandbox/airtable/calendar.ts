/** Dates and instants: ISO text, and wall clocks in time zones. */

export type Wall = {
  year: number
  /** 1 to 12. */
  month: number
  day: number
  hour: number
  minute: number
  second: number
  ms: number
}

const DAY_MS = 86_400_000
const formats = new Map<string, Intl.DateTimeFormat | null>()

function zoneFormat(zone: string): Intl.DateTimeFormat | null {
  const known = formats.get(zone)
  if (known !== undefined) return known
  let made: Intl.DateTimeFormat | null = null
  try {
    made = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
  } catch {
    // Not a zone of the time zone database.
  }
  formats.set(zone, made)
  return made
}

export const isZone = (zone: string): boolean => zoneFormat(zone) !== null

/** The zone to reckon in: a field's `utc` and `client` are no zones of the database and mean UTC here. */
export const zoneOr = (zone: unknown): string =>
  typeof zone === 'string' && zone !== 'utc' && zone !== 'client' && isZone(zone) ? zone : 'UTC'

export function wallClock(at: number, zone = 'UTC'): Wall {
  const ms = ((at % 1000) + 1000) % 1000
  const format = zone === 'UTC' ? null : zoneFormat(zone)
  if (!format) {
    const date = new Date(at)
    return {
      year: date.getUTCFullYear(),
      month: date.getUTCMonth() + 1,
      day: date.getUTCDate(),
      hour: date.getUTCHours(),
      minute: date.getUTCMinutes(),
      second: date.getUTCSeconds(),
      ms,
    }
  }
  const parts = Object.fromEntries(
    format.formatToParts(at).map(({ type, value }) => [type, Number(value)]),
  )
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
  return { year, month, day, hour, minute, second, ms }
}

export const asUtc = (wall: Wall): number => {
  const at = Date.UTC(
    wall.year,
    wall.month - 1,
    wall.day,
    wall.hour,
    wall.minute,
    wall.second,
    wall.ms,
  )
  // Date.UTC takes the years 0 to 99 for 1900 to 1999.
  return wall.year < 100 ? new Date(at).setUTCFullYear(wall.year) : at
}

/**
 * The instant a wall clock in the zone shows this; of two such instants the earlier. A time the clock skips counts as
 * if it had not been put forward yet.
 */
export function instant(wall: Wall, zone = 'UTC'): number {
  const guess = asUtc(wall)
  if (zone === 'UTC') return guess
  const offsetAt = (at: number) => asUtc(wallClock(at, zone)) - at
  const [before, after] = [guess - offsetAt(guess - DAY_MS), guess - offsetAt(guess + DAY_MS)]
  const shown = [before, after].filter((at) => at + offsetAt(at) === guess)
  return shown.length ? Math.min(...shown) : before
}

/** Does the calendar have this day, and the clock this time? */
export const isReal = (wall: Wall): boolean => {
  const back = wallClock(asUtc(wall))
  return (
    back.month === wall.month &&
    back.day === wall.day &&
    back.hour === wall.hour &&
    back.minute === wall.minute &&
    back.second === wall.second
  )
}

const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/i

export type Reading = { at: number; dateOnly: boolean; zoned: boolean }

/** An ISO date or instant; what names no zone is read in the one given. */
export function readIso(text: string, zone = 'UTC'): Reading | null {
  const match = ISO.exec(text.trim())
  if (!match) return null
  const [, year, month, day, hour, minute, second, fraction, offset] = match
  const wall: Wall = {
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour ?? 0),
    minute: Number(minute ?? 0),
    second: Number(second ?? 0),
    ms: Math.trunc(Number(`0.${fraction ?? 0}`) * 1000),
  }
  if (!isReal(wall)) return null
  const dateOnly = hour === undefined
  if (!offset) return { at: instant(wall, zone), dateOnly, zoned: false }
  return { at: asUtc(wall) - offsetMs(offset), dateOnly, zoned: true }
}

/** `Z`, `+05:30` or `-0800` in milliseconds. */
export function offsetMs(offset: string): number {
  if (/^z$/i.test(offset)) return 0
  const digits = offset.replace(':', '')
  const minutes = Number(digits.slice(1, 3)) * 60 + Number(digits.slice(3, 5))
  return (digits.startsWith('-') ? -minutes : minutes) * 60_000
}

export const isoDate = (at: number): string => new Date(at).toISOString().slice(0, 10)
export const isoInstant = (at: number): string => new Date(at).toISOString()

/** ISO instant, cut to the second as the service shows creation and modification times. */
export const isoSecond = (at: number): string => isoInstant(Math.floor(at / 1000) * 1000)
