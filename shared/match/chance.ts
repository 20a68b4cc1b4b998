import { type Aspect, type Form, inForm, inName, namesOf } from './aspect.ts'
import { levelsOf } from './level.ts'
import type { Model } from './model.ts'
import { amongOf } from './rarity.ts'
import { type TermCounts, termOf, type Way } from './terms.ts'

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
  return withChance(aspects, model, counts, a, b, levelsOf(aspects, a, b))
}

/** The same where the levels are known. */
export function withChance(
  aspects: readonly Aspect[],
  model: Model,
  counts: TermCounts,
  a: Form,
  b: Form,
  levels: readonly (number | null)[],
): Comparison {
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
  const records = model.counted / 2
  const isOwn = isIdentifying(aspect)
  const share = (way: Way, text: string): number => {
    // Both records bear it themselves: what counts are the others, on one side.
    const others = Math.max(0, counts.of(termOf(i, way, text)) - 2) / 2
    const seen = way === 'n' ? 0 : model.rarity.unseen[i]![way === 'l' ? 1 : 0]!
    // In a small table, too, what most of them bear is common. A name or number of one's own may be there twice: a double.
    const plain = Math.max(0, isOwn ? others - 1 : others) / Math.max(1, records - 1)
    return Math.min(1, Math.max(plain, (others + seen) / (records + amongOf(aspect))))
  }
  const both = model.rarity.together
  if (kind === 'person') {
    if (level === 6) return usual
    const [f1, l1] = namesOf(a)
    const [f2, l2] = namesOf(b)
    const first = f1 === f2 || f1 === l2 ? f1 : f2
    const last = l1 === l2 || l1 === f2 ? l1 : l2
    if (level === 0) {
      // What the parts lead to expect of the whole, moved to what is counted: more than one beside it is no double.
      const expected = both * share('f', first) * share('l', last)
      const among = records + amongOf(aspect)
      const others = share('n', a) * among
      return Math.max((others - 1) / among, (expected * (others + 1)) / (1 + expected * among))
    }
    if (level === 4) return share('l', last)
    if (level === 5) return share('f', first)
    if (level === 3)
      return l1 === l2 || l1 === f2 || f1 === l2
        ? 0.02 * share('l', last) + 1e-7
        : 0.01 * share('f', first) + 1e-7
    if (f1 === l2 && l1 === f2) return both * share('f', first) * share('l', last)
    if (l1 === l2 || l1 === f2 || f1 === l2) return 0.03 * share('l', last) + 1e-7
    return f1 === f2 ? 0.003 * share('f', first) + 1e-7 : usual / 10
  }
  if (level > 0 && !(kind === 'text' && level === 1)) return usual
  const other = inForm(b)
  const shared = inForm(a).filter((one) => kind === 'text' || other.includes(one))
  return Math.min(1, ...shared.map((one) => share('=', inName(one).own)))
}

/** What a thing or a person goes by: a name, a code, an address of their own. Whatever else they share, others share too. */
export const isIdentifying = ({ kind, isTitle, isCode }: Aspect): boolean =>
  isTitle || isCode || kind === 'email' || kind === 'phone' || kind === 'domain'
