import { mayBegin, USUAL_SCHEDULE } from '../../shared/schedule.ts'
import { type Both, other, type Record, SIDES, type Side } from '../../shared/record.ts'
import { type Heard, type Inbox, quietOf } from '../objects/sync/inbox.ts'
import { baseOn, idOn, type Link, orderOn } from '../objects/sync/links.ts'
import type { Named, Opened } from '../objects/sync/plan.ts'
import { emptiesTooMuch } from './brake.ts'
import { bridgeOf } from './bridge.ts'
import { makeWay } from './came.ts'
import { dated, seeOne, sinceListing } from './hear.ts'
import { judgeOf } from './members.ts'
import { tellOverwritten } from './overwritten.ts'
import { planLink } from './pair.ts'
import type { Queue } from './queue.ts'
import { holdsBase, sameSlots, sighting } from './sighting.ts'
import { type Lane, lanesBeside, type Work } from './work.ts'

/** So long (ms) after it has heard something a run that writes is left alone. */
const EVERY_MS = 2_000
/** Edits read in one go: a call to each side or a few, so that what the run is about hardly waits. */
const MOST = 50

type Asking = (inbox: Inbox, ...asked: Parameters<Inbox['edits']>) => readonly Heard[]

/** A record as it was read, and the order of that read. */
type Look = { readonly record: Record | null; readonly order: number }

/**
 * What the feeds tell of while a long run writes. A first sync may write for hours, and whoever edits a record meanwhile does not
 * wait for its end: both halves are read, merged anew, and what follows goes before the rest of the plan, as part of the same
 * run. Only what is simple is dealt with here: an edit on one side of a linked pair. Whatever takes more than that (a
 * deletion, somebody new, edits on both sides, too many cells emptied) is left to the run that comes after this one, with its
 * matching, its dates and its brake. Of somebody new only this is asked: are they whom the run is still to make there?
 */
export class News {
  readonly #work: Work
  /** The one that was not listened to for longest first. */
  #lanes: readonly Lane[]
  readonly #queue: Queue
  #next: number
  #reading: Promise<void> | null = null

  constructor(work: Work, lanes: readonly Lane[], queue: Queue) {
    this.#work = work
    this.#lanes = lanes
    this.#queue = queue
    this.#next = work.clock.now()
  }

  reading(): readonly Promise<void>[] {
    return this.#reading === null ? [] : [this.#reading]
  }

  /** Begin to read what was heard, if it is time for it. */
  listen(): void {
    const { clock, run, setup, until } = this.#work
    const now = clock.now()
    if (this.#reading !== null || now < this.#next || now >= until) return
    if (run.purpose.is !== 'sync' || setup.frequency !== 'realtime') return
    if (mayBegin(setup.schedule ?? USUAL_SCHEDULE, now) > now) return
    this.#next = now + EVERY_MS
    const lane = this.#lanes.find((one) => this.#heardOf(one).length + this.#cameTo(one).length > 0)
    if (lane === undefined) return
    this.#lanes = [...this.#lanes.filter((one) => one !== lane), lane]
    const heard = this.#heardOf(lane)
    const came = this.#cameTo(lane)
    const read = Promise.all([this.#meet(lane, came), heard.length > 0 && this.#read(lane, heard)])
    this.#reading = read
      .then(() => {})
      .finally(() => {
        this.#reading = null
        this.#next = clock.now() + EVERY_MS
      })
  }

  /** The edits of a pairing that are due. */
  #heardOf(lane: Lane): readonly Heard[] {
    return this.#due(lane, (inbox, ...asked) => inbox.edits(...asked))
  }

  /** Who came to a side of it where the run has still somebody to make: they may be one of those. */
  #cameTo(lane: Lane): readonly Heard[] {
    const { memory, run } = this.#work
    const came = this.#due(lane, (inbox, ...asked) => inbox.newcomers(...asked))
    return SIDES.flatMap((side) => {
      const here = came.filter((one) => one.side === side)
      return here.length > 0 && memory.plan.isMaking(run.id, lane.no, side) ? here : []
    })
  }

  /** What is due of a pairing. A table that several pairings read is left to a run that looks at all of them. */
  #due(lane: Lane, ask: Asking): readonly Heard[] {
    const { memory, clock, setup } = this.#work
    const now = clock.now()
    return SIDES.flatMap((side) => {
      const asked = { pairing: lane.no, side, table: lane.tables[side].id }
      const isShared = lanesBeside(this.#lanes, lane, side).length > 0
      return isShared ? [] : ask(memory.inbox, asked, now, quietOf(setup), MOST)
    })
  }

  /** Newcomers as they are now: whoever is to be made of one of them is not, and the next run deals with both. */
  async #meet(lane: Lane, came: readonly Heard[]): Promise<void> {
    const { memory, ports, run } = this.#work
    for (const side of SIDES) {
      const heard = came.filter((one) => one.side === side)
      if (heard.length === 0) continue
      const ids = heard.map((one) => one.record_id)
      const read = await ports[side].connector.read(lane.tables[side], lane.fields[side], ids)
      if (!read.ok || !memory.runs.maySend(run.id)) return
      if (memory.pairings.versionOf(lane.no) !== lane.pairing.version) return
      memory.together(() => {
        memory.runs.addRead(run.id, ids.length)
        for (const { record } of read.value) if (record) makeWay(this.#work, lane, side, record)
        for (const one of heard) memory.inbox.putOff(one)
      })
      this.#queue.lookAgain()
    }
  }

  async #read(lane: Lane, heard: readonly Heard[]): Promise<void> {
    const { memory, run } = this.#work
    const ids = idsOf(this.#work, lane, heard)
    // Whoever was written to when the look began may be shown as before, though the write has settled by now (seed 710002919).
    const moving = this.#moving()
    const looks = await this.#look(lane, ids)
    if (looks === null || !memory.runs.maySend(run.id)) return
    if (memory.pairings.versionOf(lane.no) !== lane.pairing.version) return
    const open = memory.plan.openFor(run.id, lane.no, [...ids.left, ...ids.right])
    moving.push(...this.#moving())
    const met = new Set<number>()
    for (const one of heard)
      memory.together(() => {
        const link = memory.links.byRecord(lane.no, one.side, one.record_id)
        // Both halves may have been told of: what is planned for one is planned for both.
        if (!link || met.has(link.id)) return
        met.add(link.id)
        this.#take(lane, link, one, {
          looks: {
            left: looks.left.get(link.left_id),
            right: looks.right.get(link.right_id),
          },
          open: open.filter((write) => isAbout(write, link)),
          isMoving: moving.some((write) => write.pairing === lane.no && isAbout(write, link)),
        })
      })
    this.#queue.lookAgain()
  }

  /** Writes that may take effect at any moment. */
  #moving(): Pick<Named, 'pairing' | 'side' | 'record_id' | 'source_id'>[] {
    const { memory, run } = this.#work
    return [...this.#queue.underWay(), ...memory.plan.inDoubt(run.id)]
  }

  async #look(lane: Lane, ids: Both<readonly string[]>): Promise<Both<Map<string, Look>> | null> {
    const { memory, ports, run } = this.#work
    const looks = { left: new Map<string, Look>(), right: new Map<string, Look>() }
    const order = memory.setup.nextOrder()
    const ends = await Promise.all(
      SIDES.map(async (side) => {
        const { connector } = ports[side]
        for (let i = 0; i < ids[side].length; i += connector.limits.lookup) {
          const part = ids[side].slice(i, i + connector.limits.lookup)
          const read = await connector.read(lane.tables[side], lane.fields[side], part)
          if (!read.ok) return false
          for (const { id, record } of read.value) looks[side].set(id, { record, order })
        }
        return true
      }),
    )
    if (ends.includes(false)) return null
    memory.runs.addRead(run.id, looks.left.size + looks.right.size)
    return looks
  }

  /** One pair as it was read just now: merged anew, or left where it is. Called inside a transaction. */
  #take(
    lane: Lane,
    link: Link,
    heard: Heard,
    found: {
      readonly looks: Both<Look | undefined>
      readonly open: readonly Opened[]
      readonly isMoving: boolean
    },
  ): void {
    const { memory, run, clock } = this.#work
    const { left, right } = found.looks
    // A write of it was under way while it was read: it is read again when that has come to its end.
    const isOld = SIDES.some((side) => (found.looks[side]?.order ?? 0) <= orderOn(link, side))
    const isTried = found.open.some(({ state, attempt }) => state === 'sent' || attempt > 0)
    if (!left || !right || found.isMoving || isOld || isTried) return
    const isUpdate = found.open.every(({ kind }) => kind === 'update')
    if (!left.record || !right.record || link.version !== lane.pairing.version || !isUpdate)
      return memory.inbox.putOff(heard)
    const records = { left: left.record, right: right.record }
    const moved = SIDES.filter((side) => !isAsRemembered(lane, link, side, records[side]))
    // What stands on a side that several pairings write is compared by a run that looks at all of them (seed 700074533).
    const isShared = moved.some((side) => lanesBeside(this.#lanes, lane, side).length > 0)
    if (moved.length > 1 || isShared) return memory.inbox.putOff(heard)
    const isKnown = SIDES.every((side) => this.#isKnown(lane, link, side, records[side]))
    const listed = sinceListing(this.#work, lane)
    for (const side of SIDES) {
      const record = side === heard.side ? dated(records[side], heard.times) : records[side]
      const judge = judgeOf(this.#work, lane, side)
      seeOne(this.#work, listed, side, record, left.order, judge)
    }
    const { record_id, replaced } = heard
    const isTold = tellOverwritten(this.#work, lane, heard.side, record_id, replaced)
    const ids = found.open.map(({ id }) => id)
    // The run met it as it is now, and its plan stands; so it does where all it hears is what a write of ours replaced and
    // the ledger has (seed 700006531).
    if (isKnown && !isTold) memory.plan.hasten(ids)
    else {
      for (const id of ids) memory.plan.drop(id, clock.now())
      const first = memory.plan.next()
      const now = memory.links.get(link.id) ?? link
      planLink(this.#work, lane, this.#lanes, now, bridgeOf(this.#work, lane, this.#lanes))
      const planned = memory.plan.from(run.id, first)
      if (emptiesTooMuch(this.#work, this.#lanes, lane, first)) {
        memory.plan.forget(planned)
        return memory.inbox.putOff(heard)
      }
      memory.plan.hasten(planned)
    }
    memory.inbox.settle([heard])
  }

  /** Does it hold what the plan was made from? */
  #isKnown(lane: Lane, link: Link, side: Side, record: Record): boolean {
    const row = this.#work.memory.seen.get(lane.no, side, record.id)
    if (!row?.slots) return isAsRemembered(lane, link, side, record)
    return sameSlots(row.slots, sighting(lane, side, record, 0).slots)
  }
}

/** The records that were heard of, and their other halves. */
function idsOf({ memory }: Work, lane: Lane, heard: readonly Heard[]): Both<readonly string[]> {
  const ids = { left: new Set<string>(), right: new Set<string>() }
  for (const side of SIDES) {
    const mine = heard.filter((one) => one.side === side).map((one) => one.record_id)
    for (const link of memory.links.byRecords(lane.no, side, mine).values())
      for (const on of SIDES) ids[on].add(idOn(link, on))
  }
  return { left: [...ids.left], right: [...ids.right] }
}

/** Is it written to one of the two, or made from one of them? */
const isAbout = (write: Pick<Named, 'side' | 'record_id' | 'source_id'>, link: Link): boolean =>
  write.record_id === idOn(link, write.side) || write.source_id === idOn(link, other(write.side))

const isAsRemembered = (lane: Lane, link: Link, side: Side, record: Record): boolean =>
  holdsBase(lane.entries, side, sighting(lane, side, record, 0).slots, baseOn(link, side))
