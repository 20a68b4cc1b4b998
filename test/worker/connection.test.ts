import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { Account } from '../../worker/connectors/connector.ts'
import { openSafe } from '../../worker/objects/connection/safe.ts'
import { MIGRATIONS } from '../../worker/objects/connection/schema.ts'
import { migrate } from '../../worker/objects/migrate.ts'
import { pasted } from '../../worker/grant.ts'
import type { KeyRing } from '../../worker/seal.ts'
import { nodeStore } from './sqlite.ts'

const ringKey = () => randomBytes(32).toString('base64')
const account: Account = { id: 'W', name: 'Acme', scopes: [], missing: [], userId: 'usrA' }
const ada = {
  id: 'c1',
  workspaceId: 'w1',
  vendor: 'attio',
  resource: 'W',
  account,
  grant: pasted('first'),
}
const signedOut = { ok: false, error: { reason: 'signed_out', vendor: 'Vendor', why: 'refused' } }
const absent = { ok: false, error: { reason: 'not_found', what: 'connection' } }

function open() {
  const store = nodeStore()
  migrate(store, MIGRATIONS)
  const kept = new Map<string, string>()
  const warned: string[] = []
  const world = {
    kept,
    warned,
    store,
    vaultIsDown: false,
    ring: { current: 'a', keys: { a: ringKey() } } as KeyRing,
  }
  const reach = () => {
    if (world.vaultIsDown) throw new Error('KV is out of reach')
  }
  const safe = openSafe({
    store,
    vault: {
      get: async (key) => (reach(), kept.get(key) ?? null),
      put: async (key, value) => (reach(), void kept.set(key, value)),
      delete: async (key) => (reach(), void kept.delete(key)),
    },
    ring: () => world.ring,
    dice: (length) => new Uint8Array(randomBytes(length)),
    now: () => 1_000,
    nameOf: () => 'Vendor',
    renew: async () => ({ kind: 'later' }),
    warn: (event) => warned.push(event),
  })
  return { safe, world }
}

const rows = ({ store }: ReturnType<typeof open>['world']) =>
  JSON.stringify([
    store.sql.exec('select * from secret').toArray(),
    store.sql.exec('select * from account').toArray(),
  ])

describe('the token', () => {
  test('comes back to who signed in, and lies sealed beside us and in KV', async () => {
    const { safe, world } = open()
    const view = await safe.signIn(ada)
    expect(view).toMatchObject({
      ok: true,
      value: { accountName: 'Acme', state: 'connected', userId: 'usrA' },
    })
    expect(await safe.token()).toEqual({ ok: true, value: 'first' })
    expect([...world.kept.keys()]).toEqual(['token:c1'])
    expect(rows(world) + [...world.kept.values()].join()).not.toContain('first')
  })

  test.each<[string, (at: ReturnType<typeof open>) => Promise<unknown>, unknown]>([
    ['is not there before anybody signed in', async () => undefined, absent],
    ['is not given out after the vendor refused it',
      async ({ safe }) => { await safe.signIn(ada); await safe.refused('first') }, signedOut],
    ['is given out though an older one is refused late',
      async ({ safe }) => { await safe.signIn(ada); await safe.signIn({ ...ada, grant: pasted('second') }); await safe.refused('first') },
      { ok: true, value: 'second' }],
    ['is given out again after a new sign-in',
      async ({ safe }) => { await safe.signIn(ada); await safe.refused('first'); await safe.signIn({ ...ada, grant: pasted('second') }) },
      { ok: true, value: 'second' }],
    ['is given out again when the vendor says yes after all',
      async ({ safe }) => { await safe.signIn(ada); await safe.refused('first'); await safe.tested('first', { ok: true, value: account }) },
      { ok: true, value: 'first' }],
    ['is gone after a disconnect', async ({ safe }) => { await safe.signIn(ada); await safe.disconnect() }, absent],
    ['counts as signed out where the ring lost its key',
      async ({ safe, world }) => { await safe.signIn(ada); world.ring = { current: 'b', keys: { b: ringKey() } } }, signedOut],
  ])('%s', async (_, before, want) => {
    const at = open()
    await before(at)
    expect(await at.safe.token()).toEqual(want)
  }) // prettier-ignore

  test('of a connection is not replaced by one for another resource', async () => {
    const { safe } = open()
    await safe.signIn(ada)
    expect(await safe.signIn({ ...ada, resource: 'V', grant: pasted('second') })).toMatchObject({
      error: { reason: 'taken' },
    })
    expect(await safe.token()).toEqual({ ok: true, value: 'first' })
  })

  test('is wrapped by the ring’s new key when it is used, and survives the old one', async () => {
    const { safe, world } = open()
    await safe.signIn(ada)
    const fresh = { b: ringKey() }
    world.ring = { current: 'b', keys: { ...world.ring.keys, ...fresh } }
    await safe.token()
    world.ring = { current: 'b', keys: fresh }
    expect(await safe.token()).toEqual({ ok: true, value: 'first' })
  })
})

describe('disconnecting', () => {
  test('leaves no copy that opens, here or in KV', async () => {
    const { safe, world } = open()
    await safe.signIn(ada)
    const copy = world.kept.get('token:c1')!
    await safe.disconnect()
    expect(world.kept.size).toBe(0)
    expect(rows(world)).toBe('[[],[]]')
    // A copy that KV still shows elsewhere, put beside a later sign-in's key, stays shut.
    await safe.signIn({ ...ada, grant: pasted('second') })
    world.store.sql.exec('update secret set token = ?', copy)
    expect(await safe.token()).toEqual(signedOut)
  })

  test('destroys the key also where KV is out of reach', async () => {
    const { safe, world } = open()
    await safe.signIn(ada)
    world.vaultIsDown = true
    expect(await safe.disconnect()).toMatchObject({ ok: true })
    expect(world.warned).toEqual(['vault_unreachable'])
    expect(await safe.token()).toEqual(absent)
  })
})

test('a copy that KV did not take is brought there at the next use', async () => {
  const { safe, world } = open()
  world.vaultIsDown = true
  await safe.signIn(ada)
  expect(world.kept.size).toBe(0)
  expect(await safe.token()).toEqual({ ok: true, value: 'first' })
  world.vaultIsDown = false
  await safe.token()
  expect(world.kept.size).toBe(1)
})
