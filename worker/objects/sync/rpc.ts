import type { LiveState } from '../../../shared/api/live.ts'
import type { RecordStanding } from '../../../shared/api/record.ts'
import type { Explanation, Written } from '../../../shared/explain.ts'
import type { Failure } from '../../../shared/failure.ts'
import type { Account } from '../../../shared/account.ts'
import type { Filter } from '../../../shared/filter.ts'
import type { JobState, LogStatus } from '../../../shared/job.ts'
import type {
  ConflictRule,
  Deletions,
  Direction,
  Entry,
  Fuzzy,
  Pairing,
  Slot,
} from '../../../shared/mapping.ts'
import type { Owner } from '../../../shared/mapping/owner.ts'
import type { Rule } from '../../../shared/mapping/rule.ts'
import type { Both, Side } from '../../../shared/record.ts'
import type { Level } from '../../../shared/quota.ts'
import type { Frequency, Schedule } from '../../../shared/schedule.ts'
import type { Transform, ValueMap } from '../../../shared/transform/step.ts'
import type { Result } from '../../../shared/result.ts'
import type { Payload } from '../../connectors/feed.ts'
import type { Value } from '../../../shared/value.ts'
import type { FeedState, FeedTold } from './feeds.ts'
import type { WriteKind } from './plan.ts'
import type { Mend, Quota } from './setup.ts'
import type { NumbersView } from './numbers.ts'
import type { Parting, Purpose } from './purpose.ts'
import type { Listener } from './tickets.ts'
import type { Heed } from './tidings.ts'
import type { Standing } from './standing.ts'

/** What a sync is told when it is made: everything else about it lives in its own object. */
export type SyncSetup = {
  readonly id: string
  readonly workspaceId: string
  readonly name: string
  readonly left: {
    readonly connectionId: string
    readonly vendor: string
    readonly resource: string
  }
  readonly right: {
    readonly connectionId: string
    readonly vendor: string
    readonly resource: string
  }
  readonly direction: Direction
  readonly frequency: Frequency
  readonly conflictResolution: ConflictRule
  readonly firstMeeting: ConflictRule
  readonly createMissing: boolean
  readonly updateExisting: boolean
  readonly deletions: Deletions
  /** ISO 3166 code of the country whose phone numbers come without one. */
  readonly defaultCountry: string
  /** How long (days) what was written can be looked up and undone. 400 where nothing is said. */
  readonly ledgerDays?: number | undefined
  /** What is kept of both sides before a run writes; `touched` where nothing is said. */
  readonly backupBeforeSync?: 'off' | 'touched' | 'full' | undefined
  /** The hours it goes by; those of USUAL_SCHEDULE where nothing is said. */
  readonly schedule?: Schedule | undefined
  /** How long (s) a record is left alone after a change, until whoever types has finished; 0 where nothing is said. */
  readonly quietSeconds?: number | undefined
  /** The plan the app is on, by the vendor's name for it: its month has so many calls. Nothing where nobody said. */
  readonly plan?: string | null | undefined
}

/** What is to change; the rest stays, of its hours too. */
export type SetupPatch = Partial<
  Omit<SyncSetup, 'id' | 'workspaceId' | 'left' | 'right' | 'schedule'>
> & { readonly schedule?: { readonly [K in keyof Schedule]?: Schedule[K] | undefined } | undefined }

/** How long (days) the ledger remembers where nothing is said. */
export const LEDGER_DAYS = 400

export type SyncView = SyncSetup & {
  readonly paused: boolean
  /** Why it stopped by itself, in a sentence, or null. */
  readonly stopped: string | null
  /** The one button that helps then. */
  readonly mend: Mend | null
  readonly lastRun: RunView | null
  readonly account: readonly Account[]
  /** How each side's changes reach us. */
  readonly feeds: readonly FeedView[]
  /** The month's calls to the app, as last looked at. */
  readonly quota: QuotaView | null
  /** When it next begins by itself, or null. */
  readonly nextRunAt: number | null
  /** What stands still because a side changed its schema, a whole pairing or one mapping of it, each with a sentence. */
  readonly troubles: readonly Trouble[]
}
/** What a feed delivers to a sync: payloads numbered within their webhook. */
export type HeardFrom = {
  readonly side: Side
  readonly hook: string
  readonly payloads: readonly Payload[]
  /** Why something may have been missed, in a sentence (empty: nobody need know why); null where nothing was. */
  readonly gap: string | null
}
export type QuotaView = Quota & { readonly forecast: number; readonly level: Level }
export type FeedView = FeedState & { readonly side: Side }

export type Trouble = {
  readonly entityType: string
  readonly mappingId: string | null
  readonly says: string
}

export type RunView = {
  readonly id: string
  readonly kind: 'preview' | 'run'
  /** What it is for; `about` is the run or the backup it is about. */
  readonly purpose: Purpose['is']
  readonly about: string | null
  /** The id of the key that started it, or null where that is not known. */
  readonly actor: string | null
  readonly state: JobState
  readonly startedAt: number
  readonly endedAt: number | null
  /** Records read so far, writes planned and settled, for a progress display. */
  readonly read: number
  readonly planned: number
  readonly written: number
  readonly blocked: number
  readonly created: number
  readonly updated: number
  readonly deleted: number
  readonly linked: number
  readonly conflicts: number
  /** Conflicts that were settled by then, by hand or by agreement. */
  readonly resolved: number
  /** The phase waits for this moment (a vendor's pause, a lost answer), or null. */
  readonly waitsUntil: number | null
  /** Why it failed or what it waits for, in a sentence, or null. */
  readonly says: string | null
  /** When it came to each phase (ms since 1970), in order. */
  readonly stages: readonly { readonly phase: JobState; readonly at: number }[]
}
/** Which runs. Moments in ms since 1970, `to` not included; `entityType`: those that had something to write there. */
export type RunAsk = {
  readonly from?: number | undefined
  readonly to?: number | undefined
  readonly status?: LogStatus | undefined
  readonly entityType?: string | undefined
}

/** One row of a plan, which after the run is one row of the ledger. */
export type WriteView = {
  readonly id: string
  readonly entityType: string
  readonly side: Side
  readonly kind: WriteKind
  readonly recordId: string | null
  readonly sourceId: string | null
  /** Whom it is about, in the words of the record's primary field. */
  readonly title: string
  readonly changes: readonly {
    readonly slot: string
    /** What people call it. */
    readonly field: string
    readonly before: Value
    readonly after: Value
    /** What the first linked records in them are called, as far as known. */
    readonly names: { readonly before: readonly string[]; readonly after: readonly string[] }
  }[]
  readonly reason: string
  readonly state: 'planned' | 'sent' | 'settled' | 'blocked' | 'dropped'
  readonly says: string | null
}

export type ConflictView = {
  readonly id: string
  readonly entityType: string
  readonly kind: 'field' | 'match' | 'deletion'
  /** Whom it is about, in the words of the record's primary field. */
  readonly title: string
  readonly leftId: string | null
  readonly rightId: string | null
  /** The mapping entry it is about, for a conflict of fields. */
  readonly entryId: string | null
  /** What its field is called on each side, for a conflict of fields. */
  readonly leftField: string | null
  readonly rightField: string | null
  readonly base: Value
  readonly left: Value
  readonly right: Value
  /** What the first linked records in each of the three are called, as far as that is known. */
  readonly names: { readonly [value in 'base' | Side]: readonly string[] }
  readonly says: string
  readonly since: number
  /** `ignored`: set aside until a value moves. `decided`: answered, and carried out by the next run. */
  readonly status: 'open' | 'ignored' | 'decided'
}
export type ConflictAsk = {
  readonly entityType?: string | undefined
  readonly kind?: ConflictView['kind'] | undefined
  readonly status?: ConflictView['status'] | undefined
  readonly entryId?: string | undefined
  /** Raised between these moments (ms since 1970). */
  readonly from?: number | undefined
  readonly to?: number | undefined
}
/** Which questions of the review queue. */
export type MatchAsk = Pick<ConflictAsk, 'entityType' | 'status' | 'from' | 'to'>
/** Which of what is set aside. */
export type HoldAsk = Pick<ConflictAsk, 'entityType' | 'from' | 'to'> & {
  readonly why?: HoldView['why'] | undefined
}
/** A side's value, one of the person's own, or of a deletion: delete after all, make it again, or keep apart. */
export type Resolution = {
  readonly choice: 'left' | 'right' | 'value' | 'delete' | 'recreate' | 'apart'
  readonly value?: { readonly side: Side; readonly value: Value } | undefined
  /** From now on that side is right about this field. */
  readonly always: boolean
}
export type Resolved = {
  readonly resolved: number
  /** Whom the answers that were taken are about. */
  readonly records: readonly RecordAsk[]
  readonly refused: readonly { readonly id: string; readonly failure: Failure }[]
}

export type HoldDraft = {
  readonly entityType: string
  readonly side: Side
  readonly recordId: string
  /** One field alone, or null for the whole record. */
  readonly entryId: string | null
  readonly says: string
}
export type HoldView = HoldDraft & {
  readonly id: string
  /** Its other half, where it has one. */
  readonly otherId: string | null
  readonly why: 'person' | 'undo' | 'restore' | 'breaker' | 'size' | 'erased'
  readonly runId: string | null
  readonly actor: string | null
  readonly since: number
}

/**
 * What was erased: the two halves, how many lines of the ledger went, from how many backups the record was taken, and how many
 * are still to be looked through.
 */
export type ErasedView = {
  readonly id: string
  readonly entityType: string
  readonly left: string | null
  readonly right: string | null
  readonly since: number
  readonly lines: number
  readonly backups: number
  readonly backupsLeft: number
}

/** Which records to list: those of one pairing and side that stand somewhere else than in sync. */
export type StandingAsk = {
  readonly entityType: string
  readonly side: Side
  readonly standing: RecordStanding
}
/** A record with the sentences that say why it stands there. */
export type StandingView = {
  readonly recordId: string
  readonly otherId: string | null
  readonly title: string
  readonly says: readonly string[]
  /** The holds that set it aside. */
  readonly holds: readonly string[]
}

/** A record that may be the same as one of these on the other side. */
export type MatchView = {
  readonly id: string
  readonly entityType: string
  readonly side: Side
  readonly recordId: string
  readonly title: string
  readonly status: ConflictView['status']
  readonly says: string
  readonly since: number
  readonly candidates: readonly {
    readonly id: string
    readonly title: string
    /** 0 to 1; null where their keys say so. */
    readonly likeness: number | null
    readonly linkedWith: string | null
    readonly reasons: readonly string[]
  }[]
}
/** `recordId` null: all the candidates, or the one there is. */
export type MatchAnswer = {
  readonly id: string
  readonly is: 'same' | 'apart'
  readonly recordId: string | null
}
/** Two records that are one, by the record ids of both sides. */
export type LinkView = {
  readonly id: string
  readonly entityType: string
  readonly leftId: string
  readonly rightId: string
  readonly title: string
  /** The side whose record is gone: then the link keeps its living half from being made again. */
  readonly gone: Side | 'both' | null
}
export type LinkAsk = {
  readonly entityType: string
  /** Only the link of this record. */
  readonly record?: { readonly side: Side; readonly recordId: string } | undefined
}
export type LinkDraft = {
  readonly entityType: string
  readonly left: string
  readonly right: string
  /** Whose values hold where the two differ; null leaves it to the rules for a first meeting. */
  readonly holds: Side | null
}

/** The accounts that a sync keeps equal. */
export type Ends = Both<{ readonly vendor: string; readonly resource: string }>
/** One record of a sync, in each pairing of its table, with what there is to know of the sync itself. */
export type SyncLook = {
  readonly name: string
  readonly left: Ends['left']
  readonly right: Ends['right']
  readonly paused: boolean
  readonly stopped: string | null
  /** Changes are heard of as they happen, on both sides. */
  readonly isLive: boolean
  /** When a run last looked at both sides. */
  readonly lookedAt: number | null
  /** The tables of the asked side that are synced at all. */
  readonly tables: readonly string[]
  readonly records: readonly RecordLook[]
}
export type RecordLook = {
  readonly entityType: string
  readonly table: string
  readonly otherTable: string
  readonly otherTableName: string
  readonly recordId: string
  /** Its other half; null where it has none, or only a preview proposes one. */
  readonly otherId: string | null
  readonly title: string
  /** `unknown`: nobody has seen it yet. */
  readonly standing: Standing | 'unknown' | 'gone'
  readonly says: readonly string[]
  /** Somebody asked for it, and it waits for its turn or is being worked on. */
  readonly waits: boolean
  /** When the sync last wrote either half. */
  readonly syncedAt: number | null
  /** Those that do not agree. */
  readonly fields: readonly FieldLook[]
  /** Its other half was deleted, and a person is asked what becomes of it. */
  readonly deletion: { readonly conflictId: string; readonly says: string } | null
}
export type FieldLook = Both<{
  readonly field: string
  readonly name: string
  readonly value: Value
  /** What the first of its linked records are called, as far as that is known. */
  readonly names: readonly string[]
}> & {
  readonly entryId: string
  readonly state: 'conflict' | 'pending' | 'blocked' | 'held'
  readonly conflictId: string | null
  readonly says: string | null
}
export type OutcomeAsk = {
  readonly entityType: string
  readonly side: Side
  readonly recordIds: readonly string[]
  /** When they were asked for (ms since 1970). */
  readonly since: number
}
/** What became of one record that somebody asked for. */
export type PushOutcome = {
  readonly recordId: string
  readonly title: string
  readonly otherId: string | null
  readonly otherTable: string
  /** `waiting`: not done yet. The others are where it stands, `created` and `updated` where that is new. */
  readonly is: Standing | 'waiting' | 'created' | 'updated' | 'failed' | 'gone'
  readonly says: string | null
}

/** Records of one side that share a key. */
export type DuplicatesView = {
  readonly entityType: string
  readonly side: Side
  readonly key: string
  readonly count: number
  readonly records: readonly {
    readonly id: string
    readonly title: string
    readonly linkedWith: string | null
  }[]
}

export type Paged<T> = { readonly items: readonly T[]; readonly cursor: string | null }
export type PageAsk = { readonly cursor: string | null; readonly limit: number }

export type FiltersPatch = {
  readonly left?: Filter | null | undefined
  readonly right?: Filter | null | undefined
}
/** What a filter would let through, of the records looked at. */
export type FilterCount = {
  readonly looked: number
  readonly passing: number
  readonly untold: number
  readonly joining: number
  readonly leaving: number
  readonly isWhole: boolean
}

/** Which writes of a run; what is left out is any. */
export type WriteAsk = {
  readonly kind?: WriteView['kind'] | undefined
  readonly state?: WriteView['state'] | undefined
  readonly entityType?: string | undefined
  readonly side?: Side | undefined
  readonly reason?: string | undefined
}
/** What a run comes to: its writes by sort, what waits for people, and where all records stand. */
export type RunSummary = {
  readonly run: RunView
  readonly writes: readonly {
    readonly entityType: string
    readonly side: Side
    readonly kind: WriteView['kind']
    readonly state: WriteView['state']
    /** Why they cannot be made, from the list of failures; null where they can. */
    readonly reason: string | null
    readonly n: number
  }[]
  readonly conflicts: readonly {
    readonly entityType: string
    readonly kind: ConflictView['kind']
    readonly status: ConflictView['status']
    readonly n: number
  }[]
  readonly account: readonly Account[]
  /** Where its two sides are. */
  readonly ends: Both<{ readonly vendor: string; readonly resource: string }>
}

export type RecordAsk = {
  readonly entityType: string
  readonly side: Side
  readonly recordId: string
}
/** The records a conflict is about. */
export const halvesOf = ({ entityType, leftId, rightId }: ConflictView): RecordAsk[] => [
  ...(leftId === null ? [] : [{ entityType, side: 'left' as const, recordId: leftId }]),
  ...(rightId === null ? [] : [{ entityType, side: 'right' as const, recordId: rightId }]),
]

/** What a preview plans: everything where nothing is said, so many records to try, or these. */
export type PreviewAsk = {
  /** Under this mapping instead of the saved one; nothing of it is saved. */
  readonly draft?: MappingDraft | undefined
  readonly sample?: number | undefined
  readonly records?: readonly RecordAsk[] | undefined
}

/** Which lines of the ledger. Moments in ms since 1970, `to` not included. */
export type LedgerQuery = {
  readonly from?: number | undefined
  readonly to?: number | undefined
  readonly entityType?: string | undefined
  /** About this record, whichever side it is on. */
  readonly recordId?: string | undefined
}
/** One write that was made. */
export type LedgerLine = {
  readonly id: string
  readonly runId: string
  readonly purpose: string
  readonly at: number
  /** Who started the run. */
  readonly actor: string | null
  readonly entityType: string
  readonly side: Side
  readonly kind: WriteView['kind']
  readonly recordId: string | null
  readonly sourceId: string | null
  readonly title: string
  readonly reason: string
  readonly changes: readonly {
    readonly slot: string
    /** What the field was last called. */
    readonly field: string
    readonly before: Value
    readonly after: Value
    /** The value a rule chose against. */
    readonly lost: Value | undefined
    readonly why: string
    /** Who decided it, where a person did. */
    readonly actor: string | null
  }[]
}

/** Why a field holds what it holds. */
export type Told = {
  readonly value: Value
  /** False where it could not be read. */
  readonly isKnown: boolean
  readonly from: Explanation['from']
  readonly says: string
  readonly since: number | null
  readonly by: Written | null
  readonly otherRecordId: string | null
  readonly otherField: string | null
  readonly entryId: string | null
  readonly standing: 'held' | 'conflict' | 'blocked' | 'filtered' | null
  /** What sets it aside. */
  readonly holdIds: readonly string[]
  readonly history: readonly Written[]
}

export type BackupView = {
  readonly id: string
  /** The run that made it. */
  readonly runId: string
  /** The one pairing it holds; `null` where it holds all. */
  readonly entityType: string | null
  readonly state: 'running' | 'done' | 'failed'
  readonly startedAt: number
  readonly endedAt: number | null
  /** Records of both sides, and bytes as they are kept. */
  readonly records: number
  readonly bytes: number
}
export type RestoreAsk = {
  readonly entityType: string
  readonly side: Side
  /** Only these; all where nothing is said. */
  readonly records?: readonly string[] | undefined
}

export type PairingDraft = {
  readonly entityType: string
  readonly left: string
  readonly right: string
  /** Pair fields by name and type, choose keys, and make the twin and mark fields where that is allowed. */
  readonly autoPair: boolean
  readonly direction?: Direction | undefined
  readonly conflictResolution?: ConflictRule | undefined
  readonly firstMeeting?: ConflictRule | undefined
  readonly createMissing?: boolean | undefined
  readonly updateExisting?: boolean | undefined
  readonly deletions?: Deletions | undefined
  readonly keys?: readonly (readonly string[])[] | undefined
  readonly fuzzy?: Fuzzy | null | undefined
  /** Null takes a filter away. */
  readonly filters?: FiltersPatch | undefined
  /** Where one side's terms differ from the others; a side that is named is set anew. */
  readonly sides?: Pairing['sides']
  readonly validation?: readonly Rule[] | undefined
  /** Whose its fields are on which condition; null takes the conditions away. */
  readonly owner?: readonly Owner[] | null | undefined
}
export type PairingPatch = Partial<Omit<PairingDraft, 'entityType' | 'left' | 'right' | 'autoPair'>>
/** Changes to one pairing's mapping that are not saved: taken out, changed, added, and then the pairing's own terms. */
export type MappingDraft = {
  readonly entityType: string
  readonly pairing?: PairingPatch | undefined
  /** What is new may have a name, by which the pairing's keys and rules speak of it as long as it has no id. */
  readonly add?: readonly (EntryDraft & { readonly ref?: string | undefined })[] | undefined
  readonly change?:
    readonly { readonly id: string; readonly patch: Partial<EntryDraft> }[] | undefined
  readonly remove?: readonly string[] | undefined
}
export type EntryDraft = {
  readonly left: Slot
  readonly right: Slot
  readonly direction?: Direction | undefined
  /** Null follows the pairing again. */
  readonly conflictResolution?: ConflictRule | null | undefined
  readonly firstMeeting?: ConflictRule | null | undefined
  readonly owner?: readonly Owner[] | null | undefined
  /** Null takes away what was said before. */
  readonly transform?: Transform | null | undefined
  readonly valueMap?: ValueMap | null | undefined
  readonly choices?: Entry['choices'] | null
}

/** One real record on its way through a draft mapping: what it holds, what would stand there, or why nothing would. */
export type Sample = {
  readonly recordId: string
  readonly title: string
  readonly before: Value
  readonly after: Value
  readonly says: string | null
}
export type SampledWay = {
  readonly samples: readonly Sample[]
  readonly read: number
  readonly complete: boolean
  readonly loses: readonly string[]
  readonly counts: readonly { readonly says: string; readonly count: number }[]
}
export type SampleView = Both<SampledWay | null> & {
  readonly required: readonly {
    readonly side: Side
    readonly field: string
    readonly name: string
  }[]
}

/** A pairing, what its tables were last called, and what is to be said of its entries. */
export type NamedPairing = Pairing & {
  readonly names: Both<string>
  readonly warnings: readonly { readonly entry: string; readonly says: string }[]
}

/** Questions that are asked again and again, and answered from what is remembered alone. */
export type Paging = Pick<
  SyncRpc,
  | 'ledger'
  | 'writes'
  | 'conflicts'
  | 'matches'
  | 'pairings'
  | 'records'
  | 'runs'
  | 'run'
  | 'summary'
> & {
  live(): Promise<Result<LiveState, Failure>>
  /** As at this moment, which is to be the same for a while: what the month's calls come to is reckoned by it. */
  view(at: number): Promise<Result<SyncView, Failure>>
}
export type PageName = keyof Paging
/** A page that somebody asks for, and the mark of the one they have, if they have one. */
export type PageQuestion = {
  readonly name: PageName
  readonly asked: Parameters<Paging[PageName]>
  readonly mark: string | null
}
/** A page as JSON, and the mark that this page alone goes by; null where it is still that of the mark it was asked with. */
export type Marked = { readonly mark: string; readonly json: string | null }

/** What the routes may ask of a sync. Every answer is a value; nothing here throws for what people or vendors do. */
export interface SyncRpc {
  setUp(setup: SyncSetup): Promise<Result<SyncView, Failure>>
  view(): Promise<Result<SyncView, Failure>>
  change(patch: SetupPatch): Promise<Result<SyncView, Failure>>
  remove(): Promise<Result<true, Failure>>
  /** A ticket for the live line, by its hash, and whose it is. Returns when it expires. */
  giveTicket(hash: string, listener: Listener): Promise<Result<number, Failure>>
  /** Somebody's right to listen may have ended: lines of those who have none any more are closed. */
  recheck(): Promise<void>
  /** Somebody outside wants to be told of these from now on. */
  heed(heed: Heed): Promise<void>
  /** The pages that answer these questions, in order. */
  marked(questions: readonly PageQuestion[]): Promise<readonly Result<Marked, Failure>[]>
  /** How it stands now, numbered; null where there is no sync. */
  live(): Promise<LiveState | null>
  /** A feed delivers: all up to `upTo` is kept when this answers. */
  hear(heard: HeardFrom): Promise<Result<{ readonly upTo: number }, Failure>>
  /** How a side's changes reach us from now on. */
  told(side: Side, state: FeedTold): Promise<Result<true, Failure>>
  pause(): Promise<Result<SyncView, Failure>>
  resume(): Promise<Result<SyncView, Failure>>
  /** This connection works again: whoever stopped for want of it may go on. */
  reconnected(connectionId: string): Promise<void>

  pairings(): Promise<Result<readonly NamedPairing[], Failure>>
  addPairing(draft: PairingDraft): Promise<Result<NamedPairing, Failure>>
  changePairing(entityType: string, patch: PairingPatch): Promise<Result<NamedPairing, Failure>>
  removePairing(entityType: string): Promise<Result<true, Failure>>
  countFilter(
    entityType: string,
    side: Side,
    filter: Filter | null,
  ): Promise<Result<FilterCount, Failure>>
  addEntry(entityType: string, draft: EntryDraft): Promise<Result<Entry, Failure>>
  changeEntry(
    entityType: string,
    entryId: string,
    patch: Partial<EntryDraft>,
  ): Promise<Result<Entry, Failure>>
  removeEntry(entityType: string, entryId: string): Promise<Result<true, Failure>>
  /** What would pair itself beside these pairs, or beside those that are saved. */
  suggest(
    entityType: string,
    met: readonly Both<Slot>[] | null,
  ): Promise<Result<readonly Entry[], Failure>>
  /** What a draft entry would make of real records; nothing is written or remembered. */
  sample(entityType: string, draft: EntryDraft, limit: number): Promise<Result<SampleView, Failure>>

  /** Reads both sides and stores the plan; nothing is written. */
  preview(ask?: PreviewAsk, actor?: string | null): Promise<Result<RunView, Failure>>
  /** Runs that preview, or reads, plans and writes in one go. */
  trigger(previewId: string | null, actor?: string | null): Promise<Result<RunView, Failure>>
  runs(page: PageAsk, ask?: RunAsk): Promise<Result<Paged<RunView>, Failure>>
  run(id: string): Promise<Result<RunView, Failure>>
  writes(runId: string, page: PageAsk, ask?: WriteAsk): Promise<Result<Paged<WriteView>, Failure>>
  /** What a run comes to, in numbers. */
  summary(runId: string): Promise<Result<RunSummary, Failure>>
  approve(runId: string): Promise<Result<RunView, Failure>>
  cancel(runId: string): Promise<Result<RunView, Failure>>
  /** Plans how a run, or what it did to one record, is undone: a preview, to be triggered like any other. */
  undo(
    runId: string,
    record: RecordAsk | null,
    actor: string | null,
  ): Promise<Result<RunView, Failure>>
  /** Runs again what that run could not write, and nothing else. */
  retry(runId: string, actor: string | null): Promise<Result<RunView, Failure>>
  conflicts(page: PageAsk, ask?: ConflictAsk): Promise<Result<Paged<ConflictView>, Failure>>
  matches(page: PageAsk, ask?: MatchAsk): Promise<Result<Paged<MatchView>, Failure>>
  /** What people say of two records is kept for good, and the next run goes by it. */
  answerMatches(answers: readonly MatchAnswer[]): Promise<Result<Resolved, Failure>>
  duplicates(
    entityType: string,
    side: Side,
    page: PageAsk,
  ): Promise<Result<Paged<DuplicatesView>, Failure>>
  /** Stored with what the person saw, and carried out by the next run. `actor` is who says so. */
  resolveConflict(
    id: string,
    resolution: Resolution,
    actor: string,
  ): Promise<Result<ConflictView, Failure>>
  ignoreConflict(id: string): Promise<Result<ConflictView, Failure>>
  resolveConflicts(
    which: { readonly ids: readonly string[] } | { readonly filter: ConflictAsk },
    resolution: Resolution,
    actor: string,
  ): Promise<Result<Resolved, Failure>>

  links(ask: LinkAsk, page: PageAsk): Promise<Result<Paged<LinkView>, Failure>>
  /** A run that links two records, reads both, and writes what follows. */
  link(draft: LinkDraft, actor: string | null): Promise<Result<RunView, Failure>>
  /** A run that parts two records; neither is deleted. */
  unlink(id: string, then: Parting, actor: string | null): Promise<Result<RunView, Failure>>
  /**
   * A run for exactly these records, begun now, or as soon as the run under way is over: somebody waits for them. Null
   * where none begins yet: then they wait for their turn, or for the next ordinary run where the sync is paused.
   */
  atOnce(
    records: readonly RecordAsk[],
    actor: string | null,
  ): Promise<Result<RunView | null, Failure>>

  /** How one record of a table stands. Nobody outside is asked. */
  look(side: Side, table: string, recordId: string): Promise<Result<SyncLook, Failure>>
  /**
   * These records are wanted on the other side: like `atOnce`, but whom the terms would not create is made too. Refused
   * while the sync is paused or stands still. Says when they were asked for (ms since 1970).
   */
  push(
    records: readonly RecordAsk[],
    actor: string | null,
  ): Promise<Result<{ readonly run: RunView | null; readonly since: number }, Failure>>
  /** The accounts it keeps equal, and nothing else of it. */
  ends(): Promise<Result<Ends, Failure>>
  /** What became of them. */
  outcomes(ask: OutcomeAsk): Promise<Result<readonly PushOutcome[], Failure>>

  /** What was written. A page may be short, or empty, and still have a cursor. */
  ledger(
    query: LedgerQuery,
    order: 'oldest' | 'newest',
    page: PageAsk,
  ): Promise<Result<Paged<LedgerLine>, Failure>>
  /** Why a field of a record holds what it holds. `field` is its id, or its slot's key for a part. */
  explain(
    entityType: string,
    side: Side,
    recordId: string,
    field: string,
  ): Promise<Result<Told, Failure>>
  /** What it did hour by hour from that moment on (ms since 1970), and how things stood. */
  numbers(from: number): Promise<Result<NumbersView, Failure>>
  /** Where people open a record: its page at the vendor. */
  address(record: RecordAsk): Promise<Result<string, Failure>>
  /** Forgets what the ledger need not know any more, a bounded piece of it. Returns how many writes went. */
  tidy(): Promise<number>

  /** Keeps everything both sides hold, as a run of its own. */
  /** Keeps both sides whole: of one pairing, or of all. */
  backUp(actor: string | null, entityType: string | null): Promise<Result<RunView, Failure>>
  backups(page: PageAsk): Promise<Result<Paged<BackupView>, Failure>>
  /** The keys of a finished backup's parts, in order, after the part of that number (0 at first). */
  backupParts(
    id: string,
    after: number,
  ): Promise<Result<{ readonly keys: readonly string[]; readonly next: number | null }, Failure>>
  dropBackup(id: string): Promise<Result<true, Failure>>
  /** Plans how records go back to what they were in a backup: a preview, to be triggered like any other. */
  restore(id: string, ask: RestoreAsk, actor: string | null): Promise<Result<RunView, Failure>>

  /** What is set aside, newest first. */
  records(ask: StandingAsk, page: PageAsk): Promise<Result<Paged<StandingView>, Failure>>
  holds(page: PageAsk, ask?: HoldAsk): Promise<Result<Paged<HoldView>, Failure>>
  hold(draft: HoldDraft, actor: string): Promise<Result<HoldView, Failure>>
  /** `right` says whose values hold when the two meet again. */
  releaseHold(id: string, right: Side | null, actor: string): Promise<Result<true, Failure>>
  /** Destroys what is kept of a record and its other half, and keeps nothing of them from then on. */
  erase(record: RecordAsk, actor: string): Promise<Result<ErasedView, Failure>>
  erasures(page: PageAsk): Promise<Result<Paged<ErasedView>, Failure>>
}
