import { type Both, other, SIDES, type Side } from '../../shared/record.ts'
import type { Write } from '../objects/sync/plan.ts'
import { nextLook } from './looks.ts'
import type { Batch } from './send.ts'
import type { Lane, Work } from './work.ts'

/** Records of a vendor without bulk writes that travel together: as many as one invocation's connections carry well. */
export const SINGLES = 4
/** Rows looked at in one go: looking costs more than writing when it is done for every batch. */
const WINDOW = 100

const OVERTAKEN =
  'The mapping changed while this run was writing. What it had not written yet is planned anew by the next run.'

/** Is its mapping still the one it was planned under? Asked once more when all that comes before the call is done. */
export const isAsMapped = ({ memory }: Work, { pairing, version }: Write): boolean =>
  memory.pairings.versionOf(pairing) === version

/** Would it be sent once more, if a look showed that it was not carried out? */
export const mayGoAgain = (work: Work, write: Write): boolean =>
  work.memory.runs.maySend(work.run.id) && isAsMapped(work, write) && !isSetAside(work, write)

/** Has a person set aside, since it was sent, what it writes or one of its records? */
export function isSetAside({ memory }: Work, write: Write): boolean {
  return SIDES.some((side) => {
    const id = side === write.side ? write.record_id : write.source_id
    const held = id === null ? [] : memory.holds.of(write.pairing, side, id)
    return held.some(
      ({ why, since, entry }) =>
        (why === 'person' || why === 'erased') &&
        since >= (write.sent ?? 0) &&
        ['', ...write.changes.map((change) => change.entry)].includes(entry),
    )
  })
}

/**
 * The mapping changed under the plan: what was planned from the old one is not written. Where a call of it may still
 * arrive it is looked for until it no longer can: nobody else would say what it replaced (seeds 90001033, 90003013).
 */
export function overtake({ memory, run, clock, epoch, ports }: Work, write: Write): void {
  const { longestCallMs } = ports[write.side].connector.limits
  const mayArrive = write.sent !== null && nextLook(write, clock.now(), longestCallMs) !== null
  if (mayArrive) memory.plan.awaitCall(write.id, epoch, clock.now(), write.changes)
  else memory.plan.drop(write.id, clock.now())
  memory.runs.change(run.id, { says: OVERTAKEN })
}

/** The planned writes in the order they can go, a window of rows at a time. */
export class Queue {
  readonly #work: Work
  readonly #lanes: readonly Lane[]
  readonly #waiting: { [side in Side]: Write[] } = { left: [], right: [] }
  /** On their way, and not to be handed out again. */
  readonly #out = new Map<number, Write>()
  /** Are several pairings drawn against one table of that side? */
  readonly #isShared: Both<boolean>

  constructor(work: Work, lanes: readonly Lane[]) {
    this.#work = work
    this.#lanes = lanes
    const isShared = (side: Side): boolean =>
      new Set(lanes.map((lane) => lane.tables[side].id)).size < lanes.length
    this.#isShared = { left: isShared('left'), right: isShared('right') }
  }

  /**
   * Writes of one pairing and kind that can go now, or null. `still`: nothing else is under way; then those that wait
   * for each other go too, without what they wait for.
   */
  take(side: Side, still: boolean): Batch | null {
    const { memory, run } = this.#work
    // Cancelled meanwhile: what is still planned is taken down.
    if (!memory.runs.maySend(run.id)) return null
    for (;;) {
      if (this.#waiting[side].length === 0) this.#waiting[side] = this.#look(side, still)
      const first = this.#waiting[side].find((one) => !this.#isBeingWritten(one))
      if (!first) return null
      const lane = this.#lanes.find((one) => one.no === first.pairing)
      if (lane && isAsMapped(this.#work, first)) return this.#batch(lane, side, first)
      overtake(this.#work, first)
      this.#waiting[side] = this.#waiting[side].filter((one) => one !== first)
    }
  }

  release(batch: Batch): void {
    for (const { id } of batch.writes) this.#out.delete(id)
  }

  /** What was handed out and is not back. */
  underWay(): readonly Write[] {
    return [...this.#out.values()]
  }

  /** The plan has changed: what was not handed out yet is looked for again. */
  lookAgain(): void {
    this.#waiting.left = []
    this.#waiting.right = []
  }

  #look(side: Side, still: boolean): Write[] {
    const { memory, run } = this.#work
    const free = (list: readonly Write[]) => list.filter((one) => !this.#out.has(one.id))
    const ready = free(memory.plan.ready(run.id, side, WINDOW + this.#out.size))
    const stuck =
      ready.length === 0 &&
      still &&
      memory.plan.nextLook(run.id) === null &&
      memory.plan.ready(run.id, other(side), 1).length === 0
    return stuck ? free(memory.plan.planned(run.id, side, WINDOW)) : ready
  }

  /**
   * Does another pairing write to the same record just now? A whole is written from what it held before: one of the two
   * would put back what the other has changed.
   */
  #isBeingWritten({ side, pairing, record_id }: Write): boolean {
    if (record_id === null || !this.#isShared[side]) return false
    for (const one of this.#out.values())
      if (one.record_id === record_id && one.side === side && one.pairing !== pairing) return true
    return false
  }

  #batch(lane: Lane, side: Side, first: Write): Batch {
    const { batch } = this.#work.ports[side].connector.limits
    // What is changed is read again first, one call for many; small enough that the next are read while these are written.
    const many = batch > 1 ? 4 * batch : 5 * SINGLES
    const size = first.kind === 'create' ? Math.max(batch, SINGLES) : many
    const writes = this.#waiting[side]
      .filter((one) => one.pairing === first.pairing && one.kind === first.kind)
      .filter((one) => !this.#isBeingWritten(one))
      .slice(0, size)
    for (const write of writes) this.#out.set(write.id, write)
    this.#waiting[side] = this.#waiting[side].filter((one) => !this.#out.has(one.id))
    return { lane, side, kind: first.kind, writes }
  }
}
