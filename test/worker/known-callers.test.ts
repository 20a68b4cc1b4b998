import { describe, expect, test } from 'vitest'
import { err, ok } from '../../shared/result.ts'
import { NEEDS, type RouteName } from '../../shared/role.ts'
import { mayTakeAway } from '../../worker/deed.ts'
import { openKnownCallers } from '../../worker/known-callers.ts'
import type { Caller } from '../../worker/objects/workspace/rpc.ts'
import { openAllowances } from '../../worker/allowance.ts'

const LIMIT = 60

/** One workspace with one key, as its object would answer, and what it was asked. */
function openDesk({ expiresAt = null }: { readonly expiresAt?: number | null } = {}) {
  const clock = { at: 0, now: () => clock.at }
  const counted = openAllowances(LIMIT, clock)
  const asked: { readonly syncId: string | null; readonly unheard: number }[] = []
  const world = { role: 'admin' as Caller['role'], isRevoked: false, meanwhile: (): void => undefined } // prettier-ignore
  const callers = openKnownCallers(1_000, clock, async ({ workspaceId, syncId }, unheard) => {
    asked.push({ syncId, unheard })
    if (world.isRevoked) return err({ reason: 'no_key' })
    const taken = counted.take('key', unheard)
    if (!taken.ok) return err({ reason: 'too_often', waitMs: taken.waitMs })
    const { role } = world
    world.meanwhile()
    return ok<Caller>({
      workspaceId,
      keyId: 'key',
      name: 'Ada’s',
      role,
      scopes: [],
      memberId: null,
      allowance: taken.allowance,
      resource: null,
      place: null,
      decides: true,
      expiresAt,
      sync: syncId === 'theirs' ? { id: 'theirs', createdAt: 5 } : null,
    })
  })
  const call = async (syncId: string | null = null, changes = false) => {
    const caller = await callers.of({ workspaceId: 'w1', key: 'dsp_w1_key', syncId }, !changes)
    return caller.ok ? caller.value : caller.error.reason
  }
  return { clock, asked, world, callers, call }
}

/** Each seen red without the line of `known-callers.ts` that it is about. */
describe('who is asked about', () => {
  type Step = { readonly at?: number; readonly sync?: string; readonly changes?: true; readonly forget?: string | null } // prettier-ignore
  test.each<{ says: string; steps: Step[]; asks: number; expiresAt?: number }>([
    { says: 'once, for a second of questions', steps: [{}, {}, { at: 999 }], asks: 1 },
    { says: 'again after a second', steps: [{}, { at: 1_000 }, {}], asks: 2 },
    { says: 'a second from the first question on, whatever was asked between', steps: [{}, { at: 900, sync: 'theirs' }, { at: 1_000 }], asks: 3 },
    { says: 'each time something changes', steps: [{}, { changes: true }, { changes: true }], asks: 3 },
    { says: 'whoever changed something is known to read on', steps: [{ changes: true }, {}], asks: 1 },
    { says: 'again with a sync that was not named yet', steps: [{}, { sync: 'theirs' }, { sync: 'theirs' }, {}], asks: 2 },
    { says: 'once also where a sync is not theirs', steps: [{ sync: 'others' }, { sync: 'others' }], asks: 1 },
    { says: 'again where somebody there may do less', steps: [{}, { forget: 'w1' }, {}], asks: 2 },
    { says: 'again where anybody may', steps: [{}, { forget: null }, {}], asks: 2 },
    { says: 'not again for what happened in another workspace', steps: [{}, { forget: 'w2' }, {}], asks: 1 },
    { says: 'again once the key has expired', expiresAt: 500, steps: [{}, { at: 499 }, { at: 500 }], asks: 2 },
  ])('$says', async ({ steps, asks, expiresAt }) => {
    const desk = openDesk({ expiresAt: expiresAt ?? null })
    for (const { at, sync, changes, forget } of steps) {
      if (at !== undefined) desk.clock.at = at
      if (forget !== undefined) desk.callers.forget(forget)
      else await desk.call(sync ?? null, changes ?? false)
    }
    expect(desk.asked).toHaveLength(asks)
  }) // prettier-ignore
})

test('the sync that was found is told again, and one that is not theirs is not', async () => {
  const { call, asked } = openDesk()
  for (const sync of ['theirs', 'others', 'theirs', 'others'])
    expect(await call(sync)).toMatchObject({
      sync: sync === 'theirs' ? { id: 'theirs', createdAt: 5 } : null,
    })
  expect(asked).toHaveLength(2)
})

test('a key revoked elsewhere reads on for a second at most, and changes nothing', async () => {
  const { call, world, clock } = openDesk()
  await call()
  world.isRevoked = true
  clock.at = 999
  expect(await call()).toMatchObject({ role: 'admin' })
  expect(await call(null, true)).toBe('no_key')
  expect(await call()).toBe('no_key')
})

/** Seen red with what was answered kept whatever was forgotten meanwhile. */
test('what was asked before somebody may do less is not kept when it is answered after it', async () => {
  const { call, world, callers } = openDesk()
  world.meanwhile = () => {
    world.role = 'read-only'
    callers.forget('w1')
    world.meanwhile = () => undefined
  }
  expect(await call()).toMatchObject({ role: 'admin' })
  expect(await call()).toMatchObject({ role: 'read-only' })
})

/** Seen red without `unheard` told, and with a second's calls of a key forgotten where another sync is named. */
test.each([
  { says: 'one sync', syncs: [null] },
  { says: 'a new one each time', syncs: null },
])('a minute’s calls and no more, to the call, whether asked about or not: $says', async (from) => {
  const { call, asked, clock } = openDesk()
  const left: unknown[] = []
  for (let i = 0; i < LIMIT; i++) {
    const caller = await call(from.syncs === null ? `sync ${i >> 1}` : null)
    left.push(typeof caller === 'string' ? caller : caller.allowance.remaining)
  }
  expect(left).toEqual(Array.from({ length: LIMIT }, (_, i) => LIMIT - 1 - i))
  expect(await call()).toBe('too_often')
  expect(asked.length).toBeLessThan(LIMIT)
  clock.at = 1_000
  expect(await call()).toMatchObject({ allowance: { remaining: 0 } })
  expect(await call()).toBe('too_often')
})

test.each<{ name: RouteName; takes: boolean }>([
  { name: 'GET /api/me', takes: false },
  { name: 'DELETE /api/me', takes: true },
  { name: 'POST /api/keys', takes: false },
  { name: 'DELETE /api/keys/:id', takes: true },
  { name: 'PATCH /api/members/:id', takes: true },
  { name: 'DELETE /api/members/:id', takes: true },
  { name: 'POST /api/crm/connect', takes: true },
  { name: 'DELETE /api/crm/disconnect/:provider', takes: true },
  { name: 'POST /api/crm/oauth/callback', takes: true },
  { name: 'POST /api/pair/:id', takes: true },
  { name: 'DELETE /api/crm/configs/:id', takes: true },
  { name: 'PATCH /api/crm/configs/:id', takes: false },
  { name: 'POST /api/crm/sync/trigger', takes: false },
  { name: 'POST /api/crm/conflicts/resolve', takes: false },
])('after $name somebody may do less: $takes', ({ name, takes }) => {
  expect(NEEDS).toHaveProperty([name])
  expect(mayTakeAway(name)).toBe(takes)
}) // prettier-ignore
