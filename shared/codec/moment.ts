/** Dates (YYYY-MM-DD) and instants (UTC, ISO 8601 with milliseconds) read from the ways vendors and people write them. */

const WRITTEN =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i

type Written = {
  readonly date: string
  readonly time: string
  readonly offsetMs: number
  readonly zoned: boolean
}

function parse(text: string): Written | null {
  const found = WRITTEN.exec(text.trim())
  if (!found) return null
  const [
    ,
    year,
    month = '01',
    day = '01',
    hour = '00',
    minute = '00',
    second = '00',
    fraction = '',
    zone,
  ] = found
  return {
    date: `${year}-${month}-${day}`,
    time: `${hour}:${minute}:${second}.${fraction.slice(0, 3).padEnd(3, '0')}`,
    offsetMs: offset(zone),
    zoned: zone !== undefined,
  }
}

function offset(zone: string | undefined): number {
  if (zone === undefined || zone.toUpperCase() === 'Z') return 0
  const hours = Number(zone.slice(1, 3))
  const minutes = Number(zone.slice(3).replace(':', '') || '0')
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000
}

/** The moment in ms, or null where the calendar or the clock has none such. */
function moment({ date, time }: Written): number | null {
  const text = `${date}T${time}Z`
  return isReal(text) ? Date.parse(text) : null
}

/** An instant in the form it is kept in. */
const NORMAL = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/

/** The parser rolls the 30th of February over into March: only what prints back was really there. */
function isReal(instant: string): boolean {
  const ms = Date.parse(instant)
  return !Number.isNaN(ms) && new Date(ms).toISOString() === instant
}

/** Four-digit years only: a longer one is printed with a sign, which no vendor reads. */
const print = (ms: number): string | null => {
  const text = new Date(ms).toISOString()
  return text.length === 24 ? text : null
}

/**
 * The instant a text names, cut to milliseconds, or null. Without a zone it is UTC, without a time midnight; a missing
 * month or day is the first (Attio reads its input so, reference 2.4).
 */
export function readInstant(text: string): string | null {
  if (NORMAL.test(text)) return isReal(text) ? text : null
  const written = parse(text)
  const ms = written && moment(written)
  return written && ms !== null ? print(ms - written.offsetMs) : null
}

/**
 * The date a text names, or null. A time without a zone is cut off; one with an offset is first turned to UTC, as
 * Attio does (reference 2.4).
 */
export function readDate(text: string): string | null {
  const written = parse(text)
  const ms = written && moment(written)
  if (!written || ms === null) return null
  return written.zoned ? (print(ms - written.offsetMs)?.slice(0, 10) ?? null) : written.date
}
