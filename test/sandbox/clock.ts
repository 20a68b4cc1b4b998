/**
 * The sandbox's time. `real` is the machine's; `scaled` runs `factor` times as fast; `virtual` stands still until it
 * is told to move, and then wakes its sleepers in order.
 */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  sleep(ms: number): Promise<void>
}

export const realClock: Clock = {
  now: () => Date.now(),
  sleep: (ms) => new Promise((wake) => setTimeout(wake, Math.max(0, ms))),
}

export function scaledClock(factor: number, start = Date.now()): Clock {
  const begun = performance.now()
  return {
    now: () => start + (performance.now() - begun) * factor,
    sleep: (ms) => new Promise((wake) => setTimeout(wake, Math.max(0, ms) / factor)),
  }
}

export type VirtualClock = Clock & {
  /** Let everything that can run without time passing run, then move on to the next sleeper; until none is left. */
  run<T>(work: Promise<T>): Promise<T>
  /** Time stands still until this is done, which waits for something that is not time. */
  hold<T>(work: Promise<T>): Promise<T>
  /** Move time on by hand; sleepers due by then wake in order. */
  advance(ms: number): Promise<void>
}

export function virtualClock(start = Date.UTC(2026, 0, 5, 9)): VirtualClock {
  let now = start
  let order = 0
  const sleepers: { at: number; order: number; wake: () => void }[] = []
  let held = 0
  const settle = async (): Promise<void> => {
    do await new Promise<void>((done) => setImmediate(done))
    while (held > 0)
  }
  const wakeNext = (until: number): boolean => {
    sleepers.sort((a, b) => a.at - b.at || a.order - b.order)
    const next = sleepers[0]
    if (!next || next.at > until) return false
    sleepers.shift()
    now = Math.max(now, next.at)
    next.wake()
    return true
  }
  return {
    now: () => now,
    sleep: (ms) =>
      new Promise((wake) => sleepers.push({ at: now + Math.max(0, ms), order: order++, wake })),
    async hold(work) {
      held += 1
      try {
        return await work
      } finally {
        held -= 1
      }
    },
    async run(work) {
      let open = true
      const end = () => {
        open = false
      }
      work.then(end, end)
      let idle = 0
      while (open) {
        await settle()
        if (!open) break
        if (wakeNext(Infinity)) idle = 0
        // Some work is done in other threads (compression): a busy machine takes its time over it.
        else if (++idle > 1_000) await new Promise((done) => setTimeout(done, 1))
        if (idle > 6_000)
          throw new Error('virtual clock: work is waiting for something that is not time')
      }
      return work
    },
    async advance(ms) {
      const until = now + ms
      await settle()
      while (wakeNext(until)) await settle()
      now = until
    },
  }
}
