import * as z from 'zod'
import { Table } from '../field.ts'
import { Id } from './page.ts'

export const SuggestionQuery = z.strictObject({ appConnectionId: Id, crmConnectionId: Id })
export type SuggestionQuery = z.infer<typeof SuggestionQuery>

export const SuggestionList = z
  .object({
    items: z
      .array(
        z.object({
          appTable: z.string(),
          crmTable: z.string(),
          confidence: z
            .number()
            .describe('0.4 to 0.99: how sure the two are about the same things.'),
          fields: z.number().describe('How many fields would pair themselves.'),
        }),
      )
      .describe('The surest first; each table stands in one pair at most.'),
    app: z.array(Table).describe('All tables of the base.'),
    crm: z.array(Table).describe('All objects and lists of the CRM.'),
  })
  .meta({
    id: 'SuggestionList',
    description: 'All tables of two connections, and which seem to be about the same things.',
  })
export type SuggestionList = z.infer<typeof SuggestionList>
