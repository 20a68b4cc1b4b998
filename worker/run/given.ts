import { computedKey, type Entry, slotKey } from '../../shared/mapping.ts'
import { type Side, SIDES } from '../../shared/record.ts'
import { sameValue, type Value, type Values } from '../../shared/value.ts'
import { baseOn, idOn, type Link } from '../objects/sync/links.ts'
import type { Write } from '../objects/sync/plan.ts'
import type { ChangeRow } from '../objects/sync/rows.ts'
import { holdsBase } from './sighting.ts'
import type { Lane, Work } from './work.ts'

/** What the giving side held, and what a formula made of it, is its base from now on. */
export function remember(
  base: { [key: string]: Value },
  entry: Entry,
  side: Side,
  source: Write['source'][number],
): void {
  base[slotKey(entry[side])] = source.value
  const computed = computedKey(entry, side)
  if (computed !== null && source.computed !== undefined) base[computed] = source.computed
}

/** The changes with what the side gave back, where it says the same in other words; null where it does not. */
export function givenBack(write: Write, given: Values, sent: Values): ChangeRow[] | null {
  let differs = false
  const changes = write.changes.map(({ met: _, ...change }) => {
    const key = slotKey(change.slot)
    const got = given[key]
    if (got === undefined || sameValue(got, sent[key] ?? null)) return change
    differs = true
    return { ...change, got }
  })
  return differs ? changes : null
}

/** Observations that say no more than the bases are forgotten. */
export function tidy(work: Work, lane: Lane, linkId: number): void {
  const { memory } = work
  const link: Link | undefined = memory.links.get(linkId)
  if (!link) return
  for (const side of SIDES) {
    const row = memory.seen.get(lane.no, side, idOn(link, side))
    if (row?.slots && holdsBase(lane.entries, side, row.slots, baseOn(link, side)))
      memory.seen.drop(lane.no, side, row.record_id)
  }
}
