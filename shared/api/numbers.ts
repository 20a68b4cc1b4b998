import * as z from 'zod'
import { Moment } from './page.ts'

export const NumbersQuery = z.strictObject({
  days: z.coerce.number().int().min(1).max(92).default(30).describe('How many days back, 1 to 92.'),
})
export type NumbersQuery = z.input<typeof NumbersQuery>

/** What happened in one hour, by the clock of UTC: whoever shows it adds hours up to days of their own zone. */
const Hour = z.object({
  at: Moment.describe('When the hour began.'),
  runs: z.number().describe('Runs begun that came to an end.'),
  failedRuns: z.number(),
  read: z.number().describe('Records read.'),
  seconds: z.number().describe('How long these runs took, together.'),
  toApp: z.number().describe('Writes to the base that were made.'),
  toCrm: z.number().describe('Writes to the CRM that were made.'),
  blocked: z.number().describe('Writes that could not be made.'),
  settled: z.number().describe('Conflicts that were settled.'),
  delay: z
    .number()
    .nullable()
    .describe('Seconds from the beginning of a run to a value being written, on average.'),
})
export type Hour = z.infer<typeof Hour>

const Standing = z.object({
  at: Moment,
  conflicts: z.number().describe('Conflicts that waited for a person.'),
  blocked: z.number().describe('Values that could not be written.'),
  calls: z.number().nullable().describe('Calls of the month to the base; null where unknown.'),
})
export type Standing = z.infer<typeof Standing>

export const Numbers = z
  .object({
    from: Moment.describe('From here on the numbers are whole.'),
    hours: z.array(Hour).describe('Hours in which anything happened, oldest first.'),
    standing: z
      .array(Standing)
      .describe('How things stood, each until the next: one at most for each hour.'),
  })
  .meta({ id: 'Numbers', description: 'What a sync did hour by hour, and how things stood.' })
export type Numbers = z.infer<typeof Numbers>
