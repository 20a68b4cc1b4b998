/** The whole product, feeds, alarms, sign-ins and quota, under a clock that is moved by weeks. */
import { describe, expect, test } from 'vitest'
import { monthOf } from '../../shared/quota.ts'
import { die, pick } from '../sandbox/random.ts'
import { type Live, listening, openLive } from './live.ts'
import { pairUp } from './engine.ts'
import { lookLeft, lookRight } from './look.ts'
import { ada, BASE, bob, expectAccountsToAddUp, must, rec, rightId, teams } from './scene.ts'
import { type Accounts, openAccounts, signInWorld } from './signed-in.ts'
import { SMALL_PAIRINGS, smallWorld } from './worlds.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** A small world, signed in at both vendors as people are, synced once and listening. */
async function signedIn(): Promise<{ readonly live: Live; readonly accounts: Accounts }> {
  let accounts: Accounts | undefined
  const live = openLive({
    world: signInWorld(smallWorld({ teams, people: [ada, bob] })),
    post: { delay: 150, jitter: 50 },
    setup: { conflictResolution: 'crm_wins', plan: 'team' },
    accounts: (around) => (accounts = openAccounts(around)),
  })
  if (!accounts) throw new Error('nobody signs in')
  for (const vendor of ['airtable', 'attio'] as const)
    await live.engine.clock.run(accounts.signIn(vendor))
  await pairUp(live.engine, SMALL_PAIRINGS)
  await live.begin()
  return { live, accounts }
}

const score = (live: Live, n: number): void =>
  void live.engine.airtable.edit(BASE, 'People', rec('ada'), { Score: n })
const scoreRight = (live: Live, n: number): void =>
  live.engine.attio.edit('people', rightId(live.engine, 'bob@example.com'), { score: n })
const scores = (live: Live) =>
  [lookLeft(live.engine), lookRight(live.engine)].map(({ people }) =>
    ['ada', 'bob'].map(
      (name) => people.find(({ email }) => email === `${name}@example.com`)?.score,
    ),
  )
const viewOf = async (live: Live) => must(await live.engine.agreement.view())
const runsOf = async (live: Live) =>
  must(await live.engine.agreement.runs({ cursor: null, limit: 200 })).items

/** A day as the product has it: cron comes by every hour. */
async function aDay({ live, accounts }: Awaited<ReturnType<typeof signedIn>>): Promise<void> {
  for (let hour = 0; hour < 24; hour++) {
    await live.pass(HOUR)
    await live.engine.clock.run(accounts.tend())
    await live.engine.clock.run(live.engine.agreement.tidy())
  }
}

// Seen red with webhooks that are looked after every ten days only: they lapse, and are made again.
describe('thirty days on', () => {
  test('no webhook has lapsed, no grant is dead, every night was swept, the month began anew, and no number came twice', async () => {
    const at = await signedIn()
    const { live, accounts } = at
    const began = live.engine.clock.now()
    const seen: number[] = []
    const nights: number[] = []
    let january = 0
    for (let day = 1; day <= 30; day++) {
      // Three weeks in which nobody does anything: nothing is kept alive by being used.
      if (day > 21 && day % 3 === 0) score(live, day)
      if (day > 21 && day % 5 === 0) scoreRight(live, day)
      await aDay(at)
      const view = await viewOf(live)
      expect(view.stopped).toBeNull()
      expect(view.feeds).toMatchObject([{ mode: 'webhook', says: null }, { mode: 'webhook', says: null }]) // prettier-ignore
      // Since the first hour nothing may have been missed.
      for (const { gap } of view.feeds) expect(gap?.since ?? 0).toBeLessThan(began + HOUR)
      expect(view.nextRunAt).toBeGreaterThan(live.engine.clock.now())
      expect(view.nextRunAt).toBeLessThan(live.engine.clock.now() + 1.5 * DAY)
      if (view.quota?.month === '2026-01') january = view.quota.used
      const last = Math.max(0, ...seen)
      const fresh = (await runsOf(live)).filter(({ id }) => Number(id) > last)
      seen.push(...fresh.map(({ id }) => Number(id)).sort((a, b) => a - b))
      nights.push(fresh.filter(({ purpose, actor }) => purpose === 'sync' && actor !== null).length)
      expect(fresh.map(({ state }) => state).filter((state) => state !== 'done')).toEqual([])
    }
    expect(live.engine.clock.now() - began).toBeGreaterThanOrEqual(30 * DAY)
    expect([accounts.why('airtable'), accounts.why('attio')]).toEqual([null, null])
    expect(must(await live.engine.clock.run(accounts.airtable.token()))).not.toBe('')
    // A webhook of Airtable lives seven days: it was renewed, not made again.
    const { airtable, attio } = live.engine
    expect([airtable.counters.of('webhooks.create'), attio.counters.of('webhooks.create')]).toEqual([1, 1]) // prettier-ignore
    expect(airtable.counters.of('oauth.token')).toBeGreaterThan(30)
    // Where a night ends in the next of these days, that one has two.
    expect(nights.reduce((sum, n) => sum + n, 0)).toBeGreaterThanOrEqual(29)
    expect(new Set(seen).size).toBe(seen.length)
    const { quota } = await viewOf(live)
    expect(quota).toMatchObject({ month: monthOf(live.engine.clock.now()), level: 'fine' })
    expect(january).toBeGreaterThan(quota!.used)

    score(live, 77)
    scoreRight(live, 78)
    await live.pass(2_000)
    expect(scores(live)).toEqual([[77, 78], [77, 78]]) // prettier-ignore
    await live.calm()
    await expectAccountsToAddUp(live.engine)
    console.info(
      `thirty days: ${seen.length} runs, ${airtable.counters.of('oauth.token')} grants and renewals, ${january} calls in January`,
    )
  }, 120_000)

  test('a renewal whose answer was lost asks a person to sign in again, and then everything crosses, with every link', async () => {
    const at = await signedIn()
    const { live, accounts } = at
    const { airtable, memory, agreement, clock } = live.engine
    const linked = () => memory.sql.exec('select left_id, right_id from link order by id').toArray()
    for (let day = 0; day < 10; day++) await aDay(at)
    const before = linked()
    airtable.sky.change({ lostAnswer: 1 })
    await live.pass(2 * HOUR)
    airtable.sky.change({ lostAnswer: 0 })
    await aDay(at)
    scoreRight(live, 50)
    await aDay(at)
    expect(await viewOf(live)).toMatchObject({
      stopped: expect.stringContaining('Airtable renewed our sign-in, but its answer never reached us.'),
      mend: { does: 'reconnect', side: 'left' },
    }) // prettier-ignore
    score(live, 49)
    await aDay(at)
    await clock.run(accounts.signIn('airtable', true))
    await agreement.reconnected('c1')
    await live.pass(5 * 60_000)
    await live.calm()
    expect(scores(live)).toEqual([[49, 50], [49, 50]]) // prettier-ignore
    expect(linked()).toEqual(before)
    expect((await viewOf(live)).feeds).toMatchObject([{ mode: 'webhook', says: null }, { mode: 'webhook', says: null }]) // prettier-ignore
    score(live, 51)
    await live.pass(2_000)
    expect(scores(live)[1]).toEqual([51, 50])
  }, 60_000)

  test('cut off for eight days, nothing of ours running, it recovers by itself', async () => {
    const at = await signedIn()
    const { live, accounts } = at
    live.cut(true)
    for (let day = 0; day < 8; day++) {
      score(live, 100 + day)
      scoreRight(live, 200 + day)
      await live.engine.clock.advance(DAY)
    }
    live.cut(false)
    await aDay(at)
    await aDay(at)
    expect(scores(live)).toEqual([[107, 207], [107, 207]]) // prettier-ignore
    expect([accounts.why('airtable'), accounts.why('attio')]).toEqual([null, null])
    expect((await viewOf(live)).feeds).toMatchObject([{ mode: 'webhook', says: null }, { mode: 'webhook', says: null }]) // prettier-ignore
  }, 60_000)
})

// Seen red without the keys of deliveries: each repetition was read again.
test('deliveries repeated a hundred times and shuffled have the effect of one', async () => {
  const live = await listening({
    world: smallWorld({ teams, people: [ada, bob] }),
    post: { delay: 150, jitter: 50 },
    setup: { conflictResolution: 'crm_wins' },
  })
  const { engine } = live
  // Whatever compared everything has left the vendor's pace alone by now.
  await live.pass(5_000)
  const throwDie = die(77)
  const from = live.deliveries.length
  const planned = engine.memory.plan.next()
  for (let n = 1; n <= 6; n++) {
    if (n % 2) score(live, n)
    else scoreRight(live, n)
    await live.pass(400)
  }
  const first = live.deliveries.slice(from).map(({ again }) => again)
  expect(first.length).toBeGreaterThanOrEqual(6)
  /** Ninety-nine times each, in any order, some while it is still at work on the first. */
  const repeat = async (): Promise<void> => {
    const rest = first.flatMap((again) => Array.from({ length: 99 }, () => again))
    while (rest.length > 0) {
      const some = Array.from({ length: Math.min(50, rest.length) }, () => {
        const one = pick(throwDie, rest)
        rest.splice(rest.indexOf(one), 1)
        return one()
      })
      const answers = await engine.clock.run(Promise.all(some))
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
      await live.pass(Math.floor(throwDie() * 200))
    }
  }
  await repeat()
  await live.calm()
  expect(lookRight(engine)).toEqual(lookLeft(engine))
  expect(scores(live)).toEqual([[5, 6], [5, 6]]) // prettier-ignore
  // One write for each of the six edits, and none for all the repetitions.
  const written = engine.memory.plan.next()
  expect(written - planned).toBe(6)
  const reached = () => engine.memory.sql.exec('select * from reached order by hook').toArray()
  const before = reached()
  await repeat()
  await live.calm()
  // Not even read again: they are known by their keys.
  expect(reached()).toEqual(before)
  await live.pass(DAY)
  await live.calm()
  expect(engine.memory.plan.next()).toBe(written)
  expect(live.deliveries.length - from).toBeGreaterThan(1_000)
}, 60_000)
