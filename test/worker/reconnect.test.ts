/** A sync whose sign-in ended: it stands still with one sentence, and goes on with everything it knew. */
import { describe, expect, test } from 'vitest'
import type { VendorId } from '../../worker/connectors/registry.ts'
import { type Engine, openEngine, pairUp } from './engine.ts'
import { id, SMALL_PAIRINGS, smallWorld } from './worlds.ts'

const BASE = id('app', 'small')
const person = (name: string) => ({
  id: id('rec', name),
  fields: { Email: `${name}@again.example`, 'First name': name, 'Last name': 'A' },
})
const CONNECTION: { readonly [vendor in VendorId]: string } = { airtable: 'c1', attio: 'c2' }
const OTHER: { readonly [vendor in VendorId]: string } = {
  airtable: 'patOtherPerson',
  attio: 'o'.repeat(64),
}

/** Two people on both sides, linked, in a world where another person has a token as well. */
async function inSync(): Promise<Engine> {
  const world = smallWorld({ people: [person('ann'), person('bea')] })
  const [token] = world.airtable.tokens ?? []
  const [first, ...rest] = world.attio.workspaces
  const [key] = first?.tokens ?? []
  if (!token || !first || !key) throw new Error('the world has no tokens')
  const engine = openEngine({
    world: {
      ...world,
      airtable: { ...world.airtable, tokens: [token, { ...token, token: OTHER.airtable }] },
      attio: { workspaces: [{ ...first, tokens: [key, { ...key, token: OTHER.attio }] }, ...rest] },
    },
  })
  await pairUp(engine, SMALL_PAIRINGS)
  expect(await engine.sync()).toMatchObject({ state: 'done', created: 2 })
  return engine
}

const stopped = async (engine: Engine): Promise<string | null> => {
  const view = await engine.agreement.view()
  return view.ok ? view.value.stopped : 'no view'
}
const links = (engine: Engine) =>
  engine.memory.links
    .after(engine.memory.pairings.get('people')!.no, 0, 50)
    .map(({ left_id, right_id }) => [left_id, right_id])

describe.each<{ vendor: VendorId; name: string }>([
  { vendor: 'airtable', name: 'Airtable' },
  { vendor: 'attio', name: 'Attio' },
])('the sign-in to $name ended', ({ vendor, name }) => {
  test('stops the sync with one sentence; another person’s sign-in goes on with all links', async () => {
    const engine = await inSync()
    const before = links(engine)
    engine[vendor].revoke(engine.tokens[vendor])
    engine.airtable.edit(BASE, 'People', id('rec', 'ann'), { 'First name': 'Anna' })
    expect(await engine.sync()).toMatchObject({ state: 'failed' })
    expect(await stopped(engine)).toBe(
      `${name} no longer accepts our key. Connect ${name} again to go on; all links are kept.`,
    )
    expect(links(engine)).toEqual(before)

    engine.tokens[vendor] = OTHER[vendor]
    // Another connection's sign-in changes nothing here.
    await engine.agreement.reconnected('c9')
    expect(await stopped(engine)).not.toBeNull()
    await engine.agreement.reconnected(CONNECTION[vendor])
    expect(await stopped(engine)).toBeNull()
    expect(await engine.sync()).toMatchObject({ state: 'done', created: 0, updated: 1, deleted: 0 })
    expect(links(engine)).toEqual(before)
    expect(JSON.stringify(engine.attio.rows('people'))).toContain('Anna')
  })

  test('a sync that somebody paused stays paused when the sign-in is back', async () => {
    const engine = await inSync()
    engine[vendor].revoke(engine.tokens[vendor])
    await engine.sync()
    await engine.agreement.pause()
    engine.tokens[vendor] = OTHER[vendor]
    await engine.agreement.reconnected(CONNECTION[vendor])
    const view = await engine.agreement.view()
    expect(view).toMatchObject({ value: { paused: true, stopped: null } })
  })
})
