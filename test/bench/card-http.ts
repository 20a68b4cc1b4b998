/**
 * How long the Worker takes to answer for a card, and from a push to the address of its row: the built Worker in its own
 * runtime, with a sync that has run, from outside over HTTP on this machine. Cards are asked for one after the other and by ten
 * readers at once; each push takes the way that the Attio app takes, at the vendors' true pace.
 *
 *   node test/bench/card-http.ts [cards] [pushes]
 */
import { pushStep } from '../../attio-app/src/worker/push-step.ts'
import { agree, must, runOnce } from '../sandbox/agreement.ts'
import { openOutsider } from '../sandbox/outsider.ts'
import { realWorld } from '../sandbox/real.ts'
import { openSession } from '../sandbox/session.ts'

const [cards = 300, pushes = 5] = process.argv.slice(2).map(Number)
const READERS = 10
const CARD_MS = 300
const PUSH_MS = 1_500

const session = await openSession({ world: realWorld({ records: 20 }).world })
const agreed = await agree(session)
const { client } = agreed
await runOnce(agreed)
const outsider = openOutsider(session.access, session.facts, session.clock)
const ids = (await outsider.attioRecords('people')).map(({ id }) => id)

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}
let n = 0
const card = () =>
  timed(() => must(client.card({ table: 'people', recordId: ids[n++ % ids.length] ?? '' })))

async function asked(readers: number, calls: number): Promise<number[]> {
  const times: number[] = []
  const reader = async () => {
    for (let call = 0; call < calls / readers; call++) times.push(await card())
  }
  await Promise.all(Array.from({ length: readers }, reader))
  return times.toSorted((a, b) => a - b)
}
const at = (sorted: readonly number[], part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN

await asked(READERS, 50)
const p95s: number[] = []
for (const readers of [1, READERS]) {
  const times = await asked(readers, cards)
  p95s.push(at(times, 0.95))
  console.log(
    `${times.length} cards, ${readers} at a time: p50 ${at(times, 0.5).toFixed(1)} ms, p95 ${at(times, 0.95).toFixed(1)} ms (aim: p95 at most ${CARD_MS} ms)`,
  )
}

const took: number[] = []
for (let no = 0; no < pushes; no++) {
  const name = { first_name: 'Bench', last_name: `No${no}`, full_name: `Bench No${no}` }
  const { id } = await outsider.addToAttio('people', { name: [name] })
  took.push(
    await timed(async () => {
      const end = await pushStep(client, { object: 'people', recordId: id, table: null })
      if (end.type !== 'outcome' || end.id !== 'pushed')
        throw new Error(`not pushed: ${JSON.stringify(end)}`)
    }),
  )
}
took.sort((a, b) => a - b)
console.log(
  `${took.length} pushes, each to the address of its row: p50 ${at(took, 0.5).toFixed(0)} ms, the longest ${at(took, 1).toFixed(0)} ms (aim: ${PUSH_MS} ms)`,
)
await session.close()
process.exit(p95s.every((ms) => ms <= CARD_MS) && at(took, 1) <= PUSH_MS ? 0 : 1)
