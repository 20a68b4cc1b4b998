import { companyRig, companySlots, labelledCompanies } from './companies.ts'
import { peopleSync } from './first-sync.ts'
import { fill, peopleRig, personSlots, scoreOf } from './judged.ts'
import { labelledPeople, type LabelledSet } from './people.ts'
import { EMPTY, reliabilityOf, strayOf, tableOf } from './reliability.ts'
import type { Rig } from './rig.ts'
import type { Side } from '../../shared/record.ts'
import type { Values } from '../../shared/value.ts'

/**
 * `npm run labelled -- [sets of each kind] [first seed]`: many labelled sets, one after the other, what came of them, and
 * whether “99 in 100” means 99 in 100. Ends with an error where anybody was taken for another, or made twice though there
 * was enough to tell.
 */
const [, , sets = '20', first = '1'] = process.argv
const say = (line: string): void => void process.stdout.write(`${line}\n`)
const percent = (part: number, whole: number): string =>
  `${((100 * part) / Math.max(1, whole)).toFixed(2)} %`

function run<T>(
  says: string,
  of: (seed: number) => LabelledSet<T>,
  open: () => Rig,
  slots: (side: Side, cells: T) => Values,
): void {
  let buckets = EMPTY
  const sum = { pairs: 0, linked: 0, wrong: 0, doubled: 0, clear: 0, asked: 0, ambiguous: 0, records: 0 } // prettier-ignore
  for (let seed = Number(first); seed < Number(first) + Number(sets); seed++) {
    const [set, rig] = [of(seed), open()]
    fill(rig, set, slots)
    rig.match()
    const score = scoreOf(rig, set)
    const clear = score.doubled.filter((who) => !set.ambiguous.has(Number(who)))
    for (const key of ['pairs', 'linked', 'asked', 'ambiguous', 'records'] as const)
      sum[key] += score[key]
    sum.wrong += score.wrong.length
    sum.doubled += score.doubled.length
    sum.clear += clear.length
    buckets = reliabilityOf(rig, set, buckets)
    if (score.wrong.length + clear.length === 0) continue
    say(`THIS MUST NOT BE, seed ${seed}: wrong ${score.wrong.join(' ')}, made twice ${clear.join(' ')}`) // prettier-ignore
    process.exitCode = 1
  }
  say('')
  say(
    `${says}: ${sum.records.toLocaleString('en')} records, ${sum.pairs.toLocaleString('en')} on both sides, ${sum.linked.toLocaleString('en')} linked, ${sum.wrong} wrongly, ` +
      `${sum.doubled} doubled (${sum.clear} of them clear); asked ${percent(sum.asked, sum.records)}, and about whom nobody could tell ${percent(sum.ambiguous, sum.records)}`,
  )
  say(tableOf(buckets))
  const strays = buckets.filter((one) => one.pairs >= 20 && Math.abs(strayOf(one)) > 3)
  if (strays.length > 0) say(`  further off than chance leads: ${strays.map(({ from }) => `from ${from}`).join(', ')}`) // prettier-ignore
}

const thin = { email: 0.7, phone: 0.7, born: 0.7 }
run('People, by their address and by likeness', labelledPeople, peopleRig, personSlots)
run('People without any key', labelledPeople, () => peopleRig([]), personSlots)
run('People of whom little is known', (seed) => labelledPeople(seed, 1_500, thin), () => peopleRig([]), personSlots) // prettier-ignore
run('Companies without any key', labelledCompanies, companyRig, companySlots)

say('')
for (let seed = Number(first); seed < Number(first) + Math.ceil(Number(sets) / 4); seed++) {
  const one = await peopleSync(seed, 180)
  say(
    `A first sync at both vendors, seed ${seed}: ${one.records} records, ${one.people} on both sides, ${one.linked} linked, ${one.wrong.length} wrongly, ` +
      `${one.doubled.length} doubled (${one.clear.length} of them clear), ${one.questions} questions, ${one.again} writes by a second run`,
  )
  if (one.wrong.length + one.clear.length + one.again > 0) process.exitCode = 1
}
