// A record's values mostly share one time, and a page asks for thousands.
let last = { ms: NaN, text: '' }

/** Attio's instants: UTC, nine fractional digits, the value itself precise to milliseconds. */
export function instant(ms: number): string {
  if (ms !== last.ms) last = { ms, text: `${new Date(ms).toISOString().slice(0, -1)}000000Z` }
  return last.text
}

/** The HTTP date of the next whole second, which is what Attio's `Retry-After` holds. */
export const nextSecond = (ms: number): string =>
  new Date(Math.floor(ms / 1000) * 1000 + 1000).toUTCString()

const DURATION =
  /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/

/** `ms` moved on by an ISO 8601 duration such as "P1M", by the calendar; null where it is no duration. */
export function after(ms: number, duration: string): number | null {
  const parts = DURATION.exec(duration)
  if (!parts || duration === 'P') return null
  const [years, months, weeks, days, hours, minutes, seconds] = parts
    .slice(1)
    .map((part) => Number(part ?? 0)) as [number, number, number, number, number, number, number]
  const date = new Date(ms)
  date.setUTCFullYear(date.getUTCFullYear() + years, date.getUTCMonth() + months)
  return (
    date.getTime() +
    (weeks * 7 + days) * 86_400_000 +
    hours * 3_600_000 +
    minutes * 60_000 +
    seconds * 1000
  )
}
