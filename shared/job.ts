import * as z from 'zod'

/**
 * The life of a run. `planned` is a preview waiting to be run or thrown away; `asking` waits for an approval (a brake
 * was pulled); `waiting` waits for time to pass (a lost answer may still take effect, a vendor is away).
 */
const NEXT = {
  queued: ['pulling', 'cancelled', 'failed'],
  pulling: ['matching', 'cancelled', 'failed'],
  matching: ['merging', 'cancelled', 'failed'],
  // Back, where what tells records apart was changed after they were matched by it.
  merging: ['matching', 'planned', 'asking', 'writing', 'cancelled', 'failed'],
  planned: ['writing', 'cancelled', 'failed'],
  asking: ['writing', 'cancelled', 'failed'],
  writing: ['done', 'cancelled', 'failed'],
  done: [],
  cancelled: [],
  failed: [],
} as const

export const JobState = z.enum([
  'queued', 'pulling', 'matching', 'merging', 'planned', 'asking', 'writing', 'done', 'cancelled', 'failed',
]) // prettier-ignore
export type JobState = z.infer<typeof JobState>

export const canMove = (from: JobState, to: JobState): boolean =>
  (NEXT[from] as readonly JobState[]).includes(to)

export const isOver = (state: JobState): boolean => NEXT[state].length === 0

/** Is its plan whole, so that it may be shown? */
export const isPlanned = (state: JobState): boolean =>
  !['queued', 'pulling', 'matching', 'merging'].includes(state)

/** Does the job itself have work to do now, without a person? */
export const isWorking = (state: JobState): boolean =>
  !isOver(state) && state !== 'planned' && state !== 'asking'

/** When to try again after `attempt` failures in a row (0 = first), or null to give up. `die` is in [0, 1). */
export function retryAt(attempt: number, now: number, die: number): number | null {
  if (attempt >= 12) return null
  return now + Math.round((0.5 + die / 2) * Math.min(1_000 * 2 ** attempt, 300_000))
}

/** The wire's word for the state (design, section 8). */
export const LogStatus = z.enum([
  'running',
  'completed',
  'failed',
  'partial',
  'cancelled',
  'awaiting_approval',
])
export type LogStatus = z.infer<typeof LogStatus>

export function logStatus(state: JobState, unfinished: number): LogStatus {
  switch (state) {
    case 'done':
      return unfinished > 0 ? 'partial' : 'completed'
    case 'failed':
    case 'cancelled':
      return state
    case 'asking':
    case 'planned':
      return 'awaiting_approval'
    default:
      return 'running'
  }
}
