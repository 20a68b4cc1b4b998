import { fieldById } from '../../shared/field.ts'
import { type Entry, slotKey } from '../../shared/mapping.ts'
import type { Memory as Held, Merge } from '../../shared/merge.ts'
import { type Both, other, SIDES, type Side } from '../../shared/record.ts'
import type { Link } from '../objects/sync/links.ts'
import type { Seen } from '../objects/sync/seen.ts'
import { holdsBase } from './sighting.ts'
import type { Lane, Work } from './work.ts'

/**
 * What may not be updated where it would have to be is set aside on purpose: it is counted so, and shows no work that
 * nobody will do. So is what cannot be compared with anything on the other side.
 */
export function tellWithheld(
  work: Work,
  lane: Lane,
  link: Link,
  seen: Both<Seen | undefined>,
  sides: Both<Held>,
  result: Merge,
  may: Both<boolean>,
): void {
  const carried = { left: false, right: false }
  let withheld: string | null =
    !may.left && !may.right && result.conflicts.length > 0 ? WITHHELD : null
  for (const to of SIDES) {
    for (const change of result.changes[to]) {
      if (may[to]) carried[change.why === 'drift' ? to : other(to)] = true
      else withheld = WITHHELD
    }
    // What cannot cross, or points at what is not there, would wait for a write that is not to be made.
    if (!may[to] && [...result.blocked, ...result.stuck].some((one) => one.side === to))
      withheld ??= BLOCKED_TOO
  }
  for (const side of SIDES) {
    const row = seen[side]
    if (!row?.slots) continue
    const decide = (says: string | null): void =>
      work.memory.seen.decide(row.id, says === null ? null : 'held', says)
    if (carried[side]) {
      decide(null)
      continue
    }
    if (withheld !== null) {
      decide(withheld)
      continue
    }
    const alone = lane.entries.find((one) => isAlone(one, side, sides))
    if (alone === undefined) {
      decide(null)
      continue
    }
    const to = other(side)
    const met = work.memory.listings.metIn(lane.no, to, work.run.id)
    // A run that has not read that side knows no better than the one before.
    if (met === null) continue
    const isThere = link.proposed !== null || Boolean(seen[to]?.slots) || met > 0
    decide(isThere ? unread(work, lane, to, alone) : unmet(work, to))
  }
}

/** Does this half hold something new to compare, where nothing was ever read of the other? */
const isAlone = (entry: Entry, side: Side, sides: Both<Held>): boolean =>
  !(slotKey(entry[other(side)]) in sides[other(side)].now) &&
  !holdsBase([entry], side, sides[side].now, sides[side].base)

const unread = (work: Work, lane: Lane, on: Side, entry: Entry): string => {
  const field = fieldById(lane.tables[on], entry[on].field)?.name ?? entry[on].field
  return `“${field}” could not be read in ${work.ports[on].connector.name}, so it stays on both sides as it is. It crosses once it can be read there.`
}

/** Where a listing met nobody it knows, it proves of nobody that they are gone, and no later run will read more. */
const unmet = (work: Work, on: Side): string => {
  const { name } = work.ports[on].connector
  return `None of the linked records was found in ${name}, which may be a wrong table as well as a deletion, so nothing is done to this one. If its other half was deleted on purpose, take the link apart.`
}

const WITHHELD =
  'The sync does not change records that exist on the other side. Allow updates there, and it crosses.'
const BLOCKED_TOO =
  'The sync does not change records that exist on the other side, and something here could not cross as it is. Allow updates there to be told what.'
