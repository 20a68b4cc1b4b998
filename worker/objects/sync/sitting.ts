import type { Side } from '../../../shared/record.ts'

/**
 * One transaction, as the tables see it. Nobody else writes while it lasts, so what is looked up for many records at once
 * holds to its end, and a table forgets what it writes itself. In between nothing is believed that was not just read, but
 * for what a table keeps (`kept`).
 */
export class Sitting {
  #depth = 0
  readonly #all: { clear(): void }[] = []
  readonly #kept: { clear(): void }[] = []

  get isOpen(): boolean {
    return this.#depth > 0
  }

  /** What one table looks up ahead, by what it is asked for by. */
  ahead<K, T>(): Ahead<K, T> {
    const one = new Ahead<K, T>(this)
    this.#all.push(one)
    return one
  }

  /** The same by records of a pairing and side. */
  aheadOf<T>(): AheadOf<T> {
    const one = new AheadOf<T>(this)
    this.#all.push(one)
    return one
  }

  /** What one table keeps in mind from one transaction to the next, because nobody else writes it. */
  kept<K, T>(): Kept<K, T> {
    const one = new Map<K, T>()
    this.#kept.push(one)
    return one
  }

  during<T>(work: () => T): T {
    this.#depth++
    try {
      return work()
    } catch (fault) {
      // What was written is taken back, and so is what was known of it.
      this.#forget()
      for (const one of this.#kept) one.clear()
      throw fault
    } finally {
      this.#depth--
      if (this.#depth === 0) this.#forget()
    }
  }

  #forget(): void {
    for (const one of this.#all) one.clear()
  }
}

/** Forgotten where a transaction is taken back, and by whoever writes what it is about. */
export type Kept<K, T> = Map<K, T>

/** Rows looked up before they are asked for one by one: one query for a chunk of records. */
export class Ahead<K, T> {
  readonly #sitting: Sitting
  readonly #known = new Map<K, T>()
  constructor(sitting: Sitting) {
    this.#sitting = sitting
  }

  get(key: K): T | undefined {
    return this.#known.get(key)
  }
  set(key: K, value: T): void {
    if (this.#sitting.isOpen) this.#known.set(key, value)
  }
  delete(key: K): void {
    this.#known.delete(key)
  }
  clear(): void {
    if (this.#known.size > 0) this.#known.clear()
  }
}

/** The same where records of a pairing and side are asked for: a map for each, so that no key has to be put together. */
export class AheadOf<T> {
  readonly #sitting: Sitting
  readonly #known = new Map<number, { left: Map<string, T>; right: Map<string, T> }>()
  constructor(sitting: Sitting) {
    this.#sitting = sitting
  }

  get(pairing: number, side: Side, id: string): T | undefined {
    return this.#known.get(pairing)?.[side].get(id)
  }
  set(pairing: number, side: Side, id: string, value: T): void {
    if (!this.#sitting.isOpen) return
    let known = this.#known.get(pairing)
    if (!known) {
      known = { left: new Map(), right: new Map() }
      this.#known.set(pairing, known)
    }
    known[side].set(id, value)
  }
  delete(pairing: number, side: Side, id: string): void {
    this.#known.get(pairing)?.[side].delete(id)
  }
  clear(): void {
    if (this.#known.size > 0) this.#known.clear()
  }
}
