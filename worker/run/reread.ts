import type { Failure } from '../../shared/failure.ts'
import { fieldById } from '../../shared/field.ts'
import { slotKey } from '../../shared/mapping.ts'
import { type Both, other, type Record, SIDES, type Side } from '../../shared/record.ts'
import { sameValue } from '../../shared/value.ts'
import { baseOn, halfOn, idOn, isGone, isThere, type Link } from '../objects/sync/links.ts'
import type { Write } from '../objects/sync/plan.ts'
import { isRestoring } from '../objects/sync/purpose.ts'
import { isOlder, keepGone } from './absences.ts'
import { becameOf } from './became.ts'
import { emptiesTooMuch } from './brake.ts'
import { bridgeOf } from './bridge.ts'
import { awaitLate, keepArrived, noteRest, settleArrived } from './late.ts'
import { observe } from './observe.ts'
import { planLink } from './pair.ts'
import { mayRestore, restoreLess } from './restored.ts'
import type { Batch } from './send.ts'
import { block } from './settle.ts'
import { holdsBase, sighting } from './sighting.ts'
import { type Lane, lanesBeside, type Work } from './work.ts'

/**
 * Just before a write its target is read again: one call for many. What moved since the plan is merged anew; so is what
 * was to be deleted or marked for a half that has come back since (L4), however long the plan waited for an approval.
 */
export async function reread(
  work: Work,
  lanes: readonly Lane[],
  batch: Batch,
): Promise<Map<string, Record> | Failure> {
  const { memory, ports } = work
  const { lane, side } = batch
  const { connector } = ports[side]
  const ids = batch.writes.map((one) => targetOf(work, lane, one)).filter((id) => id !== null)
  const found = new Map<string, Record>()
  // What is to be deleted is read whole, and kept.
  const fields = batch.kind === 'delete' ? lane.tables[side].fields : lane.fields[side]
  const order = memory.setup.nextOrder()
  const known = batch.kind === 'update' ? justRead(work, batch, ids) : new Map<string, Record>()
  for (const [id, record] of known) found.set(id, record)
  const asked = ids.filter((id) => !known.has(id))
  for (let i = 0; i < asked.length; i += connector.limits.lookup) {
    const readings = await connector.read(
      lane.tables[side],
      fields,
      asked.slice(i, i + connector.limits.lookup),
    )
    if (!readings.ok) return readings.error
    for (const { id, record } of readings.value) if (record) found.set(id, record)
    if (isRestoring(work.run.purpose))
      memory.together(() => {
        for (const { record } of readings.value)
          if (record) seeAnew(work, lane, side, record, order)
      })
  }
  const back = await cameBack(work, batch)
  if (!(back instanceof Set)) return back
  for (const write of batch.writes) {
    const id = targetOf(work, lane, write)
    const record = id === null ? undefined : found.get(id)
    if (id !== null && hasArrived(lane, side, write, record ?? null, order)) {
      memory.together(() => settleLate(work, lanes, lane, write, record ?? null, order))
      continue
    }
    const isMeant = !back.has(write.id)
    if (id === null) continue
    if (isMeant && record && stands(work, lane, side, write, record, order)) {
      if (write.attempt > 0) noteRest(work, write, record)
      continue
    }
    if (awaitLate(work, lane, write, record ?? null, order)) continue
    if (write.attempt > 0) keepArrived(work, lane, write, record ?? null, order)
    await mergeAgain(work, lanes, lane, write)
  }
  return found
}

/**
 * What is put back was not listed before: what an older look met there is not what its write goes over (seed 76000523). Whether it
 * is there at all, another look says.
 */
function seeAnew({ memory }: Work, lane: Lane, side: Side, record: Record, order: number): void {
  const row = memory.seen.get(lane.no, side, record.id)
  if (!row?.slots || isOlder(row, order)) return
  memory.seen.put({ ...sighting(lane, side, record, order), title: row.title })
  memory.seen.decide(row.id, row.fate, row.says)
}

/** The deletions and marks of a batch whose reason has gone: the half that was deleted is there again. */
async function cameBack(work: Work, batch: Batch): Promise<Set<number> | Failure> {
  const { memory, ports, run } = work
  const { lane } = batch
  const from = other(batch.side)
  const { connector } = ports[from]
  const back = new Set<number>()
  if ((batch.kind !== 'delete' && batch.kind !== 'mark') || isRestoring(run.purpose)) return back
  const missing = new Map(
    batch.writes.flatMap((write) => {
      const link = write.link === null ? undefined : memory.links.get(write.link)
      return link && isMissing(work, lane, link, from) ? [[idOn(link, from), write.id]] : []
    }),
  )
  const ids = [...missing.keys()]
  for (let i = 0; i < ids.length; i += connector.limits.lookup) {
    const part = ids.slice(i, i + connector.limits.lookup)
    const readings = await connector.read(lane.tables[from], lane.fields[from], part)
    if (!readings.ok) return readings.error
    for (const { id, record } of readings.value) if (record) back.add(missing.get(id)!)
  }
  return back
}

const isMissing = ({ memory }: Work, lane: Lane, link: Link, side: Side): boolean => {
  const row = memory.seen.get(lane.no, side, idOn(link, side))
  return isGone(link, side) ? !row?.slots : row?.slots === null
}

/** It was sent before and seemed not to have been carried out: by now it is, so it took its time. */
const hasArrived = (
  lane: Lane,
  side: Side,
  write: Write,
  record: Record | null,
  order: number,
): boolean => write.attempt > 0 && becameOf(lane, side, write, record, order) === 'done'

function settleLate(
  work: Work,
  lanes: readonly Lane[],
  lane: Lane,
  write: Write,
  record: Record | null,
  order: number,
): void {
  work.memory.plan.hasCome(write.id)
  settleArrived(work, lanes, lane, write, record, order, true)
}

/** Read this short a time (ms) ago by the slice that writes now, a record need not be read again. */
const JUST_NOW_MS = 500

function justRead(
  { looked, clock }: Work,
  { lane, side }: Batch,
  ids: readonly string[],
): Map<string, Record> {
  const since = clock.now() - JUST_NOW_MS
  return new Map(
    ids.flatMap((id) => {
      const name = `${lane.no} ${side} ${id}`
      const look = looked.get(name)
      // Good for one write: it is not what the record holds afterwards.
      looked.delete(name)
      return look && look.at >= since ? [[id, look.record] as const] : []
    }),
  )
}

/** What other pairings have read of these records holds no more: they are being written. */
export function forget(
  { looked }: Work,
  lanes: readonly Lane[],
  { lane, side }: Batch,
  ids: readonly (string | null)[],
): void {
  for (const { no } of lanesBeside(lanes, lane, side))
    for (const id of ids) looked.delete(`${no} ${side} ${id}`)
}

/** Is the target still as the plan saw it, in the slots that are to be written? */
function stands(
  work: Work,
  lane: Lane,
  side: Side,
  write: Write,
  record: Record,
  order: number,
): boolean {
  if (isRestoring(work.run.purpose)) return mayRestore(lane, write, record)
  if (write.kind === 'mark') return true
  const { slots } = sighting(lane, side, record, order)
  if (write.kind === 'delete') {
    // Edited since it was planned: an edit is not deleted unasked.
    const link = write.link === null ? undefined : work.memory.links.get(write.link)
    const known = work.memory.seen.get(lane.no, side, record.id)?.slots
    return link === undefined || holdsBase(lane.entries, side, slots, known ?? baseOn(link, side))
  }
  return write.changes.every((change) => {
    const now = slots[slotKey(change.slot)]
    return now !== undefined && sameValue(now, change.before)
  })
}

/**
 * What is seen of a half is known at once, and not only when the other half has been read too: a write to it may be under way
 * and end before that, and what it went over is told where it is known by then (seed 700055653).
 */
function meet(
  work: Work,
  lane: Lane,
  linkId: number,
  side: Side,
  record: Record,
  order: number,
): void {
  const { links, seen } = work.memory
  const link = links.get(linkId)
  const known = seen.get(lane.no, side, record.id)
  if (!link || isOlder(known, order) || !isThere(link, side, known)) return
  observe(work, lane, side, record, order, halfOn(link, side), known)
}

/** A write whose target or source moved: drop it, read both halves afresh, and plan what follows now. */
export async function mergeAgain(
  work: Work,
  lanes: readonly Lane[],
  lane: Lane,
  write: Write,
): Promise<void> {
  const { memory, ports } = work
  if (isRestoring(work.run.purpose)) return restoreAgain(work, lane, lanes, write)
  const link = write.link === null ? undefined : memory.links.get(write.link)
  if (!link) {
    memory.plan.drop(write.id, work.clock.now())
    return
  }
  const order = memory.setup.nextOrder()
  const moving = underWay(work, lane, link, write)
  const both = await Promise.all(
    SIDES.map(async (side) => {
      const id = idOn(link, side)
      const reading = await ports[side].connector.read(lane.tables[side], lane.fields[side], [id])
      const record = reading.ok ? reading.value[0]?.record : null
      const hasSettled = moving[side] && !underWay(work, lane, link, write)[side]
      if (record && !hasSettled)
        memory.together(() => meet(work, lane, link.id, side, record, order))
      return reading
    }),
  )
  memory.together(() => {
    let wentJustNow = false
    memory.plan.drop(write.id, work.clock.now())
    // What was written to it meanwhile is newer than what was read.
    const met = memory.links.get(link.id) ?? link
    for (const [at, side] of SIDES.entries()) {
      const reading = both[at]
      if (!reading?.ok || moving[side]) continue
      const record = reading.value[0]?.record
      const id = idOn(link, side)
      const known = memory.seen.get(lane.no, side, id)
      if (isOlder(known, order)) continue
      const wasThere = known?.slots !== null
      // It came back, or went, after the listing that counted this side.
      if (!isGone(link, side) && wasThere !== Boolean(record)) {
        memory.pairings.addTotal(lane.no, side, wasThere ? -1 : 1)
        wentJustNow ||= wasThere
      }
      if (record) observe(work, lane, side, record, order, halfOn(met, side), known)
      else keepGone(work, lane, link, side, order)
    }
    // What becomes of the other half of one that is found gone only now, the next run plans: nobody was shown it, and no
    // brake has counted it.
    const now = wentJustNow ? undefined : memory.links.get(link.id)
    if (!now || !both.every((reading) => reading.ok) || memory.plan.isOpenFor(work.run.id, link.id))
      return
    const first = memory.plan.next()
    planLink(work, lane, lanes, now, bridgeOf(work, lane, lanes))
    // A column that was cleared while the run writes: the next run plans it, and asks. What was listed to be emptied stays listed.
    if (!emptiesOnly(work, write, first) && emptiesTooMuch(work, lanes, lane, first))
      memory.plan.forget(memory.plan.from(work.run.id, first))
    for (const [at, side] of SIDES.entries()) {
      const reading = both[at]
      const record = reading?.ok ? reading.value[0]?.record : null
      if (record) leaveUngiven(work, lane, side, record, first)
    }
  })
}

/**
 * Is a half being written to just now, by another than this? A look that begins then may show it as it was before, and yet end
 * after that write has settled: it says nothing of what the half holds by then.
 */
function underWay({ memory, run }: Work, lane: Lane, link: Link, { id }: Write): Both<boolean> {
  const open = memory.plan.openFor(run.id, lane.no, [link.left_id, link.right_id])
  const isSent = (side: Side): boolean =>
    open.some((one) => one.id !== id && one.state === 'sent' && one.side === side)
  return { left: isSent('left'), right: isSent('right') }
}

/**
 * A field that is not given out any more leaves nothing to hold a write against: read once more, it would be planned once more
 * as it was, without an end (seed 900020119). It waits for the next run, which asks for the fields anew.
 */
function leaveUngiven(work: Work, lane: Lane, side: Side, record: Record, first: number): void {
  const { memory, ports, run } = work
  const { slots } = sighting(lane, side, record, 0)
  for (const id of memory.plan.from(run.id, first)) {
    const write = memory.plan.get(id)
    if (write?.side !== side || write.kind !== 'update' || write.state !== 'planned') continue
    const ungiven = write.changes.find(({ slot }) => slots[slotKey(slot)] === undefined)
    if (!ungiven) continue
    const name = fieldById(lane.tables[side], ungiven.slot.field)?.name ?? ungiven.slot.field
    const why = `“${name}” was not given out by ${ports[side].connector.name} when it was to be written. The next run asks for the fields anew.`
    block(work, lane, write, { reason: 'not_now', why })
  }
}

/** Does what was planned of it since that number empty no cell but those that the write was listed with? */
const emptiesOnly = ({ memory, run }: Work, { side, changes }: Write, first: number): boolean =>
  memory.plan
    .emptied(run.id, first)
    .every(
      (one) =>
        one.side === side &&
        changes.some(({ slot, after }) => after === null && slot.field === one.field),
    )

/** Something put back moved meanwhile: what still stands of it is planned again. */
async function restoreAgain(
  work: Work,
  lane: Lane,
  lanes: readonly Lane[],
  write: Write,
): Promise<void> {
  const { connector } = work.ports[write.side]
  const id = targetOf(work, lane, write) ?? ''
  const reading = await connector.read(lane.tables[write.side], lane.fields[write.side], [id])
  if (!reading.ok) return work.memory.plan.block(write.id, work.clock.now(), reading.error)
  const record = reading.value[0]?.record ?? null
  work.memory.together(() => restoreLess(work, lane, lanes, write, record))
}

/** The record a write is for: known from the plan, or from the link its create made. */
export function targetOf(work: Work, lane: Lane, write: Write): string | null {
  if (write.record_id !== null) return write.record_id
  if (write.source_id === null) return null
  const link = work.memory.links.byRecord(lane.no, other(write.side), write.source_id)
  return link ? idOn(link, write.side) : null
}
