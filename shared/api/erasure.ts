import * as z from 'zod'
import { EntityType, Id, Moment, PageQuery, pageOf } from './page.ts'

export const ErasureRequest = z
  .strictObject({
    entityType: EntityType,
    side: z.enum(['app', 'crm']).describe('Whose record id it is.'),
    recordId: z.string().min(1).max(200),
  })
  .meta({ id: 'ErasureRequest', description: 'Of which record everything that is kept goes.' })
export type ErasureRequest = z.infer<typeof ErasureRequest>

export const ErasureQuery = z.strictObject(PageQuery)
export type ErasureQuery = z.input<typeof ErasureQuery>

export const Erasure = z
  .object({
    id: Id,
    entityType: z.string(),
    appRecordId: z.string().nullable(),
    crmRecordId: z.string().nullable(),
    at: Moment,
    lines: z.number().describe('Lines of the ledger that went.'),
    backups: z.number().describe('Backups it was taken out of so far.'),
    backupsLeft: z
      .number()
      .describe('Backups that are still to be looked through; that goes on by itself.'),
  })
  .meta({
    id: 'Erasure',
    description:
      'What went. The record itself stays at both services; nothing of it is kept again until its hold is let go.',
  })
export type Erasure = z.infer<typeof Erasure>

export const ErasurePage = pageOf(Erasure).meta({
  id: 'ErasurePage',
  description: 'A page of erasures, newest first.',
})
export type ErasurePage = z.infer<typeof ErasurePage>
