import type { DatabaseSync } from 'node:sqlite'
import { tell } from '../../shared/failure.ts'
import type { PaceClass } from '../../shared/pace.ts'
import type { Side } from '../../shared/record.ts'
import { ok } from '../../shared/result.ts'
import { deliver } from '../../worker/run/deliver.ts'
import type { Connector } from '../../worker/connectors/connector.ts'
import { openPacer } from '../../worker/connectors/pacer.ts'
import {
  limitsOf,
  openConnector,
  type VendorId,
  VENDORS,
} from '../../worker/connectors/registry.ts'
import { openDoor } from '../../worker/http.ts'
import { migrate } from '../../worker/objects/migrate.ts'
import { memoryDesk } from '../../worker/objects/pace/book.ts'
import type { PaceRpc } from '../../worker/objects/pace/rpc.ts'
import type { Clock } from '../../worker/clock.ts'
import type { Store } from '../../worker/objects/store.ts'
import type { openOwned } from '../../worker/objects/workspace/owned.ts'
import type { Ownable } from '../../worker/objects/workspace/rpc.ts'
import { Agreement, type Surroundings } from '../../worker/objects/sync/agreement.ts'
import { Memory } from '../../worker/objects/sync/memory.ts'
import type { RunView, SyncSetup } from '../../worker/objects/sync/rpc.ts'
import { MIGRATIONS } from '../../worker/objects/sync/schema.ts'
import type { Port } from '../../worker/run/work.ts'
import { AirtableSandbox } from '../sandbox/airtable/airtable.ts'
import type { AirtableSwitches } from '../sandbox/airtable/switches.ts'
import { AttioSandbox } from '../sandbox/attio/attio.ts'
import type { AttioSwitches } from '../sandbox/attio/switches.ts'
import { type VirtualClock, virtualClock } from '../sandbox/clock.ts'
import type { Deliver, PostWeather } from '../sandbox/post.ts'
import { die } from '../sandbox/random.ts'
import type { Vendor } from '../sandbox/vendor.ts'
import type { Weather } from '../sandbox/weather.ts'
import { Fate, Killed, type Life } from './fate.ts'
import { type MemoryShelf, memoryShelf } from './shelf.ts'
import { nodeStore, openDatabase } from './sqlite.ts'
import type { Accounts, Around } from './signed-in.ts'
import type { World } from './worlds.ts'

export { Killed }

/** The engine in plain Node: the same SQL on Node's own SQLite, simulated vendors beside it, and time that only we move. */
export type Engine = {
  readonly clock: VirtualClock
  readonly airtable: AirtableSandbox
  readonly attio: AttioSandbox
  readonly memory: Memory
  readonly shelf: MemoryShelf
  /** What it signs in with; changed where somebody signs in again. */
  readonly tokens: { airtable: string; attio: string }
  agreement: Agreement
  /** Run this job until it rests. Time passes as fast as it can. */
  drain(): Promise<void>
  /** Start a run, let it come to rest, and say how it ended. */
  sync(): Promise<RunView>
  /** As if the process had been killed and started again: memory gone, database and vendors as they were. */
  restart(): void
  /** Throws `Killed` from the n-th call to a vendor on (0 = the next one), before or after it took effect. */
  killAt(call: number | null, when?: 'before' | 'after'): void
  readonly calls: () => number
  /** The book of one limit, by the vendor's own key. */
  readonly pace: (key: string) => PaceRpc
  /** Every place where the process may die, and the one where it does. */
  readonly fate: Fate
  /** Answers so far that were not what was asked for: refused, broken or cut. */
  readonly faults: () => number
  /** A connector of that side, as the sync itself has them. */
  readonly connector: (side: Side, pace: PaceClass) => Connector
}

type Opened = {
  readonly memory: Memory
  readonly agreement: Agreement
  readonly connector: Engine['connector']
}

export type EngineOptions = {
  readonly world: World
  readonly weather?: Partial<Weather>
  readonly switches?: {
    readonly airtable?: Partial<AirtableSwitches>
    readonly attio?: Partial<AttioSwitches>
  }
  readonly setup?: Partial<SyncSetup>
  readonly seed?: number
  /** An empty one with its tables, where the caller uses it again. */
  readonly tables?: Tables
  /** Which sync of the workspace writes what, where there are several. */
  readonly owned?: ReturnType<typeof openOwned>
  /** True sign-ins instead of tokens that last for ever. */
  readonly accounts?: (around: Around) => Accounts
  /** What is around the sync beside its vendors: who wakes it, its feeds, and who carries what vendors send. */
  readonly around?: {
    wake?(at: number | null): void
    listen?: NonNullable<Surroundings['listen']>
    spread?: NonNullable<Surroundings['spread']>
    deliver?: Deliver
    post?: Partial<PostWeather>
  }
}

let image: Uint8Array | null = null
/** The tables of a sync, and the database they are in. */
export type Tables = { readonly database: DatabaseSync; readonly store: Store }

/** A sync's empty tables. They are made once and copied from then on: making them costs more than many a test. */
export function freshTables(): Tables {
  const database = openDatabase()
  const store = nodeStore(database)
  if (image) database.deserialize(image)
  else {
    migrate(store, MIGRATIONS)
    image = database.serialize()
  }
  return { database, store }
}

export function openEngine(options: EngineOptions): Engine {
  const { world, weather = {}, switches = {}, seed = 1 } = options
  const clock = virtualClock()
  const ours = { now: () => Math.floor(clock.now()), sleep: (ms: number) => clock.sleep(ms) }
  const { deliver: carry, post, listen, wake, spread } = options.around ?? {}
  const mail = { ...(carry ? { deliver: carry } : {}), ...(post ? { post } : {}) }
  const airtable = new AirtableSandbox(world.airtable, {
    clock,
    ...mail,
    weather: { seed, ...weather },
    seed,
    ...(switches.airtable ? { switches: switches.airtable } : {}),
  })
  const attio = new AttioSandbox(world.attio, {
    clock,
    ...mail,
    weather: { seed: seed + 1, ...weather },
    seed,
    ...(switches.attio ? { switches: switches.attio } : {}),
  })
  const vendors: { readonly [vendor in VendorId]: Vendor } = { airtable, attio }
  const tokens = { airtable: world.tokens.airtable, attio: world.tokens.attio }
  const setup: SyncSetup = {
    id: 'sync1',
    workspaceId: 'w1',
    name: 'Test',
    left: { connectionId: 'c1', vendor: 'airtable', resource: world.base },
    right: { connectionId: 'c2', vendor: 'attio', resource: world.workspace },
    direction: 'bidirectional',
    frequency: 'manual',
    conflictResolution: 'manual_review',
    firstMeeting: 'app_wins',
    createMissing: true,
    updateExisting: true,
    deletions: 'mark',
    defaultCountry: 'US',
    ...options.setup,
  }

  // Pace is kept by objects of its own: it outlives a killed sync.
  const desk = memoryDesk(ours)
  let calls = 0
  let faults = 0
  let fatal: { at: number; when: 'before' | 'after' } | null = null
  const shelf = memoryShelf()
  const throwDie = die(seed + 2)
  const { database, store } = options.tables ?? freshTables()
  const fate = new Fate(database)

  const accounts = options.accounts?.({
    clock,
    airtable,
    world,
    identify: (vendor, token) =>
      openConnector(
        vendor,
        vendor === 'airtable' ? world.base : world.workspace,
        openDoor({
          vendor: VENDORS[vendor].name,
          address: VENDORS[vendor].address,
          token: async () => ok(token),
          pace: openPacer({
            paces: limitsOf(vendor, vendor === 'airtable' ? world.base : world.workspace).pace,
            class: 'person',
            desk,
            clock: ours,
          }),
          clock: ours,
          die: throwDie,
          timeoutMs: 30_000,
          fetch: (request) => vendors[vendor].fetch(request),
        }),
      ).identify(),
  })

  function open(store: Store): Opened {
    const life = fate.begin()
    /** Time as one life knows it: what a dead process slept for never ends. */
    const clockOf = (life: Life): Clock => ({
      now: ours.now,
      sleep: (ms) => fate.ask(life, ['before'], () => ours.sleep(ms)),
    })
    const connector = (side: Side, pace: PaceClass, life: Life) => {
      const vendor = setup[side].vendor as VendorId
      const alive = clockOf(life)
      const pacer = openPacer({
        paces: limitsOf(vendor, setup[side].resource).pace,
        class: pace,
        desk: {
          ...desk,
          claim: (...asked) => fate.ask(life, ['before', 'answered'], () => desk.claim(...asked)),
        },
        clock: alive,
      })
      const door = openDoor({
        vendor: VENDORS[vendor].name,
        address: VENDORS[vendor].address,
        token: () =>
          fate.ask(life, ['before'], async () => accounts?.[vendor].token() ?? ok(tokens[vendor])),
        ...(accounts ? { refused: (token: string) => accounts[vendor].refused(token) } : {}),
        pace: pacer,
        clock: alive,
        die: throwDie,
        timeoutMs: 30_000,
        async fetch(request) {
          const mine = calls++
          const kill = fatal !== null && mine >= fatal.at
          if (kill && fatal!.when === 'before') fate.end(life)
          return fate.ask(life, ['before', 'asked', 'answered'], async () => {
            const answer = vendors[vendor].fetch(request)
            if (kill) fate.end(life)
            const heard = await answer.catch((cut: unknown) => {
              faults++
              throw cut
            })
            if (!heard.ok) faults++
            return heard
          })
        },
      })
      const me = vendor === 'airtable' ? world.airtable.users?.[0]?.id : undefined
      return openConnector(vendor, setup[side].resource, door, me ? { userKey: me } : {})
    }
    const port = (_: SyncSetup, side: Side, pace: PaceClass): Promise<Port> =>
      fate.ask(life, ['before'], async () => ({
        connector: connector(side, pace, life),
        lanes: setup[side].vendor === 'attio' ? 7 : 4,
        ...(accounts ? { suspect: () => accounts[setup[side].vendor as VendorId].suspect() } : {}),
        write: (table, fields, writes, deadline) => {
          // Writes go in an invocation of their own: it outlives the sync, but not the machine.
          const courier = connector(side, pace, { dead: false })
          return fate.ask(life, ['before', 'asked', 'answered'], () =>
            deliver(courier, { table, fields, writes, deadline }),
          )
        },
      }))
    const own = ({ id, name }: SyncSetup, fields: readonly Ownable[]) =>
      fate.ask(life, ['before', 'answered'], async () =>
        ok(options.owned?.own({ id, name }, fields) ?? null),
      )
    const memory = new Memory(fate.mortal(store, life))
    const surroundings: Surroundings = {
      clock: clockOf(life),
      port,
      own,
      shelf: {
        put: (...asked) => fate.ask(life, ['before', 'answered'], () => shelf.put(...asked)),
        get: (...asked) => fate.ask(life, ['before', 'answered'], () => shelf.get(...asked)),
        drop: (...asked) => fate.ask(life, ['before', 'answered'], () => shelf.drop(...asked)),
      },
      wake: wake ?? (() => {}),
      ...(listen ? { listen } : {}),
      ...(spread ? { spread } : {}),
      // As all turns taken at the app's vendor count: nobody else calls it here.
      async quota({ left, plan = null }) {
        const vendor = left.vendor as VendorId
        const keys = limitsOf(vendor, left.resource).pace.map(({ key }) => key)
        const counts = await Promise.all(keys.map((key) => desk.book(key).calls()))
        const used = counts.reduce((sum, { n }) => sum + n, 0)
        const plans: { readonly [plan: string]: number | null } = VENDORS[vendor].plans
        return plan === null
          ? null
          : { month: counts[0]?.month ?? '', used, limit: plans[plan] ?? null }
      },
    }
    return {
      memory,
      agreement: new Agreement(memory, surroundings),
      // Whoever speaks for a feed is another process.
      connector: (side, pace) => connector(side, pace, { dead: false }),
    }
  }

  let now = open(store)

  const engine: Engine = {
    clock,
    airtable,
    attio,
    // Of the process that lives: what a dead one keeps in mind of the database is told of nothing any more.
    get memory() {
      return now.memory
    },
    shelf,
    tokens,
    agreement: now.agreement,
    connector: now.connector,
    async drain() {
      await clock.run(
        (async () => {
          // Also while it sleeps: what was sent on its behalf goes on, and death may wait there.
          const killed = new Promise<'killed'>((done) => fate.onDeath(() => done('killed')))
          const dieOr = async <T>(work: Promise<T>): Promise<T> => {
            const next = await Promise.race([work, killed])
            if (next !== 'killed') return next as T
            // What was under way comes to its next wait, and stays there.
            await new Promise((done) => setImmediate(done))
            throw new Killed()
          }
          for (;;) {
            const next = await dieOr(engine.agreement.tick())
            // What the clock will begin some day is not this job.
            const { agreement } = engine
            if (next === null || !(agreement.isUnderWay() || agreement.isErasing())) return
            if (next > clock.now()) await dieOr(clock.sleep(next - clock.now()))
          }
        })(),
      )
    },
    async sync() {
      const begun = await clock.run(engine.agreement.trigger(null))
      if (!begun.ok) throw new Error(tell(begun.error))
      await engine.drain()
      const ended = await engine.agreement.run(begun.value.id)
      if (!ended.ok) throw new Error(tell(ended.error))
      return ended.value
    },
    restart() {
      now = open(store)
      engine.agreement = now.agreement
    },
    killAt(call, when = 'after') {
      fatal = call === null ? null : { at: calls + call, when }
    },
    calls: () => calls,
    pace: (key) => desk.book(key),
    faults: () => faults,
    fate,
  }
  void engine.agreement.setUp(setup)
  return engine
}

/** Add these pairings, in order, with automatic field pairing. */
export async function pairUp(
  engine: Engine,
  pairings: readonly { entityType: string; left: string; right: string }[],
) {
  const made = []
  for (const pairing of pairings) {
    const added = await engine.clock.run(
      engine.agreement.addPairing({ ...pairing, autoPair: true }),
    )
    if (!added.ok) throw new Error(tell(added.error))
    made.push(added.value)
  }
  return made
}
