import { describe, expect, test } from 'vitest'
import type { Side } from '../../shared/record.ts'
import { lookLeft, lookRight } from './look.ts'
import { type Live, listening, openLive } from './live.ts'
import { ada, BASE, bob, expectAccountsToAddUp, must, rec, rightId, teams } from './scene.ts'
import { pairUp } from './engine.ts'
import { SMALL_PAIRINGS, smallWorld } from './worlds.ts'

const DAY = 86_400_000
const world = () => smallWorld({ teams, people: [ada, bob] })
const small = (more: Partial<Parameters<typeof listening>[0]> = {}): Promise<Live> =>
  listening({
    world: world(),
    post: { delay: 150, jitter: 50 },
    setup: { conflictResolution: 'crm_wins' },
    ...more,
  })

const score = (live: Live, n: number): void =>
  void live.engine.airtable.edit(BASE, 'People', rec('ada'), { Score: n })
const scoreRight = (live: Live, n: number): void =>
  live.engine.attio.edit('people', rightId(live.engine, 'ada@example.com'), { score: n })
const scores = (live: Live): unknown[] =>
  [lookLeft(live.engine), lookRight(live.engine)].map(
    ({ people }) => people.find(({ email }) => email === 'ada@example.com')?.score,
  )
const feedsOf = async (live: Live) => must(await live.engine.agreement.view()).feeds
const runs = async (live: Live) =>
  must(await live.engine.agreement.runs({ cursor: null, limit: 200 })).items

async function expectEqual(live: Live): Promise<void> {
  expect(lookRight(live.engine)).toEqual(lookLeft(live.engine))
  await expectAccountsToAddUp(live.engine)
}

test('both vendors tell, and a change on either side is on the other within a second and a half', async () => {
  const live = await small({ weather: { latency: 150, jitter: 50 } })
  expect(await feedsOf(live)).toMatchObject([{ side: 'left', mode: 'webhook', freshnessMs: null }, { side: 'right', mode: 'webhook' }]) // prettier-ignore
  score(live, 7)
  await live.pass(1_500)
  expect(scores(live)).toEqual([7, 7])
  scoreRight(live, 8)
  await live.pass(1_500)
  expect(scores(live)).toEqual([8, 8])
  await live.calm()
  await expectEqual(live)
})

test('our own writes come back as news, and cause no write', async () => {
  const live = await small()
  score(live, 7)
  scoreRight(live, 7)
  live.engine.attio.add('people', { name: 'Fox, Fay', email_addresses: ['fay@example.com'] })
  await live.calm()
  const before = (await runs(live)).length
  await live.pass(10 * 60_000)
  await live.calm()
  expect((await runs(live)).length).toBe(before)
  await expectEqual(live)
})

describe('nothing is lost and nothing happens twice', () => {
  test.each([
    { says: 'late by half a minute, now and then', post: { late: 0.5, lateMs: 30_000 } },
    { says: 'all of them twice', post: { doubled: 1, lateMs: 2_000 } },
    { says: 'shuffled', post: { delay: 2_000, jitter: 2_000 } },
    { says: 'late, doubled and shuffled', post: { delay: 500, jitter: 500, late: 0.3, lateMs: 5_000, doubled: 0.5 } },
  ])('$says', async ({ post }) => {
    const live = await small({ post })
    for (let n = 0; n < 20; n++) {
      // Two people, each at a record of their own: one field that both write in turns is another matter.
      if (n % 2) score(live, n)
      else live.engine.attio.edit('people', rightId(live.engine, 'bob@example.com'), { score: n })
      await live.pass(3_000 + 700 * n)
    }
    await live.calm()
    await live.pass(60_000)
    await live.calm()
    await expectEqual(live)
  }) // prettier-ignore

  test('calls that never arrive are made up for within the hour in Airtable, by the next night in Attio', async () => {
    const live = await small({ post: { lost: 1 } })
    score(live, 41)
    await live.pass(65 * 60_000)
    await live.calm()
    expect(scores(live)).toEqual([41, 41])
    scoreRight(live, 42)
    await live.pass(DAY)
    await live.calm()
    expect(scores(live)).toEqual([42, 42])
  })
})

describe('webhooks never lapse', () => {
  test('thirty days on they live, and what happens is told', async () => {
    const live = await small()
    for (let day = 1; day <= 30; day++) await live.pass(DAY)
    expect(await feedsOf(live)).toMatchObject([{ mode: 'webhook', says: null }, { mode: 'webhook', says: null }]) // prettier-ignore
    score(live, 30)
    await live.calm()
    expect(scores(live)).toEqual([30, 30])
    expect(live.engine.airtable.counters.of('webhooks.create')).toBe(1)
  })

  test.each<{ says: string; end: (live: Live) => void; side: Side }>([
    { says: 'Airtable', end: ({ engine }) => engine.airtable.dropHooks(BASE), side: 'left' },
    { says: 'Attio', end: ({ engine }) => engine.attio.dropWebhooks(), side: 'right' },
  ])('one that is gone in $says is made again, the gap is said, and what was missed is found', async ({ end, side }) => {
    const live = await small()
    end(live)
    if (side === 'left') score(live, 50)
    else scoreRight(live, 50)
    await live.pass(DAY + 60_000)
    await live.calm()
    expect(scores(live)).toEqual([50, 50])
    const told = (await feedsOf(live)).find((one) => one.side === side)
    expect(told).toMatchObject({ mode: 'webhook', says: null })
    expect(told?.gap?.says).toContain('found by comparing everything once')
    expect(told?.gap?.closed).toBeGreaterThan(told!.gap!.since)
    score(live, 51)
    await live.calm()
    expect(scores(live)).toEqual([51, 51])
  }) // prettier-ignore

  test('a feed cut for eight days recovers by itself', async () => {
    const live = await small()
    live.cut(true)
    // Nothing of ours runs either: a deployment gone wrong.
    const { clock } = live.engine
    const asleep = clock.now() + 8 * DAY
    for (let day = 0; day < 8; day++) {
      score(live, 100 + day)
      scoreRight(live, 200 + day)
      await clock.advance(DAY)
    }
    expect(clock.now()).toBeGreaterThanOrEqual(asleep)
    live.cut(false)
    await live.pass(2 * DAY)
    await live.calm()
    await expectEqual(live)
    score(live, 61)
    await live.pass(5_000)
    await live.calm()
    expect(scores(live)).toEqual([61, 61])
  })
})

describe('where no webhook can be had, we look, and say how often', () => {
  test.each<{ says: string; options: Partial<Parameters<typeof listening>[0]>; reason: RegExp }>([
    { says: 'no address of ours', options: { address: null }, reason: /no address that others can reach/ },
    { says: 'no right to it', options: { world: (() => { const w = world(); return { ...w, airtable: { ...w.airtable, tokens: w.airtable.tokens!.map((one) => ({ ...one, scopes: one.scopes!.filter((scope) => scope !== 'webhook:manage') })) } } })() }, reason: /webhook:manage, and creator permission/ },
  ])('$says', async ({ options, reason }) => {
    const live = await small(options)
    const [left] = await feedsOf(live)
    expect(left).toMatchObject({ side: 'left', mode: 'polling', freshnessMs: 15 * 60_000 })
    expect(left?.says).toMatch(reason)
    score(live, 71)
    await live.pass(16 * 60_000)
    await live.calm()
    expect(scores(live)).toEqual([71, 71])
  }) // prettier-ignore
})

/** Attio as it is, but for calls of this kind, which it does not answer just now. Gives the way back. */
function unanswered(live: Live, method: string, path: string): () => void {
  const { attio } = live.engine
  const fetch = attio.fetch.bind(attio)
  attio.fetch = (request) =>
    request.method === method && new URL(request.url).pathname.startsWith(path)
      ? Promise.resolve(new Response('', { status: 503 }))
      : fetch(request)
  return () => {
    attio.fetch = fetch
  }
}

// Seen red for both: without a gap at the end, what changed after the last look was found by the next night.
describe('what nobody told of until the webhook was there is found as soon as it is', () => {
  test('where there was none at first', async () => {
    const poor = world()
    const [{ tokens: [key] = [] }] = poor.attio.workspaces as [(typeof poor.attio.workspaces)[0]]
    const { token, scopes = [] } = key!
    const live = await small({
      world: {
        ...poor,
        attio: {
          ...poor.attio,
          workspaces: poor.attio.workspaces.map((one) => ({
            ...one,
            tokens: [{ token, scopes: scopes.filter((scope) => !scope.startsWith('webhook')) }],
          })),
        },
      },
    })
    expect((await feedsOf(live))[1]).toMatchObject({ side: 'right', mode: 'polling' })
    live.engine.attio.permit(token, scopes)
    let last = 100
    for (; (await feedsOf(live))[1]?.mode === 'polling'; await live.pass(60_000))
      scoreRight(live, ++last)
    await live.pass(60_000)
    await live.calm()
    expect(last).toBeGreaterThan(101)
    expect(scores(live)).toEqual([last, last])
  })

  test('where it was told late of one more table', async () => {
    const live = await small()
    const { agreement, clock } = live.engine
    must(await clock.run(agreement.removePairing('people')))
    await live.pass(DAY)
    await live.calm()
    const answered = unanswered(live, 'PATCH', '/v2/webhooks')
    await pairUp(live.engine, [SMALL_PAIRINGS[1]!])
    await live.begin()
    scoreRight(live, 55)
    await live.pass(60_000)
    expect(scores(live)).toEqual([1.5, 55])
    answered()
    await live.pass(10 * 60_000)
    await live.calm()
    expect(scores(live)).toEqual([55, 55])
  })
})

const told = (live: Live): number =>
  live.deliveries.filter(({ vendor }) => vendor === 'attio').length
const job = (live: Live, title: string): void =>
  live.engine.attio.edit('people', rightId(live.engine, 'ada@example.com'), { job_title: title })
/** The score is no longer mapped, and a day later nobody is told of it. Gives the way to map it again. */
async function withoutScore(live: Live): Promise<() => Promise<void>> {
  const { agreement, clock } = live.engine
  const people = must(await agreement.pairings()).find((one) => one.entityType === 'people')!
  const { id, left, right } = people.entries.find((one) => one.right.field === 'score')!
  must(await clock.run(agreement.removeEntry('people', id)))
  await live.pass(DAY)
  await live.calm()
  return async () =>
    void must(
      await clock.run(
        agreement.addEntry('people', {
          left,
          right,
          direction: 'bidirectional',
          firstMeeting: 'crm_wins',
        }),
      ),
    )
}
const wholeRuns = async (live: Live): Promise<number> =>
  (await runs(live)).filter(({ purpose }) => purpose === 'sync').length

describe('Attio tells only of attributes that matter', () => {
  // Seen red: with the object alone in the filter.
  test('edits of others are not even sent, and cost no call', async () => {
    const live = await small()
    const { attio } = live.engine
    const [before, calls] = [told(live), attio.counters.total]
    for (let n = 0; n < 50; n++) job(live, `Analyst ${n}`)
    await live.pass(60_000)
    expect([told(live) - before, attio.counters.total - calls]).toEqual([0, 0])
    scoreRight(live, 7)
    await live.calm()
    expect(scores(live)).toEqual([7, 7])
  })

  test('one made since is told of before anybody here has heard of it', async () => {
    const live = await small()
    const { attio, clock } = live.engine
    const made = attio.fetch(
      new Request('https://api.attio.com/v2/objects/people/attributes', {
        method: 'POST',
        headers: {
          authorization: `Bearer ${world().tokens.attio}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({
          data: { title: 'Mood', description: null, api_slug: 'mood', type: 'text', is_required: false, is_unique: false, is_multiselect: false, config: {} },
        }), // prettier-ignore
      }),
    )
    expect((await clock.run(made)).status).toBe(200)
    await live.calm()
    const before = told(live)
    attio.edit('people', rightId(live.engine, 'ada@example.com'), { mood: 'good' })
    await live.pass(5_000)
    expect(told(live)).toBe(before + 1)
  })

  // Seen red: without the feeds being told of a new entry.
  test('a field that is mapped is told of from then on, and nothing is compared for it that will be anyway', async () => {
    const live = await small()
    const map = await withoutScore(live)
    const before = told(live)
    scoreRight(live, 8)
    await live.pass(60_000)
    expect(told(live)).toBe(before)
    const compared = await wholeRuns(live)
    await map()
    await live.pass(5_000)
    scoreRight(live, 9)
    await live.calm()
    // What a changed mapping would write is a person's to look at first.
    const [heard] = await runs(live)
    expect(heard).toMatchObject({ purpose: 'events', state: 'asking', planned: 1 })
    must(await live.engine.clock.run(live.engine.agreement.approve(heard!.id)))
    await live.calm()
    expect(scores(live)).toEqual([9, 9])
    expect(await wholeRuns(live)).toBe(compared)
  })

  // Seen red: with nothing said of what the webhook was told late.
  test('a field of which the webhook is told late is compared again where it was compared before', async () => {
    const live = await small()
    const map = await withoutScore(live)
    const answered = unanswered(live, 'PATCH', '/v2/webhooks')
    await map()
    await live.begin()
    scoreRight(live, 55)
    await live.pass(60_000)
    expect(scores(live)).toEqual([1.5, 55])
    answered()
    await live.pass(10 * 60_000)
    await live.calm()
    expect(scores(live)).toEqual([55, 55])
  })

  /** From now on Attio takes no filter that names attributes. Counts what it refused. */
  function refusing({ engine: { attio } }: Live): { times: number } {
    const fetch = attio.fetch.bind(attio)
    const refused = { times: 0 }
    attio.fetch = async (request) => {
      const isAsked = new URL(request.url).pathname.startsWith('/v2/webhooks')
      if (!isAsked || !(await request.clone().text()).includes('attribute_id'))
        return fetch(request)
      refused.times++
      const said = { status_code: 400, type: 'invalid_request_error', code: 'validation_type' }
      return Response.json({ ...said, message: 'The filter is too fine.' }, { status: 400 })
    }
    return refused
  }

  // Seen red for both: with what the vendor refused handed on instead of asking for everything.
  test.each<{ says: string; open: () => Promise<{ live: Live; refused: { times: number } }> }>([
    {
      says: 'is made',
      async open() {
        const live = openLive({ world: world() })
        const refused = refusing(live)
        await pairUp(live.engine, SMALL_PAIRINGS)
        await live.begin()
        return { live, refused }
      },
    },
    {
      says: 'is changed',
      async open() {
        const live = await small()
        const refused = refusing(live)
        await withoutScore(live)
        return { live, refused }
      },
    },
  ])('a webhook that it will not have so when it $says tells of all of them', async ({ open }) => {
    const { live, refused } = await open()
    expect(refused.times).toBeGreaterThan(0)
    expect(await feedsOf(live)).toMatchObject([
      { mode: 'webhook' },
      { mode: 'webhook', says: null },
    ])
    const before = told(live)
    job(live, 'Analyst')
    await live.pass(5_000)
    expect(told(live)).toBe(before + 1)
    live.engine.attio.edit('people', rightId(live.engine, 'ada@example.com'), {
      name: 'Byron, Ada',
    })
    await live.calm()
    expect(lookLeft(live.engine).people.find(({ first }) => first === 'Ada')?.last).toBe('Byron')
  })

  test('where the vendor judges who takes part, all are told of', async () => {
    const live = await small()
    const view = live.engine.attio.saveView('people', 'All', { $and: [] })
    const filters = { right: { kind: 'view' as const, view } }
    must(await live.engine.clock.run(live.engine.agreement.changePairing('people', { filters })))
    await live.calm()
    const before = told(live)
    job(live, 'Analyst')
    await live.pass(5_000)
    expect(told(live)).toBe(before + 1)
  })
})

// Seen red: when the first look was over, the next was put off for a day, whoever had come meanwhile.
test('whoever pairs two tables in a row is told of both, also where the webhook is still being made for the first', async () => {
  const live = openLive({ world: world(), weather: { latency: 150 } })
  const { attio, clock } = live.engine
  const reader = { syncId: 'other', workspaceId: 'w1', side: 'right' as const, connectionId: 'c2' }
  must(await live.feeds.right.listen('attio', 'ws', { ...reader, tables: ['teams'] }))
  await clock.run(
    (async () => {
      while (attio.counters.of('webhooks.create') === 0) await clock.sleep(10)
    })(),
  )
  must(await live.feeds.right.listen('attio', 'ws', { ...reader, tables: ['teams', 'people'] }))
  await live.pass(5_000)
  expect(attio.counters.of('webhooks.patch')).toBe(1)
})

test('whoever pairs another table hears of it too, and whoever leaves takes the webhooks along', async () => {
  const live = await small()
  const { engine } = live
  expect(engine.attio.counters.of('webhooks.patch')).toBeGreaterThan(0)
  must(await engine.clock.run(engine.agreement.change({ frequency: 'manual' })))
  await live.pass(5_000)
  expect(engine.airtable.counters.of('webhooks.delete')).toBe(1)
  expect(engine.attio.counters.of('webhooks.delete')).toBe(1)
  must(await engine.clock.run(engine.agreement.change({ frequency: 'realtime' })))
  await live.calm()
  score(live, 81)
  await live.calm()
  expect(scores(live)).toEqual([81, 81])
})

test('a base that belongs to somebody else by now tells its former readers nothing', async () => {
  const live = await small()
  const theirs = { syncId: 'other', workspaceId: 'w2', side: 'left' as const, tables: ['tblX'], connectionId: 'c9' } // prettier-ignore
  must(await live.feeds.left.listen('airtable', BASE, theirs))
  await live.calm()
  const before = live.engine.memory.sql.exec('select * from reached').toArray()
  score(live, 91)
  await live.pass(5_000)
  expect(live.engine.memory.sql.exec('select * from reached').toArray()).toEqual(before)
  expect(scores(live)).toEqual([91, 1.5])
})

test('of thousands of changes the first cross while the last are still being fetched', async () => {
  const people = Array.from({ length: 1_000 }, (_, n) => ({
    id: rec(`q${String(n).padStart(4, '0')}x`),
    fields: { Email: `q${n}@example.com`, 'First name': `Q${n}` },
  }))
  const live = await small({
    world: smallWorld({ people }),
    weather: { latency: 150, jitter: 50 },
  })
  const { airtable, attio, clock } = live.engine
  const began = clock.now()
  let first: number | null = null
  const stop = attio.watch(() => {
    first ??= clock.now() - began
  })
  for (const { id } of people) airtable.edit(BASE, 'People', id, { Score: 5 })
  // A page of what happened has 50 changes, and five pages a second are all that the vendor gives.
  await live.pass(4_000)
  stop()
  expect(first).toBeLessThan(2_000)
  await live.calm()
  await expectEqual(live)
})
