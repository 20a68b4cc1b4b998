import type { Failure } from '../../shared/failure.ts'
import type { Entry, Pairing } from '../../shared/mapping.ts'
import type { Side } from '../../shared/record.ts'
import { err, ok, type Result } from '../../shared/result.ts'
import type {
  BackupView,
  LedgerLine,
  LedgerQuery,
  RecordAsk,
  RunSummary,
  Told,
  ConflictAsk,
  ConflictView,
  DuplicatesView,
  EntryDraft,
  MatchAnswer,
  MatchView,
  FilterCount,
  LinkAsk,
  LinkDraft,
  LinkView,
  ErasedView,
  HoldDraft,
  HoldView,
  StandingAsk,
  StandingView,
  Marked,
  PageAsk,
  PageName,
  PageQuestion,
  Paging,
  Paged,
  NamedPairing,
  PairingDraft,
  PairingPatch,
  Resolution,
  Resolved,
  RunView,
  SetupPatch,
  SampleView,
  Ends,
  OutcomeAsk,
  PushOutcome,
  SyncLook,
  SyncRpc,
  SyncSetup,
  SyncView,
  WriteView,
} from '../../worker/objects/sync/rpc.ts'
import type { NumbersView } from '../../worker/objects/sync/numbers.ts'
import { changed } from '../../worker/objects/sync/setup.ts'
import { withValues } from '../../worker/objects/sync/entry-draft.ts'

/** A sync that keeps its promises in memory and moves no record: what the routes need to be tested. */
export class SyncDouble implements SyncRpc {
  #setup: SyncSetup | null = null
  #paused = false
  #pairings: Pairing[] = []
  #runs: RunView[] = []
  #entries = 0
  #marks = 0
  #backups: BackupView[] = [{ id: 'b1', runId: 'r1', entityType: null, state: 'done', startedAt: 1_000, endedAt: 2_000, records: 2, bytes: 40 }] // prettier-ignore
  #status: ConflictView['status'] = 'open'
  #holds: HoldView[] = []
  #erased: ErasedView[] = []

  async setUp(setup: SyncSetup) {
    this.#setup = setup
    return this.view()
  }

  async view(): Promise<Result<SyncView, Failure>> {
    if (!this.#setup) return absent('config')
    return ok({
      ...this.#setup,
      paused: this.#paused,
      stopped: null,
      mend: null,
      lastRun: this.#runs[0] ?? null,
      account: ACCOUNT,
      feeds: [],
      quota: null,
      nextRunAt: null,
      troubles: [],
    })
  }

  async change(patch: SetupPatch) {
    if (this.#setup) this.#setup = changed(this.#setup, patch)
    return this.view()
  }

  async remove() {
    this.#setup = null
    return done
  }

  async recheck() {}
  async heed() {}
  async giveTicket() {
    return ok(60_000)
  }

  marked(questions: readonly PageQuestion[]) {
    return Promise.all(questions.map(({ name, asked }) => this.#page(name, asked)))
  }

  async #page<Name extends PageName>(
    name: Name,
    asked: Parameters<Paging[Name]>,
  ): Promise<Result<Marked, Failure>> {
    const pages: {
      readonly [N in PageName]: (
        ...asked: Parameters<Paging[N]>
      ) => Promise<Result<unknown, Failure>>
    } = {
      ledger: (...one) => this.ledger(...one),
      writes: (runId) => this.writes(runId),
      conflicts: (...one) => this.conflicts(...one),
      matches: () => this.matches(),
      pairings: () => this.pairings(),
      records: (ask) => this.records(ask),
      runs: (one) => this.runs(one),
      run: (id) => this.run(id),
      summary: (id) => this.summary(id),
      view: () => this.view(),
      live: async () => {
        const state = await this.live()
        return state ? ok(state) : absent('sync')
      },
    }
    const page = await pages[name](...asked)
    return page.ok ? ok({ mark: String(++this.#marks), json: JSON.stringify(page.value) }) : page
  }

  async live() {
    return this.#setup && { seq: 1, configId: this.#setup.id, paused: this.#paused, stopped: null, mend: null, nextRunAt: null, lastRun: null } // prettier-ignore
  }

  async hear() {
    return ok({ upTo: 0 })
  }

  async told() {
    return done
  }

  async pause() {
    this.#paused = true
    return this.view()
  }

  async reconnected() {}

  async resume() {
    this.#paused = false
    return this.view()
  }

  async pairings() {
    return ok(this.#pairings.map(named))
  }

  async addPairing(draft: PairingDraft): Promise<Result<NamedPairing, Failure>> {
    const pairing: Pairing = {
      entityType: draft.entityType,
      left: draft.left,
      right: draft.right,
      version: 1,
      entries: draft.autoPair
        ? [this.#entry({ left: { field: 'fldName' }, right: { field: 'name' } })]
        : [],
      keys: [],
      direction: draft.direction ?? 'bidirectional',
      conflictResolution: draft.conflictResolution ?? 'last_write_wins',
      firstMeeting: draft.firstMeeting ?? 'last_write_wins',
      createMissing: draft.createMissing ?? true,
      updateExisting: draft.updateExisting ?? true,
      deletions: draft.deletions ?? 'mark',
      twins: { left: 'fldTwin', right: 'twin' },
      marks: { left: null, right: null },
    }
    this.#pairings.push(pairing)
    return ok(named(pairing))
  }

  async changePairing(
    entityType: string,
    patch: PairingPatch,
  ): Promise<Result<NamedPairing, Failure>> {
    const pairing = this.#pairings.find((one) => one.entityType === entityType)
    if (!pairing) return absent('pairing')
    if (patch.filters)
      pairing.filters = { ...(patch.filters.left ? { left: patch.filters.left } : {}) }
    if (patch.deletions) pairing.deletions = patch.deletions
    if (patch.sides) pairing.sides = patch.sides
    if (patch.validation) pairing.validation = [...patch.validation]
    if (patch.keys) pairing.keys = patch.keys.map((key) => [...key])
    return ok(named(pairing))
  }

  async countFilter(entityType: string): Promise<Result<FilterCount, Failure>> {
    if (!this.#pairings.some((one) => one.entityType === entityType)) return absent('pairing')
    return ok({ looked: 3, passing: 2, untold: 0, joining: 1, leaving: 1, isWhole: true })
  }

  async removePairing(entityType: string): Promise<Result<true, Failure>> {
    if (!this.#pairings.some((one) => one.entityType === entityType)) return absent('pairing')
    this.#pairings = this.#pairings.filter((one) => one.entityType !== entityType)
    return done
  }

  async addEntry(entityType: string, draft: EntryDraft): Promise<Result<Entry, Failure>> {
    const pairing = this.#pairings.find((one) => one.entityType === entityType)
    if (!pairing) return absent('pairing')
    const entry = this.#entry(draft)
    pairing.entries.push(entry)
    return ok(entry)
  }

  async changeEntry(
    entityType: string,
    entryId: string,
    patch: Partial<EntryDraft>,
  ): Promise<Result<Entry, Failure>> {
    const entry = this.#pairings
      .find((one) => one.entityType === entityType)
      ?.entries.find(({ id }) => id === entryId)
    if (!entry) return absent('field mapping')
    if (patch.left) entry.left = patch.left
    if (patch.right) entry.right = patch.right
    if (patch.direction) entry.direction = patch.direction
    if (patch.firstMeeting) entry.firstMeeting = patch.firstMeeting
    if (patch.owner) entry.owner = [...patch.owner]
    return ok(Object.assign(entry, withValues(entry, patch)))
  }

  async sample(entityType: string): Promise<Result<SampleView, Failure>> {
    if (!this.#pairings.some((one) => one.entityType === entityType)) return absent('pairing')
    const samples = [{ recordId: 'recA', title: 'Ada', before: 1.5, after: 2, says: null }]
    const counts = [{ says: '1 value would lose decimals', count: 1 }]
    const right = {
      samples,
      read: 1,
      complete: true,
      loses: ['only whole numbers are kept'],
      counts,
    }
    return ok({ left: null, right, required: [{ side: 'right', field: 'name', name: 'Name' }] })
  }

  async suggest(entityType: string): Promise<Result<readonly Entry[], Failure>> {
    if (!this.#pairings.some((one) => one.entityType === entityType)) return absent('pairing')
    const [left, right] = [{ field: 'fldTitle' }, { field: 'name', part: 'last' }]
    return ok([{ id: 'e1', left, right, direction: 'push', sure: 0.75, since: 0 }])
  }

  async removeEntry(entityType: string, entryId: string): Promise<Result<true, Failure>> {
    const pairing = this.#pairings.find((one) => one.entityType === entityType)
    if (pairing) pairing.entries = pairing.entries.filter(({ id }) => id !== entryId)
    return done
  }

  async preview() {
    return this.#begin('preview')
  }

  async undo(runId: string) {
    return this.#runs.some(({ id }) => id === runId) ? this.#begin('preview') : absent('run')
  }

  async retry(runId: string) {
    return this.#runs.some(({ id }) => id === runId) ? this.#begin('run') : absent('run')
  }

  async trigger(previewId: string | null): Promise<Result<RunView, Failure>> {
    if (previewId !== null && !this.#runs.some(({ id }) => id === previewId))
      return absent('preview')
    return this.#begin('run')
  }

  async runs({ cursor, limit }: PageAsk): Promise<Result<Paged<RunView>, Failure>> {
    const from = Number(cursor ?? 0)
    const more = from + limit < this.#runs.length
    return ok({
      items: this.#runs.slice(from, from + limit),
      cursor: more ? String(from + limit) : null,
    })
  }

  async run(id: string): Promise<Result<RunView, Failure>> {
    // Time enough for a caller to hang up meanwhile.
    if (id === 'slow') await new Promise((wake) => setTimeout(wake, 500))
    const run = this.#runs.find((one) => one.id === id)
    return run ? ok(run) : absent('run')
  }

  async writes(runId: string): Promise<Result<Paged<WriteView>, Failure>> {
    const run = await this.run(runId)
    return run.ok ? ok({ items: [WRITE], cursor: null }) : run
  }

  async approve(runId: string) {
    return this.#move(runId, 'writing')
  }

  async cancel(runId: string) {
    return this.#move(runId, 'cancelled')
  }

  async conflicts(
    _: PageAsk,
    ask: ConflictAsk = {},
  ): Promise<Result<Paged<ConflictView>, Failure>> {
    const isAsked =
      (ask.kind ?? 'field') === 'field' && (ask.status ?? this.#status) === this.#status
    return ok({ items: isAsked ? [{ ...CONFLICT, status: this.#status }] : [], cursor: null })
  }

  async matches(): Promise<Result<Paged<MatchView>, Failure>> {
    return ok({ items: [MATCH], cursor: null })
  }

  async answerMatches(answers: readonly MatchAnswer[]): Promise<Result<Resolved, Failure>> {
    const refused = answers.filter(({ id }) => id !== MATCH.id)
    return ok({
      resolved: answers.length - refused.length,
      records: answers.map(() => HALF),
      refused: refused.map(({ id }) => ({ id, failure: { reason: 'not_found', what: 'match' } })),
    })
  }

  async duplicates(
    entityType: string,
    side: MatchView['side'],
  ): Promise<Result<Paged<DuplicatesView>, Failure>> {
    const records = ['recA', 'recB'].map((id) => ({ id, title: 'Ada', linkedWith: null }))
    return ok({
      items: [{ entityType, side, key: 'ada@example.com', count: 2, records }],
      cursor: null,
    })
  }

  async resolveConflict(
    id: string,
    resolution: Resolution,
  ): Promise<Result<ConflictView, Failure>> {
    if (id !== CONFLICT.id) return absent('conflict')
    this.#status = 'decided'
    const { choice, value } = resolution
    return ok({ ...CONFLICT, status: 'decided', base: value?.value ?? choice })
  }

  async ignoreConflict(id: string): Promise<Result<ConflictView, Failure>> {
    if (id !== CONFLICT.id) return absent('conflict')
    this.#status = 'ignored'
    return ok({ ...CONFLICT, status: 'ignored' })
  }

  async resolveConflicts(
    which: { readonly ids: readonly string[] } | { readonly filter: ConflictAsk },
  ): Promise<Result<Resolved, Failure>> {
    const ids = 'ids' in which ? which.ids : [CONFLICT.id]
    const refused = ids.filter((id) => id !== CONFLICT.id)
    return ok({
      resolved: ids.length - refused.length,
      records: ids.map(() => HALF),
      refused: refused.map((id) => ({ id, failure: { reason: 'not_found', what: 'conflict' } })),
    })
  }

  async records(ask: StandingAsk): Promise<Result<Paged<StandingView>, Failure>> {
    const says = ['Attio refused it: “email” is already used.']
    const items = [{ recordId: 'rec1', otherId: null, title: 'Ada', says, holds: [] }]
    return ok({ items: ask.standing === 'blocked' ? items : [], cursor: null })
  }

  async ledger(query: LedgerQuery, _order: string, { cursor }: PageAsk) {
    if (query.entityType !== undefined && query.entityType !== 'people') return absent('pairing')
    // Three pages, the middle one empty: a page may hold nothing and still not be the last.
    const page = Number(cursor ?? 0)
    const items = page === 1 ? [] : [{ ...LINE, id: `l${page}` }]
    return ok({ items, cursor: page === 2 ? null : String(page + 1) })
  }

  async explain(
    entityType: string,
    _side: string,
    recordId: string,
  ): Promise<Result<Told, Failure>> {
    if (entityType !== 'people' || recordId !== 'recA') return absent('record')
    return ok(TOLD)
  }

  async summary(runId: string): Promise<Result<RunSummary, Failure>> {
    const run = await this.run(runId)
    if (!run.ok) return run
    const sort = { entityType: 'people', side: 'right', kind: 'create' } as const
    return ok({
      run: run.value,
      writes: [
        { ...sort, state: 'planned', reason: null, n: 30 },
        { ...sort, state: 'blocked', reason: 'missing_required', n: 2 },
      ],
      conflicts: [{ entityType: 'people', kind: 'match', status: 'open', n: 1 }],
      account: ACCOUNT,
      ends: { left: this.#setup!.left, right: this.#setup!.right },
    })
  }

  async numbers(from: number): Promise<Result<NumbersView, Failure>> {
    const hour = { hour: 1, runs: 2, failedRuns: 1, read: 200, ms: 4_000, left: 3, right: 5, blocked: 1, settled: 1, delayMs: 900 } // prettier-ignore
    const standing = [{ hour: 1, conflicts: 2, blocked: 1, calls: null }]
    return this.#setup ? ok({ from, hours: [hour], standing }) : absent('sync')
  }

  async address({ recordId }: RecordAsk): Promise<Result<string, Failure>> {
    return recordId === 'recA' ? ok('https://example.com/recA') : absent('record')
  }

  async backUp() {
    return this.#begin('run')
  }

  async backups() {
    return ok({ items: this.#backups, cursor: null })
  }

  async backupParts(backupId: string) {
    if (!this.#backups.some((one) => one.id === backupId)) return absent('backup')
    return ok({
      keys: this.#setup ? [`${this.#setup.workspaceId}/${this.#setup.id}/b1/1`] : [],
      next: null,
    })
  }

  async dropBackup(backupId: string) {
    if (!this.#backups.some((one) => one.id === backupId)) return absent('backup')
    this.#backups = this.#backups.filter((one) => one.id !== backupId)
    return done
  }

  async restore(backupId: string) {
    return this.#backups.some((one) => one.id === backupId)
      ? this.#begin('preview')
      : absent('backup')
  }

  async tidy() {
    return 0
  }

  async links(ask: LinkAsk): Promise<Result<Paged<LinkView>, Failure>> {
    const isAsked = (ask.record?.recordId ?? LINK.leftId) === LINK.leftId
    return ok({ items: isAsked ? [LINK] : [], cursor: null })
  }

  async link({ left }: LinkDraft): Promise<Result<RunView, Failure>> {
    return left === LINK.leftId
      ? err({ reason: 'not_now', why: 'Linked already.' })
      : this.#begin('run')
  }

  async unlink(linkId: string): Promise<Result<RunView, Failure>> {
    return linkId === LINK.id ? this.#begin('run') : absent('link')
  }

  async look(side: Side, table: string, recordId: string): Promise<Result<SyncLook, Failure>> {
    const ends = await this.ends()
    if (!ends.ok) return ends
    const { name } = this.#setup ?? { name: '' }
    const found = this.#pairings.filter((one) => one[side] === table)
    return ok({
      ...ends.value,
      name,
      paused: this.#paused,
      stopped: null,
      isLive: false,
      lookedAt: null,
      tables: this.#pairings.map((one) => one[side]),
      records: found.map((one) => ({
        entityType: one.entityType,
        table,
        otherTable: one[side === 'left' ? 'right' : 'left'],
        otherTableName: 'People',
        recordId,
        otherId: recordId === 'new' ? null : 'rec1',
        title: 'Ada',
        standing: recordId === 'new' ? ('unknown' as const) : ('in_sync' as const),
        says: [],
        waits: false,
        syncedAt: 1_000,
        fields: [],
        deletion: null,
      })),
    })
  }

  async ends(): Promise<Result<Ends, Failure>> {
    if (!this.#setup) return absent('sync')
    const { left, right } = this.#setup
    return ok({ left, right })
  }

  async push(): Promise<Result<{ run: RunView | null; since: number }, Failure>> {
    const run = this.#begin('run')
    return run.ok ? ok({ run: run.value, since: 5_000 }) : run
  }

  async outcomes({ recordIds }: OutcomeAsk): Promise<Result<readonly PushOutcome[], Failure>> {
    return ok(
      recordIds.map((recordId) => ({
        recordId,
        title: 'Ada',
        otherId: 'rec1',
        otherTable: 'tblPeople',
        is: 'created',
        says: null,
      })),
    )
  }

  async atOnce(): Promise<Result<RunView | null, Failure>> {
    return this.#begin('run')
  }

  async holds(): Promise<Result<Paged<HoldView>, Failure>> {
    return ok({ items: this.#holds, cursor: null })
  }

  async hold(draft: HoldDraft, actor: string): Promise<Result<HoldView, Failure>> {
    const id = `h${this.#holds.length + 1}`
    const rest = { otherId: null, why: 'person', runId: null, since: 1_000 } as const
    const held: HoldView = { ...draft, id, actor, ...rest }
    this.#holds.push(held)
    return ok(held)
  }

  async erasures(): Promise<Result<Paged<ErasedView>, Failure>> {
    return ok({ items: this.#erased, cursor: null })
  }

  async erase({ entityType, side, recordId }: RecordAsk): Promise<Result<ErasedView, Failure>> {
    const halves = side === 'left' ? { left: recordId, right: 'r1' } : { left: 'rec1', right: recordId } // prettier-ignore
    const erased = { id: `${this.#erased.length + 1}`, entityType, ...halves, since: 1_000, lines: 3, backups: 1, backupsLeft: 0 } // prettier-ignore
    this.#erased.unshift(erased)
    return ok(erased)
  }

  async releaseHold(id: string): Promise<Result<true, Failure>> {
    if (!this.#holds.some((one) => one.id === id)) return absent('hold')
    this.#holds = this.#holds.filter((one) => one.id !== id)
    return done
  }

  #begin(kind: RunView['kind']): Result<RunView, Failure> {
    const no = this.#runs.length + 1
    const run: RunView = { ...RUN, id: `r${no}`, kind, startedAt: 1_000 * no }
    this.#runs.unshift(run)
    return ok(run)
  }

  async #move(id: string, state: RunView['state']): Promise<Result<RunView, Failure>> {
    const at = this.#runs.findIndex((one) => one.id === id)
    const run = this.#runs[at]
    if (!run) return absent('run')
    this.#runs[at] = { ...run, state, endedAt: state === 'cancelled' ? run.startedAt + 500 : null }
    return ok(this.#runs[at])
  }

  #entry(draft: EntryDraft): Entry {
    this.#entries++
    return {
      id: `e${this.#entries}`,
      left: draft.left,
      right: draft.right,
      direction: draft.direction ?? 'bidirectional',
      since: 1,
    }
  }
}

const done: Result<true, Failure> = { ok: true, value: true }
const absent = (what: string) => err({ reason: 'not_found', what } as const)

const ACCOUNT: SyncView['account'] = (['left', 'right'] as const).map((side) => ({
  entityType: 'people', side, total: side === 'left' ? 120 : 80, inSync: 80, pending: side === 'left' ? 40 : 0,
  conflict: 0, blocked: 0, filtered: 0, held: 0, notCreated: 0, kept: 0,
})) // prettier-ignore

const RUN: RunView = {
  id: '', kind: 'run', purpose: 'sync', about: null, actor: null, state: 'writing', startedAt: 0, endedAt: null, read: 200, planned: 40, written: 10, blocked: 2,
  created: 6, updated: 4, deleted: 0, linked: 80, conflicts: 1, resolved: 0, waitsUntil: null, says: null,
  stages: [{ phase: 'queued', at: 0 }, { phase: 'writing', at: 400 }],
} // prettier-ignore

const WRITE: WriteView = {
  id: 'x1', entityType: 'people', side: 'right', kind: 'create', recordId: null, sourceId: 'recA', title: 'Ada',
  changes: [{ slot: 'name', field: 'Name', before: null, after: ['a', 'b'], names: { before: [], after: [] } }], reason: 'Only in Airtable', state: 'planned', says: null,
} // prettier-ignore

const HALF = { entityType: 'people', side: 'left', recordId: 'recA' } as const

const LINK: LinkView = {
  id: 'n1', entityType: 'people', leftId: 'recA', rightId: 'recR', title: 'Ada', gone: null,
} // prettier-ignore

const MATCH: MatchView = {
  id: 'x1', entityType: 'people', side: 'left', recordId: 'recA', title: 'Ada', status: 'open', says: 'Much alike.', since: 5_000,
  candidates: [{ id: 'recR', title: 'Ada L.', likeness: 0.9, linkedWith: null, reasons: ['Name: alike'] }],
} // prettier-ignore

const LINE: LedgerLine = {
  id: 'l0', runId: 'r1', purpose: 'sync', at: 1_000, actor: 'k1', entityType: 'people', side: 'right', kind: 'update',
  recordId: 'x', sourceId: 'recA', title: '=HYPERLINK("http://evil")', reason: 'It was changed on the other side.',
  changes: [{ slot: 'score', field: 'Score', before: -1, after: 9, lost: undefined, why: 'changed', actor: null }],
} // prettier-ignore

const TOLD: Told = {
  value: 9, isKnown: true, from: 'sync', says: '“Score” came from “Score” in Airtable.', since: 1_000, by: null,
  otherRecordId: 'x', otherField: 'Score', entryId: 'e1', standing: null, holdIds: [], history: [],
} // prettier-ignore

const CONFLICT: ConflictView = {
  id: 'x1', entityType: 'people', kind: 'field', title: 'Ada', leftField: 'Score', rightField: 'Score', leftId: 'recA', rightId: 'recB', entryId: 'e1', base: 'a', left: 'b',
  right: 'c', names: { base: [], left: [], right: [] }, says: 'Both changed.', since: 5_000, status: 'open',
} // prettier-ignore

/** Nothing was read of the tables, so they go by their ids. */
const named = (pairing: Pairing): NamedPairing => ({
  ...pairing,
  names: { left: pairing.left, right: pairing.right },
  warnings: [],
})
