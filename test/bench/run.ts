/** `npm run bench`: speed as ratios to the vendors' limits. Time is virtual but for the merge, so the machine hardly matters. */
import { benchCard } from './card.ts'
import { benchMatching } from './matching.ts'
import { benchFirstSync } from './first-sync.ts'
import { benchFormulas } from './formulas.ts'
import { isMet, type Measured } from './measure.ts'
import { benchMerge } from './merging.ts'
import { benchPlanning } from './planning.ts'
import { benchTenThousand } from './ten-thousand.ts'
import { benchNeighbour, benchThousand } from './thousand.ts'

const say = (line = ''): void => void process.stdout.write(`${line}\n`)
const table: Measured[] = []
const show = (one: Measured): void => {
  table.push(one)
  const cells = [
    one.says.padEnd(50),
    `${one.written} written`.padStart(13),
    `${one.seconds.toFixed(1)} s`.padStart(8),
    `floor ${one.floor.toFixed(1)} s`.padStart(13),
    `× ${one.ratio.toFixed(3)}`.padStart(8),
    `(${one.ratioInTurn.toFixed(3)})`,
    one.aim === null ? '            ' : `aim ≤ ${one.aim.toFixed(2)}`,
    `${one.calls} calls of ${one.minimum}`.padStart(21),
    `${one.throttled} refused`,
    isMet(one) ? '' : '← missed',
  ]
  say(`  ${cells.join('  ')}`)
}

say(
  'Runs by the simulated vendors’ clocks and counters, against the least that their limits allow; in brackets, against the least of a run that plans before it writes, which is what the aim of the runs of 10,000 is about:',
)
for (const [roundTrip, jitter, seed] of [
  [150, 50, 1],
  [150, 50, 2],
  [600, 50, 3],
] as const)
  for (const measured of await benchFirstSync(roundTrip, jitter, seed)) show(measured)
for (const roundTrip of [150, 600])
  for (const measured of await benchThousand(roundTrip, 4)) show(measured)
const beside = await benchNeighbour(150, 5)
show(beside.ours)
say(`    (the neighbour was refused ${beside.theirsRefused} times)`)
const large = await benchTenThousand(6)
for (const measured of large.runs) show(measured)

say()
const { preview } = large
say(
  `Preview of 10,000 × 10,000: ${preview.seconds.toFixed(1)} s of listing and ${preview.computed.toFixed(1)} s of computing after it, × ${preview.ratio.toFixed(3)} of the ${preview.listings.toFixed(1)} s that listing takes at least (aim ≤ 1.10)`,
)

say()
const merged = benchMerge(1_000_000)
say(
  `Merge alone on one core: ${Math.round(merged.perSecond).toLocaleString('en')} pairs a second (aim: 100,000)`,
)

const planned = await benchPlanning(50_000)
const thousands = (n: number): string => Math.round(n).toLocaleString('en')
say(
  `The same through the rows of the database and all else that a run does with them, pairs a second of the processor: ${thousands(planned.compared)} read and compared where nothing was edited, ${thousands(planned.planned)} merged and planned where each has a write, ${thousands(planned.met)} met by key, merged and found equal`,
)

const formulas = benchFormulas(50_000)
say(
  `Formulas on one core: ${Math.round(formulas.evaluated).toLocaleString('en')} evaluated a second, ${Math.round(formulas.read).toLocaleString('en')} read`,
)

const card = await benchCard(2_000, 2_000, 7)
say(
  `The card of a record, the sync’s own part: p50 ${card.p50.toFixed(2)} ms, p95 ${card.p95.toFixed(2)} ms (aim: 300 ms); a record pushed is there after ${card.push} ms of virtual time and ${card.calls} calls (aim: 1,500 ms)`,
)

say()
say('Matching by likeness alone, in a process of its own under a heap of 96 MB (aim: below 60 s):')
benchMatching(100_000, 1)

const missed = table.filter((one) => !isMet(one))
say()
say(
  missed.length === 0
    ? `All ${table.length} runs keep their aim, and no call was refused.`
    : `${missed.length} of ${table.length} runs miss their aim: ${missed.map(({ says }) => says).join('; ')}.`,
)
