import { describe, expect, test } from 'vitest'
import type { Entry } from '../../../shared/mapping.ts'
import type { Bridge } from '../../../shared/merge.ts'
import { intersect, minus, plus, replaceHead, speaksForAll, without } from '../../../shared/merge/elements.ts' // prettier-ignore
import { computedOf, givenBy } from '../../../shared/merge/given.ts'
import { err, ok } from '../../../shared/result.ts'
import { elements, type Value } from '../../../shared/value.ts'

const file = (id: string, url: string) => ({ id, url })

test.each<{ says: string; got: Value; want: Value }>([
  { says: 'less what the other has', got: minus(['a', 'b', 'c'], ['b']), want: ['a', 'c'] },
  { says: 'less everything is empty, not a list of nothing', got: minus(['a'], ['a']), want: null },
  { says: 'one element is a list of one', got: minus('a', 'b'), want: ['a'] },
  { says: 'together, in the order of the first, each once', got: plus(['b', 'a'], ['a', 'c']), want: ['b', 'a', 'c'] },
  { says: 'together with nothing', got: plus(null, ['a']), want: ['a'] },
  { says: 'what both have', got: intersect(['a', 'b'], ['b', 'c']), want: ['b'] },
  { says: 'of what is the same by its id, the first one’s', got: intersect([file('1', 'x')], [file('1', 'y')]), want: [file('1', 'x')] },
  { says: 'without what is stuck', got: without(['a', 'b'], ['b']), want: ['a'] },
  { says: 'nothing stuck leaves it as it is, a single one single', got: without('a', []), want: 'a' },
  { says: 'another head', got: replaceHead(['a', 'x', 'y'], 'b'), want: ['b', 'x', 'y'] },
  { says: 'a head that stood further down stands once', got: replaceHead(['a', 'x', 'y'], 'y'), want: ['y', 'x'] },
  { says: 'no head: the rest moves up', got: replaceHead(['a', 'x'], null), want: ['x'] },
  { says: 'a head where nothing was', got: replaceHead(null, 'b'), want: ['b'] },
])('$says', ({ got, want }) => {
  expect(got).toEqual(want)
}) // prettier-ignore

const entry = (more: Partial<Entry> = {}): Entry => ({
  id: 'e', left: { field: 'L' }, right: { field: 'R' }, direction: 'bidirectional', since: 1, ...more,
}) // prettier-ignore
/** On its way to the right a formula makes something of the record; the way back is plain. */
const MADE = entry({ transform: { right: [{ do: 'formula', text: 'LEN({L})' }] } })

describe('does the first of many speak for all of them', () => {
  /** The left holds many. To the right goes the first of them, or all as one text; digits do not cross. */
  const bridge = (joined: boolean): Bridge => ({
    isMany: (_, side) => side === 'left',
    carry(_, __, value) {
      const list = elements(value).map(String)
      if (list.some((one) => /\d/.test(one)))
        return err({ reason: 'cannot_convert', field: 'L', to: 'R', why: 'digits' })
      return ok({ value: joined ? list.join() : (list[0] ?? null), stuck: [] })
    },
  })
  test.each<{ says: string; side?: 'left' | 'right'; now: Value; joined?: boolean; want: boolean }>([
    { says: 'an address among addresses', now: ['a', 'b'], want: true },
    { says: 'where they are joined', now: ['a', 'b'], joined: true, want: false },
    { says: 'one alone', now: ['a'], want: false },
    { says: 'nobody', now: null, want: false },
    { says: 'the side of one', side: 'right', now: 'a', want: false },
    { says: 'the first cannot cross', now: ['1', 'b'], want: false },
    { says: 'another cannot cross', now: ['a', '2'], want: false },
  ])('$says: $want', ({ side = 'left', now, joined = false, want }) => {
    expect(speaksForAll(entry(), side, now, bridge(joined))).toBe(want)
  }) // prettier-ignore
})

describe('what each side gives', () => {
  test.each<{ says: string; entry: Entry; left: { [key: string]: Value }; right: { [key: string]: Value }; want: object | null }>([
    { says: 'what it holds', entry: entry(), left: { L: 'a' }, right: { R: 'b' }, want: { left: 'a', right: 'b' } },
    { says: 'what its formula makes', entry: MADE, left: { L: 'a', '=e': 1 }, right: { R: 'b', '=e': 2 }, want: { left: 1, right: 'b' } },
    { says: 'nothing, where what a formula makes is unknown', entry: MADE, left: { L: 'a' }, right: { R: 'b' }, want: null },
    { says: 'nothing, where the other side is unknown', entry: entry(), left: { L: 'a' }, right: {}, want: null },
    { says: 'empty is something', entry: entry(), left: { L: null }, right: { R: null }, want: { left: null, right: null } },
  ])('$says', ({ entry: of, left, right, want }) => {
    expect(givenBy(of, { left, right })).toEqual(want)
  }) // prettier-ignore

  test('what formulas made is named for the sides that have one', () => {
    expect(computedOf(entry(), { left: 'a', right: 'b' })).toEqual({})
    expect(computedOf(MADE, { left: 1, right: 'b' })).toEqual({ computed: { left: 1 } })
  })

  test('a list that a formula is made of is the whole list’s', () => {
    const first: Bridge = {
      isMany: (_, side) => side === 'left',
      carry: (_, __, value) => ok({ value: elements(value)[0] ?? null, stuck: [] }),
    }
    expect(speaksForAll(MADE, 'left', ['a', 'b'], first)).toBe(false)
  })
})
