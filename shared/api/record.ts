import * as z from 'zod'
import { EntityType, Id, PageQuery, pageOf } from './page.ts'

/** Where a record stands when it is not in sync: the words of an account. */
export const RecordStanding = z.enum([
  'pending', 'conflict', 'blocked', 'filtered', 'held', 'notCreated', 'kept',
]) // prettier-ignore
export type RecordStanding = z.infer<typeof RecordStanding>

export const RecordQuery = z.strictObject({
  ...PageQuery,
  entityType: EntityType,
  side: z.enum(['app', 'crm']).describe('Whose records.'),
  standing: RecordStanding,
})
export type RecordQuery = z.input<typeof RecordQuery>

export const AddressQuery = z.strictObject({
  entityType: EntityType,
  side: z.enum(['app', 'crm']).describe('Whose record id it is.'),
  recordId: z.string().min(1).max(200),
})
export type AddressQuery = z.infer<typeof AddressQuery>

export const Address = z
  .object({ url: z.string().describe('The record’s page at the service.') })
  .meta({ id: 'Address', description: 'Where a person opens a record.' })
export type Address = z.infer<typeof Address>

export const StandingRecord = z
  .object({
    recordId: z.string(),
    otherRecordId: z.string().nullable().describe('Its other half, where it has one.'),
    title: z.string(),
    standing: RecordStanding,
    says: z.array(z.string()).describe('Why it stands there, in sentences.'),
    holdIds: z.array(Id).describe('What set it aside, to be let go; empty where nobody did.'),
  })
  .meta({ id: 'StandingRecord', description: 'A record that is not in sync, with the reasons.' })
export type StandingRecord = z.infer<typeof StandingRecord>

export const RecordPage = pageOf(StandingRecord).meta({
  id: 'RecordPage',
  description: 'A page of records by where they stand.',
})
export type RecordPage = z.infer<typeof RecordPage>
