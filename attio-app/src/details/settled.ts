import type { CardAnswer } from '../calls/get-card.server'
import { pause } from '../push/waiting.ts'

const EVERY_MS = 400
const PATIENCE_MS = 15_000

/** Looks again and again until nothing is under way with this record any more, or for a while. */
export async function settled(look: () => Promise<unknown>): Promise<void> {
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until;) {
    if (!isMoving(await look())) return
    await pause(EVERY_MS)
  }
}

const isMoving = (found: unknown): boolean =>
  isAnswer(found) &&
  (found.card?.items ?? []).some(({ status, waits }) => waits || status === 'pending')

const isAnswer = (found: unknown): found is CardAnswer =>
  typeof found === 'object' && found !== null && 'card' in found
