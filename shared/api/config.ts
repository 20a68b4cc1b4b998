import * as z from 'zod'
import { ConflictRule, Deletions, Direction } from '../mapping.ts'
import { Id, Moment } from './page.ts'
import { Provider } from './connection.ts'
import { Log } from './run.ts'

/** Which way a sync or a pairing goes: `push` is app → crm, `pull` is crm → app. */
export const SyncDirection = Direction.exclude(['none'])
export const SyncFrequency = z.enum(['realtime', 'hourly', 'daily', 'weekly', 'manual'])

/** The rules a pairing may answer for itself, and otherwise takes from its config. */
export const Rules = {
  syncDirection: SyncDirection,
  conflictResolution: ConflictRule.describe('Who is right when both sides changed the same field.'),
  firstMeeting: ConflictRule.describe('Who is right when two records meet for the first time.'),
  createMissing: z.boolean().describe('Create on one side what only the other has.'),
  updateExisting: z.boolean().describe('Write changes to records that exist.'),
  deletions: Deletions.describe('What a deletion on one side does on the other.'),
}

const Name = z.string().trim().min(1).max(100)
const Country = z
  .string()
  .regex(/^[A-Z]{2}$/, 'it must be a country code of two capital letters, such as “US”')
  .describe('Where phone numbers written without a country code belong.')

const LedgerDays = z
  .number()
  .int()
  .min(30)
  .max(3_650)
  .describe('How long, in days, what was written can be looked up and undone.')
const BackupBeforeSync = z
  .enum(['off', 'touched', 'full'])
  .describe(
    'What is kept before a run writes: only the fields it writes; with them every record it deletes, whole; or a backup of everything.',
  )

export const ConfigRequest = z
  .strictObject({
    name: Name,
    appConnectionId: Id.describe('The connection to the Airtable base.'),
    crmConnectionId: Id.describe('The connection to the CRM.'),
    syncDirection: Rules.syncDirection.default('bidirectional'),
    syncFrequency: SyncFrequency.default('realtime'),
    conflictResolution: Rules.conflictResolution.default('last_write_wins'),
    firstMeeting: Rules.firstMeeting.default('last_write_wins'),
    createMissing: Rules.createMissing.default(true),
    updateExisting: Rules.updateExisting.default(true),
    deletions: Rules.deletions.default('mark'),
    defaultCountry: Country.default('US'),
    ledgerDays: LedgerDays.default(400),
    backupBeforeSync: BackupBeforeSync.default('touched'),
  })
  .meta({ id: 'ConfigRequest' })
export type ConfigRequest = z.input<typeof ConfigRequest>

export const ConfigPatch = z
  .strictObject({
    name: Name,
    ...Rules,
    syncFrequency: SyncFrequency,
    defaultCountry: Country,
    ledgerDays: LedgerDays,
    backupBeforeSync: BackupBeforeSync,
  })
  .partial()
  .meta({ id: 'ConfigPatch' })
export type ConfigPatch = z.infer<typeof ConfigPatch>

/** Every record of one pairing and side is in exactly one of these; they add up to `total`. */
export const Counts = z
  .object({
    entityType: z.string(),
    side: z.enum(['app', 'crm']),
    total: z.number(),
    inSync: z.number(),
    pending: z.number(),
    conflict: z.number(),
    blocked: z.number(),
    filtered: z.number(),
    held: z.number(),
    notCreated: z.number(),
    kept: z.number(),
  })
  .meta({ id: 'Counts' })
export type Counts = z.infer<typeof Counts>

const End = z.object({ connectionId: Id, provider: Provider, resource: z.string() })

export const Config = z
  .object({
    id: Id,
    name: z.string(),
    app: End,
    crm: End,
    ...Rules,
    syncFrequency: SyncFrequency,
    syncDirection: Direction,
    defaultCountry: z.string(),
    ledgerDays: z.number(),
    backupBeforeSync: z.enum(['off', 'touched', 'full']),
    paused: z.boolean(),
    stopped: z.string().nullable().describe('Why it stopped by itself, in a sentence, or null.'),
    lastRun: Log.nullable(),
    counts: z.array(Counts),
    troubles: z
      .array(
        z.object({
          entityType: z.string(),
          mappingId: z.string().nullable().describe('Null where the whole pairing stands still.'),
          says: z.string(),
        }),
      )
      .describe('What stands still because a side changed: confirm a mapping by changing it.'),
    createdAt: Moment,
  })
  .meta({ id: 'Config' })
export type Config = z.infer<typeof Config>

export const ConfigList = z.object({ items: z.array(Config) }).meta({ id: 'ConfigList' })
export type ConfigList = z.infer<typeof ConfigList>
