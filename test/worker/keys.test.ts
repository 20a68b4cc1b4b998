import { expect, test } from 'vitest'
import { migrate } from '../../worker/objects/migrate.ts'
import type { Sql } from '../../worker/objects/store.ts'
import { openKeys } from '../../worker/objects/workspace/keys.ts'
import { MIGRATIONS } from '../../worker/objects/workspace/schema.ts'
import { watched } from '../../worker/objects/watched.ts'
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
  const keys = openKeys(watched({ ...store, sql }).sql)
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

// Seen red: with the time of a use written like anything else.
test('that somebody used a key has no other asked for again, and what was said of any counts at once', () => {
  const store = nodeStore()
  migrate(store, MIGRATIONS)
  const asked: string[] = []
  const sql: Sql = {
    exec(query, ...bindings) {
      if (/^\s*select\b/i.test(query)) asked.push(query)
      return store.sql.exec(query, ...bindings)
    },
  }
  const keys = openKeys(watched({ ...store, sql }).sql)
  const draft = { name: 'Program', role: 'user', scopes: [], expiresAt: null, connectionId: null } as const // prettier-ignore
  for (const k of ['1', '2']) keys.add(draft, { id: `k${k}`, hash: `h${k}`, now: 1_000 })
  const use = (hash: string, now: number) => keys.use('w1', hash, now).ok
  expect([use('h1', 2_000), use('h2', 2_000), asked.length]).toEqual([true, true, 2])
  expect([use('h1', 62_000), use('h2', 62_000), use('h1', 62_001), asked.length]).toEqual([true, true, true, 2]) // prettier-ignore
  expect(keys.remove('k1').ok).toBe(true)
  expect([use('h1', 62_002), use('h2', 62_002)]).toEqual([false, true])
})

// Seen red: with a key that is made written like anything else; with that nobody has a hash kept as known.
test('a key that is made has no other asked for again, and is known at once though it was asked for before', () => {
  const store = nodeStore()
  migrate(store, MIGRATIONS)
  const asked: string[] = []
  const sql: Sql = {
    exec(query, ...bindings) {
      if (/^\s*select\b/i.test(query)) asked.push(query)
      return store.sql.exec(query, ...bindings)
    },
  }
  const keys = openKeys(watched({ ...store, sql }).sql)
  const draft = { name: 'Program', role: 'user', scopes: [], expiresAt: null, connectionId: null } as const // prettier-ignore
  keys.add(draft, { id: 'k1', hash: 'h1', now: 1_000 })
  const use = (hash: string) => keys.use('w1', hash, 2_000).ok
  expect([use('h1'), use('h2')]).toEqual([true, false])
  keys.add(draft, { id: 'k2', hash: 'h2', now: 1_000 })
  asked.length = 0
  expect([use('h1'), asked.length, use('h2')]).toEqual([true, 0, true])
})
