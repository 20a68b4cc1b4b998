import { expect, test } from 'vitest'
import { openEngine, pairUp } from './engine.ts'
import { lookRight } from './look.ts'
import { BASE, expectAccountsToAddUp, must } from './scene.ts'
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
    const { no, json } = engine.memory.pairings.get('people')!
    expect(engine.memory.links.countLive(no)).toBe(0)

    const score = json.entries.find((one) => one.right.field === 'score')!
    const changed = engine.agreement.changePairing('people', { keys: [[score.id]], createMissing })
    must(await engine.clock.run(changed))
    await engine.sync()
    expect(engine.memory.links.countLive(no)).toBe(1)
    expect(lookRight(engine).people).toHaveLength(1)
    await expectAccountsToAddUp(engine)
  },
)

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
