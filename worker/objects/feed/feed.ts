import { DurableObject } from 'cloudflare:workers'
import { isVendor, VENDORS } from '../../connectors/registry.ts'
import { type Bindings, deps, type Deps } from '../../deps.ts'
import { migrateWhenKept } from '../migrate.ts'
import type { Delivered, FeedRpc, Reader } from './rpc.ts'
import { openSafe } from '../safe.ts'
import { MIGRATIONS } from './schema.ts'
import { Stream } from './stream.ts'

/** Something that threw is tried again after this long: `alarm()` itself never throws. */
const AFTER_A_FAULT_MS = 5_000
/** Work that shows no life for this long is taken for dead. */
const NET_MS = 60_000

/** The object of one vendor resource's feed: it keeps the database and the alarm. */
export class FeedObject extends DurableObject<Bindings> implements FeedRpc {
  readonly #deps: Deps
  readonly #stream: Stream
  #busy = false

  constructor(state: DurableObjectState, env: Bindings) {
    super(state, env)
    const world = deps(env)
    this.#deps = world
    this.#stream = new Stream(migrateWhenKept(state.storage, MIGRATIONS), {
      clock: world.clock,
      newId: () => world.newId('', 24),
      address: world.webhookAddress,
      safe: openSafe(world.ring, world.dice),
      signing: (vendor) => (isVendor(vendor) ? VENDORS[vendor].signing : null),
      nameOf: (vendor) => (isVendor(vendor) ? VENDORS[vendor].name : vendor),
      connector: async (connectionId, vendor, resource) =>
        (await world.connector(connectionId, vendor, resource, 'event')).feed ?? null,
      hear: (syncId, handed) => world.sync(syncId).hear(handed),
      told: (syncId, side, telling) => world.sync(syncId).told(side, telling),
      wake: (at) => void this.#wake(at),
    })
  }

  async #wake(at: number | null): Promise<void> {
    // Whoever is at work looks for itself what is due when it ends.
    if (this.#busy) return
    if (at === null) await this.ctx.storage.deleteAlarm()
    else await this.ctx.storage.setAlarm(this.#deps.toReal(at))
  }

  override async alarm(): Promise<void> {
    if (this.#busy) return
    const { clock, log } = this.#deps
    // If it is cut off without a trace, it begins again by itself.
    await this.#wake(clock.now() + NET_MS)
    this.#busy = true
    let next: number | null = clock.now() + AFTER_A_FAULT_MS
    try {
      next = await this.#stream.tick()
    } catch (fault) {
      log('error', 'feed_failed', { fault: fault instanceof Error ? fault.name : 'unknown' })
    } finally {
      this.#busy = false
      await this.#wake(next)
    }
  }

  listen(vendor: string, resource: string, reader: Reader) {
    return this.#stream.listen(vendor, resource, reader)
  }
  leave(syncId: string) {
    return this.#stream.leave(syncId)
  }
  receive(key: string, delivered: Delivered) {
    return this.#stream.receive(key, delivered)
  }
}
