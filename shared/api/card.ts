import * as z from 'zod'
import { Value } from '../value.ts'
import { EntityType, Id, Moment } from './page.ts'

const WireSide = z.enum(['app', 'crm'])
const RecordId = z.string().min(1).max(200)
const Url = z.string().nullable().describe('Where a person opens it, or null.')

export const CardQuery = z.strictObject({
  side: WireSide.default('crm').describe('Whose record it is.'),
  table: z.string().min(1).max(200).describe('Its table: an object of the CRM, or a table.'),
  recordId: RecordId,
})
export type CardQuery = z.input<typeof CardQuery>

export const CardStatus = z.enum(['in_sync', 'pending', 'conflict', 'blocked', 'not_linked'])
export type CardStatus = z.infer<typeof CardStatus>

const Held = z.object({
  field: z.string(),
  name: z.string(),
  value: Value,
  names: z
    .array(z.string())
    .default([])
    .describe('What the first of its linked records are called, as far as that is known.'),
})

/** A field that does not agree on the two sides, or may not. */
export const CardField = z.object({
  mappingId: z.string(),
  app: Held,
  crm: Held,
  state: z
    .enum(['conflict', 'pending', 'blocked', 'held'])
    .describe('conflict: a person decides; pending: the next run writes it; held: set aside.'),
  conflictId: Id.nullable().describe('To be resolved under /api/crm/conflicts, where one is open.'),
  says: z.string().nullable(),
})
export type CardField = z.infer<typeof CardField>

/** A record in one of the pairings of its table. */
export const CardItem = z.object({
  configId: Id,
  configName: z.string(),
  entityType: z.string(),
  otherTable: z.object({ id: z.string(), name: z.string(), url: Url }),
  otherRecordId: z.string().nullable().describe('Its other half, where it has one.'),
  url: Url.describe('Where a person opens its other half, or null.'),
  title: z.string(),
  status: CardStatus,
  says: z.array(z.string()).describe('Why, and what to do, in sentences.'),
  waits: z.boolean().describe('Somebody asked for it, and it is being worked on.'),
  lastSyncAt: Moment.nullable().describe('When it was last written, or compared with all others.'),
  live: z.boolean().describe('Changes are heard of as they happen, on both sides.'),
  paused: z.boolean(),
  fields: z.array(CardField),
  deletion: z
    .object({ conflictId: Id, says: z.string() })
    .nullable()
    .describe('Its other half was deleted, and a person is asked what becomes of it.'),
})
export type CardItem = z.infer<typeof CardItem>

export const Card = z
  .object({
    items: z.array(CardItem).describe('None where its table is not synced.'),
    syncedTables: z.number().describe('How many tables of that side are synced at all.'),
    may: z
      .object({ push: z.boolean(), resolve: z.boolean() })
      .describe('What the role of the caller allows.'),
  })
  .meta({ id: 'Card', description: 'How one record stands, in each pairing of its table.' })
export type Card = z.infer<typeof Card>

const PUSHED_AT_ONCE = 250
const Records = z.array(RecordId).min(1).max(PUSHED_AT_ONCE)

export const PushRequest = z
  .strictObject({
    configId: Id,
    entityType: EntityType,
    side: WireSide.default('crm').describe('Whose records these are; they go to the other side.'),
    recordIds: Records,
  })
  .meta({ id: 'PushRequest', description: 'Records to bring to the other side now.' })
export type PushRequest = z.input<typeof PushRequest>

export const Pushed = z
  .object({
    job_id: Id.nullable().describe('The run that began; null where they wait for their turn.'),
    since: Moment.describe('Ask for the outcomes with this moment.'),
    records: z.number(),
  })
  .meta({ id: 'Pushed', description: 'Records were taken, and the run that works on them.' })
export type Pushed = z.infer<typeof Pushed>

export const OutcomesRequest = z
  .strictObject({
    configId: Id,
    entityType: EntityType,
    side: WireSide.default('crm'),
    recordIds: Records,
    since: z.iso.datetime({ error: 'it must be a moment such as 2026-01-31T09:30:00Z' }),
  })
  .meta({ id: 'OutcomesRequest', description: 'Which pushed records to tell of.' })
export type OutcomesRequest = z.input<typeof OutcomesRequest>

export const Outcome = z.object({
  recordId: z.string(),
  title: z.string(),
  outcome: z
    .enum([
      'waiting',
      'created',
      'updated',
      'in_sync',
      'pending',
      'conflict',
      'blocked',
      'filtered',
      'held',
      'not_created',
      'kept',
      'failed',
      'gone',
    ]) // prettier-ignore
    .describe('waiting: not done yet. created, updated and in_sync: both sides agree.'),
  says: z.string().nullable().describe('Why it did not come through, or what it waits for.'),
  otherRecordId: z.string().nullable(),
  url: Url,
})
export type Outcome = z.infer<typeof Outcome>

export const Outcomes = z
  .object({ items: z.array(Outcome).describe('In the order they were asked for.') })
  .meta({ id: 'Outcomes', description: 'What became of each record that was pushed.' })
export type Outcomes = z.infer<typeof Outcomes>
