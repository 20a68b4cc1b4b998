import { type Entry, isGivenTo, narrow, slotKey, termsOn } from '../../shared/mapping.ts'
import { other, type Side, SIDES } from '../../shared/record.ts'
import { baseOn, idOn, isFrozen, type Link } from '../objects/sync/links.ts'
import type { Lane, Work } from './work.ts'

/**
 * Two pairings may hold one record. Where one of them gives it a field one way, it puts right whatever is written there: so
 * the other, which carries the field both ways, only takes it. Otherwise each edit here would go there, be put right by the
 * next run, and come back with the one after it.
 */
export function yielding(
  { memory }: Work,
  lane: Lane,
  lanes: readonly Lane[],
  link: Link,
  entries: readonly Entry[],
): readonly Entry[] {
  let all = entries
  for (const side of SIDES)
    for (const one of lanes) {
      if (one.no === lane.no || one.tables[side].id !== lane.tables[side].id) continue
      if (one.frozen !== null || !termsOn(one.pairing, side).updateExisting) continue
      const giving = one.entries.filter((entry) => isGivenTo(one.pairing, entry, side))
      if (giving.length === 0) continue
      const theirs = memory.links.byRecord(one.no, side, idOn(link, side))
      if (!theirs || theirs.gone !== null || isFrozen(theirs)) continue
      const held = memory.holds.ofLink(one.no, theirs.left_id, theirs.right_id)
      if (held.whole) continue
      const from = other(side)
      // What was never filled in there is put right by nobody.
      const given = new Set(
        giving
          .filter((entry) => !held.entries.has(entry.id))
          .filter((entry) => (baseOn(theirs, from)[slotKey(entry[from])] ?? null) !== null)
          .map((entry) => slotKey(entry[side])),
      )
      all = all.map((entry) =>
        given.has(slotKey(entry[side])) && isBothWays(lane, entry)
          ? { ...entry, direction: side === 'right' ? 'pull' : 'push' }
          : entry,
      )
    }
  return all
}

const isBothWays = ({ pairing }: Lane, { direction }: Entry): boolean =>
  narrow(pairing.direction, direction) === 'bidirectional'

/**
 * What other pairings are about to write to this side's half in the same run, by slot, and from which table. This one compares
 * only what stands there afterwards: otherwise one would replace what the other wrote, and no rule had been asked.
 */
export function underWay(
  { memory, run }: Work,
  lane: Lane,
  lanes: readonly Lane[],
  link: Link,
  side: Side,
): ReadonlyMap<string, string> {
  const taken = new Map<string, string>()
  for (const { no, tables } of lanes) {
    if (no === lane.no || tables[side].id !== lane.tables[side].id) continue
    const theirs = memory.links.byRecord(no, side, idOn(link, side))
    if (!theirs) continue
    const from = other(side)
    for (const { changes } of memory.plan.openFrom(run.id, no, side, idOn(theirs, from)))
      for (const { slot } of changes) taken.set(slotKey(slot), tables[from].name)
  }
  return taken
}
