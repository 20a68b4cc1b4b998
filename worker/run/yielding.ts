import type { Table } from '../../shared/field.ts'
import { type Entry, isGivenTo, narrow, slotKey, termsOn } from '../../shared/mapping.ts'
import { other, type Side, SIDES } from '../../shared/record.ts'
import { baseOn, idOn, isFrozen, type Link } from '../objects/sync/links.ts'
import type { Write } from '../objects/sync/plan.ts'
import { type Lane, lanesBeside, type Work } from './work.ts'

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
  work: Work,
  lane: Lane,
  lanes: readonly Lane[],
  link: Link,
  side: Side,
): ReadonlyMap<string, string> {
  const taken = new Map<string, string>()
  for (const { from, writes } of besides(work, lane, lanes, link, side))
    for (const { changes } of writes)
      for (const { slot } of changes) taken.set(slotKey(slot), from.name)
  return taken
}

/** Are other pairings about to bring this side's half something new in the same run? */
export const isChangedElsewhere = (
  work: Work,
  lane: Lane,
  lanes: readonly Lane[],
  link: Link,
  side: Side,
): boolean =>
  besides(work, lane, lanes, link, side).some(({ writes }) =>
    writes.some(({ kind }) => kind === 'update'),
  )

/** What other pairings have still to write to this side's half in the same run, and from which table. */
const besides = (
  { memory, run }: Work,
  lane: Lane,
  lanes: readonly Lane[],
  link: Link,
  side: Side,
): readonly { readonly from: Table; readonly writes: readonly Write[] }[] =>
  lanesBeside(lanes, lane, side).flatMap(({ no, tables }) => {
    const theirs = memory.links.byRecord(no, side, idOn(link, side))
    const from = other(side)
    return theirs
      ? [
          {
            from: tables[from],
            writes: memory.plan.openFrom(run.id, no, side, idOn(theirs, from)),
          },
        ]
      : []
  })
