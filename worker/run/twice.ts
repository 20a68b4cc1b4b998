import { narrow, type Slot, slotKey, termsOn } from '../../shared/mapping.ts'
import { other, SIDES, type Side } from '../../shared/record.ts'
import { sameValue, type Value, type Values } from '../../shared/value.ts'
import { baseOn, idOn, type Link } from '../objects/sync/links.ts'
import type { Write } from '../objects/sync/plan.ts'
import type { ChangeRow } from '../objects/sync/rows.ts'
import type { Observation } from '../objects/sync/seen.ts'
import { nextLook } from './looks.ts'
import { besidesOf, followUp, isKept, linesOf } from './overwritten.ts'
import type { Lane, Work } from './work.ts'

/** A slot that went back to what was written there, and what a look had met in it meanwhile. */
type Return = {
  readonly entry: string
  readonly slot: Slot
  readonly was: Value
  readonly is: Value
}

/**
 * A write whose first answer was lost is sent once more and settled by the second; the first call may arrive after that, over
 * what somebody has entered and a look has met by then. What goes back to what such a write brought, while a call of it could
 * arrive, is that call: no change of anybody. The ledger has what it replaced, and that is put back. `known`: what was
 * known of the record before it was seen so. Called inside a transaction, once the sight is kept.
 */
export function tellTwice(
  work: Work,
  lane: Lane,
  { side, recordId, slots, times }: Observation & { readonly slots: Values },
  known: Values,
): void {
  const { memory, ports, clock, run } = work
  // What nobody has saved is told nobody.
  if (run.purpose.is === 'draft') return
  const isMoved = (key: string): boolean => {
    const [was, is] = [known[key], slots[key]]
    return was !== undefined && is !== undefined && !sameValue(was, is)
  }
  if (!Object.keys(slots).some(isMoved)) return
  const mayArrive = (write: Write, field: string): boolean => {
    const settled = write.settled ?? 0
    // What is emptied, or taken out of a list, bears no time of its own.
    const at = Date.parse(times?.[field] ?? '')
    const moment = at > settled ? at : clock.now()
    const isSince = moment > settled
    return isSince && nextLook(write, moment, ports[side].connector.limits.longestCallMs) !== null
  }
  for (const write of memory.plan.sentTwice(lane.no, side, recordId)) {
    // A call brings all of its values or none.
    const brought = write.changes.every((one) => sameValue(slots[slotKey(one.slot)] ?? null, one.got ?? one.after)) // prettier-ignore
    const fields = new Set(
      write.changes
        .filter(({ slot }) => isMoved(slotKey(slot)) && mayArrive(write, slot.field))
        .map(({ slot }) => slot.field),
    )
    if (!brought || fields.size === 0) continue
    // With a part comes the rest of its whole.
    const back = lane.entries.flatMap(({ id, [side]: slot }): Return[] => {
      const key = slotKey(slot)
      const [was, is] = [known[key], slots[key]]
      const isBack = fields.has(slot.field) && isMoved(key)
      return isBack && was !== undefined && is !== undefined ? [{ entry: id, slot, was, is }] : []
    })
    takeBack(work, lane, write, back)
    return
  }
}

function takeBack(work: Work, lane: Lane, write: Write, back: readonly Return[]): void {
  const { memory } = work
  const { side } = write
  const lines = linesOf(work, lane, side, write.record_id ?? '').filter(({ id }) => id >= write.id)
  const said = (key: string, is: (change: ChangeRow) => boolean): boolean =>
    lines.some(({ changes }) => changes.some((one) => slotKey(one.slot) === key && is(one)))
  // A line that says of itself that it replaced this says why it stands no more.
  const news = back.filter(
    ({ slot, was, is }) =>
      !said(slotKey(slot), (one) => sameValue(one.got ?? one.after, is) && isKept(one, was)),
  )
  const mine = lines.find(({ id }) => id === write.id)
  if (!mine || news.length === 0) return
  // What a later write of ours had brought there is told by that one.
  const lost = news.filter(
    ({ slot, was }) => !said(slotKey(slot), (one) => sameValue(one.got ?? one.after, was)),
  )
  const isOf = (slot: Slot) => (one: { readonly slot: Slot }) => slotKey(one.slot) === slotKey(slot)
  const changes = mine.changes.map((change): ChangeRow => {
    const told = lost.find(isOf(change.slot))
    if (!told) return change
    const besides = besidesOf(mine, change)
    return { ...change, before: told.was, ...(besides.length > 0 ? { besides } : {}) }
  })
  const rest = lost
    .filter(({ slot }) => !mine.changes.some(isOf(slot)))
    .map(({ entry, slot, was, is }): ChangeRow => ({ entry, slot, before: was, after: is, why: 'whole' })) // prettier-ignore
  if (lost.length > 0) memory.plan.amend(mine.id, [...changes, ...rest])
  const link = mine.link === null ? undefined : memory.links.get(mine.link)
  if (!link) return
  for (const one of news)
    if (!putBack(work, lane, link, side, one)) {
      const change = mine.changes.find(isOf(one.slot))
      if (change) followUp(work, lane, mine, change, one.was)
    }
}

/** Where nobody else has a word in it. False where the other side has changed too, so that a rule has to decide. */
function putBack(
  { memory, clock }: Work,
  lane: Lane,
  link: Link,
  side: Side,
  { entry: id, slot, was, is }: Return,
): boolean {
  const entry = lane.entries.find((one) => one.id === id)
  const held = memory.holds.ofLink(lane.no, link.left_id, link.right_id)
  if (!entry || link.gone !== null || held.whole || held.entries.has(id)) return true
  // Mapped anew since, the two meet in it as if for the first time.
  if (entry.since > link.version) return true
  const isOpen = SIDES.every((one) => termsOn(lane.pairing, one).updateExisting)
  if (!isOpen || narrow(lane.pairing.direction, entry.direction) !== 'bidirectional') return true
  if (memory.decisions.about(link.id, id)) return true
  const to = other(side)
  const key = slotKey(entry[to])
  const base = baseOn(link, to)[key] ?? null
  const there = memory.seen.get(lane.no, to, idOn(link, to))?.slots?.[key] ?? base
  // Where both had agreed on it, only the other side can have changed it since, whenever that is seen.
  const wasAgreed = sameValue(baseOn(link, side)[slotKey(slot)] ?? null, was)
  if (!wasAgreed && !sameValue(there, base)) return false
  memory.decisions.put({
    pairing: lane.no,
    link: link.id,
    entry: id,
    choice: { is: 'value', side, value: was },
    seen: side === 'left' ? { left: is, right: base } : { left: base, right: is },
    actor: null,
    since: clock.now(),
  })
  return true
}
