import type { Failure } from '../../../shared/failure.ts'
import { ok, type Result } from '../../../shared/result.ts'
import type { WatchedSql } from '../watched.ts'
import type { Marked } from './rpc.ts'

/** Beyond so many questions it is forgotten which page answers them. */
const MOST_KNOWN = 1_000
/** Characters of JSON that are kept together: beyond that all are dropped, and made anew for whoever has not got them. */
const MOST_KEPT = 1_000_000

type Known = {
  readonly mark: string
  /** Null where it is not kept, or is of its moment alone. */
  json: string | null
  holds(): boolean
}

/**
 * Pages that whoever asks may still have: to the same question by the same mark the answer is that it is the same, as long
 * as what it was made of is as it was, or comes to the same words. After a change many ask at once who have the page of before
 * it: for them it is made once.
 */
export class Pages {
  readonly #sql: WatchedSql
  /** Tells the marks of this object's life from those of every other. */
  readonly #life: string
  readonly #known = new Map<string, Known>()
  #kept = 0
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
    if (isKnown && mark === known.mark) return ok({ mark, json: null })
    if (isKnown && known.json !== null) return ok({ mark: known.mark, json: known.json })
    const noted = this.#sql.note(make)
    const made = noted.value
    if (!made.ok) return made
    const json = JSON.stringify(made.value)
    const { holds } = noted
    // What is of its moment alone is told by the clock, also where its words are the same.
    const isFirm = holds()
    const isSame = isFirm && known !== undefined && (isKnown || known.json === json)
    const next = isSame ? known.mark : `${this.#life}.${++this.#marks}`
    this.#keep(question, { mark: next, json: isFirm ? json : null, holds })
    return ok({ mark: next, json: mark === next ? null : json })
  }

  #keep(question: string, page: Known): void {
    if (this.#known.size >= MOST_KNOWN) {
      this.#known.clear()
      this.#kept = 0
    }
    this.#kept += (page.json?.length ?? 0) - (this.#known.get(question)?.json?.length ?? 0)
    this.#known.set(question, page)
    if (this.#kept <= MOST_KEPT) return
    for (const one of this.#known.values()) one.json = null
    this.#kept = 0
  }
}
