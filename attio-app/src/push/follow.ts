import type { Outcome } from '../../../shared/api/card.ts'
import getOutcomes from '../calls/get-outcomes.server'
import type { Target } from './target.ts'

const EVERY_MS = 600
/** So long nothing may happen; what is still waiting then follows by itself. */
const PATIENCE_MS = 90_000

/**
 * What becomes of these records, once each of them is decided, or nothing has happened for long. Fails with a sentence.
 * `onMore` is told how many are through so far.
 */
export async function follow(
  target: Target,
  recordIds: string[],
  since: string,
  onMore: (done: number) => void = () => undefined,
): Promise<readonly Outcome[]> {
  let done = -1
  for (let moved = Date.now(); ;) {
    const found = await getOutcomes(target, recordIds, since)
    if (!found.ok) throw new Error(found.says)
    const through = found.outcomes.filter(({ outcome }) => outcome !== 'waiting').length
    if (through !== done) {
      moved = Date.now()
      done = through
      onMore(through)
    }
    if (through === recordIds.length || Date.now() - moved > PATIENCE_MS) return found.outcomes
    await new Promise((passed) => setTimeout(passed, EVERY_MS))
  }
}
