import type { FormulaFunction } from './functions.ts'
import { FAULT, Fault, flat, isEqual, isTrue, type Value } from './value.ts'

const logic = (
  least: number,
  most: number,
  lazy: NonNullable<FormulaFunction['lazy']>,
  gives: FormulaFunction['gives'] = 'number',
): FormulaFunction => ({ least, most, gives, run: () => FAULT, lazy })

/** Reckon all; the first error wins over any answer. */
function all(args: readonly (() => Value)[], judge: (values: Value[]) => Value): Value {
  const values = flat(args.map((arg) => arg()))
  return values.find((value) => value instanceof Fault) ?? judge(values)
}

export const LOGIC_FUNCTIONS: { readonly [name: string]: FormulaFunction } = {
  AND: logic(1, Infinity, (args) => all(args, (values) => values.every(isTrue))),
  OR: logic(1, Infinity, (args) => all(args, (values) => values.some(isTrue))),
  XOR: logic(1, Infinity, (args) => all(args, (values) => values.filter(isTrue).length % 2 === 1)),
  NOT: logic(1, 1, (args) => all(args, ([value = null]) => !isTrue(value))),
  IF: logic(
    2,
    3,
    ([test, then, otherwise]) => {
      const tested = test?.() ?? null
      if (tested instanceof Fault) return tested
      return (isTrue(tested) ? then : otherwise)?.() ?? null
    },
    'branch',
  ),
  SWITCH: logic(
    3,
    Infinity,
    ([subject, ...rest]) => {
      const value = subject?.() ?? null
      if (value instanceof Fault) return value
      for (let i = 0; i + 1 < rest.length; i += 2) {
        if (isEqual(value, rest[i]?.() ?? null)) return rest[i + 1]?.() ?? null
      }
      return rest.length % 2 === 1 ? (rest.at(-1)?.() ?? null) : null
    },
    'branch',
  ),
  BLANK: logic(0, 0, () => null, 'text'),
  ERROR: logic(0, 1, () => FAULT, 'text'),
  ISERROR: logic(1, 1, ([arg]) => {
    const value = arg?.() ?? null
    return value instanceof Fault || Number.isNaN(value)
  }),
  TRUE: logic(0, 0, () => true),
  FALSE: logic(0, 0, () => false),
  RECORD_ID: logic(0, 0, (_, scope) => scope.rowId, 'text'),
}
