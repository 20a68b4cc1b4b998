/** The only place that reads bindings, clock, die and console; everything else is handed what it needs. */
import * as z from 'zod'
import type { Failure } from '../shared/failure.ts'
import type { Field, Table } from '../shared/field.ts'
import type { PaceClass } from '../shared/pace.ts'
import { ok, type Result } from '../shared/result.ts'
import { openAllowances } from './allowance.ts'
import type { Clock } from './clock.ts'
import type { Connector, Outcome, RecordWrite } from './connectors/connector.ts'
import { openPacer } from './connectors/pacer.ts'
import { isVendor, limitsOf, openConnector, type VendorId, VENDORS } from './connectors/registry.ts'
import { openDoorbell } from './doorbell.ts'
import { type GrantDesk, openGrantDesk } from './grant.ts'
import { openDoor, openLine } from './http.ts'
import { openKnownCallers } from './known-callers.ts'
import { openKnownPages } from './known-pages.ts'
import { hashOf } from './key.ts'
import type { Vault } from './kv.ts'
import type { ConnectionRpc } from './objects/connection/rpc.ts'
import type { FeedRpc } from './objects/feed/rpc.ts'
import { objectDesk, type PaceRpc } from './objects/pace/rpc.ts'
import type { Shelf } from './objects/shelf.ts'
import type { SignInRpc } from './objects/signin/rpc.ts'
import type { Marked, PageQuestion, SyncRpc } from './objects/sync/rpc.ts'
import type { ClaimRpc, DirectoryRpc, WorkspaceRpc } from './objects/workspace/rpc.ts'
import { KeyRing } from './seal.ts'
import { openTogether } from './together.ts'

/** A namespace of objects that keep a promise. A new stub for each call: a reset object breaks the old ones. */
type Objects<T> = { getByName(name: string): T }

/** Writes to be made by a fresh invocation, which has six connections of its own. */
export type CourierJob = {
  readonly connectionId: string
  readonly vendor: string
  readonly resource: string
  readonly pace: PaceClass
  readonly table: Table
  readonly fields: readonly Field[]
  readonly writes: readonly RecordWrite[]
  /** Nothing is sent after this moment (our clock). */
  readonly deadline: number
}
export interface CourierRpc {
  /** One outcome for each write, in order. */
  write(job: CourierJob): Promise<readonly Outcome[]>
}

type Registered = {
  /** Scheme and host of the vendor's sign-in. */
  readonly address: string
  readonly clientId: string
  readonly clientSecret: string | null
}

/** The little of a bucket that we use. */
type Bucket = {
  put(key: string, bytes: Uint8Array): Promise<unknown>
  get(key: string): Promise<{ readonly body: ReadableStream<Uint8Array> } | null>
  delete(keys: string[]): Promise<void>
}

/** What wrangler.toml declares, and the secrets it names. */
export type Bindings = {
  readonly SYNC: Objects<SyncRpc & { readonly fetch: (request: Request) => Promise<Response> }>
  readonly CONNECTION: Objects<ConnectionRpc>
  readonly PACE: Objects<PaceRpc>
  readonly WORKSPACE: Objects<WorkspaceRpc & ClaimRpc & DirectoryRpc>
  readonly SIGN_IN: Objects<SignInRpc>
  readonly FEED: Objects<FeedRpc>
  readonly COURIER: CourierRpc
  readonly VAULT: Vault
  readonly BACKUPS: Bucket
  readonly AIRTABLE_ADDRESS: string
  readonly ATTIO_ADDRESS: string
  readonly AIRTABLE_SIGN_IN_ADDRESS: string
  readonly ATTIO_SIGN_IN_ADDRESS: string
  readonly AIRTABLE_CLIENT_ID: string
  readonly ATTIO_CLIENT_ID: string
  readonly AIRTABLE_CLIENT_SECRET?: string
  readonly ATTIO_CLIENT_SECRET?: string
  readonly PUBLIC_ADDRESS: string
  readonly CALLS_PER_MINUTE: string
  readonly VISITS_PER_MINUTE: string
  readonly ROLES_PROVED_FOR_MS: string
  readonly WEBHOOK_ADDRESS: string
  readonly TIME_SCALE: string
  readonly TIME_ORIGIN: string
  readonly CALL_TIMEOUT_MS: string
  readonly ALLOWED_ORIGINS: string
  readonly OPERATOR_KEY?: string
  readonly KEY_RING?: string
}

/** A vendor account to speak for: the token and what to do when it is refused. */
export type SignedIn = {
  readonly vendor: VendorId
  /** Empty while it is not known yet: then only `identify` makes sense. */
  readonly resource: string
  readonly userId: string | null
  readonly pace: PaceClass
  token(): Promise<Result<string, Failure>>
  refused?(token: string): Promise<void>
}

export type Deps = ReturnType<typeof read>

const made = new WeakMap<Bindings, Deps>()

/** Everything the product can touch, from the bindings. Bindings that make no sense throw: that is the operator's to fix. */
export function deps(env: Bindings): Deps {
  const known = made.get(env)
  if (known) return known
  const fresh = read(env)
  made.set(env, fresh)
  return fresh
}

function read(env: Bindings) {
  const scale = z.coerce.number().positive().parse(env.TIME_SCALE)
  const origin = z.coerce.number().parse(env.TIME_ORIGIN)
  const callsPerMinute = z.coerce.number().positive().parse(env.CALLS_PER_MINUTE)
  const visitsPerMinute = z.coerce.number().positive().parse(env.VISITS_PER_MINUTE)
  const rolesProvedForMs = z.coerce.number().min(0).parse(env.ROLES_PROVED_FOR_MS)
  const timeoutMs = z.coerce.number().positive().parse(env.CALL_TIMEOUT_MS)
  const addresses: { readonly [vendor in VendorId]: string } = {
    airtable: env.AIRTABLE_ADDRESS,
    attio: env.ATTIO_ADDRESS,
  }

  /** Us, as each vendor knows us; without a client's id nobody can sign in there, and tokens are pasted. */
  const registered: { readonly [vendor in VendorId]: Registered } = {
    airtable: {
      address: env.AIRTABLE_SIGN_IN_ADDRESS,
      clientId: env.AIRTABLE_CLIENT_ID,
      clientSecret: env.AIRTABLE_CLIENT_SECRET ?? null,
    },
    attio: {
      address: env.ATTIO_SIGN_IN_ADDRESS,
      clientId: env.ATTIO_CLIENT_ID,
      clientSecret: env.ATTIO_CLIENT_SECRET ?? null,
    },
  }

  const clock: Clock = {
    // Whole milliseconds: moments are stored in integer columns.
    now: () => Math.floor(origin + (Date.now() - origin) * scale),
    sleep: (ms) => new Promise((wake) => setTimeout(wake, Math.max(0, ms) / scale)),
  }
  const die = (): number => Math.random()
  const dice = (length: number): Uint8Array<ArrayBuffer> =>
    crypto.getRandomValues(new Uint8Array(length))
  const desk = objectDesk(env.PACE)
  const line = openLine({ clock, fetch: fetch.bind(globalThis), timeoutMs })
  const ownNames = [env.PUBLIC_ADDRESS, env.WEBHOOK_ADDRESS].flatMap(
    (address) => URL.parse(address)?.hostname ?? [],
  )
  const connection = (id: string): ConnectionRpc => env.CONNECTION.getByName(id)
  const workspace = (id: string): WorkspaceRpc => env.WORKSPACE.getByName(id)

  /** The connector that speaks for an account, through the one door, at the vendor's pace. */
  function speakFor(account: SignedIn): Connector {
    const { vendor, resource, userId } = account
    const options = userId === null ? {} : { userKey: userId }
    const { pace: paces } = limitsOf(vendor, resource, options)
    const door = openDoor({
      vendor: VENDORS[vendor].name,
      address: addresses[vendor],
      token: () => account.token(),
      ...(account.refused ? { refused: (token: string) => account.refused!(token) } : {}),
      pace: openPacer({ paces, class: account.pace, desk, clock }),
      clock,
      die,
      fetch: fetch.bind(globalThis),
      timeoutMs,
    })
    return openConnector(vendor, resource, door, options)
  }

  return {
    clock,
    /** A moment of our clock in the machine's time, which alarms are set in. */
    toReal: (ms: number): number => Math.ceil(origin + (ms - origin) / scale),
    die,
    dice,
    /** A fresh id: unguessable, letters and digits only, `length` of them after the prefix. */
    newId: (prefix: string, length = 16): string => prefix + letters(dice, length),
    /** The same for a request, as the platform makes them: there are many, and nothing is found by them but a line of the log. */
    newRequestId: (): string => crypto.randomUUID(),
    log,
    vault: env.VAULT,
    shelf: shelfOf(env.BACKUPS),
    /** Throws where the secret is missing or is no key ring. */
    ring: (): KeyRing => KeyRing.parse(JSON.parse(env.KEY_RING ?? 'null')),
    operatorKey: env.OPERATOR_KEY ?? null,
    allowedOrigins: env.ALLOWED_ORIGINS.split(/\s+/).filter((origin) => origin !== ''),
    addresses,
    /** How many calls a minute one key may make. */
    callsPerMinute,
    /** How long (ms) what a vendor's place says of somebody's role counts, while they call. */
    rolesProvedForMs,
    /** What those without a key may ask, by their network address, as far as this instance sees them. */
    visits: openAllowances(visitsPerMinute, clock),
    /** Where people reach us (scheme and host), or null: then it is where a request came to. */
    publicAddress: env.PUBLIC_ADDRESS === '' ? null : env.PUBLIC_ADDRESS,
    /** Where vendors reach us (scheme and host, no slash at the end), or null: then they cannot. */
    webhookAddress: (env.WEBHOOK_ADDRESS || env.PUBLIC_ADDRESS).replace(/\/$/, '') || null,
    /** Where people sign in at the vendors. */
    signInAddresses: Object.values(registered).map(({ address }) => address),
    /** The way to a vendor's sign-in; null where nobody registered us there. */
    grants(vendor: string): GrantDesk | null {
      if (!isVendor(vendor) || registered[vendor].clientId === '') return null
      const facts = VENDORS[vendor].signIn
      return openGrantDesk({ ...registered[vendor], facts, line, now: () => clock.now() })
    },

    /** Who called this instance a moment ago. */
    callers: openKnownCallers(
      Math.min(BELIEVED_MS, rolesProvedForMs),
      clock,
      async ({ workspaceId, key, syncId }, unheard) =>
        workspace(workspaceId).caller(await hashOf(key), syncId, unheard),
    ),
    /** Pages that syncs gave this instance before. */
    pages: openKnownPages(),
    /** A page of a sync, asked for together with what others ask of it. */
    marked: openTogether<PageQuestion, Result<Marked, Failure>>(clock, (id, questions) =>
      env.SYNC.getByName(id).marked(questions),
    ),
    sync: (id: string): SyncRpc => env.SYNC.getByName(id),
    /** The live line of a sync: its object takes the socket itself. */
    syncLine: (id: string, request: Request): Promise<Response> =>
      env.SYNC.getByName(id).fetch(request),
    signIn: (id: string): SignInRpc => env.SIGN_IN.getByName(id),
    workspace,
    connection,
    pace: (key: string): PaceRpc => env.PACE.getByName(key),
    /** The feed of one resource, whoever reads it. */
    feed: (vendor: string, resource: string): FeedRpc =>
      env.FEED.getByName(`${vendor}:${resource}`),
    /** The object that decides who owns this resource. */
    claims: (vendor: string, resource: string): ClaimRpc =>
      env.WORKSPACE.getByName(`claims:${vendor}:${resource}`),
    directory: (): DirectoryRpc => env.WORKSPACE.getByName('directory'),
    /** The way to addresses that others gave us. */
    doorbell: openDoorbell({
      clock,
      fetch: fetch.bind(globalThis),
      timeoutMs: Math.min(timeoutMs, RUNG_WITHIN_MS),
      own: ownNames,
    }),
    ownNames,
    courier: (job: CourierJob): Promise<readonly Outcome[]> => env.COURIER.write(job),

    /** The calls of this month to one resource, as our own turns count them; null where its vendor has no such limit. */
    async quota(
      { vendor, resource }: { readonly vendor: string; readonly resource: string },
      plan: string | null,
    ): Promise<{ month: string; used: number; limit: number | null } | null> {
      if (!isVendor(vendor) || Object.keys(VENDORS[vendor].plans).length === 0) return null
      const keys = limitsOf(vendor, resource).pace.map(({ key }) => key)
      const counts = await Promise.all(keys.map((key) => env.PACE.getByName(key).calls()))
      const used = counts.reduce((sum, { n }) => sum + n, 0)
      const plans: { readonly [plan: string]: number | null } = VENDORS[vendor].plans
      return { month: counts[0]?.month ?? '', used, limit: plans[plan ?? ''] ?? null }
    },

    speakFor,
    /**
     * The connector of a connection. What is wrong with the connection shows in the connector's answers; only a
     * vendor that nobody knows throws. `pace` says who is served first when the vendor's limit is short.
     */
    async connector(
      connectionId: string,
      vendor: string,
      resource: string,
      pace: PaceClass = 'event',
    ): Promise<Connector> {
      if (!isVendor(vendor)) throw new Error(`no vendor is called ${vendor}`)
      const view = await connection(connectionId).view()
      const token = keepFor(TOKEN_KEPT_MS, clock, () => connection(connectionId).token())
      return speakFor({
        vendor,
        resource,
        userId: view.ok ? view.value.userId : null,
        pace,
        token: token.get,
        async refused(refused) {
          token.drop()
          await connection(connectionId).refused(refused)
        },
      })
    },
  }
}

/** How long (ms) who only asks is believed to be who they were: a key that was revoked elsewhere reads on for so long. */
const BELIEVED_MS = 1_000

/** Whoever wants to be told answers within this time (ms). */
const RUNG_WITHIN_MS = 10_000

const shelfOf = (bucket: Bucket): Shelf => ({
  put: async (key, bytes) => void (await bucket.put(key, bytes)),
  get: async (key) => (await bucket.get(key))?.body ?? null,
  drop: (keys) => bucket.delete([...keys]),
})

/** How long (ms) an open token is used without asking its object again: a disconnect takes hold within this time. */
const TOKEN_KEPT_MS = 10_000

/** The last success of `ask`, kept for so long; failures are asked again each time. */
function keepFor<T>(ms: number, clock: Clock, ask: () => Promise<Result<T, Failure>>) {
  let kept: { value: T; until: number } | null = null
  let asking: Promise<Result<T, Failure>> | null = null
  return {
    async get(): Promise<Result<T, Failure>> {
      if (kept && clock.now() < kept.until) return ok(kept.value)
      // Whoever comes while it is asked for shares the answer.
      asking ??= ask().finally(() => {
        asking = null
      })
      const asked = await asking
      kept = asked.ok ? { value: asked.value, until: clock.now() + ms } : null
      return asked
    },
    drop(): void {
      kept = null
    },
  }
}

export type LogLevel = 'info' | 'warn' | 'error'

/** One line of JSON. Ids, counts and durations only: never a value, a token or a vendor's text. */
function log(
  level: LogLevel,
  event: string,
  facts: { readonly [name: string]: string | number | boolean | null } = {},
): void {
  console[level](JSON.stringify({ level, event, ...facts }))
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

function letters(dice: (length: number) => Uint8Array, length: number): string {
  let text = ''
  while (text.length < length) {
    // 248 is the last multiple of 62 in a byte: above it some letters would come more often.
    for (const byte of dice(length * 2))
      if (byte < 248 && text.length < length) text += LETTERS[byte % 62]
  }
  return text
}
