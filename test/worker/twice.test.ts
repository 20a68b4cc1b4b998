import { describe, expect, test } from 'vitest'
import { other, type Side, SIDES } from '../../shared/record.ts'
import type { Engine, EngineOptions } from './engine.ts'
import { lookLeft, lookRight, personAt } from './look.ts'
import { BASE, must, rec, rightId, synced } from './scene.ts'

/** So long after it was sent (ms) no call can arrive any more. */
const OUT_OF_REACH_MS = 81_000

/** So long a vendor refuses what is written: longer than one call is repeated. */
const REFUSED_MS = 120_000

/** The next write to that side is lost on its way. Gives back its arrival. */
function losing(engine: Engine, side: Side): () => Promise<void> {
  const vendor = side === 'left' ? engine.airtable : engine.attio
  const fetch = vendor.fetch.bind(vendor)
  let lost: Request | null = null
  vendor.fetch = async (request) => {
    const isWrite = request.method === 'PATCH' || request.method === 'PUT'
    if (lost !== null || !isWrite) return fetch(request)
    lost = request.clone()
    throw new TypeError('the line is dead')
  }
  return async () => {
    expect((await engine.clock.run(fetch(lost!.clone()))).ok).toBe(true)
  }
}

type Typed = { readonly score?: number; readonly first?: string; readonly last?: string }

const type = (engine: Engine, side: Side, { score, first, last }: Typed): void =>
  void (side === 'left'
    ? engine.airtable.edit(BASE, 'People', rec('ada'), {
        ...(score === undefined ? {} : { Score: score }),
        ...(first === undefined ? {} : { 'First name': first, 'Last name': last }),
      })
    : engine.attio.edit('people', rightId(engine, 'ada@example.com'), {
        ...(score === undefined ? {} : { score }),
        ...(first === undefined
          ? {}
          : { name: { first_name: first, last_name: last, full_name: `${first} ${last}` } }),
      }))

const scores = (engine: Engine): readonly unknown[] =>
  [lookLeft(engine), lookRight(engine)].map(
    ({ people }) => people.find((one) => one.email === 'ada@example.com')?.score,
  )

/** What writes to her replaced there. */
async function replaced(engine: Engine, side: Side): Promise<readonly unknown[]> {
  const recordId = personAt(engine, 'ada@example.com')[side]!.id
  const found = await engine.agreement.ledger({ recordId }, 'oldest', { cursor: null, limit: 50 })
  return must(found)
    .items.filter((one) => one.side === side)
    .flatMap((one) => one.changes.map(({ before }) => before))
}

/** Her score came from the other side as 9, by a call that was sent twice. Gives back the arrival of the first one. */
async function sentTwice(
  to: Side,
  options: Partial<EngineOptions> = {},
): Promise<{ engine: Engine; arrive: () => Promise<void> }> {
  const engine = await synced(options)
  type(engine, other(to), { score: 9 })
  const arrive = losing(engine, to)
  expect(await engine.sync()).toMatchObject({ state: 'done', written: 1 })
  expect(scores(engine)).toEqual([9, 9])
  return { engine, arrive }
}

describe.each(SIDES)('a first call that arrives late on the %s', (to) => {
  // Seen red where it was taken for an edit: 9 went over 77 on both sides, and the ledger of that side did not have it.
  test('what was entered there meanwhile and has crossed comes back', async () => {
    const { engine, arrive } = await sentTwice(to)
    type(engine, to, { score: 77 })
    expect(await engine.sync()).toMatchObject({ state: 'done', written: 1 })
    await arrive()
    expect(scores(engine)).toContain(9)
    expect(await engine.sync()).toMatchObject({ state: 'done', written: 1 })
    expect(scores(engine)).toEqual([77, 77])
    expect(await replaced(engine, to)).toContain(77)
    expect(await engine.sync()).toMatchObject({ state: 'done', planned: 0 })
  })

  // Seen red where nobody was told: it stood nowhere any more.
  test('what was met there and has not crossed yet comes back, and crosses', async () => {
    const { engine, arrive } = await sentTwice(to)
    type(engine, to, { score: 77 })
    must(await engine.clock.run(engine.agreement.preview({}, 'Ops')))
    await engine.drain()
    await arrive()
    expect(scores(engine)).toEqual([9, 9])
    expect(await engine.sync()).toMatchObject({ state: 'done', written: 2 })
    expect(scores(engine)).toEqual([77, 77])
    expect(await replaced(engine, to)).toContain(77)
    expect(await engine.sync()).toMatchObject({ state: 'done', planned: 0 })
  })

  // Seen red where what a late call brings back had a part in the question who is right.
  test('what was entered on the other side since is the only change', async () => {
    const setup = { conflictResolution: to === 'left' ? 'app_wins' : 'crm_wins' } as const
    const { engine, arrive } = await sentTwice(to, { setup })
    type(engine, to, { score: 77 })
    expect(await engine.sync()).toMatchObject({ state: 'done', written: 1 })
    await arrive()
    type(engine, other(to), { score: 78 })
    await engine.sync()
    expect(await engine.sync()).toMatchObject({ state: 'done', planned: 0 })
    expect(scores(engine)).toEqual([78, 78])
  })

  test('what a person sets back once no call can arrive any more is their word', async () => {
    const { engine } = await sentTwice(to)
    await engine.clock.run(engine.clock.sleep(OUT_OF_REACH_MS))
    type(engine, to, { score: 77 })
    expect(await engine.sync()).toMatchObject({ state: 'done', written: 1 })
    type(engine, to, { score: 9 })
    expect(await engine.sync()).toMatchObject({ state: 'done', written: 1 })
    expect(scores(engine)).toEqual([9, 9])
  })
})

// Seen red where a call that had been refused counted as one that may still arrive.
test('what a person sets back is their word where the first call was refused', async () => {
  const engine = await synced()
  const fetch = engine.attio.fetch.bind(engine.attio)
  const until = engine.clock.now() + REFUSED_MS
  engine.attio.fetch = (request) =>
    request.method === 'PUT' && engine.clock.now() < until
      ? Promise.resolve(Response.json({ status_code: 429 }, { status: 429 }))
      : fetch(request)
  type(engine, 'left', { score: 9 })
  expect(await engine.sync()).toMatchObject({ state: 'done', written: 1 })
  expect(engine.clock.now()).toBeGreaterThan(until)
  for (const score of [77, 9]) {
    type(engine, 'right', { score })
    expect(await engine.sync()).toMatchObject({ state: 'done', written: 1 })
    expect(scores(engine)).toEqual([score, score])
  }
})

// Seen red where it counted as sent once more, though nothing was: 77 came back over what a person had set.
test('what a person sets back is their word where the only call had arrived before it was sent again', async () => {
  const engine = await synced()
  const { attio } = engine
  const fetch = attio.fetch.bind(attio)
  let lost: Request | null = null
  let [looks, sent] = [0, 0]
  attio.fetch = async (request) => {
    if (request.method === 'PUT' && ++sent === 1) {
      lost = request.clone()
      throw new TypeError('the line is dead')
    }
    // The look for it shows nothing yet; the one before it would be sent again finds it there.
    if (lost !== null && request.url.endsWith('/query') && ++looks === 2) await fetch(lost)
    return fetch(request)
  }
  type(engine, 'left', { score: 9 })
  expect(await engine.sync()).toMatchObject({ state: 'done', written: 1 })
  expect({ sent, scores: scores(engine) }).toEqual({ sent: 1, scores: [9, 9] })
  for (const score of [77, 9]) {
    type(engine, 'right', { score })
    expect(await engine.sync()).toMatchObject({ state: 'done', written: 1 })
    expect(scores(engine)).toEqual([score, score])
  }
})

/** Her name in Attio came from the base as “Augusta King”, by a call that was sent twice. */
async function renamedTwice(): Promise<{ engine: Engine; arrive: () => Promise<void> }> {
  const engine = await synced()
  type(engine, 'left', { first: 'Augusta', last: 'King' })
  const arrive = losing(engine, 'right')
  expect(await engine.sync()).toMatchObject({ state: 'done', written: 1 })
  return { engine, arrive }
}
const names = (engine: Engine): readonly unknown[] =>
  [lookLeft(engine), lookRight(engine)].map(({ people }) => {
    const ada = people.find((one) => one.email === 'ada@example.com')
    return `${String(ada?.first)} ${String(ada?.last)}`
  })

// Seen red where only the part was put back that the call was about.
test('a name that a late call brings whole comes back whole', async () => {
  const engine = await synced()
  type(engine, 'left', { first: 'Augusta', last: 'Lovelace' })
  const arrive = losing(engine, 'right')
  expect(await engine.sync()).toMatchObject({ state: 'done', written: 1 })
  type(engine, 'right', { first: 'Grace', last: 'Hopper' })
  expect(await engine.sync()).toMatchObject({ state: 'done', written: 1 })
  await arrive()
  expect(names(engine)[1]).toBe('Augusta Lovelace')
  await engine.sync()
  expect(names(engine)).toEqual(['Grace Hopper', 'Grace Hopper'])
  expect(await replaced(engine, 'right')).toEqual(expect.arrayContaining(['Grace', 'Hopper']))
  expect(await engine.sync()).toMatchObject({ state: 'done', planned: 0 })
})

// Seen red where the ledger did not have it: it stood nowhere any more (storm seed 540000090).
test('where no changes are taken from, what a late call replaced is in the ledger', async () => {
  const { engine, arrive } = await renamedTwice()
  must(await engine.agreement.changePairing('people', { direction: 'push' }))
  type(engine, 'right', { first: 'Grace', last: 'Hopper' })
  must(await engine.clock.run(engine.agreement.preview({}, 'Ops')))
  await engine.drain()
  await arrive()
  await engine.sync()
  expect(names(engine)).toEqual(['Augusta King', 'Augusta King'])
  expect(await replaced(engine, 'right')).toEqual(expect.arrayContaining(['Grace', 'Hopper']))
})
