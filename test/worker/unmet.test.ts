import { expect, test } from 'vitest'
import { type Engine, openEngine, pairUp } from './engine.ts'
import { id, SMALL_PAIRINGS, smallWorld } from './worlds.ts'

const BASE = id('app', 'small')
const SCORE = id('fld', 'pScore')
const person = (name: string) => ({
  id: id('rec', name),
  fields: { Email: `${name}@unmet.example`, 'First name': name, Score: 5 },
})

/** Two linked people of whom nobody is left in the CRM, and a field that was paired anew since. */
async function world(): Promise<Engine> {
  const engine = openEngine({
    world: smallWorld({ people: [person('ann'), person('bea')] }),
    setup: { deletions: 'delete' },
  })
  await pairUp(engine, SMALL_PAIRINGS)
  expect(await engine.sync()).toMatchObject({ state: 'done', created: 2 })
  const pairings = await engine.agreement.pairings()
  const people = pairings.ok ? pairings.value.find((one) => one.entityType === 'people') : undefined
  const score = people?.entries.find(({ left }) => left.field === SCORE)
  expect(score).toBeDefined()
  const { id: entry, left, right, direction } = score!
  await engine.clock.run(engine.agreement.removeEntry('people', entry))
  await engine.clock.run(engine.agreement.addEntry('people', { left, right, direction }))
  for (const row of engine.attio.rows('people')) engine.attio.remove('people', row.id)
  return engine
}

const people = async (engine: Engine) => {
  const view = await engine.agreement.view()
  const account = view.ok ? view.value.account : []
  return account.find(({ entityType, side }) => entityType === 'people' && side === 'left')
}
const saysOfAnn = (engine: Engine) =>
  engine.memory.seen.get(engine.memory.pairings.get('people')!.no, 'left', id('rec', 'ann'))?.says

// Seen red (storm 2077802813): both stood as pending for ever, and nobody was told what they waited for.
test('where none of the linked records is listed, nobody is deleted and everybody is told', async () => {
  const engine = await world()
  expect(await engine.sync()).toMatchObject({ state: 'done', planned: 0, deleted: 0 })
  expect(await people(engine)).toMatchObject({ total: 2, held: 2, pending: 0 })
  expect(saysOfAnn(engine)).toMatch(/^None of the linked records was found in Attio/)
  expect(engine.airtable.rows(BASE, 'People')).toHaveLength(2)
})
