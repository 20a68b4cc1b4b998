import { expect, test } from 'vitest'
import { openRecall } from '../../worker/objects/recall.ts'
import { watched } from '../../worker/objects/watched.ts'
import { nodeStore } from './sqlite.ts'

function open() {
  const { sql } = watched(nodeStore())
  sql.exec('create table pet (name text primary key, kind text)')
  const recall = openRecall<string, unknown>(sql)
  const world = { asked: 0 }
  const kindOf = (name: string) =>
    recall.of(name, () => {
      world.asked++
      return sql.exec('select kind from pet where name = ?', name).toArray()[0]?.['kind'] ?? null
    })
  return { sql, world, kindOf }
}

// Seen red: with what was known kept after a write; with a null asked for again.
test('what is known holds until its table is written to, by whomever', () => {
  const { sql, world, kindOf } = open()
  expect([kindOf('Rex'), kindOf('Rex'), world.asked]).toEqual([null, null, 1])
  sql.exec(`insert into pet values ('Rex', 'dog')`)
  expect([kindOf('Rex'), kindOf('Tom'), kindOf('Rex'), world.asked]).toEqual([
    'dog',
    null,
    'dog',
    3,
  ])
  sql.exec('create table shop (name text)')
  expect([kindOf('Rex'), world.asked]).toEqual(['dog', 4])
  sql.exec(`insert into shop values ('Rex')`)
  expect([kindOf('Rex'), world.asked]).toEqual(['dog', 4])
  sql.exec(`update pet set kind = 'cat'`)
  expect([kindOf('Rex'), world.asked]).toEqual(['cat', 5])
  sql.exec('delete from pet')
  expect([kindOf('Rex'), world.asked]).toEqual([null, 6])
})

// Seen red: with that kept like any answer.
test('that something is not there is not kept: it may come by a write aside', () => {
  const { sql } = open()
  const recall = openRecall<string, unknown>(sql)
  const find = () => recall.of('Rex', () => sql.exec('select name from pet').toArray()[0]?.['name'])
  expect(find()).toBeUndefined()
  sql.aside(`insert into pet values ('Rex', 'dog')`)
  expect(find()).toBe('Rex')
})

// Seen red: with no end to what is known.
test('of those who ask for what is not there only so many are known', () => {
  const { world, kindOf } = open()
  for (let i = 0; i < 2_500; i++) kindOf(`Stray ${i}`)
  kindOf('Stray 0')
  expect(world.asked).toBe(2_501)
})
