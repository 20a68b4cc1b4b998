import { convert } from '../convert.ts'
import type { Failure } from '../failure.ts'
import type { Field } from '../field.ts'
import { computedKey, type Entry, stepsToward } from '../mapping.ts'
import { type Both, other, type Side } from '../record.ts'
import { ok, type Result } from '../result.ts'
import { applySteps } from '../transform.ts'
import { slotAfter } from '../transform/outcome.ts'
import { kept } from '../transform/program.ts'
import type { Value } from '../value.ts'

/** The value there, and the field it fits: with the options that are still to be made there. */
export type Crossed = { readonly value: Value; readonly field: Field }

/**
 * A value of an entry as the other side's field would hold it: its steps first, then the conversion between the types.
 * Where the entry has a formula that way, `value` is what it made of the record. An option the other side lacks is let
 * through where the entry says that it may be made. The vendor's own rewriting is not applied; references are not crossed.
 */
export function cross(
  entry: Entry,
  from: Side,
  value: Value,
  ends: Both<Field>,
  setting: { readonly country: string },
): Result<Crossed, Failure> {
  const to = other(from)
  const steps = stepsToward(entry, to)
  const made =
    computedKey(entry, from) === null
      ? applySteps(value, steps, { ...setting, field: ends[from].name, formula: never })
      : kept(value)
  if (!made.ok) return made
  const source = slotAfter(slotOn(entry, from, ends[from]), steps, made.value)
  if (source === null) throw new Error('a value always says of what kind it is')
  const mayMake = entry.choices?.[to] === 'create'
  for (let field = ends[to]; ;) {
    const crossed = convert(made.value, source, slotOn(entry, to, field), setting)
    if (crossed.ok) return ok({ value: crossed.value, field })
    const known = field.choices
    const lacks = crossed.error.reason === 'unknown_choice' ? crossed.error.choice : null
    if (!mayMake || lacks === null || known === undefined || known.includes(lacks)) return crossed
    field = { ...field, choices: [...known, lacks] }
  }
}

const slotOn = (entry: Entry, side: Side, field: Field) => {
  const { part } = entry[side]
  return part === undefined ? { field } : { field, part }
}

const never = (): never => {
  throw new Error('a formula is reckoned where the whole record is seen')
}

/** The options in this value that the field does not have yet. */
export function missingChoices(field: Field, value: Value): readonly string[] {
  if (field.type !== 'choice' || field.choices === undefined) return []
  const list = Array.isArray(value) ? value : [value]
  return list.filter(
    (one): one is string => typeof one === 'string' && !field.choices!.includes(one),
  )
}
