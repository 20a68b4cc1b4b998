import { DurableObject } from 'cloudflare:workers'
import * as z from 'zod'
import type { Failure } from '../../../shared/failure.ts'
import type { AuditEntry } from '../../../shared/audit.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import { allows, NEEDS, type Role } from '../../../shared/role.ts'
import { openAllowances } from '../../allowance.ts'
import { type Bindings, deps, type Deps } from '../../deps.ts'
import { hashOf, spellKey } from '../../key.ts'
import { openSafe, type Safe } from '../safe.ts'
import { migrateWhenKept } from '../migrate.ts'
import { watched, type WatchedSql, type WatchedStore } from '../watched.ts'
import type { Heed } from '../sync/tidings.ts'
import { openAnswers } from './answers.ts'
import { openAudit } from './audit.ts'
import { openClaims } from './claims.ts'
import { openHoldings } from './holdings.ts'
import { openInvitations } from './invitations.ts'
import { openKeys } from './keys.ts'
import { openMembers } from './members.ts'
import { openOwned } from './owned.ts'
import { openProofs } from './proofs.ts'
import { openSubscriptions, type SubscriptionRow } from './subscriptions.ts'
import { tell } from './teller.ts'
import {
  type AuditAsk,
  type AuditTrail,
  type Caller,
  type ClaimRpc,
  type ConnectionEntry,
  type Deed,
  type DirectoryRpc,
  type FreshInvitation,
  type FreshKey,
  type InvitationDraft,
  type InvitationView,
  type KeyDraft,
  type KeyView,
  type MemberView,
  type News,
  type Ownable,
  type Owner,
  type Person,
  type Remembered,
  roleOf,
  type SubscriptionDraft,
  type SubscriptionView,
  type SyncEntry,
  type WorkspaceRpc,
} from './rpc.ts'
import { MIGRATIONS } from './schema.ts'

const WorkspaceRow = z.object({ id: z.string(), name: z.string() })

/** So long a session lasts (ms); then its member shows again what they may do on the base. */
const SESSION_LASTS = 30 * 24 * 3_600_000
/** After a fault in the midst of telling, it goes on so much (ms) later. */
const AFTER_A_FAULT_MS = 30_000
const Address = z.object({ url: z.string(), secret: z.string() })
const ListedRow = z.object({ workspace_id: z.string() })

/** One customer; under other names the claim of one resource, or the directory of all customers. */
export class WorkspaceObject
  extends DurableObject<Bindings>
  implements WorkspaceRpc, ClaimRpc, DirectoryRpc
{
  readonly #deps: Deps
  readonly #store: WatchedStore
  readonly #sql: WatchedSql
  readonly #keys: ReturnType<typeof openKeys>
  readonly #holdings: ReturnType<typeof openHoldings>
  readonly #answers: ReturnType<typeof openAnswers>
  readonly #owned: ReturnType<typeof openOwned>
  readonly #claims: ReturnType<typeof openClaims>
  readonly #members: ReturnType<typeof openMembers>
  readonly #invitations: ReturnType<typeof openInvitations>
  readonly #audit: ReturnType<typeof openAudit>
  readonly #proofs: ReturnType<typeof openProofs>
  readonly #subscriptions: ReturnType<typeof openSubscriptions>
  readonly #safe: Safe
  #telling = false
  readonly #calls: ReturnType<typeof openAllowances>
  #known: string | null = null

  constructor(ctx: DurableObjectState, env: Bindings) {
    super(ctx, env)
    this.#deps = deps(env)
    this.#store = watched(migrateWhenKept(ctx.storage, MIGRATIONS))
    this.#sql = this.#store.sql
    this.#keys = openKeys(this.#sql)
    this.#holdings = openHoldings(this.#sql)
    this.#answers = openAnswers(this.#sql)
    this.#claims = openClaims(this.#sql)
    this.#members = openMembers(this.#sql)
    this.#invitations = openInvitations(this.#sql)
    this.#audit = openAudit(this.#sql)
    this.#calls = openAllowances(this.#deps.callsPerMinute, this.#deps.clock)
    this.#owned = openOwned(this.#store)
    this.#subscriptions = openSubscriptions(this.#sql)
    this.#safe = openSafe(this.#deps.ring, this.#deps.dice)
    this.#proofs = openProofs({
      sql: this.#sql,
      clock: this.#deps.clock,
      provedForMs: this.#deps.rolesProvedForMs,
      ask: (witness) => this.#deps.connection(witness).test(),
      changed: (member, role) =>
        this.note({
          actor: 'the service they signed in at',
          action: role === null ? 'ended somebody’s sessions' : 'changed somebody’s role',
          about: { member, ...(role === null ? {} : { role }) },
        }),
      forget: async (witness) => void (await this.#deps.connection(witness).disconnect()),
    })
  }

  async open({ id, name }: { id: string; name: string }): Promise<Result<FreshKey, Failure>> {
    const made = await this.#freshKey(id)
    if (this.#id() !== null) return err({ reason: 'taken', what: 'This workspace' })
    const first = { name: 'First key', role: 'admin', scopes: [], expiresAt: null, connectionId: null } as const // prettier-ignore
    return ok(
      this.#store.transactionSync(() => {
        this.#found(id, name)
        return { ...this.#keys.add(first, made), key: made.key }
      }),
    )
  }

  async found({ id, name }: { id: string; name: string }): Promise<Result<true, Failure>> {
    if (this.#id() !== null) return err({ reason: 'taken', what: 'This workspace' })
    this.#found(id, name)
    return ok(true)
  }

  #found(id: string, name: string): void {
    this.#sql.exec(
      'insert into workspace (one, id, name, created_at) values (1, ?, ?, ?)',
      id,
      name,
      this.#now(),
    )
  }

  async about(): Promise<Result<{ id: string; name: string }, Failure>> {
    const [row] = this.#sql.exec('select id, name from workspace').toArray()
    return row ? ok(WorkspaceRow.parse(row)) : err({ reason: 'not_found', what: 'workspace' })
  }

  async caller(
    hash: string,
    syncId: string | null,
    unheard: number,
  ): Promise<Result<Caller, Failure>> {
    const id = this.#id()
    if (id !== null) await this.#proofs.look(hash)
    const caller = id === null ? null : this.#keys.use(id, hash, this.#now())
    if (caller === null) return err({ reason: 'no_key' })
    if (!caller.ok) return caller
    const taken = this.#calls.take(caller.value.keyId, unheard)
    if (!taken.ok) return err({ reason: 'too_often', waitMs: taken.waitMs })
    const sync = syncId === null ? null : this.#holdings.sync(syncId, caller.value.place)
    return ok({
      ...caller.value,
      allowance: taken.allowance,
      sync: sync?.ok ? sync.value : null,
    })
  }

  async hears(keyIds: readonly string[], syncId: string): Promise<readonly string[]> {
    const id = this.#id()
    if (id === null) return []
    await Promise.all(keyIds.map((keyId) => this.#proofs.look(keyId)))
    return keyIds.filter((keyId) => {
      const caller = this.#keys.find(id, keyId, this.#now())
      return (
        caller.ok &&
        allows(NEEDS['GET /api/crm/sync/live'], caller.value) &&
        this.#holdings.sync(syncId, caller.value.place).ok
      )
    })
  }

  /** Somebody may hear less from now on: whoever speaks to them looks at once, and nobody waits for that. */
  #tellLines(): void {
    const syncs = this.#holdings.syncs(null)
    this.ctx.waitUntil(Promise.allSettled(syncs.map(({ id }) => this.#deps.sync(id).recheck())))
  }

  async keys(): Promise<Result<readonly KeyView[], Failure>> {
    return ok(this.#keys.list())
  }

  async createKey(draft: KeyDraft): Promise<Result<FreshKey, Failure>> {
    const id = this.#id()
    if (id === null) return err({ reason: 'not_found', what: 'workspace' })
    const made = await this.#freshKey(id)
    return ok({ ...this.#keys.add(draft, made), key: made.key })
  }

  async revokeKey(id: string): Promise<Result<true, Failure>> {
    const removed = this.#keys.remove(id)
    this.#tellLines()
    this.#dropLost()
    return removed
  }

  async openSession(
    memberId: string,
    connectionId: string | null,
    witness: string | null,
  ): Promise<Result<FreshKey, Failure>> {
    const id = this.#id()
    const member = this.#members.get(memberId)
    if (!member.ok) return member
    if (id === null) return err({ reason: 'not_found', what: 'workspace' })
    const made = await this.#freshKey(id)
    // What the base allows is stored with the session; what an admin gives later counts from then on.
    const { name, derived } = member.value
    const expiresAt = made.now + SESSION_LASTS
    const draft = { name, role: derived, scopes: [], expiresAt, connectionId }
    const view = this.#keys.add(draft, made, memberId, witness)
    if (witness !== null) this.#proofs.collected(witness)
    return ok({ ...view, role: roleOf(member.value), key: made.key })
  }

  async enter(person: Person, witness: string | null): Promise<Result<MemberView, Failure>> {
    if (witness !== null) this.#proofs.keep(witness, this.#now())
    return ok(this.#members.enter(person, this.#deps.newId('m'), this.#now()))
  }

  async members(): Promise<Result<readonly MemberView[], Failure>> {
    return ok(this.#members.list())
  }

  async giveRole(memberId: string, role: Role | null): Promise<Result<MemberView, Failure>> {
    const given = this.#members.give(memberId, role)
    this.#tellLines()
    this.#dropLost()
    return given
  }

  async removeMember(memberId: string): Promise<Result<true, Failure>> {
    return this.#store.transactionSync(() => {
      this.#keys.removeOf(memberId)
      const removed = this.#members.remove(memberId)
      this.#tellLines()
      this.#dropLost()
      return removed
    })
  }

  async invite(draft: InvitationDraft): Promise<Result<FreshInvitation, Failure>> {
    const secret = this.#deps.newId('', 32)
    const made = { id: this.#deps.newId('i'), hash: await hashOf(secret), now: this.#now() }
    return ok({ ...this.#invitations.add(draft, made), secret })
  }

  async invitations(): Promise<Result<readonly InvitationView[], Failure>> {
    return ok(this.#invitations.list(this.#now()))
  }

  async invitation(hash: string): Promise<Result<InvitationView, Failure>> {
    return this.#invitations.find(hash, this.#now())
  }

  async accept(invitationId: string, person: Person): Promise<Result<MemberView, Failure>> {
    return this.#store.transactionSync(() => {
      if (!this.#invitations.isOpen(invitationId, this.#now()))
        return err({ reason: 'not_found', what: 'invitation' })
      const member = this.#members.enter(person, this.#deps.newId('m'), this.#now())
      this.#invitations.use(invitationId, member.id)
      return ok(member)
    })
  }

  async withdraw(invitationId: string): Promise<Result<true, Failure>> {
    return this.#invitations.remove(invitationId)
  }

  async note(deed: Deed): Promise<void> {
    // What belongs to no workspace has no trail.
    if (this.#id() !== null) await this.#audit.add(deed, this.#now())
  }

  async auditNewest(
    under: number,
    limit: number,
    ask: AuditAsk,
  ): Promise<Result<AuditTrail, Failure>> {
    return ok(this.#audit.newest(under, limit, ask))
  }

  async auditOldest(over: number, limit: number): Promise<Result<readonly AuditEntry[], Failure>> {
    return ok(this.#audit.oldest(over, limit))
  }

  async auditHead(): Promise<Result<AuditEntry | null, Failure>> {
    return ok(this.#audit.last())
  }

  async connections(
    place: string | null = null,
  ): Promise<Result<readonly ConnectionEntry[], Failure>> {
    return ok(this.#holdings.connections(place))
  }

  async connection(
    id: string,
    place: string | null = null,
  ): Promise<Result<ConnectionEntry, Failure>> {
    return this.#holdings.connection(id, place)
  }

  async addConnection(entry: ConnectionEntry): Promise<Result<true, Failure>> {
    this.#holdings.addConnection(entry, this.#now())
    return ok(true)
  }

  async removeConnection(id: string): Promise<Result<true, Failure>> {
    this.#holdings.removeConnection(id)
    this.#tellLines()
    this.#dropLost()
    return ok(true)
  }

  async syncs(place: string | null = null): Promise<Result<readonly SyncEntry[], Failure>> {
    return ok(this.#holdings.syncs(place))
  }

  async sync(id: string, place: string | null = null): Promise<Result<SyncEntry, Failure>> {
    return this.#holdings.sync(id, place)
  }

  async addSync(id: string, connections: readonly string[]): Promise<Result<SyncEntry, Failure>> {
    return ok(this.#holdings.addSync(id, connections, this.#now()))
  }

  async removeSync(id: string): Promise<Result<true, Failure>> {
    this.#holdings.removeSync(id)
    this.#owned.release(id)
    return ok(true)
  }

  async own(owner: Owner, fields: readonly Ownable[]) {
    return ok(this.#owned.own(owner, fields))
  }

  async subscribe(draft: SubscriptionDraft): Promise<Result<SubscriptionView, Failure>> {
    const id = this.#deps.newId('n')
    const address = JSON.stringify({ url: draft.url, secret: draft.secret })
    const kept = await this.#safe.close(this.#ownerOf(id), address)
    const made = this.#store.transactionSync(() =>
      this.#subscriptions.add(draft, { id, address: kept, now: this.#now() }),
    )
    // When this answers, nothing that happens from now on is missed.
    if (made.ok) await Promise.all(this.#heard())
    return made
  }

  async subscriptions(keyId: string): Promise<Result<readonly SubscriptionView[], Failure>> {
    return ok(this.#subscriptions.of(keyId))
  }

  async unsubscribe(keyId: string, which: string): Promise<Result<true, Failure>> {
    const removed = this.#store.transactionSync(() => this.#subscriptions.remove(keyId, which))
    if (removed.ok) this.ctx.waitUntil(Promise.allSettled(this.#heard()))
    return removed
  }

  async heed(): Promise<Heed> {
    return this.#subscriptions.heed()
  }

  async spread({ syncId, resources, tidings }: News): Promise<Heed> {
    const mayHear = (one: SubscriptionRow): boolean => {
      const caller = this.#hearer(one.key_id)
      if (caller === null || !this.#holdings.sync(syncId, caller.place).ok) return false
      return caller.resource === null || resources.includes(caller.resource)
    }
    const hearers = new Set(this.#subscriptions.list().filter(mayHear).map(({ id }) => id)) // prettier-ignore
    this.#store.transactionSync(() =>
      this.#subscriptions.put(tidings, ({ id }) => hearers.has(id), this.#now()),
    )
    if (!this.#telling) await this.#wakeTeller(this.#subscriptions.next())
    return this.#subscriptions.heed()
  }

  /** Who asked to be told, if they may still hear anything. */
  #hearer(keyId: string): Omit<Caller, 'allowance' | 'sync'> | null {
    const id = this.#id()
    const caller = id === null ? null : this.#keys.find(id, keyId, this.#now())
    return caller?.ok && allows(NEEDS['POST /api/crm/subscriptions'], caller.value)
      ? caller.value
      : null
  }

  /** Whoever lost the right to hear is told no more. */
  #dropLost(): void {
    if (this.#subscriptions.dropUnless((keyId) => this.#hearer(keyId) !== null))
      this.ctx.waitUntil(Promise.allSettled(this.#heard()))
  }

  /** Every sync learns what is wanted to be heard. */
  #heard(): Promise<void>[] {
    const heed = this.#subscriptions.heed()
    return this.#holdings.syncs(null).map(({ id }) => this.#deps.sync(id).heed(heed))
  }

  #ownerOf(subscription: string) {
    return { workspaceId: this.#id() ?? '', connectionId: subscription }
  }

  async #renewAddresses(): Promise<void> {
    for (const { id, address } of this.#subscriptions.list()) {
      const fresh = await this.#safe.renew(this.#ownerOf(id), address)
      if (fresh !== address) this.#subscriptions.keep(id, fresh)
    }
  }

  async #wakeTeller(at: number | null): Promise<void> {
    if (at !== null) await this.ctx.storage.setAlarm(this.#deps.toReal(Math.max(at, this.#now())))
  }

  /** Tells what is to be told now, and comes back for the rest. It never throws, or the platform would give it up. */
  override async alarm(): Promise<void> {
    const { die, log, doorbell } = this.#deps
    let next: number | null = this.#now() + AFTER_A_FAULT_MS
    this.#telling = true
    try {
      // Cut off without a trace, it begins again by itself.
      await this.#wakeTeller(next)
      next = await tell({
        subscriptions: this.#subscriptions,
        ring: doorbell,
        addressOf: async ({ id, address }) => {
          const open = await this.#safe.open(this.#ownerOf(id), address)
          return open === null ? null : Address.parse(JSON.parse(open))
        },
        now: () => this.#now(),
        die,
      })
    } catch (fault) {
      log('error', 'telling_failed', { fault: fault instanceof Error ? fault.name : 'unknown' })
    } finally {
      this.#telling = false
    }
    if (next === null) await this.ctx.storage.deleteAlarm()
    else await this.#wakeTeller(next)
  }

  async begin(key: string, print: string): Promise<Result<Remembered, Failure>> {
    return this.#answers.begin(key, print, this.#now())
  }

  async finish(key: string, status: number, body: string): Promise<void> {
    this.#answers.finish(key, status, body)
  }

  async forget(key: string): Promise<void> {
    this.#answers.forget(key)
  }

  async tidy(): Promise<void> {
    this.#answers.tidy(this.#now())
    this.#keys.tidy(this.#now())
    this.#dropLost()
    await this.#renewAddresses()
    await this.#proofs.tidy(this.#now())
  }

  async claim(
    workspaceId: string,
    connectionId: string,
    what: string,
  ): Promise<Result<true, Failure>> {
    return this.#claims.claim(workspaceId, connectionId, what)
  }

  async release(workspaceId: string, connectionId: string): Promise<void> {
    this.#claims.release(workspaceId, connectionId)
  }

  async holder(): Promise<{ workspaceId: string; connectionId: string } | null> {
    return this.#claims.holder()
  }

  async former(): Promise<readonly string[]> {
    return this.#claims.former()
  }

  async enlist(workspaceId: string): Promise<void> {
    this.#sql.exec(
      'insert into listed (workspace_id) values (?) on conflict do nothing',
      workspaceId,
    )
  }

  async workspaces(after: string): Promise<readonly string[]> {
    return this.#sql
      .exec(
        'select workspace_id from listed where workspace_id > ? order by workspace_id limit 500',
        after,
      )
      .toArray()
      .map((row) => ListedRow.parse(row).workspace_id)
  }

  #now(): number {
    return Math.floor(this.#deps.clock.now())
  }

  /** Once it is somebody's, it is theirs for good. */
  #id(): string | null {
    if (this.#known !== null) return this.#known
    const [row] = this.#sql.exec('select id, name from workspace').toArray()
    this.#known = row ? WorkspaceRow.parse(row).id : null
    return this.#known
  }

  async #freshKey(workspaceId: string) {
    const key = spellKey(workspaceId, this.#deps.newId('', 32))
    return { id: this.#deps.newId('k', 16), key, hash: await hashOf(key), now: this.#now() }
  }
}
