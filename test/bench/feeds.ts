/**
 * How long a change takes from the vendor's ping to the other side, and how fast many changes at once drain: in virtual
 * time, from the simulators' own clocks. `node test/bench/feeds.ts [changes] [burst]`.
 */
import * as z from 'zod'
import { lookLeft, lookRight } from '../worker/look.ts'
import { listening, type Live } from '../worker/live.ts'
import { BASE } from '../worker/scene.ts'
import { id, SMALL_PAIRINGS, smallWorld } from '../worker/worlds.ts'

const [changes = 500, burst = 10_000] = process.argv.slice(2).map(Number)
const WEATHER = { latency: 150, jitter: 50 }
const POST = { delay: 150, jitter: 50 }

const person = (n: number) => ({
  id: id('rec', `p${String(n).padStart(6, '0')}x`),
  fields: { Email: `p${n}@bench.example`, 'First name': `P${n}`, 'Last name': 'Bench' },
})
const open = (people: number): Promise<Live> =>
  listening(
    {
      world: smallWorld({ people: Array.from({ length: people }, (_, n) => person(n)) }),
      weather: WEATHER,
      post: POST,
    },
    SMALL_PAIRINGS,
  )
const scoresOf = (seen: ReturnType<typeof lookLeft>): Map<unknown, unknown> =>
  new Map(seen.people.map((one) => [one.email, one.score]))

/** The value below which this part of them lies. */
const at = (sorted: readonly number[], part: number): number =>
  Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN)

async function latency(): Promise<void> {
  const people = 200
  const live = await open(people)
  const { airtable, attio, clock } = live.engine
  const rights = new Map(
    attio
      .rows('people')
      .map((row) => [/p\d+@bench\.example/.exec(JSON.stringify(row.values))?.[0], row.id]),
  )
  /** When a value came to stand on a side. */
  const arrived = { left: new Map<number, number>(), right: new Map<number, number>() }
  const note = (side: 'left' | 'right', value: unknown): void => {
    if (typeof value === 'number' && !arrived[side].has(value))
      arrived[side].set(value, clock.now())
  }
  airtable.automate(BASE, 'People', 'Score', (value) => {
    note('left', value)
    return value
  })
  const stop = attio.watch((moved) => {
    for (const { record, object } of moved) {
      const row = attio.rows('people').find((one) => one.id === record)
      if (row && object) note('right', scoreIn(row.values))
    }
  })
  const sent: { n: number; from: 'left' | 'right'; at: number }[] = []
  const callsBefore = { airtable: airtable.counters.total, attio: attio.counters.total }
  for (let n = 1; n <= changes; n++) {
    const who = n % people
    const from = n % 2 ? 'left' : 'right'
    sent.push({ n, from, at: clock.now() })
    if (from === 'left') airtable.edit(BASE, 'People', person(who).id, { Score: n })
    else attio.edit('people', rights.get(`p${who}@bench.example`)!, { score: n })
    await live.pass(1_000)
  }
  await live.calm()
  stop()
  const pinged = (one: (typeof sent)[number]): number =>
    live.deliveries.find(
      ({ at, vendor }) => at >= one.at && vendor === (one.from === 'left' ? 'airtable' : 'attio'),
    )?.at ?? NaN
  for (const from of ['left', 'right'] as const) {
    const to = from === 'left' ? 'right' : 'left'
    const mine = sent.filter((one) => one.from === from)
    const took = mine
      .map((one) => (arrived[to].get(one.n) ?? NaN) - pinged(one))
      .sort((a, b) => a - b)
    const lost = took.filter((ms) => Number.isNaN(ms)).length
    const name = from === 'left' ? 'Airtable → Attio' : 'Attio → Airtable'
    console.log(
      `${name}: ${mine.length} changes at 1/s, from the ping p50 ${at(took, 0.5)} ms, p90 ${at(took, 0.9)} ms, p99 ${at(took, 0.99)} ms, most ${at(took, 1)} ms, never ${lost}`,
    )
  }
  const calls = {
    airtable: airtable.counters.total - callsBefore.airtable,
    attio: attio.counters.total - callsBefore.attio,
  }
  console.log(
    `calls per change: Airtable ${(calls.airtable / changes).toFixed(2)}, Attio ${(calls.attio / changes).toFixed(2)}; throttled ${airtable.counters.throttled + attio.counters.throttled}`,
  )
}

const Scored = z.object({ score: z.array(z.object({ value: z.number() })) })
const scoreIn = (values: unknown): unknown => Scored.safeParse(values).data?.score[0]?.value

async function drain(): Promise<void> {
  const live = await open(burst)
  const { airtable, attio, clock } = live.engine
  const began = clock.now()
  for (let n = 0; n < burst; n++) airtable.edit(BASE, 'People', person(n).id, { Score: n + 1 })
  let waited = 0
  for (; waited < 3 * 3_600_000; waited += 5_000) {
    await live.pass(5_000)
    if (live.engine.memory.inbox.size() === 0 && !live.engine.agreement.isUnderWay() && waited > 0)
      break
  }
  await live.calm()
  const seconds = ((attio.counters.last ?? clock.now()) - began) / 1_000
  const [left, right] = [scoresOf(lookLeft(live.engine)), scoresOf(lookRight(live.engine))]
  const lost = [...left].filter(([email, score]) => right.get(email) !== score).length
  console.log(
    `${burst} changes at once: ${seconds.toFixed(0)} s, ${(burst / seconds).toFixed(1)} a second (the wall is 25), lost ${lost}, throttled ${attio.counters.throttled + airtable.counters.throttled}`,
  )
}

await latency()
await drain()
process.exit(0)
