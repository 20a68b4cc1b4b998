/** The secrets that vendors sign their webhooks with, as a feed keeps them. */
import { describe, expect, test } from 'vitest'
import { openSafe } from '../../worker/objects/safe.ts'
import type { KeyRing } from '../../worker/seal.ts'
import { listening } from './live.ts'
import { lookLeft, lookRight } from './look.ts'
import { ada, BASE, bob, must, rec, teams } from './scene.ts'
import { nodeStore } from './sqlite.ts'
import { smallWorld } from './worlds.ts'

const DAY = 86_400_000
const ringKey = (letter: string): string => btoa(letter.repeat(32))
const dice = (length: number) => crypto.getRandomValues(new Uint8Array(length))
const owner = { workspaceId: 'feed airtable:app1', connectionId: 'key1' }

describe('a secret', () => {
  const one: KeyRing = { current: 'one', keys: { one: ringKey('1') } }
  const both: KeyRing = { current: 'two', keys: { ...one.keys, two: ringKey('2') } }
  const two: KeyRing = { current: 'two', keys: { two: ringKey('2') } }
  const safe = (ring: KeyRing) => openSafe(() => ring, dice)

  // Seen red: with the secret kept beside its seal; with the owner left out of the seal.
  test('opens for its webhook alone, and shows nothing of itself', async () => {
    const kept = await safe(one).close(owner, 'S3cret')
    expect(kept).not.toContain('S3cret')
    expect(await safe(one).open(owner, kept)).toBe('S3cret')
    expect(await safe(one).open({ ...owner, connectionId: 'key2' }, kept)).toBeNull()
    expect(await safe(two).open(owner, kept)).toBeNull()
  })

  // Seen red: with what is renewed kept as it was.
  test('goes over to the ring’s new key, and needs the old one no more', async () => {
    const kept = await safe(one).close(owner, 'S3cret')
    const renewed = await safe(both).renew(owner, kept)
    expect(await safe(two).open(owner, renewed)).toBe('S3cret')
    expect(await safe(two).renew(owner, renewed)).toBe(renewed)
    expect(await safe(two).renew(owner, kept)).toBe(kept)
  })

  // Seen red: with what is no seal taken for one that does not open.
  test('from before secrets were sealed still opens, and is sealed when it is looked after', async () => {
    expect(await safe(one).open(owner, 'c2VjcmV0')).toBe('c2VjcmV0')
    const renewed = await safe(one).renew(owner, 'c2VjcmV0')
    expect(renewed).not.toContain('c2VjcmV0')
    expect(await safe(one).open(owner, renewed)).toBe('c2VjcmV0')
  })
})

describe('a feed', () => {
  const open = async () => {
    const keys: { [id: string]: string } = { one: ringKey('1') }
    const ring = { current: 'one', keys }
    const stores = { left: nodeStore(), right: nodeStore() }
    const live = await listening({
      world: smallWorld({ teams, people: [ada, bob] }),
      post: { delay: 150, jitter: 50 },
      setup: { conflictResolution: 'crm_wins' },
      ring,
      stores,
    })
    const crosses = async (n: number): Promise<void> => {
      live.engine.airtable.edit(BASE, 'People', rec('ada'), { Score: n })
      await live.pass(5_000)
      await live.calm()
      const scores = [lookLeft(live.engine), lookRight(live.engine)].map(
        ({ people }) => people.find(({ email }) => email === 'ada@example.com')?.score,
      )
      expect(scores).toEqual([n, n])
    }
    const refused = (): number => live.deliveries.filter(({ status }) => status === 401).length
    return { live, ring, keys, stores, crosses, refused }
  }
  /** Under which keys of the ring the secrets of both feeds lie. */
  const lieUnder = ({ left, right }: Awaited<ReturnType<typeof open>>['stores']): unknown[] =>
    [left, right].flatMap(({ sql }) =>
      sql
        .exec(`select secret->>'$.key.ringKey' as ring_key from hook`)
        .toArray()
        .map((row) => row['ring_key']),
    )

  // Seen red: with the ring's keys left as they were when the feed is looked after.
  test('outlives a rotation of the ring, and then the old key’s end, without a delivery refused', async () => {
    const { live, ring, keys, stores, crosses, refused } = await open()
    expect(lieUnder(stores)).toEqual(['one', 'one'])
    await crosses(7)
    Object.assign(keys, { two: ringKey('2') })
    ring.current = 'two'
    await live.pass(2 * DAY)
    delete keys['one']
    await live.pass(2 * DAY)
    await crosses(8)
    expect(refused()).toBe(0)
    expect(live.engine.airtable.counters.of('webhooks.create')).toBe(1)
    expect(lieUnder(stores)).toEqual(['two', 'two'])
  })

  // Seen red: with a webhook whose secret does not open taken for a living one.
  test('whose ring lost the key makes its webhooks anew, and says that something may be missing', async () => {
    const { live, ring, keys, crosses } = await open()
    Object.assign(keys, { two: ringKey('2') })
    ring.current = 'two'
    delete keys['one']
    await live.pass(2 * DAY)
    await live.calm()
    expect(live.engine.airtable.counters.of('webhooks.create')).toBe(2)
    const { feeds } = must(await live.engine.agreement.view())
    expect(feeds).toMatchObject([{ mode: 'webhook' }, { mode: 'webhook' }])
    expect(feeds[0]?.gap?.says ?? '').toMatch(/nobody told us/)
    await crosses(9)
  })
})
