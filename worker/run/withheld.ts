import type { Merge } from '../../shared/merge.ts'
import { type Both, other, SIDES } from '../../shared/record.ts'
import type { Seen } from '../objects/sync/seen.ts'
import type { Work } from './work.ts'

/**
 * What may not be updated where it would have to be is set aside on purpose: it is counted so, and shows no work that
 * nobody will do.
 */
export function tellWithheld(
  work: Work,
  seen: Both<Seen | undefined>,
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
    const isAside = withheld && !carried[side]
    work.memory.seen.decide(row.id, isAside ? 'held' : null, isAside ? WITHHELD : null)
  }
}
const WITHHELD =
  'The sync does not change records that exist on the other side. Allow updates there, and it crosses.'
