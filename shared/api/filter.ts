import * as z from 'zod'
import { Filter } from '../filter.ts'
import { EntityType, Id } from './page.ts'

export const ViewsQuery = z.strictObject({
  connectionId: Id,
  table: z.string().min(1).max(200).describe('The table’s id.'),
})
export type ViewsQuery = z.infer<typeof ViewsQuery>

/** The saved views of a table; a service without views has none. */
export const ViewList = z
  .object({ items: z.array(z.object({ id: z.string(), name: z.string(), type: z.string() })) })
  .meta({
    id: 'ViewList',
    description: 'The saved views of a table; a service without views has none.',
  })
export type ViewList = z.infer<typeof ViewList>

export const FilterCountRequest = z
  .strictObject({
    entityType: EntityType,
    side: z.enum(['app', 'crm']),
    filter: Filter.nullable().describe('The filter to try; null lets every record through.'),
  })
  .meta({
    id: 'FilterCountRequest',
    description: 'A filter to try on one side of a pairing, without saving it.',
  })
export type FilterCountRequest = z.infer<typeof FilterCountRequest>

export const FilterCount = z
  .object({
    looked: z.number().describe('Records looked at: the first few thousand of a large table.'),
    passing: z.number().describe('Of these, records the filter lets through.'),
    untold: z
      .number()
      .describe('Of these, records about which it says nothing; they stay as they are.'),
    joining: z.number().describe('Passing records that stand outside today.'),
    leaving: z.number().describe('Records that take part today and would stand still.'),
    isWhole: z.boolean().describe('Was the whole table looked at?'),
  })
  .meta({ id: 'FilterCount', description: 'How many records a filter lets through.' })
export type FilterCount = z.infer<typeof FilterCount>
