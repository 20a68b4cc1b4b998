import type { Tiding } from '../../../shared/api/subscription.ts'
import type { LiveState } from '../../../shared/api/live.ts'
import type { Failure } from '../../../shared/failure.ts'
import type { Filter } from '../../../shared/filter.ts'
import { isOver, isPlanned, isWorking } from '../../../shared/job.ts'
import type { Pairing } from '../../../shared/mapping.ts'
import { heardOn } from '../../../shared/mapping/heard.ts'
import type { PaceClass } from '../../../shared/pace.ts'
import { type Both, other, SIDES, type Side } from '../../../shared/record.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import type { Clock } from '../../clock.ts'
import type { Connector } from '../../connectors/connector.ts'
import type { Interest } from '../../connectors/feed.ts'
import { advance } from '../../run/job.ts'
import { leave, LEAVE_ROWS } from '../../run/leave.ts'
import type { Port, Work } from '../../run/work.ts'
import type { Shelf } from '../shelf.ts'
import type { Memory } from './memory.ts'
import { rivalsTold } from './rivals.ts'
import { BackupDesk } from './backup-desk.ts'
import { Clockwork, PREVIEW_LIFE_MS } from './clockwork.ts'
import type { FeedTold } from './feeds.ts'
import { ConflictDesk } from './conflict-desk.ts'
import { DrawnPairings, drawUp } from './draft-desk.ts'
import { addressOf } from './addresses.ts'
import { marksOf, previewOf, retryOf, undoOf } from './errands.ts'
import { EraseDesk } from './erase-desk.ts'
import { HoldDesk } from './hold-desk.ts'
import { LedgerDesk } from './ledger-desk.ts'
import { LinkDesk } from './link-desk.ts'
import { numbersOf, type NumbersView } from './numbers.ts'
import { type Own, Ownership } from './ownership.ts'
import { PairingDesk } from './pairing-desk.ts'
import { LEDGER_DAYS } from './rpc.ts'
import type {
  ConflictAsk,
  ConflictView,
  EntryDraft,
  MatchAnswer,
  MatchAsk,
  HeardFrom,
  HoldAsk,
  HoldDraft,
  MappingDraft,
  LedgerQuery,
  LinkAsk,
  LinkDraft,
  PageAsk,
  PageName,
  Paging,
  NamedPairing,
  Paged,
  PairingDraft,
  PairingPatch,
  OutcomeAsk,
  PreviewAsk,
  RecordAsk,
  RestoreAsk,
  Resolution,
  RunAsk,
  RunSummary,
  RunView,
  SetupPatch,
  StandingAsk,
  StandingView,
  SyncRpc,
  SyncSetup,
  SyncView,
  Told,
  WriteAsk,
  WriteView,
} from './rpc.ts'
import { isNamed, type Mark, type Parting, type Purpose, SCHEDULE } from './purpose.ts'
import { Pulse, TICKET_LIFE_MS } from './pulse.ts'
import type { Listener } from './tickets.ts'
import type { Run } from './runs.ts'
import { RecordDesk } from './record-desk.ts'
import { ReviewDesk } from './reviews.ts'
import { changed, given, type Quota } from './setup.ts'
import { tidingOf } from './tidings-view.ts'
import type { Heed } from './tidings.ts'
import { Troubles } from './troubles.ts'
import { Turns } from './turns.ts'
import { standing } from './standings.ts'
import { quotaView, runsOf, runView, summaryOf, writeView } from './views.ts'

/** What a sync needs from outside: time, its two vendors, and somebody to wake it. */
export type Surroundings = {
  readonly clock: Clock
  /** The connector and the way to write for one side; the class says who is served first when a vendor is short. */
  port(setup: SyncSetup, side: Side, pace: PaceClass): Promise<Port>
  readonly own: Own
  /** Where backups are kept. */
  readonly shelf: Shelf
  /** The feed of that side is to tell of this from now on; no tables: of nothing. May throw: it is said again later. */
  listen?(setup: SyncSetup, side: Side, interest: Interest): Promise<void>
  /** The month's calls to the app under its plan. May throw. */
  quota?(setup: SyncSetup): Promise<Quota | null>
  /** Hands over what others are to be told of. May throw: it is said again later. */
  spread?(setup: SyncSetup, tidings: readonly Tiding[]): Promise<Heed>
  /** Call `tick` at this moment (the clock's time), or not at all. */
  wake(at: number | null): void
}

/**
 * A slice of a run lasts this long, then it waits for what is under way and goes on in the next: some calls' worth of pace
 * each time. The platform lets an alarm last 15 minutes, and others are answered meanwhile.
 */
const SLICE_MS = 120_000
/** So many rows at most: some seconds of computing. */
const SLICE_ROWS = 40_000
const DAY_MS = 86_400_000
/** Writes forgotten in one go. */
const TIDIED = 10_000
/** What others are to be told of goes over in pieces of so many; where nobody takes it, again after this long. */
const HANDED_OVER = 200
const SPREAD_AGAIN_MS = 5_000
/** Records that one run for people who wait looks after; more of them follow in the next. */
const MOST_AWAITED = 500

const NOTHING: Interest = { tables: [], fields: {} }
const notFound = (what: string): Result<never, Failure> => err({ reason: 'not_found', what })
const notNow = (why: string): Result<never, Failure> => err({ reason: 'not_now', why })

/** A standing agreement between two accounts: its pairings, its runs, and what it remembers of both sides. */
export class Agreement implements Omit<SyncRpc, 'recheck' | 'marked'> {
  readonly #memory: Memory
  readonly #outside: Surroundings
  readonly #desk: PairingDesk
  readonly #conflicts: ConflictDesk
  readonly #reviews: ReviewDesk
  readonly #holds: HoldDesk
  readonly #erasures: EraseDesk
  readonly #ledger: LedgerDesk
  readonly #backups: BackupDesk
  readonly #links: LinkDesk
  readonly #records: RecordDesk
  readonly #clockwork: Clockwork
  readonly #pulse: Pulse
  readonly #troubles: Troubles
  /** Whoever changes the mapping waits for those who do so already. */
  readonly #turns = new Turns()

  constructor(memory: Memory, outside: Surroundings) {
    this.#memory = memory
    this.#outside = outside
    this.#desk = new PairingDesk(
      memory,
      (setup, side) => this.#connector(setup, side),
      () => outside.clock.now(),
      new Ownership(memory, outside.own),
    )
    this.#reviews = new ReviewDesk(memory, () => outside.clock.now())
    this.#conflicts = new ConflictDesk(memory, {
      port: (setup, side) => outside.port(setup, side, 'person'),
      changeEntry: (entityType, entryId, patch) => this.changeEntry(entityType, entryId, patch),
      now: () => outside.clock.now(),
    })
    this.#holds = new HoldDesk(memory, () => outside.clock.now())
    const turns = new Turns()
    this.#erasures = new EraseDesk(memory, turns, outside)
    this.#ledger = new LedgerDesk(memory)
    this.#backups = new BackupDesk(memory, turns, outside.shelf)
    this.#links = new LinkDesk(memory)
    this.#records = new RecordDesk(memory)
    this.#troubles = new Troubles(memory)
    this.#pulse = new Pulse(memory, () => outside.clock.now())
    this.#clockwork = new Clockwork(memory, () => outside.clock.now())
  }

  // What it is

  async setUp(setup: SyncSetup): Promise<Result<SyncView, Failure>> {
    this.#memory.together(() => {
      this.#memory.setup.put(setup)
      this.#clockwork.arrange(setup)
    })
    return this.view()
  }

  /** Which sync this is, or null before it is set up. */
  async id(): Promise<string | null> {
    return this.#memory.setup.get()?.setup.id ?? null
  }

  async view(): Promise<Result<SyncView, Failure>> {
    return this.#view(this.#outside.clock.now())
  }

  #view(at: number): Result<SyncView, Failure> {
    const { stored, last, pairings, quota, feeds, nextRunAt, open } = this.#memory.overview()
    if (!stored) return notFound('sync')
    const now = this.#outside.clock.now()
    return ok({
      ...stored.setup,
      paused: stored.paused,
      stopped: stored.stopped,
      mend: stored.mend,
      lastRun: last ? runView(this.#memory, last, now, open) : null,
      account: pairings.flatMap((pairing) => this.#memory.accounts.of(pairing, now)),
      feeds,
      quota: quotaView(quota, at),
      nextRunAt,
      troubles: this.#troubles.of(stored.setup),
    })
  }

  async change(patch: SetupPatch): Promise<Result<SyncView, Failure>> {
    const setup = await this.#turns.take(() => this.#changed(patch))
    if (!setup.ok) return setup
    if (patch.plan !== undefined) await this.#lookAtQuota(setup.value)
    // Nothing else of it says which tables the feeds are to tell of.
    if (patch.frequency !== undefined) await this.#listen()
    this.#wakeNext()
    return this.view()
  }

  async #changed(patch: SetupPatch): Promise<Result<SyncSetup, Failure>> {
    const stored = this.#memory.setup.get()
    if (!stored) return notFound('sync')
    const { schedule: _, ...said } = patch
    const followed = await this.#desk.followed(stored.setup, given(said))
    if (!followed.ok) return followed
    const setup = changed(stored.setup, patch)
    this.#memory.together(() => {
      this.#memory.setup.put(setup)
      for (const pairing of followed.value) this.#memory.pairings.put(pairing)
      this.#clockwork.arrange(setup)
    })
    return ok(setup)
  }

  remove(): Promise<Result<true, Failure>> {
    return this.#turns.take(() => this.#removed())
  }

  async #removed(): Promise<Result<true, Failure>> {
    const open = this.#memory.runs.open()
    if (open) await this.cancel(String(open.id))
    await this.#backups.dropAll()
    const stored = this.#memory.setup.get()
    for (const side of SIDES)
      if (stored) await this.#outside.listen?.(stored.setup, side, NOTHING).catch(() => undefined)
    this.#memory.together(() => {
      for (const { no } of this.#memory.pairings.all()) this.#memory.dropPairing(no)
      this.#memory.ledger.clear()
      this.#memory.inbox.clear()
      this.#memory.timers.clear()
      this.#memory.feeds.clear()
      this.#memory.tidings.clear()
      this.#memory.erasings.clear()
      this.#memory.setup.drop()
    })
    this.#outside.wake(null)
    return ok(true)
  }

  async pause(): Promise<Result<SyncView, Failure>> {
    this.#memory.setup.pause(true)
    return this.view()
  }

  async resume(): Promise<Result<SyncView, Failure>> {
    this.#memory.setup.pause(false)
    this.#wakeNext()
    return this.view()
  }

  /** A stop is lifted, a pause is not. What is found to stand in the way still stops it again, with its sentence. */
  async reconnected(connectionId: string): Promise<void> {
    const stored = this.#memory.setup.get()
    if (!stored || stored.stopped === null) return
    const { left, right } = stored.setup
    if (left.connectionId !== connectionId && right.connectionId !== connectionId) return
    this.#memory.setup.pause(stored.paused)
    await this.#listen()
    this.#wakeNext()
  }

  async giveTicket(hash: string, listener: Listener): Promise<Result<number, Failure>> {
    if (!this.#memory.setup.get()) return notFound('sync')
    const now = this.#outside.clock.now()
    this.#memory.tickets.give(hash, listener, now + TICKET_LIFE_MS, now)
    return ok(now + TICKET_LIFE_MS)
  }

  /** Whose ticket is it, if it is one of ours that nobody used? It is used up by asking. */
  takeTicket(hash: string): Listener | null {
    return this.#memory.tickets.take(hash, this.#outside.clock.now())
  }

  async live(): Promise<LiveState | null> {
    return this.#pulse.state()
  }

  async hear(heard: HeardFrom): Promise<Result<{ readonly upTo: number }, Failure>> {
    if (!this.#memory.setup.get()) return notFound('sync')
    const taken = this.#clockwork.hear(heard)
    this.#wakeNext()
    return ok(taken)
  }

  async told(side: Side, state: FeedTold): Promise<Result<true, Failure>> {
    if (!this.#memory.setup.get()) return notFound('sync')
    this.#clockwork.told(side, state)
    this.#wakeNext()
    return ok(true)
  }

  /** Be woken when there is something to do: for the run that is open, or for the next of the clocks. */
  #wakeNext(): void {
    const { clock, wake } = this.#outside
    const open = this.#memory.runs.open()
    if (this.isUnderWay()) return wake(open?.wake ?? clock.now())
    const due = this.#clockwork.due()
    wake('at' in due ? due.at : clock.now())
  }

  // Pairings and their entries

  async pairings() {
    return ok(this.#paired())
  }
  async addPairing(draft: PairingDraft) {
    const made = await this.#heeded(this.#turns.take(() => this.#desk.addPairing(draft)))
    return made.ok ? ok(this.#named(made.value)) : made
  }
  async changePairing(entityType: string, patch: PairingPatch) {
    const changed = await this.#heeded(
      this.#turns.take(() => this.#desk.changePairing(entityType, patch)),
    )
    return changed.ok ? ok(this.#named(changed.value)) : changed
  }
  #paired(): NamedPairing[] {
    return this.#memory.pairings.all().map(({ json }) => this.#named(json))
  }
  #named(pairing: Pairing): NamedPairing {
    const { described } = this.#memory
    const { left, right } = pairing
    return {
      ...pairing,
      names: { left: described.nameOf('left', left), right: described.nameOf('right', right) },
      warnings: rivalsTold(this.#memory, pairing),
    }
  }
  removePairing(entityType: string) {
    return this.#heeded(this.#turns.take(() => this.#desk.removePairing(entityType)))
  }

  /** How the month's calls stand decides how often all is compared. */
  async #lookAtQuota(setup: SyncSetup): Promise<void> {
    // Who counts may be moving or restarting: what was known still holds.
    const known = await this.#outside.quota?.(setup).catch(() => undefined)
    if (known === undefined) return
    this.#memory.setup.setQuota(known)
    this.#memory.gauges.note(this.#outside.clock.now(), known?.used ?? null)
  }

  /** What is paired changed: the feeds hear of it before anybody is answered. */
  async #heeded<T>(work: Promise<T>): Promise<T> {
    const done = await work
    await this.#listen()
    return done
  }

  async #listen(): Promise<void> {
    const stored = this.#memory.setup.get()
    if (!stored || !this.#outside.listen) return
    const pairings = this.#memory.pairings.all().map(({ json }) => json)
    const isHeard = stored.setup.frequency === 'realtime'
    for (const side of SIDES) {
      const interest = isHeard ? this.#interestOn(side, pairings) : NOTHING
      // A feed that is moving or restarting is told with the next round of the clock.
      await this.#outside.listen(stored.setup, side, interest).catch(() => undefined)
    }
  }

  #interestOn(side: Side, pairings: readonly Pairing[]): Interest {
    const tables = [...new Set(pairings.map((pairing) => pairing[side]))]
    const fields: { [table: string]: readonly string[] } = {}
    for (const table of tables) {
      const heard = pairings
        .filter((pairing) => pairing[side] === table)
        .map((pairing) => heardOn(pairing, side, this.#memory.described.table(side, table)))
      if (heard.every((one) => one !== null)) fields[table] = [...new Set(heard.flat())]
    }
    return { tables, fields }
  }
  countFilter(entityType: string, side: Side, filter: Filter | null) {
    return this.#desk.countFilter(entityType, side, filter)
  }
  addEntry(entityType: string, draft: EntryDraft) {
    return this.#heeded(this.#turns.take(() => this.#desk.addEntry(entityType, draft)))
  }
  changeEntry(entityType: string, entryId: string, patch: Partial<EntryDraft>) {
    return this.#heeded(this.#turns.take(() => this.#desk.changeEntry(entityType, entryId, patch)))
  }
  suggest(...asked: Parameters<SyncRpc['suggest']>) {
    return this.#desk.suggest(...asked)
  }
  sample(entityType: string, draft: EntryDraft, limit: number) {
    return this.#desk.sample(entityType, draft, limit)
  }
  removeEntry(entityType: string, entryId: string) {
    return this.#heeded(this.#turns.take(() => this.#desk.removeEntry(entityType, entryId)))
  }

  // Runs

  async preview(
    ask: PreviewAsk = {},
    actor: string | null = null,
  ): Promise<Result<RunView, Failure>> {
    if (ask.draft === undefined)
      return this.#beginFor('preview', actor, previewOf(this.#memory, ask))
    return this.#beginFor('preview', actor, await this.#draftOf(ask.draft))
  }

  /** The mapping as it would be saved, checked like one that is, and kept nowhere but in the run. */
  async #draftOf(draft: MappingDraft): Promise<Result<Purpose, Failure>> {
    const drawn = new DrawnPairings(this.#memory.pairings)
    const desk = new PairingDesk(
      this.#memory,
      (setup, side) => this.#connector(setup, side),
      () => this.#outside.clock.now(),
      // Who writes a field is settled when the mapping is saved.
      new Ownership(this.#memory, async () => ok(null)),
      drawn,
    )
    const done = await drawUp(desk, draft)
    return done.ok ? ok({ is: 'draft', pairings: [...drawn.changed()] }) : done
  }

  async #connector(setup: SyncSetup, side: Side): Promise<Connector> {
    return (await this.#outside.port(setup, side, 'person')).connector
  }

  async undo(
    runId: string,
    record: RecordAsk | null,
    actor: string | null,
  ): Promise<Result<RunView, Failure>> {
    return this.#beginFor('preview', actor, undoOf(this.#memory, runId, record))
  }

  async retry(runId: string, actor: string | null): Promise<Result<RunView, Failure>> {
    const idle = this.#isIdle()
    return idle.ok ? this.#beginFor('run', actor, retryOf(this.#memory, runId)) : idle
  }

  async #beginFor(
    kind: Run['kind'],
    actor: string | null,
    purpose: Result<Purpose, Failure>,
  ): Promise<Result<RunView, Failure>> {
    return purpose.ok ? this.#begin(kind, actor, purpose.value) : purpose
  }

  async trigger(
    previewId: string | null,
    actor: string | null = null,
  ): Promise<Result<RunView, Failure>> {
    if (previewId === null) return this.#begin('run', actor)
    const { runs, pairings } = this.#memory
    const run = runs.get(Number(previewId))
    if (!run || run.kind !== 'preview') return notFound('preview')
    if (run.purpose.is === 'draft')
      return notNow(
        'This preview shows a mapping that is not saved. Save it first, then preview or run.',
      )
    if (run.state !== 'planned')
      return notNow('This preview is not ready, or was used already. Preview again.')
    const stands = this.#mayRun()
    if (!stands.ok) return stands
    const moved = pairings
      .all()
      .some(({ json }) => (run.versions[json.entityType] ?? json.version) !== json.version)
    if (moved)
      return notNow(
        'The mapping changed since this preview. Preview again to see what would happen now.',
      )
    if (this.#outside.clock.now() - run.started > PREVIEW_LIFE_MS)
      return notNow(
        'This preview is older than 15 minutes. Preview again to see what would happen now.',
      )
    const now = this.#outside.clock.now()
    runs.enter(run.id, 'writing', now, { kind: 'run', wake: null, actor: actor ?? run.actor })
    this.#outside.wake(now)
    return this.run(previewId)
  }

  #mayRun(): Result<true, Failure> {
    const stored = this.#memory.setup.get()
    if (!stored) return notFound('sync')
    if (stored.paused) return notNow('The sync is paused. Resume it first.')
    if (this.#memory.pairings.all().length === 0)
      return notNow('Nothing is paired yet. Pair a table with an object first.')
    return ok(true)
  }

  /** May something be begun now? */
  #isIdle(): Result<true, Failure> {
    const may = this.#mayRun()
    if (!may.ok) return may
    const open = this.#memory.runs.open()
    if (open?.state === 'asking')
      return notNow('A run waits for your approval. Approve or cancel it first.')
    // What was to be written for somebody at once is written by what they ask for now.
    const gives = open?.purpose.is === 'direct' && open.state !== 'writing'
    if (open && isWorking(open.state) && !gives)
      return notNow('A run is under way. Wait for it, or cancel it first.')
    return ok(true)
  }

  async #begin(
    kind: Run['kind'],
    actor: string | null,
    purpose: Purpose = { is: 'sync' },
  ): Promise<Result<RunView, Failure>> {
    const idle = this.#isIdle()
    if (!idle.ok) return idle
    const { clock, wake } = this.#outside
    const open = this.#memory.runs.open()
    // An old preview makes room for what is asked now.
    if (open) await this.cancel(String(open.id))
    const stopped = this.#memory.setup.get()?.stopped ?? null
    if (stopped !== null) this.#memory.setup.pause(false)
    if (purpose.is === 'draft') this.#memory.drafts.clear()
    const id = this.#memory.runs.add(kind, clock.now(), actor, purpose)
    wake(clock.now())
    return this.run(String(id))
  }

  // A few records by name

  async links(ask: LinkAsk, page: PageAsk) {
    return this.#links.list(ask, page)
  }
  async link(draft: LinkDraft, actor: string | null): Promise<Result<RunView, Failure>> {
    return this.#beginFor('run', actor, this.#links.linkOf(draft))
  }
  async unlink(id: string, then: Parting, actor: string | null) {
    return this.#beginFor('run', actor, this.#links.unlinkOf(id, then))
  }

  async atOnce(
    records: readonly RecordAsk[],
    actor: string | null,
  ): Promise<Result<RunView | null, Failure>> {
    const marks = marksOf(this.#memory, records)
    if (!marks.ok) return marks
    // Paused, it waits for the run that comes when it goes on.
    return this.#mayRun().ok ? this.#await(marks.value, actor) : ok(null)
  }

  async push(records: readonly RecordAsk[], actor: string | null) {
    const may = this.#mayRun()
    if (!may.ok) return may
    const marks = marksOf(this.#memory, records)
    if (!marks.ok) return marks
    const since = this.#outside.clock.now()
    // What stood in the way may be gone: if not, the run says so again.
    if (this.#memory.setup.get()?.stopped != null) this.#memory.setup.pause(false)
    for (const mark of marks.value) this.#memory.blocks.clear(mark.pairing, other(mark.side), mark.recordId) // prettier-ignore
    const run = await this.#await(
      marks.value.map((mark) => ({ ...mark, wanted: true as const })),
      actor,
    )
    return run.ok ? ok({ run: run.value, since }) : run
  }
  async look(side: Side, table: string, recordId: string) {
    return this.#records.look(side, table, recordId)
  }
  async ends() {
    return this.#records.ends()
  }
  async outcomes(ask: OutcomeAsk) {
    return this.#records.outcomes(ask)
  }

  async #await(
    marks: readonly Mark[],
    actor: string | null,
  ): Promise<Result<RunView | null, Failure>> {
    this.#memory.awaited.add(marks, actor, this.#outside.clock.now())
    const open = this.#memory.runs.open()
    if (open && this.#isStale(open)) await this.cancel(String(open.id))
    const id = this.#beginAwaited()
    return id === null ? ok(null) : this.run(String(id))
  }

  /** A preview that can no longer be run. */
  #isStale(run: Run): boolean {
    return run.state === 'planned' && this.#outside.clock.now() - run.started > PREVIEW_LIFE_MS
  }

  /** Begin a run for records that a person waits for, if there are any and nothing else is open. */
  #beginAwaited(): number | null {
    const { runs, awaited } = this.#memory
    if (runs.open() || !awaited.any()) return null
    const { clock, wake } = this.#outside
    const id = this.#memory.together(() => {
      const taken = awaited.take(MOST_AWAITED)
      return taken && runs.add('run', clock.now(), taken.actor, { is: 'direct', records: [...taken.records] }) // prettier-ignore
    })
    if (id !== null) wake(clock.now())
    return id
  }

  async runs(page: PageAsk, ask: RunAsk = {}): Promise<Result<Paged<RunView>, Failure>> {
    return runsOf(this.#memory, page, ask, this.#outside.clock.now())
  }

  async run(id: string): Promise<Result<RunView, Failure>> {
    return this.#run(id)
  }

  #run(id: string): Result<RunView, Failure> {
    const run = this.#memory.runs.get(Number(id))
    return run ? ok(runView(this.#memory, run, this.#outside.clock.now())) : notFound('run')
  }

  async summary(runId: string): Promise<Result<RunSummary, Failure>> {
    return this.#summary(runId)
  }

  #summary(runId: string): Result<RunSummary, Failure> {
    const stored = this.#memory.setup.get()
    const run = this.#memory.runs.get(Number(runId))
    if (!stored || !run) return notFound('run')
    return ok(summaryOf(this.#memory, stored.setup, run, this.#outside.clock.now()))
  }

  async writes(
    runId: string,
    page: PageAsk,
    ask: WriteAsk = {},
  ): Promise<Result<Paged<WriteView>, Failure>> {
    return this.#writes(runId, page, ask)
  }

  #writes(runId: string, page: PageAsk, ask: WriteAsk = {}): Result<Paged<WriteView>, Failure> {
    const run = this.#memory.runs.get(Number(runId))
    if (!run) return notFound('run')
    // A plan is shown when it is whole, and not before.
    if (!isPlanned(run.state)) return ok({ items: [], cursor: null })
    const { entityType, ...only } = ask
    const numbered = entityType === undefined ? null : this.#memory.pairings.get(entityType)
    if (numbered === undefined) return notFound('pairing')
    const found = this.#memory.plan.filtered(run.id, Number(page.cursor ?? 0), page.limit, {
      ...only,
      pairing: numbered?.no,
    })
    const last = found[page.limit - 1]
    const byNo = new Map(this.#memory.pairings.all().map((one) => [one.no, one]))
    const nameOf = this.#memory.described.names()
    return ok({
      items: found.map((write) =>
        // Not taken down yet, and yet nobody will write it.
        writeView(
          this.#memory,
          nameOf,
          isOver(run.state) && write.state === 'planned' ? { ...write, state: 'dropped' } : write,
          byNo.get(write.pairing)?.json,
        ),
      ),
      cursor: last ? String(last.id) : null,
    })
  }

  /** The same pages as by their names, from what is remembered alone. */
  page<Name extends PageName>(
    name: Name,
    asked: Parameters<Paging[Name]>,
  ): Result<unknown, Failure> {
    const pages: {
      readonly [N in PageName]: (...asked: Parameters<Paging[N]>) => Result<unknown, Failure>
    } = {
      ledger: (...one) => this.#ledger.page(...one),
      writes: (...one) => this.#writes(...one),
      conflicts: (page, ask = {}) => ok(this.#conflicts.list(page, ask)),
      matches: (page, ask = {}) => this.#reviews.list(page, ask),
      pairings: () => ok(this.#paired()),
      records: (...one) => this.#recordsOf(...one),
      runs: (page, ask = {}) => runsOf(this.#memory, page, ask, this.#outside.clock.now()),
      run: (id) => this.#run(id),
      summary: (runId) => this.#summary(runId),
      live: () => {
        const state = this.#pulse.state()
        return state ? ok(state) : notFound('sync')
      },
      view: (at) => this.#view(at),
    }
    return pages[name](...asked)
  }

  async approve(runId: string): Promise<Result<RunView, Failure>> {
    const run = this.#memory.runs.get(Number(runId))
    if (!run) return notFound('run')
    if (run.state !== 'asking') return notNow('This run does not wait for an approval.')
    const preview = run.kind === 'preview'
    this.#memory.runs.enter(run.id, 'writing', this.#outside.clock.now(), {
      kind: 'run',
      approved: 1,
      wake: null,
      says: preview ? null : run.says,
    })
    this.#outside.wake(this.#outside.clock.now())
    return this.run(runId)
  }

  async cancel(runId: string): Promise<Result<RunView, Failure>> {
    const run = this.#memory.runs.get(Number(runId))
    if (!run) return notFound('run')
    if (isOver(run.state)) return notNow('This run is over already.')
    const now = this.#outside.clock.now()
    this.#memory.together(() => {
      if (run.purpose.is === 'draft') this.#memory.endDraft(run)
      const { plan, runs } = this.#memory
      // What was sent is still settled: the run ends when every intent has its outcome.
      if (run.state === 'writing') plan.recall(run.id, now)
      const isSending = run.state === 'writing' && plan.isAnySent(run.id)
      const patch = { leaving: run.first }
      if (isSending) runs.change(run.id, { ...patch, stopping: 1 })
      else {
        const counts = plan.finalCounts(run.id)
        runs.enter(run.id, 'cancelled', now, { ...patch, ended: now, wake: null, counts })
      }
      leave(this.#memory, { id: run.id, leaving: run.first }, now)
    })
    if (this.#memory.runs.leaving() || this.#memory.awaited.any()) this.#outside.wake(now)
    return this.run(runId)
  }

  // What was written

  async ledger(query: LedgerQuery, order: 'oldest' | 'newest', page: PageAsk) {
    return this.#ledger.page(query, order, page)
  }
  async explain(
    entityType: string,
    side: Side,
    recordId: string,
    field: string,
  ): Promise<Result<Told, Failure>> {
    const stored = this.#memory.setup.get()
    if (!stored) return notFound('sync')
    const [left, right] = await Promise.all(
      SIDES.map((one) => this.#outside.port(stored.setup, one, 'person')),
    )
    const names = { left: left!.connector.name, right: right!.connector.name }
    return this.#ledger.explain(entityType, side, recordId, field, names)
  }
  async numbers(from: number): Promise<Result<NumbersView, Failure>> {
    return this.#memory.setup.get() ? ok(numbersOf(this.#memory, from)) : notFound('sync')
  }
  async address({ entityType, side, recordId }: RecordAsk): Promise<Result<string, Failure>> {
    const setup = this.#memory.setup.get()?.setup
    if (!setup) return notFound('sync')
    const { connector } = await this.#outside.port(setup, side, 'person')
    return addressOf(this.#memory, connector, { entityType, side, recordId })
  }
  async backUp(
    actor: string | null,
    entityType: string | null = null,
  ): Promise<Result<RunView, Failure>> {
    const idle = this.#isIdle()
    if (!idle.ok) return idle
    const backup = this.#backups.begin(entityType, this.#outside.clock.now())
    if (!backup.ok) return backup
    const begun = await this.#begin('run', actor, { is: 'backup', backup: backup.value })
    if (begun.ok) this.#memory.backups.madeBy(backup.value, Number(begun.value.id))
    else this.#memory.backups.drop(backup.value)
    return begun
  }
  async backups(page: PageAsk) {
    return ok(this.#backups.list(page))
  }
  async backupParts(id: string, after: number) {
    return this.#backups.parts(id, after)
  }
  dropBackup(id: string) {
    return this.#backups.drop(id)
  }
  async restore(
    id: string,
    ask: RestoreAsk,
    actor: string | null,
  ): Promise<Result<RunView, Failure>> {
    return this.#beginFor('preview', actor, this.#backups.restoreOf(id, ask))
  }

  async tidy(): Promise<number> {
    const stored = this.#memory.setup.get()
    if (!stored) return 0
    await this.#listen()
    await this.#lookAtQuota(stored.setup)
    const days = stored.setup.ledgerDays ?? LEDGER_DAYS
    const before = this.#outside.clock.now() - days * DAY_MS
    await this.#backups.tidy(before)
    this.#memory.gauges.prune(before)
    this.#memory.erasings.prune(before)
    return this.#memory.together(() => this.#memory.ledger.prune(before, TIDIED))
  }

  // What people decide

  async conflicts(
    page: PageAsk,
    ask: ConflictAsk = {},
  ): Promise<Result<Paged<ConflictView>, Failure>> {
    return ok(this.#conflicts.list(page, ask))
  }
  async matches(page: PageAsk, ask: MatchAsk = {}) {
    return this.#reviews.list(page, ask)
  }
  async answerMatches(answers: readonly MatchAnswer[]) {
    return this.#reviews.answer(answers)
  }
  async duplicates(entityType: string, side: Side, page: PageAsk) {
    return this.#reviews.duplicates(entityType, side, page)
  }
  resolveConflict(id: string, resolution: Resolution, actor: string) {
    return this.#conflicts.resolve(id, resolution, actor)
  }
  ignoreConflict(id: string) {
    return this.#conflicts.ignore(id)
  }
  resolveConflicts(
    which: Parameters<SyncRpc['resolveConflicts']>[0],
    resolution: Resolution,
    actor: string,
  ) {
    return this.#conflicts.resolveMany(which, resolution, actor)
  }
  async records(ask: StandingAsk, page: PageAsk): Promise<Result<Paged<StandingView>, Failure>> {
    return this.#recordsOf(ask, page)
  }

  #recordsOf(ask: StandingAsk, page: PageAsk): Result<Paged<StandingView>, Failure> {
    const pairing = this.#memory.pairings.get(ask.entityType)
    if (!pairing) return notFound('pairing')
    const standed = ask.standing === 'notCreated' ? 'not_created' : ask.standing
    return ok(
      standing(this.#memory.sql, { no: pairing.no, side: ask.side, standing: standed }, page),
    )
  }

  async holds(page: PageAsk, ask: HoldAsk = {}) {
    return ok(this.#holds.list(page, ask))
  }
  async hold(draft: HoldDraft, actor: string) {
    return this.#holds.hold(draft, actor)
  }
  async releaseHold(id: string, right: Side | null, actor: string) {
    return this.#holds.release(id, right, actor)
  }
  erase(record: RecordAsk, actor: string) {
    return this.#erasures.erase(record, actor)
  }
  async erasures(page: PageAsk) {
    return ok(this.#erasures.list(page))
  }

  // The alarm

  /** Is there a run that works without a person? */
  isUnderWay(): boolean {
    const open = this.#memory.runs.open()
    return open !== undefined && isWorking(open.state) && this.#memory.setup.get()?.paused === false
  }

  /** Is somebody who was erased still to be taken out of backups? */
  isErasing(): boolean {
    return this.#erasures.isGoing()
  }

  /**
   * Work for one slice. Returns when to be woken next, or null when there is nothing to do. Whatever state the last
   * slice was cut off in, this one goes on from the rows it left.
   */
  async tick(): Promise<number | null> {
    const all = [await this.#work(), await this.#spread(), await this.#erasures.goOn()]
    const next = all.filter((at) => at !== null)
    return next.length === 0 ? null : Math.min(...next)
  }

  async heed(heed: Heed): Promise<void> {
    this.#memory.together(() => this.#memory.tidings.heed(heed))
  }

  /** What others are to be told of is handed over. Returns when to go on with it; null where nothing is left. */
  async #spread(): Promise<number | null> {
    const { tidings, setup } = this.#memory
    const stored = setup.get()
    const { clock, spread } = this.#outside
    const rows = stored && spread ? tidings.first(HANDED_OVER) : []
    const last = rows.at(-1)
    if (!stored || !spread || !last) return null
    try {
      const told = rows.flatMap((row) => tidingOf(this.#memory, stored.setup, row) ?? [])
      const heed = await spread(stored.setup, told)
      this.#memory.together(() => {
        tidings.drop(last.n)
        tidings.heed(heed)
      })
    } catch {
      return clock.now() + SPREAD_AGAIN_MS
    }
    return tidings.isWaiting() ? clock.now() : null
  }

  async #work(): Promise<number | null> {
    const stored = this.#memory.setup.get()
    const { clock } = this.#outside
    if (!stored || stored.paused) return null
    const epoch = this.#memory.setup.nextEpoch()
    const until = clock.now() + SLICE_MS
    const budget = { rows: SLICE_ROWS }
    let ports: Ports = { run: null }
    const looked: Work['looked'] = new Map()
    for (;;) {
      const left = this.#memory.runs.leaving()
      if (left) {
        if (budget.rows <= 0) return clock.now()
        this.#memory.together(() => leave(this.#memory, left, clock.now()))
        budget.rows -= LEAVE_ROWS
        continue
      }
      const run = this.#memory.runs.open()
      if (!run && this.#beginAwaited() !== null) continue
      if (!run || !isWorking(run.state)) {
        const due = this.#clockwork.due()
        if ('at' in due) return due.at
        await this.#beginByItself(stored.setup, due.purpose)
        continue
      }
      if (run.wake !== null && run.wake > clock.now()) return run.wake
      if (budget.rows <= 0 || clock.now() >= until || this.#memory.setup.get()?.paused)
        return clock.now()
      if (ports.run !== run.id) ports = await this.#portsFor(stored.setup, run)
      const work: Work = {
        memory: this.#memory,
        setup: stored.setup,
        ports,
        clock,
        shelf: this.#outside.shelf,
        run,
        epoch,
        until,
        budget,
        looked,
      }
      const step = await advance(work)
      if (step.is === 'failed' && step.failure.reason === 'quota_spent') this.#clockwork.spent()
      if (run.purpose.is === 'sync' && step.is === 'next' && step.to === 'done')
        this.#memory.feeds.compared(run.started, clock.now())
      if (run.purpose.is === 'events' && step.is === 'next' && step.to === 'done')
        this.#memory.dropIdleRun(run.id)
      if (step.is === 'wait' && Number.isFinite(step.until)) return step.until
    }
  }
  async #portsFor(setup: SyncSetup, run: Run): Promise<Both<Port> & { readonly run: number }> {
    const [left, right] = await Promise.all(
      SIDES.map((side) => this.#outside.port(setup, side, paceOf(run))),
    )
    return { run: run.id, left: left!, right: right! }
  }

  /** What the clock or the inbox asks for. A preview that nobody used in time makes room. */
  async #beginByItself(setup: SyncSetup, purpose: Purpose): Promise<void> {
    const { runs } = this.#memory
    const open = runs.open()
    if (open) await this.cancel(String(open.id))
    this.#memory.together(() => {
      runs.add('run', this.#outside.clock.now(), SCHEDULE, purpose)
      if (purpose.is === 'sync') this.#clockwork.began(setup)
    })
  }
}

/** The ports of the run that was worked on last: each run has a class of its own. */
type Ports = { readonly run: null } | (Both<Port> & { readonly run: number })

/** Who is served first: whoever waits for a preview; then what changed; then what a person began; the night's rounds last. */
function paceOf({ kind, purpose, actor }: Run): PaceClass {
  if (kind === 'preview' || isNamed(purpose)) return 'person'
  if (purpose.is === 'events') return 'event'
  return actor === SCHEDULE ? 'sweep' : 'first'
}
