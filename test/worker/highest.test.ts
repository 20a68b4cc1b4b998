import { expect, test } from 'vitest'
import { Memory } from '../../worker/objects/sync/memory.ts'
import { freshStore } from './engine.ts'

/**
 * The ledger knows links and pairings by their numbers, also those that are long gone. Seen red with SQLite’s own
 * numbering: the number of the last one was given again, and an undo wrote into somebody else’s record (storm 3000045).
 */
const ways: readonly { says: string; drop: (memory: Memory, id: number) => void }[] = [
  { says: 'a link that was dropped', drop: (memory, id) => memory.links.drop(id) },
  { says: 'a proposal that was not taken', drop: (memory) => memory.links.dropProposed(10) },
  {
    says: 'the links of a pairing that was removed',
    drop: (memory) => memory.links.dropPairing(1),
  },
]

test.each(ways)('the number of $says is never given again', ({ drop }) => {
  const memory = new Memory(freshStore())
  const add = (name: string): number => {
    const half = { base: {}, order: 1 }
    const [left, right] = [
      { id: `l${name}`, ...half },
      { id: `r${name}`, ...half },
    ]
    return memory.links.add({ pairing: 1, left, right, version: 1, proposed: 1 })
  }
  const first = add('a')
  drop(memory, first)
  const second = add('b')
  drop(memory, second)
  expect([first, second, add('c')]).toEqual([1, 2, 3])
})
