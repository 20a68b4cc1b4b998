import type { Log } from '../../../shared/api/run.ts'

/** Sooner than this (ms) nobody can tell how fast it goes. */
const SOONEST = 2_000

/** How fast a run goes and how long it has still to go; null where nobody can tell. `now` in milliseconds. */
export function paceOf(run: Log, now: number): { perSecond: number; leftMs: number | null } | null {
  const isWriting = run.phase === 'writing'
  if (!isWriting && run.phase !== 'pulling') return null
  const began = run.stages.findLast(({ phase }) => phase === run.phase)
  const passed = began === undefined ? 0 : now - Date.parse(began.at)
  const done = isWriting ? run.recordsSynced + run.recordsFailed : run.recordsProcessed
  if (passed < SOONEST || done === 0) return null
  const perSecond = (done * 1_000) / passed
  const left = run.recordsPlanned - run.recordsSynced
  return { perSecond, leftMs: isWriting && left > 0 ? (left / perSecond) * 1_000 : null }
}
