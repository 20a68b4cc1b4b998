import * as z from 'zod'
import { EntityType, Id, PageQuery, pageOf } from './page.ts'

const Side = z.enum(['app', 'crm'])
const RecordId = z.string().min(1).max(200)

export const LinkQuery = z
  .strictObject({
    entityType: EntityType,
    side: Side.optional().describe('Whose record id it is.'),
    recordId: RecordId.optional().describe('Only the link of this record.'),
    ...PageQuery,
  })
  .refine(({ side, recordId }) => (side === undefined) === (recordId === undefined), {
    path: ['recordId'],
    message: 'say “side” and “recordId” together, or neither',
  })
export type LinkQuery = z.input<typeof LinkQuery>

export const Link = z
  .object({
    id: Id,
    entityType: z.string(),
    appRecordId: z.string(),
    crmRecordId: z.string(),
    title: z.string(),
    gone: z
      .enum(['app', 'crm', 'both'])
      .nullable()
      .describe('Whose record was deleted: the link keeps the other from being made again.'),
  })
  .meta({ id: 'Link', description: 'Two records that are the same to the sync.' })
export type Link = z.infer<typeof Link>

export const LinkPage = pageOf(Link).meta({ id: 'LinkPage', description: 'A page of links.' })
export type LinkPage = z.infer<typeof LinkPage>

export const LinkRequest = z
  .strictObject({
    entityType: EntityType,
    appRecordId: RecordId,
    crmRecordId: RecordId,
    right: Side.optional().describe(
      'Whose values hold where the two differ; without it, the rules for a first meeting decide.',
    ),
  })
  .meta({ id: 'LinkRequest', description: 'Two records to link by hand.' })
export type LinkRequest = z.infer<typeof LinkRequest>

export const UnlinkQuery = z.strictObject({
  then: z
    .enum(['apart', 'match', 'aside'])
    .default('apart')
    .describe(
      'apart: never linked with each other again, each is a record of its own; match: free to be matched anew; aside: apart, and neither is synced until it is let go.',
    ),
})
export type UnlinkQuery = z.input<typeof UnlinkQuery>
