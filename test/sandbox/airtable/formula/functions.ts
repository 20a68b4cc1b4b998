import { DATE_FUNCTIONS } from './dates.ts'
import { LOGIC_FUNCTIONS } from './logic.ts'
import { NUMBER_FUNCTIONS } from './numbers.ts'
import type { Gives, Scope } from './program.ts'
import { TEXT_FUNCTIONS } from './texts.ts'
import type { Value } from './value.ts'

/**
 * One function of the formula language. `run` gets its arguments reckoned and free of errors; `lazy` reckons only
 * those it wants, and may look at errors. `branch` means: whatever its branches give.
 */
export type FormulaFunction = {
  readonly least: number
  readonly most: number
  readonly gives: Exclude<Gives, object> | 'branch'
  readonly run: (args: readonly Value[], scope: Scope) => Value
  readonly lazy?: (args: readonly (() => Value)[], scope: Scope) => Value
}

export const FUNCTIONS: { readonly [name: string]: FormulaFunction } = {
  ...LOGIC_FUNCTIONS,
  ...NUMBER_FUNCTIONS,
  ...TEXT_FUNCTIONS,
  ...DATE_FUNCTIONS,
}
