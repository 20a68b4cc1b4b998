import { expect, test } from 'vitest'
import { type Engine, openEngine, pairUp } from './engine.ts'
import { settle } from './heard.ts'
import { lookLeft, lookRight } from './look.ts'
import { ada, BASE, bob, conflictsOf, must, rec, rightId, teams } from './scene.ts'
import { id, SMALL_PAIRINGS, smallWorld } from './worlds.ts'

const IN_THE_BASE = { tables: [id('tbl', 'people')], fields: {} }

/** What the base's webhook tells of from now on, when asked. */
async function listening(engine: Engine): Promise<() => Promise<void>> {
  const feed = engine.connector('left', 'event').feed!
  const hook = must(
    await engine.clock.run(feed.subscribe('https://ours.example/hook', IN_THE_BASE)),
  )
  let from = 1
  return async () => {
    const { payloads, next } = must(await engine.clock.run(feed.gathered!(hook.id, from)))
    from = next
    must(await engine.agreement.hear({ side: 'left', hook: hook.id, payloads, gap: null }))
    await settle(engine)
  }
}

/** Somebody does this after our last look, and before the next write to the base arrives. */
function inTheGap({ airtable }: Engine, typed: () => void): void {
  const fetch = airtable.fetch.bind(airtable)
  let isNext = true
  airtable.fetch = (request) => {
    if (isNext && request.method === 'PATCH') {
      isNext = false
      typed()
    }
    return fetch(request)
  }
}

const scores = (engine: Engine): readonly unknown[] =>
  [lookLeft(engine), lookRight(engine)].map(
    ({ people }) => people.find((one) => one.email === 'ada@example.com')?.score,
  )
const replaced = async (engine: Engine): Promise<readonly unknown[]> =>
  must(await engine.agreement.ledger({}, 'oldest', { cursor: null, limit: 50 })).items.flatMap(
    (one) => one.changes.map(({ before }) => before),
  )

async function overwritten(
  conflictResolution: 'last_write_wins' | 'crm_wins' | 'app_wins' | 'manual_review',
): Promise<{ engine: Engine; told: () => Promise<void> }> {
  const engine = openEngine({
    world: smallWorld({ teams, people: [ada, bob] }),
    setup: { conflictResolution, frequency: 'realtime' },
  })
  await pairUp(engine, SMALL_PAIRINGS)
  expect(await engine.sync()).toMatchObject({ state: 'done' })
  const told = await listening(engine)
  engine.attio.edit('people', rightId(engine, 'ada@example.com'), { score: 9 })
  inTheGap(engine, () => void engine.airtable.edit(BASE, 'People', rec('ada'), { Score: 77 }))
  expect(await engine.sync()).toMatchObject({ state: 'done' })
  // So far nobody can know.
  expect({ scores: scores(engine), replaced: await replaced(engine) }).toMatchObject({
    scores: [9, 9],
  })
  expect(await replaced(engine)).not.toContain(77)
  return { engine, told }
}

/**
 * L3: what nobody could see before it was written over is told by the vendor afterwards. Seen red where a record's echo
 * was only read: all four ended with 9, and 77 stood nowhere.
 */
test.each([
  ['last_write_wins', [77, 77], 0],
  ['app_wins', [77, 77], 0],
  ['crm_wins', [9, 9], 0],
  ['manual_review', [9, 9], 1],
] as const)(
  'an edit replaced unseen: with %s both sides come to hold %j, and %i wait for a person',
  async (rule, held, waiting) => {
    const { engine, told } = await overwritten(rule)
    await told()
    // What was put back is told too, and means nothing.
    await told()
    expect(await engine.sync()).toMatchObject({ state: 'done', planned: 0 })
    expect(scores(engine)).toEqual(held)
    expect(await replaced(engine)).toContain(77)
    expect(await conflictsOf(engine)).toHaveLength(waiting)
  },
)

test.each([
  ['left', 77],
  ['right', 9],
] as const)(
  'a person who is asked chooses the %s, and both sides hold %d',
  async (choice, value) => {
    const { engine, told } = await overwritten('manual_review')
    await told()
    const [asked] = await conflictsOf(engine)
    expect(asked).toMatchObject({ base: 1.5, left: 77, right: 9, status: 'open' })
    // Another field of the record is of no concern to the question.
    engine.attio.edit('people', rightId(engine, 'ada@example.com'), { level: 'Senior' })
    await engine.sync()
    expect(await conflictsOf(engine)).toHaveLength(1)
    must(
      await engine.clock.run(
        engine.agreement.resolveConflict(asked!.id, { choice, always: false }, 'ops'),
      ),
    )
    await engine.sync()
    expect(scores(engine)).toEqual([value, value])
    expect(await conflictsOf(engine)).toEqual([])
    expect(await engine.sync()).toMatchObject({ state: 'done', planned: 0 })
  },
)

// Seen red where the answer held whatever stood there by then: 77 went over the 5.
test('an answer does not go over what was entered since the question was asked', async () => {
  const { engine, told } = await overwritten('manual_review')
  await told()
  const [asked] = await conflictsOf(engine)
  engine.airtable.edit(BASE, 'People', rec('ada'), { Score: 5 })
  must(
    await engine.clock.run(
      engine.agreement.resolveConflict(asked!.id, { choice: 'left', always: false }, 'ops'),
    ),
  )
  await engine.sync()
  expect(scores(engine)).toEqual([5, 5])
  expect(await conflictsOf(engine)).toEqual([])
})
