import { other, SIDES } from '../../shared/record.ts'
import { idOn, isGone, isOutOn, type Link } from '../objects/sync/links.ts'
import { bury } from './bury.ts'
import type { Lane, Work } from './work.ts'

/**
 * One half is outside its filter: nothing is written to either, nothing is deleted, and the link keeps its bases, so that
 * whatever people do meanwhile counts as their change once both are back. What comes or goes is only remembered: a half
 * out of the trash lives again; one that is deleted while outside can never come back into the filter, so that its
 * link ends here. A half deleted inside the filter waits with its link.
 */
export function rememberFrozen(work: Work, lane: Lane, link: Link): void {
  const { memory } = work
  const rowOf = Object.fromEntries(
    SIDES.map((side) => [side, memory.seen.get(lane.no, side, idOn(link, side))]),
  )
  if (link.gone !== null) {
    // Who was gone and is not back, and who was left and has gone since.
    const still = SIDES.filter((side) =>
      isGone(link, side) ? !rowOf[side]?.slots : rowOf[side]?.slots === null,
    )
    if (still.length === 2 && link.gone !== 'both') return bury(work, lane, link, 'both')
    const gone = still.length === 2 ? 'both' : (still[0] ?? null)
    const alone = gone === null && link.gone !== 'both' ? other(link.gone) : null
    if (gone !== link.gone) memory.links.bury(link.id, gone, alone)
    return
  }
  const deleted = SIDES.filter((side) => rowOf[side] && rowOf[side].slots === null)
  if (deleted.length === 2) bury(work, lane, link, 'both')
  else if (deleted[0] !== undefined && isOutOn(link, deleted[0])) bury(work, lane, link, deleted[0])
}
