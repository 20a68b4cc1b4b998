import { slotKey } from '../../shared/mapping.ts'
import type { Memory as Held, Merge } from '../../shared/merge.ts'
import { type Both, other, SIDES, type Side } from '../../shared/record.ts'
import type { Seen } from '../objects/sync/seen.ts'
import type { Lane, Work } from './work.ts'

/**
 * What may not be updated where it would have to be is set aside on purpose: it is counted so, and shows no work that
 * nobody will do. So is what waits for a half that nothing can be said of.
 */
export function tellWithheld(
  work: Work,
  lane: Lane,
  seen: Both<Seen | undefined>,
  sides: Both<Held>,
  result: Merge,
  may: Both<boolean>,
): void {
  const carried = { left: false, right: false }
  let withheld = !may.left && !may.right && result.conflicts.length > 0
  for (const to of SIDES) {
    for (const change of result.changes[to]) {
      if (may[to]) carried[change.why === 'drift' ? to : other(to)] = true
      else withheld = true
    }
    // What cannot cross, or points at what is not there, would wait for a write that is not to be made.
    if (!may[to] && [...result.blocked, ...result.stuck].some((one) => one.side === to))
      withheld = true
  }
  for (const side of SIDES) {
    const row = seen[side]
    if (!row?.slots) continue
    const says =
      withheld && !carried[side]
        ? WITHHELD
        : isAlone(work, lane, side, sides)
          ? unmet(work, other(side))
          : null
    work.memory.seen.decide(row.id, says === null ? null : 'held', says)
  }
}

/**
 * Has this half something to compare that was never read of the other, which may be gone? Where a listing met nobody it
 * knows, that is not proved, and no later run will read more.
 */
const isAlone = (work: Work, lane: Lane, side: Side, sides: Both<Held>): boolean =>
  lane.entries.some(
    (one) =>
      slotKey(one[side]) in sides[side].now &&
      !(slotKey(one[other(side)]) in sides[other(side)].now),
  ) && work.memory.listings.metNobody(lane.no, other(side), work.run.id)

const unmet = (work: Work, side: Side): string => {
  const { name } = work.ports[side].connector
  return `None of the linked records was found in ${name}, which may be a wrong table as well as a deletion, so nothing is done to this one. If its other half was deleted on purpose, take the link apart.`
}
const WITHHELD =
  'The sync does not change records that exist on the other side. Allow updates there, and it crosses.'
