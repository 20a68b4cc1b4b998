/**
 * How long the API takes to answer when fifty callers ask at once: the built Worker in its own runtime, with a sync that
 * has run, from outside over HTTP, each caller with a key and a connection of its own. Three times: every caller asks the
 * next thing as soon as it has its answer, which is more than the product lets a key do for long (here it may: a call that
 * is refused is not served); every caller asks as often as the product lets one key ask for good, each beginning at a
 * moment of its own within the first second, as fifty people do; and the same with all fifty at one instant, each time.
 * Where there is a pace a call is late from the moment it was due, not from when it was sent.
 *
 *   node test/bench/api.ts [callers] [seconds]
 */
import { readFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { agree, must, runOnce } from '../sandbox/agreement.ts'
import { realWorld } from '../sandbox/real.ts'
import { openSession } from '../sandbox/session.ts'
import { ASKS, type Subject } from './calls/asks.ts'
import { openCallers, type Stretch, type Task } from './calls/callers.ts'

const [count = 50, seconds = 20] = process.argv.slice(2).map(Number)
const RECORDS = 200
const settings = readFileSync(new URL('../../wrangler.toml', import.meta.url), 'utf8')
const CALLS_PER_MINUTE = Number(/^CALLS_PER_MINUTE = "(\d+)"/m.exec(settings)?.[1])
/** Between two calls of one key (ms), if it calls on and on. */
const PACE = 60_000 / CALLS_PER_MINUTE

const session = await openSession({
  scale: 1,
  world: realWorld({ records: RECORDS, overlap: 0.5 }).world,
})
const agreed = await agree(session, { conflictResolution: 'manual_review' })
const { configId, client } = agreed
const log = await runOnce(agreed)
const written = (await must(client.ledger({ configId, limit: 200 }))).items
const crowd: { key: string; about: Subject }[] = []
for (let i = 0; i < count; i++) {
  const { entityType, side, recordId } = written[i % written.length]!
  if (recordId === null) throw new Error('a write without a record')
  const about = { configId, logId: log.id, entityType, side, recordId }
  const { key } = await must(client.createKey({ name: `Caller ${i}`, role: 'admin' }))
  crowd.push({ key, about })
}
const callers = openCallers({ address: await session.runtime.socket(), callers: crowd })

/** What all processors of this machine have computed so far (ms), where it tells. */
function machine(): number {
  return cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0)
}

type Measured = Stretch & {
  /** What the runtime computed for a call (ms), where the machine tells it. */
  readonly cost: number | null
  /** The part of the machine that others had meanwhile. */
  readonly others: number
}
const failed = new Map<string, number>()
async function measure(task: Task): Promise<Measured> {
  const [before, all, used] = [session.runtime.computed(), machine(), process.cpuUsage()]
  const stretch = await callers.stretch(task)
  for (const [reason, times] of stretch.failed)
    failed.set(reason, (failed.get(reason) ?? 0) + times)
  const ours = (session.runtime.computed() ?? 0) - (before ?? 0)
  // The callers, and whoever reads here what the runtime logs.
  const { user, system } = process.cpuUsage(used)
  const others = (machine() - all - ours - (user + system) / 1_000) / (stretch.ms * cpus().length)
  return {
    ...stretch,
    cost: before === null ? null : ours / stretch.calls.length,
    others: Math.max(0, others),
  }
}

const at = (sorted: readonly number[], part: number): string =>
  (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN).toFixed(1)
const percentiles = (times: readonly number[]): string => {
  const sorted = times.toSorted((a, b) => a - b)
  return `p50 ${at(sorted, 0.5)} ms, p95 ${at(sorted, 0.95)} ms, p99 ${at(sorted, 0.99)} ms`
}
const tookOf = ({ calls }: Stretch): number[] => calls.map(([, took]) => took)
const told = (says: string, one: Measured): string => {
  const rate = Math.round((one.calls.length / one.ms) * 1_000)
  const computed = one.cost === null ? '' : `, ${one.cost.toFixed(2)} ms of computing each`
  return (
    `${count} callers, ${says}: ${one.calls.length} calls, ${rate} a second, ${percentiles(tookOf(one))}${computed}` +
    ` (callers ${(one.computed / one.calls.length).toFixed(2)} ms; others had ${(one.others * 100).toFixed(0)} % of the machine)`
  )
}

console.log(`load before: ${loadavg().map((one) => one.toFixed(2)).join(' ')}`) // prettier-ignore
const AT_ONCE = { ms: seconds * 1_000, pace: 0, within: 0 }
await measure({ ...AT_ONCE, ms: 3_000 })
const nothing = await measure({ ...AT_ONCE, ms: 2_000, nothing: true })
const atOnce = await measure(AT_ONCE)
const paced = await measure({ ...AT_ONCE, pace: PACE, within: 1_000 })
const together = await measure({ ...AT_ONCE, pace: PACE })

for (const [i, { says }] of ASKS.entries()) {
  const times = atOnce.calls.flatMap(([ask, took]) => (ask === i ? [took] : []))
  console.log(`${says.padEnd(18)} ${String(times.length).padStart(6)}  ${percentiles(times)}`)
}
const perKey = Math.round((atOnce.calls.length / atOnce.ms / count) * 60_000)
const firstSecond = (one: Measured): string =>
  `, first second ${percentiles(one.calls.flatMap(([, took, due]) => (due < 1_000 ? [took] : [])))}`
console.log(told('nothing asked', nothing))
console.log(
  `${told('the next call at once', atOnce)}; aim: p95 at most 50 ms (${perKey} calls a minute each: beyond ${CALLS_PER_MINUTE}, its limit, a key is answered 429, once a minute's calls are spent; here it is not)`,
)
const limit = `${CALLS_PER_MINUTE} calls a minute each, the limit of a key`
console.log(told(`${limit}, each from its own moment`, paced) + firstSecond(paced))
console.log(told(`${limit}, all at one instant each time`, together) + firstSecond(together))
for (const [reason, times] of failed) console.log(`failed ${times} × ${reason}`)
await callers.close()
await session.close()
process.exit(failed.size === 0 ? 0 : 1)
