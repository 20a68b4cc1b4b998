import * as z from 'zod'
import type { Aspect, AspectKind, Form } from './aspect.ts'
import { termsOf, type Way } from './terms.ts'

/** How rare it is, in this data, that strangers share what hardly anybody bears. */
export const Rarity = z.object({
  /**
   * For each aspect: how many others among a table's records bear a value that we saw once (0 to 1). Of a person the first
   * name, then the last one; else one number.
   */
  unseen: z.array(z.array(z.number())),
  /** How much more often first and last names go together than by chance: they follow language and fashion. */
  together: z.number(),
})
export type Rarity = z.infer<typeof Rarity>

/**
 * What is believed before any data was seen: `seen` more in a table of `among` records. Families share numbers,
 * companies share hosts, and what is rare here may be common in the world.
 */
const UNSEEN: { readonly [kind in AspectKind]: { seen: number; among: number } } = {
  person: { seen: 0.5, among: 1_000 },
  text: { seen: 0.3, among: 500 },
  email: { seen: 0.03, among: 1_000 },
  domain: { seen: 0.1, among: 500 },
  phone: { seen: 0.05, among: 1_000 },
  date: { seen: 0.3, among: 365 },
  number: { seen: 1, among: 10 },
  choice: { seen: 0.5, among: 5 },
}
/** The same of texts that are no names: cities and titles are few. */
const UNSEEN_WORD = { seen: 0.3, among: 20 }

const unseenOf = ({ kind, isTitle }: Aspect): { seen: number; among: number } =>
  kind === 'text' && !isTitle ? UNSEEN_WORD : UNSEEN[kind]
export const amongOf = (aspect: Aspect): number => unseenOf(aspect).among

const TOGETHER = 3

export const believedRarity = (aspects: readonly Aspect[]): Rarity => ({
  unseen: aspects.map((aspect) => {
    const { seen } = unseenOf(aspect)
    return aspect.kind === 'person' ? [seen, seen] : [seen]
  }),
  together: TOGETHER,
})

/** How often each value is borne on one side, counted exactly over a sample of its records. */
export class Spectrum {
  readonly #aspects: readonly Aspect[]
  readonly #counts: readonly { readonly [way in Way]: Map<number, number> }[]
  /** Pairs of records that share a first, a last, or a whole name; the first of such aspects is looked at. */
  readonly #shared = { f: 0, l: 0, n: 0 }
  readonly #person: number
  #named = 0

  constructor(aspects: readonly Aspect[]) {
    this.#aspects = aspects
    this.#counts = aspects.map(() => ({ f: new Map(), l: new Map(), n: new Map(), '=': new Map() }))
    this.#person = aspects.findIndex(({ kind }) => kind === 'person')
  }

  add(form: Form): void {
    for (const [i, { kind }] of this.#aspects.entries())
      for (const { way, term } of termsOf(i, kind, form[i] ?? '')) {
        const before = this.#counts[i]![way].get(term) ?? 0
        this.#counts[i]![way].set(term, before + 1)
        if (i !== this.#person || way === '=') continue
        this.#shared[way] += before
        if (way === 'n') this.#named++
      }
  }

  /** How many values of the aspect are borne once, and how many twice. */
  bearers(aspect: number, way: Way): { readonly once: number; readonly twice: number } {
    let [once, twice] = [0, 0]
    for (const count of this.#counts[aspect]![way].values())
      if (count === 1) once++
      else if (count === 2) twice++
    return { once, twice }
  }

  /** Pairs of records that share a whole name, and how many would if first and last names knew nothing of each other. */
  namesakes(): { readonly seen: number; readonly chance: number } {
    const pairs = (this.#named * (this.#named - 1)) / 2
    return {
      seen: this.#shared.n,
      chance: pairs === 0 ? 0 : (this.#shared.f * this.#shared.l) / pairs,
    }
  }
}

/** So many values borne once, and so many namesakes, is what is believed worth. */
const WORTH = { once: 100, namesakes: 2 }

/**
 * What the sides themselves teach. Of values seen once, how many more bear them is told by how many are seen twice (Good
 * and Turing's estimate): where two thousand codes are all different, one that is seen once stands alone.
 */
export function learnRarity(aspects: readonly Aspect[], sides: readonly Spectrum[]): Rarity {
  const believed = believedRarity(aspects)
  const unseen = aspects.map(({ kind }, i) =>
    (kind === 'person' ? (['f', 'l'] as const) : (['='] as const)).map((way, at) => {
      const found = sides.map((side) => side.bearers(i, way))
      const [once, twice] = [
        total(found.map((one) => one.once)),
        total(found.map((one) => one.twice)),
      ]
      return Math.min(1, (2 * twice + believed.unseen[i]![at]! * WORTH.once) / (once + WORTH.once))
    }),
  )
  const namesakes = sides.map((side) => side.namesakes())
  const together =
    (total(namesakes.map(({ seen }) => seen)) + TOGETHER * WORTH.namesakes) /
    (total(namesakes.map(({ chance }) => chance)) + WORTH.namesakes)
  return { unseen, together: Math.max(1, Math.min(MOST_TOGETHER, together)) }
}
const MOST_TOGETHER = 30
const total = (list: readonly number[]): number => list.reduce((sum, one) => sum + one, 0)
