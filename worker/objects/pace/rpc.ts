import type { PaceAnswer, PaceAsk } from '../../../shared/pace.ts'

/** What one limit's object may be asked. It is named by the vendor's own key, such as a base's id. */
export interface PaceRpc {
  /** The next slots of this limit for a class of caller; stored before they are given out. */
  claim(ask: PaceAsk): Promise<PaceAnswer>
  /** The vendor asked for quiet until then (ms since 1970). */
  slowDown(until: number): Promise<void>
  /** Leave this many hundredths of the limit to others from now on; 0 is all for us. */
  leave(percent: number): Promise<void>
  /** How many hundredths of the limit are left to others. */
  left(): Promise<number>
  /** Turns given out in this month (UTC, “2026-05”). */
  calls(): Promise<{ readonly month: string; readonly n: number }>
}

/** All limits by their key, wherever they are kept. */
export interface PaceDesk {
  claim(key: string, ask: PaceAsk): Promise<PaceAnswer>
  slowDown(key: string, until: number): Promise<void>
}

/** The desk over a namespace of these objects. A new stub for each call: a reset object breaks the old ones. */
export function objectDesk(namespace: { getByName(key: string): PaceRpc }): PaceDesk {
  return {
    claim: (key, ask) => namespace.getByName(key).claim(ask),
    slowDown: (key, until) => namespace.getByName(key).slowDown(until),
  }
}
