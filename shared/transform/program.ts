/** Steps made ready to run on many records: their formulas read once. */
import { Failure } from '../failure.ts'
import { evaluate, fieldsOf, type Formula, parseFormula } from '../formula.ts'
import { err, ok, type Result } from '../result.ts'
import { applySteps, type StepContext } from '../transform.ts'
import { isParts, type Value, type Values } from '../value.ts'
import type { Step } from './step.ts'

export type Program = {
  readonly steps: readonly Step[]
  /** By their text; one that cannot be read any more is missing. */
  readonly formulas: ReadonlyMap<string, Formula>
  /** The field of the giving record that each name means. */
  readonly reads: { readonly [name: string]: string }
  readonly setting: ProgramSetting
}

/** The record a formula is reckoned for. */
export type Giver = { readonly id: string; readonly values: Values }
export type ProgramSetting = { readonly field: string; readonly country: string }

/** How a formula names the value as it stands at its step. */
export const THIS = 'this'
/** Facts every record gives of itself that functions ask for without naming a field. */
const CREATED = ':created'

export function compile(
  steps: readonly Step[],
  reads: { readonly [name: string]: string },
  setting: ProgramSetting,
): Program {
  const formulas = new Map<string, Formula>()
  for (const step of steps) {
    if (step.do !== 'formula') continue
    const read = parseFormula(step.text)
    if (read.ok) formulas.set(step.text, read.value)
  }
  return { steps, formulas, reads, setting }
}

/** The names of fields that the formulas of these steps read, without the value at hand. */
export const namesRead = ({ formulas }: Program): readonly string[] => [
  ...new Set([...formulas.values()].flatMap(fieldsOf).filter((name) => name !== THIS)),
]

/** The value after all steps, for this record. */
export const runProgram = (program: Program, value: Value, giver: Giver): Result<Value, Failure> =>
  applySteps(value, program.steps, {
    ...program.setting,
    formula: (text, now) => reckon(program, text, now, giver),
  })

const reckon: (
  program: Program,
  text: string,
  now: Value,
  giver: Giver,
) => ReturnType<StepContext['formula']> = ({ formulas, reads }, text, now, { id, values }) => {
  const formula = formulas.get(text)
  if (!formula) return err('its formula cannot be read')
  const created = values[CREATED]
  const made = evaluate(formula, {
    field(name) {
      if (name === THIS) return now
      const field = reads[name]
      return field === undefined ? undefined : (values[field] ?? null)
    },
    now: 0,
    recordId: id,
    ...(typeof created === 'string' ? { createdTime: created } : {}),
  })
  return made.ok ? made : err(made.error.why)
}

/**
 * What a program makes of a record, as it is kept among the record's slots: undefined where one of the fields it reads is
 * unknown. A fault is kept too, so that the entry is refused by it when it is to cross, and seen to move when it passes.
 */
export function computed(
  program: Program,
  value: Value | undefined,
  giver: Giver,
): Value | undefined {
  if (value === undefined) return undefined
  if (Object.values(program.reads).some((field) => giver.values[field] === undefined))
    return undefined
  const made = runProgram(program, value, giver)
  return made.ok ? made.value : { fault: JSON.stringify(made.error) }
}

/** A computed value that was kept, or the fault kept in its place. */
export function kept(value: Value): Result<Value, Failure> {
  if (!isParts(value) || typeof value['fault'] !== 'string') return ok(value)
  return err(Failure.parse(JSON.parse(value['fault'])))
}
