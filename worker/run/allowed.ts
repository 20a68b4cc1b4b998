import type { Failure } from '../../shared/failure.ts'
import { type Slot, slotKey } from '../../shared/mapping.ts'
import type { Side } from '../../shared/record.ts'
import type { Value, Values } from '../../shared/value.ts'
import type { Lane } from './work.ts'

/**
 * Why this record must not be written as it would then be, or undefined where nothing speaks against it: what the vendor
 * requires, and the rules of the pairing. `held` is what the target holds now; nothing, where it is still to be made.
 */
export function forbidden(
  lane: Lane,
  to: Side,
  changes: readonly { readonly slot: Slot; readonly after: Value }[],
  held: Values | null,
): Failure | undefined {
  if (changes.length === 0 && held !== null) return undefined
  const required = lane.tables[to].fields.find((field) => {
    if (!field.required || field.access === 'never') return false
    const own = changes.filter((change) => change.slot.field === field.id)
    return held === null
      ? own.length === 0
      : own.some((change) => change.slot.part === undefined && change.after === null)
  })
  if (required) return { reason: 'missing_required', field: required.name }
  const then = Object.fromEntries(changes.map(({ slot, after }) => [slotKey(slot), after]))
  return lane.judge(to, { ...held, ...then }) ?? undefined
}
