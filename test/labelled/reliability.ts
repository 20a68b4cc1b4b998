import { judge, priorOf } from '../../shared/match/judge.ts'
import type { LabelledSet } from './people.ts'
import type { Rig } from './rig.ts'

/** Pairs of which about the same likelihood was said, and how many of them are the same. */
export type Bucket = {
  readonly from: number
  readonly to: number
  readonly pairs: number
  /** How many of them would be the same if what was said is true; and how far chance alone leads from it, squared. */
  readonly said: number
  readonly spread: number
  readonly same: number
}

const EDGES = [0.02, 0.1, 0.5, 0.9, 0.99, 0.999, 1.01]
export const EMPTY: readonly Bucket[] = EDGES.slice(1).map((to, i) => ({
  from: EDGES[i]!,
  to,
  pairs: 0,
  said: 0,
  spread: 0,
  same: 0,
}))

/** What matching said of every pair it laid side by side, held against the labels and added to what was found before. */
export function reliabilityOf<T>(
  rig: Rig,
  set: LabelledSet<T>,
  before: readonly Bucket[] = EMPTY,
): readonly Bucket[] {
  const who = new Map([...set.left, ...set.right].map((one) => [one.id, one.who]))
  const learnt = rig.memory.likeness.learnt(rig.no)?.learnt
  if (!learnt) return before
  const prior = priorOf(learnt.model.overlap, learnt.crowd, 'left')
  const pairs = rig.memory.likeness.pairsOf(rig.no, 'left', set.left.map(({ id }) => id)) // prettier-ignore
  const said = [...pairs].flatMap(([id, list]) => {
    const alikes = list.map((pair) => ({ id: pair.right_id, weight: pair.odds, sure: false, taken: false })) // prettier-ignore
    return [...judge(alikes, prior).likeness].map(([right, likeness]) => ({
      likeness,
      same: who.get(id) === who.get(right),
    }))
  })
  return before.map((bucket) => {
    const own = said.filter(({ likeness }) => likeness >= bucket.from && likeness < bucket.to)
    return {
      ...bucket,
      pairs: bucket.pairs + own.length,
      said: own.reduce((sum, { likeness }) => sum + likeness, bucket.said),
      spread: own.reduce((sum, { likeness }) => sum + likeness * (1 - likeness), bucket.spread),
      same: bucket.same + own.filter(({ same }) => same).length,
    }
  })
}

/**
 * How many times further from what was said the truth is than chance leads: beyond three either way something is wrong with
 * what is said. Pairs of one set share what was learnt from it, so that chance leads further than for pairs alone: twice
 * as far, squared.
 */
export const strayOf = ({ said, spread, same }: Bucket): number =>
  (same - said) / Math.sqrt(2 * spread + 1)

/** Buckets next to each other as one. */
export const joined = (buckets: readonly Bucket[], from: number, to: number): Bucket =>
  buckets
    .filter((one) => one.from >= from && one.to <= to)
    .reduce(
      (sum, one) => ({
        from,
        to,
        pairs: sum.pairs + one.pairs,
        said: sum.said + one.said,
        spread: sum.spread + one.spread,
        same: sum.same + one.same,
      }),
      { from, to, pairs: 0, said: 0, spread: 0, same: 0 },
    )

export const tableOf = (buckets: readonly Bucket[]): string =>
  buckets
    .map((one) => {
      const share = (count: number): string =>
        one.pairs === 0 ? '-' : `${((100 * count) / one.pairs).toFixed(2)} %`
      return `  ${String(one.from).padEnd(5)} to ${String(Math.min(1, one.to)).padEnd(5)} ${String(one.pairs).padStart(7)} pairs   said ${share(one.said).padStart(8)}   true ${share(one.same).padStart(8)}`
    })
    .join('\n')
