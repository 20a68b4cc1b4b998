import { expect, test } from 'vitest'
import type { Field, Table } from '../../shared/field.ts'
import { migrate } from '../../worker/objects/migrate.ts'
import { Memory } from '../../worker/objects/sync/memory.ts'
import { MIGRATIONS } from '../../worker/objects/sync/schema.ts'
import { nodeStore } from './sqlite.ts'

const open = (): Memory => {
  const store = nodeStore()
  migrate(store, MIGRATIONS)
  return new Memory(store)
}
const field = (id: string, name: string): Field => ({
  id,
  name,
  type: 'text',
  many: false,
  access: 'always',
  required: false,
  unique: false,
  native: 'text',
})
const table = (id: string, ...fields: Field[]): Table => ({
  id,
  name: `Table ${id}`,
  primary: 'f1',
  fields,
})
const written = ({ sql }: Memory): unknown =>
  sql.exec('select total_changes() as n').toArray()[0]?.['n']

// Seen red with every table written anew each time.
test('a table that is described as before costs no row', () => {
  const memory = open()
  memory.described.put('left', ['a', 'b'], [table('a', field('f1', 'Name')), table('b')])
  const before = written(memory)
  memory.described.put('left', ['a', 'b'], [table('a', field('f1', 'Name')), table('b')])
  expect(written(memory)).toBe(before)
})

// Seen red with the kept tables left alone where one is written, and where one goes.
test('a table is as it was last described, and gone once it is missing', () => {
  const memory = open()
  memory.described.put('left', ['a', 'b'], [table('a', field('f1', 'Name')), table('b')])
  expect(memory.described.table('left', 'a')?.fields.map(({ name }) => name)).toEqual(['Name'])
  expect(memory.described.table('left', 'b')?.name).toBe('Table b')
  memory.described.put('left', ['a', 'b'], [table('a', field('f1', 'Title')), table('b')])
  expect(memory.described.table('left', 'a')?.fields.map(({ name }) => name)).toEqual(['Title'])
  expect(memory.described.nameOf('left', 'a', 'f1')).toBe('Title')
  expect(memory.described.table('left', 'b')?.name).toBe('Table b')
  memory.described.put('left', ['a', 'b'], [table('a', field('f1', 'Title'))])
  expect(memory.described.table('left', 'b')).toBeUndefined()
  expect(memory.described.nameOf('left', 'b')).toBe('Table b')
})

// Seen red with an option added behind the kept table's back.
test('an option that was made is there from then on', () => {
  const memory = open()
  const status = { ...field('f1', 'Status'), choices: ['Open'] }
  memory.described.put('right', ['a'], [table('a', status)])
  expect(memory.described.table('right', 'a')?.fields[0]?.choices).toEqual(['Open'])
  memory.described.addChoice('right', 'a', 'f1', 'Won')
  expect(memory.described.table('right', 'a')?.fields[0]?.choices).toEqual(['Open', 'Won'])
})

// Seen red with nothing forgotten where a transaction is taken back.
test('what was taken back with its transaction is not remembered', () => {
  const memory = open()
  memory.described.put('left', ['a'], [table('a', field('f1', 'Name'))])
  expect(() =>
    memory.together(() => {
      memory.described.put('left', ['a'], [table('a', field('f1', 'Title'))])
      expect(memory.described.table('left', 'a')?.fields[0]?.name).toBe('Title')
      throw new Error('the disk is full')
    }),
  ).toThrow('the disk is full')
  expect(memory.described.table('left', 'a')?.fields[0]?.name).toBe('Name')
})

// Seen red where a table that was kept counted as asked of nobody.
test('what was made of a kept table holds no longer than the table', () => {
  const memory = open()
  const describe = (name: string) =>
    memory.described.put('left', ['a'], [table('a', field('f1', name))])
  describe('Name')
  expect(memory.described.table('left', 'a')?.name).toBe('Table a')
  const noted = memory.sql.note(() => memory.described.table('left', 'a')?.fields[0]?.name)
  expect({ value: noted.value, holds: noted.holds() }).toEqual({ value: 'Name', holds: true })
  describe('Name')
  expect(noted.holds()).toBe(true)
  describe('Title')
  expect(noted.holds()).toBe(false)
})
