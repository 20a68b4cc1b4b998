import type { Write } from '../objects/sync/plan.ts'

/** An intent is sent within this time, or not at all: its grant of pace lapses. */
export const SEND_WITHIN_MS = 20_000
/** Where an answer was lost we look at once, and then as often as this, until the call can no longer take effect. */
const LOOK_EVERY_MS = 5_000

/** When to look next for a call that may still take effect, or null when it no longer can. */
export function nextLook(write: Write, now: number, longestCallMs: number): number | null {
  const end = (write.sent ?? 0) + SEND_WITHIN_MS + longestCallMs
  return now >= end ? null : Math.min(now + LOOK_EVERY_MS, end)
}
