import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { nameOf, recipeOf } from './recipe.ts'
import { type Asked, brokenOff, type Told } from './ending.ts'

/**
 * Storms seed after seed until it is stopped, until its time or its seeds are used up, or until one fails: that one is
 * printed with a short trace of the record it is about.
 *
 *   npm run soak -- --from 1 --seeds 1000 --minutes 10 --jobs 2
 *   npm run soak -- --today --minutes 2
 *   npm run soak -- --from 27 --seeds 1 --as 'full'
 */
const { values } = parseArgs({
  options: {
    from: { type: 'string', default: '1' },
    seeds: { type: 'string', default: 'Infinity' },
    minutes: { type: 'string', default: 'Infinity' },
    jobs: { type: 'string', default: '2' },
    as: { type: 'string' },
    today: { type: 'boolean', default: false },
    'keep-going': { type: 'boolean', default: false },
  },
})
/** Other ones each day, and the same ones all day. */
const DAY = Math.floor(Date.now() / 86_400_000)
const from = values.today ? 100_000 * DAY : Number(values.from)
const last = from + Number(values.seeds) - 1
const begun = performance.now()
const end = begun + Number(values.minutes) * 60_000

/** Longer than this (ms) no story takes by far: one that does goes round in a circle. */
const ENDLESS_MS = 120_000

let next = from
let done = 0
const sum = { edits: 0, faults: 0, kills: 0 }
const met = new Map<string, number>()
const failed: number[] = []
const gaps = { times: 0, longest: 0 }

await Promise.all(Array.from({ length: Number(values.jobs) }, work))
report()
process.exitCode = failed.length > 0 ? 1 : 0

async function work(): Promise<void> {
  let thread = open()
  while (next <= last && performance.now() < end && (failed.length === 0 || values['keep-going'])) {
    const asked: Asked = { seed: next++, as: values.as ?? null }
    const told = await new Promise<Told | null>((hear, fail) => {
      const tired = setTimeout(hear, ENDLESS_MS, null)
      thread.once('message', (told: Told) => {
        clearTimeout(tired)
        hear(told)
      })
      thread.once('error', fail)
      thread.postMessage(asked)
    })
    thread.removeAllListeners('error')
    if (told === null) {
      await thread.terminate()
      thread = open()
    }
    take(told ?? endless(asked))
  }
  await thread.terminate()
}

function open(): Worker {
  return new Worker(new URL('job.ts', import.meta.url))
}

function endless({ seed, as }: Asked): Told {
  const says = `L1: it had not ended after ${ENDLESS_MS / 1_000} s`
  return brokenOff(seed, as ?? nameOf(recipeOf(seed)), says)
}

function take({
  seed,
  recipe,
  breaches,
  trace,
  edits,
  faults,
  kills,
  gaps: these,
  met: faultsMet,
}: Told): void {
  done++
  gaps.times += these.length
  gaps.longest = Math.max(gaps.longest, ...these)
  sum.edits += edits
  sum.faults += faults
  sum.kills += kills
  for (const [key, times] of faultsMet) met.set(key, (met.get(key) ?? 0) + times)
  if (breaches.length > 0) {
    failed.push(seed)
    console.log(`seed ${seed} --as '${recipe}'\n  ${breaches.slice(0, 5).join('\n  ')}`)
    for (const line of trace) console.log(`    ${line}`)
  }
  if (done % 1_000 === 0) report()
}

function report(): void {
  const minutes = (performance.now() - begun) / 60_000
  const { edits, faults, kills } = sum
  console.log(
    `${done} seeds from ${from} in ${minutes.toFixed(1)} min (${Math.round(done / minutes)} a minute): ` +
      `${edits} edits, ${faults} faults, ${kills} kills, ${failed.length} failed ${failed.join(' ')}`,
  )
  console.log(
    `  ${gaps.times} edits fell between our last look and our write, ${(gaps.longest / 1_000).toFixed(1)} s before it at most`,
  )
  const phases = [...new Set([...met.keys()].map((key) => key.split(' ').slice(0, -1).join(' ')))]
  for (const phase of phases.sort()) {
    const faultsMet = [...met]
      .filter(([key]) => key.startsWith(`${phase} `))
      .map(([key, times]) => `${key.split(' ').at(-1)} ${times}`)
    console.log(`  ${phase.padEnd(9)} ${faultsMet.sort().join(', ')}`)
  }
}
