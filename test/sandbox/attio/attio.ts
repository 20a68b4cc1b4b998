import type { Clock } from '../clock.ts'
import { Counters } from '../counters.ts'
import { SlidingWindow } from '../limiter.ts'
import { die, uuid } from '../random.ts'
import type { Vendor } from '../vendor.ts'
import { type Deliver, Post, type PostWeather } from '../post.ts'
import type { Fault, Weather } from '../weather.ts'
import { Sky } from '../weather.ts'
import type { Caller } from './access.ts'
import { authenticate, authenticateSelf, checkScopes } from './access.ts'
import type { Change, Draft } from './draft.ts'
import { followUp } from './effects.ts'
import type { Incoming } from './http.ts'
import { broken, jsonIn, overloaded, receive, respond, respondRefused } from './http.ts'
import { Later } from './later.ts'
import { Noticing } from './noticing.ts'
import { openWorld } from './opening.ts'
import type { Beside } from './person-beside.ts'
import { besideOf } from './person-beside.ts'
import type { Parent } from './person-lists.ts'
import { addEntry, editEntry, mergeByPerson, readEntries, removeEntry } from './person-lists.ts'
import { addRow, editRow, personOf, readRows, removeRow } from './person.ts'
import { Refusal } from './refusal.ts'
import type { Answer, Route } from './route.ts'
import { findRoute } from './routes.ts'
import { answerSelf, INACTIVE } from './routes/self.ts'
import { ScoreLimiter, tooMany } from './score.ts'
import { Grants } from './sign-in/grants.ts'
import { authorize } from './sign-in/pages.ts'
import { giveToken, introspect, revoke } from './sign-in/token.ts'
import type { AttioSwitches } from './switches.ts'
import { USUAL } from './switches.ts'
import { eventsOf, Webhooks } from './webhooks.ts'
import type { Actor, Token, Workspace } from './workspace.ts'
import {
  copyWorkspace,
  findAttribute,
  findList,
  findObject,
  memberActor,
  putAttribute,
} from './workspace.ts'
import { AttioWorld, type WorldClient } from './world.ts'
import type { Writing } from './write.ts'

export type AttioOptions = {
  clock: Clock
  weather?: Partial<Weather>
  seed?: number
  switches?: Partial<AttioSwitches>
  /** Who carries the deliveries of webhooks; without anybody none arrives. */
  deliver?: Deliver
  post?: Partial<PostWeather>
}

const READS_PER_SECOND = 100
const WRITES_PER_SECOND = 25

type Values = Readonly<Record<string, unknown>>

/** An answer on its way out. `accurate`: it tells as of when it is true. */
type Outcome = { readonly answer: Answer | Refusal; readonly accurate: boolean }

const SELF = '/v2/self'

/** An Attio in memory that speaks the REST API v2, with one or several workspaces. */
export class AttioSandbox implements Vendor {
  readonly name = 'Attio'
  readonly hosts = ['api.attio.com', 'app.attio.com']
  readonly clock: Clock
  readonly counters = new Counters()
  readonly sky: Sky
  readonly post: Post
  /** May be changed while it serves. */
  switches: AttioSwitches
  readonly #seed: number
  readonly #reads = new SlidingWindow(READS_PER_SECOND)
  readonly #writes = new SlidingWindow(WRITES_PER_SECOND)
  readonly #scores = new ScoreLimiter()
  readonly #later = new Later()
  readonly #automations: (() => void)[] = []
  readonly #watchers = new Set<(changes: readonly Change[], workspace: string) => void>()
  revision = 0
  #opened: readonly Workspace[]
  #workspaces: Workspace[] = []
  #clients: readonly WorldClient[] = []
  /** Who let which app in; a new one after each reset. */
  grants: Grants
  #newId: () => string = () => ''
  #webhooks: Webhooks
  #noticing = new Noticing()

  constructor(world: AttioWorld, options: AttioOptions) {
    const { clock, weather = {}, seed = 1, switches = {} } = options
    this.clock = clock
    this.#seed = seed
    this.sky = new Sky(clock, weather)
    this.post = new Post(clock, options.deliver ?? null, options.post)
    this.#webhooks = this.#openWebhooks()
    this.switches = { ...USUAL, ...switches }
    this.#opened = this.#open(world)
    this.grants = this.#openGrants()
    this.reset()
  }

  #openGrants(): Grants {
    return new Grants(this.#clients, () => this.#workspaces, this.#seed)
  }

  #open(world: AttioWorld): Workspace[] {
    this.#clients = AttioWorld.parse(world).clients
    const throwDie = die(this.#seed)
    return openWorld(world, { now: this.clock.now(), newId: () => uuid(throwDie) })
  }

  reset(world?: AttioWorld): void {
    if (world) this.#opened = this.#open(world)
    // Not the die the world was made with, so that what comes after does not depend on how large it is.
    const throwDie = die(this.#seed ^ 0x5eed)
    this.#newId = () => uuid(throwDie)
    this.#workspaces = this.#opened.map(copyWorkspace)
    this.grants = this.#openGrants()
    this.counters.reset()
    this.#reads.reset()
    this.#writes.reset()
    this.#scores.reset()
    this.#later.reset()
    this.#automations.length = 0
    this.sky.change({ seed: this.sky.weather.seed })
    this.post.reset()
    this.#webhooks = this.#openWebhooks()
    this.#noticing = new Noticing()
    for (const workspace of this.#workspaces) this.#noticing.look(workspace, memberActor(workspace))
  }

  #openWebhooks(): Webhooks {
    const throwDie = die(this.#seed ^ 0xfeed)
    return new Webhooks(this.clock, this.post, () => uuid(throwDie))
  }

  async fetch(request: Request): Promise<Response> {
    const incoming = await receive(request)
    return this.sky.carry((fault) => {
      const now = this.clock.now()
      this.#later.run(now)
      const page = this.#signIn(incoming, request.headers.get('x-forwarded-for') ?? '', fault, now)
      if (page) return page
      const { answer, accurate } = this.#serve(incoming, fault, now)
      this.counters.answered(this.clock.now())
      if (incoming.method !== 'GET' && !incoming.path.endsWith('/query'))
        for (const automation of this.#automations) automation()
      const outgoing = { executionId: this.#newId(), now, accurate }
      return answer instanceof Refusal
        ? respondRefused(answer, outgoing)
        : respond(answer, outgoing)
    })
  }

  /** The part that people and apps meet at app.attio.com; null where the call is for the API. */
  #signIn(incoming: Incoming, address: string, fault: Fault | null, now: number): Response | null {
    const { method, path } = incoming
    if (path === '/authorize' && (method === 'GET' || method === 'POST')) {
      this.counters.count('oauth.authorize', now)
      return authorize(this.grants, incoming, now)
    }
    if (!path.startsWith('/oauth/') || method !== 'POST') return null
    if (fault === 'broken') return new Response('', { status: 500 })
    if (fault === 'overloaded') return new Response('', { status: 503 })
    this.counters.count(path.slice(1).replace('/', '.'), now)
    if (path === '/oauth/token') return giveToken(this.grants, incoming, now)
    if (path === '/oauth/introspect') return introspect(this.grants, incoming)
    return path === '/oauth/revoke' ? revoke(this.grants, incoming, address, now) : null
  }

  #serve(incoming: Incoming, fault: Fault | null, now: number): Outcome {
    const refuse = (answer: Refusal): Outcome => ({ answer, accurate: false })
    const { method, path, authorization } = incoming
    if (method === 'GET' && path === SELF) {
      const caller = authenticateSelf(this.#workspaces, authorization)
      if (caller instanceof Refusal) return refuse(caller)
      if (!caller) return { answer: INACTIVE, accurate: false }
      const refused = this.#admit(caller, 'read', 'self', fault, now)
      return refused ? refuse(refused) : { answer: answerSelf({ caller }), accurate: false }
    }
    const found = findRoute(method, path)
    if (!found)
      return refuse(new Refusal(404, 'not_found', `Could not find endpoint "${method} ${path}".`))
    const caller = authenticate(this.#workspaces, authorization)
    if (caller instanceof Refusal) return refuse(caller)
    const { route, params } = found
    const refused =
      this.#admit(caller, route.pace, route.kind, fault, now) ?? checkScopes(caller, route.scopes)
    if (refused) return refuse(refused)
    const body = jsonIn(incoming)
    if (fault === 'brokenListing' && LISTINGS.has(route.kind) && isLaterPage(body, incoming.query))
      return refuse(broken())
    const answer = route.answer({
      caller,
      params,
      query: incoming.query,
      body,
      now,
      switches: this.switches,
      webhooks: this.#webhooks,
      newId: this.#newId,
      commit: (draft, writing) => this.#commit(draft, writing),
      charge: (score) => this.#scores.charge(caller.workspace.id, score, this.switches.score, now),
    })
    if (route.pace === 'write' && !(answer instanceof Refusal))
      this.#notice(caller.workspace, { type: 'api-token', id: caller.token.id })
    return { answer, accurate: route.pace === 'read' && !(answer instanceof Refusal) }
  }

  /** Counts the call, unless the pace or the weather turns it away before anything is done. */
  #admit(
    { workspace }: Caller,
    pace: Route['pace'],
    kind: string,
    fault: Fault | null,
    now: number,
  ): Refusal | null {
    const window = pace === 'read' ? this.#reads : this.#writes
    if (fault === 'tooMany' || !window.admit(workspace.id, now)) {
      this.counters.count('throttled', now)
      return tooMany()
    }
    this.counters.count(kind, now)
    if (fault === 'broken') return broken()
    return fault === 'overloaded' ? overloaded() : null
  }

  #commit(draft: Draft, { draft: _committed, ...writing }: Writing): void {
    const changes = draft.commit()
    this.revision++
    followUp(changes, writing, {
      later: this.#later,
      commit: (next, following) => this.#commit(next, following),
    })
    for (const watcher of this.#watchers) watcher(changes, writing.workspace.id)
    const { workspace, merged = null } = writing
    this.#webhooks.tell(workspace.id, eventsOf(workspace, changes, merged))
  }

  /** What is no record tells of itself too: notes, tasks, attributes. */
  #notice(workspace: Workspace, actor: Actor): void {
    this.#webhooks.tell(workspace.id, this.#noticing.look(workspace, actor))
  }

  /** Somebody's webhook, made in the settings; gives its id. */
  subscribe(url: string, eventTypes: readonly string[], name?: string): string {
    const wanted = eventTypes.map((event_type) => ({ event_type, filter: null }))
    return this.#webhooks.make(this.#workspace(name).id, url, wanted).id
  }

  /** The webhooks of a workspace are gone, as after their app was taken out. */
  dropWebhooks(name?: string): void {
    for (const { id } of this.#webhooks.of(this.#workspace(name).id)) this.#webhooks.all.delete(id)
  }

  /** Told of every change as it becomes true, whoever made it. Gives the way to stop. */
  watch(watcher: (changes: readonly Change[], workspace: string) => void): () => void {
    this.#watchers.add(watcher)
    return () => this.#watchers.delete(watcher)
  }

  /** A person overwrites values on a record page (write shapes). Throws `RefusedOnScreen`. */
  edit(objectSlug: string, recordId: string, values: Values, workspace?: string): void {
    this.#byPerson(workspace, (writing) => editRow(writing, objectSlug, recordId, values))
  }

  /** Somebody's automation: after each call that writes, every record gets what `answer` says, if it says anything. */
  automate(objectSlug: string, answer: (values: unknown) => Values | null): void {
    this.#automations.push(() => {
      for (const row of this.rows(objectSlug)) {
        const values = answer(row.values)
        if (values !== null) this.edit(objectSlug, row.id, values)
      }
    })
  }

  /** A person makes a record; gives its id. */
  add(objectSlug: string, values: Values, id?: string, workspace?: string): string {
    return this.#byPerson(workspace, (writing) => addRow(writing, objectSlug, values, id))
  }

  /** A person deletes a record. */
  remove(objectSlug: string, recordId: string, workspace?: string): void {
    this.#byPerson(workspace, (writing) => removeRow(writing, objectSlug, recordId))
  }

  /** A person puts a record into a list; gives the entry's id. */
  enlist(listSlug: string, parent: Parent, values: Values = {}, workspace?: string): string {
    return this.#byPerson(workspace, (writing) => addEntry(writing, listSlug, parent, values))
  }

  /** A person overwrites values of an entry. */
  editEntry(listSlug: string, entryId: string, values: Values, workspace?: string): void {
    this.#byPerson(workspace, (writing) => editEntry(writing, listSlug, entryId, values))
  }

  /** A person takes an entry out of a list. */
  delist(listSlug: string, entryId: string, workspace?: string): void {
    this.#byPerson(workspace, (writing) => removeEntry(writing, listSlug, entryId))
  }

  /** A person merges the second record into the first; gives the id of the one that is left. */
  merge(objectSlug: string, keepId: string, goneId: string, workspace?: string): string {
    return this.#byPerson(
      workspace,
      (writing) => mergeByPerson(writing, objectSlug, keepId, goneId),
      (id) => ({ id, from: [keepId, goneId] }),
    )
  }

  /** An admin archives an attribute of an object, or takes it out of the archive with all it held. */
  archive(
    objectSlug: string,
    attributeSlug: string,
    isArchived: boolean,
    workspace?: string,
  ): void {
    const home = this.#workspace(workspace)
    const object = findObject(home, objectSlug)
    const attribute = object && findAttribute(object, attributeSlug)
    if (!attribute) throw new Error(`no attribute ${attributeSlug} of ${objectSlug}`)
    putAttribute(home, object.id, { ...attribute, archived: isArchived })
    this.revision++
  }

  /** A person saves a view of an object or a list; gives its id. */
  saveView(slug: string, title: string, filter: Values, workspace?: string): string {
    const home = this.#workspace(workspace)
    const holder = findObject(home, slug) ?? findList(home, slug)
    if (!holder) throw new Error(`no object or list ${slug}`)
    const id = this.#newId()
    const createdAt = this.clock.now()
    home.views.set(id, { id, of: holder.id, title, filter, archived: false, createdAt })
    return id
  }

  /** A person throws a saved view away. */
  dropView(id: string, workspace?: string): void {
    this.#workspace(workspace).views.delete(id)
  }

  /** All entries of a list in the order of ids, values in read shapes. */
  entries(listSlug: string, workspace?: string): ReturnType<typeof readEntries> {
    this.#later.run(this.clock.now())
    return readEntries(this.#workspace(workspace), listSlug)
  }

  /** What people write, tick and throw away beside the records. */
  beside(name?: string): Beside {
    const workspace = this.#workspace(name)
    const beside = besideOf(workspace, { now: this.clock.now(), newId: this.#newId })
    const notice = (): void => this.#notice(workspace, memberActor(workspace))
    return new Proxy(beside, {
      get(target, key, self) {
        const found: unknown = Reflect.get(target, key, self)
        if (typeof found !== 'function') return found
        return (...given: readonly unknown[]): unknown => {
          const done: unknown = Reflect.apply(found, target, given)
          notice()
          return done
        }
      },
    })
  }

  /** All records of an object in the order of ids, values in read shapes. */
  rows(objectSlug: string, workspace?: string): ReturnType<typeof readRows> {
    this.#later.run(this.clock.now())
    return readRows(this.#workspace(workspace), objectSlug)
  }

  /** The token is dead from now on. */
  revoke(token: string): void {
    this.#changeTokens((one) => (one.secret === token ? [] : [one]))
  }

  /** The scopes of a token are changed in the settings; the token stays the same. */
  permit(token: string, scopes: readonly string[]): void {
    this.#changeTokens((one) => [one.secret === token ? { ...one, scopes } : one])
  }

  #changeTokens(change: (token: Token) => readonly Token[]): void {
    for (const workspace of this.#workspaces) workspace.tokens = workspace.tokens.flatMap(change)
  }

  #byPerson<T>(
    name: string | undefined,
    act: (writing: Writing) => T,
    merged?: (done: T) => Writing['merged'],
  ): T {
    const now = this.clock.now()
    this.#later.run(now)
    const writing = personOf(this.#workspace(name), {
      now,
      switches: this.switches,
      newId: this.#newId,
    })
    const done = act(writing)
    const into = merged?.(done)
    this.#commit(writing.draft, into ? { ...writing, merged: into } : writing)
    return done
  }

  /** By slug or id; the first one where none is named. */
  #workspace(name?: string): Workspace {
    const found =
      name === undefined
        ? this.#workspaces[0]
        : this.#workspaces.find((one) => one.slug === name || one.id === name)
    if (!found) throw new Error(`no workspace ${name ?? ''}`)
    return found
  }
}

const LISTINGS = new Set(['records.query', 'entries.query', 'notes.list', 'tasks.list'])

const isLaterPage = (body: unknown, query: URLSearchParams): boolean =>
  Number(query.get('offset') ?? 0) > 0 ||
  (typeof body === 'object' && body !== null && 'offset' in body && Number(body.offset) > 0)
