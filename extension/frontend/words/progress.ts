import type { Log } from '../../../shared/api/run.ts'
import { paceOf } from './pace.ts'
import { count, duration, fromNow, number } from './time.ts'

/** What a run is at, in a sentence; `now` in milliseconds. */
export function tellProgress(run: Log, now: number): string {
  if (run.waitsUntil !== null && Date.parse(run.waitsUntil) > now)
    return run.says ?? `Waiting; it goes on ${fromNow(Date.parse(run.waitsUntil), now)}.`
  switch (run.phase) {
    case 'queued':
      return 'Starting…'
    case 'pulling':
      return run.recordsProcessed > 0
        ? `Reading both sides: ${count(run.recordsProcessed, 'record')} so far${tellPace(run, now)}`
        : 'Reading both sides…'
    case 'matching':
      return 'Finding out which records belong together…'
    case 'merging':
      return `Comparing ${count(run.recordsProcessed, 'record')}…`
    case 'writing':
      return run.recordsPlanned > 0
        ? `Writing: ${number(run.recordsSynced)} of ${count(run.recordsPlanned, 'change')}${tellPace(run, now)}`
        : 'Writing…'
    default:
      return tellOutcome(run, now)
  }
}

/** How fast it goes and how long it has still to go, where anybody can tell. */
function tellPace(run: Log, now: number): string {
  const pace = paceOf(run, now)
  if (pace === null) return ''
  const rate = number(pace.perSecond < 10 ? Math.round(pace.perSecond * 10) / 10 : Math.round(pace.perSecond)) // prettier-ignore
  const left = pace.leftMs === null ? '' : `, about ${duration(pace.leftMs)} left`
  return ` · ${rate} a second${left}`
}

/** What a run that is over came to. */
export function tellOutcome(run: Log, now: number): string {
  const when = fromNow(Date.parse(run.endedAt ?? run.startedAt), now)
  if (run.phase === 'failed')
    return `Failed ${when}. ${run.says ?? 'Try again; what was done so far is kept.'}`
  if (run.phase === 'cancelled') return `Cancelled ${when}. What was written until then is kept.`
  if (run.phase === 'asking')
    return `Waits for approval since ${fromNow(Date.parse(run.startedAt), now)}.`
  const parts = [
    part(run.recordsCreated, 'created'),
    part(run.recordsUpdated, 'updated'),
    part(run.recordsDeleted, 'deleted'),
    part(run.recordsLinked, 'linked'),
    part(run.recordsFailed, 'not written'),
  ].filter((text) => text !== null)
  const what = parts.length > 0 ? parts.join(', ') : 'nothing to change'
  return `${capital(when)}: ${what}. ${count(run.recordsProcessed, 'record')} read in ${duration(run.syncDurationMs)}.`
}

const part = (value: number, word: string): string | null =>
  value > 0 ? `${number(value)} ${word}` : null
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
