import { addsUp } from '../../shared/account.ts'
import {
  AIRTABLE_TOKENS,
  ATTIO_TOKENS,
  BASE,
  realWorld,
  TABLES,
  WORKSPACE,
} from '../sandbox/real.ts'
import { floorSeconds, minimumCalls, type PairLoad } from '../sandbox/floor.ts'
import { type Engine, openEngine, pairUp } from '../worker/engine.ts'

/** One sync of the real data under virtual time: what it took against what nothing can go below. */
export type Measured = {
  readonly says: string
  readonly records: number
  readonly written: number
  readonly seconds: number
  readonly floor: number
  readonly ratio: number
  readonly calls: number
  readonly minimum: number
  readonly throttled: number
  readonly addsUp: boolean
}

const PAIRINGS = [
  { entityType: 'companies', left: TABLES.companies, right: 'companies' },
  { entityType: 'committees', left: TABLES.committees, right: 'committees' },
  { entityType: 'people', left: TABLES.people, right: 'people' },
]
/** Select attributes among the mapped ones: companies: sector; committees: chamber; people: chamber, state, party. */
const SELECTS: { readonly [entityType: string]: number } = {
  companies: 1,
  committees: 1,
  people: 3,
}

/** Everything in Airtable, Attio empty; then a few edits and a second run. */
export async function benchFirstSync(
  roundTrip: number,
  jitter: number,
  seed: number,
): Promise<Measured[]> {
  const { world, rows } = realWorld()
  const engine = openEngine({
    world: {
      ...world,
      base: BASE,
      workspace: WORKSPACE,
      tokens: { airtable: AIRTABLE_TOKENS.sync, attio: ATTIO_TOKENS.sync },
    },
    weather: { latency: roundTrip, jitter },
    seed,
  })
  await pairUp(engine, PAIRINGS)
  // Drawing up the mapping has used up a second of calls: it is not the sync's.
  await engine.clock.advance(2_000)
  const sizes = [rows.companies.length, rows.committees.length, rows.people.length]
  const nothing = { created: 0, updated: 0, deleted: 0 }
  const load = (
    attio: readonly number[],
    created: readonly number[],
    updated: readonly number[],
  ): PairLoad[] =>
    PAIRINGS.map(({ entityType }, i) => ({
      airtable: { records: sizes[i]!, written: nothing },
      attio: {
        records: attio[i]!,
        written: { created: created[i]!, updated: updated[i]!, deleted: 0 },
        selects: SELECTS[entityType]!,
      },
    }))
  const none = [0, 0, 0]
  const first = await measure(
    engine,
    `first sync into Attio, ${roundTrip} ± ${jitter} ms`,
    load(none, sizes, none),
    roundTrip,
  )

  const edited = rows.people.slice(0, 13).map((row) => row.bioguideId)
  const people = engine.airtable.rows(BASE, 'People')
  for (const row of people.filter(({ fields }) => edited.includes(String(fields['Bioguide ID']))))
    engine.airtable.edit(BASE, 'People', row.id, { Twitter: 'edited' })
  const second = await measure(
    engine,
    'a hundredth edited',
    load(sizes, none, [0, 0, 13]),
    roundTrip,
  )
  return [first, second]
}

async function measure(
  engine: Engine,
  says: string,
  load: readonly PairLoad[],
  roundTrip: number,
): Promise<Measured> {
  engine.airtable.counters.reset()
  engine.attio.counters.reset()
  const run = await engine.sync()
  const { airtable, attio } = engine
  const seconds =
    (Math.max(airtable.counters.last ?? 0, attio.counters.last ?? 0) -
      Math.min(airtable.counters.first ?? Infinity, attio.counters.first ?? Infinity)) /
    1000
  const least = minimumCalls(load)
  const floor = floorSeconds(least, roundTrip)
  const view = await engine.agreement.view()
  return {
    says,
    records: run.read,
    written: run.written,
    seconds,
    floor,
    ratio: seconds / floor,
    calls: airtable.counters.total + attio.counters.total,
    minimum: least.airtable.reads + least.airtable.writes + least.attio.reads + least.attio.writes,
    throttled: airtable.counters.throttled + attio.counters.throttled,
    addsUp: view.ok && view.value.account.every(addsUp),
  }
}
