import { openRecall } from '../recall.ts'
import type { Store } from '../store.ts'
import { watched, type WatchedSql, type WatchedStore } from '../watched.ts'
import { Accounts } from './accounts.ts'
import { Awaited } from './awaited.ts'
import { Backups } from './backups.ts'
import { BitSets } from './bits.ts'
import { Blocks } from './blocks.ts'
import { Conflicts } from './conflicts.ts'
import { Decisions } from './decisions.ts'
import { Drafts } from './drafts.ts'
import { Gauges } from './gauges.ts'
import { Feeds } from './feeds.ts'
import { Holds } from './holds.ts'
import { Inbox } from './inbox.ts'
import { Ledger } from './ledger.ts'
import { Likeness, MatchProgress } from './likeness.ts'
import { Links } from './links.ts'
import { Listings } from './listings.ts'
import { Memberships } from './memberships.ts'
import { Described, Pairings } from './pairings.ts'
import { Noticed } from './noticed.ts'
import { Plan } from './plan.ts'
import { type Run, Runs } from './runs.ts'
import { Keys, Sightings } from './seen.ts'
import { Setup } from './setup.ts'
import { Sitting } from './sitting.ts'
import { Erasings } from './erasing.ts'
import { Tombstones } from './tombstones.ts'
import { Tickets } from './tickets.ts'
import { Tidings } from './tidings.ts'
import { Timers } from './timers.ts'
import { Verdicts } from './verdicts.ts'

/** How a sync stands, as far as the clock has no part in it. */
const overviewOf = (memory: Memory) => ({
  stored: memory.setup.get(),
  quota: memory.setup.quota(),
  pairings: memory.pairings.all(),
  last: memory.runs.latest(),
  feeds: memory.feeds.all().map(({ side, state }) => ({ side, ...state })),
  nextRunAt: memory.timers.next(),
  /** Conflicts that wait for a person. */
  open: memory.conflicts.count(),
})
type Overview = ReturnType<typeof overviewOf>

/** Everything a sync remembers, table by table, over one database. */
export class Memory {
  readonly setup: Setup
  readonly described: Described
  readonly pairings: Pairings
  readonly links: Links
  readonly seen: Sightings
  readonly keys: Keys
  readonly listings: Listings
  readonly memberships: Memberships
  readonly runs: Runs
  readonly inbox: Inbox
  readonly timers: Timers
  readonly tickets: Tickets
  readonly tidings: Tidings
  readonly feeds: Feeds
  readonly plan: Plan
  readonly ledger: Ledger
  readonly backups: Backups
  readonly blocks: Blocks
  readonly noticed: Noticed
  readonly conflicts: Conflicts
  readonly verdicts: Verdicts
  readonly likeness: Likeness
  readonly progress: MatchProgress
  readonly decisions: Decisions
  readonly holds: Holds
  readonly bits: BitSets
  readonly accounts: Accounts
  readonly awaited: Awaited
  readonly drafts: Drafts
  readonly gauges: Gauges
  readonly tombstones: Tombstones
  readonly erasings: Erasings
  readonly #store: WatchedStore
  readonly #sitting = new Sitting()
  readonly #overview: () => Overview

  constructor(kept: Store) {
    const store = watched(kept)
    this.#store = store
    this.bits = new BitSets(store.sql)
    this.accounts = new Accounts(store.sql)
    this.awaited = new Awaited(store.sql)
    this.drafts = new Drafts(store.sql)
    this.gauges = new Gauges(store.sql)
    this.tombstones = new Tombstones(store.sql)
    this.erasings = new Erasings(store.sql)
    this.setup = new Setup(store.sql)
    this.described = new Described(store.sql, this.#sitting)
    this.pairings = new Pairings(store.sql)
    this.links = new Links(store.sql, this.#sitting)
    this.seen = new Sightings(store.sql, this.#sitting)
    this.keys = new Keys(store.sql, this.#sitting)
    this.listings = new Listings(store.sql)
    this.memberships = new Memberships(store.sql)
    this.runs = new Runs(store.sql)
    this.inbox = new Inbox(store.sql)
    this.timers = new Timers(store.sql)
    this.tickets = new Tickets(store.sql)
    this.tidings = new Tidings(store.sql)
    this.feeds = new Feeds(store.sql)
    this.plan = new Plan(store.sql, this.#sitting)
    this.ledger = new Ledger(store.sql)
    this.backups = new Backups(store.sql)
    this.blocks = new Blocks(store.sql, this.#sitting)
    this.noticed = new Noticed(store.sql)
    this.conflicts = new Conflicts(store.sql, this.#sitting, this.tidings)
    this.verdicts = new Verdicts(store.sql, this.#sitting)
    this.likeness = new Likeness(store.sql)
    this.progress = new MatchProgress(store.sql)
    this.decisions = new Decisions(store.sql, this.#sitting)
    this.holds = new Holds(store.sql, this.#sitting)
    const recall = openRecall<'overview', Overview>(store.sql)
    this.#overview = () => recall.of('overview', () => overviewOf(this))
  }

  /** What every look at a sync asks for, read once for all who look until something of it is written. */
  overview(): Overview {
    return this.#overview()
  }

  get sql(): WatchedSql {
    return this.#store.sql
  }

  /** All of `work` or none of it. */
  together<T>(work: () => T): T {
    return this.#sitting.during(() => this.#store.transactionSync(work))
  }

  /** A draft's preview is whole, or over: its plan stays to be looked at, and nothing else of it. */
  endDraft(run: Run): void {
    this.drafts.settle(run)
    this.drafts.clear()
  }

  /** A run that found nothing to do leaves no trace. */
  dropIdleRun(id: number): void {
    this.together(() => {
      if (this.runs.dropIdle(id)) this.progress.drop(id)
    })
  }

  dropPairing(no: number): void {
    this.links.dropPairing(no)
    this.seen.dropPairing(no)
    this.keys.dropPairing(no)
    this.listings.dropPairing(no)
    this.memberships.dropPairing(no)
    this.blocks.dropPairing(no)
    this.conflicts.dropPairing(no)
    this.verdicts.dropPairing(no)
    this.likeness.dropPairing(no)
    this.decisions.dropPairing(no)
    this.holds.dropPairing(no)
    this.awaited.dropPairing(no)
    this.tombstones.dropPairing(no)
    this.pairings.drop(no)
  }
}
