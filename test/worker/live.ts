import type { Both, Side } from '../../shared/record.ts'
import { ok } from '../../shared/result.ts'
import { type VendorId, VENDORS } from '../../worker/connectors/registry.ts'
import { openSafe } from '../../worker/objects/safe.ts'
import { MIGRATIONS } from '../../worker/objects/feed/schema.ts'
import { Stream } from '../../worker/objects/feed/stream.ts'
import { migrate } from '../../worker/objects/migrate.ts'
import type { Store } from '../../worker/objects/store.ts'
import type { KeyRing } from '../../worker/seal.ts'
import type { VirtualClock } from '../sandbox/clock.ts'
import type { PostWeather } from '../sandbox/post.ts'
import { type Engine, type EngineOptions, openEngine, pairUp } from './engine.ts'
import { must } from './scene.ts'
import { nodeStore } from './sqlite.ts'
import { SMALL_PAIRINGS } from './worlds.ts'

const RING: KeyRing = { current: 'one', keys: { one: btoa('o'.repeat(32)) } }
export const ADDRESS = 'https://datasync.test'

/** One alarm, as a Durable Object has it: setting it again moves it, and nobody rings while somebody is at work. */
class Alarm {
  readonly #clock: VirtualClock
  readonly #ring: () => Promise<number | null>
  #set = 0
  #busy = false

  constructor(clock: VirtualClock, ring: () => Promise<number | null>) {
    this.#clock = clock
    this.#ring = ring
  }

  get busy(): boolean {
    return this.#busy
  }

  set(at: number | null): void {
    const mine = ++this.#set
    if (at === null) return
    void this.#clock.sleep(Math.max(0, at - this.#clock.now())).then(async () => {
      if (mine !== this.#set || this.#busy) return
      this.#busy = true
      const next = await this.#ring()
      this.#busy = false
      this.set(next)
    })
  }
}

export type Live = {
  readonly engine: Engine
  readonly feeds: { readonly [side in Side]: Stream }
  /** Every delivery that arrived, what became of it, and the same once more. */
  readonly deliveries: {
    readonly at: number
    readonly vendor: string
    readonly status: number
    again(): Promise<Response>
  }[]
  /** Let time pass. */
  pass(ms: number): Promise<void>
  /** Until nothing is on its way, waits or is being worked on; throws after an hour of their time. */
  calm(): Promise<void>
  /** No ping reaches us, as if our address were gone. */
  cut(isCut: boolean): void
  /** A first run, as a person starts it. */
  begin(): Promise<void>
  /** Deliver something by hand. */
  receive(request: Request): Promise<Response>
}

/** The engine with everything that moves it: alarms, both feeds, and the vendors' own calls on their way to us. */
export function openLive(
  options: Omit<EngineOptions, 'around'> & {
    readonly post?: Partial<PostWeather>
    readonly address?: string | null
    /** Read anew whenever it is needed. */
    readonly ring?: KeyRing
    /** Where the feeds keep what they know. */
    readonly stores?: Both<Store>
  },
): Live {
  const deliveries: Live['deliveries'] = []
  let isCut = false
  const side = (vendor: string): Side => (vendor === 'airtable' ? 'left' : 'right')
  const receive = async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url)
    const [, , vendor = '', id = ''] = pathname.split('/')
    if (isCut) throw new TypeError('nobody is there')
    const feed = feeds[side(vendor)]
    const headers = Object.fromEntries(request.headers)
    const copy = request.clone()
    // A signature is checked beside the clock, which must not run on meanwhile.
    const received = await engine.clock.hold(
      request
        .arrayBuffer()
        .then((body) => feed.receive(id.slice(id.lastIndexOf('.') + 1), { headers, body })),
    )
    const status = { taken: 200, unknown: 404, refused: 401 }[received]
    deliveries.push({
      at: engine.clock.now(),
      vendor,
      status,
      again: () => receive(copy.clone()),
    })
    return new Response(null, { status })
  }

  const engine = openEngine({
    ...options,
    setup: { frequency: 'realtime', ...options.setup },
    around: {
      deliver: receive,
      ...(options.post ? { post: options.post } : {}),
      wake: (at) => alarm.set(at),
      async listen(setup, on, { tables, fields }) {
        const { vendor, resource, connectionId } = setup[on]
        if (tables.length === 0) await feeds[on].leave(setup.id)
        else
          await feeds[on].listen(vendor, resource, {
            syncId: setup.id,
            workspaceId: setup.workspaceId,
            side: on,
            tables,
            fields,
            connectionId,
          })
      },
    },
  })
  const { clock } = engine
  const alarm: Alarm = new Alarm(clock, () => engine.agreement.tick())
  let ids = 0
  const alarms: Alarm[] = [alarm]
  const ring = options.ring ?? RING
  // Sealing is done beside the clock too.
  const safe = openSafe(
    () => ring,
    (length) => crypto.getRandomValues(new Uint8Array(length)),
  )
  const openFeed = (on: Side): Stream => {
    const store = options.stores?.[on] ?? nodeStore()
    migrate(store, MIGRATIONS)
    const stream: Stream = new Stream(store, {
      clock: { now: () => Math.floor(clock.now()), sleep: (ms) => clock.sleep(ms) },
      newId: () => `${on}${String(ids++)}`.padEnd(24, 'x'),
      address: options.address === undefined ? ADDRESS : options.address,
      safe: {
        close: (...asked) => clock.hold(safe.close(...asked)),
        open: (...asked) => clock.hold(safe.open(...asked)),
        renew: (...asked) => clock.hold(safe.renew(...asked)),
      },
      signing: (vendor) => VENDORS[vendor as VendorId].signing,
      nameOf: (vendor) => VENDORS[vendor as VendorId].name,
      connector: async () => engine.connector(on, 'event').feed ?? null,
      // There is one sync here; whoever else listens is somebody else's, and hears somewhere else.
      hear: async (syncId, handed) =>
        syncId === 'sync1' ? engine.agreement.hear(handed) : ok({ upTo: 0 }),
      told: async (syncId, where, telling) =>
        syncId === 'sync1' ? engine.agreement.told(where, telling) : ok(true),
      wake: (at) => own.set(at),
    })
    const own = new Alarm(clock, () => stream.tick())
    alarms.push(own)
    return stream
  }
  const feeds = { left: openFeed('left'), right: openFeed('right') }

  const isCalm = (): boolean => {
    const soon = clock.now() + 60_000
    const busy = [feeds.left.next(), feeds.right.next()].some((at) => at !== null && at <= soon)
    const { airtable, attio, memory, agreement } = engine
    return (
      !busy &&
      alarms.every((one) => !one.busy) &&
      airtable.post.under === 0 &&
      attio.post.under === 0 &&
      memory.inbox.size() === 0 &&
      !agreement.isUnderWay()
    )
  }
  const live: Live = {
    engine,
    feeds,
    deliveries,
    receive,
    pass: (ms) => clock.run(clock.sleep(ms)),
    async calm() {
      for (let tries = 0; tries < 14_400; tries++) {
        await live.pass(250)
        if (isCalm()) return
      }
      throw new Error('an hour has passed, and it is still at work')
    },
    cut(cut) {
      isCut = cut
    },
    async begin() {
      must(await clock.run(engine.agreement.trigger(null)))
      await live.calm()
    },
  }
  return live
}

/** A small world, paired, synced once and listening. */
export async function listening(
  options: Parameters<typeof openLive>[0],
  pairings: Parameters<typeof pairUp>[1] = SMALL_PAIRINGS,
): Promise<Live> {
  const live = openLive(options)
  await pairUp(live.engine, pairings)
  await live.begin()
  return live
}
