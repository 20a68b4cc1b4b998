import { type Entry, slotKey } from '../../shared/mapping.ts'
import type { Decided, Memory as Held } from '../../shared/merge.ts'
import { type Both, other, type Side } from '../../shared/record.ts'
import { sameValue } from '../../shared/value.ts'
import { type Decision, stillSees } from '../objects/sync/decisions.ts'
import type { Link } from '../objects/sync/links.ts'
import type { Lane, Work } from './work.ts'

/** What people decided about this link and can still be carried out: the others are asked again. */
export function standing(
  work: Work,
  lane: Lane,
  link: Link,
  sides: Both<Held>,
): readonly Decision[] {
  const all = work.memory.decisions.of(link.id).filter((one) => one.entry !== '')
  const [stand, moved] = [[] as Decision[], [] as Decision[]]
  for (const one of all) {
    const entry = lane.entries.find((other) => other.id === one.entry)
    const now = entry && {
      left: sides.left.now[slotKey(entry.left)],
      right: sides.right.now[slotKey(entry.right)],
    }
    if (now && stillSees(one, now)) stand.push(one)
    else {
      const outdone = entry ? outdoneOf(one, entry, sides) : null
      if (outdone) stand.push(outdone)
      else moved.push(one)
    }
  }
  work.memory.decisions.drop(
    link.id,
    moved.map((one) => one.entry),
  )
  return stand
}

/**
 * Was it to be put back where a late call of ours went over what both sides had agreed on, and has the other side changed
 * since? Then that is the only change there is.
 */
function outdoneOf(decision: Decision, entry: Entry, sides: Both<Held>): Decision | null {
  const { actor, choice, seen } = decision
  if (actor !== null || choice.is !== 'value' || seen === null || !('left' in seen)) return null
  const { side, value } = choice
  const key = slotKey(entry[side])
  const { now, base } = sides[side]
  const isOurs = sameValue(now[key] ?? null, seen[side]) && sameValue(base[key] ?? null, value)
  return isOurs ? { ...decision, choice: { is: 'side', side: other(side) } } : null
}

export function decidedOf(decisions: readonly Decision[]): ReadonlyMap<string, Decided> {
  const decided = new Map<string, Decided>()
  for (const { entry, choice } of decisions)
    if (choice.is === 'side' || choice.is === 'value') decided.set(entry, choice)
  return decided
}

/** Whose a field is, by what the two records hold now: its own conditions, and those of its pairing. */
export function ownersIn(
  work: Work,
  lane: Lane,
  sides: Both<Held>,
): { owner: (entry: Entry) => Side | null; ownerOfAll: () => Side | null } {
  const now = (): string => new Date(work.clock.now()).toISOString()
  const records = { left: sides.left.now, right: sides.right.now }
  return {
    owner: (entry) => (entry.owner === undefined ? null : lane.whose(entry.owner, records, now())),
    ownerOfAll: () =>
      lane.pairing.owner === undefined ? null : lane.whose(lane.pairing.owner, records, now()),
  }
}
