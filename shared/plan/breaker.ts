import type { Side } from '../record.ts'
import { sameValue, type Value } from '../value.ts'

/** One write of ours to one entry of one link: which run made it, where, what it set and why. */
export type Echo = {
  readonly run: number
  readonly side: Side
  readonly after: Value
  readonly why: string
}

/** So many runs in a row the same field is put right, or the same values go to and fro: then nobody means it. */
const SAME = 4
/** The same where the values are others each time, as when a vendor rewrites what it is given: people might mean it longer. */
const OTHERS = 8

/**
 * Does this write only keep a circle going? `past` are our writes before it, newest first. Either a value is put right
 * again and again on the same side, or what is written here comes back from there each time. What a person decided, and
 * edits that all come from one side, are no circle.
 */
export function goesRound(next: Echo, past: readonly Echo[]): boolean {
  return drifts(next, past) || swings(next, past)
}

function drifts(next: Echo, past: readonly Echo[]): boolean {
  const before = past.slice(0, SAME)
  return (
    before.length === SAME &&
    [next, ...before].every(({ why, side }) => why === 'drift' && side === next.side)
  )
}

function swings(next: Echo, past: readonly Echo[]): boolean {
  const chain = [next]
  for (const echo of past) {
    const last = chain[chain.length - 1]!
    // Both sides written by one run is one exchange, not an answer.
    if (echo.side === last.side || echo.run >= last.run || echo.why === 'person') break
    chain.push(echo)
  }
  const latest = chain.slice(0, SAME + 1)
  const repeats = latest.every(
    (echo, at) => at + 2 >= latest.length || sameValue(echo.after, latest[at + 2]!.after),
  )
  return chain.length > (repeats ? SAME : OTHERS)
}
