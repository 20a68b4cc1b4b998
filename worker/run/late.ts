import { slotKey } from '../../shared/mapping.ts'
import type { Record } from '../../shared/record.ts'
import { isParts, sameValue, type Values } from '../../shared/value.ts'
import { imageOf } from '../objects/sync/image.ts'
import type { Write } from '../objects/sync/plan.ts'
import type { ChangeRow } from '../objects/sync/rows.ts'
import { sentValues } from './became.ts'
import { nextLook } from './looks.ts'
import { settle } from './settle.ts'
import { sighting } from './sighting.ts'
import { valuesIn } from './wide.ts'
import type { Lane, Work } from './work.ts'

/**
 * The target of a write moved while an earlier call of it may still arrive: it would replace, unseen, what was entered
 * meanwhile. So that is kept with the write, and nothing new is planned before the call can no longer take effect. False
 * where none is under way any more.
 */
export function awaitLate(
  { memory, ports, clock, epoch, setup }: Work,
  lane: Lane,
  write: Write,
  record: Record | null,
  order: number,
): boolean {
  const { longestCallMs } = ports[write.side].connector.limits
  const at = write.sent === null ? null : nextLook(write, clock.now(), longestCallMs)
  if (record === null || at === null) return false
  const { slots } = sighting(lane, write.side, record, order)
  // What stands beside values that it brought was entered after it.
  const isAfter = isMade(write, slots)
  // Sent but once, and it has arrived: nothing more of it will, and what shows that may be gone before long (seed 92100067).
  if (isAfter && write.attempt === 1) return false
  const met = write.changes.map((change): ChangeRow => {
    const now = slots[slotKey(change.slot)]
    const isOurs = isAfter || [change.before, change.after].some((one) => now === undefined || sameValue(now, one)) // prettier-ignore
    const rest = isAfter ? {} : restOf(write, change, record)
    return { ...change, ...rest, ...(isOurs ? {} : { met: now }) }
  })
  memory.together(() => {
    if (write.kind === 'delete' && setup.backupBeforeSync !== 'off')
      memory.ledger.keepImage(write.id, imageOf(record.values))
    memory.plan.awaitCall(write.id, epoch, at, met)
  })
  return true
}

/**
 * It is about to be sent once more, and its first call may arrive all the same, with the parts of a whole as they stood then:
 * what they are by now is kept with it (seed 700066652).
 */
export function noteRest({ memory }: Work, write: Write, record: Record): void {
  const changes = write.changes.map((change) => ({ ...change, ...restOf(write, change, record) }))
  if (changes.some(({ rest }) => rest !== undefined))
    memory.together(() => memory.plan.amend(write.id, changes))
}

/** None is under way any more. What stands there as it was meant shows that it arrived, though other fields were edited since. */
export function keepArrived(
  work: Work,
  lane: Lane,
  write: Write,
  record: Record | null,
  order: number,
): void {
  if (record === null) return
  const { slots } = sighting(lane, write.side, record, order)
  if (!isMade(write, slots)) return
  const { memory, clock } = work
  memory.together(() => {
    arrived(work, write)
    memory.plan.settle(write.id, clock.now(), record.id, write.link)
    keepRest(work, lane, write, record)
  })
}

/** Does anything stand there that only this write brought? A call brings all of its values or none. */
const isMade = (write: Write, now: Values): boolean =>
  write.changes.some(({ slot, before, met, after }) => {
    const is = now[slotKey(slot)]
    return is !== undefined && sameValue(is, after) && !sameValue(after, met ?? before)
  })

/** It was carried out, as a look shows: so it is settled, with what it replaced. */
export function settleArrived(
  work: Work,
  lanes: readonly Lane[],
  lane: Lane,
  write: Write,
  record: Record | null,
  order: number,
  looked = false,
): void {
  const outcome = { ok: true, record } as const
  settle(work, lane, lanes, arrived(work, write), sentValues(write), outcome, order, looked)
  keepRest(work, lane, write, record)
}

/** It arrived after all: what somebody had entered by then is what it replaced. */
function arrived({ memory }: Work, write: Write): Write {
  if (write.changes.every(({ met, rest }) => met === undefined && rest === undefined)) return write
  const changes = write.changes.map(({ met, rest: _, ...change }): ChangeRow =>
    met === undefined ? change : { ...change, before: met },
  )
  memory.plan.amend(write.id, changes)
  // That this much is known of it says what it replaced better than any other sight of the record.
  const told = changes.map((change, at) => ({ ...change, met: write.changes[at]?.met }))
  return { ...write, changes: told }
}

/** The parts that a call brings beside the one that it changes. */
function restOf(write: Write, { slot }: ChangeRow, record: Record): Pick<ChangeRow, 'rest'> {
  const whole = record.values[slot.field]
  if (slot.part === undefined || !isParts(whole)) return {}
  const written = new Set(write.changes.map((change) => slotKey(change.slot)))
  const rest = Object.entries(whole).filter(
    ([part]) => part !== 'full' && !written.has(slotKey({ field: slot.field, part })),
  )
  return rest.length === 0 ? {} : { rest: Object.fromEntries(rest) }
}

/** A whole came with its other parts as they stood before somebody changed them: the ledger has those too (seed 80500169). */
function keepRest({ memory }: Work, lane: Lane, write: Write, record: Record | null): void {
  const row = memory.plan.get(write.id)
  if (record === null || row?.state !== 'settled') return
  const lost = new Map<string, ChangeRow>()
  for (const { slot: one, rest = {} } of write.changes)
    for (const [part, before] of Object.entries(rest)) {
      const slot = { field: one.field, part }
      const key = slotKey(slot)
      const after = valuesIn(record, [slot])[key]
      if (before === null || after === undefined || sameValue(after, before)) continue
      const entry = lane.entries.find((mapped) => slotKey(mapped[write.side]) === key)?.id ?? ''
      lost.set(key, { entry, slot, before, after, why: 'whole' })
    }
  if (lost.size > 0) memory.plan.amend(write.id, [...row.changes, ...lost.values()])
}
