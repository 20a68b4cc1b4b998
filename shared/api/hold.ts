import * as z from 'zod'
import { Between, EntityType, Id, Moment, PageQuery, pageOf } from './page.ts'

const WireSide = z.enum(['app', 'crm'])
const HoldWhy = z
  .enum(['person', 'undo', 'restore', 'breaker', 'size', 'erased'])
  .describe(
    'Who set it aside: a person, an undo or a restore, the breaker of loops, its size, or an erasure.',
  )
const RecordId = z.string().min(1).max(200)

export const HoldQuery = z.strictObject({
  entityType: EntityType.optional(),
  why: HoldWhy.optional(),
  ...Between,
  ...PageQuery,
})
export type HoldQuery = z.input<typeof HoldQuery>

export const HoldRequest = z
  .strictObject({
    entityType: EntityType,
    side: WireSide.describe('Whose record id it is.'),
    recordId: RecordId,
    mappingId: z.string().min(1).max(200).optional().describe('Only this field of it.'),
    says: z.string().trim().min(1).max(500).optional().describe('Why, for whoever finds it later.'),
  })
  .meta({ id: 'HoldRequest', description: 'What to set aside.' })
export type HoldRequest = z.infer<typeof HoldRequest>

export const ReleaseQuery = z.strictObject({
  right: WireSide.optional().describe(
    'Whose values hold when the two meet again; without it, what changed meanwhile counts as changed now.',
  ),
})
export type ReleaseQuery = z.infer<typeof ReleaseQuery>

export const Hold = z
  .object({
    id: Id,
    entityType: z.string(),
    side: WireSide,
    recordId: z.string(),
    otherRecordId: z.string().nullable(),
    mappingId: z.string().nullable().describe('Null where the whole record stands aside.'),
    why: HoldWhy,
    says: z.string(),
    logId: Id.nullable().describe('The run that held it.'),
    actor: z.string().nullable(),
    since: Moment,
  })
  .meta({
    id: 'Hold',
    description:
      'A record, or one field of it, that nothing writes, copies or deletes until it is let go.',
  })
export type Hold = z.infer<typeof Hold>

export const HoldPage = pageOf(Hold).meta({
  id: 'HoldPage',
  description: 'A page of what is set aside, newest first.',
})
export type HoldPage = z.infer<typeof HoldPage>
