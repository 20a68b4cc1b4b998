import { slotKey } from '../../shared/mapping.ts'
import type { Record, Side } from '../../shared/record.ts'
import { sameValue, type Values } from '../../shared/value.ts'
import type { Write } from '../objects/sync/plan.ts'
import { sighting } from './sighting.ts'
import type { Lane } from './work.ts'

/** What became of an update or a deletion that was sent, by its target as it is now. */
export function becameOf(
  lane: Lane,
  side: Side,
  write: Write,
  record: Record | null,
  order: number,
): 'done' | 'not_done' | 'moved' {
  if (write.kind === 'delete') return record === null ? 'done' : 'not_done'
  if (record === null) return 'moved'
  if (write.kind === 'mark') return 'not_done'
  const { slots } = sighting(lane, side, record, order)
  const meant = sentValues(write)
  if (
    write.changes.every((one) =>
      sameValue(slots[slotKey(one.slot)] ?? null, meant[slotKey(one.slot)] ?? null),
    )
  )
    return 'done'
  if (write.changes.every((one) => sameValue(slots[slotKey(one.slot)] ?? null, one.before)))
    return 'not_done'
  return 'moved'
}

/** What a write was sent with: its pointers were replaced before it went. */
export const sentValues = (write: Write): Values =>
  Object.fromEntries(write.changes.map((change) => [slotKey(change.slot), change.after]))
