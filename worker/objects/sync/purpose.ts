import * as z from 'zod'
import { SideColumn } from './rows.ts'

/** One record, by the pairing it belongs to. */
export const Mark = z.object({ pairing: z.number(), side: SideColumn, recordId: z.string() })
export type Mark = z.infer<typeof Mark>

/**
 * What a run is for. `sync` is the ordinary one; `sample` and `chosen` plan all and write a few; `retry` writes what an
 * earlier run could not. `undo` and `restore` put values back: from the ledger, and from a backup. `backup` only reads.
 */
export const Purpose = z.discriminatedUnion('is', [
  z.object({ is: z.literal('sync') }),
  z.object({ is: z.literal('sample'), records: z.number() }),
  z.object({ is: z.literal('chosen'), records: z.array(Mark) }),
  z.object({ is: z.literal('retry'), run: z.number() }),
  z.object({ is: z.literal('undo'), run: z.number(), record: Mark.nullable() }),
  z.object({
    is: z.literal('restore'),
    backup: z.number(),
    pairing: z.number(),
    side: SideColumn,
    records: z.array(z.string()).nullable(),
  }),
  z.object({ is: z.literal('backup'), backup: z.number() }),
])
export type Purpose = z.infer<typeof Purpose>

/** Who starts a run that nobody started: the clock. */
export const SCHEDULE = 'schedule'

/** Does it put values back, instead of merging what moved? */
export const isRestoring = (purpose: Purpose): boolean =>
  purpose.is === 'undo' || purpose.is === 'restore'
