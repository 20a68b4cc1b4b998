import { expect, test } from 'vitest'
import { type Engine, openEngine, pairUp } from './engine.ts'
import { hear, settle } from './heard.ts'
import { lookLeft, lookRight } from './look.ts'
import { BASE, expectAccountsToAddUp, must, rec, synced } from './scene.ts'
import { id, SMALL_PAIRINGS, smallWorld } from './worlds.ts'

const MANY = 12
const NEW = 'new@example.com'
const OTHER = 'other@example.com'

/** Many are in sync, and Attio has two whom Airtable is to get. */
async function begun(): Promise<Engine> {
  const people = Array.from({ length: MANY }, (_, n) => ({
    id: rec(`p${n}x`),
    fields: { Email: `p${n}@example.com`, 'First name': `P${n}` },
  }))
  const engine = await synced({ world: smallWorld({ people }), setup: { deletions: 'delete' } })
  for (const [name, address] of [['New', NEW], ['Other', OTHER]] as const)
    engine.attio.add('people', { name: `${name}, Given`, email_addresses: [address] })
  return engine
} // prettier-ignore

type Wait = { readonly waits: string; readonly start: (engine: Engine) => Promise<() => unknown> }
const WAITS: readonly Wait[] = [
  {
    waits: 'for an approval',
    async start(engine) {
      for (let n = 0; n < MANY / 2; n++) engine.airtable.remove(BASE, 'People', rec(`p${n}x`))
      const { id, state } = await engine.sync()
      expect(state).toBe('asking')
      return () => engine.agreement.approve(id)
    },
  },
  {
    waits: 'while somebody reads its preview',
    async start(engine) {
      const { id } = must(await engine.clock.run(engine.agreement.preview({})))
      await engine.drain()
      await engine.clock.run(engine.clock.sleep(61_000))
      return () => engine.agreement.trigger(id)
    },
  },
]

type Arrival = { readonly comes: string; readonly before: (engine: Engine) => () => unknown }
const ARRIVALS: readonly Arrival[] = [
  {
    comes: 'somebody enters them there',
    before: (engine) => () => engine.airtable.add(BASE, 'People', { Email: NEW.toUpperCase() }),
  },
  {
    comes: 'their row comes out of the trash',
    before(engine) {
      const { id } = engine.airtable.add(BASE, 'People', { Email: NEW })
      engine.airtable.remove(BASE, 'People', id)
      return () => engine.airtable.restore(id)
    },
  },
  {
    comes: 'somebody gives another row their address',
    before: (engine) => () =>
      engine.airtable.edit(BASE, 'People', rec(`p${MANY - 1}x`), { Email: NEW }),
  },
]

const rowsOf = (engine: Engine, address: string) =>
  lookLeft(engine).people.filter(({ email }) => String(email).toLowerCase() === address)

// Seen red without `meetWhoCame`: the row was made beside the one that had come; the first two with an address asked for letter for letter.
test.each(WAITS.flatMap((wait) => ARRIVALS.map((arrival) => ({ ...wait, ...arrival }))))(
  'whom a plan makes that waits $waits: $comes, and nobody is there twice',
  async ({ start, before }) => {
    const engine = await begun()
    const come = before(engine)
    const go = await start(engine)
    come()
    await engine.clock.run(Promise.resolve(go()))
    await engine.drain()
    expect(rowsOf(engine, NEW)).toHaveLength(1)
    expect(rowsOf(engine, OTHER)).toHaveLength(1)
    await expectAccountsToAddUp(engine)
    for (let runs = 0; runs < 2; runs++) await engine.sync()
    expect(rowsOf(engine, NEW)).toHaveLength(1)
    await expectAccountsToAddUp(engine)
    expect(await engine.sync()).toMatchObject({ state: 'done', planned: 0 })
  },
)

// Seen red: with every plan taken for one that waited, it made a call more.
test('a plan that goes out at once asks for nobody once more', async () => {
  const callsOf = async (wait: number): Promise<number> => {
    const engine = await begun()
    const preview = must(await engine.clock.run(engine.agreement.preview({})))
    await engine.drain()
    await engine.clock.run(engine.clock.sleep(wait))
    const before = engine.calls()
    must(await engine.clock.run(engine.agreement.trigger(preview.id)))
    await engine.drain()
    expect(rowsOf(engine, NEW)).toHaveLength(1)
    return engine.calls() - before
  }
  const atOnce = await callsOf(0)
  // Both are made in one call; those who are to be made are asked for in one.
  expect(atOnce).toBe(1)
  expect(await callsOf(61_000)).toBe(atOnce + 1)
})

const CROWD = 300

// Seen red without `#meet`: the row was made beside the one that a feed had told of.
test('whoever comes while a long run makes people, and is told of, is not made a second time', async () => {
  const people = Array.from({ length: CROWD }, (_, n) => ({
    values: { name: `P${n}, Given`, email_addresses: [`p${n}@example.com`] },
  }))
  const engine = openEngine({
    world: smallWorld({ attio: { people } }),
    weather: { latency: 100, jitter: 50 },
    setup: { frequency: 'realtime' },
  })
  await pairUp(engine, SMALL_PAIRINGS)
  const fetch = engine.airtable.fetch.bind(engine.airtable)
  let last: string | null = null
  engine.airtable.fetch = async (request) => {
    const made = lookLeft(engine).people.map(({ email }) => String(email))
    if (last === null && made.length >= 20) {
      last = people.flatMap(({ values }) => values.email_addresses).findLast((one) => !made.includes(one))! // prettier-ignore
      const row = engine.airtable.add(BASE, 'People', { Email: last })
      await hear(engine, 'left', { is: 'record', table: id('tbl', 'people'), id: row.id, own: false }) // prettier-ignore
    }
    return fetch(request)
  }
  expect(await engine.sync()).toMatchObject({ state: 'done', created: CROWD - 1 })
  expect(rowsOf(engine, last!)).toHaveLength(1)
  await settle(engine)
  expect(rowsOf(engine, last!)).toHaveLength(1)
  expect(lookRight(engine)).toEqual(lookLeft(engine))
  await expectAccountsToAddUp(engine)
  expect(await engine.sync()).toMatchObject({ planned: 0, state: 'done' })
})
