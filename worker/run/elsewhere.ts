import { other, type Side } from '../../shared/record.ts'
import { idOn, isThere } from '../objects/sync/links.ts'
import type { Write } from '../objects/sync/plan.ts'
import { type Lane, lanesBeside, numberedOf, type Work } from './work.ts'

/** Does another pairing hold this record of the same table too, with a half that lives? */
export function isHeldElsewhere(
  { memory, run }: Work,
  lane: Lane,
  side: Side,
  recordId: string,
): boolean {
  return numberedOf(memory, run).some(({ no, json }) => {
    if (no === lane.no || json[side] !== lane.pairing[side]) return false
    const link = memory.links.byRecord(no, side, recordId)
    if (!link) return false
    // Also where this run only proposes it, or has yet to find that its half is there again: whoever has just been entered
    // there is not deleted with the other.
    const from = other(side)
    return isThere(link, from, memory.seen.get(no, from, idOn(link, from)))
  })
}

/** What other pairings are about to delete or to mark of this record of the same table in the same run, or have. */
export const removalsElsewhere = (
  { memory, run }: Work,
  lanes: readonly Lane[],
  lane: Lane,
  side: Side,
  recordId: string,
): readonly { readonly lane: Lane; readonly removal: Write }[] =>
  lanesBeside(lanes, lane, side).flatMap((one) =>
    memory.plan.removals(run.id, one.no, side, recordId).map((removal) => ({ lane: one, removal })),
  )
