import { other, type Record, type Side } from '../../shared/record.ts'
import { type Half, isGone } from '../objects/sync/links.ts'
import type { Seen } from '../objects/sync/seen.ts'
import { fetched } from './files.ts'
import { keysOn } from './keys.ts'
import { holdsBase, sameSlots, sighting } from './sighting.ts'
import { isTooLarge, TOO_LARGE } from './size.ts'
import { tellTwice } from './twice.ts'
import type { Lane, Work } from './work.ts'

/**
 * Keep what one record was seen to hold, if it says anything new. Returns the row that holds it, or null where the base
 * says it all.
 */
export function observe(
  work: Work,
  lane: Lane,
  side: Side,
  record: Record,
  order: number,
  link: Half | undefined,
  row: Seen | undefined,
): number | null {
  const seen = sighting(lane, side, record, order)
  const rowId = keepSight(work, lane, side, record, seen, link, row)
  // What stands as it stood was brought by nobody.
  if (link && (row?.slots || rowId !== null)) {
    const isNewest = order > link.order && order > (row?.read_order ?? 0)
    if (isNewest && link.gone === null) tellTwice(work, lane, seen, { ...link.base, ...row?.slots })
  }
  return rowId
}

function keepSight(
  work: Work,
  lane: Lane,
  side: Side,
  record: Record,
  seen: ReturnType<typeof sighting>,
  link: Half | undefined,
  row: Seen | undefined,
): number | null {
  const { memory } = work
  const { order } = seen
  if (isErased(work, lane, side, seen, link)) {
    // It says nothing, and goes on saying it.
    if (row?.slots && sameSlots(row.slots, {}) && row.title === '') return row.id
    return memory.seen.put({ ...seen, slots: {}, times: undefined, title: '' })
  }
  const isLarge = isTooLarge(seen.slots)
  standAside(work, lane, side, record, isLarge)
  if (isLarge) {
    if (row) memory.seen.drop(lane.no, side, record.id)
    if (link) return null
    // It is still known by its keys, so that it is not made a second time.
    memory.keys.set(lane.no, side, record.id, keysOn(work, lane, side, seen.slots))
    return memory.seen.put({ ...seen, slots: {} })
  }
  if (link && !isGone(link, side)) {
    // The living half of a tombstone has nothing to say but that it is there, where it had gone meanwhile.
    if (link.gone !== null && row?.slots === null && order > row.read_order)
      memory.seen.drop(lane.no, side, record.id)
    // An older observation never beats a newer base.
    if (order <= link.order) return null
    if (link.gone !== null) {
      // Whoever comes with what it holds by now may be its other half, and none can be made beside it (seed 700059789).
      memory.keys.set(lane.no, side, record.id, keysOn(work, lane, side, seen.slots))
      return null
    }
    const learnt = fetched(lane, side, seen.slots, link.base)
    if (learnt) memory.links.replaceBase(link.id, side, learnt)
    if (
      link.version === lane.pairing.version &&
      holdsBase(lane.entries, side, seen.slots, link.base)
    ) {
      // What tells it apart and crosses nowhere stands in no base.
      if (lane.telling.length > 0)
        memory.keys.set(lane.no, side, record.id, keysOn(work, lane, side, seen.slots))
      if (row) {
        memory.seen.drop(lane.no, side, record.id)
        // It is back where both agreed: what could not cross is not to cross any more.
        memory.blocks.clear(lane.no, other(side), record.id)
      }
      return null
    }
  }
  // Also where it says nothing new: what tells records apart may have changed since it was last met.
  memory.keys.set(lane.no, side, record.id, keysOn(work, lane, side, seen.slots))
  if (row?.slots && sameSlots(row.slots, seen.slots) && row.title === seen.title) return row.id
  return memory.seen.put(seen)
}

/**
 * Was what was kept of it erased, or does a stranger go by a key of somebody erased? Nothing of it is kept then, and nobody
 * is made from it: the other half of who was erased may stand there unknown.
 */
function isErased(
  work: Work,
  lane: Lane,
  side: Side,
  { recordId, slots }: ReturnType<typeof sighting>,
  link: Half | undefined,
): boolean {
  const { tombstones, holds } = work.memory
  if (holds.isErased(lane.no, side, recordId)) return true
  if (link || !tombstones.any(lane.no)) return false
  const keys = keysOn(work, lane, side, slots)
  if (!tombstones.isKnownBy(lane.no, side, recordId, keys)) return false
  holds.put({
    pairing: lane.no,
    side,
    recordId,
    entry: '',
    why: 'erased',
    says: LIKE_ERASED,
    run: work.run.id,
    actor: null,
    now: work.clock.now(),
  })
  return true
}
const LIKE_ERASED =
  'It goes by the same key as a record of which everything was erased, so it is not copied. Let it go if it is to be synced all the same.'

/** A record too large to be kept is held until it is smaller. */
function standAside(work: Work, lane: Lane, side: Side, record: Record, isLarge: boolean): void {
  const { holds } = work.memory
  const held = holds.of(lane.no, side, record.id).filter((one) => one.entry === '')
  if (!isLarge) {
    for (const one of held) if (one.why === 'size') holds.release(one.id)
  } else if (held.length === 0)
    holds.put({
      pairing: lane.no,
      side,
      recordId: record.id,
      entry: '',
      why: 'size',
      says: TOO_LARGE,
      run: work.run.id,
      actor: null,
      now: work.clock.now(),
    })
}
