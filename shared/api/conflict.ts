import * as z from 'zod'
import { Value } from '../value.ts'
import { Between, EntityType, Id, Moment, PageQuery, pageOf } from './page.ts'

export const ConflictKind = z.enum(['field', 'match', 'deletion'])
export const ConflictStatus = z
  .enum(['open', 'ignored', 'decided'])
  .describe(
    'ignored: set aside until a value moves; decided: answered, and carried out by the next run.',
  )

export const ConflictQuery = z.strictObject({
  configId: Id.optional().describe('Only this config’s; without it, those of all.'),
  entityType: EntityType.optional(),
  kind: ConflictKind.optional(),
  status: ConflictStatus.optional(),
  mappingId: z.string().min(1).max(200).optional().describe('Only those about this field.'),
  ...Between,
  ...PageQuery,
})
export type ConflictQuery = z.input<typeof ConflictQuery>

const Names = z.array(z.string())

export const Conflict = z
  .object({
    id: Id,
    configId: Id,
    entityType: z.string(),
    kind: ConflictKind,
    status: ConflictStatus,
    title: z.string().describe('Whom it is about, as the record is called.'),
    appRecordId: z.string().nullable(),
    crmRecordId: z.string().nullable(),
    mappingId: z
      .string()
      .nullable()
      .describe('The field mapping it is about, for a conflict of fields.'),
    appField: z.string().nullable().describe('What the field is called in the base.'),
    crmField: z.string().nullable().describe('What the field is called in the CRM.'),
    base: Value.describe('What both sides last agreed on.'),
    app: Value,
    crm: Value,
    names: z
      .object({ base: Names, app: Names, crm: Names })
      .describe('What the first linked records in each of them are called, as far as known.'),
    says: z.string(),
    since: Moment,
  })
  .meta({
    id: 'Conflict',
    description: 'Two changes that cannot both stand, with what both sides last agreed on.',
  })
export type Conflict = z.infer<typeof Conflict>

const JobId = Id.nullable().describe(
  'The run that carries it out now; null where the next one does: the sync is paused or busy, or the caller may not run it.',
)
export const ConflictAnswered = Conflict.extend({ job_id: JobId }).meta({
  id: 'ConflictAnswered',
  description: 'A conflict with its answer, and the run that carries it out.',
})
export type ConflictAnswered = z.infer<typeof ConflictAnswered>

export const ConflictPage = pageOf(Conflict).meta({
  id: 'ConflictPage',
  description: 'A page of conflicts, newest first.',
})
export type ConflictPage = z.infer<typeof ConflictPage>

/** Of a field: whose value holds, or a value of one's own. Of a deletion: what becomes of the record that still lives. */
const Answer = {
  choice: z
    .enum(['app', 'crm', 'value', 'delete', 'recreate', 'apart'])
    .describe(
      'Of two values: app, crm, or value (one of your own). Of a deletion: delete it after all, recreate its other half, or keep them apart.',
    ),
  value: Value.optional().describe('With choice “value”: what both sides are to hold.'),
  valueSide: z
    .enum(['app', 'crm'])
    .default('app')
    .describe('Whose field the value is written for; it is converted for the other.'),
  always: z
    .boolean()
    .default(false)
    .describe('Make it the field’s rule, and answer every open conflict about it alike.'),
}
export const ConflictResolution = z
  .strictObject(Answer)
  .meta({ id: 'ConflictResolution', description: 'The answer to a conflict.' })
export type ConflictResolution = z.input<typeof ConflictResolution>

export const ConflictBulk = z
  .strictObject({
    ids: z.array(Id).min(1).max(500).optional(),
    filter: z
      .strictObject({
        configId: Id,
        entityType: EntityType.optional(),
        kind: ConflictKind.optional(),
        mappingId: z.string().min(1).max(200).optional(),
      })
      .optional()
      .describe('All open conflicts of these, at most 500 at a time.'),
    ...Answer,
  })
  .refine(({ ids, filter }) => (ids === undefined) !== (filter === undefined), {
    path: ['ids'],
    message: 'say either “ids” or “filter”',
  })
  .meta({ id: 'ConflictBulk', description: 'One answer for many conflicts.' })
export type ConflictBulk = z.input<typeof ConflictBulk>

export const ConflictsResolved = z
  .object({
    resolved: z.number(),
    refused: z.array(z.object({ id: Id, says: z.string() })),
    job_ids: z.array(Id).describe('The runs that carry the answers out now, one for each config.'),
  })
  .meta({
    id: 'ConflictsResolved',
    description: 'How many conflicts took the answer, and which did not.',
  })
export type ConflictsResolved = z.infer<typeof ConflictsResolved>
