import { describe, expect, test } from 'vitest'
import type { Rules } from '../../../shared/filter.ts'
import { areApart } from '../../../shared/filter/apart.ts'
import type { Slot } from '../../../shared/mapping.ts'
import { rivalsOf, type Writing } from '../../../shared/validate/rivals.ts'

type Entry = Writing['entries'][number]
const entry = (left: string, right: string | Slot, direction: Entry['direction'] = 'bidirectional', more: Partial<Entry> = {}): Entry => ({
  id: `${left}>${typeof right === 'string' ? right : `${right.field}#${right.part}`}`,
  left: { field: left },
  right: typeof right === 'string' ? { field: right } : right,
  direction,
  ...more,
}) // prettier-ignore

const writing = (
  entityType: string,
  entries: readonly Entry[],
  more: Partial<Writing> = {},
): Writing => ({
  entityType,
  left: entityType,
  right: 'people',
  direction: 'push',
  createMissing: true,
  updateExisting: true,
  deletions: 'keep',
  entries,
  ...more,
})
const rules = (all: Rules): NonNullable<Writing['filters']> => ({
  right: { kind: 'rules', rules: all },
})
const won = { field: 'stage', operator: 'is', value: 'Won' } as const
const notWon = { field: 'stage', operator: 'is_not', value: 'Won' } as const

const score = entry('a', 'score')
const theirs = entry('z', 'score')

/**
 * Seen red by leaving out, one after the other, each thing that is asked: the table, the direction of the way back, the
 * updates that are switched off, the filters that keep apart, the mirror, and the parts of a field.
 */
describe('two pairings that put each other right', () => {
  test.each<{ says: string; one: Writing; two: Writing; want: readonly string[] }>([
    {
      says: 'two tables that only give to one field of one object',
      one: writing('leads', [score]),
      two: writing('customers', [theirs]),
      want: ['right a>score customers z>score'],
    },
    {
      says: 'the same from one object to one table',
      one: writing('leads', [score], { direction: 'pull', left: 'rows', right: 'people' }),
      two: writing('deals', [entry('a', 'worth')], { direction: 'pull', left: 'rows', right: 'deals' }), // prettier-ignore
      want: ['left a>score deals a>worth'],
    },
    {
      says: 'one field of many that goes one way on both',
      one: writing('leads', [score, entry('b', 'level', 'push')], { direction: 'bidirectional' }),
      two: writing('customers', [theirs, entry('y', 'level', 'push')], { direction: 'bidirectional' }), // prettier-ignore
      want: ['right b>level customers y>level'],
    },
    {
      says: 'one that goes both ways follows the other',
      one: writing('leads', [score]),
      two: writing('customers', [theirs], { direction: 'bidirectional' }),
      want: [],
    },
    {
      says: 'one that only reads',
      one: writing('leads', [score]),
      two: writing('customers', [theirs], { direction: 'pull' }),
      want: [],
    },
    {
      says: 'other fields',
      one: writing('leads', [score]),
      two: writing('customers', [entry('z', 'level')]),
      want: [],
    },
    {
      says: 'another object',
      one: writing('leads', [score]),
      two: writing('customers', [theirs], { right: 'deals' }),
      want: [],
    },
    {
      says: 'one that never writes over what is there',
      one: writing('leads', [score]),
      two: writing('customers', [theirs], { sides: { right: { updateExisting: false } } }),
      want: [],
    },
    {
      says: 'filters that keep their records apart',
      one: writing('leads', [score], { filters: rules({ all: [won] }) }),
      two: writing('customers', [theirs], { filters: rules(notWon) }),
      want: [],
    },
    {
      says: 'filters that may let the same record pass',
      one: writing('leads', [score], { filters: rules({ any: [won] }) }),
      two: writing('customers', [theirs], { filters: rules(notWon) }),
      want: ['right a>score customers z>score'],
    },
    {
      says: 'what the vendors keep equal themselves',
      one: writing('leads', [score]),
      two: writing('customers', [{ ...theirs, mirrorOf: 'x/e1' }]),
      want: [],
    },
    {
      says: 'a part, and the whole of it',
      one: writing('leads', [entry('a', { field: 'name', part: 'first' })]),
      two: writing('customers', [entry('z', 'name')]),
      want: ['right a>name#first customers z>name'],
    },
    {
      says: 'two parts of one field',
      one: writing('leads', [entry('a', { field: 'name', part: 'first' })]),
      two: writing('customers', [entry('z', { field: 'name', part: 'last' })]),
      want: [],
    },
  ])('$says', ({ one, two, want }) => {
    const found = rivalsOf(one, [one, two])
    expect(
      found.map((rival) => [rival.side, rival.entry, ...Object.values(rival.by)].join(' ')),
    ).toEqual(want)
    // Whoever looks from the other side sees the same.
    expect(rivalsOf(two, [one, two])).toHaveLength(want.length)
  })
})

/** Seen red by asking the questions of “any” too, by not looking at the values, and at one order alone. */
test.each<{ says: string; one: Rules; two: Rules; apart: boolean }>([
  { says: 'a question and its negation', one: won, two: notWon, apart: true },
  { says: 'among others', one: { all: [won, { field: 'x', operator: 'is_empty' }] }, two: { all: [notWon] }, apart: true },
  { says: 'in only one of several ways to pass', one: { any: [won, { field: 'x', operator: 'is_empty' }] }, two: notWon, apart: false },
  { says: 'of another value', one: won, two: { ...notWon, value: 'Lost' }, apart: false },
  { says: 'of another field', one: won, two: { ...notWon, field: 'phase' }, apart: false },
  { says: 'two values of a field that may hold both', one: won, two: { ...won, value: 'Lost' }, apart: false },
  { says: 'empty and not', one: { field: 'x', operator: 'is_empty' }, two: { field: 'x', operator: 'is_not_empty' }, apart: true },
  { says: 'one of some, and none of them', one: { field: 'x', operator: 'any_of', value: ['a', 'b'] }, two: { field: 'x', operator: 'none_of', value: ['a', 'b'] }, apart: true },
])('filters that are apart, $says: $apart', ({ one, two, apart }) => {
  const [a, b] = [{ kind: 'rules', rules: one } as const, { kind: 'rules', rules: two } as const]
  expect([areApart(a, b), areApart(b, a)]).toEqual([apart, apart])
  expect(areApart(a, undefined)).toBe(false)
  expect(areApart(a, { kind: 'view', view: 'v' })).toBe(false)
}) // prettier-ignore
