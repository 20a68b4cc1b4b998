import { expect, test } from 'vitest'
import { migrate } from '../../worker/objects/migrate.ts'
import { nodeStore } from './sqlite.ts'

const A = 'create table a (x integer) strict'
const B = 'create table b (x integer) strict; create table c (x integer) strict'

const tables = (store: ReturnType<typeof nodeStore>) =>
  store.sql
    .exec(`select name from sqlite_master where type = 'table' and name <> 'step' order by name`)
    .toArray()
    .map((row) => row['name'])

test.each([
  { says: 'a new object gets every step', lists: [[A, B]], want: ['a', 'b', 'c'] },
  { says: 'an old object gets the new steps only', lists: [[A], [A, B]], want: ['a', 'b', 'c'] },
  {
    says: 'steps are taken once',
    lists: [
      [A, B],
      [A, B],
    ],
    want: ['a', 'b', 'c'],
  },
])('$says', ({ lists, want }) => {
  const store = nodeStore()
  for (const list of lists) migrate(store, list)
  expect(tables(store)).toEqual(want)
})

test.each([
  { says: 'a shipped step must not be edited', then: [A.replace('integer', 'text'), B] },
  { says: 'code older than the tables must not touch them', then: [] },
])('$says', ({ then }) => {
  const store = nodeStore()
  migrate(store, [A])
  expect(() => migrate(store, then)).toThrow('a shipped migration was edited')
})

test('a step that fails leaves nothing behind', () => {
  const store = nodeStore()
  expect(() => migrate(store, [A, 'create tabel b'])).toThrow()
  expect(tables(store)).toEqual([])
  migrate(store, [A, B])
  expect(tables(store)).toEqual(['a', 'b', 'c'])
})
