import type { Config } from '../../../shared/api/config.ts'
import type { Log } from '../../../shared/api/run.ts'
import { isWorking } from '../../../shared/job.ts'

export type Tone = 'good' | 'busy' | 'idle' | 'warn' | 'bad'
/** What a sync is doing, in a word or two, and the sentence behind it where there is one. */
export type SyncState = {
  readonly tone: Tone
  readonly label: string
  readonly says: string | null
}

/** @param run its latest run, which may be younger than the one in the config */
export function syncState(config: Config, run: Log | null): SyncState {
  if (run && isWorking(run.phase)) return { tone: 'busy', label: 'Syncing', says: null }
  if (config.stopped !== null) return { tone: 'bad', label: 'Stopped', says: config.stopped }
  if (run?.phase === 'asking')
    return {
      tone: 'warn',
      label: 'Needs approval',
      says: run.says ?? 'This run waits until somebody approves it.',
    }
  if (config.paused)
    return {
      tone: 'idle',
      label: 'Paused',
      says: 'Nothing is read or written until somebody resumes it.',
    }
  if (!run || run.kind === 'preview') return { tone: 'idle', label: 'Not run yet', says: null }
  if (run.phase === 'failed') return { tone: 'bad', label: 'Failed', says: run.says }
  if (run.phase === 'cancelled')
    return {
      tone: 'idle',
      label: 'Cancelled',
      says: 'The last run was cancelled. Sync now goes on from there.',
    }
  return settled(config)
}

function settled({ counts }: Config): SyncState {
  const sum = (pick: 'conflict' | 'blocked' | 'pending') =>
    counts.reduce((total, one) => total + one[pick], 0)
  if (sum('conflict') + sum('blocked') > 0)
    return { tone: 'warn', label: 'Needs attention', says: null }
  if (sum('pending') > 0) return { tone: 'busy', label: 'Changes waiting', says: null }
  return { tone: 'good', label: 'In sync', says: null }
}
