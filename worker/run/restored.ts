import type { Failure } from '../../shared/failure.ts'
import { type Entry, type Slot, slotKey } from '../../shared/mapping.ts'
import type { Bridge } from '../../shared/merge.ts'
import { other, type Record, type Side } from '../../shared/record.ts'
import { tellLeft } from '../../shared/undo.ts'
import {
  type Element,
  elementKey,
  elements,
  isMany,
  isParts,
  many,
  sameValue,
  type Value,
  type Values,
} from '../../shared/value.ts'
import { baseOn, idOn, isGone, isThere, type Link, orderOn } from '../objects/sync/links.ts'
import type { Write } from '../objects/sync/plan.ts'
import { isRestoring, type Purpose } from '../objects/sync/purpose.ts'
import { countOff } from './absences.ts'
import { bridgeOf } from './bridge.ts'
import { givenBack, remember, tidy } from './given.ts'
import { keysOn } from './keys.ts'
import { sighting } from './sighting.ts'
import { nameOf } from './undoing.ts'
import { filledIn, valuesIn } from './wide.ts'
import { type Lane, lanesBeside, type Work } from './work.ts'

/**
 * Commit what was put back. Bases stay as they are: what was put back is a change that waits, held, until somebody lets
 * it go. Called inside a transaction; `record` is as the side gave it back, null after a deletion.
 */
export function settleRestored(
  work: Work,
  lane: Lane,
  lanes: readonly Lane[],
  write: Write,
  sent: Values,
  record: Record | null,
  order: number,
  looked: boolean,
): void {
  const { memory, clock } = work
  const given = record
    ? givenBack(
        write,
        valuesIn(
          record,
          write.changes.map(({ slot }) => slot),
        ),
        sent,
      )
    : null
  memory.plan.settle(write.id, clock.now(), record?.id ?? write.record_id, null, given)
  if (write.kind === 'delete') return settleUnmade(work, lane, lanes, write)
  if (!record) return
  if (write.kind === 'create')
    return settleRemade(work, lane, lanes, write, sent, record, order, looked)
  const link = write.link === null ? undefined : memory.links.get(write.link)
  for (const { entry } of write.changes)
    if (entry !== '') setAside(work, lane, lanes, write, record.id, entry)
  if (!link || link.gone !== null || idOn(link, write.side) !== record.id) return
  const seen = sighting(lane, write.side, record, order)
  const wasThere = isThere(link, write.side, memory.seen.get(lane.no, write.side, record.id))
  // It came out of the trash after the listing that missed it.
  if (!wasThere) memory.pairings.addTotal(lane.no, write.side, 1)
  memory.keys.set(lane.no, write.side, record.id, keysOn(work, lane, write.side, seen.slots))
  memory.seen.put(seen)
  tidy(work, lane, link.id)
}

/** Held, so that the next run does not write it again; or let go, where it was an undo that is undone. */
function setAside(
  work: Work,
  lane: Lane,
  lanes: readonly Lane[],
  write: Write,
  recordId: string,
  entry: string,
): void {
  const { holds } = work.memory
  const { side } = write
  const undone = undoneRestoring(work)
  const slot = lane.entries.find((one) => one.id === entry)?.[side]
  if (undone === null) {
    holdBack(work, lane, write, recordId, entry)
    if (slot) holdBackBeside(work, lane, lanes, write, recordId, slot)
    return
  }
  holds.releaseOf(undone, lane.no, side, recordId, entry)
  // Where two tables had both written it, it was set aside for both.
  if (!slot) return
  for (const { no, entries } of lanesBeside(lanes, lane, side))
    for (const one of entries)
      if (slotKey(one[side]) === slotKey(slot)) holds.releaseOf(undone, no, side, recordId, one.id)
}

/** The same for the other tables that the run which is undone wrote it for, also where only this one was named. */
function holdBackBeside(
  work: Work,
  lane: Lane,
  lanes: readonly Lane[],
  write: Write,
  recordId: string,
  slot: Slot,
): void {
  const { memory, run } = work
  if (run.purpose.is !== 'undo') return
  for (const beside of lanesBeside(lanes, lane, write.side)) {
    const lines = memory.ledger.ofRun(run.purpose.run, beside.no, write.side, recordId)
    const held = new Set(memory.holds.of(beside.no, write.side, recordId).map(({ entry }) => entry))
    for (const change of lines.flatMap(({ changes }) => changes))
      if (slotKey(change.slot) === slotKey(slot) && !held.has(change.entry))
        holdBack(work, beside, write, recordId, change.entry)
  }
}

function holdBack(work: Work, lane: Lane, write: Write, recordId: string, entry: string): void {
  const { memory, run } = work
  memory.holds.put({
    pairing: lane.no,
    side: write.side,
    recordId,
    entry,
    why: run.purpose.is === 'restore' ? 'restore' : 'undo',
    says:
      run.purpose.is === 'restore'
        ? 'It was brought back from a backup. Let it go, and it is synced again.'
        : 'What a run wrote here was undone. Let it go, and it is synced again.',
    run: run.id,
    actor: run.actor,
    now: work.clock.now(),
  })
}

/** The run whose holds this one lets go: the one it undoes, if that one held back what it put back. */
function undoneRestoring({ memory, run }: Work): number | null {
  const undone = run.purpose.is === 'undo' ? memory.runs.get(run.purpose.run) : undefined
  return undone && holdsBack(memory, undone.purpose) ? undone.id : null
}

/** Does such a run hold what it puts back? Undoing one that does lets go; undoing that holds it back again. */
function holdsBack(memory: Work['memory'], purpose: Purpose): boolean {
  if (purpose.is !== 'undo') return isRestoring(purpose)
  const undone = memory.runs.get(purpose.run)
  return !undone || !holdsBack(memory, undone.purpose)
}

/** The record that a run had made is gone again. Its source stays, on its own, and is not copied again until let go. */
function settleUnmade(work: Work, lane: Lane, lanes: readonly Lane[], write: Write): void {
  const { memory } = work
  const from = other(write.side)
  const id = write.record_id ?? ''
  const link = memory.links.byRecord(lane.no, write.side, id)
  // One that came out of the trash after the listing that missed it was counted by nobody, and so is not counted off.
  countOff(work, lane, write.side, id)
  memory.keys.set(lane.no, write.side, id, [])
  memory.seen.drop(lane.no, write.side, id)
  if (!link) return
  memory.conflicts.clearLink(link.id)
  memory.links.drop(link.id)
  const source = idOn(link, from)
  // Also one in the trash, which may be out of it already: whoever comes back is not copied again either (seed 530004604).
  setAside(work, lane, lanes, { ...write, side: from }, source, '')
  if (isGone(link, from)) return
  const known = memory.seen.get(lane.no, from, source)
  const row =
    known?.id ??
    memory.seen.put({
      pairing: lane.no,
      side: from,
      recordId: source,
      order: orderOn(link, from),
      slots: baseOn(link, from),
      times: undefined,
      title: write.title,
      since: lane.since[from],
    })
  memory.seen.decide(row, 'held', 'It was copied by a run that was undone.')
}

/** The record that was deleted is there again, under another id. */
function settleRemade(
  work: Work,
  lane: Lane,
  lanes: readonly Lane[],
  write: Write,
  sent: Values,
  record: Record,
  order: number,
  looked: boolean,
): void {
  const { memory } = work
  const to = write.side
  const from = other(to)
  const seen = sighting(lane, to, record, order)
  memory.keys.set(lane.no, to, record.id, keysOn(work, lane, to, seen.slots))
  const link = write.link === null ? undefined : memory.links.get(write.link)
  if (link && idOn(link, to) !== record.id)
    return settleRevived(work, lane, lanes, write, link, seen)
  memory.pairings.addTotal(lane.no, to, 1)
  const source = write.source_id
  const theirs = source === null ? undefined : memory.seen.get(lane.no, from, source)
  if (source === null || !theirs?.slots || memory.links.otherHalf(lane.no, from, source)) {
    // It comes back without its other half: nobody copies it anew.
    const row = memory.seen.put(seen)
    holdBack(work, lane, write, record.id, '')
    memory.seen.decide(row, 'held', 'It was brought back without its other half.')
    return
  }
  setAside(work, lane, lanes, { ...write, side: from }, source, '')
  const base: { [key: string]: Value } = {}
  const there = { ...seen.slots }
  const bridge = bridgeOf(work, lane, lanes)
  for (const given of write.source) {
    const entry = lane.entries.find((one) => one.id === given.entry)
    if (!entry) continue
    const key = slotKey(entry[to])
    if (looked) {
      // Edited since it was made: that edit is a change like any other.
      const meant = valuesIn({ id: record.id, values: sent }, [entry[to]])[key] ?? null
      if (meant === null && (there[key] ?? null) !== null) continue
      there[key] = meant
    }
    const value = crossing(bridge, entry, from, given.value, there[key] ?? null)
    if (there[key] !== undefined) there[key] = crossing(bridge, entry, to, there[key], given.value)
    remember(base, entry, from, { ...given, value })
  }
  memory.seen.drop(lane.no, to, record.id)
  const ends = {
    [to]: { id: record.id, base: there, order },
    [from]: { id: source, base, order: 0 },
  }
  const id = memory.links.add({
    pairing: lane.no,
    left: ends['left']!,
    right: ends['right']!,
    version: write.version,
    proposed: null,
  })
  memory.seen.decide(theirs.id, null, null)
  tidy(work, lane, id)
}

/**
 * Of what one half points at, as much as the other half points at too. What had gone before the record itself, in the run
 * that deleted it, is not on both any more; it crosses once it is there.
 */
function crossing(bridge: Bridge, entry: Entry, from: Side, value: Value, there: Value): Value {
  const pointed = new Set(elements(there).map(elementKey))
  const kept = elements(value).filter((one) => {
    if (!isPointer(one)) return true
    const crossed = bridge.carry(entry, from, many([one]))
    return crossed.ok && elements(crossed.value.value).some((two) => pointed.has(elementKey(two)))
  })
  return isMany(value) ? many(kept) : (kept[0] ?? null)
}

const isPointer = (one: Element): boolean => isParts(one) && typeof one['table'] === 'string'

/** Its link lives on under the new id: a tombstone still where the other half is gone, else whole again, and held. */
function settleRevived(
  work: Work,
  lane: Lane,
  lanes: readonly Lane[],
  write: Write,
  link: Link,
  seen: ReturnType<typeof sighting>,
): void {
  const { memory } = work
  const to = write.side
  const from = other(to)
  const old = idOn(link, to)
  // A loss that no listing has noticed yet is still counted.
  const isCounted = !isGone(link, to) && memory.seen.get(lane.no, to, old)?.slots !== null
  if (!isCounted) memory.pairings.addTotal(lane.no, to, 1)
  memory.keys.set(lane.no, to, old, [])
  memory.seen.drop(lane.no, to, old)
  memory.seen.drop(lane.no, to, seen.recordId)
  memory.links.revive(link.id, to, seen.recordId, isGone(link, from) ? from : null)
  if (isGone(link, from)) return
  memory.seen.put(seen)
  setAside(work, lane, lanes, write, seen.recordId, '')
  tidy(work, lane, link.id)
}

/** May what was planned still be put back, the record being as it is now? */
export function mayRestore(lane: Lane, write: Write, record: Record): boolean {
  const now = valuesIn(
    record,
    write.changes.map(({ slot }) => slot),
  )
  const stands = write.changes.every(({ slot, before }) => {
    const value = now[slotKey(slot)]
    if (value === undefined) return false
    // What it pointed at may have gone before it, in this very run.
    return sameValue(value, before) || (write.kind === 'delete' && pointsAtFewer(value, before))
  })
  if (write.kind !== 'delete' || !stands) return stands
  const written = new Set(write.changes.map(({ slot }) => slotKey(slot)))
  return filledIn(lane, write.side, record, written).length === 0
}

function pointsAtFewer(now: Value, before: Value): boolean {
  const known = new Set(elements(before).map(elementKey))
  return (
    elements(before).some(isPointer) && elements(now).every((one) => known.has(elementKey(one)))
  )
}

/** Something moved between plan and write: what still stands is planned again, the rest is left and said. */
export function restoreLess(
  work: Work,
  lane: Lane,
  lanes: readonly Lane[],
  write: Write,
  record: Record | null,
): void {
  const { memory, clock } = work
  const name = write.title || (write.record_id ?? '')
  const left = (field: string, because: 'edited' | 'gone'): Failure => ({
    reason: 'not_restored',
    field,
    why: tellLeft({ slot: null, because }, field),
  })
  if (record === null && write.kind === 'delete') {
    memory.plan.settle(write.id, clock.now(), null, null)
    return settleUnmade(work, lane, lanes, write)
  }
  if (record === null || write.kind === 'delete')
    return memory.plan.block(write.id, clock.now(), left(name, record === null ? 'gone' : 'edited'))
  const now = valuesIn(
    record,
    write.changes.map(({ slot }) => slot),
  )
  memory.plan.drop(write.id, clock.now())
  const rest = write.changes.filter((change) => {
    const value = now[slotKey(change.slot)]
    if (value !== undefined && sameValue(value, change.before)) return true
    // It is as it was meant to become already, perhaps because what it pointed at went first.
    if (value !== undefined && sameValue(value, change.after)) {
      if (change.entry !== '') setAside(work, lane, lanes, write, record.id, change.entry)
      return false
    }
    const field = nameOf(work, lane, write.side, change.slot.field)
    memory.plan.addBlocked({ ...write, changes: [] }, left(field, 'edited'))
    return false
  })
  if (rest.length > 0) memory.plan.add({ ...write, changes: rest })
}
