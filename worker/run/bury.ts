import { other, type Side, SIDES } from '../../shared/record.ts'
import { idOn, type Link } from '../objects/sync/links.ts'
import type { Lane, Work } from './work.ts'

/** The link becomes a tombstone: what still lives of it is not brought back and not deleted. */
export function bury(work: Work, lane: Lane, link: Link, gone: Side | 'both'): void {
  const { memory } = work
  memory.links.bury(link.id, gone)
  memory.decisions.dropLink(link.id)
  memory.runs.addResolved(work.run.id, memory.conflicts.clearLink(link.id))
  for (const side of SIDES) {
    memory.seen.drop(lane.no, side, idOn(link, side))
    memory.blocks.clear(lane.no, side, idOn(link, other(side)))
  }
}
