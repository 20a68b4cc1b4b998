import * as z from 'zod'
import { JobState, LogStatus } from '../job.ts'
import { Value } from '../value.ts'
import { EntityType, Id, Moment, PageQuery, pageOf, When } from './page.ts'

/** One record, as the wire names it. */
export const RecordName = z.strictObject({
  entityType: EntityType,
  side: z.enum(['app', 'crm']).describe('Whose record id it is.'),
  recordId: z.string().min(1).max(200),
})
export type RecordName = z.infer<typeof RecordName>

export const UndoRequest = z
  .strictObject({
    record: RecordName.optional().describe('Only what the run did to this record.'),
  })
  .meta({ id: 'UndoRequest', description: 'How much of a run is undone.' })
export type UndoRequest = z.infer<typeof UndoRequest>

export const TriggerRequest = z
  .strictObject({
    configId: Id,
    previewId: Id.optional().describe('The job_id of a preview: exactly what it showed is run.'),
  })
  .meta({
    id: 'TriggerRequest',
    description: 'What to run: a sync, or exactly what a preview showed.',
  })
export type TriggerRequest = z.infer<typeof TriggerRequest>

export const Started = z
  .object({
    job_id: Id.describe('Ask for its state under /api/crm/sync/logs/{job_id}.'),
    estimatedRecords: z
      .number()
      .describe('How many records it will look at, as far as is known; 0 before a first count.'),
  })
  .meta({ id: 'Started', description: 'A run or preview has begun.' })
export type Started = z.infer<typeof Started>

export const Log = z
  .object({
    id: Id,
    configId: Id,
    kind: z.enum(['preview', 'run']),
    purpose: z
      .enum([
        'sync',
        'events',
        'sample',
        'chosen',
        'retry',
        'undo',
        'restore',
        'backup',
        'draft',
        'direct',
        'link',
        'unlink',
      ])
      .describe('What it is for.'),
    about: Id.nullable().describe('The run or backup it is about.'),
    startedBy: Id.nullable().describe('The key that started it, where known.'),
    status: LogStatus,
    phase: JobState,
    progress: z.number().min(0).max(1).describe('How far it is, 0 to 1.'),
    startedAt: Moment,
    endedAt: Moment.nullable(),
    waitsUntil: Moment.nullable().describe('It waits for this moment, or null.'),
    says: z.string().nullable().describe('Why it failed or what it waits for, or null.'),
    recordsProcessed: z.number(),
    recordsSynced: z.number(),
    recordsFailed: z.number(),
    recordsSkipped: z.number().describe('Read, and nothing was to be done.'),
    recordsPlanned: z.number(),
    recordsCreated: z.number(),
    recordsUpdated: z.number(),
    recordsDeleted: z.number(),
    recordsLinked: z.number(),
    conflictsDetected: z.number(),
    conflictsResolved: z.number(),
    syncDurationMs: z.number(),
    stages: z
      .array(z.object({ phase: JobState, at: Moment }))
      .describe('When it came to each phase, in order.'),
  })
  .meta({ id: 'Log', description: 'A run or a preview, as far as it is.' })
export type Log = z.infer<typeof Log>

export const LogQuery = z
  .strictObject({
    configId: Id.optional().describe('Only this config’s; without it, those of all.'),
    from: When.optional().describe('Begun at this moment or later.'),
    to: When.optional().describe('Begun before this moment.'),
    status: LogStatus.optional(),
    entityType: EntityType.optional().describe(
      'Only those that had something to write to this pairing; needs “configId”.',
    ),
    ...PageQuery,
  })
  .refine(({ configId, entityType }) => entityType === undefined || configId !== undefined, {
    path: ['entityType'],
    message: 'say “configId” beside it',
  })
export type LogQuery = z.input<typeof LogQuery>

export const LogPage = pageOf(Log).meta({
  id: 'LogPage',
  description: 'A page of runs and previews, newest first.',
})
export type LogPage = z.infer<typeof LogPage>

const WriteKind = z
  .enum(['create', 'update', 'delete', 'mark', 'link', 'unlink'])
  .describe('link and unlink: what a person said of two records.')
const WriteStatus = z.enum(['planned', 'sent', 'settled', 'blocked', 'dropped'])

export const WriteQuery = z.strictObject({
  ...PageQuery,
  kind: WriteKind.optional(),
  status: WriteStatus.optional(),
  entityType: EntityType.optional(),
  side: z.enum(['app', 'crm']).optional(),
  reason: z
    .string()
    .regex(/^[a-z_]{1,40}$/, 'it must be a reason as the summary names it')
    .optional()
    .describe('Why they cannot be made, as the summary names it.'),
})
export type WriteQuery = z.input<typeof WriteQuery>

export const Write = z
  .object({
    id: z.string(),
    entityType: z.string(),
    side: z.enum(['app', 'crm']).describe('The side it is written to.'),
    kind: WriteKind,
    recordId: z.string().nullable(),
    sourceId: z.string().nullable(),
    title: z.string(),
    changes: z.array(
      z.object({
        field: z.string().describe('The field’s id; “id.part” for a part.'),
        name: z.string().describe('What people call it.'),
        before: Value,
        after: Value,
        names: z
          .object({ before: z.array(z.string()), after: z.array(z.string()) })
          .describe('What the first linked records in each of them are called, as far as known.'),
      }),
    ),
    reason: z.string(),
    status: WriteStatus,
    says: z.string().nullable(),
  })
  .meta({ id: 'Write', description: 'One write that a run will make, made, or could not make.' })
export type Write = z.infer<typeof Write>

export const WritePage = pageOf(Write).meta({
  id: 'WritePage',
  description: 'A page of a run’s writes, in order.',
})
export type WritePage = z.infer<typeof WritePage>

/** A run or preview in numbers, by sort and by reason. */
export const Summary = z
  .object({
    log: Log,
    create: z.number(),
    update: z.number(),
    delete: z.number(),
    mark: z.number(),
    blocked: z.number(),
    conflicts: z.number().describe('Open ones, of every kind.'),
    writes: z.array(
      z.object({
        entityType: z.string(),
        side: z.enum(['app', 'crm']),
        kind: WriteKind,
        status: WriteStatus,
        reason: z.string().nullable().describe('Why they cannot be made, or null.'),
        count: z.number(),
      }),
    ),
    conflictsByKind: z.array(
      z.object({
        entityType: z.string(),
        kind: z.enum(['field', 'match', 'deletion']),
        status: z.enum(['open', 'ignored', 'decided']),
        count: z.number(),
      }),
    ),
    duplicates: z.number().describe('Records that may be doubled: conflicts of matching.'),
    held: z.number().describe('Records set aside, on both sides.'),
    filtered: z.number().describe('Records outside the filters, on both sides.'),
    notCreated: z.number().describe('Records not copied because a rule says so, on both sides.'),
    estimate: z
      .array(
        z.object({
          side: z.enum(['app', 'crm']),
          calls: z.number().describe('Calls that the whole run takes there, reading included.'),
          seconds: z.number().describe('How long that takes at the least, at the vendor’s pace.'),
        }),
      )
      .describe('What the run costs, from its plan: an estimate before it is started.'),
  })
  .meta({ id: 'Summary', description: 'A run or preview in numbers, by sort and by reason.' })
export type Summary = z.infer<typeof Summary>
