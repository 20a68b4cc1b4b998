/** Work that reads, asks outside and writes back: each begins once all before it ended, so none writes over what it never saw. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve()

  take<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(work)
    // Whoever asked hears of what went wrong; the next one's turn comes all the same.
    this.#last = mine.catch(() => undefined)
    return mine
  }
}
