import type { Clock } from './clock.ts'

/** What is left to somebody: so many calls of so many a minute, all of them back after so long (ms). */
export type Allowance = {
  readonly limit: number
  readonly remaining: number
  readonly resetMs: number
}
export type Taken =
  | { readonly ok: true; readonly allowance: Allowance }
  | { readonly ok: false; readonly waitMs: number }

const A_MINUTE = 60_000

/** What is left of it after so many calls more, so long (ms) after it was told; null where that is too many. */
export function lessBy(allowance: Allowance, calls: number, ms: number): Allowance | null {
  const { limit, resetMs } = allowance
  const back = limit / A_MINUTE
  const spent = Math.max(0, resetMs - ms) * back + calls
  if (spent > limit) return null
  return { limit, remaining: Math.floor(limit - spent), resetMs: Math.ceil(spent / back) }
}

/** Beyond so many callers those whose calls are all back are forgotten. */
const MOST_KNOWN = 10_000

/**
 * Calls by caller, in memory: each has a minute's calls to spend at once, and they come back evenly. Who starts again
 * forgets, which is to the caller's good.
 */
export function openAllowances(perMinute: number, clock: Pick<Clock, 'now'>) {
  const spent = new Map<string, { calls: number; at: number }>()
  const back = perMinute / A_MINUTE

  function spentBy(caller: string, now: number): number {
    const known = spent.get(caller)
    return known ? Math.max(0, known.calls - (now - known.at) * back) : 0
  }

  function forget(now: number): void {
    for (const caller of spent.keys()) if (spentBy(caller, now) === 0) spent.delete(caller)
  }

  return {
    /** One call more, and `unheard` that were made since the last one without asking here. */
    take(caller: string, unheard = 0): Taken {
      const now = clock.now()
      if (spent.size > MOST_KNOWN) forget(now)
      const before = spentBy(caller, now) + unheard
      if (unheard > 0) spent.set(caller, { calls: before, at: now })
      if (before + 1 > perMinute)
        return { ok: false, waitMs: Math.ceil((before + 1 - perMinute) / back) }
      const calls = before + 1
      spent.set(caller, { calls, at: now })
      const remaining = Math.floor(perMinute - calls)
      return {
        ok: true,
        allowance: { limit: perMinute, remaining, resetMs: Math.ceil(calls / back) },
      }
    },
  }
}
