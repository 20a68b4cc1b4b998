import { expect, test } from 'vitest'
import { Memory } from '../../worker/objects/sync/memory.ts'
import { freshTables } from './engine.ts'

const PUT = { pairing: 1, side: 'left', entry: '', why: 'person', says: '', run: 1, actor: null, now: 1 } as const // prettier-ignore

/** Seen red with SQLite’s own numbering: a page that was open let go of another record than the one it showed. */
const releases: readonly { says: string; drop: (memory: Memory, id: number) => void }[] = [
  { says: 'a person let go of', drop: ({ holds }, id) => void holds.release(id) },
  {
    says: 'its run let go of',
    drop: ({ holds }, id) => holds.releaseOf(1, 1, 'left', holds.get(id)?.record_id ?? '', ''),
  },
  {
    says: 'gave way to that of a record that came to go by its id',
    drop: ({ holds }, id) => {
      const gives = holds.get(id)?.record_id ?? ''
      const [first] = holds.list(null, 9).slice(-1)
      holds.follow(1, 'left', first?.record_id ?? '', gives)
    },
  },
  { says: 'went with its pairing', drop: ({ holds }) => holds.dropPairing(1) },
]

test.each(releases)('the number of a hold that $says is never given again', ({ drop }) => {
  const memory = new Memory(freshTables().store)
  const add = (recordId: string): number => memory.holds.put({ ...PUT, recordId })
  add('a')
  const gone = add('b')
  drop(memory, gone)
  expect([gone, memory.holds.get(gone), add('c')]).toEqual([2, undefined, 3])
})

/** Seen red in the same way: an answer to a question that was settled meanwhile went to another record’s question. */
const settlings: readonly { says: string; drop: (memory: Memory) => void }[] = [
  { says: 'no longer holds', drop: ({ conflicts }) => void conflicts.clear('b') },
  { says: 'its link no longer has', drop: ({ conflicts }) => void conflicts.clearLink(2) },
  { says: 'went with its pairing', drop: ({ conflicts }) => conflicts.dropPairing(1) },
]

test.each(settlings)('the number of a question that $says is never given again', ({ drop }) => {
  const memory = new Memory(freshTables().store)
  const raise = (about: string, link: number): number => {
    memory.conflicts.raise({ about, pairing: 1, kind: 'field', link, leftId: 'l', rightId: 'r', entry: 'e', base: null, left: 'a', right: 'b', says: '', now: 1 }) // prettier-ignore
    return memory.conflicts.about(about)?.id ?? 0
  }
  raise('a', 1)
  const gone = raise('b', 2)
  drop(memory)
  expect([gone, memory.conflicts.get(gone), raise('c', 3)]).toEqual([2, undefined, 3])
})

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

/** Together, as in one transaction; seen red where the next number was read from those that are left, and kept too long. */
test.each(
  ways.flatMap((way) => [
    { ...way, how: 'each apart' },
    { ...way, how: 'together' },
  ]),
)('the number of $says is never given again, $how', ({ drop, how }) => {
  const memory = new Memory(freshTables().store)
  const add = (name: string): number => {
    const half = { base: {}, order: 1 }
    const [left, right] = [
      { id: `l${name}`, ...half },
      { id: `r${name}`, ...half },
    ]
    return memory.links.add({ pairing: 1, left, right, version: 1, proposed: 1 })
  }
  const all = (): number[] => {
    const first = add('a')
    drop(memory, first)
    const second = add('b')
    drop(memory, second)
    return [first, second, add('c')]
  }
  expect(how === 'together' ? memory.together(all) : all()).toEqual([1, 2, 3])
  expect(memory.together(() => add('d'))).toBe(4)
})
