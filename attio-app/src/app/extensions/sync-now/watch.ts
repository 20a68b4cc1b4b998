import { asked } from '../../../calls/asked.ts'
import type { RunNow, RunsAnswer } from '../../../calls/get-runs.server'
import { longer, pause } from '../../../push/waiting.ts'
import { type Ending, endingOf } from './ending.ts'

const FIRST_MS = 1_000
const MOST_MS = 4_000
/** Afterwards it goes on without anybody looking. */
export const PATIENCE_MS = 600_000
/** So long no answer may come. */
const UNSEEN_MS = 60_000

type Started = { readonly ask: () => Promise<RunsAnswer>; readonly refused: readonly string[] }

/** Looks at runs that were started until they go no further, and says how they ended. `show` is told of each look. */
export async function watch(
  { ask, refused }: Started,
  show: (runs: readonly RunNow[]) => Promise<unknown>,
): Promise<Ending> {
  const until = Date.now() + PATIENCE_MS
  let seen = Date.now()
  for (let wait = FIRST_MS; Date.now() < until; wait = longer(wait, MOST_MS)) {
    const found = await asked(ask())
    if (found.ok) {
      seen = Date.now()
      const ending = endingOf(found.runs, refused)
      if (ending !== null) return ending
      await show(found.runs)
    } else if (Date.now() - seen > UNSEEN_MS)
      return { variant: 'error', title: 'Still syncing, unseen', text: found.says }
    await pause(wait)
  }
  return {
    variant: 'neutral',
    title: 'Still syncing',
    text: 'It goes on by itself, and the cards show what it has done. The DataSync extension in Airtable shows how far it is.',
  }
}
