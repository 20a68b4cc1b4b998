import { describe, expect, test } from 'vitest'
import type { Direction } from '../../shared/mapping.ts'
import { type Engine, openEngine, pairUp } from './engine.ts'
import { lookRight } from './look.ts'
import { BASE, expectAccountsToAddUp, must, tellApartBy } from './scene.ts'
import { id, SMALL_PAIRINGS, smallWorld } from './worlds.ts'

const ada = { Email: 'ada@example.com', 'First name': 'Ada', Score: 41 }
const countess = { name: 'Byron, Countess', email_addresses: ['countess@example.com'], score: 41 }

/** Whom nothing told to be one while the address was the key, and the score tells to be. */
const world = () =>
  smallWorld({
    people: [{ id: id('rec', 'ada'), fields: ada }],
    attio: { people: [{ values: countess }] },
  })

/**
 * L5. Seen red with the keys of a record set anew only where it holds something new: whoever had no other half yet still
 * went by the keys of before, was recognised by nobody, and was made a second time.
 */
test.each([true, false])(
  'what tells records apart is changed: those without another half are known by it at once (creates: %s)',
  async (createMissing) => {
    const engine = openEngine({ world: world(), setup: { createMissing: false } })
    await pairUp(
      engine,
      SMALL_PAIRINGS.filter((one) => one.entityType === 'people'),
    )
    await engine.clock.run(engine.agreement.changePairing('people', { fuzzy: null }))
    await engine.sync()
    await engine.sync()
    const { no } = engine.memory.pairings.get('people')!
    expect(engine.memory.links.countLive(no)).toBe(0)

    await tellApartBy(engine, 'people', 'score', { createMissing })
    await engine.sync()
    expect(engine.memory.links.countLive(no)).toBe(1)
    expect(lookRight(engine).people).toHaveLength(1)
    await expectAccountsToAddUp(engine)
  },
)

/**
 * L5. Seen red where each side went by the keys of the mapping it was read under: whoever had a name on both sides was
 * known to be one by nothing, and was made twice (seeds 83000034, 83000260).
 */
test.each(['left', 'right'] as const)(
  'what tells records apart is changed while they are listed, %s last: who shares a key of both mappings is one',
  async (late) => {
    const engine = await together([['name']])
    const vendor = late === 'left' ? engine.airtable : engine.attio
    const fetch = vendor.fetch.bind(vendor)
    let saved: Promise<unknown> | null = null
    vendor.fetch = async (request) => {
      const isListing = /tblpeople|people.records.query/.test(request.url)
      if (isListing && saved === null) {
        saved = engine.clock.sleep(1_000).then(() => byScoreOrName(engine))
        await saved
      }
      return fetch(request)
    }
    await expectOne(engine)
    expect(saved).not.toBeNull()
  },
)

// Seen red where what was matched went on to be planned: both were made on the other side, by keys that were no more.
test('what tells records apart is changed after they were matched, and before they are planned: they are matched anew', async () => {
  const engine = await together([['score']])
  const { runs, pairings } = engine.memory
  const enter = runs.enter.bind(runs)
  const changed: string[] = []
  runs.enter = (run, state, ...more) => {
    enter(run, state, ...more)
    if (state !== 'merging' || changed.push(run.toString()) > 1) return
    // As the desk saves it.
    const { json } = pairings.get('people')!
    pairings.put({ ...json, keys: keysBy(engine, BY_SCORE_OR_NAME), version: json.version + 1 })
  }
  await expectOne(engine)
  expect(changed, 'it came to be planned twice').toHaveLength(2)
})

/** Somebody is on both sides by one name, under two addresses and with two scores, and nothing was synced yet. */
async function together(keys: readonly (readonly string[])[]): Promise<Engine> {
  const there = { name: 'Byron, Ada', email_addresses: ['countess@example.com'], score: 7 }
  const engine = openEngine({
    world: smallWorld({
      people: [{ id: id('rec', 'ada'), fields: ada }],
      attio: { people: [{ values: there }] },
    }),
  })
  await pairUp(
    engine,
    SMALL_PAIRINGS.filter((one) => one.entityType === 'people'),
  )
  const terms = { fuzzy: null, keys: keysBy(engine, keys) }
  must(await engine.clock.run(engine.agreement.changePairing('people', terms)))
  return engine
}

function keysBy(engine: Engine, keys: readonly (readonly string[])[]): string[][] {
  const { entries = [] } = engine.memory.pairings.get('people')?.json ?? {}
  return keys.map((key) => key.map((slug) => entries.find((one) => one.right.field === slug)!.id))
}

const BY_SCORE_OR_NAME = [['score'], ['name']]
const byScoreOrName = (engine: Engine) =>
  engine.agreement.changePairing('people', { keys: keysBy(engine, BY_SCORE_OR_NAME) })

async function expectOne(engine: Engine): Promise<void> {
  expect(await engine.sync()).toMatchObject({ state: 'done', created: 0, linked: 1 })
  expect(lookRight(engine).people).toHaveLength(1)
  await expectAccountsToAddUp(engine)
}

/**
 * L5. Seen red with only what people edit followed: where the address had been written by us, its record still went by the
 * one of before, and whoever took that one was asked about as its duplicate, or counted as one.
 */
test.each(['left', 'right'] as const)(
  'an address given up on the %s and written to the other side is free there for somebody else',
  async (side) => {
    const grace = { Email: 'ada@example.com', 'First name': 'Grace' }
    const engine = openEngine({
      world: smallWorld({ people: [{ id: id('rec', 'ada'), fields: ada }], attio: { people: [] } }),
    })
    await pairUp(engine, SMALL_PAIRINGS)
    for (let runs = 0; runs < 2; runs++) await engine.sync()
    const [there] = engine.attio.rows('people')
    if (side === 'left')
      engine.airtable.edit(BASE, 'People', id('rec', 'ada'), { Email: 'lovelace@example.com' })
    else engine.attio.edit('people', there!.id, { email_addresses: ['lovelace@example.com'] })
    await engine.sync()
    engine.airtable.add(BASE, 'People', grace)
    expect(await engine.sync()).toMatchObject({ created: 1, conflicts: 0 })
    const addresses = lookRight(engine).people.map(({ email }) => email)
    expect(addresses.sort()).toEqual(['ada@example.com', 'lovelace@example.com'])
    const page = { cursor: null, limit: 50 }
    for (const on of ['left', 'right'] as const)
      expect(await engine.agreement.duplicates('people', on, page)).toMatchObject({
        value: { items: [] },
      })
    await expectAccountsToAddUp(engine)
  },
)

/**
 * L1. Seen red with a refused address remembered by itself alone: it was free by then, and was not tried again until somebody
 * edited the record once more.
 */
test.each([
  ['ada', 'bob'],
  ['bob', 'ada'],
] as const)(
  'an address handed on by %s to %s arrives, whoever is written first',
  async (giver, taker) => {
    const people = ['ada', 'bob'].map((name) => ({
      id: id('rec', name),
      fields: { Email: `${name}@example.com`, 'First name': name },
    }))
    const engine = openEngine({ world: smallWorld({ people, attio: { people: [] } }) })
    await pairUp(engine, SMALL_PAIRINGS)
    for (let runs = 0; runs < 2; runs++) await engine.sync()
    const call = (name: string, Email: string) =>
      engine.airtable.edit(BASE, 'People', id('rec', name), { Email })
    call(giver, 'new@example.com')
    call(taker, `${giver}@example.com`)
    for (let runs = 0; runs < 2; runs++) await engine.sync()
    const there = lookRight(engine).people.map(({ first, email }) => [first, email])
    expect(Object.fromEntries(there)).toEqual({
      [giver]: 'new@example.com',
      [taker]: `${giver}@example.com`,
    })
    expect(await engine.sync()).toMatchObject({ planned: 0, blocked: 0 })
    await expectAccountsToAddUp(engine)
  },
)

/** Both have Ada and Bob under other addresses and the same score, which is their key and crosses nowhere. */
async function toldByScore(direction: Direction, of: Direction): Promise<Engine> {
  const engine = openEngine({
    world: smallWorld({
      people: ['ada', 'bob'].map((name, at) => ({
        id: id('rec', name),
        fields: { Email: `${name}@example.com`, 'First name': name, Score: 40 + at },
      })),
      attio: {
        people: ['ada', 'bob'].map((name, at) => ({
          values: {
            name: `There, ${name}`,
            email_addresses: [`${name}@there.example`],
            score: 40 + at,
          },
        })),
      },
    }),
    setup: { direction, deletions: 'delete' },
  })
  await pairUp(
    engine,
    SMALL_PAIRINGS.filter((one) => one.entityType === 'people'),
  )
  const score = await tellApartBy(engine, 'people', 'score')
  must(await engine.clock.run(engine.agreement.changeEntry('people', score, { direction: of })))
  await engine.sync()
  return engine
}

/**
 * L5. Seen red with only what crosses read: nobody went by the score, and both were made a second time on each side.
 */
describe.each<[direction: Direction, of: Direction]>([
  ['bidirectional', 'none'],
  ['push', 'pull'],
  ['pull', 'push'],
])('a key that crosses nowhere (%s, itself %s)', (direction, of) => {
  test('tells records apart all the same', async () => {
    const engine = await toldByScore(direction, of)
    expect(engine.memory.links.countLive(engine.memory.pairings.get('people')!.no)).toBe(2)
    expect(lookRight(engine).people).toHaveLength(2)
    expect(engine.airtable.rows(BASE, 'People')).toHaveLength(2)
    expect(await engine.sync()).toMatchObject({ planned: 0, blocked: 0, conflicts: 0 })
    await expectAccountsToAddUp(engine)
  })

  // Seen red with the keys of a linked record that holds what it held left as they were.
  test('is free for somebody else once it is given up', async () => {
    const engine = await toldByScore(direction, of)
    engine.airtable.edit(BASE, 'People', id('rec', 'ada'), { Score: 7 })
    for (const { id: there, values } of engine.attio.rows('people'))
      if (JSON.stringify(values).includes('ada')) engine.attio.edit('people', there, { score: 7 })
    await engine.sync()
    engine.airtable.add(BASE, 'People', { Email: 'cy@example.com', 'First name': 'cy', Score: 40 })
    engine.attio.add('people', {
      name: 'There, cy',
      email_addresses: ['cy@there.example'],
      score: 40,
    })
    expect(await engine.sync()).toMatchObject({ linked: 1, created: 0, conflicts: 0 })
    await expectAccountsToAddUp(engine)
  })

  test('knows a row that was put in again', async () => {
    const engine = await toldByScore(direction, of)
    engine.airtable.remove(BASE, 'People', id('rec', 'ada'))
    engine.airtable.add(BASE, 'People', {
      Email: 'again@example.com',
      'First name': 'ada',
      Score: 40,
    })
    expect(await engine.sync()).toMatchObject({ created: 0, deleted: 0 })
    expect(engine.memory.links.countLive(engine.memory.pairings.get('people')!.no)).toBe(2)
    await expectAccountsToAddUp(engine)
  })
})
