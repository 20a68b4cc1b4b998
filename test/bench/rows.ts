import * as z from 'zod'
import { startRuntime } from '../sandbox/runtime.ts'

const Run = z.object({
  state: z.string(),
  written: z.number(),
  rows: z.number(),
  statements: z.array(z.object({ query: z.string(), rows: z.number() })),
})
const Runs = z.object({ met: Run, edited: Run, unchanged: Run })
export type RowRuns = z.infer<typeof Runs>

/**
 * The rows that the platform counts as written, indexes included, for a first meeting of `records` on both sides, then a run
 * after `edited` of them were edited, then one after nothing was.
 */
export async function countRows(records: number, edited: number): Promise<RowRuns> {
  const runtime = await startRuntime({
    main: 'test/bench/rows-entry.mjs',
    outbound: async () => new Response('nobody answers here', { status: 599 }),
  })
  try {
    const answer = await runtime.fetch('/', {
      method: 'POST',
      body: JSON.stringify({ records, edited }),
    })
    return Runs.parse(await answer.json())
  } finally {
    await runtime.dispose()
  }
}
