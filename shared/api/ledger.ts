import * as z from 'zod'
import { ConflictRule } from '../mapping.ts'
import { Value } from '../value.ts'
import { EntityType, Id, Moment, PageQuery, pageOf, When } from './page.ts'

const WireSide = z.enum(['app', 'crm'])

const Only = {
  from: When.optional().describe('From this moment on.'),
  to: When.optional().describe('Before this moment.'),
  entityType: EntityType.optional(),
  recordId: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe('Only what is about this record, whichever side it is on.'),
}

export const LedgerQuery = z.strictObject({
  configId: Id.describe('Whose ledger.'),
  ...Only,
  ...PageQuery,
})
export type LedgerQuery = z.input<typeof LedgerQuery>

export const LedgerExportQuery = z.strictObject({
  ...Only,
  format: z.enum(['csv', 'ndjson']).default('csv').describe('A table for people, or JSON lines.'),
})
export type LedgerExportQuery = z.input<typeof LedgerExportQuery>

export const LedgerLine = z
  .object({
    id: Id,
    logId: Id.describe('The run that wrote it.'),
    purpose: z.string().describe('What that run was for: sync, undo, restore …'),
    at: Moment,
    startedBy: z.string().nullable().describe('The key that started the run, where known.'),
    entityType: z.string(),
    side: WireSide.describe('The side it was written to.'),
    kind: z.enum(['create', 'update', 'delete', 'mark', 'link', 'unlink']),
    recordId: z.string().nullable(),
    sourceId: z.string().nullable().describe('The record on the other side it came from.'),
    title: z.string(),
    reason: z.string(),
    changes: z.array(
      z.object({
        field: z.string().describe('The field’s id; “id.part” for a part.'),
        name: z.string(),
        before: Value,
        after: Value,
        lost: Value.optional().describe('The value a rule chose against.'),
        why: z.string(),
        decidedBy: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'LedgerLine', description: 'One write of the past, with what was there before.' })
export type LedgerLine = z.infer<typeof LedgerLine>

export const LedgerPage = pageOf(LedgerLine)
  .describe('A page may be short, or empty, and still have a cursor.')
  .meta({ id: 'LedgerPage' })
export type LedgerPage = z.infer<typeof LedgerPage>

export const ExplainQuery = z.strictObject({
  configId: Id,
  entityType: EntityType,
  side: WireSide.describe('Whose record id it is.'),
  recordId: z.string().min(1).max(200),
  field: z.string().min(1).max(300).describe('The field’s id on that side.'),
})
export type ExplainQuery = z.input<typeof ExplainQuery>

const Written = z.object({
  logId: Id,
  at: Moment,
  kind: z.enum(['create', 'update', 'delete', 'mark']),
  before: Value,
  after: Value,
  lost: Value.optional(),
  why: z.string().describe('The rule: changed, filled, rule, first_meeting, drift, whole, person, undo, restore …'), // prettier-ignore
  rule: z
    .object({ is: ConflictRule, of: z.enum(['condition', 'field', 'pairing']) })
    .nullable()
    .describe('Which rule decided it, and whose word that was; null where none did.'),
  by: z.string().nullable().describe('Who decided it, or started the run.'),
  byName: z.string().nullable().describe('The same by name, where that key still exists.'),
  sourceId: z.string().nullable(),
})

export const Explanation = z
  .object({
    value: Value,
    known: z.boolean().describe('False where the value could not be read.'),
    says: z.string().describe('Why it is there, in a sentence.'),
    from: z
      .enum(['sync', 'people', 'first', 'computed', 'unknown'])
      .describe(
        'Written by the sync, entered by people, there before the sync, or filled in by the service itself.',
      ),
    since: Moment.nullable(),
    by: Written.nullable().describe('The write that put it there.'),
    otherRecordId: z.string().nullable(),
    otherField: z.string().nullable().describe('What the field is called on the other side.'),
    mappingId: z.string().nullable(),
    standing: z
      .enum(['held', 'conflict', 'blocked', 'filtered'])
      .nullable()
      .describe('Why it stands still, if it does.'),
    holdIds: z.array(Id).describe('What set it aside, to be let go; empty where nobody did.'),
    history: z.array(Written).describe('What the sync wrote there, newest first.'),
  })
  .meta({ id: 'Explanation', description: 'Why a value is where it is.' })
export type Explanation = z.infer<typeof Explanation>
