import type { Log, Write } from '../../../shared/api/run.ts'
import { isWorking } from '../../../shared/job.ts'
import { say } from './say.ts'
import type { Tone } from './sync-state.ts'
import { number } from './time.ts'

/** What a run was for, in a few words. */
export function tellPurpose({ kind, purpose }: Pick<Log, 'kind' | 'purpose'>): string {
  const what = say.run.purposes[purpose]
  if (kind === 'run') return what
  return purpose === 'sync' ? say.run.preview : purpose === 'draft' ? what : say.run.previewOf(what)
}

/** What became of it, in a word. */
export function tellStatus({ status, phase }: Pick<Log, 'status' | 'phase'>): {
  tone: Tone
  label: string
} {
  if (phase === 'planned') return { tone: 'idle', label: say.run.previewReady }
  return { tone: TONES[status], label: say.run.statuses[status] }
}

const TONES: { readonly [status in Log['status']]: Tone } = {
  running: 'busy',
  completed: 'good',
  partial: 'warn',
  failed: 'bad',
  cancelled: 'idle',
  awaiting_approval: 'warn',
}

/** What it changed: “3 created, 12 updated”; of a preview, how much it plans. */
export function tellChanges(run: Log): string {
  if (run.phase === 'planned')
    return `${number(run.recordsPlanned)} ${say.run.fate.planned.toLowerCase()}`
  const counts: readonly (readonly [number, string])[] = [
    [run.recordsCreated, say.run.created],
    [run.recordsUpdated, say.run.updated],
    [run.recordsDeleted, say.run.deleted],
    [run.recordsLinked, say.run.linked],
    [run.recordsFailed, say.run.failedCount],
  ]
  const parts = counts.flatMap(([n, word]) => (n > 0 ? [`${number(n)} ${word.toLowerCase()}`] : []))
  return parts.length > 0 ? parts.join(', ') : say.history.noChanges
}

export type Stage = {
  readonly phase: Log['phase']
  /** When it was reached (ms since 1970). */
  readonly at: number
  /** How long it took (ms); null for the end, which takes no time. */
  readonly ms: number | null
  /** Of the whole run, 0 to 1. */
  readonly share: number
  readonly isNow: boolean
}

/** The way of a run, each phase with its time; `now` in milliseconds. */
export function stagesOf(run: Log, now: number): readonly Stage[] {
  const times = run.stages.map(({ at }) => Date.parse(at))
  const isGoing = isWorking(run.phase) || run.phase === 'asking'
  const end =
    run.endedAt === null ? (isGoing ? now : (times.at(-1) ?? now)) : Date.parse(run.endedAt)
  const whole = Math.max(1, end - (times[0] ?? end))
  return run.stages.map(({ phase }, index) => {
    const at = times[index] ?? end
    const isLast = index === run.stages.length - 1
    const ms = isLast && !isGoing ? null : Math.max(0, (times[index + 1] ?? end) - at)
    return { phase, at, ms, share: (ms ?? 0) / whole, isNow: isLast && isGoing }
  })
}

/** What is done to a record, or what was: of what is written it is told in the past. */
export const tellWrite = ({ kind, status }: Pick<Write, 'kind' | 'status'>): string =>
  status === 'settled' ? say.run.kindsDone[kind] : say.run.kinds[kind]

export const tellFate = ({ status }: Pick<Write, 'status'>): { tone: Tone; label: string } => ({
  tone: FATES[status],
  label: say.run.fate[status],
})

const FATES: { readonly [status in Write['status']]: Tone } = {
  planned: 'idle',
  sent: 'busy',
  settled: 'good',
  blocked: 'bad',
  dropped: 'idle',
}

/** Days as a person enters them (YYYY-MM-DD), as moments of their own zone: from its beginning, to the end of it. */
export const dayStart = (day: string): string | undefined => instant(day, 0)
export const dayEnd = (day: string): string | undefined => instant(day, 1)

function instant(day: string, daysOn: number): string | undefined {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day)
  if (!found) return undefined
  const [, year, month, date] = found
  return new Date(Number(year), Number(month) - 1, Number(date) + daysOn).toISOString()
}
