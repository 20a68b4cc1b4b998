import { expect, test } from 'vitest'
import { migrate } from '../../worker/objects/migrate.ts'
import { openAudit } from '../../worker/objects/workspace/audit.ts'
import { MIGRATIONS } from '../../worker/objects/workspace/schema.ts'
import { nodeStore } from './sqlite.ts'

const MANY = 12_000
const RARE = [3, 4, 7_000, 11_000]

/** A long trail with few of one action. */
function trail() {
  const store = nodeStore()
  migrate(store, MIGRATIONS)
  store.sql.exec(
    `with recursive entry (n) as (select 1 union all select n + 1 from entry where n < ?1)
     insert into audit (n, at, actor, action, about, before, hash)
       select n, '2026-05-01T00:00:00.000Z', 'key k1 (Ada)',
         case when n in (select value from json_each(?2)) then 'rare' else 'usual' end, '{}', 'b' || n, 'h' || n from entry`,
    MANY,
    JSON.stringify(RARE),
  )
  return openAudit(store.sql)
}

// Seen red: with the end said where a page came out short, and with the whole trail looked through for one page.
test.each([
  { says: 'a rare action', ask: { action: 'rare' }, limit: 2, pages: 4, want: RARE },
  { says: 'what nobody did', ask: { action: 'never' }, limit: 50, pages: 3, want: [] },
  { says: 'a few at a time', ask: { action: 'rare' }, limit: 1, pages: 6, want: RARE },
])('$says is found in a long trail, page by page: none looks through all of it', (row) => {
  const audit = trail()
  const found: number[] = []
  let pages = 0
  for (let under: number | null = Number.MAX_SAFE_INTEGER; under !== null; pages++) {
    const page = audit.newest(under, row.limit, row.ask)
    found.push(...page.items.map(({ n }) => n))
    under = page.next
  }
  expect([found, pages]).toEqual([row.want.toReversed(), row.pages])
})

test('all of it comes in full pages, and an empty one has no end to look for', () => {
  const { items, next } = trail().newest(Number.MAX_SAFE_INTEGER, 200, {})
  expect([items.length, items[0]?.n, next]).toEqual([200, MANY, MANY - 199])
  const store = nodeStore()
  migrate(store, MIGRATIONS)
  expect(openAudit(store.sql).newest(5, 10, {})).toEqual({ items: [], next: null })
})
