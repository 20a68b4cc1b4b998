import * as z from 'zod'
import { Value } from '../value.ts'
import { Id, Moment, PageQuery, pageOf } from './page.ts'

export const ConflictQuery = z.strictObject({
  configId: Id.optional().describe('Only this config’s; without it, those of all.'),
  ...PageQuery,
})
export type ConflictQuery = z.input<typeof ConflictQuery>

export const Conflict = z
  .object({
    id: Id,
    configId: Id,
    entityType: z.string(),
    kind: z.enum(['field', 'match', 'deletion']),
    appRecordId: z.string().nullable(),
    crmRecordId: z.string().nullable(),
    mappingId: z
      .string()
      .nullable()
      .describe('The field mapping it is about, for a conflict of fields.'),
    base: Value.describe('What both sides last agreed on.'),
    app: Value,
    crm: Value,
    says: z.string(),
    since: Moment,
  })
  .meta({ id: 'Conflict' })
export type Conflict = z.infer<typeof Conflict>

export const ConflictPage = pageOf(Conflict).meta({ id: 'ConflictPage' })
export type ConflictPage = z.infer<typeof ConflictPage>
