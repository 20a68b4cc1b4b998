import { type Side, SIDES } from '../../shared/record.ts'
import { baseOn, idOn, isGone, type Link } from '../objects/sync/links.ts'
import { goingOver, STANDS } from '../objects/sync/pairings.ts'
import { rekey } from './keys.ts'
import type { Reached } from './match.ts'
import { isSpent, type Lane, type Work } from './work.ts'

/** Rows set anew in one transaction. */
const CHUNK = 200
/** The keys of those that leave a row come first, then those of the linked. */
const ROWS = 0
const LINKS = 1

/**
 * What tells records apart was changed: all that is known goes by its new keys before anybody is matched by them, or whoever was
 * read under the old ones would be recognised by nobody and made a second time (seeds 83000034, 83000260). A listing
 * that began under the mapping as it is has set them all; a reading of single records, or one during which it was changed,
 * has not.
 */
export function rekeyAll(work: Work, lane: Lane, from: Reached): Reached | null {
  const { memory, run } = work
  const { pairings } = memory
  const going = goingOver(run.id)
  if (from.part === ROWS && from.after === 0) {
    const state = pairings.keyed(lane.no)
    if (state === STANDS) return null
    if (state === run.id) {
      pairings.setKeyed(lane.no, STANDS)
      return null
    }
    pairings.setKeyed(lane.no, going)
  }
  let { part, after } = from
  for (;;) {
    const last = memory.together(() =>
      part === ROWS ? rekeyRows(work, lane, after) : rekeyLinks(work, lane, after),
    )
    if (last === undefined && part === LINKS) break
    if (last === undefined) part = LINKS
    after = last ?? 0
    if (isSpent(work, CHUNK)) return { part, after }
  }
  // It was changed once more meanwhile.
  if (pairings.keyed(lane.no) !== going) return rekeyAll(work, lane, { part: ROWS, after: 0 })
  pairings.setKeyed(lane.no, STANDS)
  return null
}

function rekeyRows(work: Work, lane: Lane, after: number): number | undefined {
  const rows = work.memory.seen.after(lane.no, after, CHUNK)
  for (const { id, side, record_id, slots, fate } of rows) {
    // Of one too large to be kept nothing stands there but its keys.
    if (slots && Object.keys(slots).length > 0) rekey(work, lane, side, record_id, slots)
    // What was decided by the old keys is decided anew, also by a run that looks at nobody else (seed 720000210).
    if (fate !== null) work.memory.seen.decide(id, null, null)
  }
  return rows.at(-1)?.id
}

function rekeyLinks(work: Work, lane: Lane, after: number): number | undefined {
  const links = work.memory.links.fittingAfter(lane.no, after, CHUNK)
  for (const link of links)
    for (const side of SIDES) if (!isGone(link, side)) rekeyHalf(work, lane, link, side)
  return links.at(-1)?.id
}

function rekeyHalf(work: Work, lane: Lane, link: Link, side: Side): void {
  const id = idOn(link, side)
  const row = work.memory.seen.get(lane.no, side, id)
  if (row?.slots === null) return
  rekey(work, lane, side, id, { ...baseOn(link, side), ...row?.slots })
}
