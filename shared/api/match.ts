import * as z from 'zod'
import { ConflictStatus } from './conflict.ts'
import { Between, Id, Moment, PageQuery, pageOf } from './page.ts'
import { EntityType } from './page.ts'

const Side = z.enum(['app', 'crm'])
const RecordId = z.string().min(1).max(200)

export const MatchQuery = z.strictObject({
  configId: Id.optional().describe('Only this config’s; without it, those of all.'),
  entityType: EntityType.optional(),
  status: ConflictStatus.optional(),
  ...Between,
  ...PageQuery,
})
export type MatchQuery = z.input<typeof MatchQuery>

export const Match = z
  .object({
    id: Id,
    configId: Id,
    entityType: z.string(),
    side: Side.describe('The side of the record in question.'),
    recordId: z.string(),
    title: z.string(),
    status: ConflictStatus,
    says: z.string(),
    since: Moment,
    candidates: z
      .array(
        z.object({
          recordId: z.string(),
          title: z.string(),
          likeness: z
            .number()
            .nullable()
            .describe('How likely it is the same, 0 to 1; null where their keys say so.'),
          linkedWith: z.string().nullable().describe('The record it is linked with already.'),
          reasons: z.array(z.string()).describe('How alike they are, field by field.'),
        }),
      )
      .describe('Records on the other side that it may be, likeliest first.'),
  })
  .meta({
    id: 'Match',
    description: 'A record that may be one of several on the other side: a person says which.',
  })
export type Match = z.infer<typeof Match>

export const MatchPage = pageOf(Match).meta({
  id: 'MatchPage',
  description: 'A page of the review queue, newest first.',
})
export type MatchPage = z.infer<typeof MatchPage>

export const SameRequest = z
  .strictObject({ recordId: RecordId })
  .meta({ id: 'SameRequest', description: 'The record it is the same as.' })
export type SameRequest = z.input<typeof SameRequest>

export const ApartRequest = z
  .strictObject({ recordId: RecordId.optional().describe('Without it: none of the candidates.') })
  .meta({ id: 'ApartRequest', description: 'The record it is not, or none at all.' })
export type ApartRequest = z.input<typeof ApartRequest>

export const MatchAnswered = z
  .object({
    done: z.literal(true),
    job_id: Id.nullable().describe('The run that goes by it now; null where the next one does.'),
  })
  .meta({ id: 'MatchAnswered', description: 'An answer was taken, and the run that goes by it.' })
export type MatchAnswered = z.infer<typeof MatchAnswered>

export const MatchBulk = z
  .strictObject({
    ids: z.array(Id).min(1).max(500),
    answer: z.enum(['same', 'apart']).describe('same: where there is one candidate only.'),
  })
  .meta({ id: 'MatchBulk', description: 'One answer for many questions.' })
export type MatchBulk = z.input<typeof MatchBulk>

export const DuplicateQuery = z.strictObject({
  configId: Id,
  entityType: EntityType,
  side: Side,
  ...PageQuery,
})
export type DuplicateQuery = z.input<typeof DuplicateQuery>

export const Duplicates = z
  .object({
    entityType: z.string(),
    side: Side,
    key: z.string().describe('What they share, folded.'),
    count: z.number(),
    records: z
      .array(
        z.object({
          recordId: z.string(),
          title: z.string(),
          linkedWith: z.string().nullable().describe('The record it is linked with.'),
        }),
      )
      .describe('At most 20 of them.'),
  })
  .meta({
    id: 'Duplicates',
    description: 'Records of one side that share what tells records apart.',
  })
export const DuplicatePage = pageOf(Duplicates).meta({
  id: 'DuplicatePage',
  description: 'A page of records of one side that share what tells records apart.',
})
export type DuplicatePage = z.infer<typeof DuplicatePage>
