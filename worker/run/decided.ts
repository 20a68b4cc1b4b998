import { type Entry, slotKey } from '../../shared/mapping.ts'
import type { Decided, Memory as Held } from '../../shared/merge.ts'
import type { Both, Side } from '../../shared/record.ts'
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
    ;(now && stillSees(one, now) ? stand : moved).push(one)
  }
  work.memory.decisions.drop(
    link.id,
    moved.map((one) => one.entry),
  )
  return stand
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
