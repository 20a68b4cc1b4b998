/**
 * `node --max-old-space-size=96 test/bench/million.ts [records] [file]`: a pairing of a million records on both sides, met by
 * their keys, then one in a thousand edited. Exits with 1 only for what must never be: a run that did not end, or an
 * account that does not add up.
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

type Phase = { slices: number; ms: number; longest: number }

async function measure(says: string, alone: Alone): Promise<void> {
  let peak = 0
  let last = performance.now()
  const begun = last
  const phases = new Map<string, Phase>()
  let before = 'pulling'
  const run = await alone.run((state) => {
    const now = performance.now()
    const phase = phases.get(before) ?? { slices: 0, ms: 0, longest: 0 }
    phases.set(before, {
      slices: phase.slices + 1,
      ms: phase.ms + now - last,
      longest: Math.max(phase.longest, now - last),
    })
    before = state
    peak = Math.max(peak, process.memoryUsage().heapUsed)
    last = performance.now()
  })
  const seconds = (performance.now() - begun) / 1000
  say()
  say(
    `${says}: ${run.state}, ${run.linked} met, ${run.written} written, ${run.conflicts} conflicts`,
  )
  say(
    `  ${seconds.toFixed(1)} s, ${Math.round((2 * records) / seconds).toLocaleString('en')} records a second, heap peak ${megabytes(peak)}`,
  )
  for (const [name, { slices, ms, longest }] of phases)
    say(
      `  ${name.padEnd(9)} ${String(slices).padStart(4)} slices ${(ms / 1000).toFixed(1).padStart(7)} s   longest ${longest.toFixed(0).padStart(5)} ms`,
    )
  const asked = performance.now()
  const view = await alone.agreement.view()
  say(`  a view of its account: ${(performance.now() - asked).toFixed(0)} ms`)
  if (run.state !== 'done' || !view.ok || !view.value.account.every(addsUp)) {
    say('  THIS MUST NOT BE: it did not end, or its account does not add up.')
    if (view.ok) say(JSON.stringify(view.value.account))
    process.exitCode = 1
  }
}

await measure('First sync, everybody on both sides', alone)
for (let n = 0; n < records; n += 1_000)
  alone.sides[n % 2_000 === 0 ? 'left' : 'right'].edit(n, `edited ${n}`)
await measure('One in a thousand edited', alone)
await measure('Nothing edited', alone)
