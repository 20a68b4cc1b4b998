/**
 * `node --max-old-space-size=96 test/bench/million.ts [records] [file]`: a pairing of a million records on both sides, met by
 * their keys; then a run with nothing to do; then one after a hundredth was edited, half on each side. Said of each: what it
 * took in wall and processor time (a busy machine stretches the first), the heap at its peak against the 96 MB of the
 * aim, and the longest slice against the 30 s of processor time the platform gives one. Exits with 1 only for what must
 * never be: a run that did not end, an account that does not add up, or a run with nothing to do that writes.
 */
import { getHeapStatistics } from 'node:v8'
import { addsUp } from '../../shared/account.ts'
import { nodeStore, openDatabase } from '../worker/sqlite.ts'
import { type Alone, openAlone } from './alone.ts'

const say = (line = ''): void => void process.stdout.write(`${line}\n`)
const records = Number(process.argv[2] ?? 1_000_000)
const file = process.argv[3] ?? ':memory:'
const database = openDatabase(file)
database.exec('pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -16000')
const alone = await openAlone(nodeStore(database), { left: records, right: records }, Date.now)

const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MB`
say(
  `${records.toLocaleString('en')} records on each side; heap at most ${megabytes(getHeapStatistics().heap_size_limit)}`,
)

/** Times in ms of the processor. */
type Phase = { slices: number; ms: number; longest: number }
const HEAP_MB = 96
const SLICE_MS = 30_000
const processor = (): number => process.cpuUsage().user / 1000 + process.cpuUsage().system / 1000

async function measure(says: string, alone: Alone, written: number): Promise<void> {
  let peak = 0
  const begun = performance.now()
  const from = processor()
  let last = from
  const phases = new Map<string, Phase>()
  let before = 'pulling'
  const run = await alone.run((state) => {
    const now = processor()
    const phase = phases.get(before) ?? { slices: 0, ms: 0, longest: 0 }
    phases.set(before, {
      slices: phase.slices + 1,
      ms: phase.ms + now - last,
      longest: Math.max(phase.longest, now - last),
    })
    before = state
    peak = Math.max(peak, process.memoryUsage().heapUsed)
    last = processor()
  })
  const seconds = (performance.now() - begun) / 1000
  const own = (processor() - from) / 1000
  const longest = Math.max(...[...phases.values()].map((phase) => phase.longest))
  say()
  say(
    `${says}: ${run.state}, ${run.linked} met, ${run.written} written, ${run.conflicts} conflicts`,
  )
  say(
    `  ${seconds.toFixed(1)} s, ${own.toFixed(1)} s of the processor: ${Math.round(records / own).toLocaleString('en')} pairs a second`,
  )
  say(
    `  heap peak ${megabytes(peak)}, × ${(peak / 2 ** 20 / HEAP_MB).toFixed(2)} of the aim; longest slice ${longest.toFixed(0)} ms, × ${(longest / SLICE_MS).toFixed(3)} of the platform’s`,
  )
  for (const [name, { slices, ms, longest }] of phases)
    say(
      `  ${name.padEnd(9)} ${String(slices).padStart(4)} slices ${(ms / 1000).toFixed(1).padStart(7)} s   longest ${longest.toFixed(0).padStart(5)} ms`,
    )
  const asked = performance.now()
  const view = await alone.agreement.view()
  say(`  a view of its account: ${(performance.now() - asked).toFixed(0)} ms`)
  if (
    run.state !== 'done' ||
    run.written !== written ||
    !view.ok ||
    !view.value.account.every(addsUp)
  ) {
    say('  THIS MUST NOT BE: it did not end, wrote something else, or its account does not add up.')
    if (view.ok) say(JSON.stringify(view.value.account))
    process.exitCode = 1
  }
}

await measure('First sync, everybody on both sides', alone, 0)
await measure('Nothing edited', alone, 0)
let edited = 0
for (let n = 0; n < records; n += 100, edited++)
  alone.sides[n % 200 === 0 ? 'left' : 'right'].edit(n, `edited ${n}`)
await measure('A hundredth edited', alone, edited)
