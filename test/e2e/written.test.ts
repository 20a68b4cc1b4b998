/** What is kept in mind of a database goes by what the platform says was written to it (`worker/objects/watched.ts`). */
import { expect, test } from 'vitest'
import * as z from 'zod'
import { startRuntime } from '../sandbox/runtime.ts'

const Told = z.array(z.object({ query: z.string(), rowsWritten: z.number(), changed: z.number() }))
const TABLES = [
  'create table a (id integer primary key, n int, t text unique)',
  'create table b (k text primary key, n int) without rowid',
  'create table c (n int)',
]
/** Each of them once where it changes something, and once where it does not. */
const STATEMENTS = [
  "insert into a values (1, 1, 'x')",
  "insert into a values (2, 1, 'y') returning id",
  "insert or ignore into a values (1, 2, 'x')",
  "insert into a values (1, 2, 'z') on conflict do nothing",
  "insert into a values (1, 2, 'z') on conflict (id) do update set n = 5 where n <> 5 returning n",
  "insert into a values (1, 2, 'z') on conflict (id) do update set n = 5 where n <> 5 returning n",
  'update a set n = 6 where id = 1',
  'update a set n = 6 where id = 7',
  "update a set t = 'q' where id = 2 returning id",
  "update a set t = 'q' where id = 7 returning id",
  "replace into a values (1, 9, 'w')",
  "insert into b values ('k', 1), ('l', 1)",
  'insert or replace into b select t, n from a where n < 0',
  'insert or replace into b select t, n from a',
  "update b set n = 2 where k = 'none'",
  "delete from b where k = 'none'",
  "delete from b where k = 'k' returning n",
  "delete from b where k = 'k' returning n",
  'delete from b',
  'delete from b',
  'insert into c values (1), (2)',
  'delete from c',
  'delete from c',
  'delete from a',
  'delete from a where true',
]

test('the platform counts no row of a statement exactly where nothing changed', async () => {
  const runtime = await startRuntime({
    main: 'test/e2e/written-entry.mjs',
    outbound: async () => new Response('nobody answers here', { status: 599 }),
  })
  try {
    const body = JSON.stringify([...TABLES, ...STATEMENTS])
    const answer = await runtime.fetch('/', { method: 'POST', body })
    const told = Told.parse(await answer.json()).slice(TABLES.length)
    const idle = told.filter(({ rowsWritten }) => rowsWritten === 0)
    expect(idle).toEqual(told.filter(({ changed }) => changed === 0))
    // Both kinds are among them.
    expect([idle.length, told.length]).toEqual([12, STATEMENTS.length])
  } finally {
    await runtime.dispose()
  }
})
