import type { Noted } from '../watched.ts'

/** A smaller plan is counted whenever it is looked at. */
const LARGE = 10_000
/** A larger one is counted anew after this long (ms) for each write, while it changes. */
const MS_EACH = 0.005

/**
 * What the writes of the run that was asked about last were counted to, as long as that may be shown: while no write
 * moved; and of a large plan for some seconds more (5 s for a million), as counting it takes one.
 */
export class Counted<T extends { readonly n: number }> {
  #known: { run: number; at: number; size: number; counts: Noted<readonly T[]> } | null = null

  /** `passing` is called where what is shown is not what would be counted now. */
  of(
    run: number,
    now: number,
    count: () => Noted<readonly T[]>,
    passing: () => void,
  ): readonly T[] {
    const known = this.#known?.run === run ? this.#known : null
    if (known?.counts.holds()) return known.counts.value
    if (known && known.size > LARGE && now - known.at < known.size * MS_EACH) {
      passing()
      return known.counts.value
    }
    const counts = count()
    const size = counts.value.reduce((sum, one) => sum + one.n, 0)
    this.#known = { run, at: now, size, counts }
    return counts.value
  }
}
