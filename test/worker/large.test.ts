import { expect, test } from 'vitest'
import { addsUp } from '../../shared/account.ts'
import { type Alone, openAlone } from '../bench/alone.ts'
import { nodeStore } from './sqlite.ts'

/** Airtable's own limit for a long text, in characters. */
const LONGEST_TEXT = 100_000

/** So many people on the left and on the right; rows of more than 2 MB are refused, as on the platform. */
const opened = (left: number, right: number, more = 0): Promise<Alone> => {
  let now = Date.UTC(2026, 0, 1)
  return openAlone(nodeStore(), { left, right }, () => (now += 1), 20, more)
}

const heldOf = async ({ agreement }: Alone) => {
  const page = await agreement.holds({ cursor: null, limit: 50 })
  return page.ok ? page.value.items.map(({ side, why, entryId }) => ({ side, why, entryId })) : null
}
const addUp = async ({ agreement }: Alone): Promise<boolean> => {
  const view = await agreement.view()
  return view.ok && view.value.account.every(addsUp)
}
/** Does everybody on both sides hold the same? Said in a word: the texts are too long to be printed. */
function isEqual({ sides }: Alone, people: number): boolean {
  const holdings = (side: 'left' | 'right'): string[] =>
    Array.from({ length: people }, (_, n) => sides[side].at(n) ?? {})
      .map((values) => JSON.stringify(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1))))
      .sort()
  return JSON.stringify(holdings('left')) === JSON.stringify(holdings('right'))
}
/** Texts that differ from each other and take three bytes a character. */
const written = (n: number, length: number): string => `${n} ${'文'.repeat(length)}`

test.each<[says: string, people: number, fields: number, characters: number]>([
  ['cells of 100,000 characters', 8, 0, LONGEST_TEXT],
  ['200 fields', 3, 200, 600],
  ['two hundred kilobytes in a record, none of its cells large', 12, 40, 1_600],
])('%s are made, met and edited, both ways', async (_, people, fields, characters) => {
  const alone = await opened(people, 0, fields)
  const { left, right } = alone.sides
  const more = Object.fromEntries(
    Array.from({ length: fields }, (_, at) => [`f${at}`, written(at, characters)]),
  )
  for (let n = 0; n < people; n++) left.edit(n, written(n, fields > 0 ? 5 : characters), more)
  expect(await alone.run()).toMatchObject({ state: 'done', created: people, blocked: 0 })
  expect(isEqual(alone, people)).toBe(true)
  expect(await alone.run()).toMatchObject({ state: 'done', written: 0 })

  for (let n = 0; n < people; n++) right.edit(n, written(n + people, characters))
  expect(await alone.run()).toMatchObject({ state: 'done', updated: people, blocked: 0 })
  expect(isEqual(alone, people)).toBe(true)
  expect(await alone.run()).toMatchObject({ state: 'done', written: 0 })
  expect(await addUp(alone)).toBe(true)
})

test('many large records on both sides meet, a few of them in memory at a time', async () => {
  const alone = await opened(16, 16)
  for (let n = 0; n < 16; n++)
    for (const side of ['left', 'right'] as const)
      alone.sides[side].edit(n, written(n, LONGEST_TEXT))
  expect(await alone.run()).toMatchObject({ state: 'done', linked: 16, written: 0, conflicts: 0 })
  expect(await alone.run()).toMatchObject({ state: 'done', written: 0 })
})

/** Seen red with the limit ten times as high: the row is refused, and no run comes to an end. */
test('a record too large to be kept stands aside with its reason, and crosses once it is smaller', async () => {
  const alone = await opened(20, 10, 10)
  const { left, right } = alone.sides
  const large = Object.fromEntries(
    Array.from({ length: 10 }, (_, at) => [`f${at}`, written(at, 30_000)]),
  )
  // One that nobody on the right is, and one that is there already.
  for (const n of [3, 15]) left.edit(n, 'much', large)
  expect(await alone.run()).toMatchObject({ state: 'done', created: 9, linked: 10, blocked: 0 })
  expect(await heldOf(alone)).toEqual([
    { side: 'left', why: 'size', entryId: null },
    { side: 'left', why: 'size', entryId: null },
  ])
  expect(await addUp(alone)).toBe(true)
  right.edit(3, 'edited there meanwhile')
  expect(await alone.run()).toMatchObject({ state: 'done', written: 0 })

  for (const n of [3, 15])
    left.edit(n, 'little', Object.fromEntries(Object.keys(large).map((key) => [key, null])))
  expect(await alone.run()).toMatchObject({ state: 'done', created: 1 })
  expect(await heldOf(alone)).toEqual([])
  expect(await addUp(alone)).toBe(true)
})

test('a linked record that grows too large is written on neither side until it is smaller', async () => {
  const alone = await opened(5, 5, 10)
  const { left, right } = alone.sides
  await alone.run()
  const large = Object.fromEntries(
    Array.from({ length: 10 }, (_, at) => [`f${at}`, written(at, 30_000)]),
  )
  right.edit(2, 'grown', large)
  left.edit(2, 'and edited here')
  left.edit(4, 'another')
  expect(await alone.run()).toMatchObject({ state: 'done', written: 1, conflicts: 0 })
  expect([left.at(2)?.['note'], right.at(2)?.['note']]).toEqual(['and edited here', 'grown'])
  expect(await heldOf(alone)).toEqual([{ side: 'right', why: 'size', entryId: null }])

  right.edit(2, left.at(2)!['note'] as string, Object.fromEntries(Object.keys(large).map((key) => [key, 'short']))) // prettier-ignore
  expect(await alone.run()).toMatchObject({ state: 'done', conflicts: 0 })
  expect(isEqual(alone, 5)).toBe(true)
  expect(await heldOf(alone)).toEqual([])
})
