import { describe, expect, test } from 'vitest'
import {
  assemble,
  type Direction,
  narrow,
  Pairing,
  project,
  slotKey,
  turned,
  writesTo,
} from '../../shared/mapping.ts'
import type { Value } from '../../shared/value.ts'

describe('what a record holds at the mapped slots', () => {
  const slots = [{ field: 'a' }, { field: 'name', part: 'first' }]
  test.each<{ says: string; record: { [field: string]: Value }; want: object }>([
    {
      says: 'a field and a part',
      record: { a: 1, name: { first: 'Ada', last: 'L' } },
      want: { a: 1, 'name.first': 'Ada' },
    },
    { says: 'an unknown field stays unknown', record: { a: 1 }, want: { a: 1 } },
    {
      says: 'a part of an empty field is empty',
      record: { name: null },
      want: { 'name.first': null },
    },
    {
      says: 'a missing part is empty',
      record: { name: { last: 'L' } },
      want: { 'name.first': null },
    },
  ])('$says', ({ record, want }) => {
    expect(project(record, slots)).toEqual(want)
  })
})

describe('the fields to write', () => {
  const first = (value: Value) => ({ slot: { field: 'name', part: 'first' }, value })
  test.each<{
    says: string
    record: { [field: string]: Value }
    values: Parameters<typeof assemble>[1]
    want: object
  }>([
    {
      says: 'a whole field',
      record: {},
      values: [{ slot: { field: 'a' }, value: 2 }],
      want: { a: 2 },
    },
    {
      says: 'a part is laid over the whole, and what was derived is derived anew',
      record: { name: { first: 'Ada', last: 'L', full: 'Ada L' } },
      values: [first('Bea')],
      want: { name: { first: 'Bea', last: 'L', full: null } },
    },
    {
      says: 'two parts of one field',
      record: {},
      values: [first('Bea'), { slot: { field: 'name', part: 'last' }, value: 'K' }],
      want: { name: { first: 'Bea', last: 'K', full: null } },
    },
    {
      says: 'one part emptied, another set: what was there is not brought back',
      record: { name: { first: 'Ada', last: null, full: 'Ada' } },
      values: [first(null), { slot: { field: 'name', part: 'last' }, value: 'K' }],
      want: { name: { last: 'K', full: null } },
    },
    {
      says: 'the last part emptied empties the field',
      record: { name: { first: 'Ada', last: null } },
      values: [first(null)],
      want: { name: null },
    },
    { says: 'fields that are not written are not there', record: { b: 1 }, values: [], want: {} },
  ])('$says', ({ record, values, want }) => {
    expect(assemble(record, values)).toEqual(want)
  })
})

test.each<[Direction, Direction, Direction]>([
  ['bidirectional', 'push', 'push'],
  ['pull', 'bidirectional', 'pull'],
  ['push', 'pull', 'none'],
  ['none', 'bidirectional', 'none'],
  ['push', 'push', 'push'],
])('%s under %s is %s', (a, b, want) => {
  expect(narrow(a, b)).toBe(want)
})

test.each<[Direction, boolean, boolean]>([
  ['bidirectional', true, true],
  ['push', false, true],
  ['pull', true, false],
  ['none', false, false],
])('%s writes left: %s, right: %s', (direction, left, right) => {
  expect([writesTo(direction, 'left'), writesTo(direction, 'right')]).toEqual([left, right])
})

test.each([
  [{ field: 'a' }, 'a'],
  [{ field: 'a', part: 'b' }, 'a.b'],
])('%o is known as %s', (slot, key) => {
  expect(slotKey(slot)).toBe(key)
})

describe('a way that opens is met anew, one that closes is not', () => {
  const pairingOf = (direction: Direction, entry: Direction): Pairing =>
    Pairing.parse({
      entityType: 'people',
      left: 'L',
      right: 'R',
      version: 3,
      entries: [
        { id: 'e1', left: { field: 'a' }, right: { field: 'b' }, direction: entry, since: 1 },
      ],
      keys: [],
      direction,
      conflictResolution: 'manual_review',
      firstMeeting: 'manual_review',
      createMissing: true,
      updateExisting: true,
      deletions: 'mark',
      twins: { left: null, right: null },
      marks: { left: null, right: null },
    })
  test.each<{ says: string; entry: Direction; from: Direction; to: Direction; since: number }>([
    {
      says: 'both ways, then one',
      entry: 'bidirectional',
      from: 'bidirectional',
      to: 'push',
      since: 1,
    },
    {
      says: 'one way, then both',
      entry: 'bidirectional',
      from: 'push',
      to: 'bidirectional',
      since: 4,
    },
    { says: 'one way, then the other', entry: 'bidirectional', from: 'push', to: 'pull', since: 4 },
    {
      says: 'the field itself never goes that way',
      entry: 'push',
      from: 'push',
      to: 'bidirectional',
      since: 1,
    },
  ])('$says', ({ entry, from, to, since }) => {
    const after = turned(pairingOf(from, entry), to, 4)
    expect(after).toMatchObject({ direction: to, version: 4, entries: [{ since }] })
  })
})
