import { expect, test } from 'vitest'
import { addsUp } from '../../shared/account.ts'
import { type Engine, openEngine, pairUp } from './engine.ts'
import { id, smallWorld } from './worlds.ts'

const BASE = id('app', 'small')
const COUNT = 1_500
/** So many records the last listing is made to have counted: enough for twelve parts of the table. */
const REMEMBERED = 18_000
const PAGES = COUNT / 100

/** Everybody is on both sides, linked, and known to be many. Ids are drawn by the vendor, as real ones are. */
async function synced(): Promise<Engine> {
  const emails = Array.from({ length: COUNT }, (_, i) => `p${i}@example.com`)
  const engine = openEngine({
    world: smallWorld({
      people: emails.map((Email) => ({ fields: { Email, 'Last name': 'Doe' } })),
      attio: {
        people: emails.map((email) => ({
          values: {
            email_addresses: [email],
            name: { first_name: '', last_name: 'Doe', full_name: 'Doe' },
          },
        })),
      },
      mayMakeFields: false,
    }),
    weather: { latency: 150, jitter: 50 },
    setup: { deletions: 'delete' },
  })
  await pairUp(engine, [{ entityType: 'people', left: id('tbl', 'people'), right: 'people' }])
  expect(await engine.sync()).toMatchObject({ state: 'done', linked: COUNT })
  const [pairing] = engine.memory.pairings.all()
  engine.memory.pairings.listed(pairing!.no, 'left', REMEMBERED, Math.floor(engine.clock.now()))
  engine.airtable.counters.reset()
  return engine
}

const left = ({ airtable }: Engine) => airtable.rows(BASE, 'People')
const listed = ({ airtable }: Engine): number => airtable.counters.of('records.list')
const account = async (engine: Engine) => {
  const view = await engine.agreement.view()
  return view.ok ? view.value.account : []
}

/** Let something happen so long (ms) into the next run. */
const during = (engine: Engine, ms: number, happens: () => void): void =>
  void engine.clock.sleep(ms).then(happens)

test('a large table is read in parts, and a second reading finds nothing new', async () => {
  const engine = await synced()
  expect(await engine.sync()).toMatchObject({ state: 'done', read: 2 * COUNT, planned: 0 })
  // Each part has a last page that is not full.
  expect(listed(engine)).toBeGreaterThan(PAGES)
  expect(listed(engine)).toBeLessThanOrEqual(PAGES + 12)
  expect((await account(engine)).every(addsUp)).toBe(true)
})

// Seen red with every walk begun again after a break, whether it was through or not: 45 calls.
test('where a listing breaks, only the parts under way begin again, and who was absent is found', async () => {
  const engine = await synced()
  const [gone] = left(engine)
  engine.airtable.remove(BASE, 'People', gone!.id)
  during(engine, 3_500, () => engine.airtable.killListings())
  expect(await engine.sync()).toMatchObject({ state: 'done', written: 1 })
  expect(engine.attio.rows('people')).toHaveLength(COUNT - 1)
  // Six walk at a time, two pages each: six parts are through when it breaks. The others ask once for what died, and again.
  expect(listed(engine)).toBeGreaterThan(24)
  expect(listed(engine)).toBeLessThanOrEqual(24 + 6 + 6)
  expect((await account(engine)).every(addsUp)).toBe(true)
})

test('a listing that keeps breaking says nothing about absence, and is gone on with by the next slice', async () => {
  const engine = await synced()
  const [gone] = left(engine)
  engine.airtable.remove(BASE, 'People', gone!.id)
  during(engine, 1_000, () => engine.airtable.sky.change({ brokenListing: 1 }))
  during(engine, 12_000, () => {
    expect(engine.attio.rows('people')).toHaveLength(COUNT)
    engine.airtable.sky.change({ brokenListing: 0 })
  })
  expect(await engine.sync()).toMatchObject({ state: 'done', written: 1 })
  expect(engine.attio.rows('people')).toHaveLength(COUNT - 1)
})

test('records made while it is read are neither missed for good nor taken for gone', async () => {
  const engine = await synced()
  const names = 'Abel Bruno Cato Dido Egon Flora Gerda Hugo Ines Jorge'.split(' ')
  for (const [i, name] of names.entries())
    during(engine, 500 + 250 * i, () => {
      const fields = { Email: `${name}@${name}.example`, 'Last name': name }
      engine.airtable.add(BASE, 'People', fields)
    })
  await engine.sync()
  expect(await engine.sync()).toMatchObject({ state: 'done' })
  expect(left(engine)).toHaveLength(COUNT + 10)
  expect(engine.attio.rows('people')).toHaveLength(COUNT + 10)
  expect((await engine.sync()).planned).toBe(0)
})

test('a table that turns out large when its first listing breaks is gone on with in parts', async () => {
  const engine = openEngine({
    world: smallWorld({
      people: Array.from({ length: 3_600 }, (_, i) => ({
        fields: { Email: `p${i}@example.com`, 'Last name': 'Doe' },
      })),
    }),
    weather: { latency: 150, jitter: 50 },
    setup: { createMissing: false },
  })
  await pairUp(engine, [{ entityType: 'people', left: id('tbl', 'people'), right: 'people' }])
  engine.airtable.counters.reset()
  // 31 pages are read by then; those who were met stay met.
  during(engine, 6_700, () => engine.airtable.killListings())
  expect(await engine.sync()).toMatchObject({ state: 'done', read: 3_600 })
  expect((await account(engine)).find(({ side }) => side === 'left')).toMatchObject({
    total: 3_600,
    notCreated: 3_600,
  })
})
