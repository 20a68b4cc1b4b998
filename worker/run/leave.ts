import type { Memory } from '../objects/sync/memory.ts'
import type { Run } from '../objects/sync/runs.ts'

/** Proposals taken back in one go. */
const PROPOSALS = 5_000
/** What taking down one part costs, in rows looked at. */
export const LEAVE_ROWS = 5_000

/**
 * A run that is over, or is being stopped, writes nothing of what it planned any more, and what it proposed is nobody's. That may
 * be a million rows, so it is taken down part by part: this is one of them. Nothing else is begun before the last.
 */
export function leave(memory: Memory, run: Pick<Run, 'id' | 'leaving'>, now: number): void {
  if (run.leaving === null) return
  const next = memory.plan.takeDown(run.id, run.leaving, now)
  if (next !== null) return memory.runs.change(run.id, { leaving: next })
  if (memory.links.dropProposed(PROPOSALS) < PROPOSALS)
    memory.runs.change(run.id, { leaving: null })
}
