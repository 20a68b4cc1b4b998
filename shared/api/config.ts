import * as z from 'zod'
import { ConflictRule, Deletions, Direction } from '../mapping.ts'
import { Frequency, Schedule, USUAL_SCHEDULE } from '../schedule.ts'
import { Id, Moment } from './page.ts'
import { Provider } from './connection.ts'
import { Log } from './run.ts'

/** Which way a sync or a pairing goes: `push` is app → crm, `pull` is crm → app. */
export const SyncDirection = Direction.exclude(['none'])
export const SyncFrequency = Frequency

/** The rules a pairing may answer for itself, and otherwise takes from its config. */
export const Rules = {
  syncDirection: SyncDirection,
  conflictResolution: ConflictRule.describe('Who is right when both sides changed the same field.'),
  firstMeeting: ConflictRule.describe('Who is right when two records meet for the first time.'),
  createMissing: z.boolean().describe('Create on one side what only the other has.'),
  updateExisting: z.boolean().describe('Write changes to records that exist.'),
  deletions: Deletions.describe('What a deletion on one side does on the other.'),
}

/** `reconnect`: sign in again to that connection, as whomever may do all of it; `resume`: nothing but going on. */
export const Mend = z
  .object({ does: z.enum(['reconnect', 'resume']), provider: Provider, connectionId: Id })
  .meta({ id: 'Mend', description: 'The one button that puts a stopped sync right.' })
export type Mend = z.infer<typeof Mend>

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
  .describe(
    'How long, in days, what was written can be looked up and undone. A run that is older can be undone no more; a shorter time takes effect within the day.',
  )
const BackupBeforeSync = z
  .enum(['off', 'touched', 'full'])
  .describe(
    'What is kept before a run writes: only the fields it writes; with them every record it deletes, whole; or a backup of everything.',
  )

const Hours = Schedule.partial().describe(
  'When it runs by itself, by the clock of a time zone: `at` for daily and weekly runs, `weekday` (1 is Monday) for weekly ones, and hours in which nothing begins.',
)
const QuietSeconds = z
  .number()
  .int()
  .min(0)
  .max(300)
  .describe(
    'How long, in seconds, a record is left alone after a change, so that whoever types can finish.',
  )

const AppPlan = z
  .enum(['free', 'team', 'business', 'enterprise'])
  .nullable()
  .describe('The plan the base is on. Its month has so many calls; null where that is not known.')

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
    schedule: Hours.default(USUAL_SCHEDULE),
    quietSeconds: QuietSeconds.default(0),
    appPlan: AppPlan.default(null),
  })
  .meta({
    id: 'ConfigRequest',
    description: 'A new sync between two connections. What is left out takes the usual terms.',
  })
export type ConfigRequest = z.input<typeof ConfigRequest>

export const ConfigPatch = z
  .strictObject({
    name: Name,
    ...Rules,
    syncFrequency: SyncFrequency,
    defaultCountry: Country,
    ledgerDays: LedgerDays,
    backupBeforeSync: BackupBeforeSync,
    schedule: Hours,
    quietSeconds: QuietSeconds,
    appPlan: AppPlan,
  })
  .partial()
  .meta({
    id: 'ConfigPatch',
    description: 'The terms of a sync that are to change; the others stay.',
  })
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
  .meta({
    id: 'Counts',
    description:
      'The records of one pairing and side: each is in exactly one of these, and they add up to the total.',
  })
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
    schedule: Schedule,
    quietSeconds: z.number(),
    appPlan: z.string().nullable(),
    quota: z
      .object({
        month: z.string().describe('Such as “2026-05”, in UTC.'),
        used: z.number().describe('Our calls to the base this month.'),
        limit: z
          .number()
          .nullable()
          .describe('Calls a month of the plan; null where it has no limit.'),
        forecast: z.number().describe('Calls by the end of the month, if it goes on like this.'),
        level: z.enum(['fine', 'tight', 'short', 'spent']),
        says: z.string().nullable(),
      })
      .nullable(),
    nextRunAt: Moment.nullable().describe('When it next begins by itself, or null.'),
    feeds: z
      .array(
        z.object({
          side: z.enum(['app', 'crm']),
          mode: z.enum(['webhook', 'polling', 'off']),
          freshnessSeconds: z
            .number()
            .nullable()
            .describe('How old what we know may be; null where changes are told as they happen.'),
          says: z.string().nullable().describe('Why it is not better, or null.'),
          since: Moment,
          gap: z
            .object({ says: z.string(), since: Moment, closedAt: Moment.nullable() })
            .nullable()
            .describe(
              'The last time changes may have been missed, and when all was compared after it.',
            ),
        }),
      )
      .describe('How each side’s changes reach us.'),
    paused: z.boolean(),
    stopped: z.string().nullable().describe('Why it stopped by itself, in a sentence, or null.'),
    mend: Mend.nullable().describe('The one button that helps where it stopped by itself.'),
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
  .meta({
    id: 'Config',
    description:
      'A sync: the standing agreement between a base and a CRM account, how it stands, and what it counts.',
  })
export type Config = z.infer<typeof Config>

export const ConfigList = z
  .object({ items: z.array(Config) })
  .meta({ id: 'ConfigList', description: 'Every sync of the workspace, newest first.' })
export type ConfigList = z.infer<typeof ConfigList>
