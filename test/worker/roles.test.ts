/** What the base allows, followed while a session lasts, through the Worker at a simulated Airtable. */
import { afterAll, describe, expect, test } from 'vitest'
import { must } from './api-world.ts'
import { CRM, openSignInWorld, PEOPLE } from './sign-in-world.ts'

// Proved anew at every call: how long a proof counts is held by `proofs.test.ts`.
const world = await openSignInWorld({ vars: { ROLES_PROVED_FOR_MS: '0' } })
afterAll(() => world.runtime.dispose())
const { airtable, pair } = world
const noKey = { error: { code: 'no_key' } }

describe('somebody’s permission on the base', () => {
  test('lowered and raised again, the session follows, and the trail says so', async () => {
    const { client: ann } = await pair('ann')
    airtable.permit(CRM, PEOPLE.bob, 'create')
    const { client: bob, collected } = await pair('bob')
    expect(collected.role).toBe('admin')
    must(await bob.keys())
    for (const [level, role] of [
      ['read', 'read-only'],
      ['edit', 'user'],
      ['owner', 'admin'],
    ] as const) {
      airtable.permit(CRM, PEOPLE.bob, level)
      expect(must(await bob.me()).role).toBe(role)
    }
    airtable.permit(CRM, PEOPLE.bob, 'edit')
    expect(await bob.keys()).toMatchObject({ error: { code: 'role_too_low' } })
    expect(must(await ann.members()).items.find(({ name }) => name.startsWith('bob'))?.role).toBe('user') // prettier-ignore
    const trail = must(await ann.audit({ limit: 20 })).items.map(({ action }) => action)
    expect(trail.filter((action) => action === 'changed somebody’s role')).toHaveLength(4)
  })

  test('taken away, the session ends, and pairing again lets nobody in until it is back', async () => {
    const { client: bob } = await pair('bob')
    airtable.permit(CRM, PEOPLE.bob, 'none')
    expect(await bob.me()).toMatchObject(noKey)
    airtable.permit(CRM, PEOPLE.bob, 'edit')
    expect(await bob.me()).toMatchObject(noKey)
    const { client: again } = await pair('bob')
    expect(must(await again.me()).role).toBe('user')
  })

  test('is not asked of somebody whom an admin gave a role', async () => {
    const { client: ann } = await pair('ann')
    const { client: bob } = await pair('bob')
    const member = must(await ann.members()).items.find(({ name }) => name.startsWith('bob'))!
    must(await ann.changeMember(member.id, { role: 'manager' }))
    airtable.permit(CRM, PEOPLE.bob, 'none')
    expect(must(await bob.me()).role).toBe('manager')
    airtable.permit(CRM, PEOPLE.bob, 'edit')
    // Also when they sign in again.
    const { client: again } = await pair('bob')
    expect(must(await again.me()).role).toBe('manager')
    must(await ann.changeMember(member.id, { role: null }))
  })
})

describe('somebody whom an admin removed', () => {
  test('comes back with what the base gives, and nothing an admin gave; without the base not at all', async () => {
    const { client: ann } = await pair('ann')
    const { client: bob } = await pair('bob')
    const named = async () =>
      must(await ann.members()).items.find(({ name }) => name.startsWith('bob'))
    must(await ann.changeMember((await named())!.id, { role: 'admin' }))
    must(await ann.removeMember((await named())!.id))
    expect(await bob.me()).toMatchObject(noKey)
    expect(await named()).toBeUndefined()

    airtable.permit(CRM, PEOPLE.bob, 'none')
    expect((await pair('bob')).collected).toMatchObject({
      state: 'waiting',
      says: expect.stringContaining('access to the base'),
    })
    expect(await named()).toBeUndefined()

    airtable.permit(CRM, PEOPLE.bob, 'edit')
    const { client: again } = await pair('bob')
    expect(must(await again.me()).role).toBe('user')
    expect(await named()).toMatchObject({ role: 'user', given: null })
  })
})

test('the person’s grant at the vendor taken back ends the session, not the sync’s connection', async () => {
  const { client: ann } = await pair('ann')
  const { client: bob } = await pair('bob')
  const bobs = airtable.grants.standing().filter(({ userId }) => userId === PEOPLE.bob)
  expect(bobs.length).toBeGreaterThan(0)
  for (const grant of bobs) airtable.grants.end(grant)
  expect(await bob.me()).toMatchObject(noKey)
  const [app] = must(await ann.connections()).items
  expect(must(await ann.testConnection('airtable', app!.id)).working).toBe(true)
})
