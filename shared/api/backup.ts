import * as z from 'zod'
import { EntityType, Id, Moment, PageQuery, pageOf } from './page.ts'

export const BackupQuery = z.strictObject(PageQuery)
export type BackupQuery = z.input<typeof BackupQuery>

export const Backup = z
  .object({
    id: Id,
    logId: Id.nullable().describe('The run that made it.'),
    entityType: EntityType.nullable().describe('The pairing it holds; null where it holds all.'),
    status: z.enum(['running', 'done', 'failed']),
    startedAt: Moment,
    endedAt: Moment.nullable(),
    records: z.number().describe('Records of both sides.'),
    bytes: z.number().describe('As it is kept, compressed.'),
  })
  .meta({ id: 'Backup', description: 'Both sides as they were, kept on a shelf.' })
export type Backup = z.infer<typeof Backup>

export const BackupPage = pageOf(Backup).meta({
  id: 'BackupPage',
  description: 'A page of backups, newest first.',
})
export type BackupPage = z.infer<typeof BackupPage>

export const BackupRequest = z
  .strictObject({
    entityType: EntityType.optional().describe('Only this pairing; all without it.'),
  })
  .meta({ id: 'BackupRequest', description: 'What is to be kept.' })
export type BackupRequest = z.infer<typeof BackupRequest>

export const RestoreRequest = z
  .strictObject({
    entityType: EntityType,
    side: z.enum(['app', 'crm']).describe('The side whose records go back.'),
    records: z
      .array(z.string().min(1).max(200))
      .min(1)
      .max(1_000)
      .optional()
      .describe('Only these records, by their id then; all without it.'),
  })
  .meta({ id: 'RestoreRequest', description: 'Which records of a backup go back.' })
export type RestoreRequest = z.infer<typeof RestoreRequest>
