import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import {
  areValues,
  type Element,
  Value,
  elementKey,
  elements,
  haveArrived,
  many,
  sameValue,
} from '../../shared/value.ts'
import { anyValue, ELEMENTS } from './codec/values.ts'

const link = (id: string, table = 'tbl'): Element => ({ table, id })

describe('sameValue', () => {
  test.each<{ says: string; a: Value; b: Value; same: boolean }>([
    { says: 'empty is empty', a: null, b: null, same: true },
    { says: 'empty is not a text', a: null, b: '', same: false },
    { says: 'empty is not no', a: null, b: false, same: false },
    { says: 'empty is not zero', a: 0, b: null, same: false },
    { says: 'zero has no sign', a: 0, b: -0, same: true },
    { says: 'a number is not its text', a: 1, b: '1', same: false },
    { says: 'a tick is not its text', a: true, b: 'true', same: false },
    { says: 'case counts', a: 'Ada', b: 'ada', same: false },
    { says: 'lists are sets', a: ['a', 'b'], b: ['b', 'a'], same: true },
    { says: 'twice is once', a: ['a', 'a'], b: ['a'], same: true },
    { says: 'a list of one is its element', a: ['a'], b: 'a', same: true },
    { says: 'one more', a: ['a', 'b'], b: ['a'], same: false },
    { says: 'a reference is its table and id', a: link('r1'), b: link('r1'), same: true },
    { says: 'the same id in another table', a: link('r1'), b: link('r1', 'other'), same: false },
    { says: 'a file is its id, whatever its address', a: { id: 'att1', url: 'a' }, b: { id: 'att1', url: 'b' }, same: true },
    { says: 'the order of parts does not count', a: { first: 'A', last: 'L' }, b: { last: 'L', first: 'A' }, same: true },
    { says: 'an empty part is a missing one', a: { first: 'A', last: null }, b: { first: 'A' }, same: true },
    { says: 'parts differ', a: { first: 'A', last: 'L' }, b: { first: 'A', last: 'M' }, same: false },
    { says: 'a part that is a number is not its text', a: { latitude: 1 }, b: { latitude: '1' }, same: false },
  ])('$says', ({ a, b, same }) => {
    expect(sameValue(a, b)).toBe(same)
    expect(sameValue(b, a)).toBe(same)
  }) // prettier-ignore

  test('everything is itself, and the same both ways', () => {
    fc.assert(
      fc.property(anyValue, anyValue, (a, b) => {
        expect(sameValue(a, a)).toBe(true)
        expect(sameValue(a, b)).toBe(sameValue(b, a))
      }),
      { numRuns: 1_000 },
    )
  })

  test('it travels: what equals the same is equal', () => {
    const few = fc.constantFrom<Value>(
      null,
      'a',
      ['a'],
      ['a', 'b'],
      ['b', 'a', 'a'],
      1,
      [1],
      link('r'),
      [link('r')],
    )
    fc.assert(
      fc.property(few, few, few, (a, b, c) => {
        expect(sameValue(a, b) && sameValue(b, c) && !sameValue(a, c)).toBe(false)
      }),
    )
  })
})

test('a value is its elements', () => {
  fc.assert(
    fc.property(anyValue, (value) => {
      expect(sameValue(many(elements(value)), value)).toBe(true)
    }),
  )
})

test('an empty list is empty', () => {
  expect(many([])).toBeNull()
})

test.each<{ a: Element; b: Element }>([
  { a: 'parts:[]', b: {} },
  { a: 'id::x', b: { id: 'x' } },
  { a: '1', b: 1 },
  { a: 'true', b: true },
  { a: { text: '1' }, b: { text: 1 } },
  { a: { 'a,b': 'c' }, b: { a: 'b,c' } },
  { a: { id: 'c', table: 'a' }, b: { id: 'c', table: 'b' } },
])('$a and $b have keys of their own', ({ a, b }) => {
  expect(elementKey(a)).not.toBe(elementKey(b))
})

test('a value survives being stored as JSON', () => {
  fc.assert(
    fc.property(fc.oneof(fc.constant(null), ...Object.values(ELEMENTS)), (value) => {
      expect(sameValue(Value.parse(JSON.parse(JSON.stringify(value))), value)).toBe(true)
    }),
  )
})

test.each<[says: string, sent: Value, given: Value, want: boolean]>([
  ['one by address, back under an id', [at('a')], [own('1')], true],
  ['one kept, one by address', [own('1'), at('a')], [own('1'), own('2')], true],
  ['one that is missing', [at('a'), at('b')], [own('1')], false],
  ['the kept one is gone', [own('1'), at('a')], [own('2'), own('3')], false],
  ['somebody else’s beside it', [at('a')], [own('1'), own('2')], false],
  ['none by address', [own('1')], [own('2')], false],
  ['no files at all', ['a'], ['b'], false],
  ['nothing', null, null, false],
])('files sent by address: %s', (_says, sent, given, want) => {
  expect(haveArrived(sent, given)).toBe(want)
})
function at(word: string): Element {
  return { id: null, name: null, url: `https://files.test/${word}`, size: null, type: null }
}
function own(id: string): Element {
  return { id: `att${id}`, name: 'a', url: `https://v5.test/${id}`, size: 1, type: 'x' }
}

test.each<{ says: string; value: unknown; fits: boolean }>([
  { says: 'nothing at all', value: {}, fits: true },
  {
    says: 'one of each',
    value: { a: null, b: 'x', c: 1, d: true, e: { id: 'r', n: 1, no: null }, f: [] },
    fits: true,
  },
  { says: 'many of each', value: { a: ['x', 1, false, { id: 'r' }] }, fits: true },
  { says: 'an empty element among many', value: { a: [null] }, fits: false },
  { says: 'a list within a list', value: { a: [['x']] }, fits: false },
  { says: 'parts within parts', value: { a: { b: { c: 1 } } }, fits: false },
  { says: 'a part that is true or false', value: { a: { b: true } }, fits: false },
  { says: 'a list', value: ['x'], fits: false },
  { says: 'no record at all', value: 'x', fits: false },
  { says: 'nothing', value: null, fits: false },
])(
  'stored values, looked at quickly, are what the schema says they are: $says',
  ({ value, fits }) => {
    expect(areValues(value)).toBe(fits)
    expect(z.record(z.string(), Value).safeParse(value).success).toBe(fits)
  },
)

/** Seen red with lists of one length compared place by place alone, and with a text and a number of the same digits taken for one. */
test('two values say the same where their elements are the same, in whatever order', () => {
  const element = fc.oneof(fc.constantFrom<Element>(1, '1', 0, '', true, 'true', { id: 'a', table: 't' }, { id: 'a' }, { email: 'A@b.c', id: 'x' }, { email: 'a@b.c' }, { first: 'A', last: null }, { first: 'A' }), ...Object.values(ELEMENTS)) // prettier-ignore
  const value = fc.oneof(fc.constant(null), element, fc.array(element, { maxLength: 4 }).map(many))
  const keys = (one: Value): string => JSON.stringify([...new Set(elements(one).map(elementKey))].sort()) // prettier-ignore
  fc.assert(
    fc.property(value, value, (a, b) => {
      expect(sameValue(a, b)).toBe(keys(a) === keys(b))
    }),
  )
})
