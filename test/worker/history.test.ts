import { describe, expect, test } from 'vitest'
import type { Paged, RunAsk, RunView } from '../../worker/objects/sync/rpc.ts'
import { type Engine, openEngine, pairUp } from './engine.ts'
import { BASE, bob, must, rec, rightId, synced, writesOf } from './scene.ts'
import { id, SMALL_PAIRINGS, smallWorld } from './worlds.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const BOB = 'bob@example.com'

const pass = (engine: Engine, ms: number) => engine.clock.run(engine.clock.sleep(ms))
const score = (engine: Engine, value: number) =>
  engine.airtable.edit(BASE, 'People', rec('bob'), { Score: value })

/** The numbers of the runs that are listed, page by page. */
async function listed(engine: Engine, ask: RunAsk, limit = 50): Promise<readonly string[]> {
  const ids: string[] = []
  for (let cursor: string | null = null; ;) {
    const page: Paged<RunView> = must(await engine.agreement.runs({ cursor, limit }, ask))
    ids.push(...page.items.map((run) => run.id))
    cursor = page.cursor
    if (cursor === null) return ids
  }
}

describe('runs', () => {
  test('say when they came to each phase', async () => {
    const engine = await synced()
    const [run] = must(await engine.agreement.runs({ cursor: null, limit: 1 })).items
    expect(run!.stages.map(({ phase }) => phase)).toEqual([
      'queued',
      'pulling',
      'matching',
      'merging',
      'writing',
      'done',
    ])
    const times = run!.stages.map(({ at }) => at)
    expect(times).toEqual([...times].sort((a, b) => a - b))
    expect([times[0], times.at(-1)]).toEqual([run!.startedAt, run!.endedAt])
  })

  test('say it also where a person moved them on, or stopped them', async () => {
    const engine = await synced()
    score(engine, 7)
    const preview = must(await engine.clock.run(engine.agreement.preview()))
    await engine.drain()
    must(await engine.agreement.trigger(preview.id))
    await engine.drain()
    score(engine, 8)
    const second = must(await engine.clock.run(engine.agreement.preview()))
    await engine.drain()
    must(await engine.agreement.cancel(second.id))
    const phases = async (run: string) =>
      must(await engine.agreement.run(run)).stages.map(({ phase }) => phase)
    expect((await phases(preview.id)).slice(-3)).toEqual(['planned', 'writing', 'done'])
    expect((await phases(second.id)).slice(-2)).toEqual(['planned', 'cancelled'])
  })

  /** 1: the first sync; 2, a day later: a team; 3, another day later: an option that the CRM has not; 4: a preview of the same, cancelled. */
  async function past() {
    const engine = await synced()
    const began = engine.clock.now()
    await pass(engine, DAY)
    engine.airtable.edit(BASE, 'Teams', rec('tA'), { Name: 'Team Ada' })
    await engine.sync()
    await pass(engine, DAY)
    engine.airtable.edit(BASE, 'People', rec('bob'), { Level: 'Principal' })
    await engine.sync()
    const preview = must(await engine.clock.run(engine.agreement.preview()))
    await engine.drain()
    must(await engine.agreement.cancel(preview.id))
    return { engine, began }
  }

  const asks: { says: string; ask: (began: number) => RunAsk; are: string[] }[] = [
    { says: 'all', ask: () => ({}), are: ['4', '3', '2', '1'] },
    { says: 'from a day on', ask: (at) => ({ from: at + HOUR }), are: ['4', '3', '2'] },
    { says: 'until a day', ask: (at) => ({ to: at + DAY + HOUR }), are: ['2', '1'] },
    { says: 'that were cancelled', ask: () => ({ status: 'cancelled' }), are: ['4'] },
    { says: 'that left something', ask: () => ({ status: 'partial' }), are: ['3'] },
    { says: 'that did all', ask: () => ({ status: 'completed' }), are: ['2', '1'] },
    { says: 'that failed', ask: () => ({ status: 'failed' }), are: [] },
    { says: 'about people', ask: () => ({ entityType: 'people' }), are: ['4', '3', '1'] },
    {
      says: 'about teams, from a day on',
      ask: (at) => ({ entityType: 'teams', from: at + HOUR }),
      are: ['2'],
    },
  ]
  // Seen red with the moment, the status and the pairing left out of the question, one after the other.
  test('are found by time, outcome and pairing, however they are paged', async () => {
    const { engine, began } = await past()
    const found = []
    for (const { says, ask } of asks)
      found.push({ says, all: await listed(engine, ask(began)), paged: await listed(engine, ask(began), 1) }) // prettier-ignore
    expect(found).toEqual(asks.map(({ says, are }) => ({ says, all: are, paged: are })))
    expect((await engine.agreement.runs({ cursor: null, limit: 5 }, { entityType: 'deals' })).ok).toBe(false) // prettier-ignore
  })

  test('list what they wrote by the names of fields', async () => {
    const engine = await synced()
    score(engine, 7)
    const [write] = await writesOf(engine, await engine.sync())
    expect(write!.changes).toMatchObject([
      { slot: 'score', field: 'Score', before: null, after: 7, names: { before: [], after: [] } },
    ])
  })

  // Seen red with nobody named, and with those named alone who are there already.
  test('and linked records by theirs, those too that are made in the same run', async () => {
    const engine = openEngine({
      world: smallWorld({
        teams: [
          { id: rec('tA'), fields: { Name: 'Team A', Code: 'A' } },
          { id: rec('tB'), fields: { Name: 'Team B', Code: 'B' } },
        ],
        people: [{ id: rec('ada'), fields: { Email: 'ada@example.com', Teams: [rec('tA')] } }],
      }),
    })
    await pairUp(engine, SMALL_PAIRINGS)
    const teamsIn = async (run: RunView) =>
      (await writesOf(engine, run)).flatMap(({ changes }) =>
        changes.filter(({ field }) => field === 'Teams').map(({ names }) => names),
      )
    const { id: run } = must(await engine.clock.run(engine.agreement.preview()))
    await engine.drain()
    const now = async () => must(await engine.agreement.run(run))
    expect(await teamsIn(await now())).toEqual([{ before: [], after: ['Team A'] }])
    await engine.agreement.trigger(run)
    await engine.drain()
    expect(await teamsIn(await now())).toEqual([{ before: [], after: ['Team A'] }])
    engine.airtable.edit(BASE, 'People', rec('ada'), { Teams: [rec('tB'), rec('tA')] })
    expect(await teamsIn(await engine.sync())).toEqual([
      { before: ['Team A'], after: ['Team A', 'Team B'] },
    ])
  })
})

describe('a record’s own page', () => {
  test('is the vendor’s, and nobody is sent to one that is gone', async () => {
    const engine = await synced()
    const address = (side: 'left' | 'right', recordId: string) =>
      engine.clock.run(engine.agreement.address({ entityType: 'people', side, recordId }))
    expect(must(await address('left', rec('bob')))).toBe(
      `https://airtable.com/${BASE}/${id('tbl', 'people')}/${rec('bob')}`,
    )
    const right = rightId(engine, BOB)
    expect(must(await address('right', right))).toMatch(
      new RegExp(`^https://app.attio.com/.+/person/${right}$`),
    )
    engine.attio.remove('people', right)
    expect(await address('right', right)).toMatchObject({
      ok: false,
      error: { reason: 'not_found' },
    })
  })
})

describe('numbers', () => {
  test('tell hour by hour what was done, and how things stood', async () => {
    const engine = openEngine({ world: smallWorld({ people: [bob] }) })
    await pairUp(engine, SMALL_PAIRINGS)
    const began = engine.clock.now()
    await engine.sync()
    await pass(engine, 2 * HOUR)
    engine.attio.edit('people', rightId(engine, BOB), { score: 4 })
    await engine.sync()
    const { hours, standing } = must(await engine.agreement.numbers(began - DAY))
    const first = Math.floor(began / HOUR)
    expect(hours).toMatchObject([
      { hour: first, runs: 1, failedRuns: 0, left: 0, right: 1, blocked: 0, settled: 0 },
      { hour: first + 2, runs: 1, left: 1, right: 0 },
    ])
    expect(hours.every(({ ms, read, delayMs }) => ms > 0 && read > 0 && delayMs! > 0)).toBe(true)
    expect(standing).toEqual([{ hour: first, conflicts: 0, blocked: 0, calls: null }])
    expect(must(await engine.agreement.numbers(engine.clock.now() + HOUR)).hours).toEqual([])
  })

  test('a thing that waits is told from the hour in which it began to wait', async () => {
    const engine = await synced()
    const began = Math.floor(engine.clock.now() / HOUR)
    await pass(engine, 3 * HOUR)
    engine.airtable.edit(BASE, 'People', rec('bob'), { Level: 'Principal' })
    await engine.sync()
    const { standing, hours } = must(await engine.agreement.numbers(0))
    expect(standing).toMatchObject([
      { hour: began, blocked: 0 },
      { hour: began + 3, blocked: 1 },
    ])
    expect(hours.at(-1)).toMatchObject({ blocked: 1 })
  })
})
