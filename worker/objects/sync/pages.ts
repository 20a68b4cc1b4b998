import type { Failure } from '../../../shared/failure.ts'
import { ok, type Result } from '../../../shared/result.ts'
import type { WatchedSql } from '../watched.ts'
import type { Marked } from './rpc.ts'

/** Beyond so many questions it is forgotten which page answers them. */
const MOST_KNOWN = 1_000

/**
 * Pages that whoever asks may still have. Nothing of them is kept here but a mark, and whether what they were made of is
 * as it was: to the same question by the same mark the answer is that it is the same.
 */
export class Pages {
  readonly #sql: WatchedSql
  /** Tells the marks of this object's life from those of every other. */
  readonly #life: string
  readonly #known = new Map<string, { readonly mark: string; holds(): boolean }>()
  #marks = 0

  constructor(sql: WatchedSql, life: string) {
    this.#sql = sql
    this.#life = life
  }

  /** `make` answers from the database alone. What it refuses is asked for again each time. */
  of(
    question: string,
    mark: string | null,
    make: () => Result<unknown, Failure>,
  ): Result<Marked, Failure> {
    const known = this.#known.get(question)
    const isKnown = known?.holds() === true
    if (isKnown && mark === known.mark) return ok({ mark: known.mark, json: null })
    const noted = this.#sql.note(make)
    const made = noted.value
    if (!made.ok) return made
    const json = JSON.stringify(made.value)
    if (isKnown) return ok({ mark: known.mark, json })
    if (this.#known.size >= MOST_KNOWN) this.#known.clear()
    const fresh = `${this.#life}.${++this.#marks}`
    this.#known.set(question, { mark: fresh, holds: noted.holds })
    return ok({ mark: fresh, json })
  }
}
