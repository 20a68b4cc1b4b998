import type { Failure } from '../../shared/failure.ts'
import { type Field, fieldById } from '../../shared/field.ts'
import { slotKey } from '../../shared/mapping.ts'
import type { Record, Side } from '../../shared/record.ts'
import { elements, sameValue } from '../../shared/value.ts'
import type { Write } from '../objects/sync/plan.ts'
import { sentValues } from './became.ts'
import { nextLook } from './looks.ts'
import { isSetAside } from './queue.ts'
import { block, settle } from './settle.ts'
import { valuesIn } from './wide.ts'
import type { Lane, Work } from './work.ts'

/** A record that cannot be found again after so many sends is left to a person. */
const MOST_ATTEMPTS = 5

/**
 * Records that were being made again when the answer was lost, and that bear no id of the other side: they are found by a
 * key and by all they were sent with. Otherwise they would be met as strangers, and copied to where they were deleted.
 */
export async function lookForRemade(
  work: Work,
  lanes: readonly Lane[],
  lane: Lane,
  side: Side,
  writes: readonly Write[],
): Promise<Failure | null> {
  const { memory, clock } = work
  const { connector } = work.ports[side]
  for (const write of writes) {
    const key = keyOf(lane, side, write)
    const order = memory.setup.nextOrder()
    const found = key
      ? await connector.find(lane.tables[side], lane.fields[side], key.field, [key.text])
      : null
    if (found && !found.ok) return found.error
    const record = found?.value.find(
      (one) => !memory.links.otherHalf(lane.no, side, one.id) && holdsAll(one, write),
    )
    memory.together(() => {
      if (record)
        return void settle(work, lane, lanes, write, sentValues(write), { ok: true, record }, order, true) // prettier-ignore
      const at = nextLook(write, clock.now(), connector.limits.longestCallMs)
      if (at !== null) memory.plan.lookAt(write.id, work.epoch, at)
      else if (isSetAside(work, write)) memory.plan.drop(write.id, clock.now())
      else if (key && write.attempt < MOST_ATTEMPTS) memory.plan.again(write.id)
      else
        block(work, lane, write, { reason: 'unreachable', vendor: connector.name, executed: 'maybe' }) // prettier-ignore
    })
  }
  return null
}

const holdsAll = (record: Record, write: Write): boolean => {
  const slots = write.changes.map(({ slot }) => slot)
  const now = valuesIn(record, slots)
  return write.changes.every(({ slot, after }) => sameValue(now[slotKey(slot)] ?? null, after))
}

/** A text the record goes by, and the field it stands in. */
function keyOf(lane: Lane, side: Side, write: Write): { field: Field; text: string } | null {
  for (const id of lane.pairing.keys.flat()) {
    const slot = lane.entries.find((entry) => entry.id === id)?.[side]
    const field = slot && slot.part === undefined && fieldById(lane.tables[side], slot.field)
    const change = write.changes.find((one) => slot && slotKey(one.slot) === slotKey(slot))
    const [text] = elements(change?.after ?? null)
    if (field && typeof text === 'string') return { field, text }
  }
  return null
}
