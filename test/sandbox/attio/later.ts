/** What the simulated Attio will do by itself: done at its own time, the next time anybody looks. */
export class Later {
  #waiting: { at: number; act: (now: number) => void }[] = []

  at(at: number, act: (now: number) => void): void {
    const place = this.#waiting.findIndex((one) => one.at > at)
    this.#waiting.splice(place < 0 ? this.#waiting.length : place, 0, { at, act })
  }

  /** Does what was due by `now`, each as of the moment it was due. */
  run(now: number): void {
    for (let next = this.#waiting[0]; next && next.at <= now; next = this.#waiting[0]) {
      this.#waiting.shift()
      next.act(next.at)
    }
  }

  reset(): void {
    this.#waiting = []
  }
}
