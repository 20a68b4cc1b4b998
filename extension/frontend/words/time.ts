const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })

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

export const number = (value: number): string => value.toLocaleString('en')

/** “1 record”, “1,204 records”. */
export const count = (value: number, noun: string): string =>
  `${number(value)} ${noun}${value === 1 ? '' : 's'}`
