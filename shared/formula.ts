/**
 * Formulas in the syntax that Airtable’s users know: `{Field}`, operators, functions. Read once, evaluated for any
 * number of records, bounded in steps, depth and output; what is wrong is a value with its place in the text.
 */
import { reckon } from './formula/reckon.ts'
import { Run, type Scope } from './formula/run.ts'
import { isWrong, partsText, valueOf } from './formula/thing.ts'
import { all, type Formula, type FormulaFault, type Place } from './formula/tree.ts'
import { err, ok, type Result } from './result.ts'
import { elements, isParts, type Value } from './value.ts'

export type { FunctionHelp, Gives } from './formula/function.ts'
export { GROUPS } from './formula/group.ts'
export { FUNCTIONS } from './formula/functions.ts'
export { givesOf } from './formula/gives.ts'
export { comesHome, type Strayed } from './formula/home.ts'
export { nearest } from './formula/nearest.ts'
export { parseFormula } from './formula/parse.ts'
export { printFormula } from './formula/print.ts'
export type { Limits, Scope } from './formula/run.ts'
export type { Formula, FormulaFault, Place } from './formula/tree.ts'

/** The names of the fields it reads, as written, each once, in the order of the text. */
export const fieldsOf = (formula: Formula): readonly string[] => formula.fields

/** Every place where it reads a field, in the order of the text. */
export const mentions = (formula: Formula): readonly (Place & { readonly name: string })[] =>
  all(formula.root).flatMap((node) =>
    node.kind === 'field' ? [{ name: node.name, from: node.from, to: node.to }] : [],
  )

/** A field's value as the text a formula sees: structured values by what names them, lists joined by “, ”. */
export const textOf = (value: Value): string =>
  elements(value)
    .map((one) => (isParts(one) ? partsText(one) : String(one)))
    .join(', ')

/**
 * Does it give the same value for the same record every time? Not when it reads the clock or the time of the last
 * change, which our own write would move.
 */
export const isSteady = (formula: Formula): boolean => formula.steady

/**
 * What the formula gives for one record: texts, numbers, truths, days and instants as fields hold them. An empty text
 * is nothing. Never throws for what people wrote or records hold.
 */
export function evaluate(formula: Formula, scope: Scope): Result<Value, FormulaFault> {
  const run = new Run(scope)
  const thing = reckon(formula.root, run)
  if (typeof thing === 'string') run.fits(thing.length)
  const made = run.stopped ?? (isWrong(thing) ? thing : valueOf(thing))
  if (!isWrong(made)) return ok(made)
  const { from, to } = made.place ?? formula.root
  return err({ why: made.why, from, to })
}
