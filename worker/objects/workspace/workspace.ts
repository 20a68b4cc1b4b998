import { DurableObject } from 'cloudflare:workers'
import * as z from 'zod'
import type { Failure } from '../../../shared/failure.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import { type Bindings, deps, type Deps } from '../../deps.ts'
import { hashOf, spellKey } from '../../key.ts'
import { migrate } from '../migrate.ts'
import { openAnswers } from './answers.ts'
import { openClaims } from './claims.ts'
import { openHoldings } from './holdings.ts'
import { openKeys } from './keys.ts'
import { openOwned } from './owned.ts'
import type {
  Caller,
  ClaimRpc,
  ConnectionEntry,
  DirectoryRpc,
  FreshKey,
  KeyDraft,
  KeyView,
  Ownable,
  Owner,
  Remembered,
  SyncEntry,
  WorkspaceRpc,
} from './rpc.ts'
import { MIGRATIONS } from './schema.ts'

const WorkspaceRow = z.object({ id: z.string() })
const ListedRow = z.object({ workspace_id: z.string() })

/** One customer; under other names the claim of one resource, or the directory of all customers. */
export class WorkspaceObject
  extends DurableObject<Bindings>
  implements WorkspaceRpc, ClaimRpc, DirectoryRpc
{
  readonly #deps: Deps
  readonly #sql: SqlStorage
  readonly #keys: ReturnType<typeof openKeys>
  readonly #holdings: ReturnType<typeof openHoldings>
  readonly #answers: ReturnType<typeof openAnswers>
  readonly #owned: ReturnType<typeof openOwned>
  readonly #claims: ReturnType<typeof openClaims>

  constructor(ctx: DurableObjectState, env: Bindings) {
    super(ctx, env)
    migrate(ctx.storage, MIGRATIONS)
    this.#deps = deps(env)
    this.#sql = ctx.storage.sql
    this.#keys = openKeys(this.#sql)
    this.#holdings = openHoldings(this.#sql)
    this.#answers = openAnswers(this.#sql)
    this.#claims = openClaims(this.#sql)
    this.#owned = openOwned(this.#sql)
  }

  async open({ id, name }: { id: string; name: string }): Promise<Result<FreshKey, Failure>> {
    const made = await this.#freshKey(id)
    if (this.#id() !== null) return err({ reason: 'taken', what: 'This workspace' })
    return ok(
      this.ctx.storage.transactionSync(() => {
        this.#sql.exec(
          'insert into workspace (one, id, name, created_at) values (1, ?, ?, ?)',
          id,
          name,
          made.now,
        )
        const view = this.#keys.add({ name: 'First key', role: 'admin', scopes: [] }, made)
        return { ...view, key: made.key }
      }),
    )
  }

  async caller(hash: string): Promise<Result<Caller, Failure>> {
    const id = this.#id()
    return id === null ? err({ reason: 'no_key' }) : this.#keys.use(id, hash, this.#now())
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
    return this.#keys.remove(id)
  }

  async connections(): Promise<Result<readonly ConnectionEntry[], Failure>> {
    return ok(this.#holdings.connections())
  }

  async connection(id: string): Promise<Result<ConnectionEntry, Failure>> {
    return this.#holdings.connection(id)
  }

  async addConnection(entry: ConnectionEntry): Promise<Result<true, Failure>> {
    this.#holdings.addConnection(entry, this.#now())
    return ok(true)
  }

  async removeConnection(id: string): Promise<Result<true, Failure>> {
    this.#holdings.removeConnection(id)
    return ok(true)
  }

  async syncs(): Promise<Result<readonly SyncEntry[], Failure>> {
    return ok(this.#holdings.syncs())
  }

  async sync(id: string): Promise<Result<SyncEntry, Failure>> {
    return this.#holdings.sync(id)
  }

  async addSync(id: string): Promise<Result<SyncEntry, Failure>> {
    return ok(this.#holdings.addSync(id, this.#now()))
  }

  async removeSync(id: string): Promise<Result<true, Failure>> {
    this.#holdings.removeSync(id)
    this.#owned.release(id)
    return ok(true)
  }

  async own(owner: Owner, fields: readonly Ownable[]) {
    return ok(this.ctx.storage.transactionSync(() => this.#owned.own(owner, fields)))
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

  #id(): string | null {
    const [row] = this.#sql.exec('select id from workspace').toArray()
    return row ? WorkspaceRow.parse(row).id : null
  }

  async #freshKey(workspaceId: string) {
    const key = spellKey(workspaceId, this.#deps.newId('', 32))
    return { id: this.#deps.newId('k', 16), key, hash: await hashOf(key), now: this.#now() }
  }
}
