import { describe, expect, test } from 'vitest'
import { ok } from '../../shared/result.ts'
import { merge, type Source } from '../../worker/routes/merged.ts'

type Item = { id: string; when: number }
const of = { id: (item: Item) => item.id, when: (item: Item) => item.when }

/** A list that pages as a sync does, newest first: its cursor is the last item of the page. */
const source = (key: string, whens: readonly number[]): Source<Item> => ({
  key,
  async page({ cursor, limit }) {
    const rest = whens.filter((when) => cursor === null || when < Number(cursor))
    const items = rest.slice(0, limit).map((when) => ({ id: `${key}${when}`, when }))
    return ok({ items, cursor: rest.length > limit ? String(rest[limit - 1]) : null })
  },
})

async function walk(
  sources: readonly Source<Item>[],
  limit: number,
  from: string | null = null,
): Promise<string[][]> {
  const pages: string[][] = []
  let cursor = from
  do {
    const page = await merge(sources, { cursor, limit }, of)
    if (!page.ok) throw new Error(page.error.reason)
    pages.push(page.value.items.map(of.id))
    cursor = page.value.cursor
  } while (cursor !== null)
  return pages
}

describe.each([1, 2, 3, 7, 50])('%s a page', (limit) => {
  test.each([
    { says: 'no list', lists: {} },
    { says: 'one empty list', lists: { a: [] } },
    { says: 'one list', lists: { a: [9, 8, 7, 6] } },
    { says: 'two lists that alternate', lists: { a: [9, 7, 5, 3, 1], b: [8, 6, 4, 2] } },
    { says: 'one list all older than the other', lists: { a: [3, 2, 1], b: [9, 8, 7, 6] } },
    {
      says: 'one list that has to be read on while the other is far behind',
      lists: { a: [20, 18, 17, 16, 15], b: [19, 2, 1] },
    },
    {
      says: 'lists of very different length',
      lists: { a: [50], b: Array.from({ length: 20 }, (_, i) => 100 - i), c: [] },
    },
  ])('every item comes once, newest first: $says', async ({ lists }) => {
    const entries = Object.entries<number[]>(lists)
    const pages = await walk(
      entries.map(([key, whens]) => source(key, whens)),
      limit,
    )
    const all = entries
      .flatMap(([key, whens]) => whens.map((when) => ({ id: `${key}${when}`, when })))
      .sort((a, b) => b.when - a.when)
    expect(pages.flat()).toEqual(all.map(of.id))
    expect(Math.max(...pages.map((page) => page.length))).toBeLessThanOrEqual(limit)
  })
})

test.each([
  { says: 'one item came first meanwhile', came: [20] },
  { says: 'more items than a page came first', came: [24, 23, 22, 21, 20] },
])('nothing comes twice and nothing is lost: $says', async ({ came }) => {
  const whens = [9, 7, 5, 3]
  const lists = [source('a', whens), source('b', [8, 6, 4, 2])]
  const first = await merge(lists, { cursor: null, limit: 3 }, of)
  whens.unshift(...came)
  const given = first.ok ? first.value.items.map(of.id) : []
  const rest = await walk(lists, 3, first.ok ? first.value.cursor : null)
  expect([...given, ...rest.flat()]).toEqual(['a9', 'b8', 'a7', 'b6', 'a5', 'b4', 'a3', 'b2'])
})

test.each(['x', 'e30x!', btoa('{"a":1}')])(
  'a cursor that is not ours is refused: %s',
  async (cursor) => {
    expect(await merge([], { cursor, limit: 1 }, of)).toMatchObject({
      error: { reason: 'invalid', field: 'cursor' },
    })
  },
)

// Seen red: with what is begun with one page kept for another list's; with the cursor of the list itself given out.
test('the first page of one list alone is made once while its page is the same, and goes on like any other', async () => {
  const page = { items: [{ id: 'a9', when: 9 }], cursor: '9' }
  const list = (key: string): Source<Item> => ({
    key,
    page: async ({ cursor }) => ok(cursor === null ? page : { items: [], cursor: null }),
  })
  const first = (key: string) => merge([list(key)], { cursor: null, limit: 1 }, of)
  const [a, again, b] = [await first('a'), await first('a'), await first('b')]
  if (!a.ok || !again.ok || !b.ok) throw new Error('refused')
  expect(again.value).toBe(a.value)
  expect(b.value.cursor).not.toBe(a.value.cursor)
  expect(await merge([list('a')], { cursor: a.value.cursor, limit: 1 }, of)).toEqual(ok({ items: [], cursor: null })) // prettier-ignore
})
