import { limitsOf } from '../../worker/connectors/registry.ts'
import { BASE, loadOf, openCrowd } from './crowd.ts'
import { measure, type Measured } from './measure.ts'

/** First syncs of a thousand records of one table, into each vendor, and beside somebody who calls as well. */
export async function benchThousand(roundTrip: number, seed: number): Promise<Measured[]> {
  const intoAttio = await openCrowd({ left: 1_000, both: 0, right: 0 }, roundTrip, seed)
  const intoAirtable = await openCrowd({ left: 0, both: 200, right: 1_000 }, roundTrip, seed)
  return [
    await measure(intoAttio, {
      says: `1,000 into Attio, ${roundTrip} ms`,
      aim: 1.1,
      load: loadOf({ records: 1_000 }, { records: 0, created: 1_000 }),
      roundTrip,
    }),
    await measure(intoAirtable, {
      says: `1,000 into Airtable, 200 matched, ${roundTrip} ms`,
      aim: 1.1,
      load: loadOf({ records: 200, created: 1_000 }, { records: 1_200 }),
      roundTrip,
    }),
  ]
}

/** A neighbour takes 2 of Airtable's 5 calls a second; we were told to leave them. */
export async function benchNeighbour(
  roundTrip: number,
  seed: number,
): Promise<{ readonly ours: Measured; readonly theirsRefused: number }> {
  const engine = await openCrowd({ left: 0, both: 200, right: 1_000 }, roundTrip, seed)
  for (const { key } of limitsOf('airtable', BASE).pace) await engine.pace(key).leave(40)
  let theirsRefused = 0
  let isThere = true
  const neighbour = (async () => {
    while (isThere) {
      if (!engine.airtable.neighbour(BASE)) theirsRefused++
      await engine.clock.sleep(505)
    }
  })()
  const ours = await measure(engine, {
    says: `the same beside a neighbour’s 2 calls/s, ${roundTrip} ms`,
    aim: 1.1,
    load: loadOf({ records: 200, created: 1_000 }, { records: 1_200 }),
    roundTrip,
    airtablePerSecond: 3,
  })
  isThere = false
  await engine.clock.run(neighbour)
  return { ours, theirsRefused }
}
