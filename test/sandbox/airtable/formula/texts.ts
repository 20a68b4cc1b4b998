import type { FormulaFunction } from './functions.ts'
import { FAULT, flat, isTrue, toNumber, toText, type Value } from './value.ts'

const text = (
  least: number,
  most: number,
  run: (args: readonly string[], values: readonly Value[]) => Value,
  gives: FormulaFunction['gives'] = 'text',
): FormulaFunction => ({ least, most, gives, run: (values) => run(values.map(toText), values) })

const list = (
  least: number,
  most: number,
  run: (values: Value[], rest: readonly Value[]) => Value,
) => ({
  least,
  most,
  gives: 'list' as const,
  run: ([first = null, ...rest]: readonly Value[]) =>
    run(Array.isArray(first) ? first : [first], rest),
})

const whole = (value: Value | undefined, otherwise: number): number =>
  value === undefined ? otherwise : Math.trunc(toNumber(value))

/** Where a text stands in another, counted from 1; 0 where it does not. */
const standsAt = (needle: string, hay: string, from: number): number =>
  hay.indexOf(needle, Math.max(0, from - 1)) + 1

function match(source: string, flags: string, use: (pattern: RegExp) => Value): Value {
  try {
    return use(new RegExp(source, flags))
  } catch {
    return FAULT
  }
}

function substitute(hay: string, old: string, fresh: string, nth: number): string {
  if (old === '') return hay
  if (nth === 0) return hay.replaceAll(old, () => fresh)
  let seen = 0
  return hay.replaceAll(old, (found) => (++seen === nth ? fresh : found))
}

export const TEXT_FUNCTIONS: { readonly [name: string]: FormulaFunction } = {
  CONCATENATE: text(1, Infinity, (args) => args.join('')),
  LOWER: text(1, 1, ([one = '']) => one.toLowerCase()),
  UPPER: text(1, 1, ([one = '']) => one.toUpperCase()),
  TRIM: text(1, 1, ([one = '']) => one.trim()),
  T: text(1, 1, (_, [value = null]) => (typeof value === 'string' ? value : '')),
  LEN: text(1, 1, ([one = '']) => one.length, 'number'),
  LEFT: text(1, 2, ([one = ''], [, count]) => one.slice(0, Math.max(0, whole(count, 1)))),
  RIGHT: text(1, 2, ([one = ''], [, count]) => {
    const wanted = Math.max(0, whole(count, 1))
    return wanted === 0 ? '' : one.slice(-wanted)
  }),
  MID: text(3, 3, ([one = ''], [, start, count]) => {
    const from = Math.max(0, whole(start, 1) - 1)
    return one.slice(from, from + Math.max(0, whole(count, 0)))
  }),
  REPT: text(2, 2, ([one = ''], [, count]) =>
    one.repeat(Math.max(0, Math.min(100_000, whole(count, 0)))),
  ),
  SUBSTITUTE: text(3, 4, ([hay = '', old = '', fresh = ''], [, , , nth]) =>
    substitute(hay, old, fresh, whole(nth, 0)),
  ),
  REPLACE: text(4, 4, ([hay = '', , , fresh = ''], [, start, count]) => {
    const from = Math.max(0, whole(start, 1) - 1)
    return hay.slice(0, from) + fresh + hay.slice(from + Math.max(0, whole(count, 0)))
  }),
  FIND: text(
    2,
    3,
    ([needle = '', hay = ''], [, , from]) => standsAt(needle, hay, whole(from, 1)),
    'number',
  ),
  // SEARCH differs from FIND in two ways: case does not matter, and nothing found is blank.
  SEARCH: text(
    2,
    3,
    ([needle = '', hay = ''], [, , from]) =>
      standsAt(needle.toLowerCase(), hay.toLowerCase(), whole(from, 1)) || null,
    'number',
  ),
  EXACT: text(2, 2, ([a, b]) => a === b, 'number'),
  ENCODE_URL_COMPONENT: text(1, 1, ([one = '']) => encodeURIComponent(one)),
  REGEX_MATCH: text(
    2,
    2,
    ([hay = '', source = '']) => match(source, 'u', (re) => re.test(hay)),
    'number',
  ),
  REGEX_EXTRACT: text(2, 2, ([hay = '', source = '']) =>
    match(source, 'u', (re) => {
      const found = re.exec(hay)
      return found ? (found[1] ?? found[0]) : FAULT
    }),
  ),
  REGEX_REPLACE: text(3, 3, ([hay = '', source = '', fresh = '']) =>
    match(source, 'gu', (re) => hay.replace(re, fresh)),
  ),
  ARRAYJOIN: {
    least: 1,
    most: 2,
    gives: 'text',
    run: ([first = null, separator]) =>
      flat([first])
        .map(toText)
        .join(separator === undefined ? ', ' : toText(separator)),
  },
  ARRAYUNIQUE: list(1, 1, (values) => {
    const seen = new Set<string>()
    return flat(values).filter((value) => !seen.has(toText(value)) && seen.add(toText(value)))
  }),
  ARRAYCOMPACT: list(1, 1, (values) =>
    flat(values).filter((value) => isTrue(value) || value === 0 || value === false),
  ),
  ARRAYFLATTEN: list(1, Infinity, (values, rest) => flat([...values, ...rest])),
  ARRAYSLICE: list(2, 3, (values, [start, end]) => {
    const from = whole(start, 1)
    return values.slice(from > 0 ? from - 1 : from, end === undefined ? undefined : whole(end, 0))
  }),
}
