/**
 * How long the API takes to answer when fifty callers ask at once: the built Worker in its own runtime, with a sync that
 * has run, from outside over HTTP. Every caller asks the next thing as soon as it has its answer.
 *
 *   node test/bench/api.ts [callers] [seconds] [pause between a caller's calls, ms]
 */
import type { Client } from '../../shared/api/client.ts'
import { agree, must, runOnce } from '../sandbox/agreement.ts'
import { realWorld } from '../sandbox/real.ts'
import { openSession } from '../sandbox/session.ts'

const [callers = 50, seconds = 20, pause = 0] = process.argv.slice(2).map(Number)
const RECORDS = 200

const session = await openSession({
  scale: 8,
  world: realWorld({ records: RECORDS, overlap: 0.5 }).world,
})
const agreed = await agree(session, { conflictResolution: 'manual_review' })
const { client, configId } = agreed
const log = await runOnce(agreed)
const [line] = (await must(client.ledger({ configId, limit: 1 }))).items
const entityType = agreed.pairs[0]!.entityType
const recordId = line?.recordId ?? ''
const side = line?.side ?? 'crm'

type Ask = { readonly says: string; readonly share: number; ask(n: number): Promise<unknown> }
/** What screens and programs ask, as often as they do: mostly how things stand, now and then a change. */
const ASKS: readonly Ask[] = [
  { says: 'live', share: 20, ask: () => must(client.live({ configId })) },
  { says: 'configs', share: 8, ask: () => must(client.configs()) },
  { says: 'config', share: 12, ask: () => must(client.config(configId)) },
  { says: 'logs', share: 10, ask: () => must(client.logs({ configId, limit: 20 })) },
  { says: 'log', share: 8, ask: () => must(client.log(log.id)) },
  { says: 'writes', share: 6, ask: () => must(client.writes(log.id, { limit: 50 })) },
  { says: 'summary', share: 3, ask: () => must(client.summary(log.id)) },
  { says: 'conflicts', share: 6, ask: () => must(client.conflicts({ configId, limit: 50 })) },
  { says: 'matches', share: 3, ask: () => must(client.matches({ configId, limit: 50 })) },
  { says: 'ledger', share: 4, ask: () => must(client.ledger({ configId, limit: 50 })) },
  { says: 'records', share: 3, ask: () => must(client.records(configId, { entityType, side: 'app', standing: 'blocked' })) }, // prettier-ignore
  { says: 'pairings', share: 3, ask: () => must(client.pairings(configId)) },
  { says: 'fieldMappings', share: 3, ask: () => must(client.fieldMappings(configId)) },
  { says: 'connections', share: 3, ask: () => must(client.connections()) },
  { says: 'me', share: 2, ask: () => must(client.me()) },
  { says: 'changeConfig', share: 3, ask: (n) => must(client.changeConfig(configId, { name: `Bench ${n}` })) }, // prettier-ignore
  { says: 'hold and release', share: 2, ask: () => holdAndRelease(client) },
  { says: 'createKey', share: 1, ask: (n) => must(client.createKey({ name: `k${n}`, role: 'user' })) }, // prettier-ignore
]
const wheel = ASKS.flatMap((one) => Array.from({ length: one.share }, () => one))

async function holdAndRelease(by: Client): Promise<void> {
  const held = await by.createHold(configId, { entityType, side, recordId })
  if (held.ok) await must(by.releaseHold(configId, held.value.id))
}

const took = new Map<string, number[]>(ASKS.map(({ says }) => [says, []]))
const failed = new Map<string, number>()
let n = 0
async function caller(until: number, isCounted: boolean): Promise<void> {
  while (performance.now() < until) {
    // 37 and the wheel have no common part: every caller goes through all of it.
    const one = wheel[(n++ * 37) % wheel.length]!
    const began = performance.now()
    const reason = await one.ask(n).then(
      () => null,
      (error: Error) => `${one.says}: ${error.message}`,
    )
    if (reason !== null) failed.set(reason, (failed.get(reason) ?? 0) + 1)
    else if (isCounted) took.get(one.says)!.push(performance.now() - began)
    if (pause > 0) await new Promise((wake) => setTimeout(wake, pause))
  }
}
const crowd = (ms: number, isCounted: boolean): Promise<unknown> =>
  Promise.all(Array.from({ length: callers }, () => caller(performance.now() + ms, isCounted)))

const at = (sorted: readonly number[], part: number): string =>
  (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN).toFixed(1)
const line3 = (times: readonly number[]): string => {
  const sorted = times.toSorted((a, b) => a - b)
  return `p50 ${at(sorted, 0.5)} ms, p95 ${at(sorted, 0.95)} ms, p99 ${at(sorted, 0.99)} ms`
}

await crowd(3_000, false)
await crowd(seconds * 1_000, true)
for (const [says, times] of took) console.log(`${says.padEnd(18)} ${String(times.length).padStart(6)}  ${line3(times)}`) // prettier-ignore
const all = [...took.values()].flat()
console.log(
  `${callers} callers, ${seconds} s, pause ${pause} ms: ${all.length} calls, ${Math.round(all.length / seconds)} a second, ${line3(all)} (aim: p95 at most 50 ms)`,
)
for (const [reason, times] of failed) console.log(`failed ${times} × ${reason}`)
await session.close()
process.exit(failed.size === 0 ? 0 : 1)
