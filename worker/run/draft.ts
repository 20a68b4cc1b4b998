import { accountsOf } from '../objects/sync/accounts.ts'
import { Copied } from '../objects/sync/drafts.ts'
import type { Pairing } from '../../shared/mapping.ts'
import { isSpent, type Step, type Work } from './work.ts'

/** About so many rows are copied at once. */
const ROWS_EACH = 5_000

/**
 * A draft is planned on a copy of what is known, so that reading, matching and merging under it move nothing that is
 * saved. What is copied stands with the place it reached.
 */
export function copyKnown(work: Work, drawn: readonly Pairing[]): Step {
  const { memory, run } = work
  let at = run.cursor === null ? null : Copied.parse(JSON.parse(run.cursor))
  for (;;) {
    at = memory.together(() => {
      if (at === null) memory.drafts.clear()
      const next = memory.drafts.copy(drawn, at)
      memory.runs.change(run.id, { cursor: next === null ? null : JSON.stringify(next) })
      return next
    })
    if (at === null) return { is: 'next', to: 'pulling' }
    if (isSpent(work, ROWS_EACH)) return { is: 'again' }
  }
}

/** The plan under a draft is whole: it is kept to be looked at, with what would wait and where records would stand. */
export function foresee(work: Work, brake: string | null): Step {
  const { memory, run } = work
  memory.together(() => {
    // Cut off right after this, there is no copy left to look at.
    if (memory.runs.get(run.id)?.forecast !== null) return
    const drafted = memory.pairings.drafted()
    const names = new Map(drafted.map(({ no, json }) => [no, json.entityType]))
    memory.runs.change(run.id, {
      forecast: {
        conflicts: memory.conflicts
          .sorts(true)
          .map(({ pairing, ...sort }) => ({ ...sort, entityType: names.get(pairing) ?? '' })),
        account: drafted.flatMap((one) => accountsOf(memory.sql, one)),
      },
    })
    memory.endDraft(run)
  })
  return { is: 'next', to: 'planned', ...(brake === null ? {} : { says: brake }) }
}
