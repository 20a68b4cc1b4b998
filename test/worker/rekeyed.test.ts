import { expect, test } from 'vitest'
import { openEngine, pairUp } from './engine.ts'
import { lookRight } from './look.ts'
import { expectAccountsToAddUp, must } from './scene.ts'
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
