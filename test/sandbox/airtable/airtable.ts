/** The simulated Airtable: its Web API over HTTP, in memory, under a clock and a sky of its own. */
import type { Clock } from '../clock.ts'
import { Counters } from '../counters.ts'
import type { Vendor } from '../vendor.ts'
import { type Deliver, Post, type PostWeather } from '../post.ts'
import { type Fault, Sky, type Weather } from '../weather.ts'
import { Builder } from './builder.ts'
import { type AccountCall, holds, sees } from './call.ts'
import { found } from './founding.ts'
import { authenticate, Gate } from './gate.ts'
import { type Fields, Person } from './person.ts'
import type { Presented } from './presenting.ts'
import { readQuery } from './query.ts'
import { Refusal, refuse } from './refusal.ts'
import { AUTHORIZE, authorize } from './sign-in/authorize.ts'
import { Grants } from './sign-in/grants.ts'
import { answerToken, TOKEN } from './sign-in/token.ts'
import { type Match, matchRoute, type Route } from './routes.ts'
import { Screen, SCREEN } from './screen.ts'
import { Service, type Token } from './service.ts'
import { type AirtableSwitches, USUAL } from './switches.ts'
import type { Json, View } from './state.ts'
import { AirtableWorld, type Level, type ReadWorld, type WorldField } from './world.ts'

export type AirtableOptions = {
  readonly clock: Clock
  readonly weather?: Partial<Weather>
  readonly seed?: number
  readonly switches?: Partial<AirtableSwitches>
  /** Who carries the pings of webhooks; without anybody none arrives. */
  readonly deliver?: Deliver
  readonly post?: Partial<PostWeather>
}

const URL_LIMIT = 16_000

const HEADERS = {
  'content-type': 'application/json; charset=utf-8',
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'DELETE,GET,OPTIONS,PATCH,POST,PUT',
  'access-control-allow-headers':
    'authorization,content-length,content-type,user-agent,x-airtable-application-id,x-airtable-user-agent,x-api-version,x-requested-with',
  vary: 'Accept-Encoding',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
}

type Arrived = { readonly request: Request; readonly url: URL; readonly body: string }

export class AirtableSandbox implements Vendor {
  readonly name = 'airtable'
  readonly hosts = ['api.airtable.com', 'content.airtable.com', 'airtable.com', 'www.airtable.com']
  readonly clock: Clock
  readonly counters = new Counters()
  readonly sky: Sky
  revision = 0
  readonly post: Post
  /** May be changed while it serves. */
  readonly switches: AirtableSwitches
  #world: ReadWorld
  readonly #automations: (() => void)[] = []
  #service: Service
  /** Who let which integration in; a new one after each reset. */
  grants: Grants
  readonly #seed: number
  readonly #gate: Gate
  readonly #person = new Person(() => this.#service)
  #builder = new Builder(() => this.#service)
  readonly #screen = new Screen(
    () => this.#service,
    () => this.#written(),
  )

  constructor(world: AirtableWorld, options: AirtableOptions) {
    const { clock, weather, seed = 1, switches } = options
    this.clock = clock
    this.sky = new Sky(clock, weather)
    this.post = new Post(clock, options.deliver ?? null, options.post)
    this.switches = { ...USUAL, ...switches }
    this.#seed = seed
    this.#world = AirtableWorld.parse(world)
    this.#gate = new Gate(this.switches)
    this.#service = this.#open()
    this.grants = this.#openGrants()
  }

  #openGrants(): Grants {
    return new Grants(this.#service, this.#world.clients, this.#seed)
  }

  #open(): Service {
    const service = new Service(this.clock, this.switches, this.#seed, this.post)
    found(service, this.#world)
    return service
  }

  reset(world?: AirtableWorld): void {
    if (world) this.#world = AirtableWorld.parse(world)
    const { lately } = this.#service
    this.#service = this.#open()
    lately.wake()
    this.grants = this.#openGrants()
    this.#builder = new Builder(() => this.#service)
    this.#gate.reset()
    this.#automations.length = 0
    this.counters.reset()
    this.sky.change({ seed: this.sky.weather.seed })
    this.post.reset()
  }

  async fetch(request: Request): Promise<Response> {
    // The body is read before the call is under way, so that what happens on arrival happens at one moment.
    const arrived = { request, url: new URL(request.url), body: await request.text() }
    // The page is near, whatever the weather on the way to the API.
    if (arrived.url.pathname.startsWith(SCREEN)) return this.#screen.answer(request, arrived.body)
    return this.sky.carry((fault) => {
      if (arrived.url.pathname.startsWith('/oauth2/')) return this.#signIn(arrived, fault)
      const answer = this.#answer(arrived, fault)
      if (request.method !== 'GET' && !arrived.url.pathname.endsWith('/listRecords')) {
        this.#written()
      }
      return answer
    })
  }

  #written(): void {
    this.revision++
    for (const automation of this.#automations) automation()
  }

  /** The part of the service that people and integrations meet at airtable.com. */
  #signIn({ request, url, body }: Arrived, fault: Fault | null): Response {
    const now = this.clock.now()
    const isForm = request.headers.get('content-type')?.includes('form-urlencoded') ?? false
    if (url.pathname === AUTHORIZE && (request.method === 'GET' || isForm)) {
      this.counters.count('oauth.authorize', now)
      return authorize(this.#service, this.grants, url, request.method === 'GET' ? '' : body)
    }
    if (url.pathname !== TOKEN || request.method !== 'POST')
      return new Response('', { status: 404 })
    if (fault === 'tooMany') return new Response('', { status: 429 })
    if (fault === 'broken') return new Response('', { status: 500 })
    if (fault === 'overloaded') return new Response('', { status: 503 })
    this.counters.count('oauth.token', now)
    const form = new URLSearchParams(isForm ? body : '')
    const authorization = request.headers.get('authorization')
    return answerToken(this.#service, this.grants, { authorization, form })
  }

  #answer(arrived: Arrived, fault: Fault | null): Response {
    try {
      const { request, url } = arrived
      if (request.method === 'OPTIONS') return new Response(null, { status: 200, headers: HEADERS })
      if (url.pathname.length + url.search.length > URL_LIMIT)
        return new Response('', { status: 414 })
      const match = matchRoute(request.method, url.pathname)
      if (!match) throw refuse.noRoute()
      const token = authenticate(this.#service, request.headers.get('authorization'))
      return this.#serve(arrived, match, token, fault)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return respond(error.status, error.body, error.headers)
    }
  }

  /** Past the door: from here on the call is counted, whatever comes of it. */
  #serve(arrived: Arrived, { route, path }: Match, token: Token, fault: Fault | null): Response {
    const now = this.clock.now()
    const sent = readBody(arrived.body)
    try {
      if (fault === 'tooMany' || !this.#gate.admit(token.userId, path.base ?? null, now)) {
        this.counters.count('throttled', now)
        throw this.#gate.tooMany
      }
      this.counters.count(kindOf(route, sent), now)
      if (fault === 'broken') throw refuse.broken()
      if (fault === 'overloaded') throw refuse.overloaded()
      if (route.metered && !this.#gate.meter(this.#service, path.base ?? '', now)) {
        throw this.#gate.noneLeft
      }
      const call = {
        service: this.#service,
        token,
        path,
        query: readQuery(arrived.url.search),
        body: sent.ok ? sent.body : undefined,
        fault,
      }
      return respond(200, run(route, call, sent.ok))
    } finally {
      this.counters.answered(now)
    }
  }

  /** Somebody else calls on this base: false where the second is full already. */
  neighbour(baseId: string): boolean {
    return this.#gate.neighbour(baseId, this.clock.now())
  }

  /** All listings under way die, as after a restart of the service. */
  killListings(): void {
    this.#service.iterators.killAll()
  }

  /** The webhooks of a base are gone, as after its owner lost the right to have them. */
  dropHooks(baseId: string): void {
    for (const { id } of this.#service.hooks.of(baseId)) this.#service.hooks.all.delete(id)
  }

  /** Every webhook of the base calls, though nothing happened. */
  pingAll(baseId: string): void {
    for (const hook of this.#service.hooks.of(baseId)) this.#service.hooks.ping(hook)
  }

  /** From now on the token is nobody's. */
  revoke(token: string): void {
    this.#service.tokens.delete(token)
  }

  /** Somebody's permission on a base changes; once anybody is named, who is not named has none. */
  permit(baseId: string, userId: string, level: Level): void {
    const base = this.#service.bases.get(baseId)
    if (!base) throw new Error(`no base ${baseId}`)
    const before =
      base.levels ?? [...this.#service.users.keys()].map((id) => [id, 'owner'] as const)
    base.levels = new Map([...before, [userId, level]])
  }

  edit(baseId: string, table: string, recordId: string, fields: Fields): Presented {
    return this.#person.edit(baseId, table, recordId, fields)
  }

  /** Somebody's automation: after each call that writes, the field of every row becomes what `rewrite` makes of it. */
  automate(
    baseId: string,
    table: string,
    field: string,
    rewrite: (value: unknown) => unknown,
  ): void {
    this.#automations.push(() => {
      for (const { id, fields } of this.rows(baseId, table)) {
        const value = rewrite(fields[field])
        if (value !== fields[field]) this.edit(baseId, table, id, { [field]: value })
      }
    })
  }

  add(baseId: string, table: string, fields: Fields, id?: string): Presented {
    return this.#person.add(baseId, table, fields, id)
  }

  remove(baseId: string, table: string, recordId: string): void {
    this.#person.remove(baseId, table, recordId)
  }

  restore(recordId: string): Presented {
    return this.#person.restore(recordId)
  }

  rows(baseId: string, table: string): Presented[] {
    return this.#person.rows(baseId, table)
  }

  dropField(baseId: string, table: string, field: string): void {
    this.#person.dropField(baseId, table, field)
  }

  /** A copy of a record, as “duplicate record” makes it. */
  duplicate(baseId: string, table: string, recordId: string): Presented {
    return this.#person.duplicate(baseId, table, recordId)
  }

  /** All rows removed and put in again from a file, under new ids and without their links. Old ids to new ones. */
  reimport(baseId: string, table: string): ReadonlyMap<string, string> {
    return this.#person.reimport(baseId, table)
  }

  changeView(
    baseId: string,
    table: string,
    view: string,
    change: { filter?: string; name?: string },
  ): void {
    this.#builder.changeView(baseId, table, view, change)
  }

  addView(baseId: string, table: string, name: string, filter?: string): View {
    return this.#builder.addView(baseId, table, name, filter)
  }

  dropView(baseId: string, table: string, view: string): void {
    this.#builder.dropView(baseId, table, view)
  }

  addField(baseId: string, table: string, spec: WorldField): string {
    return this.#builder.addField(baseId, table, spec)
  }

  withholdField(baseId: string, table: string, field: string): void {
    this.#builder.withholdField(baseId, table, field)
  }

  giveBackField(baseId: string, table: string, fieldId: string): void {
    this.#builder.giveBackField(baseId, table, fieldId)
  }

  emptyField(baseId: string, table: string, field: string): void {
    this.#builder.emptyField(baseId, table, field)
  }

  renameField(baseId: string, table: string, field: string, name: string): void {
    this.#person.renameField(baseId, table, field, name)
  }

  retypeField(
    baseId: string,
    table: string,
    field: string,
    type: string,
    options?: { [key: string]: Json },
  ): void {
    this.#person.retypeField(baseId, table, field, type, options)
  }
}

/** Scopes, then the base and what may be done in it, then the table, then the body: only then the work itself. */
function run(route: Route, call: AccountCall, readable: boolean): unknown {
  const { token, service, path } = call
  if (route.scopes.length && !route.scopes.some((scope) => token.scopes.has(scope))) {
    throw refuse.unknownModel()
  }
  if (route.on === 'account') {
    if (!readable) throw refuse.unreadableBody()
    return route.run(call)
  }
  const base = service.bases.get(path.base ?? '')
  if (!base || !sees(token, base)) throw refuse.unknownModel()
  const table = route.on === 'table' ? base.table(path.table ?? '') : undefined
  if (route.on === 'table' && !table) throw refuse.unknownModel()
  if (!holds(base.levelOf(token.userId), route.level)) throw refuse.operation()
  if (!readable) throw refuse.unreadableBody()
  if (route.on === 'base') return route.run({ ...call, base })
  if (!table) throw refuse.unknownModel()
  return route.run({ ...call, base, table })
}

type Sent = { readonly ok: true; readonly body: unknown } | { readonly ok: false }

function readBody(text: string): Sent {
  try {
    return { ok: true, body: text === '' ? {} : JSON.parse(text) }
  } catch {
    // Told to the caller later: other refusals come first.
    return { ok: false }
  }
}

/** An upsert comes in by the door of an update and is counted for itself. */
const kindOf = ({ kind }: Route, sent: Sent): string => {
  const isUpsert =
    sent.ok && typeof sent.body === 'object' && sent.body !== null && 'performUpsert' in sent.body
  return isUpsert && /^records\.(update|replace)$/.test(kind) ? 'records.upsert' : kind
}

const respond = (status: number, body: unknown, headers: { [name: string]: string } = {}) =>
  new Response(JSON.stringify(body), { status, headers: { ...HEADERS, ...headers } })
