import { ONLY } from '../../shared/match.ts'
import { other, SIDES, type Side } from '../../shared/record.ts'
import type { Values } from '../../shared/value.ts'
import { idOn, type Link } from '../objects/sync/links.ts'
import type { Seen } from '../objects/sync/seen.ts'
import { aheadOfBreaking } from './breaker.ts'
import { keysOn, twinKey } from './keys.ts'
import { aboutMatch } from './place.ts'
import { tellingKeys } from './promised.ts'
import type { Lane, Work } from './work.ts'

/**
 * What is asked for each record of a chunk is looked up for all of them first: a query for the chunk instead of one for each.
 * Called in the transaction that deals with them; whatever was not foreseen here is simply asked for then.
 */
export function aheadOfPlacing(
  work: Work,
  lane: Lane,
  side: Side,
  loose: readonly Seen[],
): ReadonlyMap<string, readonly string[]> {
  const { memory } = work
  const { no } = lane
  const to = other(side)
  const ids = loose.map((record) => record.record_id)
  memory.seen.keep(loose)
  memory.links.ahead(no, side, ids)
  memory.holds.ahead(no, side, ids)
  memory.verdicts.ahead(no, side, ids)
  const keys = new Map<string, readonly string[]>()
  for (const { record_id, slots } of loose)
    if (slots) keys.set(record_id, placingKeys(work, lane, side, slots))
  const texts = [...new Set(loose.flatMap(({ slots }) => (slots ? ownKeys(work, lane, side, slots) : [])))] // prettier-ignore
  memory.keys.holdersAhead(no, side, texts)
  const found = memory.keys.holdersAhead(no, to, [...texts, ...ids.map(twinKey)])
  const theirs = [...new Set(found.flat())]
  memory.links.ahead(no, to, theirs)
  memory.verdicts.ahead(no, to, theirs)
  // Only who is the one holder of a key can be the other half.
  memory.seen.ahead(no, to, [...new Set(found.flatMap((ids) => (ids.length === 1 ? ids : [])))])
  memory.conflicts.ahead([
    ...ids.map((id) => aboutMatch(lane, side, id)),
    ...theirs.map((id) => aboutMatch(lane, to, id)),
  ])
  return keys
}

/** All that a record goes by but its twin id, which speaks for itself. */
const ownKeys = (work: Work, lane: Lane, side: Side, slots: Values): readonly string[] =>
  keysOn(work, lane, side, slots).filter((key) => !key.startsWith('twin:'))

/** The keys of the mapping, by which a record is placed. */
export const placingKeys = (work: Work, lane: Lane, side: Side, slots: Values): readonly string[] =>
  ownKeys(work, lane, side, slots).filter((key) => !key.startsWith(ONLY))

/** The same for links that are about to be merged. */
export function aheadOfMerging(work: Work, lane: Lane, links: readonly Link[]): void {
  const { memory } = work
  memory.links.keep(links)
  aheadOfBreaking(work, lane, links)
  for (const side of SIDES) {
    const ids = links.map((link) => idOn(link, side))
    memory.seen.ahead(lane.no, side, ids)
    memory.holds.ahead(lane.no, side, ids)
    memory.blocks.ahead(lane.no, other(side), ids)
  }
  const numbers = links.map((link) => link.id)
  memory.conflicts.aheadOf(numbers)
  memory.decisions.ahead(numbers)
}

/** The same for records that are about to be planned for the other side. */
export function aheadOfCreating(work: Work, lane: Lane, records: readonly Seen[]): void {
  const { memory } = work
  memory.seen.keep(records)
  for (const side of SIDES) {
    const mine = records.filter((record) => record.side === side)
    const ids = mine.map((one) => one.record_id)
    memory.holds.ahead(lane.no, side, ids)
    memory.blocks.ahead(lane.no, other(side), ids)
    memory.verdicts.ahead(lane.no, side, ids)
    const keys = new Set(mine.flatMap((record) => tellingKeys(work, lane, record)))
    if (keys.size === 0) continue
    for (const on of SIDES) memory.keys.holdersAhead(lane.no, on, [...keys])
  }
}
