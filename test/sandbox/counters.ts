/** What the sandbox counted, per vendor: benches and summaries read these, never the product's own numbers. */
export class Counters {
  #calls = new Map<string, number>()
  /** When the first and the last call since the reset came in, and when the last answer went out. */
  first: number | null = null
  last: number | null = null

  /** `kind` is the vendor's word for the call, such as `records.list`. */
  count(kind: string, now: number): void {
    this.#calls.set(kind, (this.#calls.get(kind) ?? 0) + 1)
    this.first ??= now
    this.last = now
  }

  answered(now: number): void {
    this.last = now
  }

  of(kind: string): number {
    return this.#calls.get(kind) ?? 0
  }

  /** Calls answered by the vendor, refusals for pace left out: those are `throttled`. */
  get total(): number {
    return [...this.#calls].reduce((sum, [kind, n]) => (kind === 'throttled' ? sum : sum + n), 0)
  }

  get throttled(): number {
    return this.of('throttled')
  }

  toJSON(): { [kind: string]: number } {
    return Object.fromEntries([...this.#calls].sort())
  }

  reset(): void {
    this.#calls.clear()
    this.first = this.last = null
  }
}
