import type { Outcome } from '../../../shared/api/card.ts'
import { asked } from '../calls/asked.ts'
import type { OutcomesAnswer } from '../calls/get-outcomes.server'
import { longer, pause, waiting } from './waiting.ts'

const FIRST_MS = 600
const MOST_MS = 1_200
/** So long nothing may happen; what is still waiting then follows by itself. */
const PATIENCE_MS = 90_000

/**
 * What becomes of these records, which were taken: once each of them is decided, or nothing has happened for long. A
 * question that finds no answer is asked again, for the records are on their way all the same.
 */
export async function follow(
  ask: () => Promise<OutcomesAnswer>,
  recordIds: readonly string[],
): Promise<readonly Outcome[]> {
  let known: readonly Outcome[] = recordIds.map(waiting)
  let done = 0
  let wait = FIRST_MS
  for (let moved = Date.now(); ; wait = longer(wait, MOST_MS)) {
    const found = await asked(ask())
    if (found.ok) known = found.outcomes
    const through = known.filter(({ outcome }) => outcome !== 'waiting').length
    if (through === recordIds.length) return known
    if (through !== done) {
      moved = Date.now()
      done = through
      wait = FIRST_MS
    }
    if (Date.now() - moved > PATIENCE_MS) return known
    await pause(wait)
  }
}
