/** A role that follows from a base's permissions is asked for again while its person calls, under a clock we move. */
import { describe, expect, test } from 'vitest'
import type { Failure } from '../../shared/failure.ts'
import { err, ok, type Result } from '../../shared/result.ts'
import type { Role } from '../../shared/role.ts'
import type { Account } from '../../worker/connectors/connector.ts'
import { migrate } from '../../worker/objects/migrate.ts'
import { openKeys } from '../../worker/objects/workspace/keys.ts'
import { openMembers } from '../../worker/objects/workspace/members.ts'
import { openProofs } from '../../worker/objects/workspace/proofs.ts'
import { MIGRATIONS } from '../../worker/objects/workspace/schema.ts'
import { virtualClock } from '../sandbox/clock.ts'
import { watched } from '../../worker/objects/watched.ts'
import { nodeStore } from './sqlite.ts'

const MINUTE = 60_000
const PROVED_FOR = 15 * MINUTE

function open({ given = null }: { given?: Role | null } = {}) {
  const clock = virtualClock()
  const store = nodeStore()
  migrate(store, MIGRATIONS)
  const { sql } = watched(store)
  const keys = openKeys(sql)
  const members = openMembers(sql)
  const person = { vendor: 'airtable', userId: 'usrBob', name: 'bob', email: null, given }
  members.enter({ ...person, derived: 'admin' }, 'm1', clock.now())
  sql.exec(`insert into connection (id, vendor, resource, added_at) values ('c1', 'airtable', 'appX', 0)`) // prettier-ignore
  const session = { name: 'bob', role: 'admin', scopes: [], expiresAt: null, connectionId: 'c1' } as const // prettier-ignore
  keys.add(session, { id: 'k1', hash: 'h1', now: clock.now() }, 'm1', 'pBob')
  const world = { asked: 0, latency: 0, forgotten: [] as string[], changes: [] as unknown[] }
  const is = (role: Role | null, userId = 'usrBob'): Result<Account, Failure> =>
    ok({ id: userId, name: 'bob', scopes: null, missing: [], userId, role })
  const says = { now: is('admin') }
  const proofs = openProofs({
    sql,
    clock,
    provedForMs: PROVED_FOR,
    ask: async () => {
      world.asked++
      await clock.sleep(world.latency)
      return says.now
    },
    changed: async (member, role) => void world.changes.push([member, role]),
    forget: async (witness) => void world.forgotten.push(witness),
  })
  proofs.keep('pBob', clock.now())
  proofs.collected('pBob')
  const call = async () => {
    await clock.run(proofs.look('h1'))
    const used = keys.use('w1', 'h1', clock.now())
    return used.ok ? used.value.role : used.error.reason
  }
  return { clock, world, proofs, keys, members, says, is, call, sql }
}

test.each([
  { says: 'a fresh one is not asked for', passed: PROVED_FOR - 1, want: 0 },
  { says: 'one of a quarter of an hour is', passed: PROVED_FOR, want: 1 },
])('$says', async ({ passed, want }) => {
  const at = open()
  await at.clock.advance(passed)
  await at.call()
  expect(at.world.asked).toBe(want)
})

const forbidden: Failure = { reason: 'forbidden', vendor: 'Airtable', missing: 'access' }
const takenBack: Failure = { reason: 'signed_out', vendor: 'Airtable', why: 'refused' }
const away: Failure = { reason: 'unreachable', vendor: 'Airtable', executed: 'no' }
const busy: Failure = { reason: 'slow_down', vendor: 'Airtable', waitMs: 1 }

// Seen red without the deletion of the session, and with `silent` taken for `nobody`.
describe('what the base says then', () => {
  test.each<{ says: string; said: (at: ReturnType<typeof open>) => Result<Account, Failure>; role: string; members: number }>([
    { says: 'the same', said: ({ is }) => is('admin'), role: 'admin', members: 1 },
    { says: 'less', said: ({ is }) => is('user'), role: 'user', members: 1 },
    { says: 'to read only', said: ({ is }) => is('read-only'), role: 'read-only', members: 1 },
    { says: 'nothing about them', said: ({ is }) => is(null), role: 'no_key', members: 0 },
    { says: 'that they have no access', said: () => err(forbidden), role: 'no_key', members: 0 },
    { says: 'that the grant is over', said: () => err(takenBack), role: 'no_key', members: 0 },
    { says: 'something of somebody else', said: ({ is }) => is('admin', 'usrEve'), role: 'no_key', members: 0 },
    { says: 'nothing, for it is away', said: () => err(away), role: 'admin', members: 1 },
    { says: 'to come back later', said: () => err(busy), role: 'admin', members: 1 },
  ])('$says: $role', async ({ said, role, members }) => {
    const at = open()
    at.says.now = said(at)
    await at.clock.advance(PROVED_FOR)
    expect(await at.call()).toBe(role)
    expect(at.members.list()).toHaveLength(members)
  }) // prettier-ignore
})

// Seen red: with that a session needs no proof, as it was not there yet, kept as known.
test('a session that was asked for before it was there is proved like any other', async () => {
  const at = open()
  await at.clock.run(at.proofs.look('h2'))
  const session = { name: 'bob', role: 'admin', scopes: [], expiresAt: null, connectionId: 'c1' } as const // prettier-ignore
  at.keys.add(session, { id: 'k2', hash: 'h2', now: at.clock.now() }, 'm1', 'pBob')
  at.says.now = at.is(null)
  await at.clock.advance(PROVED_FOR)
  await at.clock.run(at.proofs.look('h2'))
  expect(at.keys.use('w1', 'h2', at.clock.now())).toMatchObject({ error: { reason: 'no_key' } })
})

test('more is given as soon as less', async () => {
  const at = open()
  for (const role of ['user', 'admin'] as const) {
    at.says.now = at.is(role)
    await at.clock.advance(PROVED_FOR)
    expect(await at.call()).toBe(role)
  }
  expect(at.world.changes).toEqual([['m1', 'user'], ['m1', 'admin']]) // prettier-ignore
})

test('a role that an admin gave counts whatever the base says', async () => {
  const at = open({ given: 'manager' })
  at.says.now = err(forbidden)
  await at.clock.advance(30 * PROVED_FOR)
  expect([await at.call(), at.world.asked]).toEqual(['manager', 0])
  // Taken back, the base decides at the very next call.
  at.members.give('m1', null)
  expect([await at.call(), at.world.asked]).toEqual(['no_key', 1])
})

test('fifty calls at once ask once; a vendor that is slow holds none of them up for long', async () => {
  const at = open()
  await at.clock.advance(PROVED_FOR)
  at.world.latency = 30_000
  const began = at.clock.now()
  await at.clock.run(Promise.all(Array.from({ length: 50 }, () => at.proofs.look('h1'))))
  expect([at.world.asked, at.clock.now() - began]).toEqual([1, 4_000])
})

test('a vendor that is away is asked once a minute, not at each call', async () => {
  const at = open()
  at.says.now = err(away)
  await at.clock.advance(PROVED_FOR)
  for (let n = 0; n < 30; n++) {
    await at.call()
    await at.clock.advance(10_000)
  }
  expect(at.world.asked).toBe(5)
})

describe('a grant kept for its proof', () => {
  test('is destroyed with the last session that needs it', async () => {
    const at = open()
    await at.proofs.tidy(at.clock.now())
    expect(at.world.forgotten).toEqual([])
    at.keys.removeOf('m1')
    await at.proofs.tidy(at.clock.now())
    await at.proofs.tidy(at.clock.now())
    expect(at.world.forgotten).toEqual(['pBob'])
  })

  test('waits an hour for a session that nobody came for', async () => {
    const at = open()
    at.proofs.keep('pLost', at.clock.now())
    await at.proofs.tidy(at.clock.now() + 59 * MINUTE)
    expect(at.world.forgotten).toEqual([])
    await at.proofs.tidy(at.clock.now() + 60 * MINUTE)
    expect(at.world.forgotten).toEqual(['pLost'])
  })
})
