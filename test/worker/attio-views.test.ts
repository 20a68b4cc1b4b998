import { describe, expect, test } from 'vitest'
import { type Engine, openEngine, pairUp } from './engine.ts'
import { personAt } from './look.ts'
import { BASE, must, rightId } from './scene.ts'
import { SMALL_PAIRINGS, smallWorld } from './worlds.ts'

const person = (first: string, score: number) => ({
  values: { name: { first_name: first, last_name: '', full_name: first }, email_addresses: [`${first.toLowerCase()}@example.com`], score },
}) // prettier-ignore

/** Grace scores high and Hal low in Attio, where somebody saved a view of the high ones. */
async function scene(): Promise<{ engine: Engine; view: string }> {
  const engine = openEngine({
    world: smallWorld({ attio: { people: [person('Grace', 90), person('Hal', 5)] } }),
  })
  const view = engine.attio.saveView('people', 'High scores', { score: { $gte: 50 } })
  await pairUp(engine, SMALL_PAIRINGS)
  return { engine, view }
}
const people = (engine: Engine): unknown[] =>
  engine.airtable
    .rows(BASE, 'People')
    .map(({ fields }) => fields['First name'])
    .sort()
const narrow = (engine: Engine, view: string | null) =>
  engine.clock.run(
    engine.agreement.changePairing('people', {
      filters: { right: view === null ? null : { kind: 'view', view } },
    }),
  )

describe('a view people saved in Attio narrows a pairing', () => {
  test('who is outside is not copied; who enters is; who leaves stands still', async () => {
    const { engine, view } = await scene()
    must(await narrow(engine, view))
    await engine.sync()
    expect(people(engine)).toEqual(['Grace'])
    engine.attio.edit('people', rightId(engine, 'hal@example.com'), { score: 60 })
    await engine.sync()
    expect(people(engine)).toEqual(['Grace', 'Hal'])
    engine.attio.edit('people', rightId(engine, 'grace@example.com'), { score: 10 })
    await engine.sync()
    expect(personAt(engine, 'grace@example.com').left?.fields['Score']).toBe(90)
    const last = await engine.sync()
    expect(last.planned).toBe(0)
  })

  test('dropped there, it freezes the pairing, and says which', async () => {
    const { engine, view } = await scene()
    must(await narrow(engine, view))
    await engine.sync()
    engine.attio.dropView(view)
    engine.attio.edit('people', rightId(engine, 'grace@example.com'), { score: 95 })
    const run = await engine.sync()
    expect([run.planned, run.says]).toEqual([0, expect.stringContaining('stand still')])
    must(await narrow(engine, null))
    await engine.sync()
    expect(people(engine)).toEqual(['Grace', 'Hal'])
    expect(personAt(engine, 'grace@example.com').left?.fields['Score']).toBe(95)
  })

  test('one that is not there is not taken in the first place', async () => {
    const { engine } = await scene()
    expect(await narrow(engine, '00000000-0000-4000-8000-000000000001')).toMatchObject({
      error: { reason: 'gone', what: 'view' },
    })
  })
})
