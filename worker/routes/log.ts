import type { Log } from '../../shared/api/run.ts'
import { isOver, type JobState, logStatus } from '../../shared/job.ts'
import type { RunView } from '../objects/sync/rpc.ts'
import { wireId } from './sync.ts'

/** A run as the wire tells it. `now` in ms since 1970. */
export function logOf(syncId: string, run: RunView, now: number): Log {
  return {
    id: wireId(syncId, run.id),
    configId: syncId,
    kind: run.kind,
    purpose: run.purpose,
    about: run.about === null ? null : wireId(syncId, run.about),
    startedBy: run.actor,
    status: logStatus(run.state, run.blocked),
    phase: run.state,
    progress: progressOf(run),
    startedAt: moment(run.startedAt),
    endedAt: run.endedAt === null ? null : moment(run.endedAt),
    waitsUntil: run.waitsUntil === null ? null : moment(run.waitsUntil),
    says: run.says,
    recordsProcessed: run.read,
    recordsSynced: run.written,
    recordsFailed: run.blocked,
    recordsSkipped: Math.max(0, run.read - run.written - run.blocked),
    recordsPlanned: run.planned,
    recordsCreated: run.created,
    recordsUpdated: run.updated,
    recordsDeleted: run.deleted,
    recordsLinked: run.linked,
    conflictsDetected: run.conflicts,
    conflictsResolved: run.resolved,
    stages: run.stages.map(({ phase, at }) => ({ phase, at: moment(at) })),
    syncDurationMs: Math.max(0, Math.round((run.endedAt ?? now) - run.startedAt)),
  }
}

/** A moment (ms since 1970) as the wire writes it. */
export const moment = (ms: number): string => new Date(ms).toISOString()

// How much of the way lies behind at the beginning of each phase. Reading and writing are what takes time.
const BEHIND: { readonly [state in JobState]: number } = {
  queued: 0,
  pulling: 0.05,
  matching: 0.35,
  merging: 0.4,
  planned: 1,
  asking: 0.45,
  writing: 0.45,
  done: 1,
  cancelled: 1,
  failed: 1,
}

/** How far a run is, 0 to 1; never 1 before it is over. */
export function progressOf({ state, planned, written, blocked }: RunView): number {
  if (isOver(state) || state === 'planned') return 1
  const begun = BEHIND[state]
  if (state !== 'writing' || planned === 0) return begun
  return Math.min(0.99, begun + (1 - begun) * Math.min(1, (written + blocked) / planned))
}
