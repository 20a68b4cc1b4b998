import * as z from 'zod'
import {
  closePace,
  EMPTY_TAIL,
  MOST_LEFT,
  type PaceAnswer,
  type PaceAsk,
  type PaceTail,
  planPace,
} from '../../../shared/pace.ts'
import { monthOf } from '../../../shared/quota.ts'
import type { Clock } from '../../clock.ts'
import type { PaceDesk, PaceRpc } from './rpc.ts'

/** Where a book keeps its entries: a Durable Object's storage, or a map. */
export interface PaceStorage {
  get(key: string): Promise<unknown>
  put(key: string, value: unknown): Promise<unknown>
}

const ENTRY = 'tail'
const Stored = z.object({
  v: z.literal(1),
  times: z.array(z.number()),
  closedUntil: z.number(),
  eased: z.object({ share: z.number(), at: z.number() }).optional(),
})
/** Set by people, and kept apart from what changes with every call. */
const LEFT = 'left'
const CALLS = 'calls'
const Left = z.number().min(0).max(MOST_LEFT)

const Calls = z.object({ month: z.string(), n: z.number() })
type Calls = z.infer<typeof Calls>

/** The record of one vendor limit: who was given which moment. It outlives restarts, so the limit does too. */
export class PaceBook implements PaceRpc {
  readonly #storage: PaceStorage
  readonly #clock: Pick<Clock, 'now'>
  #tail: PaceTail = EMPTY_TAIL
  #left = 0
  #calls: Calls = { month: '', n: 0 }
  #opened: Promise<void> | null = null

  constructor(storage: PaceStorage, clock: Pick<Clock, 'now'>) {
    this.#storage = storage
    this.#clock = clock
  }

  /** The next slots for this class; stored before they are given out. */
  async claim(ask: PaceAsk): Promise<PaceAnswer> {
    await this.#open()
    // Planned without an await in between, so that two callers never get one slot.
    const share = (ask.rule.share ?? 1) * (1 - this.#left / 100)
    const asked = { ...ask, rule: { ...ask.rule, share } }
    const { grants, againAt, tail } = planPace(this.#tail, asked, this.#clock.now())
    await Promise.all([this.#keep(tail), this.#count(grants.length)])
    return { grants, againAt }
  }

  /** Turns given out this month (UTC): what the vendor counts, where its plans are limited by the month. */
  async calls(): Promise<Calls> {
    await this.#open()
    const month = monthOf(this.#clock.now())
    return this.#calls.month === month ? this.#calls : { month, n: 0 }
  }

  async #count(grants: number): Promise<void> {
    if (grants === 0) return
    const month = monthOf(this.#clock.now())
    const before = this.#calls.month === month ? this.#calls.n : 0
    this.#calls = { month, n: before + grants }
    await this.#storage.put(CALLS, this.#calls)
  }

  /** The vendor asked for quiet until then (ms since 1970). */
  async slowDown(until: number): Promise<void> {
    await this.#open()
    await this.#keep(closePace(this.#tail, until, this.#clock.now()))
  }

  /** Throws where `percent` is none that can be left: the route has checked it. */
  async leave(percent: number): Promise<void> {
    await this.#open()
    await this.#storage.put(LEFT, Left.parse(percent))
    this.#left = percent
  }

  async left(): Promise<number> {
    await this.#open()
    return this.#left
  }

  #open(): Promise<void> {
    this.#opened ??= this.#read().catch((error: unknown) => {
      this.#opened = null
      throw error
    })
    return this.#opened
  }

  async #read(): Promise<void> {
    this.#left = Left.safeParse(await this.#storage.get(LEFT)).data ?? 0
    this.#calls = Calls.safeParse(await this.#storage.get(CALLS)).data ?? this.#calls
    const stored = await this.#storage.get(ENTRY)
    if (stored === undefined) return
    const { data } = Stored.safeParse(stored)
    // What we cannot read may have been a full second of calls: wait it out.
    this.#tail = data
      ? {
          times: data.times,
          closedUntil: data.closedUntil,
          ...(data.eased ? { eased: data.eased } : {}),
        }
      : { ...EMPTY_TAIL, closedUntil: this.#clock.now() + 2_000 }
  }

  async #keep(tail: PaceTail): Promise<void> {
    this.#tail = tail
    await this.#storage.put(ENTRY, { v: 1, ...tail, times: [...tail.times] })
  }
}

/** All books in this process, for hosts of one process. */
export function memoryDesk(clock: Pick<Clock, 'now'>): PaceDesk & { book(key: string): PaceRpc } {
  const books = new Map<string, PaceBook>()
  const book = (key: string): PaceBook => {
    const made = books.get(key) ?? new PaceBook(memory(), clock)
    books.set(key, made)
    return made
  }
  return {
    book,
    claim: (key, ask) => book(key).claim(ask),
    slowDown: (key, until) => book(key).slowDown(until),
  }
}

function memory(): PaceStorage {
  const entries = new Map<string, unknown>()
  return {
    get: async (name) => entries.get(name),
    put: async (name, value) => entries.set(name, value),
  }
}
