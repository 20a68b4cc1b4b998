import type { Clock } from '../clock.ts'

/** Time-outs: whatever `work` does, the race is over soon after `until` (the clock's time), then with what `late` says. */
export type Watch = { race<T>(work: Promise<T>, until: number, late: () => T): Promise<T> }

/** The watch looks round at least this often (ms), so it is not long awake when nothing is left to watch. */
const ROUND = 5_000

/**
 * All time-outs on one sleeper: a sleep of our clock cannot be called off, so one for each call would leave hundreds of
 * them behind.
 */
export function openWatch(clock: Clock): Watch {
  const watched = new Set<{ until: number; ring(): void }>()
  let awake = false
  async function patrol(): Promise<void> {
    awake = true
    while (watched.size > 0) {
      const next = Math.min(...[...watched].map(({ until }) => until)) - clock.now()
      await clock.sleep(Math.min(ROUND, Math.max(0, next)))
      const now = clock.now()
      for (const one of watched) if (one.until <= now) one.ring()
    }
    awake = false
  }
  return {
    race: (work, until, late) =>
      new Promise((settle, fail) => {
        const one = {
          until,
          ring() {
            watched.delete(one)
            settle(late())
          },
        }
        watched.add(one)
        work.then(settle, fail).finally(() => watched.delete(one))
        if (!awake) void patrol()
      }),
  }
}
