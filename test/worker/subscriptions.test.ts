/** Who is told of what, and how: in order, again after a failure, for a day, and until nobody lives there any more. */
import { describe, expect, test } from 'vitest'
import type { Tiding } from '../../shared/api/subscription.ts'
import { isSignedBy } from '../../attio-app/src/worker/signature.ts'
import type { Rung } from '../../worker/doorbell.ts'
import { migrate } from '../../worker/objects/migrate.ts'
import { MIGRATIONS } from '../../worker/objects/workspace/schema.ts'
import { openSubscriptions, pauseAfter } from '../../worker/objects/workspace/subscriptions.ts'
import { tell } from '../../worker/objects/workspace/teller.ts'
import { nodeStore } from './sqlite.ts'

const HOUR = 3_600_000
const tiding = (n: number, more: Partial<Tiding> = {}): Tiding => ({
  id: `s1.w${n}`,
  event: 'record_updated',
  at: '2026-05-04T09:30:00.000Z',
  configId: 's1',
  entityType: 'people',
  table: 'people',
  recordId: `r${n}`,
  fields: ['Name'],
  ...more,
})

/** A workspace, and the addresses it calls: what they heard, and what they say next. */
function open() {
  const store = nodeStore()
  migrate(store, MIGRATIONS)
  const subscriptions = openSubscriptions(store.sql)
  let now = Date.UTC(2026, 4, 4)
  const heard: string[] = []
  const says: { [url: string]: Rung } = {}
  const signed: boolean[] = []
  return {
    subscriptions,
    heard,
    says,
    signed,
    subscribe: (ref: string, more: { keyId?: string; event?: Tiding['event']; table?: string } = {}) =>
      subscriptions.add(
        { keyId: 'k1', event: 'record_updated', table: 'people', ref, ...more },
        { id: `n${ref}`, address: `https://${ref}`, now },
      ),
    put: (...tidings: Tiding[]) => subscriptions.put(tidings, () => true, now),
    /** Whatever is to be told now. */
    tell: () =>
      tell({
        subscriptions,
        ring: async (url, body, headers) => {
          heard.push(`${url.slice(8)} ${(JSON.parse(body) as Tiding).id}`)
          signed.push(await isSignedBy('secret', body, headers['x-datasync-signature'] ?? ''))
          return says[url] ?? 'heard'
        },
        addressOf: async ({ address }) => ({ url: address, secret: 'secret' }),
        now: () => now,
        die: () => 1,
      }),
    later: (ms: number) => void (now += ms),
    now: () => now,
  }
} // prettier-ignore

describe('who is told', () => {
  test('whoever asked for this event of this object, each happening once, signed', async () => {
    const world = open()
    world.subscribe('a')
    world.subscribe('b', { event: 'conflict_found' })
    world.subscribe('c', { table: 'deals' })
    world.put(tiding(1), tiding(1), tiding(2, { table: 'deals' }))
    world.put(tiding(1))
    expect(await world.tell()).toBeNull()
    expect(world.heard.sort()).toEqual(['a s1.w1', 'c s1.w2'])
    expect(world.signed).toEqual([true, true])
  })

  test('a second one of the same name takes the place of the first, and of what it was to hear', async () => {
    const world = open()
    world.subscribe('a')
    world.put(tiding(1))
    world.subscriptions.add(
      { keyId: 'k1', ref: 'a', event: 'record_updated', table: 'people' },
      { id: 'n2', address: 'https://new', now: 0 },
    )
    world.put(tiding(2))
    await world.tell()
    expect(world.heard).toEqual(['new s1.w2'])
  })

  // Seen red: where every key could take away what another had asked for.
  test('only the key that asked takes it away', () => {
    const { subscriptions, subscribe } = open()
    subscribe('a')
    expect(subscriptions.remove('k2', 'a')).toMatchObject({ error: { reason: 'not_found' } })
    expect(subscriptions.of('k2')).toEqual([])
    expect(subscriptions.remove('k1', 'na')).toEqual({ ok: true, value: true })
    expect(subscriptions.of('k1')).toEqual([])
  })

  test('it goes with its key, and all it was to hear', async () => {
    const world = open()
    world.subscribe('a')
    world.subscribe('b', { keyId: 'k2' })
    world.put(tiding(1))
    const before = world.subscriptions.heed()
    expect(world.subscriptions.dropUnless((keyId) => keyId === 'k2')).toBe(true)
    expect(world.subscriptions.heed().revision).toBeGreaterThan(before.revision)
    await world.tell()
    expect(world.heard).toEqual(['b s1.w1'])
  })

  test('a workspace has so many and no more', () => {
    const { subscribe } = open()
    for (let n = 0; n < 100; n++) expect(subscribe(`a${n}`).ok).toBe(true)
    expect(subscribe('more')).toMatchObject({ ok: false, error: { reason: 'not_now' } })
    expect(subscribe('a1').ok).toBe(true)
  })
})

describe('what is not heard', () => {
  // Seen red: where what failed was forgotten.
  test('is told again, in order, and nobody else waits for it', async () => {
    const world = open()
    world.subscribe('a')
    world.subscribe('b')
    world.says['https://a'] = 'failed'
    world.put(tiding(1), tiding(2))
    expect(await world.tell()).toBe(world.now() + 5_000)
    expect(world.heard.splice(0).sort()).toEqual(['a s1.w1', 'b s1.w1', 'b s1.w2'])
    expect(world.subscriptions.of('k1')[0]).toMatchObject({ waiting: 2, failures: 1 })
    await world.tell()
    expect(world.heard.splice(0)).toEqual([])
    world.later(5_000)
    world.says['https://a'] = 'heard'
    expect(await world.tell()).toBeNull()
    expect(world.heard).toEqual(['a s1.w1', 'a s1.w2'])
    expect(world.subscriptions.of('k1')[0]).toMatchObject({ waiting: 0, failures: 0 })
  })

  test('waits longer each time, and never longer than an hour', () => {
    expect([1, 2, 3, 4, 9].map((failures) => pauseAfter(failures, 1))).toEqual([5_000, 20_000, 80_000, 320_000, HOUR]) // prettier-ignore
    expect(pauseAfter(1, 0)).toBe(3_750)
  })

  test('is forgotten after a day', async () => {
    const world = open()
    world.subscribe('a')
    world.says['https://a'] = 'failed'
    world.put(tiding(1))
    await world.tell()
    world.later(24 * HOUR)
    world.put(tiding(2))
    world.heard.length = 0
    await world.tell()
    expect(world.heard).toEqual(['a s1.w2'])
  })

  test('of too much that waits the oldest is forgotten', async () => {
    const world = open()
    world.subscribe('a')
    world.put(...Array.from({ length: 2_100 }, (_, n) => tiding(n)))
    await world.tell()
    expect(world.heard[0]).toBe('a s1.w100')
    expect(world.subscriptions.of('k1')[0]!.waiting).toBe(2_000 - 20)
  })
})

describe('an address where nobody lives', () => {
  // Seen red: where any failure counted.
  test.each([
    ['says so five times in a row, and goes', ['gone', 'gone', 'gone', 'gone', 'gone'], 0],
    ['has failed in between, and stays', ['gone', 'gone', 'gone', 'gone', 'failed', 'gone'], 1],
    ['has heard in between, and stays', ['gone', 'gone', 'gone', 'gone', 'heard', 'gone'], 1],
  ] as const)('%s', async (_says, rungs, left) => {
    const world = open()
    world.subscribe('a')
    for (const [n, rung] of rungs.entries()) {
      world.put(tiding(n))
      world.says['https://a'] = rung
      world.later(2 * HOUR)
      await world.tell()
    }
    expect(world.subscriptions.of('k1')).toHaveLength(left)
    expect(world.subscriptions.heed().events).toHaveLength(left)
  })
})
