import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isStrong } from '../../../shared/match/block.ts'
import { Shelf } from '../../../shared/match/shelf.ts'

/** Few numbers, so that many are shared; they fall into two slots, as a shelf tells slots apart by the lowest bits. */
const blocks = fc.uniqueArray(fc.nat({ max: 12 }).map((n) => (n >> 1) * 2 ** 20 + (n & 1)))

const isShared = (asked: readonly number[], held: readonly number[]): boolean => {
  const both = asked.filter((one) => held.includes(one))
  return both.length >= 2 || both.some(isStrong)
}

// Seen red: without the look at the hash in `near`; with the first entry of a slot left out.
test('who shares a strong block, or two others, is found once, and nobody else', () => {
  fc.assert(
    fc.property(fc.array(blocks, { maxLength: 50 }), blocks, (held, asked) => {
      const shelf = new Shelf(1)
      for (const [place, list] of held.entries()) shelf.add(`r${place}`, `f${place}`, list)
      const expected = held.flatMap((list, place) => (isShared(asked, list) ? [place] : []))
      for (let times = 0; times < 2; times++)
        expect([...shelf.near(asked)].sort((a, b) => a - b)).toEqual(expected)
    }),
  )
})

// Seen red: with `n >= MOST_IN_A_BLOCK`; with the entries not thinned.
test.each([
  { many: 60, found: 60 },
  { many: 61, found: 0 },
])('a block that $many records share finds $found of them', ({ many, found }) => {
  const shelf = new Shelf(many)
  for (let n = 0; n < many; n++) shelf.add(`r${n}`, '', [7])
  // In the same slot.
  const beside = 7 + 2 ** 20
  shelf.add('alone', '', [beside])
  expect(shelf.near([7])).toHaveLength(found)
  expect(shelf.near([beside])).toEqual([many])
})
