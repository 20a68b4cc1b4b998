import { tell } from '../../shared/failure.ts'
import { floorSeconds, minimumCalls } from '../sandbox/floor.ts'
import type { Engine } from '../worker/engine.ts'
import { BASE, loadOf, openCrowd } from './crowd.ts'
import { measure, type Measured, secondsOf } from './measure.ts'

const COUNT = 10_000
const AIM = 1.15

/**
 * A preview: until it can be looked at. What it computes after the last answer takes the machine's own time, of the
 * processor: on a clock it would be stretched by whatever else the machine is doing.
 */
export type Previewed = {
  readonly seconds: number
  readonly computed: number
  readonly listings: number
  readonly ratio: number
}

/** Ten thousand on both sides: the preview that meets them, then a hundredth of them edited, at two round trips. */
export async function benchTenThousand(
  seed: number,
): Promise<{ readonly preview: Previewed; readonly runs: readonly Measured[] }> {
  const engine = await openCrowd({ left: 0, both: COUNT, right: 0 }, 150, seed)
  const preview = await previewed(engine, 150)
  const runs: Measured[] = []
  for (const roundTrip of [150, 600]) {
    for (const { sky } of [engine.airtable, engine.attio]) sky.change({ latency: roundTrip })
    for (const [says, left, right] of [
      ['half on each side', 50, 50],
      ['all in Attio', 0, 100],
      ['all in Airtable', 100, 0],
    ] as const) {
      edit(engine, left, right, runs.length + 1)
      runs.push(
        await measure(engine, {
          says: `1 % of 10,000, ${says}, ${roundTrip} ms`,
          aim: AIM,
          inTurn: true,
          load: loadOf({ records: COUNT, updated: right }, { records: COUNT, updated: left }),
          roundTrip,
        }),
      )
    }
  }
  return { preview, runs }
}

async function previewed(engine: Engine, roundTrip: number): Promise<Previewed> {
  await engine.clock.advance(2_000)
  for (const { counters } of [engine.airtable, engine.attio]) counters.reset()
  let answered = 0
  for (const { counters } of [engine.airtable, engine.attio]) {
    const note = counters.answered.bind(counters)
    counters.answered = (now) => {
      answered = processor()
      note(now)
    }
  }
  const begun = await engine.agreement.preview()
  if (!begun.ok) throw new Error(tell(begun.error))
  await engine.drain()
  const computed = processor() - answered
  const seconds = secondsOf(engine)
  const listings = floorSeconds(
    minimumCalls(loadOf({ records: COUNT }, { records: COUNT })),
    roundTrip,
  )
  await engine.agreement.trigger(begun.value.id)
  await engine.drain()
  return { seconds, computed, listings, ratio: (seconds + computed) / listings }
}

/** Seconds of the processor, all threads of this process together. */
const processor = (): number => (process.cpuUsage().user + process.cpuUsage().system) / 1e6

/** Scores, so many on each side, of different people. */
function edit(engine: Engine, left: number, right: number, score: number): void {
  const rows = engine.airtable.rows(BASE, 'People')
  for (const { id } of rows.slice(0, left))
    engine.airtable.edit(BASE, 'People', id, { Score: 1_000 + score })
  const there = new Map(
    engine.attio.rows('people').map((row) => [JSON.stringify(emailOf(row.values)), row.id]),
  )
  for (const { fields } of rows.slice(left, left + right)) {
    const id = there.get(JSON.stringify(fields['Email']))
    if (id === undefined) throw new Error('nobody there goes by that address')
    engine.attio.edit('people', id, { score: 1_000 + score })
  }
}

const emailOf = (values: { readonly [slug: string]: unknown }): unknown =>
  (values['email_addresses'] as readonly { readonly email_address: string }[])[0]?.email_address
