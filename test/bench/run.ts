/** `npm run bench`: speed as ratios to the vendors' limits. Time is virtual but for the merge, so the machine hardly matters. */
import { benchMatching } from './matching.ts'
import { benchFirstSync, type Measured } from './first-sync.ts'
import { benchFormulas } from './formulas.ts'
import { benchMerge } from './merging.ts'

const say = (line = ''): void => void process.stdout.write(`${line}\n`)
const show = (one: Measured): void =>
  say(
    `  ${one.says.padEnd(36)} ${String(one.written).padStart(5)} written  ${one.seconds.toFixed(1).padStart(6)} s  floor ${one.floor
      .toFixed(1)
      .padStart(
        6,
      )} s  × ${one.ratio.toFixed(3)}   ${one.calls} calls (${one.minimum} at least)  ${one.throttled} refused`,
  )

say('A sync of the real data (1,270 records), by the simulated vendors’ clocks and counters:')
for (const [roundTrip, jitter, seed] of [
  [150, 50, 1],
  [150, 50, 2],
  [600, 50, 3],
] as const)
  for (const measured of await benchFirstSync(roundTrip, jitter, seed)) show(measured)

say()
const merged = benchMerge(1_000_000)
say(
  `Merge on one core: ${Math.round(merged.perSecond).toLocaleString('en')} pairs a second (aim: 100,000)`,
)

const formulas = benchFormulas(50_000)
say(
  `Formulas on one core: ${Math.round(formulas.evaluated).toLocaleString('en')} evaluated a second, ${Math.round(formulas.read).toLocaleString('en')} read`,
)

say()
say('Matching by likeness alone, in a process of its own under a heap of 96 MB (aim: below 60 s):')
benchMatching(100_000, 1)
