import { expect, test } from 'vitest'
import { migrate } from '../../worker/objects/migrate.ts'
import type { Sql } from '../../worker/objects/store.ts'
import { openKeys } from '../../worker/objects/workspace/keys.ts'
import { MIGRATIONS } from '../../worker/objects/workspace/schema.ts'
import { nodeStore } from './sqlite.ts'

// Seen red: with the time of the last use asked of the database, as a condition of its update.
test('whose key it is is asked without a statement that may write, but once a minute', () => {
  const store = nodeStore()
  migrate(store, MIGRATIONS)
  const writing: string[] = []
  const sql: Sql = {
    exec(query, ...bindings) {
      if (!/^\s*select\b/i.test(query)) writing.push(query)
      return store.sql.exec(query, ...bindings)
    },
  }
  const keys = openKeys(sql)
  const draft = { name: 'Program', role: 'user', scopes: [], expiresAt: null, connectionId: null } as const // prettier-ignore
  keys.add(draft, { id: 'k1', hash: 'h1', now: 1_000 })
  const usedAt = (now: number): number => {
    writing.length = 0
    expect(keys.use('w1', 'h1', now)).toMatchObject({ ok: true, value: { keyId: 'k1' } })
    return writing.length
  }
  expect([2_000, 3_000, 61_999, 62_000, 62_001].map(usedAt)).toEqual([1, 0, 0, 1, 0])
  expect(keys.list()).toMatchObject([{ lastUsedAt: 62_000 }])
})
