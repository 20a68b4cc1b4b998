import { type Failure, isPassing, tell } from '../../../shared/failure.ts'
import type { Side } from '../../../shared/record.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import type { Clock } from '../../clock.ts'
import type { FeedConnector, Heeded, Interest, Payload, Signing } from '../../connectors/feed.ts'
import type { Store } from '../store.ts'
import type { Owner } from '../../seal.ts'
import type { Safe } from '../safe.ts'
import { isSigned } from './signature.ts'
import type { Delivered, FeedRpc, Reader, Received } from './rpc.ts'
import { type FeedRow, type HookRow, type ReaderRow, Shelves, type Telling } from './shelves.ts'

/** What a reader is handed. */
export type Handed = {
  readonly side: Side
  readonly hook: string
  readonly payloads: readonly Payload[]
  readonly gap: string | null
}

/** What a feed needs from outside. */
export type Around = {
  readonly clock: Clock
  newId(): string
  /** Where vendors can reach us, or null: then nobody can tell us anything. */
  readonly address: string | null
  /** Where the secrets of webhooks are kept. */
  readonly safe: Safe
  signing(vendor: string): Signing | null
  /** The vendor's own name for people. */
  nameOf(vendor: string): string
  connector(connectionId: string, vendor: string, resource: string): Promise<FeedConnector | null>
  hear(syncId: string, handed: Handed): Promise<Result<{ readonly upTo: number }, Failure>>
  told(syncId: string, side: Side, state: Telling): Promise<Result<true, Failure>>
  wake(at: number | null): void
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** The webhook is looked after at least this often. */
const ATTEND_EVERY = DAY
/** A call that got lost is made up for after this long at most. */
const COLLECT_EVERY = HOUR
/** Where the vendor will not have us, it is asked again after this long. */
const ASK_AGAIN = 6 * HOUR
/** How old what we know may be where nobody tells us. */
export const POLL_EVERY = 15 * MINUTE
/** Payloads handed over in one go, and about how many letters of them at most: one call carries 32 MiB, in three bytes a letter. */
const HANDED = 500
const HANDED_LETTERS = 4_000_000
/** How long an opened connector is used: names that changed at the vendor are looked up anew after it. */
const CONNECTOR_KEPT = 10 * MINUTE
/** Longer than any vendor repeats a delivery (Attio: three days). */
const DELIVERIES_KEPT = 5 * DAY

/**
 * One resource's events on their way from the vendor to every sync that reads it. What arrives is numbered and kept; it
 * goes when all inboxes have it. One webhook serves them all: renewed at half its life, made again when it is gone, and
 * whatever may have been missed meanwhile is said, so that each reader compares once.
 */
export class Stream implements FeedRpc {
  readonly #store: Store
  readonly #shelves: Shelves
  readonly #around: Around
  /** Secrets that were opened, by the address they are for: a delivery is not kept waiting for its own. */
  readonly #opened = new Map<string, string>()
  #kept: { speaker: string; connector: FeedConnector | null; until: number } | null = null

  constructor(store: Store, around: Around) {
    this.#store = store
    this.#shelves = new Shelves(store.sql)
    this.#around = around
  }

  async listen(vendor: string, resource: string, reader: Reader): Promise<Result<true, Failure>> {
    const now = this.#now()
    const shelves = this.#shelves
    this.#store.transactionSync(() => {
      const start: Telling = { mode: 'polling', freshnessMs: POLL_EVERY, says: null, since: now }
      shelves.open(vendor, resource, this.#around.newId(), start)
      shelves.keepWorkspace(reader.workspaceId)
      const known = shelves.readers().find((one) => one.sync_id === reader.syncId)
      const isSame =
        known &&
        known.side === reader.side &&
        known.connection_id === reader.connectionId &&
        reader.tables.every((table) => known.tables.includes(table))
      const feed = shelves.feed()
      const fields = copied(reader.fields ?? {})
      const isWider = known !== undefined && !covers(known, { tables: reader.tables, fields })
      shelves.putReader({
        sync_id: reader.syncId,
        side: reader.side,
        tables: [...reader.tables],
        fields,
        connection_id: reader.connectionId,
        reached: known?.reached ?? (feed?.next_no ?? 1) - 1,
        gap: isSame ? known.gap : LISTENING,
        told: isSame ? known.told : null,
        workspace_id: reader.workspaceId,
      })
      shelves.change({ connection_id: reader.connectionId })
      if (!isSame || isWider) shelves.change({ attend: now, deliver: now })
      // Somebody who signed in again may have what the last one lacked: nobody waits hours to find out.
      else if ((feed?.tries ?? 0) > 0) shelves.change({ attend: now })
    })
    this.#around.wake(this.next())
    return ok(true)
  }

  async leave(syncId: string): Promise<Result<true, Failure>> {
    const { vendor } = this.#shelves.feed() ?? {}
    if (vendor === undefined) return ok(true)
    this.#shelves.dropReader(syncId)
    this.#shelves.change({ attend: this.#now() })
    this.#around.wake(this.next())
    return ok(true)
  }

  async receive(key: string, delivered: Delivered): Promise<Received> {
    const feed = this.#shelves.feed()
    const hook = this.#shelves.hooks().find((one) => one.key === key)
    const signing = feed && this.#around.signing(feed.vendor)
    if (!feed || !hook || !signing) return 'unknown'
    const secret = await this.#secretOf(feed, hook)
    // One that does not open proves nothing: the webhook is made again when it is next looked after.
    if (secret === null || !(await isSigned(delivered, secret, signing))) return 'refused'
    const now = this.#now()
    this.#store.transactionSync(() => {
      const name = signing.deliveryKey
      if (name === null) return this.#shelves.change({ collect: now })
      const once = delivered.headers[name]
      if (once !== undefined && !this.#shelves.first(once, now)) return
      const body = new TextDecoder().decode(delivered.body)
      this.#shelves.addItem({ at: null, wakes: null, body })
      this.#shelves.change({ deliver: now })
    })
    this.#around.wake(this.next())
    return 'taken'
  }

  async #secretOf(feed: FeedRow, hook: HookRow): Promise<string | null> {
    const known = this.#opened.get(hook.key)
    if (known !== undefined) return known
    const secret = await this.#around.safe.open(ownerOf(feed, hook.key), hook.secret)
    if (secret !== null) this.#opened.set(hook.key, secret)
    return secret
  }

  /** When to be woken next, or null. */
  next(): number | null {
    const feed = this.#shelves.feed()
    if (!feed) return null
    const times = [feed.attend, feed.collect, feed.deliver].filter((at) => at !== null)
    return times.length === 0 ? null : Math.min(...times)
  }

  /** Do what is due. Returns when to be woken next. */
  async tick(): Promise<number | null> {
    const due = (at: number | null | undefined): boolean => at != null && at <= this.#now()
    if (due(this.#shelves.feed()?.attend)) await this.#attend()
    if (due(this.#shelves.feed()?.collect)) await this.#collect()
    if (due(this.#shelves.feed()?.deliver)) await this.#deliver()
    return this.next()
  }

  #now(): number {
    return Math.floor(this.#around.clock.now())
  }

  async #connector(feed: FeedRow): Promise<FeedConnector | null> {
    // Whoever came last has signed in last.
    const speaker = feed.connection_id ?? this.#shelves.readers()[0]?.connection_id ?? null
    if (speaker === null) return null
    const now = this.#now()
    // What it has learnt of the vendor's names would be asked for again with every delivery.
    if (this.#kept?.speaker !== speaker || this.#kept.until <= now) {
      const connector = await this.#around.connector(speaker, feed.vendor, feed.resource)
      this.#kept = { speaker, connector, until: now + CONNECTOR_KEPT }
    }
    return this.#kept.connector
  }

  /** Everything that is heard of by anybody. */
  #wanted(): Wanted {
    const readers = this.#shelves.readers()
    const tables = [...new Set(readers.flatMap((one) => one.tables))].sort()
    const fields: HookRow['fields'] = {}
    for (const table of tables) {
      const heeded = readers.filter((one) => one.tables.includes(table)).map((one) => one.fields[table]) // prettier-ignore
      // Whoever names no fields heeds them all.
      if (heeded.every((one) => one !== undefined))
        fields[table] = [...new Set(heeded.flat())].sort()
    }
    return { tables, fields }
  }

  // Looking after the webhook

  async #attend(): Promise<void> {
    const feed = this.#shelves.feed()
    if (!feed) return
    const now = this.#now()
    this.#shelves.forgetDeliveries(now - DELIVERIES_KEPT)
    if (this.#shelves.readers().length === 0) {
      const connector = await this.#connector(feed)
      for (const { key, id } of this.#shelves.hooks()) {
        // Where the vendor no longer lets us, it dies by itself or is found as an orphan.
        await connector?.unsubscribe(id)
        this.#shelves.dropHook(key)
      }
      this.#shelves.change({ attend: null, collect: null, deliver: null })
      return
    }
    const connector = await this.#connector(feed)
    if (connector === null || this.#around.address === null) {
      this.#poll(feed, NO_ADDRESS)
      this.#shelves.change({ attend: now + DAY })
      return
    }
    const failure = await this.#keepHook(feed, connector)
    if (failure === null) {
      this.#shelves.change({ tries: 0, attend: this.#nextAttend() })
      return
    }
    if (isPassing(failure) || failure.reason === 'unreachable' || failure.reason === 'unreadable') {
      // The line, not the vendor's will: nothing is given up for it.
      const wait = Math.min(HOUR, MINUTE * 2 ** feed.tries)
      this.#shelves.change({ tries: feed.tries + 1, attend: now + wait })
      return
    }
    this.#poll(feed, refusedSays(this.#around.nameOf(feed.vendor), failure))
    this.#shelves.change({ tries: feed.tries + 1, attend: now + ASK_AGAIN })
  }

  #nextAttend(): number {
    const now = this.#now()
    const [hook] = this.#shelves.hooks()
    const isTold = !hook || covers(hook, this.#wanted())
    // Somebody came or went while the webhook was looked after.
    if (!isTold || this.#shelves.readers().length === 0) return now
    const half = hook && hook.expires !== null && hook.life !== null ? Math.floor(hook.expires - hook.life / 2) : Infinity // prettier-ignore
    return Math.max(now + MINUTE, Math.min(now + ATTEND_EVERY, half))
  }

  /** One webhook that lives and tells of all that is wanted, however things stand now. */
  async #keepHook(feed: FeedRow, connector: FeedConnector): Promise<Failure | null> {
    const listed = await connector.hooks()
    if (!listed.ok) return listed.error
    const mine = this.#shelves.hooks()
    const now = this.#now()
    const place = `${this.#around.address}/webhooks/${feed.vendor}/${feed.resource}.`
    // Ours by their address, but nobody knows their secret any more: an answer to their making was lost.
    for (const state of listed.value)
      if (state.target?.startsWith(place) && !mine.some(({ id }) => id === state.id))
        await connector.unsubscribe(state.id)
    const wanted = this.#wanted()
    const [first, ...older] = mine
    const hook = first && (await this.#keptOf(feed, first))
    const state = hook && listed.value.find(({ id }) => id === hook.id)
    if (hook && state?.alive) {
      if (!state.calls && connector.recall) {
        const called = await connector.recall(hook.id)
        if (!called.ok) return called.error
      }
      if (
        JSON.stringify([hook.tables, hook.fields]) !==
        JSON.stringify([wanted.tables, wanted.fields])
      ) {
        const adjusted = await this.#adjust(connector, hook, wanted)
        if (adjusted !== null) return adjusted
      }
      const renewed = await this.#renew(connector, { ...hook, ...wanted })
      if (renewed !== null) return renewed
      for (const one of older) await this.#drop(connector, one)
      this.#telling(feed)
      this.#shelves.change({ collect: now, deliver: now })
      return null
    }
    // It lives, and nobody can read any more what it signs: its place is needed.
    if (first && !hook) await connector.unsubscribe(first.id)
    // Gone, dead or never there: whatever happened since is told by nobody.
    const key = this.#around.newId()
    const made = await connector.subscribe(`${place}${key}`, wanted)
    if (!made.ok) return made.error
    const { id, expiresAt } = made.value
    const secret = await this.#around.safe.close(ownerOf(feed, key), made.value.secret)
    this.#store.transactionSync(() => {
      for (const one of mine) this.#shelves.dropHook(one.key)
      this.#shelves.putHook({
        key,
        id,
        secret,
        made: now,
        expires: expiresAt,
        life: expiresAt === null ? null : expiresAt - now,
        cursor: 1,
        ...wanted,
      })
      // Nobody heard of what changed since the last look, whoever looked.
      this.#shelves.gapForAll(first ? LAPSED : LISTENING)
      this.#shelves.change({ collect: now, deliver: now })
    })
    this.#telling(feed)
    for (const one of mine) await connector.unsubscribe(one.id)
    return null
  }

  /** The webhook with its secret as it is to be kept from now on; null where nobody can read its calls any more. */
  async #keptOf(feed: FeedRow, hook: HookRow): Promise<HookRow | null> {
    const owner = ownerOf(feed, hook.key)
    if ((await this.#around.safe.open(owner, hook.secret)) === null) return null
    const secret = await this.#around.safe.renew(owner, hook.secret)
    if (secret === hook.secret) return hook
    const kept = { ...hook, secret }
    this.#shelves.putHook(kept)
    return kept
  }

  async #adjust(connector: FeedConnector, hook: HookRow, wanted: Wanted): Promise<Failure | null> {
    if (!connector.adjust) return null
    const done = await connector.adjust(hook.id, wanted)
    if (!done.ok) return done.error
    this.#store.transactionSync(() => {
      this.#shelves.putHook({ ...hook, ...wanted })
      // It was asked for before and came late: whoever compared meanwhile has not heard of what changed after that.
      for (const one of this.#shelves.readers())
        if (one.tables.some((table) => !hook.tables.includes(table)))
          this.#shelves.gapFor(one.sync_id, LISTENING)
        else if (one.gap === null && !covers(hook, one)) this.#shelves.gapFor(one.sync_id, WIDENED)
      this.#shelves.change({ deliver: this.#now() })
    })
    return null
  }

  async #renew(connector: FeedConnector, hook: HookRow): Promise<Failure | null> {
    const now = this.#now()
    if (hook.expires === null || hook.life === null || !connector.renew) return null
    if (hook.expires - now > hook.life / 2) return null
    const renewed = await connector.renew(hook.id)
    if (!renewed.ok) return renewed.error
    this.#shelves.putHook({ ...hook, expires: renewed.value ?? now + hook.life })
    return null
  }

  async #drop(connector: FeedConnector, hook: HookRow): Promise<void> {
    const gone = await connector.unsubscribe(hook.id)
    if (gone.ok) this.#shelves.dropHook(hook.key)
  }

  /** The vendor tells us: so are the readers told. */
  #telling(feed: FeedRow): void {
    if (feed.state.mode === 'webhook') return
    const state: Telling = { mode: 'webhook', freshnessMs: null, says: null, since: this.#now() }
    this.#shelves.change({ state, deliver: this.#now() })
  }

  #poll(feed: FeedRow, says: string): void {
    if (feed.state.mode === 'polling' && feed.state.says === says) return
    const now = this.#now()
    const state: Telling = { mode: 'polling', freshnessMs: POLL_EVERY, says, since: now }
    this.#shelves.change({ state, deliver: now })
  }

  // Fetching and reading

  /** Where a call says only that there is something: fetch it, page by page, each kept with the place it ends at. */
  async #collect(): Promise<void> {
    const feed = this.#shelves.feed()
    if (!feed) return
    const [first] = this.#shelves.hooks()
    const connector = await this.#connector(feed)
    if (!first || !connector?.gathered) return this.#shelves.change({ collect: null })
    // A call that comes meanwhile sets it again.
    this.#shelves.change({ collect: null })
    let hook = first
    for (;;) {
      const page = await connector.gathered(hook.id, hook.cursor)
      const now = this.#now()
      if (!page.ok) {
        const isGone = page.error.reason === 'gone' || page.error.reason === 'forbidden'
        this.#shelves.change(isGone ? { attend: now } : { collect: now + MINUTE })
        return
      }
      const { payloads, next, more, from, broken } = page.value
      this.#store.transactionSync(() => {
        for (const { at, wakes } of payloads)
          if (wakes.length > 0) this.#shelves.addItem({ at, wakes, body: null })
        // To ask is to be alive.
        const expires = hook.life === null ? null : now + hook.life
        hook = { ...hook, cursor: next, expires }
        this.#shelves.putHook(hook)
        if (from !== null) this.#shelves.gapForAll(TOO_LATE)
        if (broken) {
          this.#shelves.dropHook(hook.key)
          this.#shelves.gapForAll(LAPSED)
        }
        this.#shelves.change({ deliver: now, ...(broken ? { attend: now } : {}) })
      })
      if (broken || !more) break
      // Many pages take their time at the vendor's pace: the readers begin with what is here.
      await this.#deliver()
    }
    const again = this.#shelves.feed()?.collect ?? null
    if (again === null) this.#shelves.change({ collect: this.#now() + COLLECT_EVERY })
  }

  /** What deliveries brought, in the words of our tables. */
  async #read(feed: FeedRow): Promise<boolean> {
    for (;;) {
      const unread = this.#shelves.unread(HANDED)
      if (unread.length === 0) return true
      const connector = await this.#connector(feed)
      if (!connector?.read) return false
      for (const { no, body } of unread) {
        const wakes = await connector.read(parsed(body))
        if (!wakes.ok) return false
        this.#shelves.readItem(no, wakes.value ?? [])
      }
    }
  }

  async #deliver(): Promise<void> {
    const feed = this.#shelves.feed()
    if (!feed) return
    this.#shelves.change({ deliver: null })
    const isRead = await this.#read(feed)
    const done = await Promise.all(this.#shelves.readers().map((one) => this.#handTo(feed, one)))
    const readers = this.#shelves.readers()
    const upTo = Math.min(...readers.map((one) => one.reached))
    if (readers.length > 0) this.#shelves.dropItems(upTo)
    if (isRead && done.every((one) => one)) return
    const now = this.#now()
    this.#shelves.change({ deliver: Math.max(now + RETRY_MS, this.#shelves.feed()?.deliver ?? 0) })
  }

  /** Everything one reader does not have yet. A sync that is no more is struck off. */
  async #handTo(feed: FeedRow, reader: ReaderRow): Promise<boolean> {
    const { sync_id: syncId, side, tables } = reader
    const state = JSON.stringify(feed.state)
    if (reader.told !== state) {
      const told = await settled(this.#around.told(syncId, side, feed.state))
      if (!told.ok) return this.#lost(reader, told.error)
      this.#shelves.markTold(syncId, state)
    }
    for (let { reached, gap } = reader; ;) {
      const items = this.#shelves.items(reached, HANDED, HANDED_LETTERS)
      const last = items.at(-1)
      if (!last && gap === null) return true
      const payloads = items.map(({ no, at, wakes }): Payload => ({
        no,
        at,
        wakes: (wakes ?? []).filter((wake) => wake.is === 'schema' || tables.includes(wake.table)),
      }))
      // Nothing for this one: it need not be woken for it.
      if (gap === null && payloads.every(({ wakes }) => wakes.length === 0)) {
        reached = last?.no ?? reached
        this.#shelves.reach(syncId, reached, null)
        continue
      }
      const hook = `${feed.vendor}:${feed.resource}:${feed.generation}`
      const heard = await settled(this.#around.hear(syncId, { side, hook, payloads, gap }))
      if (!heard.ok) return this.#lost(reader, heard.error)
      reached = Math.max(last?.no ?? reached, reached)
      this.#shelves.reach(syncId, reached, gap)
      gap = null
    }
  }

  #lost({ sync_id: syncId }: ReaderRow, failure: Failure): boolean {
    if (failure.reason !== 'not_found') return false
    this.#shelves.dropReader(syncId)
    this.#shelves.change({ attend: this.#now() })
    return true
  }
}

const RETRY_MS = 5_000

type Wanted = Pick<HookRow, 'tables' | 'fields'>

const copied = (fields: Heeded): HookRow['fields'] =>
  Object.fromEntries(Object.entries(fields).map(([table, some]) => [table, [...some]]))

/** Is all that these want to hear of among what is told? */
const covers = (told: Interest, wanted: Interest): boolean =>
  wanted.tables.every((table) => {
    const [some, all] = [told.fields[table], wanted.fields[table]]
    if (!told.tables.includes(table)) return false
    return some === undefined || (all?.every((field) => some.includes(field)) ?? false)
  })

/** Whom a webhook's secret belongs to: bound into its seal. */
const ownerOf = ({ vendor, resource }: FeedRow, key: string): Owner => ({
  workspaceId: `feed ${vendor}:${resource}`,
  connectionId: key,
})

/** Nothing to be said: a field was mapped, and who compares everything the next time meets it. */
const WIDENED = ''
const LISTENING =
  'We listen from now on. What changed before is found by comparing everything once.'
const LAPSED =
  'For a while nobody told us of changes. What was missed is found by comparing everything once.'
const TOO_LATE =
  'Some changes were told while we were away and are no longer kept there. They are found by comparing everything once.'
const NO_ADDRESS =
  'This installation has no address that others can reach, so we look for changes every 15 minutes.'

const refusedSays = (vendor: string, failure: Failure): string =>
  failure.reason === 'forbidden'
    ? `${vendor} tells us of changes only with “${failure.missing}”. Until then we look for them every 15 minutes.`
    : failure.reason === 'refused'
      ? `${vendor} has no room for ${failure.what}, so we look for changes every 15 minutes. Remove a webhook there that nobody uses.`
      : `${tell(failure)} Until then we look for changes every 15 minutes.`

/** An object that is moving or restarting throws; what was meant for it waits. */
async function settled<T>(work: Promise<Result<T, Failure>>): Promise<Result<T, Failure>> {
  try {
    return await work
  } catch {
    return err({ reason: 'not_now', why: 'It is moving.' })
  }
}

function parsed(body: string | null): unknown {
  try {
    return JSON.parse(body ?? 'null')
  } catch {
    return null
  }
}
