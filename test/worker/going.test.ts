import { expect, test } from 'vitest'
import { migrate } from '../../worker/objects/migrate.ts'
import { Memory } from '../../worker/objects/sync/memory.ts'
import { MIGRATIONS } from '../../worker/objects/sync/schema.ts'
import { nodeStore } from './sqlite.ts'

function opened(): Memory {
  const store = nodeStore()
  migrate(store, MIGRATIONS)
  const memory = new Memory(store)
  for (const id of ['a', 'b', 'c']) memory.seen.put(seen(id, 'as it was'))
  return memory
}
const seen = (recordId: string, name: string) => ({
  pairing: 1,
  side: 'left' as const,
  recordId,
  order: 1,
  slots: { name },
  times: { name: '2026-01-05T09:00:00.000Z' },
  title: name,
  since: null,
})
const left = (memory: Memory) =>
  ['a', 'b', 'c'].filter((id) => memory.seen.get(1, 'left', id) !== undefined)

test.each([
  {
    says: 'what was looked up and what was not',
    ahead: ['a'],
    drop: ['a', 'b'],
    put: [],
    stays: ['c'],
  },
  {
    says: 'one that is seen again meanwhile stays',
    ahead: ['a', 'b'],
    drop: ['a', 'b'],
    put: ['b'],
    stays: ['b', 'c'],
  },
])('rows that are dropped together are gone at once: $says', ({ ahead, drop, put, stays }) => {
  const memory = opened()
  memory.together(() => {
    memory.seen.ahead(1, 'left', ahead)
    memory.seen.dropTogether(() => {
      for (const id of drop) memory.seen.drop(1, 'left', id)
      for (const id of put) memory.seen.put(seen(id, 'again'))
      expect(left(memory)).toEqual(stays)
    })
  })
  expect(left(memory)).toEqual(stays)
})

test('where dropping them together fails, all of them stay', () => {
  const memory = opened()
  const fail = (): void =>
    memory.together(() => {
      memory.seen.ahead(1, 'left', ['a'])
      memory.seen.dropTogether(() => {
        memory.seen.drop(1, 'left', 'a')
        throw new Error('it was cut off')
      })
    })
  expect(fail).toThrow('it was cut off')
  expect(left(memory)).toEqual(['a', 'b', 'c'])
  memory.together(() => {
    memory.seen.ahead(1, 'left', ['a'])
    memory.seen.drop(1, 'left', 'a')
  })
  expect(left(memory)).toEqual(['b', 'c'])
})
