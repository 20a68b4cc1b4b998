/** So many at once; whoever comes later waits, first come first served. */
export type Seats = { within<T>(work: () => Promise<T>): Promise<T> }

export function openSeats(count: number): Seats {
  let free = count
  const waiting: (() => void)[] = []
  return {
    async within(work) {
      if (free > 0) free--
      else await new Promise<void>((seated) => waiting.push(seated))
      try {
        return await work()
      } finally {
        const next = waiting.shift()
        if (next) next()
        else free++
      }
    },
  }
}
