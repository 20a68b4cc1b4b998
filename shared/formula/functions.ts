/** Every function of the language. */
import { DATE_FUNCTIONS } from './dates.ts'
import type { FormulaFunction, FunctionHelp } from './function.ts'
import { LIST_FUNCTIONS } from './lists.ts'
import { LOGIC_FUNCTIONS } from './logic.ts'
import { nearest } from './nearest.ts'
import { NUMBER_FUNCTIONS } from './numbers.ts'
import { PATTERN_FUNCTIONS } from './patterns.ts'
import { RECORD_FUNCTIONS } from './records.ts'
import { TEXT_FUNCTIONS } from './texts.ts'
import { WORKDAY_FUNCTIONS } from './workdays.ts'

const ALL: readonly FormulaFunction[] = [
  ...TEXT_FUNCTIONS,
  ...NUMBER_FUNCTIONS,
  ...DATE_FUNCTIONS,
  ...WORKDAY_FUNCTIONS,
  ...LOGIC_FUNCTIONS,
  ...LIST_FUNCTIONS,
  ...PATTERN_FUNCTIONS,
  ...RECORD_FUNCTIONS,
]
const BY_NAME: ReadonlyMap<string, FormulaFunction> = new Map(
  ALL.map((one) => [one.help.name, one]),
)

/** What people read about each function, in the order of the documents: for them and for completion in an editor. */
export const FUNCTIONS: readonly FunctionHelp[] = ALL.map((one) => one.help)

/** The function of this name, which is written in capital letters. */
export const functionNamed = (name: string): FormulaFunction | undefined => BY_NAME.get(name)

/** The function somebody may have meant, or null. */
export const nearestFunction = (name: string): string | null => nearest(name, [...BY_NAME.keys()])
