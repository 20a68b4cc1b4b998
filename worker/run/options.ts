import { type Failure, isAmbiguous, isPassing, stopsConnection } from '../../shared/failure.ts'
import { type Field, fieldById } from '../../shared/field.ts'
import { type Slot, slotKey } from '../../shared/mapping.ts'
import { missingChoices } from '../../shared/merge/cross.ts'
import type { Side } from '../../shared/record.ts'
import { ok, type Result } from '../../shared/result.ts'
import type { Value } from '../../shared/value.ts'
import type { Write } from '../objects/sync/plan.ts'
import type { Lane, Work } from './work.ts'

/** Each change with the options it needs that are not there yet, so that the preview says so and the run makes them. */
export const withOptions = <C extends { readonly slot: Slot; readonly after: Value }>(
  lane: Lane,
  to: Side,
  changes: readonly C[],
): readonly (C & { readonly makes?: string[] })[] =>
  changes.map((change) => {
    const field = fieldById(lane.tables[to], change.slot.field)
    const makes = field ? missingChoices(field, change.after) : []
    return makes.length === 0 ? change : { ...change, makes: [...makes] }
  })

/** The options made while a run writes: each once, however many records wait for it. */
export class Options {
  readonly #work: Work
  readonly #made = new Map<string, Promise<Result<true, Failure>>>()
  constructor(work: Work) {
    this.#work = work
  }

  /**
   * Make what this write needs. Null where all is there; what has to wait says so by `waits`, everything else is the
   * record's own refusal. Making an option again does no harm, so a lost answer is simply asked for once more.
   */
  async make(
    lane: Lane,
    write: Write,
    recordId: string | null,
    deadline: number,
  ): Promise<{ readonly failure: Failure; readonly waits: boolean } | null> {
    const { side } = write
    for (const change of write.changes) {
      const field = fieldById(lane.tables[side], change.slot.field)
      if (!field) continue
      for (const name of missingChoices(field, change.after)) {
        const key = JSON.stringify([side, lane.pairing[side], field.id, name])
        const carrier = recordId === null ? null : { id: recordId, value: change.after }
        const making = this.#made.get(key) ?? this.#ask(lane, side, field, name, carrier, deadline)
        this.#made.set(key, making)
        const made = await making
        if (made.ok) continue
        // Whoever comes next may ask again.
        this.#made.delete(key)
        const { error } = made
        const waits = isPassing(error) || isAmbiguous(error) || stopsConnection(error)
        return { failure: error, waits }
      }
    }
    return null
  }

  async #ask(
    lane: Lane,
    side: Side,
    field: Field,
    name: string,
    carrier: { id: string; value: Value } | null,
    deadline: number,
  ): Promise<Result<true, Failure>> {
    const { memory, ports } = this.#work
    const { connector } = ports[side]
    const made = await connector.createChoice(lane.tables[side], field, name, carrier, deadline)
    if (!made.ok) return made
    memory.described.addChoice(side, lane.pairing[side], field.id, name)
    return ok(true)
  }

  /** The fields to write with: with the options these writes bring, which are there by now. */
  fieldsFor(lane: Lane, side: Side, writes: readonly Write[]): readonly Field[] {
    const brought = new Map<string, string[]>()
    for (const { changes } of writes)
      for (const change of changes) {
        const field = fieldById(lane.tables[side], change.slot.field)
        const names = field ? missingChoices(field, change.after) : []
        if (names.length > 0)
          brought.set(slotKey(change.slot), [
            ...(brought.get(slotKey(change.slot)) ?? []),
            ...names,
          ])
      }
    if (brought.size === 0) return lane.fields[side]
    return lane.fields[side].map((field) => {
      const names = brought.get(field.id)
      return names ? { ...field, choices: [...(field.choices ?? []), ...names] } : field
    })
  }
}
