import { expect, test } from 'vitest'
import { openEngine, pairUp } from './engine.ts'
import { lookRight } from './look.ts'
import { BASE, expectAccountsToAddUp, must } from './scene.ts'
import { id, SMALL_PAIRINGS, smallWorld } from './worlds.ts'

/**
 * L1, and a run ends. Seen red with what is read again simply planned again: the run read its records and planned the same
 * writes for as long as it was let.
 */
test('a field that is no longer given out while a run writes keeps nobody waiting: its records are said, and go with the next run', async () => {
  const people = [...'abc'].map((name) => ({
    id: id('rec', name),
    fields: { Email: `${name}@example.com`, 'First name': 'Ada', Level: 'Junior', Score: 1 },
  }))
  const engine = openEngine({ world: smallWorld({ people, attio: { people: [] } }) })
  await pairUp(
    engine,
    SMALL_PAIRINGS.filter((one) => one.entityType === 'people'),
  )
  for (let runs = 0; runs < 2; runs++) await engine.sync()
  for (const one of people)
    engine.airtable.edit(BASE, 'People', one.id, { Level: 'Senior', Score: 2 })
  const call = engine.attio.fetch.bind(engine.attio)
  let asked = 0
  engine.attio.fetch = async (request) => {
    const isNamed =
      request.method === 'POST' && (await request.clone().text()).includes('record_id')
    if (isNamed && asked++ === 0) engine.attio.archive('people', 'level', true)
    if (asked > 100) throw new Error('this run does not end')
    return call(request)
  }
  const run = await engine.sync()
  expect(run).toMatchObject({ state: 'done', written: 0, blocked: 3 })
  const listed = must(await engine.agreement.writes(run.id, { cursor: null, limit: 10 })).items
  const [said] = listed.flatMap(({ says }) => says ?? [])
  expect(said).toBe(
    '“Level” was not given out by Attio when it was to be written. The next run asks for the fields anew.',
  )
  await expectAccountsToAddUp(engine)

  engine.attio.archive('people', 'level', false)
  await engine.clock.run(engine.clock.sleep(61_000))
  await engine.sync()
  expect(lookRight(engine).people).toMatchObject(people.map(() => ({ level: 'Senior', score: 2 })))
  expect(await engine.sync()).toMatchObject({ planned: 0, blocked: 0 })
  await expectAccountsToAddUp(engine)
})
