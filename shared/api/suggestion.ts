import * as z from 'zod'
import { Table } from '../field.ts'
import { Direction } from '../mapping.ts'
import { FieldPair } from './mapping.ts'
import { EntityType, Id } from './page.ts'

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

export const FieldSuggestionRequest = z
  .strictObject({
    configId: Id,
    entityType: EntityType,
    pairs: z
      .array(FieldPair)
      .max(1_000)
      .optional()
      .describe('What is paired, saved or not; left out, it is what is saved.'),
  })
  .meta({
    id: 'FieldSuggestionRequest',
    description:
      'Which pairing is to be looked at for more pairs of fields, beside those there are.',
  })
export type FieldSuggestionRequest = z.infer<typeof FieldSuggestionRequest>

export const FieldSuggestionList = z
  .object({
    items: z
      .array(
        z.object({
          appField: z.string(),
          appPart: z.string().nullable(),
          crmField: z.string(),
          crmPart: z.string().nullable(),
          syncDirection: Direction.describe('The widest both fields allow.'),
          confidence: z.number().describe('0.7 to 1: how sure the two say the same.'),
        }),
      )
      .describe('The surest first; each field or part stands in one pair at most.'),
  })
  .meta({
    id: 'FieldSuggestionList',
    description: 'Which fields that are left would pair themselves, and how sure that is.',
  })
export type FieldSuggestionList = z.infer<typeof FieldSuggestionList>
