/** A smaller plan is counted whenever it is looked at. */
const LARGE = 10_000
/** A larger one is counted anew after this long (ms) for each write, while it changes. */
const MS_EACH = 0.005

/**
 * What the writes of the run that was asked about last were counted to, as long as that may be shown: while nothing was
 * written at all; and of a large plan for some seconds more (5 s for a million), as counting it takes one.
 */
export class Counted<T extends { readonly n: number }> {
  #known: { run: number; at: number; changes: number; size: number; counts: readonly T[] } | null =
    null

  /** `changes` is how many rows the database has changed so far. */
  of(run: number, now: number, changes: number, count: () => readonly T[]): readonly T[] {
    const known = this.#known?.run === run ? this.#known : null
    if (known?.changes === changes) return known.counts
    if (known && known.size > LARGE && now - known.at < known.size * MS_EACH) return known.counts
    const counts = count()
    const size = counts.reduce((sum, one) => sum + one.n, 0)
    this.#known = { run, at: now, changes, size, counts }
    return counts
  }
}
