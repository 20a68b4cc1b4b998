import { expect, test } from 'vitest'
import { type Engine, Killed, openEngine, pairUp } from './engine.ts'
import { BASE } from './scene.ts'
import { id, SMALL_PAIRINGS, smallWorld } from './worlds.ts'

const person = (name: string) => ({
  id: id('rec', name),
  fields: { Email: `${name}@example.com`, 'First name': name, 'Last name': 'Test', Score: 1, Teams: [] },
}) // prettier-ignore

/** Two people on both sides, linked and equal; the first link is asked for. */
async function opened(): Promise<{ engine: Engine; link: number; no: number }> {
  const engine = openEngine({ world: smallWorld({ people: [person('ada'), person('bob')] }) })
  await pairUp(engine, SMALL_PAIRINGS)
  await engine.sync()
  const no = engine.memory.pairings.get('people')!.no
  const link = engine.memory.links.byRecord(no, 'left', id('rec', 'ada'))!.id
  engine.memory.links.touch(link)
  return { engine, link, no }
}
const asked = ({ engine, no }: { engine: Engine; no: number }): number[] =>
  engine.memory.links.asked(no, 0, 10)

async function planned(engine: Engine): Promise<string> {
  const preview = await engine.clock.run(engine.agreement.preview())
  await engine.drain()
  if (!preview.ok) throw new Error('no preview')
  return preview.value.id
}

test('a link somebody asked for is looked at by one run, and not again', async () => {
  const world = await opened()
  expect(asked(world)).toEqual([world.link])
  await world.engine.sync()
  expect(asked(world)).toEqual([])
})

test.each<[says: string, after: (engine: Engine, preview: string, link: number) => Promise<unknown>, left: boolean]>([
  ['its plan was thrown away', (engine, preview) => engine.agreement.cancel(preview), true],
  ['its plan was carried out', async (engine, preview) => {
    await engine.agreement.trigger(preview)
    await engine.drain()
  }, false],
  ['its plan was carried out, but somebody asked again after it was made', async (engine, preview, link) => {
    engine.memory.links.touch(link)
    await engine.agreement.trigger(preview)
    await engine.drain()
  }, true],
  ['it was only tried with a few records', async (engine, preview) => {
    await engine.agreement.cancel(preview)
    await engine.agreement.preview({ sample: 1 })
    await engine.drain()
    const last = await engine.agreement.runs({ cursor: null, limit: 1 })
    await engine.agreement.trigger(last.ok ? last.value.items[0]!.id : '')
    await engine.drain()
  }, true],
])('a link stays asked for or not: %s', async (_, after, left) => {
  const world = await opened()
  const { engine, link } = world
  const preview = await planned(engine)
  expect(asked(world)).toEqual([link])
  await engine.clock.run(after(engine, preview, link))
  expect(asked(world)).toEqual(left ? [link] : [])
  await engine.sync()
  expect(asked(world)).toEqual([])
}) // prettier-ignore

test.each([0, 1, 2, 3, 4, 5])(
  'a run killed at call %i has looked at it once it is done',
  async (call) => {
    const world = await opened()
    const { engine } = world
    engine.airtable.edit(BASE, 'People', id('rec', 'bob'), { Score: 7 })
    engine.killAt(call)
    const killed = await engine.sync().then(() => false, (fault: unknown) => fault instanceof Killed) // prettier-ignore
    engine.killAt(null)
    engine.restart()
    await engine.drain()
    expect({ killed, asked: asked(world) }).toEqual({ killed: true, asked: [] })
  },
)
