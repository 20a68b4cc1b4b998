import { DurableObject } from 'cloudflare:workers'
import type { Interest } from '../../connectors/feed.ts'
import { type Bindings, type Deps, deps } from '../../deps.ts'
import type { Port } from '../../run/work.ts'
import type { PaceClass } from '../../../shared/pace.ts'
import type { Side } from '../../../shared/record.ts'
import { signedOutOf } from '../connection/rpc.ts'
import { migrate } from '../migrate.ts'
import { Agreement } from './agreement.ts'
import type { FeedTold } from './feeds.ts'
import { Memory } from './memory.ts'
import { Lines } from './lines.ts'
import { Pages } from './pages.ts'
import { LIVE_EVERY_MS } from './pulse.ts'
import type {
  ConflictAsk,
  EntryDraft,
  MatchAnswer,
  MatchAsk,
  HeardFrom,
  HoldAsk,
  HoldDraft,
  LedgerQuery,
  LinkAsk,
  LinkDraft,
  PageAsk,
  PageQuestion,
  PairingDraft,
  PairingPatch,
  OutcomeAsk,
  PreviewAsk,
  RecordAsk,
  RestoreAsk,
  Resolution,
  RunAsk,
  StandingAsk,
  SyncRpc,
  SyncSetup,
  WriteAsk,
} from './rpc.ts'
import type { Parting } from './purpose.ts'
import { MIGRATIONS } from './schema.ts'

/** A slice that threw is tried again after this long: `alarm()` itself never throws, or the platform gives it up. */
const AFTER_A_FAULT_MS = 5_000
/** A slice that shows no life for this long is taken for dead. */
const NET_MS = 10_000
/** Couriers at once: enough under way to reach a vendor's pace at slow round trips (600 ms), and to have the next ready. */
const LANES = { single: 7, bulk: 4 }

/** The object of one sync: it parses nothing and decides nothing, it keeps the database and the alarm. */
export class SyncObject extends DurableObject<Bindings> implements SyncRpc {
  readonly #deps: Deps
  readonly #agreement: Agreement
  #awake = false
  #announcing = false
  readonly #lines: Lines
  readonly #pages: Pages
  #announced = 0

  constructor(state: DurableObjectState, env: Bindings) {
    super(state, env)
    this.#deps = deps(env)
    migrate(state.storage, MIGRATIONS)
    // Whoever asks whether we are there is answered without waking anybody.
    state.setWebSocketAutoResponse(new WebSocketRequestResponsePair('ping', 'pong'))
    this.#lines = new Lines(state, this.#deps.clock, ({ workspaceId }, keyIds) =>
      this.#agreement
        .id()
        .then((id) => (id === null ? [] : this.#deps.workspace(workspaceId).hears(keyIds, id))),
    )
    const memory = new Memory(state.storage)
    this.#pages = new Pages(memory.sql, this.#deps.newId(''))
    this.#agreement = new Agreement(memory, {
      clock: this.#deps.clock,
      port: (setup, side, pace) => this.#port(setup, side, pace),
      own: ({ workspaceId, id, name }, fields) =>
        this.#deps.workspace(workspaceId).own({ id, name }, fields),
      shelf: this.#deps.shelf,
      listen: (setup, side, interest) => this.#listen(setup, side, interest),
      quota: (setup) => this.#deps.quota(setup.left, setup.plan ?? null),
      spread: ({ id, workspaceId, left, right }, tidings) =>
        this.#deps
          .workspace(workspaceId)
          .spread({ syncId: id, resources: [left.resource, right.resource], tidings }),
      wake: (at) => void this.#wake(at),
    })
    // Made anew while a run is under way: whoever worked on it is gone, and nobody else will tell us.
    if (this.#agreement.isUnderWay() || this.#agreement.isErasing())
      void this.#wake(this.#deps.clock.now())
  }

  async #port(setup: SyncSetup, side: Side, pace: PaceClass): Promise<Port> {
    const { connectionId, vendor, resource } = setup[side]
    const connector = await this.#deps.connector(connectionId, vendor, resource, pace)
    return {
      connector,
      lanes: connector.limits.batch > 1 ? LANES.bulk : LANES.single,
      suspect: async () => {
        const connection = this.#deps.connection(connectionId)
        await connection.test()
        const seen = await connection.view()
        const isOut = seen.ok && seen.value.state === 'signed_out'
        return isOut ? signedOutOf(seen.value, connector.name) : null
      },
      write: (table, fields, writes, deadline) =>
        this.#deps.courier({
          connectionId,
          vendor,
          resource,
          pace,
          table,
          fields,
          writes,
          deadline,
        }),
    }
  }

  async #listen(setup: SyncSetup, side: Side, { tables, fields }: Interest): Promise<void> {
    const { connectionId, vendor, resource } = setup[side]
    const feed = this.#deps.feed(vendor, resource)
    if (tables.length === 0) await feed.leave(setup.id)
    else {
      const { id: syncId, workspaceId } = setup
      await feed.listen(vendor, resource, {
        syncId,
        workspaceId,
        side,
        tables,
        fields,
        connectionId,
      })
    }
  }

  /** The live line: a socket that sleeps with the object and wakes with it, opened by a ticket. */
  override async fetch(request: Request): Promise<Response> {
    const listener = this.#agreement.takeTicket(request.headers.get('x-ticket') ?? '')
    if (listener === null || request.headers.get('upgrade') !== 'websocket')
      return new Response(null, { status: 401 })
    if (!(await this.#lines.mayHear(listener))) return new Response(null, { status: 401 })
    const { 0: theirs, 1: ours } = new WebSocketPair()
    const since = new URL(request.url).searchParams.get('since')
    this.#lines.open(ours, listener, await this.#agreement.live(), since)
    return new Response(null, { status: 101, webSocket: theirs })
  }

  /** The other end has closed, or has answered our closing: only with our word the line is down. */
  override async webSocketClose(socket: WebSocket): Promise<void> {
    this.#lines.down(socket)
  }

  /** Whoever listens is told how it stands, at most four times a second; the last state is never left out. */
  #announce(): void {
    if (this.#announcing || this.ctx.getWebSockets().length === 0) return
    this.#announcing = true
    setTimeout(() => {
      this.#announcing = false
      void this.#agreement.live().then(async (state) => {
        if (state === null || state.seq === this.#announced) return
        this.#announced = state.seq
        await this.#lines.say(state)
      })
    }, LIVE_EVERY_MS)
  }

  async #wake(at: number | null): Promise<void> {
    this.#announce()
    if (at === null) await this.ctx.storage.deleteAlarm()
    else await this.ctx.storage.setAlarm(this.#deps.toReal(at))
  }

  override async alarm(): Promise<void> {
    // One slice at a time: whoever wakes us meanwhile is served when it ends.
    if (this.#awake) return
    this.#awake = true
    const { clock, log, toReal } = this.#deps
    // If this slice is cut off without a trace, another one begins by itself soon after the last beat.
    const beat = () => void this.#wake(clock.now() + NET_MS)
    beat()
    const heart = setInterval(beat, toReal(NET_MS / 2) - toReal(0))
    const pulse = setInterval(() => this.#announce(), LIVE_EVERY_MS)
    let next: number | null = clock.now() + AFTER_A_FAULT_MS
    try {
      next = await this.#agreement.tick()
    } catch (fault) {
      log('error', 'slice_failed', { fault: fault instanceof Error ? fault.name : 'unknown' })
    } finally {
      clearInterval(heart)
      clearInterval(pulse)
      this.#awake = false
      await this.#wake(next)
    }
  }

  setUp(setup: SyncSetup) {
    return this.#agreement.setUp(setup)
  }
  view() {
    return this.#agreement.view()
  }
  change(patch: Parameters<SyncRpc['change']>[0]) {
    return this.#agreement.change(patch)
  }
  async remove() {
    const removed = await this.#agreement.remove()
    this.#lines.end('This sync was removed.')
    return removed
  }
  giveTicket(...asked: Parameters<SyncRpc['giveTicket']>) {
    return this.#agreement.giveTicket(...asked)
  }
  recheck() {
    return this.#lines.recheck()
  }
  heed(...asked: Parameters<SyncRpc['heed']>) {
    return this.#agreement.heed(...asked)
  }
  async marked(questions: readonly PageQuestion[]) {
    return questions.map(({ name, asked, mark }) =>
      this.#pages.of(JSON.stringify([name, asked]), mark, () => this.#agreement.page(name, asked)),
    )
  }
  live() {
    return this.#agreement.live()
  }
  hear(heard: HeardFrom) {
    return this.#agreement.hear(heard)
  }
  told(side: Side, state: FeedTold) {
    return this.#agreement.told(side, state)
  }
  pause() {
    this.#announce()
    return this.#agreement.pause()
  }
  resume() {
    return this.#agreement.resume()
  }
  reconnected(connectionId: string) {
    return this.#agreement.reconnected(connectionId)
  }
  pairings() {
    return this.#agreement.pairings()
  }
  addPairing(draft: PairingDraft) {
    return this.#agreement.addPairing(draft)
  }
  changePairing(entityType: string, patch: PairingPatch) {
    return this.#agreement.changePairing(entityType, patch)
  }
  removePairing(entityType: string) {
    return this.#agreement.removePairing(entityType)
  }
  countFilter(...asked: Parameters<SyncRpc['countFilter']>) {
    return this.#agreement.countFilter(...asked)
  }
  addEntry(entityType: string, draft: EntryDraft) {
    return this.#agreement.addEntry(entityType, draft)
  }
  changeEntry(entityType: string, entryId: string, patch: Partial<EntryDraft>) {
    return this.#agreement.changeEntry(entityType, entryId, patch)
  }
  suggest(...asked: Parameters<SyncRpc['suggest']>) {
    return this.#agreement.suggest(...asked)
  }
  sample(...asked: Parameters<SyncRpc['sample']>) {
    return this.#agreement.sample(...asked)
  }
  removeEntry(entityType: string, entryId: string) {
    return this.#agreement.removeEntry(entityType, entryId)
  }
  preview(ask: PreviewAsk = {}, actor: string | null = null) {
    return this.#agreement.preview(ask, actor)
  }
  undo(runId: string, record: RecordAsk | null, actor: string | null) {
    return this.#agreement.undo(runId, record, actor)
  }
  retry(runId: string, actor: string | null) {
    return this.#agreement.retry(runId, actor)
  }
  trigger(previewId: string | null, actor: string | null = null) {
    return this.#agreement.trigger(previewId, actor)
  }
  runs(page: PageAsk, ask: RunAsk = {}) {
    return this.#agreement.runs(page, ask)
  }
  run(id: string) {
    return this.#agreement.run(id)
  }
  writes(runId: string, page: PageAsk, ask: WriteAsk = {}) {
    return this.#agreement.writes(runId, page, ask)
  }
  summary(runId: string) {
    return this.#agreement.summary(runId)
  }
  approve(runId: string) {
    return this.#agreement.approve(runId)
  }
  cancel(runId: string) {
    return this.#agreement.cancel(runId)
  }
  conflicts(page: PageAsk, ask?: ConflictAsk) {
    return this.#agreement.conflicts(page, ask)
  }
  matches(page: PageAsk, ask?: MatchAsk) {
    return this.#agreement.matches(page, ask)
  }
  answerMatches(answers: readonly MatchAnswer[]) {
    return this.#agreement.answerMatches(answers)
  }
  duplicates(entityType: string, side: Side, page: PageAsk) {
    return this.#agreement.duplicates(entityType, side, page)
  }
  resolveConflict(id: string, resolution: Resolution, actor: string) {
    return this.#agreement.resolveConflict(id, resolution, actor)
  }
  ignoreConflict(id: string) {
    return this.#agreement.ignoreConflict(id)
  }
  resolveConflicts(
    which: Parameters<SyncRpc['resolveConflicts']>[0],
    resolution: Resolution,
    actor: string,
  ) {
    return this.#agreement.resolveConflicts(which, resolution, actor)
  }
  records(ask: StandingAsk, page: PageAsk) {
    return this.#agreement.records(ask, page)
  }
  holds(page: PageAsk, ask?: HoldAsk) {
    return this.#agreement.holds(page, ask)
  }
  links(ask: LinkAsk, page: PageAsk) {
    return this.#agreement.links(ask, page)
  }
  link(draft: LinkDraft, actor: string | null) {
    return this.#agreement.link(draft, actor)
  }
  unlink(id: string, then: Parting, actor: string | null) {
    return this.#agreement.unlink(id, then, actor)
  }
  atOnce(records: readonly RecordAsk[], actor: string | null) {
    return this.#agreement.atOnce(records, actor)
  }
  look(side: Side, table: string, recordId: string) {
    return this.#agreement.look(side, table, recordId)
  }
  push(records: readonly RecordAsk[], actor: string | null) {
    return this.#agreement.push(records, actor)
  }
  ends() {
    return this.#agreement.ends()
  }
  outcomes(ask: OutcomeAsk) {
    return this.#agreement.outcomes(ask)
  }
  ledger(query: LedgerQuery, order: 'oldest' | 'newest', page: PageAsk) {
    return this.#agreement.ledger(query, order, page)
  }
  explain(entityType: string, side: Side, recordId: string, field: string) {
    return this.#agreement.explain(entityType, side, recordId, field)
  }
  numbers(from: number) {
    return this.#agreement.numbers(from)
  }
  address(record: RecordAsk) {
    return this.#agreement.address(record)
  }
  tidy() {
    return this.#agreement.tidy()
  }
  backUp(actor: string | null, entityType: string | null) {
    return this.#agreement.backUp(actor, entityType)
  }
  backups(page: PageAsk) {
    return this.#agreement.backups(page)
  }
  backupParts(id: string, after: number) {
    return this.#agreement.backupParts(id, after)
  }
  dropBackup(id: string) {
    return this.#agreement.dropBackup(id)
  }
  restore(id: string, ask: RestoreAsk, actor: string | null) {
    return this.#agreement.restore(id, ask, actor)
  }
  hold(draft: HoldDraft, actor: string) {
    return this.#agreement.hold(draft, actor)
  }
  releaseHold(id: string, right: Side | null, actor: string) {
    return this.#agreement.releaseHold(id, right, actor)
  }
  erase(record: RecordAsk, actor: string) {
    return this.#agreement.erase(record, actor)
  }
  erasures(page: PageAsk) {
    return this.#agreement.erasures(page)
  }
}
