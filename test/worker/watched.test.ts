import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MIGRATIONS as SYNC } from '../../worker/objects/sync/schema.ts'
import { readStatement, watched, type WatchedSql } from '../../worker/objects/watched.ts'
import { MIGRATIONS as WORKSPACE } from '../../worker/objects/workspace/schema.ts'
import { nodeStore } from './sqlite.ts'

function open() {
  const store = watched(nodeStore())
  const { sql } = store
  sql.exec('create table pet (name text primary key, kind text)')
  sql.exec('create table shop (name text primary key, sells text)')
  return { store, sql }
}
const pets = (sql: WatchedSql) => () => sql.exec('select * from pet order by name').toArray()

// Seen red: with only the first of these words taken for a write, and with a word less in the pattern of each other one.
test.each([
  ['insert into pet (name) values (?)', 'pet'],
  [' insert or ignore into pet select name from shop', 'pet'],
  ['INSERT OR REPLACE INTO Pet (name) values (1)', 'pet'],
  ['replace into pet values (1, 2)', 'pet'],
  ["update pet set kind = 'a' where name = 'b;c'", 'all'],
  ['update or replace pet set kind = ?', 'pet'],
  ['delete from pet where name in (select name from shop) returning name', 'pet'],
  ['select name from pet', null],
  ['\n  select 1 as n from pet where kind = ?;', null],
  ['select 1; delete from pet', 'all'],
  ['with old as (select 1) delete from pet', 'all'],
  ['create table pet (name text)', 'all'],
  ['pragma foreign_keys = off', 'all'],
])('%s writes to %s', (query, target) => {
  expect(readStatement(query).writesTo).toBe(target)
})

// Triggers and foreign keys write to tables that no statement names.
test('no table of ours is written to unseen', () => {
  for (const step of [...SYNC, ...WORKSPACE])
    expect(step).not.toMatch(/\b(create\s+(temp\w*\s+)?(trigger|view)|references|on\s+delete)\b/iu)
})

describe('what is noted', () => {
  // Seen red: with all of it dropped by any write; with none of it.
  test('holds until its own table is written to', () => {
    const { sql } = open()
    const noted = sql.note(pets(sql))
    expect(noted.holds()).toBe(true)
    sql.exec(`insert into shop values ('Ann', 'bones')`)
    expect([noted.holds(), noted.holds()]).toEqual([true, true])
    sql.exec(`insert into pet values ('Rex', 'dog')`)
    expect([noted.value, noted.holds()]).toEqual([[], false])
  })

  // Seen red: with what holds within it not told to whoever notes.
  test('holds no longer than what it was made of, also where that was noted before', () => {
    const { sql } = open()
    const inner = sql.note(pets(sql))
    const outer = sql.note(() => [inner.holds(), inner.value, sql.exec('select * from shop').toArray()]) // prettier-ignore
    sql.exec(`insert into pet values ('Rex', 'dog')`)
    expect(outer.holds()).toBe(false)
  })

  // Seen red: with what is noted within a transaction taken for firm.
  test('does not hold where it was found within a transaction, which may be taken back', () => {
    const { store, sql } = open()
    const before = sql.note(pets(sql))
    let within = before
    expect(() =>
      store.transactionSync(() => {
        sql.exec(`insert into pet values ('Rex', 'dog')`)
        within = sql.note(pets(sql))
        throw new Error('taken back')
      }),
    ).toThrow('taken back')
    expect(within.value).toHaveLength(1)
    expect([before.holds(), within.holds()]).toEqual([false, false])
    expect(sql.note(pets(sql)).value).toEqual([])
  })

  // Seen red: with the count of all changes taken for a question like any other.
  test('holds until anything is written where it asks what has changed at all', () => {
    const { sql } = open()
    const noted = sql.note(() => sql.exec('select total_changes() as n').toArray())
    sql.exec(`insert into shop values ('Ann', 'bones')`)
    expect(noted.holds()).toBe(false)
  })

  // Seen red: with the tables of a single answer asked for like all others; with what is noted within not told to whoever notes.
  test('holds until a single answer it depends on is another one', () => {
    const { sql } = open()
    const kind = () => sql.alone(() => String(sql.exec('select kind from pet').toArray()[0]?.['kind'])) // prettier-ignore
    const inner = sql.note(kind)
    const outer = sql.note(() => [inner.holds(), sql.exec('select * from shop').toArray()])
    sql.exec(`insert into pet values ('Rex', 'undefined')`)
    expect([inner.holds(), outer.holds()]).toEqual([true, true])
    sql.exec(`update pet set kind = 'dog'`)
    expect([inner.holds(), outer.holds()]).toEqual([false, false])
  })

  // Seen red: with what holds within a transaction taken to hold after it.
  test('holds no longer than a transaction in which its single answer was the same again', () => {
    const { store, sql } = open()
    const pets = () => sql.alone(() => sql.exec('select * from pet').toArray().length)
    const noted = sql.note(pets)
    sql.exec(`insert into pet values ('Rex', 'dog')`)
    let within = false
    expect(() =>
      store.transactionSync(() => {
        sql.exec('delete from pet')
        within = noted.holds()
        throw new Error('taken back')
      }),
    ).toThrow('taken back')
    expect([within, noted.holds()]).toEqual([true, false])
  })

  // Seen red: with the clock not heard of; with what is noted within not telling whoever notes.
  test('holds not at all where the clock was asked too', () => {
    const { sql } = open()
    const inner = () => sql.note(() => sql.passing())
    expect([inner().holds(), sql.note(inner).holds(), sql.note(pets(sql)).holds()]).toEqual([false, false, true]) // prettier-ignore
  })

  test('is left as it is by a write aside, which is made all the same', () => {
    const { sql } = open()
    sql.exec(`insert into pet values ('Rex', 'dog')`)
    const noted = sql.note(pets(sql))
    sql.aside('update pet set kind = ?', 'cat')
    expect([noted.holds(), pets(sql)()]).toEqual([true, [{ name: 'Rex', kind: 'cat' }]])
  })

  // Seen red: with every statement that may write taken to have written; with one that fails taken to have written nothing.
  test('is left as it is by a statement that wrote nothing, and not by one that failed half-way', () => {
    const { sql } = open()
    sql.exec(`insert into pet values ('Rex', 'dog')`)
    sql.exec(`insert into shop values ('Ann', 'bones'), ('Rex', 'toys')`)
    const noted = sql.note(pets(sql))
    sql.exec(`update pet set kind = 'cat' where name = 'Tom'`)
    sql.exec(`delete from pet where name = 'Tom' returning name`)
    sql.exec(`insert into pet values ('Rex', 'cat') on conflict do nothing`)
    sql.exec(`insert into pet select * from shop where sells = 'fish'`)
    expect(noted.holds()).toBe(true)
    expect(() => sql.exec('insert or fail into pet select * from shop order by name')).toThrow(
      /UNIQUE/,
    )
    expect([noted.holds(), pets(sql)()]).toMatchObject([false, [{ name: 'Ann' }, { name: 'Rex' }]])
  })

  test('is of one store, however often that is watched', () => {
    const store = nodeStore()
    expect(watched(store)).toBe(watched(store))
    expect(watched(watched(store))).toBe(watched(store))
  })
})

const NAME = fc.constantFrom('a', 'b', 'c')
const TABLE = fc.constantFrom('pet', 'shop')
const DEED = fc.oneof(
  fc.tuple(TABLE, NAME).map(([t, n]) => `insert or replace into ${t} values ('${n}', '1')`),
  fc.tuple(TABLE, NAME).map(([t, n]) => `delete from ${t} where name = '${n}'`),
  TABLE.map((t) => `update or ignore ${t} set name = 'a'`),
  fc.constant('insert or ignore into pet select name, sells from shop'),
)
const ASKS = [
  'select * from pet order by name',
  'select * from shop order by name',
  'select count(*) as n from pet where name in (select name from shop)',
]
/** Of the first only how many there are is looked at, and the second whole. */
const both = (sql: WatchedSql) => () => ({
  pets: sql.alone(() => sql.exec(ASKS[0]!).toArray().length),
  shops: sql.exec(ASKS[1]!).toArray(),
})

// Seen red: with a statement that inserts what it selects taken to write to the table it selects from.
test('whatever is done in whichever order, what still holds is what would be found now', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(DEED, fc.boolean()), { maxLength: 12 }), (deeds) => {
      const { store, sql } = open()
      const asks = [...ASKS.map((query) => () => sql.exec(query).toArray()), both(sql)]
      let noted = asks.map((ask) => sql.note<unknown>(ask))
      for (const [deed, isTakenBack] of deeds) {
        try {
          store.transactionSync(() => {
            sql.exec(deed)
            for (const one of noted) one.holds()
            if (isTakenBack) throw new Error('taken back')
          })
        } catch {
          // It never was.
        }
        noted = noted.map((one, i) => (one.holds() ? one : sql.note<unknown>(asks[i]!)))
        expect(noted.map(({ value }) => value)).toEqual(asks.map((ask) => ask()))
      }
    }),
  )
})
