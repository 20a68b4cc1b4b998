import { type Failure, isAmbiguous, isPassing, stopsConnection } from '../../shared/failure.ts'
import { computedKey, type Entry, keysHeld, slotKey } from '../../shared/mapping.ts'
import { other, type Record, type Side } from '../../shared/record.ts'
import type { Bridge } from '../../shared/merge.ts'
import { isOnly } from '../../shared/match.ts'
import { minus, without } from '../../shared/merge/elements.ts'
import { haveArrived, sameValue, type Value, type Values } from '../../shared/value.ts'
import type { Outcome } from '../connectors/connector.ts'
import { idOn } from '../objects/sync/links.ts'
import type { Write } from '../objects/sync/plan.ts'
import { isRestoring } from '../objects/sync/purpose.ts'
import { countOff } from './absences.ts'
import { bridgeOf } from './bridge.ts'
import { bury } from './bury.ts'
import { givenBack, remember, tidy } from './given.ts'
import { keysOn } from './keys.ts'
import { linesOf, metMeanwhile, takeDown } from './overwritten.ts'
import { printOf } from './promised.ts'
import { settleRestored } from './restored.ts'
import { sighting } from './sighting.ts'
import { fingerprint, type Lane, type Work } from './work.ts'

/** What settling one outcome leaves to do: nothing, or something that needs another call first. */
export type Left =
  | { readonly is: 'settled' }
  /** Another record holds a unique value of this create: it may be its other half. */
  | { readonly is: 'rival'; readonly write: Write; readonly failure: Failure }
  /** Nobody acted; it is planned again. `failure` says what to wait for. */
  | { readonly is: 'put_off'; readonly failure: Failure }

/**
 * Commit what became of one write: outcome, bases from the vendor's answer, ledger and link stand or fall together.
 * Called inside a transaction. `sent` are the values it was sent with, by slot.
 */
export function settle(
  work: Work,
  lane: Lane,
  lanes: readonly Lane[],
  write: Write,
  sent: Values,
  outcome: Outcome,
  order: number,
  /** Was the record found by a look, after its answer was lost? Then people may have edited it meanwhile. */
  looked = false,
): Left {
  const { memory, clock } = work
  const now = clock.now()
  // Somebody settled it meanwhile: the row, not the answer, says where it stands.
  const row = memory.plan.get(write.id)
  if (row?.state !== 'sent') return { is: 'settled' }
  if (outcome.ok) {
    const met = metMeanwhile(work, lane, write, sent, outcome.record, order)
    if (isRestoring(work.run.purpose))
      settleRestored(work, lane, lanes, write, sent, outcome.record, order, looked)
    else if (write.kind === 'create' && outcome.record)
      settleCreate(work, lane, lanes, write, sent, outcome.record, order, looked)
    else if (write.kind === 'update' && outcome.record)
      // A record made in the same run has its link only since it was made.
      settleUpdate(work, lane, lanes, { ...write, link: row.link }, sent, outcome.record, order)
    else settleDeparture(work, lane, write)
    if (met.length > 0 && write.record_id !== null)
      takeDown(work, lane, linesOf(work, lane, write.side, write.record_id), met)
    return { is: 'settled' }
  }
  const { failure } = outcome
  if (isAmbiguous(failure)) {
    memory.plan.lookAt(write.id, work.epoch, now)
    return { is: 'settled' }
  }
  if (failure.reason === 'fenced') {
    // It found no turn in time and was never sent: nothing for anybody to wait for.
    memory.plan.unsent(write.id)
    return { is: 'settled' }
  }
  if (isPassing(failure) || stopsConnection(failure)) {
    memory.plan.unsent(write.id)
    return { is: 'put_off', failure }
  }
  if (isRestoring(work.run.purpose)) {
    if (failure.reason === 'gone' && failure.what === 'record' && write.kind === 'delete')
      settleRestored(work, lane, lanes, write, sent, null, order, looked)
    else memory.plan.block(write.id, now, failure)
    return { is: 'settled' }
  }
  if (failure.reason === 'not_unique' && write.kind === 'create')
    return { is: 'rival', write, failure }
  if (failure.reason === 'gone' && failure.what === 'record' && write.kind === 'delete') {
    settleDeparture(work, lane, write)
    return { is: 'settled' }
  }
  block(work, lane, write, failure)
  return { is: 'settled' }
}

/** Refused: said aloud, remembered, and not sent again until its value or the mapping changes. */
export function block(work: Work, lane: Lane, write: Write, failure: Failure): void {
  const { memory, run } = work
  memory.plan.block(write.id, work.clock.now(), failure)
  // What could not be put back says nothing about what the sync may write there.
  if (isRestoring(run.purpose)) return
  // What is not about the record may be mended elsewhere at any time: every run tries again.
  const print = ABOUT_THE_RECORD.includes(failure.reason)
    ? printOf(work, lane, write.side, write.changes, write.record_id)
    : `run ${run.id}`
  if (write.source_id) memory.blocks.put(lane.no, write.side, write.source_id, '', print, failure)
}

/** Refusals of these values, as against the world being in no state to take them. */
const ABOUT_THE_RECORD: readonly Failure['reason'][] = [
  'refused',
  'refused_value',
  'kept_old_value',
  'cannot_convert',
  'missing_required',
  'not_unique',
  'unknown_choice',
]

function settleCreate(
  work: Work,
  lane: Lane,
  lanes: readonly Lane[],
  write: Write,
  sent: Values,
  record: Record,
  order: number,
  looked: boolean,
): void {
  const { memory, clock } = work
  const to = write.side
  const from = other(to)
  const sourceId = write.source_id
  if (sourceId === null) return
  if (
    memory.links.otherHalf(lane.no, from, sourceId) ||
    memory.links.otherHalf(lane.no, to, record.id)
  ) {
    // One of the two found another half meanwhile: links are one to one.
    memory.plan.drop(write.id, clock.now())
    return
  }
  const given = sighting(lane, to, record, order)
  const bridge = bridgeOf(work, lane, lanes)
  const base: Both = { [from]: {}, [to]: {} }
  const carried: string[] = []
  const answered = { ...given.slots }
  for (const entry of lane.entries) {
    const source = write.source.find((one) => one.entry === entry.id)
    const key = slotKey(entry[to])
    // What this side holds is known from now on, also where nothing could be sent: only then can it be met later.
    for (const held of keysHeld(entry, to))
      if (given.slots[held] !== undefined) base[to]![held] = given.slots[held]
    if (!source) continue
    const now = given.slots[key] ?? null
    const meant = sent[key] ?? null
    // Filled in by the vendor itself: the next look meets it as it is.
    if (meant === null && now !== null) continue
    if (!sameValue(now, meant) && !meansTheSame(bridge, entry, to, given.slots, source.value)) {
      if (!looked) {
        complain(work, lane, write, entry, to)
        continue
      }
      // It was made as we meant it, and edited since: that edit is a change like any other.
      base[to]![key] = meant
      delete answered[key]
    }
    remember(base[from]!, entry, from, source)
    if (meant !== null) carried.push(entry.id)
  }
  const row = memory.seen.get(lane.no, from, sourceId)
  const mine = { id: record.id, base: base[to]!, order }
  const theirs = { id: sourceId, base: base[from]!, order: row?.read_order ?? 0 }
  const link = memory.links.add({
    pairing: lane.no,
    left: to === 'left' ? mine : theirs,
    right: to === 'right' ? mine : theirs,
    version: write.version,
    proposed: null,
  })
  memory.keys.set(lane.no, to, record.id, keysOn(work, lane, to, given.slots))
  // The listing may have met it as a stranger while its answer was on the way.
  memory.seen.drop(lane.no, to, record.id)
  memory.pairings.addTotal(lane.no, to, 1)
  memory.plan.settle(write.id, clock.now(), record.id, link, givenBack(write, answered, sent))
  if (row) memory.seen.decide(row.id, null, null)
  tidy(work, lane, link)
  tellOf(work, lane, write, record.id, carried)
}
type Both = { [side in Side]?: { [slot: string]: Value } }

function settleUpdate(
  work: Work,
  lane: Lane,
  lanes: readonly Lane[],
  write: Write,
  sent: Values,
  record: Record,
  order: number,
): void {
  const { memory, clock } = work
  const to = write.side
  const from = other(to)
  // One that closes a circle was planned before its record had a link.
  const link =
    write.link === null
      ? memory.links.byRecord(lane.no, from, write.source_id ?? '')
      : memory.links.get(write.link)
  const given = sighting(lane, to, record, order).slots
  memory.plan.settle(
    write.id,
    clock.now(),
    record.id,
    link?.id ?? null,
    givenBack(write, given, sent),
  )
  if (!link) return
  const bridge = bridgeOf(work, lane, lanes)
  const bases: Both = { [from]: {}, [to]: {} }
  const seenFrom = memory.seen.get(lane.no, from, idOn(link, from))
  let isHalf = false
  const carried: string[] = []
  for (const change of write.changes) {
    const entry = lane.entries.find((one) => one.id === change.entry)
    // Mapped otherwise since it was sent, it is met anew: nothing of this is about what it says now.
    if (!entry || entry.since > write.version) continue
    const key = slotKey(entry[to])
    const now = given[key]
    if (now === undefined) continue
    const source = write.source.find((one) => one.entry === entry.id)
    if (refusedSilently(now, sent[key], change.before)) {
      complain(work, lane, write, entry, to)
      continue
    }
    if (
      source &&
      !sameValue(now, sent[key] ?? null) &&
      !haveArrived(sent[key] ?? null, now) &&
      !meansTheSame(bridge, entry, to, given, source.value)
    ) {
      complain(work, lane, write, entry, to)
      continue
    }
    carried.push(entry.id)
    const areEven =
      !change.both ||
      (memory.plan.isBack(write, idOn(link, from), entry.id) &&
        holdTheSame(bridge, entry, to, given, seenFrom?.slots))
    if (!areEven) {
      // Until both are written, what each of them still has to give stays a change.
      isHalf = true
      continue
    }
    keep(bases[to]!, bridge, entry, to, given)
    if (source) remember(bases[from]!, entry, from, source)
    const there = seenFrom?.slots
    if (change.both && there) keep(bases[from]!, bridge, entry, from, there)
  }
  const mine = { slots: bases[to]!, order }
  const theirs = { slots: bases[from]!, order: 0 }
  memory.links.rebaseBoth(
    link.id,
    to === 'left' ? { left: mine, right: theirs } : { left: theirs, right: mine },
  )
  memory.decisions.drop(
    link.id,
    write.changes.map((change) => change.entry),
  )
  const isKey = ({ entry }: { entry: string }): boolean =>
    lane.pairing.keys.flat().includes(entry) ||
    lane.entries.some((one) => one.id === entry && isOnly(lane.pairing, lane.tables, one, to))
  // What it went by is free for somebody else, and what it holds now is not.
  if (write.changes.some(isKey))
    memory.keys.set(lane.no, to, record.id, keysOn(work, lane, to, given))
  const row = memory.seen.get(lane.no, to, idOn(link, to))
  // What the answer says of the other fields is a newer sight of them than the one the plan was made from.
  if (row?.slots) {
    memory.seen.put({ ...sighting(lane, to, record, order), title: row.title })
    memory.seen.decide(row.id, row.fate, row.says)
  } else if (isHalf) {
    // It came out of the trash after the listing that missed it.
    if (row) memory.pairings.addTotal(lane.no, write.side, 1)
    memory.seen.put(sighting(lane, to, record, order))
  }
  tidy(work, lane, link.id)
  if (carried.length > 0) tellOf(work, lane, write, record.id, carried)
}

/** Whoever waits for it hears that the CRM's record was written. What was written to the app is not for them. */
function tellOf(
  { memory, clock }: Work,
  lane: Lane,
  write: Write,
  recordId: string,
  entries: readonly string[],
): void {
  if (write.side !== 'right') return
  memory.tidings.add('record_updated', {
    id: `w${write.id}`,
    pairing: lane.no,
    record_id: recordId,
    entries: [...entries],
    at: clock.now(),
  })
}

/**
 * What one side holds is its base from now on, but for what the other has no twin of yet: that is still to cross once it has
 * one, also where the list it stands in was written itself (seed 530001180).
 */
function keep(
  base: { [key: string]: Value },
  bridge: Bridge,
  entry: Entry,
  side: Side,
  now: Values,
): void {
  for (const held of keysHeld(entry, side)) if (now[held] !== undefined) base[held] = now[held]
  const list = slotKey(entry[side])
  if (!bridge.isMany(entry, side) || now[list] === undefined) return
  const carried = bridge.carry(entry, side, now[list])
  if (carried.ok) base[list] = without(now[list], carried.value.stuck)
}

/**
 * Does each of two lists hold what the other can take of it? That the other was written by the same run does not say so: it may
 * have been before this one was planned anew, with more for both (seed 300000028).
 */
function holdTheSame(
  bridge: Bridge,
  entry: Entry,
  to: Side,
  given: Values,
  there: Values | null | undefined,
): boolean {
  const from = other(to)
  const mine = given[slotKey(entry[to])]
  const theirs = there?.[slotKey(entry[from])]
  if (!bridge.isMany(entry, to) || mine === undefined || theirs === undefined) return true
  const toMe = bridge.carry(entry, from, theirs)
  const toThem = bridge.carry(entry, to, mine)
  if (!toMe.ok || !toThem.ok) return true
  return minus(toMe.value.value, mine) === null && minus(toThem.value.value, theirs) === null
}

/** It came back otherwise than its codec said it would: it stands only if it still means what was sent. */
function meansTheSame(
  bridge: Bridge,
  entry: Entry,
  to: Side,
  given: Values,
  source: Value,
): boolean {
  const now = given[computedKey(entry, to) ?? slotKey(entry[to])]
  if (now === undefined) return false
  const back = bridge.carry(entry, to, now)
  return back.ok && sameValue(back.value.value, source)
}

/** The vendor said yes. Did it keep what it had instead? */
export function refusedSilently(
  now: Value | undefined,
  sent: Value | undefined,
  before: Value,
): boolean {
  if (now === undefined || sent === undefined) return false
  return !sameValue(now, sent) && sameValue(now, before)
}

function complain(work: Work, lane: Lane, write: Write, entry: Entry, side: Side): void {
  if (write.source_id === null) return
  const field = lane.tables[side].fields.find((one) => one.id === entry[side].field)
  const failure: Failure = {
    reason: 'kept_old_value',
    vendor: work.ports[side].connector.name,
    field: field?.name ?? entry[side].field,
  }
  const changes = write.changes.filter((change) => change.entry === entry.id)
  const { memory } = work
  memory.blocks.put(lane.no, side, write.source_id, entry.id, fingerprint(lane, changes), failure)
  memory.plan.addBlocked({ ...write, changes, source: [] }, failure)
}

function settleDeparture(work: Work, lane: Lane, write: Write): void {
  const { memory, clock } = work
  const link = write.link === null ? undefined : memory.links.get(write.link)
  memory.plan.settle(write.id, clock.now(), write.record_id, null)
  // A mark taken off again leaves the link as it is, and nothing of the time that one half was alone.
  if (write.kind === 'mark' && write.changes.every((change) => change.after === null)) {
    if (link) memory.links.reunite(link.id)
    return
  }
  if (write.kind === 'delete' && write.record_id !== null)
    countOff(work, lane, write.side, write.record_id)
  if (!link) return
  if (write.kind === 'delete') memory.keys.set(lane.no, write.side, idOn(link, write.side), [])
  bury(work, lane, link, write.kind === 'delete' ? 'both' : other(write.side))
}
