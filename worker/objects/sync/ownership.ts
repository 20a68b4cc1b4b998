import type { Failure } from '../../../shared/failure.ts'
import {
  type Direction,
  type Entry,
  narrow,
  type Pairing,
  slotKey,
  writesTo,
} from '../../../shared/mapping.ts'
import { type Inbound, inboundOf } from '../../../shared/mapping/inbound.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import type { Ownable } from '../workspace/rpc.ts'
import type { Memory } from './memory.ts'
import type { SyncSetup } from './rpc.ts'

/** Notes which fields a sync writes; names the first that another sync of the workspace writes already, or gives null. */
export type Own = (
  setup: SyncSetup,
  fields: readonly Ownable[],
) => Promise<Result<{ readonly by: string; readonly field: Ownable } | null, Failure>>

/** One inbound owner for each field, across all syncs of a workspace. */
export class Ownership {
  readonly #memory: Memory
  readonly #own: Own

  constructor(memory: Memory, own: Own) {
    this.#memory = memory
    this.#own = own
  }

  /** All pairings, with these as they are to be. */
  #with(changed: readonly Pairing[]): readonly Pairing[] {
    const others = this.#memory.pairings
      .all()
      .map((one) => one.json)
      .filter((one) => !changed.some(({ entityType }) => entityType === one.entityType))
    return [...others, ...changed]
  }

  /** One inbound owner for each field: refused, naming the other sync, where it writes one of these already. */
  async claim(setup: SyncSetup, changed: readonly Pairing[]): Promise<Result<true, Failure>> {
    const taken = await this.#taken(setup, this.#with(changed))
    if (!taken.ok) return taken
    if (taken.value === null) return ok(true)
    const { by, at } = taken.value
    const table = this.#memory.described.nameOf(at.side, at.table)
    const field = this.#memory.described.nameOf(at.side, at.table, at.slot.field)
    return err({
      reason: 'invalid',
      field: 'mapping',
      why: `“${field}” of “${table}” is written by the sync “${by}” already, and two would overwrite each other. Let this one only read it, or take it out there`,
    })
  }

  async #taken(
    setup: SyncSetup,
    pairings: readonly Pairing[],
  ): Promise<Result<{ by: string; at: Inbound } | null, Failure>> {
    const inbound = inboundOf(pairings)
    const answer = await this.#own(
      setup,
      inbound.map(({ side, table, slot }) => ({
        resource: setup[side].resource,
        table,
        field: slot.field,
        part: slot.part ?? null,
      })),
    )
    if (!answer.ok) return answer
    const taken = answer.value
    if (taken === null) return ok(null)
    const at = inbound.find(
      ({ side, table, slot }) =>
        setup[side].resource === taken.field.resource &&
        table === taken.field.table &&
        slot.field === taken.field.field &&
        (slot.part ?? null) === taken.field.part,
    )
    if (!at) throw new Error('a field was refused that nobody asked for')
    return ok({ by: taken.by, at })
  }

  /** A pairing that nobody drew field by field gives way: what another sync writes, it only reads. */
  async yielding(setup: SyncSetup, drawn: Pairing): Promise<Result<Pairing, Failure>> {
    for (let pairing = drawn; ;) {
      const taken = await this.#taken(setup, this.#with([pairing]))
      if (!taken.ok) return taken
      if (taken.value === null) return ok(pairing)
      const { side, slot } = taken.value.at
      const isWriting = (entry: Entry): boolean =>
        slotKey(entry[side]) === slotKey(slot) &&
        writesTo(narrow(pairing.direction, entry.direction), side)
      // It is another pairing of this sync that writes there: nothing to give way in.
      if (!pairing.entries.some(isWriting)) {
        const claimed = await this.claim(setup, [pairing])
        return claimed.ok ? ok(pairing) : claimed
      }
      const away: Direction = side === 'right' ? 'pull' : 'push'
      const entries = pairing.entries.map((entry) =>
        isWriting(entry) ? { ...entry, direction: narrow(entry.direction, away) } : entry,
      )
      pairing = { ...pairing, entries }
    }
  }

  /** What is no longer written is free for others. */
  async letGo(): Promise<Result<true, Failure>> {
    const stored = this.#memory.setup.get()
    return stored ? this.claim(stored.setup, []) : ok(true)
  }
}
