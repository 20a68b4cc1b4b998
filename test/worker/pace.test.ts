import { describe, expect, test } from 'vitest'
import { MARGIN, type PaceAsk } from '../../shared/pace.ts'
import { ok } from '../../shared/result.ts'
import type { CallKind, Pace } from '../../worker/connectors/connector.ts'
import { openPacer } from '../../worker/connectors/pacer.ts'
import { openDoor } from '../../worker/http.ts'
import { memoryDesk, PaceBook, type PaceStorage } from '../../worker/objects/pace/book.ts'
import type { PaceDesk } from '../../worker/objects/pace/rpc.ts'
import { virtualClock, type VirtualClock } from '../sandbox/clock.ts'
import { SlidingWindow } from '../sandbox/limiter.ts'
import { die } from '../sandbox/random.ts'

const WRITES: Pace = { kind: 'write', perSecond: 25, key: 'w' }
const ASK: PaceAsk = { rule: { perSecond: 5 }, class: 'person', n: 5 }

/** A desk far away: each question takes a while, and is counted. */
function farDesk(clock: VirtualClock, roundTrip: number, near: PaceDesk = memoryDesk(clock)) {
  const asked = { claims: 0, slowDowns: [] as string[] }
  const desk: PaceDesk = {
    async claim(key, ask) {
      asked.claims++
      await clock.sleep(roundTrip / 2)
      const answer = await near.claim(key, ask)
      await clock.sleep(roundTrip / 2)
      return answer
    },
    slowDown(key, until) {
      asked.slowDowns.push(key)
      return near.slowDown(key, until)
    },
  }
  return { desk, asked }
}

/** A vendor with a true sliding window and a way to it that is never twice alike. */
function vendor(
  clock: VirtualClock,
  perSecond: number,
  latency: number,
  jitter: number,
  seed: number,
) {
  const window = new SlidingWindow(perSecond)
  const throwDie = die(seed)
  const seen = { served: 0, refused: 0, first: 0, last: 0, onTheWay: 0, mostOnTheWay: 0 }
  const fetch = async (): Promise<Response> => {
    const half = () => (latency + (throwDie() * 2 - 1) * jitter) / 2
    seen.onTheWay++
    seen.mostOnTheWay = Math.max(seen.mostOnTheWay, seen.onTheWay)
    await clock.sleep(half())
    const admitted = window.admit('w', clock.now())
    if (seen.served + seen.refused === 0) seen.first = clock.now()
    seen.last = clock.now()
    if (admitted) seen.served++
    else seen.refused++
    await clock.sleep(half())
    seen.onTheWay--
    return new Response('{}', { status: admitted ? 200 : 429 })
  }
  return { fetch, seen }
}

function open(
  clock: VirtualClock,
  desk: PaceDesk,
  fetch: () => Promise<Response>,
  paces = [WRITES],
) {
  return openDoor({
    vendor: 'Vendor',
    address: 'http://vendor.test',
    token: async () => ok('token'),
    pace: openPacer({ paces, class: 'first', desk, clock }),
    clock,
    die: () => 0.5,
    fetch,
    timeoutMs: 30_000,
  })
}

const write = { kind: 'write', method: 'POST', path: '/', body: {}, repeatable: false } as const
const times = <T>(n: number, work: (i: number) => T): T[] =>
  Array.from({ length: n }, (_, i) => work(i))

describe('1,270 single writes into 25 a second', () => {
  test.each<
    [says: string, latency: number, jitter: number, desk: number, senders: number, seed: number]
  >([
    ['at 150 ± 50 ms', 150, 50, 0, 1, 1],
    ['at 150 ± 50 ms, other weather', 150, 50, 0, 1, 2],
    ['with the limit’s object 20 ms away', 150, 50, 20, 1, 3],
    ['from three places at once', 150, 50, 10, 3, 4],
    ['at 600 ± 50 ms from four places, where six calls at once are too few', 600, 50, 10, 4, 5],
  ])('%s: nothing refused, the limit used', async (_says, latency, jitter, away, senders, seed) => {
    const clock = virtualClock()
    const { desk, asked } = farDesk(clock, away)
    const { fetch, seen } = vendor(clock, 25, latency, jitter, seed)
    const doors = times(senders, () => open(clock, desk, fetch))
    const work = Promise.all(times(1_270, (i) => doors[i % senders]!(write)))
    const answers = await clock.run(work)
    const seconds = (seen.last - seen.first) / 1_000
    expect(answers.filter((answer) => answer.ok).length).toBe(1_270)
    expect(seen.refused).toBe(0)
    expect(seen.mostOnTheWay).toBeLessThanOrEqual(6 * senders)
    // All but four in a thousand of what the limit and its margin leave.
    expect(seen.served / seconds).toBeGreaterThan((0.996 * 25) / (1 + MARGIN / 1_000))
    expect(asked.claims).toBeLessThan(1_270)
  })
})

describe('a book', () => {
  const storage = (): PaceStorage & { entries: Map<string, unknown> } => {
    const entries = new Map<string, unknown>()
    return {
      entries,
      get: async (key) => structuredClone(entries.get(key)),
      put: async (key, value) => entries.set(key, structuredClone(value)),
    }
  }
  const moments = async (book: PaceBook) => (await book.claim(ASK)).grants.map(({ at }) => at)

  test('remembers over a restart what it gave out', async () => {
    const kept = storage()
    await new PaceBook(kept, { now: () => 0 }).claim(ASK)
    expect(await moments(new PaceBook(kept, { now: () => 10 }))).toEqual([
      1062, 1062, 1062, 1062, 1062,
    ])
  })

  test('remembers over a restart that the vendor wants quiet', async () => {
    const kept = storage()
    await new PaceBook(kept, { now: () => 0 }).slowDown(4_000)
    expect((await moments(new PaceBook(kept, { now: () => 10 })))[0]).toBe(4_000)
  })

  test('waits out what it cannot read', async () => {
    const kept = storage()
    kept.entries.set('tail', { v: 0 })
    expect((await moments(new PaceBook(kept, { now: () => 0 })))[0]).toBe(2_000)
  })

  test('gives no slot twice to callers at the same moment', async () => {
    const book = new PaceBook(storage(), { now: () => 0 })
    const all = (await Promise.all(times(4, () => moments(book)))).flat().sort((a, b) => a - b)
    expect(all.slice(5).every((time, i) => time - all[i]! >= 1_052)).toBe(true)
  })

  test.each<[says: string, percent: number, at: number[]]>([
    ['nothing left, five of five', 0, [10, 10, 10, 10, 10]],
    ['two of five left', 40, [10, 10, 10, 1_062, 1_062]],
    ['half of five: two whole calls are ours', 50, [10, 10, 1_062, 1_062, 2_114]],
    ['the most that can be left, one of five', 80, [10, 1_062, 2_114, 3_166, 4_218]],
  ])('leaves a share to others, over a restart: %s', async (_says, percent, at) => {
    const kept = storage()
    await new PaceBook(kept, { now: () => 0 }).leave(percent)
    const book = new PaceBook(kept, { now: () => 0 })
    expect(await book.left()).toBe(percent)
    expect(await moments(book)).toEqual(at)
  })

  test.each([-1, 81, 100])('cannot leave %i hundredths', async (percent) => {
    const book = new PaceBook(storage(), { now: () => 0 })
    await expect(book.leave(percent)).rejects.toThrow()
    expect(await book.left()).toBe(0)
  })

  test('goes slower for a while after a refusal, over a restart', async () => {
    const kept = storage()
    await new PaceBook(kept, { now: () => 0 }).slowDown(30_000)
    const book = new PaceBook(kept, { now: () => 30_000 })
    expect(await moments(book)).toEqual([30_010, 30_010, 30_010, 30_010, 31_062])
  })

  test('asks its storage again after a failure', async () => {
    const kept = storage()
    let broken = true
    const flaky: PaceStorage = {
      get: async (key) => {
        if (broken) throw new Error('storage is moving')
        return kept.get(key)
      },
      put: kept.put,
    }
    const book = new PaceBook(flaky, { now: () => 0 })
    await expect(book.claim(ASK)).rejects.toThrow('moving')
    broken = false
    expect((await moments(book))[0]).toBe(10)
  })
})

describe('a pacer', () => {
  const BASE: Pace = { kind: 'any', perSecond: 5, key: 'base' }
  const USER: Pace = { kind: 'any', perSecond: 50, key: 'user' }
  const pacer = (clock: VirtualClock, desk: PaceDesk, paces: readonly Pace[]) =>
    openPacer({ paces, class: 'person', desk, clock })

  test.each<[says: string, paces: Pace[], kinds: CallKind[], spans: number]>([
    [
      'five of five at once and a sixth',
      [BASE, USER],
      ['read', 'read', 'write', 'write', 'read', 'write'],
      1_052,
    ],
    [
      'the order in which limits are named is no matter',
      [USER, BASE],
      ['read', 'read', 'write', 'write', 'read', 'write'],
      1_052,
    ],
    [
      'kinds with limits of their own do not wait for each other',
      [
        { ...BASE, kind: 'read' },
        { ...BASE, kind: 'write', key: 'other' },
      ],
      ['read', 'write', 'read', 'write'],
      0,
    ],
    ['no limit, no waiting', [], ['read', 'read', 'read'], 0],
  ])('%s', async (_says, paces, kinds, spans) => {
    const clock = virtualClock(0)
    const paced = pacer(clock, memoryDesk(clock), paces)
    const grants = await clock.run(Promise.all(kinds.map((kind) => paced.claim(kind))))
    expect(Math.max(...grants.map(({ at }) => at)) - Math.min(...grants.map(({ at }) => at))).toBe(
      spans,
    )
  })

  test('two bases of one person share the person’s limit', async () => {
    const clock = virtualClock(0)
    const desk = memoryDesk(clock)
    const user = { ...USER, perSecond: 6 }
    const doors = ['a', 'b'].map((key) => pacer(clock, desk, [{ ...BASE, key }, user]))
    const grants = await clock.run(
      Promise.all(doors.flatMap((door) => times(5, () => door.claim('read')))),
    )
    const at = grants.map((grant) => grant.at).sort((a, b) => a - b)
    expect(Math.min(...at.slice(6).map((time, i) => time - at[i]!))).toBeGreaterThanOrEqual(1_052)
  })

  test('quiet for one kind is asked of its tightest limit only', async () => {
    const clock = virtualClock(0)
    const { desk, asked } = farDesk(clock, 0)
    const paced = pacer(clock, desk, [
      BASE,
      USER,
      { ...USER, kind: 'write', key: 'writes', perSecond: 2 },
    ])
    await clock.run(paced.slowDown(5_000, 'read'))
    expect(asked.slowDowns).toEqual(['base'])
    expect((await clock.run(paced.claim('read'))).at).toBe(5_000)
    await clock.run(paced.slowDown(6_000))
    expect(asked.slowDowns).toEqual(['base', 'base', 'writes'])
  })

  test('turns on stock are void once the vendor wants quiet', async () => {
    const clock = virtualClock(0)
    const { desk, asked } = farDesk(clock, 0)
    const paced = pacer(clock, desk, [{ ...WRITES, kind: 'any' }])
    for (let i = 0; i < 4; i++) await clock.run(paced.claim('read'))
    const claims = asked.claims
    await clock.run(paced.slowDown(5_000, 'read'))
    const { at } = await clock.run(paced.claim('read'))
    expect([at, asked.claims]).toEqual([5_000, claims + 1])
  })

  test('a desk that is away for a moment is asked again; one that stays away fails the claim', async () => {
    const clock = virtualClock(0)
    let away = 2
    const near = memoryDesk(clock)
    const flaky: PaceDesk = {
      claim: async (key, ask) => {
        if (away-- > 0) throw new Error('away')
        return near.claim(key, ask)
      },
      slowDown: near.slowDown,
    }
    const paced = pacer(clock, flaky, [BASE])
    expect((await clock.run(paced.claim('read'))).at).toBe(610)
    away = Infinity
    await expect(
      clock.run(Promise.all([paced.claim('read'), paced.claim('read')])),
    ).rejects.toThrow('away')
    away = 0
    expect((await clock.run(paced.claim('read'))).at).toBeGreaterThan(600)
  })

  test('calls that come together are asked for together', async () => {
    const clock = virtualClock(0)
    const { desk, asked } = farDesk(clock, 4)
    const together = pacer(clock, desk, [WRITES])
    await clock.run(Promise.all(times(20, () => together.claim('write'))))
    expect(asked.claims).toBe(1)
  })
})
