import { describe, expect, test } from 'vitest'
import type { SyncSetup } from '../../worker/objects/sync/rpc.ts'
import { migrate } from '../../worker/objects/migrate.ts'
import { watched } from '../../worker/objects/watched.ts'
import { openOwned } from '../../worker/objects/workspace/owned.ts'
import type { Ownable } from '../../worker/objects/workspace/rpc.ts'
import { MIGRATIONS } from '../../worker/objects/workspace/schema.ts'
import { type Engine, openEngine, pairUp } from './engine.ts'
import { nodeStore } from './sqlite.ts'
import { must } from './scene.ts'
import { SMALL_PAIRINGS, smallWorld } from './worlds.ts'

function ownedAnew() {
  const store = nodeStore()
  migrate(store, MIGRATIONS)
  return openOwned(watched(store))
}
const one = { id: 's1', name: 'First' }
const two = { id: 's2', name: 'Second' }
const field = (name: string, more: Partial<Ownable> = {}): Ownable => ({
  resource: 'W1',
  table: 'people',
  field: name,
  part: null,
  ...more,
})

/** Seen red by taking the whole of a field and a part of it for two, and by never letting go. */
describe('a field of a workspace', () => {
  test.each([
    { says: 'the same field', first: field('name'), second: field('name'), taken: true },
    { says: 'another field', first: field('name'), second: field('score'), taken: false },
    { says: 'the field in another table', first: field('name'), second: field('name', { table: 'teams' }), taken: false },
    { says: 'the field of another account', first: field('name'), second: field('name', { resource: 'W2' }), taken: false },
    { says: 'a part of it', first: field('name'), second: field('name', { part: 'first' }), taken: true },
    { says: 'the whole of it', first: field('name', { part: 'first' }), second: field('name'), taken: true },
    { says: 'the same part', first: field('name', { part: 'first' }), second: field('name', { part: 'first' }), taken: true },
    { says: 'another part', first: field('name', { part: 'first' }), second: field('name', { part: 'last' }), taken: false },
  ])('written by one sync, $says is free for another: not $taken', ({ first, second, taken }) => {
    const owned = ownedAnew()
    expect(owned.own(one, [first])).toBeNull()
    expect(owned.own(two, [second])?.by).toBe(taken ? 'First' : undefined)
  }) // prettier-ignore

  test('is let go by whoever no longer writes it', () => {
    const owned = ownedAnew()
    owned.own(one, [field('name'), field('score')])
    owned.own(one, [field('score')])
    expect(owned.own(two, [field('name')])).toBeNull()
    owned.release(one.id)
    expect(owned.own(two, [field('name'), field('score')])).toBeNull()
  })

  // Seen red: where what is let go leaves what is known of it as it was (`aside`), the second sync gets it at last.
  test('is taken anew by whoever let it go, though it was known to be theirs', () => {
    const owned = ownedAnew()
    const all = [field('name'), field('score')]
    for (let times = 0; times < 3; times++) expect(owned.own(one, all)).toBeNull()
    owned.release(one.id)
    expect(owned.own(one, all)).toBeNull()
    expect(owned.own(two, [field('name')])?.by).toBe('First')
    owned.own(one, [field('score')])
    expect(owned.own(two, [field('name')])).toBeNull()
    expect(owned.own(one, all)?.by).toBe('Second')
  })

  // Seen red: with nothing done where the fields are the same.
  test('is told by what its sync is called now', () => {
    const owned = ownedAnew()
    owned.own(one, [field('name'), field('mail', { part: 'first' })])
    owned.own({ ...one, name: 'Renamed' }, [field('mail', { part: 'first' }), field('name')])
    expect(owned.own(two, [field('name')])?.by).toBe('Renamed')
  })

  test('refused, changes nothing', () => {
    const owned = ownedAnew()
    owned.own(one, [field('name')])
    owned.own(two, [field('score')])
    expect(owned.own(two, [field('name')])).toMatchObject({ by: 'First' })
    expect(owned.own(one, [field('name'), field('score')])).toMatchObject({ by: 'Second' })
  })
})

describe('a second sync on the same accounts', () => {
  const [PEOPLE] = SMALL_PAIRINGS.filter(({ entityType }) => entityType === 'people')
  const open = (owned: ReturnType<typeof ownedAnew>, setup: Partial<SyncSetup>): Engine =>
    openEngine({ world: smallWorld(), owned, setup })
  const scoreOf = (engine: Engine) =>
    engine.memory.pairings.get('people')!.json.entries.find((one) => one.right.field === 'score')!

  test('only reads what the first writes, where the fields pair themselves', async () => {
    const owned = ownedAnew()
    await pairUp(open(owned, { id: 's1', name: 'Sales', direction: 'push' }), [PEOPLE!])
    const second = open(owned, { id: 's2', name: 'Events' })
    await pairUp(second, [PEOPLE!])
    expect(scoreOf(second).direction).toBe('pull')
  })

  test('is refused a field that the first writes, and is told by whom', async () => {
    const owned = ownedAnew()
    await pairUp(open(owned, { id: 's1', name: 'Sales', direction: 'push' }), [PEOPLE!])
    const second = open(owned, { id: 's2', name: 'Events' })
    await pairUp(second, [PEOPLE!])
    const asked = second.agreement.changeEntry('people', scoreOf(second).id, { direction: 'push' })
    expect(await second.clock.run(asked)).toMatchObject({
      ok: false,
      error: { reason: 'invalid', why: expect.stringContaining('the sync “Sales” already') },
    })
    expect(scoreOf(second).direction).toBe('pull')
  })

  test('may write it once the first has let it go', async () => {
    const owned = ownedAnew()
    const first = open(owned, { id: 's1', name: 'Sales', direction: 'push' })
    await pairUp(first, [PEOPLE!])
    const second = open(owned, { id: 's2', name: 'Events' })
    await pairUp(second, [PEOPLE!])
    must(await first.agreement.removeEntry('people', scoreOf(first).id))
    const asked = second.agreement.changeEntry('people', scoreOf(second).id, { direction: 'push' })
    expect(must(await second.clock.run(asked)).direction).toBe('push')
  })

  test('cannot be turned around into the first’s fields either', async () => {
    const owned = ownedAnew()
    await pairUp(open(owned, { id: 's1', name: 'Sales', direction: 'push' }), [PEOPLE!])
    const second = open(owned, { id: 's2', name: 'Events', direction: 'pull' })
    await pairUp(second, [PEOPLE!])
    expect(await second.agreement.change({ direction: 'bidirectional' })).toMatchObject({
      error: { reason: 'invalid' },
    })
    const view = must(await second.agreement.view())
    expect([view.direction, second.memory.pairings.get('people')!.json.direction]).toEqual([
      'pull',
      'pull',
    ])
  })

  test('writes the side that the first only reads', async () => {
    const owned = ownedAnew()
    await pairUp(open(owned, { id: 's1', name: 'Sales', direction: 'pull' }), [PEOPLE!])
    const second = open(owned, { id: 's2', name: 'Events' })
    await pairUp(second, [PEOPLE!])
    expect(scoreOf(second).direction).toBe('push')
  })
})
