import {
  AIRTABLE_TOKENS,
  ATTIO_TOKENS,
  BASE,
  realWorld,
  TABLES,
  WORKSPACE,
} from '../sandbox/real.ts'
import type { PairLoad } from '../sandbox/floor.ts'
import { openEngine, pairUp } from '../worker/engine.ts'
import { measure, type Measured } from './measure.ts'

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
  const first = await measure(engine, {
    says: `real data into Attio, ${roundTrip} ± ${jitter} ms`,
    aim: 1.1,
    load: load(none, sizes, none),
    roundTrip,
  })

  const edited = rows.people.slice(0, 13).map((row) => row.bioguideId)
  const people = engine.airtable.rows(BASE, 'People')
  for (const row of people.filter(({ fields }) => edited.includes(String(fields['Bioguide ID']))))
    engine.airtable.edit(BASE, 'People', row.id, { Twitter: 'edited' })
  const second = await measure(engine, {
    says: `a hundredth of it edited, ${roundTrip} ms`,
    aim: null,
    load: load(sizes, none, [0, 0, 13]),
    roundTrip,
  })
  return [first, second]
}
