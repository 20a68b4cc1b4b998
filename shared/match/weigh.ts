import type { Aspect } from './aspect.ts'
import { type Comparison, isIdentifying } from './chance.ts'
import { agrees, contradicts } from './level.ts'
import type { Model } from './model.ts'

/** What speaks for two records being one, and whether it is enough to link them unasked. */
export type Verdict = {
  /** Natural log of how much likelier this is for the same than for strangers. */
  readonly weight: number
  /** Two aspects at least agree tellingly, one of them to the letter, and nothing contradicts: the name, or a code. */
  readonly sure: boolean
  /** Does what they go by agree, or something as rare? Without that no sum of common traits makes two records one. */
  readonly identified: boolean
}

/** An agreement below this many to one tells little. */
const TELLING = Math.log(20)
/** What nobody goes by must be this rare to point to one alone. */
const RARE = Math.log(1_000)
/** A difference that speaks so loudly asks for one agreement more: another birthday, say. */
const AGAINST = Math.log(12)
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
  let exact = false
  let opposed = false
  let identified = false
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
    if (follows || isShared) {
      shared += says
      continue
    }
    weight += says
    if (!agrees(aspect.kind, level)) continue
    if (says >= (isIdentifying(aspect) ? TELLING : RARE)) identified = true
    if (says < TELLING) continue
    telling++
    if (level === 0) exact = true
  }
  return {
    weight: weight + Math.min(shared, LITTLE),
    sure: telling >= (opposed ? 3 : 2) && exact && !contrary && !vague,
    identified,
  }
}

/** What few share. */
const isPersonal = (aspect: Aspect, level: number): boolean =>
  isOnesOwn(aspect, level) || aspect.kind === 'person' || (aspect.kind === 'phone' && level === 0)

/** What belongs to one alone, whatever they are called. */
const isOnesOwn = (aspect: Aspect, level: number): boolean =>
  level === 0 && (aspect.kind === 'email' || aspect.kind === 'date' || aspect.isCode)
