import * as z from 'zod'
import { Pairing } from '../../../shared/mapping.ts'
import { SideColumn } from './rows.ts'

/** One record, by the pairing it belongs to. */
export const Mark = z.object({
  pairing: z.number(),
  side: SideColumn,
  recordId: z.string(),
  /** A person wants it on the other side, whatever the terms say of creating. */
  wanted: z.literal(true).optional(),
})
export type Mark = z.infer<typeof Mark>

/**
 * What becomes of two records that are linked no more: never linked with each other again, free to be matched anew, or
 * both set aside.
 */
export const Parting = z.enum(['apart', 'match', 'aside'])
export type Parting = z.infer<typeof Parting>

/**
 * What a run is for. `sync` is the ordinary one, `events` the one that reads only what the feeds told of;
 * `sample` and `chosen` plan all and write a few; `retry` writes what an
 * earlier run could not. `undo` and `restore` put values back: from the ledger, and from a backup. `backup` only reads.
 * `draft` plans under a mapping that is not saved. `direct` reads and writes these records and no others, for a person who
 * waits; `link` and `unlink` do the same for two records that a person joins or parts.
 */
export const Purpose = z.discriminatedUnion('is', [
  z.object({ is: z.literal('sync') }),
  z.object({ is: z.literal('events') }),
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
  z.object({ is: z.literal('draft'), pairings: z.array(Pairing) }),
  z.object({ is: z.literal('direct'), records: z.array(Mark) }),
  z.object({
    is: z.literal('link'),
    pairing: z.number(),
    left: z.string(),
    right: z.string(),
    /** Whose values hold where the two differ; null leaves it to the rules for a first meeting. */
    holds: SideColumn.nullable(),
  }),
  z.object({
    is: z.literal('unlink'),
    pairing: z.number(),
    left: z.string(),
    right: z.string(),
    then: Parting,
  }),
])
export type Purpose = z.infer<typeof Purpose>

/** Who starts a run that nobody started: the clock. */
export const SCHEDULE = 'schedule'

/** Is it about a few records by name, so that nothing else is read? */
export const isNamed = (purpose: Purpose): boolean =>
  purpose.is === 'direct' || purpose.is === 'link' || purpose.is === 'unlink'

/** Did a person ask for its records to be made on the other side? */
export const isPush = (purpose: Purpose): boolean =>
  purpose.is === 'direct' && purpose.records.some(({ wanted }) => wanted === true)

/** Does it put values back, instead of merging what moved? */
export const isRestoring = (purpose: Purpose): boolean =>
  purpose.is === 'undo' || purpose.is === 'restore'
