/**
 * How long a webhook's delivery waits for its answer: as a ratio to a route that asks nobody anything, called in turn with it,
 * so that the machine hardly matters. The built Worker in its own runtime, from outside over HTTP; first while a first sync
 * works, then with nothing else to do. Each delivery is one that the vendor signed, sent again under another key.
 *
 *   node test/bench/webhooks.ts [rounds]
 */
import { Agent, request } from 'node:http'
import { isOver } from '../../shared/job.ts'
import { agree, must } from '../sandbox/agreement.ts'
import type { Letter } from '../sandbox/post.ts'
import { realWorld } from '../sandbox/real.ts'
import { openSession } from '../sandbox/session.ts'

const [rounds = 400] = process.argv.slice(2).map(Number)
const RECORDS = 1_500

const session = await openSession({ world: realWorld({ records: RECORDS, overlap: 0.2 }).world })
/** The last letter of each vendor, as it went out. */
const letters: { airtable?: Letter; attio?: Letter } = {}
for (const vendor of ['airtable', 'attio'] as const) {
  const { post } = session[vendor]
  const send = post.send.bind(post)
  post.send = (letter, timeoutMs) => {
    letters[vendor] = letter
    return send(letter, timeoutMs)
  }
}
const { client, configId } = await agree(session, {
  syncFrequency: 'realtime',
  conflictResolution: 'manual_review',
})

const agent = new Agent({ keepAlive: true, maxSockets: 1 })
const address = await session.runtime.socket()
type Sent = Pick<Letter, 'headers'> & { readonly path: string; readonly body: string | null }
/** Milliseconds until the whole answer is here. */
const timed = ({ path, headers, body }: Sent): Promise<number> =>
  new Promise((done, failed) => {
    const began = performance.now()
    const method = body === null ? 'GET' : 'POST'
    const asked = request(address + path, { agent, method, headers: { ...headers } }, (answer) => {
      answer.resume()
      answer.on('end', () => {
        if (answer.statusCode === 200) done(performance.now() - began)
        else failed(new Error(`${path} was answered with ${answer.statusCode}`))
      })
    })
    asked.on('error', failed)
    asked.end(body ?? undefined)
  })
const BARE: Sent = { path: '/healthz', headers: {}, body: null }
const again = ({ url, headers, body }: Letter, n: number): Sent => ({
  path: new URL(url).pathname,
  headers: { ...headers, 'idempotency-key': `bench-${n}` },
  body,
})

type Times = { readonly [who in 'bare' | 'airtable' | 'attio']: number[] }
let keys = 0
/** One after another, round by round, for as long as `goes` says. */
async function stretch(times: number, goes: () => Promise<boolean>): Promise<Times> {
  const took: Times = { bare: [], airtable: [], attio: [] }
  for (let n = 0; n < times && (n % 20 > 0 || (await goes())); n++) {
    took.bare.push(await timed(BARE))
    for (const vendor of ['airtable', 'attio'] as const) {
      const letter = letters[vendor]
      if (letter) took[vendor].push(await timed(again(letter, keys++)))
    }
  }
  return took
}

const at = (times: readonly number[], part: number): number =>
  times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * part))] ??
  NaN
function show(says: string, took: Times): void {
  for (const vendor of ['airtable', 'attio'] as const) {
    const cells = [0.5, 0.95, 0.99].map((part) => {
      const [ms, bare] = [at(took[vendor], part), at(took.bare, part)]
      return `p${part * 100} ${ms.toFixed(1)} ms of ${bare.toFixed(1)} (× ${(ms / bare).toFixed(2)})`
    })
    console.log(`${says}, ${vendor}, ${took[vendor].length} deliveries: ${cells.join(', ')}`)
  }
}

const { job_id: id } = await must(client.trigger({ configId }))
const works = async (): Promise<boolean> => !isOver((await must(client.log(id))).phase)
// Each vendor tells of what the run itself writes there.
while ((!letters.airtable || !letters.attio) && (await works()))
  await new Promise((wake) => setTimeout(wake, 100))
await stretch(20, works)
show('while a run works', await stretch(rounds, works))
while (await works()) await new Promise((wake) => setTimeout(wake, 500))
show('with nothing else to do', await stretch(rounds, async () => true))
await session.close()
process.exit(0)
