import type { Fuzzy } from '../mapping.ts'
import type { Side } from '../record.ts'

/** A record on the other side that may be the one asked about. */
export type Alike = {
  readonly id: string
  /** Natural log of how much likelier their likeness is for the same than for strangers. */
  readonly weight: number
  /** Is there enough to link them unasked? */
  readonly sure: boolean
  /** Already linked with another record. */
  readonly taken: boolean
}

/** How likely a record has a double on its own side, so that its other half is taken by that one. */
const DOUBLES = 0.02

/** What is known of the two sides before anything is compared. */
export type Prior = {
  /** How likely two records without a link, one of each side, are the same. */
  readonly pair: number
  /** How likely a record is a double of the half of some one link. */
  readonly double: number
  /** How likely a record of this side has no other half. */
  readonly alone: number
}

/** How many records look for their other half on each side, and how many links there are. */
export type Crowd = { readonly left: number; readonly right: number; readonly linked: number }

/** `overlap`: how much of the smaller side has its other half. */
export function priorOf(overlap: number, { left, right, linked }: Crowd, of: Side): Prior {
  const mine = Math.max(1, of === 'left' ? left : right)
  return {
    pair: overlap / Math.max(1, left, right),
    double: DOUBLES / Math.max(1, linked),
    alone: 1 - Math.min(0.95, (overlap * Math.min(left, right)) / mine),
  }
}

export type Judged = {
  /** How likely each is the one, of all that it may be. */
  readonly likeness: ReadonlyMap<string, number>
  /** How likely it is any of them. */
  readonly any: number
}

/** Weigh all candidates of one record against each other, and against its being alone. */
export function judge(candidates: readonly Alike[], prior: Prior): Judged {
  const odds = candidates.map(({ weight, taken }) =>
    Math.min(1e15, (taken ? prior.double : prior.pair) * Math.exp(weight)),
  )
  const sum = odds.reduce((total, one) => total + one, 0)
  return {
    likeness: new Map(candidates.map(({ id }, i) => [id, odds[i]! / (prior.alone + sum)])),
    any: sum / (prior.alone + sum),
  }
}

export type Decision =
  | { readonly is: 'link'; readonly id: string }
  | { readonly is: 'ask'; readonly why: 'alike' | 'taken'; readonly ids: readonly string[] }
  | { readonly is: 'stranger' }

/** How a candidate sees the asker. */
export type Back = { readonly likeness: number; readonly any: number }

/**
 * What becomes of a record: linked where one candidate is the one by `link`, seen from both; asked about where it is
 * somebody by `ask`, or where a free candidate would be asked about it; else a stranger. What is asked from one side is
 * asked from the other.
 */
export function decide(
  candidates: readonly Alike[],
  judged: Judged,
  back: (id: string) => Back,
  { link, ask }: Fuzzy,
): Decision {
  const likeness = (id: string): number => judged.likeness.get(id) ?? 0
  const best = [...candidates].sort(
    (a, b) => likeness(b.id) - likeness(a.id) || (a.id < b.id ? -1 : 1),
  )
  const [first] = best
  if (!first) return { is: 'stranger' }
  if (!first.taken && first.sure && Math.min(likeness(first.id), back(first.id).likeness) >= link)
    return { is: 'link', id: first.id }
  const isAsked = judged.any >= ask
  const ids = best
    .filter(({ id, taken }) => {
      if (isAsked && isWorthALook(likeness(id), judged.any)) return true
      if (taken) return false
      const seen = back(id)
      return seen.any >= ask && isWorthALook(seen.likeness, seen.any)
    })
    .map(({ id }) => id)
  if (ids.length === 0) return { is: 'stranger' }
  return { is: 'ask', why: first.taken ? 'taken' : 'alike', ids: ids.slice(0, 10) }
}

/** Whoever is hardly likely beside the others is not worth a person's look. */
const isWorthALook = (likeness: number, any: number): boolean => likeness >= any / 20
