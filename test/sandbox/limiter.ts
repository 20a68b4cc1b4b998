/** A sliding window: at most `limit` calls in any `windowMs`. A refused call does not count. */
export class SlidingWindow {
  #times = new Map<string, number[]>()
  readonly #limit: number
  readonly #windowMs: number

  constructor(limit: number, windowMs = 1000) {
    this.#limit = limit
    this.#windowMs = windowMs
  }

  /** May a call under this key happen now? If so it is counted. */
  admit(key: string, now: number): boolean {
    const times = (this.#times.get(key) ?? []).filter((time) => time > now - this.#windowMs)
    this.#times.set(key, times)
    if (times.length >= this.#limit) return false
    times.push(now)
    return true
  }

  reset(): void {
    this.#times.clear()
  }
}
