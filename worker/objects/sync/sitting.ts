/**
 * One transaction, as the tables see it. Nobody else writes while it lasts, so what is looked up for many records at once
 * holds to its end, and a table forgets what it writes itself. In between nothing is believed that was not just read.
 */
export class Sitting {
  #depth = 0
  readonly #all: Ahead<unknown>[] = []

  get isOpen(): boolean {
    return this.#depth > 0
  }

  /** What one table looks up ahead, by what it is asked for by. */
  ahead<T>(): Ahead<T> {
    const one = new Ahead<T>(this)
    this.#all.push(one as Ahead<unknown>)
    return one
  }

  during<T>(work: () => T): T {
    this.#depth++
    try {
      return work()
    } catch (fault) {
      // What was written is taken back, and so is what was known of it.
      this.#forget()
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

/** Rows looked up before they are asked for one by one: one query for a chunk of records. */
export class Ahead<T> {
  readonly #sitting: Sitting
  readonly #known = new Map<string, T>()
  constructor(sitting: Sitting) {
    this.#sitting = sitting
  }

  get(key: string): T | undefined {
    return this.#known.get(key)
  }
  set(key: string, value: T): void {
    if (this.#sitting.isOpen) this.#known.set(key, value)
  }
  delete(key: string): void {
    this.#known.delete(key)
  }
  clear(): void {
    if (this.#known.size > 0) this.#known.clear()
  }
}

/** How a record of one side is asked for. */
export const nameOf = (pairing: number, side: string, recordId: string): string =>
  `${pairing} ${side} ${recordId}`
