import * as z from 'zod'
import { AuditEntry } from '../audit.ts'
import { Between, Id, PageQuery } from './page.ts'

export const AuditQuery = z.strictObject({
  ...Between,
  action: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe('Only what was done by this call, such as “POST /api/keys”.'),
  actor: Id.optional().describe('Only what this key or session did.'),
  ...PageQuery,
})
export type AuditQuery = z.input<typeof AuditQuery>

export const AuditPage = z
  .object({
    items: z
      .array(
        AuditEntry.meta({
          id: 'AuditEntry',
          description: 'Who did what to what, bound to the entry before by a hash.',
        }),
      )
      .describe(
        'Newest first. Where few of many fit, a page may be short, or empty, and still not be the last: the cursor tells.',
      ),
    cursor: z.string().nullable(),
    head: z
      .string()
      .nullable()
      .describe(
        'The hash of the newest entry: kept elsewhere, it shows later that none was cut off.',
      ),
  })
  .meta({ id: 'AuditPage', description: 'A page of the audit trail, newest first.' })
export type AuditPage = z.infer<typeof AuditPage>
