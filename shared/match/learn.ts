import type { Aspect } from './aspect.ts'
import type { Comparison } from './chance.ts'
import { BELIEVED, BELIEVED_OVERLAP, type Model, WORTH } from './model.ts'
import { weigh } from './weigh.ts'

/** One pair of a sample, and the record of the one side it was found for. */
export type Sampled = Comparison & { readonly of: number }

/**
 * Learn from pairs nobody has labelled: guess how likely each is the same, take from the guesses how the same differ, and
 * again until it stands. `asked` records of one side were looked for among `share` (0 to 1) of the other side.
 */
export function learn(
  aspects: readonly Aspect[],
  before: Model,
  pairs: readonly Sampled[],
  { asked, share, left, right }: { asked: number; share: number; left: number; right: number },
): Model {
  let model = before
  const wide = Math.max(left, right, 1)
  const narrow = Math.min(left, right)
  for (let round = 0; round < ROUNDS; round++) {
    const same = aspects.map(({ kind }) => BELIEVED[kind].same.map((p) => p * WORTH.same))
    const prior = model.overlap / wide
    const alone = 1 - Math.min(0.95, (model.overlap * narrow * share) / Math.max(1, left))
    const odds = pairs.map((pair) => {
      const { weight, identified } = weigh(aspects, model, pair)
      return identified ? Math.min(1e12, prior * Math.exp(weight)) : 0
    })
    const sums = new Map<number, number>()
    for (const [n, { of }] of pairs.entries()) sums.set(of, (sums.get(of) ?? alone) + odds[n]!)
    let found = 0
    for (const [n, { of, levels }] of pairs.entries()) {
      const chance = odds[n]! / sums.get(of)!
      found += chance
      for (const [i, level] of levels.entries()) if (level !== null) same[i]![level]! += chance
    }
    const possible = Math.max(1e-9, ((asked * share) / Math.max(1, left)) * narrow)
    const overlap = (found + BELIEVED_OVERLAP * WORTH.overlap) / (possible + WORTH.overlap)
    model = {
      ...model,
      same: same.map(shares),
      overlap: Math.max(0.02, Math.min(0.95, overlap)),
    }
  }
  return model
}
const ROUNDS = 12

/** How strangers compare, from pairs of records of one side, which are hardly ever the same. */
export function learnStrangers(
  aspects: readonly Aspect[],
  before: Model,
  levels: Iterable<readonly (number | null)[]>,
): Model {
  const other = aspects.map(({ kind }) => BELIEVED[kind].other.map((p) => p * WORTH.other))
  for (const pair of levels)
    for (const [i, level] of pair.entries()) if (level !== null) other[i]![level]! += 1
  return { ...before, other: other.map(shares) }
}

const shares = (counts: readonly number[]): number[] => {
  const sum = counts.reduce((total, one) => total + one, 0)
  return counts.map((one) => one / sum)
}
