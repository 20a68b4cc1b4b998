/** Formulas at random: words in any order, formulas that can be read, and those both we and the simulated vendor know. */
import fc from 'fast-check'
import { FUNCTIONS, parseFormula } from '../../../shared/formula.ts'
import { FIELDS } from './world.ts'

export const NAMES = Object.keys(FIELDS)

const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`
const braced = (name: string): string => `{${name.replace(/[}\\]/g, '\\$&')}}`

const WORDS = ['{', '}', '{Name}', 'Name', '(', ')', ',', '"', "'", '\\', '&', '+', '-', '*', '/', '=', '!=', '<', '<=', '>', '1', '.5', '1e9', ' ', 'IF(', 'LEFT', 'NOW()', 'x', '😀', '“', ';', '==', '!'] // prettier-ignore
export const pieces = fc.constantFrom(...WORDS)

const texts = fc.constantFrom('', 'a', 'Ada', 'b-a', '12', 'x y', 'day', 'months', 'YYYY-MM-DD', '2026-01-31', '[a-z]+', 'Monday') // prettier-ignore
const numbers = fc.constantFrom('0', '1', '2', '3.5', '0.1', '10', '1000000', '1e12')
const literals = fc.oneof(texts.map(quoted), numbers, fc.constantFrom(...NAMES).map(braced))
const OPERATORS = ['&', '+', '-', '*', '/', '=', '!=', '<', '<=', '>', '>=']

/** How many arguments a function takes, found by trying. */
const COUNTS = new Map(
  FUNCTIONS.map(({ name }) => [
    name,
    [0, 1, 2, 3, 4].filter(
      (count) => parseFormula(`${name}(${Array.from({ length: count }, () => '1').join()})`).ok,
    ),
  ]),
)

/** Any formula that can be read. */
export const formulas: fc.Arbitrary<string> = fc.letrec<{ formula: string }>((tie) => ({
  formula: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    literals,
    fc.tuple(tie('formula'), fc.constantFrom(...OPERATORS), tie('formula')).map(([a, operator, b]) => `${a} ${operator} ${b}`), // prettier-ignore
    tie('formula').map((inner) => `(${inner})`),
    literals.map((inner) => `-${inner}`),
    fc
      .constantFrom(...FUNCTIONS.map((one) => one.name))
      .chain((name) =>
        fc
          .constantFrom(...(COUNTS.get(name) ?? []))
          .chain((count) =>
            fc
              .array(tie('formula'), { minLength: count, maxLength: count })
              .map((args) => `${name}(${args.join(', ')})`),
          ),
      ),
  ),
})).formula

const call = (name: string, ...args: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc.tuple(...args).map((said) => `${name}(${said.join(', ')})`)
const any = (...args: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> => fc.oneof(...args)

/**
 * Formulas by the kind they give, of what both interpreters mean to read alike. Left out is where ours differs on
 * purpose: a division by zero, a text compared with a number or a date, an average of nothing, locales; and the zone of a date
 * outside DATETIME_FORMAT, of which the reference says nothing.
 */
export const mutual: fc.Arbitrary<string> = fc.letrec<{
  text: string
  number: string
  truth: string
  date: string
  list: string
}>((tie) => {
  const depth = { maxDepth: 3, withCrossShrink: true }
  const some = fc.constantFrom('0', '1', '2', '3', '5')
  const unit = fc.constantFrom('"days"', '"month"', '"hours"', '"year"', '"weeks"', '"minutes"')
  return {
    text: fc.oneof(
      depth,
      fc.constantFrom('{Name}', '{Empty}', '{Nothing}', '"a-b-a"', '"Ada Lovelace"', '" x "'),
      fc.tuple(any(tie('text'), tie('number'), tie('date')), tie('text')).map(([a, b]) => `(${a} & ${b})`), // prettier-ignore
      call('LEFT', tie('text'), some),
      call('RIGHT', tie('text'), some),
      call('MID', tie('text'), some, some),
      call('REPLACE', tie('text'), some, some, tie('text')),
      call('SUBSTITUTE', tie('text'), fc.constantFrom('"a"', '"-"', '"da"'), tie('text')),
      call('SUBSTITUTE', tie('text'), fc.constantFrom('"a"', '"-"'), tie('text'), some),
      call('REPT', tie('text'), some),
      call('UPPER', tie('text')),
      call('LOWER', tie('text')),
      call('TRIM', tie('text')),
      call('T', any(tie('text'), tie('number'))),
      call('CONCATENATE', tie('text'), tie('number'), tie('text')),
      call('ENCODE_URL_COMPONENT', tie('text')),
      call('IF', tie('truth'), tie('text'), tie('text')),
      call('SWITCH', tie('text'), fc.constant('"Ada"'), tie('text'), tie('text')),
      call('ARRAYJOIN', tie('list'), fc.constant('"/"')),
      call('DATETIME_FORMAT', tie('date'), fc.constantFrom('"YYYY-MM-DD HH:mm:ss"', '"ddd D MMM YY h a"', '"dddd, MMMM Do"')), // prettier-ignore
      call('DATETIME_FORMAT', call('SET_TIMEZONE', tie('date'), fc.constantFrom('"America/New_York"', '"Asia/Tokyo"')), fc.constant('"YYYY-MM-DD HH:mm Z"')), // prettier-ignore
      call('DATESTR', tie('date')),
      call('TIMESTR', tie('date')),
      call(
        'REGEX_REPLACE',
        tie('text'),
        fc.constantFrom('"[a-c]+"', '"x|-"'),
        fc.constantFrom('"x"', '""'),
      ),
      call('REGEX_REPLACE', tie('text'), fc.constant('"(a)(-|d)"'), fc.constantFrom('"$2$1"', '"[$1]"')), // prettier-ignore
      call('REGEX_EXTRACT', tie('text'), fc.constantFrom('"[a-c]+"', '"A(d)"')),
      fc.constant('RECORD_ID()'),
    ),
    number: fc.oneof(
      depth,
      fc.constantFrom('{Age}', '{Empty}', '{Minus}', '{Tick}', '{One}', '0', '2', '7.25', '-3'),
      fc.tuple(tie('number'), fc.constantFrom('+', '-', '*'), tie('number')).map(([a, o, b]) => `(${a} ${o} ${b})`), // prettier-ignore
      fc.tuple(tie('number'), fc.constantFrom('2', '8', '0.5')).map(([a, b]) => `(${a} / ${b})`),
      tie('number').map((one) => `(-${one})`),
      call('ABS', tie('number')),
      call('INT', tie('number')),
      call('ROUND', tie('number'), some),
      call('ROUNDUP', tie('number'), some),
      call('ROUNDDOWN', tie('number'), some),
      call('CEILING', tie('number')),
      call('FLOOR', tie('number')),
      call('EVEN', tie('number')),
      call('ODD', tie('number')),
      call('MOD', call('INT', tie('number')), fc.constantFrom('3', '-4', '7')),
      call('POWER', fc.constantFrom('2', '3', '10'), some),
      call('SQRT', call('ABS', tie('number'))),
      call('SUM', tie('number'), tie('number')),
      call('MAX', tie('number'), fc.constantFrom('{Numbers}', '4')),
      call('MIN', tie('number'), fc.constantFrom('{Numbers}', '4')),
      call('COUNT', any(tie('number'), tie('list')), tie('text')),
      call('COUNTA', any(tie('number'), tie('list')), tie('text')),
      call('COUNTALL', tie('number'), tie('text')),
      call('LEN', tie('text')),
      call('FIND', fc.constantFrom('"a"', '"da"', '"z"'), tie('text')),
      call('SEARCH', fc.constantFrom('"A"', '"da"', '"z"'), tie('text'), some),
      call('IF', tie('truth'), tie('number'), tie('number')),
      call('YEAR', tie('date')),
      call('MONTH', tie('date')),
      call('DAY', tie('date')),
      call('HOUR', tie('date')),
      call('WEEKDAY', tie('date')),
      call('WEEKDAY', tie('date'), fc.constant('"Monday"')),
      call('WEEKNUM', tie('date')),
      call('DATETIME_DIFF', tie('date'), tie('date'), unit),
      call('WORKDAY_DIFF', fc.constantFrom('{Born}', 'TODAY()'), fc.constantFrom('"2026-02-14"', '"1990-03-01"'), fc.constant('"2026-01-06"')), // prettier-ignore
    ),
    truth: fc.oneof(
      depth,
      fc.constantFrom('TRUE()', 'FALSE()', '{Tick}', '{Unticked}', '{Tags}', '{Empty}'),
      fc.tuple(tie('number'), fc.constantFrom('=', '!=', '<', '<=', '>', '>='), tie('number')).map(([a, o, b]) => `(${a} ${o} ${b})`), // prettier-ignore
      fc.tuple(tie('text'), fc.constantFrom('=', '!='), tie('text')).map(([a, o, b]) => `(${a} ${o} ${b})`), // prettier-ignore
      fc.tuple(tie('date'), fc.constantFrom('=', '!=', '<', '>'), tie('date')).map(([a, o, b]) => `(${a} ${o} ${b})`), // prettier-ignore
      call('AND', tie('truth'), tie('number')),
      call('OR', tie('truth'), tie('text')),
      call('XOR', tie('truth'), tie('truth'), tie('truth')),
      call('NOT', tie('truth')),
      call('ISERROR', any(tie('text'), tie('number'))),
      call('EXACT', tie('text'), tie('text')),
      call('IS_BEFORE', tie('date'), tie('date')),
      call('IS_AFTER', tie('date'), tie('date')),
      call('IS_SAME', tie('date'), tie('date'), unit),
      call('REGEX_MATCH', tie('text'), fc.constantFrom('"^A"', '"[0-9]"', '"a|x"')),
    ),
    date: fc.oneof(
      depth,
      fc.constantFrom('{Born}', '{Met}', 'TODAY()', 'NOW()', 'CREATED_TIME()', '{Empty}'),
      call('DATEADD', tie('date'), fc.constantFrom('-14', '1', '3', '40'), unit),
      call('WORKDAY', tie('date'), fc.constantFrom('-3', '0', '1', '10')),
      call('DATETIME_PARSE', fc.constantFrom('"2026-03-31 10:00"', '"4 Mar 2017"', '"3/4/2017"')),
      call('IF', tie('truth'), tie('date'), tie('date')),
    ),
    list: fc.oneof(
      depth,
      fc.constantFrom('{Tags}', '{Numbers}'),
      call('ARRAYUNIQUE', tie('list')),
      call('ARRAYCOMPACT', tie('list')),
      call('ARRAYFLATTEN', tie('list'), tie('list')),
      call('ARRAYSLICE', tie('list'), fc.constantFrom('1', '2'), fc.constantFrom('2', '3')),
    ),
  }
}).text
