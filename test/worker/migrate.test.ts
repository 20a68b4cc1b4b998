import { describe, expect, test } from 'vitest'
import { migrate, migrateWhenKept } from '../../worker/objects/migrate.ts'
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

describe('an object whose tables are made with the first row', () => {
  const everything = (store: ReturnType<typeof nodeStore>) =>
    store.sql.exec('select name from sqlite_master').toArray()

  test.each([
    { says: 'asking', ask: 'select x from a' },
    { says: 'changing what is not there', ask: 'update a set x = 1' },
    { says: 'dropping what is not there', ask: 'delete from a' },
  ])('$says finds nothing and leaves nothing', ({ ask }) => {
    const store = nodeStore()
    expect(migrateWhenKept(store, [A, B]).sql.exec(ask).toArray()).toEqual([])
    expect(everything(store)).toEqual([])
  })

  test('the first row makes them, and what is kept is found again and brought up to date', () => {
    const store = nodeStore()
    migrateWhenKept(store, [A]).sql.exec('insert into a (x) values (?)', 7)
    const again = migrateWhenKept(store, [A, B])
    expect(again.sql.exec('select x from a').toArray()).toEqual([{ x: 7 }])
    expect(tables(store)).toEqual(['a', 'b', 'c'])
  })

  test('a first row that was taken back took the tables along', () => {
    const store = nodeStore()
    const late = migrateWhenKept(store, [A])
    const fail = () =>
      late.transactionSync(() => {
        late.sql.exec('insert into a (x) values (1)')
        throw new Error('no')
      })
    expect(fail).toThrow('no')
    expect(late.sql.exec('select x from a').toArray()).toEqual([])
    expect(everything(store)).toEqual([])
  })
})
