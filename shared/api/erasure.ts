import * as z from 'zod'
import { EntityType } from './page.ts'

export const ErasureRequest = z
  .strictObject({
    entityType: EntityType,
    side: z.enum(['app', 'crm']).describe('Whose record id it is.'),
    recordId: z.string().min(1).max(200),
  })
  .meta({ id: 'ErasureRequest', description: 'Of which record everything that is kept goes.' })
export type ErasureRequest = z.infer<typeof ErasureRequest>

export const Erasure = z
  .object({
    appRecordId: z.string().nullable(),
    crmRecordId: z.string().nullable(),
    lines: z.number().describe('Lines of the ledger that went.'),
    backups: z.number().describe('Backups it was taken out of.'),
  })
  .meta({
    id: 'Erasure',
    description:
      'What went. The record itself stays at both services; nothing of it is kept again until its hold is let go.',
  })
export type Erasure = z.infer<typeof Erasure>
