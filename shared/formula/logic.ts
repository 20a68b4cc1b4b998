/** Functions that decide. A blank, 0, the empty text and no count as no; everything else as yes. */
import { equalThings } from './compare.ts'
import { type FormulaFunction, gather, groupOf, type Later } from './function.ts'
import type { Run } from './run.ts'
import { isTrue, isWrong, type Thing, wrong } from './thing.ts'

const { chooses } = groupOf('logic')

/** All arguments are looked at, lists opened: a mistake in any of them is the answer. */
const judge = (args: readonly Later[], run: Run, of: (list: readonly Thing[]) => boolean): Thing =>
  gather(
    args.map((arg) => arg.get()),
    run,
    of,
  )

/** Where SWITCH keeps its results: after each pattern, and last if something is left over. */
const switchResults = (count: number): readonly number[] =>
  Array.from({ length: count }, (_, i) => i).filter(
    (i) => i > 0 && (i % 2 === 0 || i === count - 1),
  )

export const LOGIC_FUNCTIONS: readonly FormulaFunction[] = [
  chooses(
    { name: 'IF', arguments: 'condition, then, [otherwise]', help: 'One value where the condition holds, else another, or a blank.', example: 'IF(2 > 1, "yes", "no")', result: 'yes', gives: 'any' }, // prettier-ignore
    [2, 3],
    ([condition, then, otherwise]) => {
      const tested = condition?.get() ?? null
      if (isWrong(tested)) return tested
      return (isTrue(tested) ? then : otherwise)?.get() ?? null
    },
    (count) => (count > 2 ? [1, 2] : [1]),
  ),
  chooses(
    { name: 'SWITCH', arguments: 'value, pattern, result, …, [otherwise]', help: 'The result that stands beside the first pattern equal to the value.', example: 'SWITCH("b", "a", 1, "b", 2, 3)', result: '2', gives: 'any' }, // prettier-ignore
    [3, Infinity],
    ([subject, ...rest], run) => {
      const value = subject?.get() ?? null
      if (isWrong(value)) return value
      for (let i = 0; i + 1 < rest.length && !run.stopped; i += 2) {
        const pattern = rest[i]?.get() ?? null
        if (isWrong(pattern)) return pattern
        if (equalThings(value, pattern, run)) return rest[i + 1]?.get() ?? null
      }
      return rest.length % 2 === 1 ? (rest.at(-1)?.get() ?? null) : null
    },
    switchResults,
  ),
  chooses(
    { name: 'AND', arguments: 'condition, …', help: 'Do all conditions hold?', example: 'AND(2 > 1, "x")', result: '1', gives: 'truth' }, // prettier-ignore
    [1, Infinity],
    (args, run) => judge(args, run, (list) => list.every(isTrue)),
  ),
  chooses(
    { name: 'OR', arguments: 'condition, …', help: 'Does any condition hold?', example: 'OR(1 > 2, "")', result: '0', gives: 'truth' }, // prettier-ignore
    [1, Infinity],
    (args, run) => judge(args, run, (list) => list.some(isTrue)),
  ),
  chooses(
    { name: 'XOR', arguments: 'condition, …', help: 'Does an odd number of conditions hold?', example: 'XOR(1, 0, 1)', result: '0', gives: 'truth' }, // prettier-ignore
    [1, Infinity],
    (args, run) => judge(args, run, (list) => list.filter(isTrue).length % 2 === 1),
  ),
  chooses(
    { name: 'NOT', arguments: 'condition', help: 'Does the condition not hold?', example: 'NOT(1 > 2)', result: '1', gives: 'truth' }, // prettier-ignore
    [1, 1],
    ([condition]) => {
      const tested = condition?.get() ?? null
      return isWrong(tested) ? tested : !isTrue(tested)
    },
  ),
  // A truth is a truth here, where Airtable gives 1: so that it fits a checkbox. In sums and texts it is 1 as well.
  chooses(
    { name: 'TRUE', arguments: '', help: 'Yes.', example: 'TRUE()', result: '1', gives: 'truth' }, // prettier-ignore
    [0, 0],
    () => true,
  ),
  chooses(
    { name: 'FALSE', arguments: '', help: 'No.', example: 'FALSE()', result: '0', gives: 'truth' }, // prettier-ignore
    [0, 0],
    () => false,
  ),
  chooses(
    { name: 'BLANK', arguments: '', help: 'Nothing: the field is emptied.', example: 'BLANK()', result: '', gives: 'any' }, // prettier-ignore
    [0, 0],
    () => null,
  ),
  chooses(
    { name: 'ERROR', arguments: '[sentence]', help: 'Stops this record, for the reason you give.', example: 'ISERROR(ERROR("No owner"))', result: '1', gives: 'any' }, // prettier-ignore
    [0, 1],
    ([sentence], run) => {
      const said = sentence?.get() ?? null
      if (isWrong(said)) return said
      return wrong(run.text(said) || 'The formula itself says that this record is wrong.')
    },
  ),
  chooses(
    { name: 'ISERROR', arguments: 'value', help: 'Does this give an error?', example: 'ISERROR(1 / 0)', result: '1', gives: 'truth' }, // prettier-ignore
    [1, 1],
    ([value]) => isWrong(value?.get() ?? null),
  ),
]
