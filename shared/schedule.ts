import { Cron } from 'croner'
import * as z from 'zod'
import { isZone } from './formula/calendar.ts'

/** How often a sync runs by itself. `realtime`: whenever a side tells of a change, and every night for the rest. */
export const Frequency = z.enum(['realtime', 'hourly', 'daily', 'weekly', 'manual'])
export type Frequency = z.infer<typeof Frequency>

const Time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'it must be a time such as “07:30”')

/** When, by the clock on the wall there. */
export const Schedule = z.strictObject({
  zone: z.string().refine(isZone, 'it must be a time zone such as “Europe/Berlin”'),
  /** The hour of daily and weekly runs. */
  at: Time,
  /** The day of weekly runs: 1 is Monday, 7 Sunday. */
  weekday: z.number().int().min(1).max(7),
  /** Between these two nothing begins by itself; over midnight where the first is the later one. */
  quiet: z.strictObject({ from: Time, to: Time }).nullable(),
})
export type Schedule = z.infer<typeof Schedule>

export const USUAL_SCHEDULE: Schedule = { zone: 'UTC', at: '06:00', weekday: 1, quiet: null }

/** The nights' sweeps begin somewhere in this window of local hours, each sync at a minute of its own. */
const NIGHT = { from: 1, hours: 4 }
const MINUTE = 60_000
const HOUR = 60 * MINUTE

/**
 * When a sync of this id is to run next, after `after` (ms since 1970); null where the clock has no say. Hours that a
 * change to summer time leaves out move on to the next minute there is, and those it has twice count once.
 */
export function nextRun(
  frequency: Frequency,
  schedule: Schedule,
  id: string,
  after: number,
): number | null {
  const [hour, minute] = schedule.at.split(':').map(Number)
  switch (frequency) {
    case 'realtime':
    case 'manual':
      return null
    case 'hourly':
      // No two syncs at the same minute, if it can be helped.
      return nextBy(`${spread(id, 60)} * * * *`, schedule.zone, after)
    case 'daily':
      return nextBy(`${minute} ${hour} * * *`, schedule.zone, after)
    case 'weekly':
      return nextBy(`${minute} ${hour} * * ${schedule.weekday % 7}`, schedule.zone, after)
  }
}

/** When all is compared again at night, `days` nights from now. */
export function nextSweep(schedule: Schedule, id: string, after: number, days = 1): number {
  const minutes = spread(id, NIGHT.hours * 60)
  const expression = `${minutes % 60} ${NIGHT.from + Math.floor(minutes / 60)} * * *`
  return nextBy(expression, schedule.zone, after + (days - 1) * 24 * HOUR)
}

function nextBy(expression: string, zone: string, after: number): number {
  const next = new Cron(expression, { timezone: zone }).nextRun(new Date(after))
  if (!next) throw new Error(`no moment fits ${expression}`)
  return next.getTime()
}

/** The first moment from `now` on at which something may begin by itself. */
export function mayBegin({ quiet, zone }: Schedule, now: number): number {
  if (quiet === null || quiet.from === quiet.to) return now
  const minutes = minutesOf(wallTime(zone, now))
  const [from, to] = [minutesOf(quiet.from), minutesOf(quiet.to)]
  const isQuiet = from < to ? minutes >= from && minutes < to : minutes >= from || minutes < to
  if (!isQuiet) return now
  const [hour, minute] = quiet.to.split(':').map(Number)
  return nextBy(`${minute} ${hour} * * *`, zone, now)
}

const wallTime = (zone: string, now: number): string =>
  new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(now)

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours * 60 + minutes
}

/** How late something may be before we speak of an outage, and over how long what was missed is then caught up with. */
const LATE_MS = 5 * MINUTE
const CATCH_UP_MINUTES = 15

/**
 * What was due at `due` begins at this moment. After an outage everybody is late: each begins at a minute of its own,
 * and whatever was missed several times is done once.
 */
export const catchUp = (due: number, id: string, now: number): number =>
  now - due < LATE_MS ? due : now + spread(id, CATCH_UP_MINUTES) * MINUTE

/** A number below `below` that is always the same for this id, and as good as any other. */
export function spread(id: string, below: number): number {
  let hash = 0x811c9dc5
  for (const letter of id) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193) >>> 0
  return hash % below
}
