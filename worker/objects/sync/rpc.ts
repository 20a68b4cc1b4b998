import type { Failure } from '../../../shared/failure.ts'
import type { Account } from '../../../shared/account.ts'
import type { Filter } from '../../../shared/filter.ts'
import type { JobState } from '../../../shared/job.ts'
import type {
  ConflictRule,
  Deletions,
  Direction,
  Entry,
  Fuzzy,
  Pairing,
  Slot,
} from '../../../shared/mapping.ts'
import type { Side } from '../../../shared/record.ts'
import type { Result } from '../../../shared/result.ts'
import type { Value } from '../../../shared/value.ts'

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
  readonly frequency: 'realtime' | 'hourly' | 'daily' | 'weekly' | 'manual'
  readonly conflictResolution: ConflictRule
  readonly firstMeeting: ConflictRule
  readonly createMissing: boolean
  readonly updateExisting: boolean
  readonly deletions: Deletions
  /** ISO 3166 code of the country whose phone numbers come without one. */
  readonly defaultCountry: string
}

export type SyncView = SyncSetup & {
  readonly paused: boolean
  /** Why it stopped by itself, in a sentence, or null. */
  readonly stopped: string | null
  readonly lastRun: RunView | null
  readonly account: readonly Account[]
}

export type RunView = {
  readonly id: string
  readonly kind: 'preview' | 'run'
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
}

/** One row of a plan, which after the run is one row of the ledger. */
export type WriteView = {
  readonly id: string
  readonly entityType: string
  readonly side: Side
  readonly kind: 'create' | 'update' | 'delete' | 'mark'
  readonly recordId: string | null
  readonly sourceId: string | null
  /** Whom it is about, in the words of the record's primary field. */
  readonly title: string
  readonly changes: readonly {
    readonly slot: string
    readonly before: Value
    readonly after: Value
  }[]
  readonly reason: string
  readonly state: 'planned' | 'sent' | 'settled' | 'blocked' | 'dropped'
  readonly says: string | null
}

export type ConflictView = {
  readonly id: string
  readonly entityType: string
  readonly kind: 'field' | 'match' | 'deletion'
  readonly leftId: string | null
  readonly rightId: string | null
  /** The mapping entry it is about, for a conflict of fields. */
  readonly entryId: string | null
  readonly base: Value
  readonly left: Value
  readonly right: Value
  readonly says: string
  readonly since: number
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
}
export type PairingPatch = Partial<Omit<PairingDraft, 'entityType' | 'left' | 'right' | 'autoPair'>>
export type EntryDraft = {
  readonly left: Slot
  readonly right: Slot
  readonly direction?: Direction | undefined
  readonly conflictResolution?: ConflictRule | undefined
}

/** What the routes may ask of a sync. Every answer is a value; nothing here throws for what people or vendors do. */
export interface SyncRpc {
  setUp(setup: SyncSetup): Promise<Result<SyncView, Failure>>
  view(): Promise<Result<SyncView, Failure>>
  change(
    patch: Partial<Omit<SyncSetup, 'id' | 'workspaceId' | 'left' | 'right'>>,
  ): Promise<Result<SyncView, Failure>>
  remove(): Promise<Result<true, Failure>>
  pause(): Promise<Result<SyncView, Failure>>
  resume(): Promise<Result<SyncView, Failure>>

  pairings(): Promise<Result<readonly Pairing[], Failure>>
  addPairing(draft: PairingDraft): Promise<Result<Pairing, Failure>>
  changePairing(entityType: string, patch: PairingPatch): Promise<Result<Pairing, Failure>>
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

  /** Reads both sides and stores the plan; nothing is written. */
  preview(): Promise<Result<RunView, Failure>>
  /** Runs that preview, or reads, plans and writes in one go. */
  trigger(previewId: string | null): Promise<Result<RunView, Failure>>
  runs(page: PageAsk): Promise<Result<Paged<RunView>, Failure>>
  run(id: string): Promise<Result<RunView, Failure>>
  writes(runId: string, page: PageAsk): Promise<Result<Paged<WriteView>, Failure>>
  approve(runId: string): Promise<Result<RunView, Failure>>
  cancel(runId: string): Promise<Result<RunView, Failure>>
  conflicts(page: PageAsk): Promise<Result<Paged<ConflictView>, Failure>>
}
