import * as z from 'zod'
import { type Aspect, type AspectKind, type Form, inForm, inName } from './aspect.ts'
import { agrees, contradicts, LEVELS, levelsOf } from './level.ts'
import { type TermCounts, termOf } from './terms.ts'

/**
 * What the data itself taught about its likenesses: for each aspect how often two records of the same person or thing
 * stand at each level (`same`), and how often two of different ones do (`other`); and how many of the smaller side have
 * their other half on the other (`overlap`).
 */
export const Model = z.object({
  same: z.array(z.array(z.number())),
  other: z.array(z.array(z.number())),
  overlap: z.number(),
  /** How many records its counts were taken from, on both sides together. */
  counted: z.number(),
})
export type Model = z.infer<typeof Model>

/** What is believed before any data was seen, and how many pairs that belief is worth. */
const BELIEVED: { readonly [kind in AspectKind]: { same: readonly number[]; other: readonly number[] } } = {
  person: { same: [0.82, 0.12, 0.02, 0.005, 0.02, 0.015], other: [1e-5, 2e-4, 2e-4, 3e-3, 6e-3, 0.99] },
  text: { same: [0.78, 0.1, 0.05, 0.04, 0.03], other: [5e-4, 5e-5, 5e-5, 3e-3, 0.99] },
  email: { same: [0.7, 0.12, 0.18], other: [2e-5, 2e-4, 0.99] },
  domain: { same: [0.85, 0.06, 0.09], other: [5e-4, 2e-4, 0.99] },
  phone: { same: [0.75, 0.1, 0.15], other: [5e-5, 2e-5, 0.99] },
  date: { same: [0.9, 0.06, 0.04], other: [1e-3, 2e-3, 0.99] },
  number: { same: [0.85, 0.15], other: [1e-2, 0.99] },
  choice: { same: [0.9, 0.1], other: [0.2, 0.8] },
} // prettier-ignore
const WORTH = { same: 30, other: 3_000, overlap: 8 }
const BELIEVED_OVERLAP = 0.4

/**
 * How often a stranger bears a value that we never saw twice: `seen` times in a table of `among` records. Families share
 * numbers, companies share hosts, and what is rare here may be common in the world.
 */
const UNSEEN: { readonly [kind in AspectKind]: { seen: number; among: number } } = {
  person: { seen: 0.5, among: 1_000 },
  text: { seen: 0.3, among: 500 },
  email: { seen: 0.03, among: 1_000 },
  domain: { seen: 0.1, among: 500 },
  phone: { seen: 0.05, among: 1_000 },
  date: { seen: 0.1, among: 500 },
  number: { seen: 0.5, among: 50 },
  choice: { seen: 0.5, among: 5 },
}

/** The same of texts that are no names: cities and titles are few. */
const UNSEEN_WORD = { seen: 0.3, among: 20 }

/** The model before any data was seen. */
export const believed = (aspects: readonly Aspect[]): Model => ({
  same: aspects.map(({ kind }) => [...BELIEVED[kind].same]),
  other: aspects.map(({ kind }) => [...BELIEVED[kind].other]),
  overlap: BELIEVED_OVERLAP,
  counted: 0,
})

/** Two records laid side by side: the level of each aspect, and how likely strangers are to stand at it (natural log). */
export type Comparison = {
  readonly levels: readonly (number | null)[]
  readonly chance: readonly number[]
}

export function compare(
  aspects: readonly Aspect[],
  model: Model,
  counts: TermCounts,
  a: Form,
  b: Form,
): Comparison {
  const levels = levelsOf(aspects, a, b)
  const chance = aspects.map((aspect, i) => {
    const level = levels[i] ?? null
    return level === null
      ? 0
      : Math.log(Math.min(0.999, chanceOf(aspect, i, level, model, counts, a[i]!, b[i]!)))
  })
  return { levels, chance }
}

/** How likely a stranger stands at this level: rarer names and numbers say more when they agree. */
function chanceOf(
  aspect: Aspect,
  i: number,
  level: number,
  model: Model,
  counts: TermCounts,
  a: string,
  b: string,
): number {
  const { kind } = aspect
  const usual = model.other[i]?.[level] ?? 1
  const share = (way: 'f' | 'l' | 'n' | '=', text: string): number => {
    // Both records bear it themselves: what counts are the others, on one side.
    const others = Math.max(0, counts.of(termOf(i, way, text)) - 2) / 2
    const { seen, among } = kind === 'text' && !aspect.isTitle ? UNSEEN_WORD : UNSEEN[kind]
    return (others + (way === 'n' ? 0 : seen)) / (model.counted / 2 + among)
  }
  if (kind === 'person') {
    if (level === 5) return usual
    const [f1 = '', l1 = ''] = inForm(a)
    const [f2 = '', l2 = ''] = inForm(b)
    const first = f1 === f2 || f1 === l2 ? f1 : f2
    const last = l1 === l2 || l1 === f2 ? l1 : l2
    // First and last names go together by language and fashion.
    if (level === 0) return Math.max(share('n', a), 3 * share('f', first) * share('l', last))
    if (level === 3) return share('l', last)
    if (level === 4) return share('f', first)
    if (f1 === l2 && l1 === f2) return 3 * share('f', first) * share('l', last)
    if (l1 === l2 || l1 === f2 || f1 === l2) return 0.03 * share('l', last) + 1e-7
    return f1 === f2 ? 0.003 * share('f', first) + 1e-7 : usual / 10
  }
  if (level > 0 && !(kind === 'text' && level === 1)) return usual
  const other = inForm(b)
  const shared = inForm(a).filter((one) => kind === 'text' || other.includes(one))
  return Math.min(1, ...shared.map((one) => share('=', inName(one).own)))
}

/** What speaks for two records being one, and whether it is enough to link them unasked. */
export type Verdict = {
  /** Natural log of how much likelier this is for the same than for strangers. */
  readonly weight: number
  /** Two aspects at least agree tellingly, and nothing contradicts: the name, or a code. */
  readonly sure: boolean
}

/** An agreement below this many to one tells little. */
const TELLING = Math.log(20)
/** A difference that speaks so loudly asks for one agreement more: another birthday, say. */
const AGAINST = Math.log(8)
/** What all agreements together may say that follow from another one, or that families and branches share. */
const LITTLE = Math.log(3)

export function weigh(
  aspects: readonly Aspect[],
  model: Model,
  { levels, chance }: Comparison,
): Verdict {
  let weight = 0
  let shared = 0
  let telling = 0
  let opposed = false
  const contrary = aspects.some((aspect, i) => levels[i] != null && contradicts(aspect, levels[i]!))
  // Of a name that agrees in part only, nobody is sure: it may be a branch.
  const vague = aspects.some(
    (aspect, i) => aspect.isTitle && levels[i] != null && !agrees(aspect.kind, levels[i]!),
  )
  const named = aspects.some(
    (aspect, i) => aspect.kind === 'person' && levels[i] != null && agrees('person', levels[i]!),
  )
  // One number may be shared in a house; with a birthday or an address beside it, it is the same person or a twin.
  const own = aspects.filter(
    (aspect, i) => levels[i] != null && isOnesOwn(aspect, levels[i]!),
  ).length
  for (const [i, aspect] of aspects.entries()) {
    const level = levels[i] ?? null
    if (level === null) continue
    const says = Math.log(model.same[i]![level]!) - chance[i]!
    if (says <= 0) {
      weight += says
      if (says <= -AGAINST) opposed = true
      continue
    }
    // People of one name have mailboxes of one name; people of different names share what a household or a firm has.
    const follows = aspect.kind === 'email' && level === 1 && named
    const isShared = contrary && (own === 0 || !isPersonal(aspect, level))
    if (follows || isShared) shared += says
    else {
      weight += says
      if (says >= TELLING && agrees(aspect.kind, level)) telling++
    }
  }
  return {
    weight: weight + Math.min(shared, LITTLE),
    sure: telling >= (opposed ? 3 : 2) && !contrary && !vague,
  }
}

/** What few share. */
const isPersonal = (aspect: Aspect, level: number): boolean =>
  isOnesOwn(aspect, level) || aspect.kind === 'person' || (aspect.kind === 'phone' && level === 0)

/** What belongs to one alone, whatever they are called. */
const isOnesOwn = (aspect: Aspect, level: number): boolean =>
  level === 0 && (aspect.kind === 'email' || aspect.kind === 'date' || aspect.isCode)

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
    const odds = pairs.map((pair) =>
      Math.min(1e12, prior * Math.exp(weigh(aspects, model, pair).weight)),
    )
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

/** What a person reads about a likeness, aspect by aspect; nothing about what one of the two leaves empty. */
export const reasonsOf = (aspects: readonly Aspect[], a: Form, b: Form): string[] =>
  levelsOf(aspects, a, b).flatMap((level, i) => {
    const aspect = aspects[i]!
    return level === null ? [] : [`${aspect.name}: ${LEVELS[aspect.kind][level]}`]
  })
