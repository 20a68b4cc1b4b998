import { describe, expect, test } from 'vitest'
import type { Field, Table } from '../../shared/field.ts'
import type { Entry, Pairing } from '../../shared/mapping.ts'
import { type Candidate, doubtSays, identify, keysOf } from '../../shared/match.ts'

const free = (id: string, rivals = 0): Candidate => ({ id, linked: false, rivals })
const taken = (id: string): Candidate => ({ id, linked: true, rivals: 0 })

describe('who is this record on the other side', () => {
  test.each<{ says: string; byKey: Candidate[][]; want: object }>([
    { says: 'no keys', byKey: [], want: { is: 'stranger' } },
    { says: 'nobody has its key', byKey: [[], []], want: { is: 'stranger' } },
    { says: 'one free candidate', byKey: [[free('r1')]], want: { is: 'match', id: 'r1' } },
    { says: 'found by the second key', byKey: [[], [free('r1')]], want: { is: 'match', id: 'r1' } },
    {
      says: 'two candidates',
      byKey: [[free('r1'), free('r2')]],
      want: { is: 'doubt', why: 'several', ids: ['r1', 'r2'] },
    },
    {
      says: 'the candidate is linked',
      byKey: [[taken('r1')]],
      want: { is: 'doubt', why: 'taken', ids: ['r1'] },
    },
    {
      says: 'a rival claims the same one',
      byKey: [[free('r1', 1)]],
      want: { is: 'doubt', why: 'duplicates', ids: ['r1'] },
    },
    {
      says: 'a doubt under the better key stands',
      byKey: [[taken('r1')], [free('r2')]],
      want: { is: 'doubt', why: 'taken', ids: ['r1'] },
    },
  ])('$says', ({ byKey, want }) => {
    expect(identify(byKey)).toEqual(want)
  })

  test.each(['several', 'taken', 'duplicates'] as const)(
    'a doubt (%s) says what to do next',
    (why) => {
      expect(doubtSays({ is: 'doubt', why, ids: ['r1'] })).toMatch(/Choose|Merge/)
    },
  )
})

const field = (id: string, type: Field['type'], many = false): Field => ({
  id, name: id, type, many, access: 'always', required: false, unique: false, native: type,
}) // prettier-ignore
const table: Table = {
  id: 't',
  name: 'T',
  fields: [
    field('email', 'email', true),
    field('first', 'text'),
    field('last', 'text'),
    field('site', 'url'),
    field('name', 'name'),
  ],
}
const entry = (id: string, slot: Entry['left']): Entry => ({
  id,
  left: slot,
  right: slot,
  direction: 'bidirectional',
  since: 1,
})
const pairing = (keys: string[][]): Pairing => ({
  entityType: 'p', left: 't', right: 't', version: 1, keys,
  entries: [
    entry('e', { field: 'email' }), entry('f', { field: 'first' }), entry('l', { field: 'last' }),
    entry('s', { field: 'site' }), entry('n', { field: 'name', part: 'first' }),
  ],
  direction: 'bidirectional', conflictResolution: 'manual_review', firstMeeting: 'app_wins',
  createMissing: true, updateExisting: true, deletions: 'mark',
  twins: { left: null, right: null }, marks: { left: null, right: null },
}) // prettier-ignore

test('both sides are read as the more telling of their two kinds', () => {
  const domains: Table = { ...table, fields: [field('site', 'domain')] }
  const keys = (side: 'left' | 'right', site: string) =>
    keysOf(pairing([['s']]), side, { left: table, right: domains }, { site }, { country: 'US' })
  expect(keys('left', 'https://www.acme.com/about')).toEqual(keys('right', 'acme.com'))
})

// Seen red without them, with one of a key of the mapping twice, and with those of a direction in which nothing is written.
test.each<[says: string, keys: string[][], direction: Entry['direction'], want: string[]]>([
  [
    'of a field that is no key',
    [['f']],
    'bidirectional',
    ['0:ada\u0001', 'only:e:a@x.org', 'only:e:b@x.org'],
  ],
  [
    'of one that is a key only with another',
    [['e', 'f']],
    'push',
    ['0:a@x.org\u0001ada\u0001', '0:b@x.org\u0001ada\u0001', 'only:e:a@x.org', 'only:e:b@x.org'],
  ],
  ['of one that is a key: once', [['e']], 'bidirectional', ['0:a@x.org\u0001', '0:b@x.org\u0001']],
  ['where it is not written: none', [['f']], 'pull', ['0:ada\u0001']],
  ['where it crosses nowhere: none', [['f']], 'none', ['0:ada\u0001']],
])('what there may be only once is a key too: %s', (_, keys, direction, want) => {
  const once = { ...table, fields: table.fields.map((one) => (one.id === 'email' ? { ...one, unique: true } : one)) } // prettier-ignore
  const on: Pairing = { ...pairing(keys), direction: 'bidirectional' }
  const entries = on.entries.map((one) => (one.id === 'e' ? { ...one, direction } : one))
  const slots = { email: ['a@x.org', 'b@x.org'], first: 'Ada' }
  const given = keysOf({ ...on, entries }, 'left', { left: table, right: once }, slots, { country: 'US' }) // prettier-ignore
  expect(given).toEqual(want)
})

describe('the keys a record goes by', () => {
  test.each<{
    says: string
    keys: string[][]
    slots: { [key: string]: string | string[] | null }
    want: string[]
  }>([
    {
      says: 'folded',
      keys: [['e']],
      slots: { email: [' Ada@Example.com'] },
      want: ['0:ada@example.com\u0001'],
    },
    {
      says: 'one for each of many',
      keys: [['e']],
      slots: { email: ['a@x.org', 'b@x.org'] },
      want: ['0:a@x.org\u0001', '0:b@x.org\u0001'],
    },
    {
      says: 'composite',
      keys: [['f', 'l']],
      slots: { first: 'Ada', last: 'Lovelace' },
      want: ['0:ada\u0001lovelace\u0001'],
    },
    {
      says: 'composite with a part missing: none',
      keys: [['f', 'l']],
      slots: { first: 'Ada', last: null },
      want: [],
    },
    { says: 'unknown is no key', keys: [['e']], slots: {}, want: [] },
    {
      says: 'alternatives keep their number',
      keys: [['e'], ['s']],
      slots: { email: null, site: 'https://www.acme.com/x' },
      want: ['1:acme.com/x\u0001'],
    },
    {
      says: 'a part of a name',
      keys: [['n']],
      slots: { 'name.first': 'Ádá' },
      want: ['0:ada\u0001'],
    },
    { says: 'an empty alternative is none', keys: [[]], slots: { first: 'Ada' }, want: [] },
  ])('$says', ({ keys, slots, want }) => {
    expect(
      keysOf(pairing(keys), 'left', { left: table, right: table }, slots, { country: 'US' }),
    ).toEqual(want)
  })
})
