/** How far a run is, for a person: one line that changes on a terminal, a new line now and then elsewhere. */
import type { Log } from '../../shared/api/run.ts'
import type { JobState } from '../../shared/job.ts'

/** Where it is shown; `process.stdout` is one. */
export type Screen = {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

const PHASES: { readonly [state in JobState]: string } = {
  queued: 'Beginning',
  pulling: 'Reading both sides',
  matching: 'Finding who is who',
  merging: 'Comparing',
  planned: 'Planned',
  asking: 'Waiting for approval',
  writing: 'Writing',
  done: 'Done',
  cancelled: 'Cancelled',
  failed: 'Stopped',
}

/** A moment of a run: when it was looked at (ms) and how many writes were settled. */
export type Sight = { readonly at: number; readonly written: number }

/** Records a second over the last sights, and the seconds left at that speed; null while it cannot be known. */
export function paceOf(
  sights: readonly Sight[],
  planned: number,
): { perSecond: number; left: number } | null {
  const [first, last] = [sights[0], sights.at(-1)]
  if (!first || !last || last.at - first.at < 1_000 || last.written <= first.written) return null
  const perSecond = ((last.written - first.written) * 1_000) / (last.at - first.at)
  return { perSecond, left: Math.max(0, planned - last.written) / perSecond }
}

const count = (n: number): string => n.toLocaleString('en-US')

/** One line about a run. */
export function lineOf(log: Log, pace: ReturnType<typeof paceOf>): string {
  const parts = [PHASES[log.phase]]
  if (log.recordsPlanned > 0) {
    const written = log.recordsSynced + log.recordsFailed
    parts.push(
      log.phase === 'planned'
        ? `${count(log.recordsPlanned)} writes`
        : `${count(written)} of ${count(log.recordsPlanned)} records`,
    )
    if (log.recordsFailed > 0) parts.push(`${count(log.recordsFailed)} failed`)
  } else if (log.recordsProcessed > 0) parts.push(`${count(log.recordsProcessed)} records read`)
  if (pace && log.phase === 'writing') {
    parts.push(`${pace.perSecond.toFixed(1)} records/s`, `${Math.ceil(pace.left)} s left`)
  }
  if (log.says !== null) parts.push(log.says)
  return parts.join(' · ')
}

/** The speed is that of the last so many milliseconds. */
const WINDOW_MS = 10_000
/** Where lines cannot be changed, a phase is told again after so long. */
const EVERY_MS = 5_000

/** Shows a run each time it is handed in; `end` leaves the last line standing. */
export function openDisplay(screen: Screen, now: () => number) {
  const changes = screen.isTTY === true
  let sights: Sight[] = []
  let shown = { line: '', phase: '', at: -Infinity }
  const put = (line: string): void => {
    const width = (screen.columns ?? 100) - 1
    screen.write(changes ? `\r\x1b[K${line.slice(0, width)}` : `${line}\n`)
  }
  return {
    look(log: Log): void {
      const at = now()
      if (log.phase === 'writing') {
        sights = [...sights, { at, written: log.recordsSynced }].filter(
          (one) => one.at > at - WINDOW_MS,
        )
      }
      const line = lineOf(log, paceOf(sights, log.recordsPlanned))
      const isDue = changes
        ? line !== shown.line
        : log.phase !== shown.phase || at - shown.at >= EVERY_MS
      if (!isDue) return
      shown = { line, phase: log.phase, at }
      put(line)
    },
    end(): void {
      if (changes && shown.line !== '') screen.write('\n')
      sights = []
      shown = { line: '', phase: '', at: -Infinity }
    },
  }
}
