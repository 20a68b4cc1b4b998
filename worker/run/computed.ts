import { computedKey, project, slotKey, stepsToward } from '../../shared/mapping.ts'
import { other, type Record, type Side } from '../../shared/record.ts'
import { applySteps } from '../../shared/transform.ts'
import { computed, kept } from '../../shared/transform/program.ts'
import type { Value, Values } from '../../shared/value.ts'
import type { Lane } from './work.ts'

/** What the formulas of the mapping make of a record, under the keys its slots are kept by. */
export function computedOn(lane: Lane, side: Side, record: Record): Values {
  const made: { [key: string]: Value } = {}
  for (const [id, program] of lane.programs[side]) {
    const entry = lane.entries.find((one) => one.id === id)
    const key = entry && computedKey(entry, side)
    if (!entry || key === null || key === undefined) continue
    const own = project(record.values, [entry[side]])[slotKey(entry[side])]
    const value = computed(program, own, record)
    if (value !== undefined) made[key] = value
  }
  return made
}

/** The slots as the other side would hold them, where the mapping transforms what records are known by. */
export function told(
  lane: Lane,
  side: Side,
  slots: Values,
  setting: { readonly country: string },
): Values {
  if (lane.told[side].length === 0) return slots
  const out = { ...slots }
  for (const entry of lane.told[side]) {
    const key = slotKey(entry[side])
    const at = computedKey(entry, side)
    const value = slots[at ?? key]
    if (value === undefined) continue
    const steps = stepsToward(entry, other(side))
    const context = { ...setting, field: key, formula: noFormula }
    const made = at === null ? applySteps(value, steps, context) : kept(value)
    out[key] = made.ok ? made.value : null
  }
  return out
}

const noFormula = (): never => {
  throw new Error('a formula is reckoned where the whole record is seen')
}
