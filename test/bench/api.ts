/**
 * How long the API takes to answer when fifty callers ask at once: the built Worker in its own runtime, with a sync that
 * has run, from outside over HTTP, each caller with a key and a connection of its own. Twice: every caller asks the next
 * thing as soon as it has its answer; and every caller asks as often as the product lets one key ask for good. There a
 * call is late from the moment it was due, not from when it was sent.
 *
 *   node test/bench/api.ts [callers] [seconds]
 */
import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { type Client, openClient, type Sent } from '../../shared/api/client.ts'
import { agree, must, runOnce } from '../sandbox/agreement.ts'
import { realWorld } from '../sandbox/real.ts'
import { openSession } from '../sandbox/session.ts'

const [callers = 50, seconds = 20] = process.argv.slice(2).map(Number)
const RECORDS = 200
const settings = readFileSync(new URL('../../wrangler.toml', import.meta.url), 'utf8')
/** Between two calls of one key (ms), if it calls on and on. */
const PACE = 60_000 / Number(/^CALLS_PER_MINUTE = "(\d+)"/m.exec(settings)?.[1])

const session = await openSession({
  scale: 8,
  world: realWorld({ records: RECORDS, overlap: 0.5 }).world,
})
const agreed = await agree(session, { conflictResolution: 'manual_review' })
const { configId } = agreed
const log = await runOnce(agreed)
const [line] = (await must(agreed.client.ledger({ configId, limit: 1 }))).items
const entityType = agreed.pairs[0]!.entityType
const recordId = line?.recordId ?? ''
const side = line?.side ?? 'crm'

type Ask = {
  readonly says: string
  readonly share: number
  ask(by: Client, n: number): Promise<unknown>
}
/** What screens and programs ask, as often as they do: mostly how things stand, now and then a change. */
const ASKS: readonly Ask[] = [
  { says: 'live', share: 20, ask: (by) => must(by.live({ configId })) },
  { says: 'configs', share: 8, ask: (by) => must(by.configs()) },
  { says: 'config', share: 12, ask: (by) => must(by.config(configId)) },
  { says: 'logs', share: 10, ask: (by) => must(by.logs({ configId, limit: 20 })) },
  { says: 'log', share: 8, ask: (by) => must(by.log(log.id)) },
  { says: 'writes', share: 6, ask: (by) => must(by.writes(log.id, { limit: 50 })) },
  { says: 'summary', share: 3, ask: (by) => must(by.summary(log.id)) },
  { says: 'conflicts', share: 6, ask: (by) => must(by.conflicts({ configId, limit: 50 })) },
  { says: 'matches', share: 3, ask: (by) => must(by.matches({ configId, limit: 50 })) },
  { says: 'ledger', share: 4, ask: (by) => must(by.ledger({ configId, limit: 50 })) },
  { says: 'records', share: 3, ask: (by) => must(by.records(configId, { entityType, side: 'app', standing: 'blocked' })) }, // prettier-ignore
  { says: 'pairings', share: 3, ask: (by) => must(by.pairings(configId)) },
  { says: 'fieldMappings', share: 3, ask: (by) => must(by.fieldMappings(configId)) },
  { says: 'connections', share: 3, ask: (by) => must(by.connections()) },
  { says: 'me', share: 2, ask: (by) => must(by.me()) },
  { says: 'changeConfig', share: 3, ask: (by, n) => must(by.changeConfig(configId, { name: `Bench ${n}` })) }, // prettier-ignore
  { says: 'hold and release', share: 2, ask: holdAndRelease },
  { says: 'createKey', share: 1, ask: (by, n) => must(by.createKey({ name: `k${n}`, role: 'user' })) }, // prettier-ignore
]
const wheel = ASKS.flatMap((one) => Array.from({ length: one.share }, () => one))

async function holdAndRelease(by: Client): Promise<void> {
  const held = await by.createHold(configId, { entityType, side, recordId })
  if (held.ok) await must(by.releaseHold(configId, held.value.id))
}

/** Node's own fetch would cost half as much again as what is measured, on the same machine. */
const sendBy =
  (agent: Agent, address: string) =>
  (sent: Sent): Promise<{ status: number; json: unknown }> =>
    new Promise((answered, failed) => {
      const { method, path, headers, body } = sent
      const asked = request(
        address + path,
        { agent, method, headers: { ...headers } },
        (answer) => {
          let text = ''
          answer.setEncoding('utf8')
          answer.on('data', (part: string) => (text += part))
          answer.on('end', () =>
            answered({ status: answer.statusCode ?? 0, json: JSON.parse(text) }),
          )
        },
      )
      asked.on('error', failed)
      asked.end(body ?? undefined)
    })

const address = await session.runtime.socket()
const agents = new Map<Client, Agent>()
for (let i = 0; i < callers; i++) {
  const { key } = await must(agreed.client.createKey({ name: `Caller ${i}`, role: 'admin' }))
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  agents.set(openClient(key, sendBy(agent, address)), agent)
}
const clients = [...agents.keys()]

const failed = new Map<string, number>()
let n = 0
/** One call of the wheel: what was asked, and whether it was answered. */
async function askNext(by: Client): Promise<{ says: string; isAnswered: boolean }> {
  // 37 and the wheel have no common part: every caller goes through all of it.
  const one = wheel[(n++ * 37) % wheel.length]!
  const reason = await one.ask(by, n).then(
    () => null,
    (error: Error) => `${one.says}: ${error.message}`,
  )
  if (reason !== null) failed.set(reason, (failed.get(reason) ?? 0) + 1)
  return { says: one.says, isAnswered: reason === null }
}

/** What a stretch of calls took: each call by what it asked, and what the runtime computed for one of them. */
type Stretch = {
  readonly took: ReadonlyMap<string, number[]>
  readonly ms: number
  readonly cost: number | null
}
/** All callers for so long (ms); `pace` is the time between two calls of one of them, 0 where each follows the one before at once. */
async function crowd(ms: number, pace: number, ask = askNext): Promise<Stretch> {
  const took = new Map<string, number[]>()
  const note = (says: string, time: number): void => {
    const times = took.get(says)
    if (times) times.push(time)
    else took.set(says, [time])
  }
  const before = session.runtime.computed()
  const began = performance.now()
  await Promise.all(
    clients.map(async (by, i) => {
      let due = began + (pace * i) / clients.length
      while (due < began + ms) {
        const early = due - performance.now()
        if (early > 0) await new Promise((wake) => setTimeout(wake, early))
        const { says, isAnswered } = await ask(by)
        if (isAnswered) note(says, performance.now() - due)
        due = pace === 0 ? performance.now() : due + pace
      }
    }),
  )
  const after = session.runtime.computed()
  const cost = before === null || after === null ? null : (after - before) / all(took).length
  return { took, ms: performance.now() - began, cost }
}
const all = (took: Stretch['took']): number[] => [...took.values()].flat()

const at = (sorted: readonly number[], part: number): string =>
  (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN).toFixed(1)
const percentiles = (times: readonly number[]): string => {
  const sorted = times.toSorted((a, b) => a - b)
  return `p50 ${at(sorted, 0.5)} ms, p95 ${at(sorted, 0.95)} ms, p99 ${at(sorted, 0.99)} ms`
}
const told = (says: string, { took, ms, cost }: Stretch): string => {
  const times = all(took)
  const rate = Math.round((times.length / ms) * 1_000)
  const computed = cost === null ? '' : `, ${cost.toFixed(2)} ms of computing each`
  return `${callers} callers, ${says}: ${times.length} calls, ${rate} a second, ${percentiles(times)}${computed}`
}

/** The least a call can cost here: a route that asks nobody anything. */
const hello = async (by: Client): Promise<{ says: string; isAnswered: boolean }> => {
  const agent = agents.get(by)
  if (agent === undefined) throw new Error('a caller without a connection')
  const sent = { method: 'GET', path: '/healthz', headers: {}, body: null } as const
  return { says: 'healthz', isAnswered: (await sendBy(agent, address)(sent)).status === 200 }
}

await crowd(3_000, 0)
const nothing = await crowd(2_000, 0, hello)
const atOnce = await crowd(seconds * 1_000, 0)
const paced = await crowd(seconds * 1_000, PACE)
for (const [says, times] of atOnce.took) console.log(`${says.padEnd(18)} ${String(times.length).padStart(6)}  ${percentiles(times)}`) // prettier-ignore
console.log(told('nothing asked', nothing))
console.log(`${told('the next call at once', atOnce)} (aim: p95 at most 50 ms)`)
console.log(told(`${60_000 / PACE} calls a minute each, the limit of a key`, paced))
for (const [reason, times] of failed) console.log(`failed ${times} × ${reason}`)
await session.close()
process.exit(failed.size === 0 ? 0 : 1)
