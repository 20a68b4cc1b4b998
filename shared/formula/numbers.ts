/** Functions of numbers. A blank is 0; what no number can hold is a mistake. */
import { tidy } from '../codec/decimal.ts'
import { type FormulaFunction, groupOf } from './function.ts'
import { number, optional, whole } from './reader.ts'
import {
  isBlank,
  isMoment,
  type Moment,
  type Thing,
  TOO_LARGE,
  type Wrong,
  wrong,
} from './thing.ts'

const { takes, gathers } = groupOf('number')

const finite = (value: number): number | Wrong =>
  Number.isFinite(value) ? tidy(value) : wrong(TOO_LARGE)

/** `value` with its point moved, exactly: by its digits, because in binary 1.005 × 100 is less than 100.5. */
function shifted(value: number, by: number): number {
  const [digits = '0', power = '0'] = String(value).split('e')
  return Number(`${digits}e${Number(power) + by}`)
}

/** Rounded at a place after the point (before it, if negative) by `round`. */
const atPlace = (value: number, places: number, round: (value: number) => number): number =>
  Math.abs(places) > 300
    ? places > 0
      ? value
      : 0
    : shifted(round(shifted(value, places)), -places)

const away = (value: number): number => (value < 0 ? Math.floor(value) : Math.ceil(value))

/** Binary leaves a last digit behind that nobody wrote: 3 × 0.1 is 0.3. */
const clean = (value: number): number => Number(value.toPrecision(15))

const stepped = (value: number, step: number, round: (value: number) => number): number | Wrong =>
  step === 0
    ? wrong('Nothing is a multiple of 0: give another step.')
    : finite(clean(round(clean(value / step)) * step))

/** What binary leaves over beside a whole multiple is nothing. */
function leftOver(value: number, by: number): number {
  const rest = clean(value - by * Math.floor(clean(value / by)))
  return Math.abs(rest) < Math.abs(by) * 1e-12 ? 0 : rest
}

const numbersIn = (list: readonly Thing[]): readonly number[] =>
  list.filter((one) => typeof one === 'number')

const sum = (list: readonly Thing[]): number =>
  numbersIn(list).reduce((total, one) => total + one, 0)

/** The number, or day, or instant that beats all others; 0 among none of them. */
function best(list: readonly Thing[], beats: (a: number, b: number) => boolean): Thing {
  let found: Moment | null = null
  for (const one of list)
    if (isMoment(one) && (found === null || beats(one.at, found.at))) found = one
  if (found) return found
  const [first = 0, ...rest] = numbersIn(list)
  return rest.reduce((kept, one) => (beats(one, kept) ? one : kept), first)
}

export const NUMBER_FUNCTIONS: readonly FormulaFunction[] = [
  takes(
    { name: 'ABS', arguments: 'number', help: 'A number without its sign.', example: 'ABS(-5)', result: '5', gives: 'number' }, // prettier-ignore
    [number],
    (_, value) => Math.abs(value),
  ),
  takes(
    { name: 'ROUND', arguments: 'number, [places]', help: 'Rounded to so many places after the point; a half goes up.', example: 'ROUND(2.345, 2)', result: '2.35', gives: 'number' }, // prettier-ignore
    [number, optional(whole, 0)],
    (_, value, places) => finite(atPlace(value, places, Math.round)),
  ),
  takes(
    { name: 'ROUNDUP', arguments: 'number, [places]', help: 'Rounded away from zero.', example: 'ROUNDUP(1.1)', result: '2', gives: 'number' }, // prettier-ignore
    [number, optional(whole, 0)],
    (_, value, places) => finite(atPlace(value, places, away)),
  ),
  takes(
    { name: 'ROUNDDOWN', arguments: 'number, [places]', help: 'Rounded towards zero.', example: 'ROUNDDOWN(1.9)', result: '1', gives: 'number' }, // prettier-ignore
    [number, optional(whole, 0)],
    (_, value, places) => finite(atPlace(value, places, Math.trunc)),
  ),
  takes(
    { name: 'CEILING', arguments: 'number, [step]', help: 'The next multiple of a step, upwards; the step is 1 if none is given.', example: 'CEILING(1.21, 0.1)', result: '1.3', gives: 'number' }, // prettier-ignore
    [number, optional(number, 1)],
    (_, value, step) => stepped(value, step, Math.ceil),
  ),
  takes(
    { name: 'FLOOR', arguments: 'number, [step]', help: 'The next multiple of a step, downwards; the step is 1 if none is given.', example: 'FLOOR(1.29, 0.1)', result: '1.2', gives: 'number' }, // prettier-ignore
    [number, optional(number, 1)],
    (_, value, step) => stepped(value, step, Math.floor),
  ),
  takes(
    { name: 'INT', arguments: 'number', help: 'The greatest whole number that is not above it.', example: 'INT(-1.5)', result: '-2', gives: 'number' }, // prettier-ignore
    [number],
    (_, value) => Math.floor(value),
  ),
  takes(
    { name: 'EVEN', arguments: 'number', help: 'The smallest even number that is not below it.', example: 'EVEN(1.5)', result: '2', gives: 'number' }, // prettier-ignore
    [number],
    (_, value) => finite(Math.ceil(value / 2) * 2),
  ),
  takes(
    { name: 'ODD', arguments: 'number', help: 'The next odd number, away from zero.', example: 'ODD(-2)', result: '-3', gives: 'number' }, // prettier-ignore
    [number],
    (_, value) => finite((value < 0 ? -1 : 1) * (Math.ceil((Math.abs(value) - 1) / 2) * 2 + 1)),
  ),
  takes(
    { name: 'MOD', arguments: 'number, divisor', help: 'What a division leaves over, with the sign of the divisor.', example: 'MOD(7, 3)', result: '1', gives: 'number' }, // prettier-ignore
    [number, number],
    (_, value, by) =>
      by === 0
        ? wrong(
            'This divides by zero: test the divisor first, as in IF({Count}, MOD({Total}, {Count})).',
          )
        : finite(leftOver(value, by)),
  ),
  takes(
    { name: 'POWER', arguments: 'number, exponent', help: 'A number to a power.', example: 'POWER(2, 10)', result: '1024', gives: 'number' }, // prettier-ignore
    [number, number],
    (_, value, exponent) =>
      Number.isNaN(value ** exponent)
        ? wrong('A negative number has no such power: use ABS( ) first.')
        : finite(value ** exponent),
  ),
  takes(
    { name: 'SQRT', arguments: 'number', help: 'The square root.', example: 'SQRT(9)', result: '3', gives: 'number' }, // prettier-ignore
    [number],
    (_, value) =>
      value < 0 ? wrong('A negative number has no root: use ABS( ) first.') : Math.sqrt(value),
  ),
  takes(
    { name: 'EXP', arguments: 'number', help: 'The number e to a power.', example: 'EXP(0)', result: '1', gives: 'number' }, // prettier-ignore
    [number],
    (_, value) => finite(Math.exp(value)),
  ),
  takes(
    { name: 'LOG', arguments: 'number, [base]', help: 'The logarithm, to base 10 if none is given.', example: 'LOG(1000)', result: '3', gives: 'number' }, // prettier-ignore
    [number, optional(number, 10)],
    (_, value, base) =>
      value <= 0 || base <= 0 || base === 1
        ? wrong('Only a number above zero has a logarithm, to a base above zero that is not 1.')
        : finite(base === 10 ? Math.log10(value) : base === 2 ? Math.log2(value) : clean(Math.log(value) / Math.log(base))), // prettier-ignore
  ),
  gathers(
    { name: 'SUM', arguments: 'number, …', help: 'All numbers together; texts and blanks are passed over.', example: 'SUM(1, 2, 3)', result: '6', gives: 'number' }, // prettier-ignore
    (_, list) => finite(sum(list)),
  ),
  // Of no numbers at all there is no average: blank, where Airtable says NaN.
  gathers(
    { name: 'AVERAGE', arguments: 'number, …', help: 'The average of the numbers; a blank if there are none.', example: 'AVERAGE(1, 2, 6)', result: '3', gives: 'number' }, // prettier-ignore
    (_, list) => {
      const count = numbersIn(list).length
      return count === 0 ? null : finite(sum(list) / count)
    },
  ),
  gathers(
    { name: 'MAX', arguments: 'number, …', help: 'The greatest number, or the latest date; 0 if there is neither.', example: 'MAX(1, 3, 2)', result: '3', gives: 'number' }, // prettier-ignore
    (_, list) => best(list, (a, b) => a > b),
  ),
  gathers(
    { name: 'MIN', arguments: 'number, …', help: 'The smallest number, or the earliest date; 0 if there is neither.', example: 'MIN(3, 1, 2)', result: '1', gives: 'number' }, // prettier-ignore
    (_, list) => best(list, (a, b) => a < b),
  ),
  gathers(
    { name: 'COUNT', arguments: 'value, …', help: 'How many of these are numbers.', example: 'COUNT(1, "a", 2)', result: '2', gives: 'number' }, // prettier-ignore
    (_, list) => numbersIn(list).length,
  ),
  gathers(
    { name: 'COUNTA', arguments: 'value, …', help: 'How many of these are not blank.', example: 'COUNTA(1, "", "a")', result: '2', gives: 'number' }, // prettier-ignore
    (_, list) => list.filter((one) => !isBlank(one)).length,
  ),
  gathers(
    { name: 'COUNTALL', arguments: 'value, …', help: 'How many these are, blanks included.', example: 'COUNTALL(1, "", "a")', result: '3', gives: 'number' }, // prettier-ignore
    (_, list) => list.length,
  ),
]
