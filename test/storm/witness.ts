import { AsyncLocalStorage } from 'node:async_hooks'
import { isOver, JobState } from '../../shared/job.ts'
import { other, type Side } from '../../shared/record.ts'
import type { Vendor } from '../sandbox/vendor.ts'
import type { Engine } from '../worker/engine.ts'
import { type Kind, KINDS, type Look, lookLeft, lookRight, type Sight } from './sight.ts'

/** One cell that became another, or with no field a record that came (before null) or went (after null). */
export type Event = {
  readonly at: number
  readonly who: 'person' | 'product'
  /**
   * When the call that did it was sent or, earlier, when the record was last asked about by name: what people did since
   * then it could not know.
   */
  readonly sent: number
  /** When that call left us, whatever was looked at since. */
  readonly left: number
  readonly side: Side
  /** The run that sent it, and the one that this one undid. */
  readonly run: number | null
  readonly undone: number | null
  readonly kind: Kind
  readonly id: string
  readonly field: string | null
  readonly before: string | null
  readonly after: string | null
  /** All the record held, where it came or went. */
  readonly whole?: Sight
  /** Others of its side that had its address since the run began. */
  readonly doubles?: readonly string[]
}

type Run = { readonly id: number; readonly from: number; readonly undoes: number | null }

/** A write is sent within 20 s of its turn, or not at all; an older look than this is none that it goes by. */
const LONGEST_GAP_MS = 25_000

/** The longest time over which a vendor counts calls, and some. */
const PRESSED_MS = 2_000

/**
 * Stands at both vendors and writes down every change there is, and who made it. What happens while a call is carried out
 * is the product's doing, everything else a person's: nothing of the product is asked.
 */
export class Witness {
  readonly events: Event[] = []
  /** How often each fault met each phase of a run: `phase fault` → times. */
  readonly met = new Map<string, number>()
  /** What killed processes had sent, by run, side and record: when each of it was. */
  readonly orphaned = new Map<string, number>()
  /** Calls a vendor refused for their pace where no weather made it. */
  tooFast = 0
  readonly #engine: Engine
  readonly #late: () => number
  /** The runs so far: when each first called a vendor, and which other it undoes. */
  readonly #runs: Run[] = []
  /** When a record was last asked about by name so that the answer came: what never came told nothing. */
  readonly #answered = new Map<string, number>()
  /** When the call left that arrives late, by the records it writes. */
  readonly #left = new Map<string, number>()
  /** When the last late call arrived. */
  /** What the product did to a cell and the base told of afterwards, with what it replaced. */
  readonly told = new Set<Event>()
  readonly #arrived = { left: -Infinity, right: -Infinity }
  /** When the call under way was first said, and the calls a vendor refused for their pace, which are said again. */
  readonly #begun = new AsyncLocalStorage<number>()
  readonly #refused = new Map<string, number>()
  readonly #last: { left: Look; right: Look }
  readonly #addresses = {
    left: new Map<string, string[]>(),
    right: new Map<string, string[]>(),
  }

  /** `late`: how long a call that writes is under way before it arrives (ms). */
  constructor(engine: Engine, late: () => number = () => 0) {
    this.#engine = engine
    this.#late = late
    this.#last = { left: lookLeft(engine), right: lookRight(engine) }
    this.#standAt('left', engine.airtable)
    this.#standAt('right', engine.attio)
  }

  /** A run begins: who has which address now? */
  begin(): void {
    for (const side of ['left', 'right'] as const) {
      this.#addresses[side].clear()
      for (const [id, sight] of this.#last[side].people) {
        const email = sight.get('email')
        if (email === undefined) continue
        const holders = this.#addresses[side].get(email) ?? []
        this.#addresses[side].set(email, [...holders, id])
      }
    }
  }

  /** A process was killed: what it had sent by then may still be on its way. */
  killed(): void {
    const sent = this.#engine.memory.sql
      .exec(
        `select run, side, record_id, sent from write where state = 'sent' and record_id is not null`,
      )
      .toArray()
    for (const { run, side, record_id, sent: at } of sent) {
      const name = `${String(run)} ${String(side)} ${String(record_id)}`
      if (!this.orphaned.has(name)) this.orphaned.set(name, Number(at))
    }
  }

  /** A person does something, on either side. */
  person<T>(deed: () => T): T {
    const done = deed()
    const now = this.#engine.clock.now()
    for (const side of ['left', 'right'] as const) this.#compare(side, 'person', now)
    return done
  }

  /** Writes down whom a call asks about by name, so that one knows how old the sight is that a write goes by. */
  #listenAt(side: Side, vendor: Vendor): void {
    const fetch = vendor.fetch.bind(vendor)
    vendor.fetch = async (request) => {
      const sent = this.#engine.clock.now()
      const isQuery = /\/(query|listRecords)$/.test(request.url)
      if (request.method === 'GET' || isQuery) {
        const asked = isQuery ? await request.clone().text() : decodeURIComponent(request.url)
        const ids = this.#namedIn(side, asked)
        const answer = await fetch(request)
        // Of several that are asked about together each page shows some, and says nothing of the others (seed 910179).
        const told = ids.length > 1 && answer.ok ? await answer.clone().text() : null
        for (const id of ids)
          if (answer.ok && (told === null || told.includes(id))) this.#answered.set(id, sent)
        return answer
      }
      const body = await request.clone().text()
      const call = `${request.method} ${request.url} ${body}`
      const first = this.#refused.get(call) ?? sent
      this.#refused.delete(call)
      const late = this.#late()
      const ids =
        late === 0 ? [] : this.#namedIn(side, `${decodeURIComponent(request.url)} ${body}`)
      for (const id of ids) this.#left.set(id, first)
      if (late > 0) {
        // Its run is known by its own calls: one that arrives late may be the first that a later run's time sees (seed 540000090).
        this.#phase()
        await this.#engine.clock.sleep(late)
        this.#arrived[side] = this.#engine.clock.now()
      }
      const answer = await this.#begun
        .run(first, () => fetch(request))
        .finally(() => {
          for (const id of ids) this.#left.delete(id)
        })
      // What was refused for its pace has done nothing, and is said again as it was.
      if (answer.status === 429) this.#refused.set(call, first)
      return answer
    }
  }

  #namedIn(side: Side, text: string): readonly string[] {
    const { people, teams, customers } = this.#last[side]
    return [...people.keys(), ...teams.keys(), ...customers.keys()].filter((id) =>
      text.includes(id),
    )
  }

  #standAt(side: Side, vendor: Vendor): void {
    this.#listenAt(side, vendor)
    const carry = vendor.sky.carry.bind(vendor.sky)
    let seen = vendor.revision
    vendor.sky.carry = (act) => {
      const sent = this.#begun.getStore() ?? this.#engine.clock.now()
      const phase = this.#phase()
      let arrived = false
      const answer = carry(async (fault) => {
        arrived = true
        if (fault !== null) this.#meet(phase, fault)
        const refused = vendor.counters.throttled
        const given = await act(fault)
        // Whatever comes on the heels of a call that is late was sent in its time.
        const isPressed = this.#engine.clock.now() - this.#arrived[side] < PRESSED_MS
        if (fault !== 'tooMany' && !isPressed) this.tooFast += vendor.counters.throttled - refused
        if (vendor.revision !== seen) this.#compare(side, 'product', sent)
        seen = vendor.revision
        return given
      })
      return answer.finally(() => {
        if (!arrived) this.#meet(phase, 'lostCall')
      })
    }
  }

  #compare(side: Side, who: Event['who'], sent: number): void {
    const now = side === 'left' ? lookLeft(this.#engine) : lookRight(this.#engine)
    const before = this.#last[side]
    this.#last[side] = now
    const by = who === 'product' ? this.#runs.findLast((one) => one.from <= sent) : undefined
    const about = {
      at: this.#engine.clock.now(),
      who,
      sent,
      left: sent,
      side,
      run: by?.id ?? null,
      undone: by?.undoes ?? null,
    }
    for (const kind of KINDS) {
      for (const [id, sight] of now[kind]) {
        const was = before[kind].get(id)
        if (!was)
          this.#note({
            ...about,
            kind,
            id,
            field: null,
            before: null,
            after: id,
            whole: sight,
            doubles: kind === 'people' ? (this.#addresses[side].get(sight.get('email') ?? '') ?? []) : [], // prettier-ignore
          })
        for (const field of new Set([...sight.keys(), ...(was?.keys() ?? [])])) {
          const [one, two] = [was?.get(field) ?? null, sight.get(field) ?? null]
          if (one !== two) this.#note({ ...about, kind, id, field, before: one, after: two })
        }
      }
      for (const [id, sight] of before[kind])
        if (!now[kind].has(id))
          this.#note({ ...about, kind, id, field: null, before: id, after: null, whole: sight })
    }
  }

  /** Where the run is that is under way. Asked with every call, so no row is parsed for it. */
  #phase(): string {
    const row = this.#engine.memory.sql
      .exec('select id, state, purpose from run order by id desc limit 1')
      .toArray()[0]
    this.#noteRun(Number(row?.['id']), String(row?.['purpose']))
    const state = JobState.safeParse(row?.['state'])
    return state.success && !isOver(state.data) ? state.data : 'at rest'
  }

  #noteRun(id: number, purpose: string): void {
    const last = this.#runs.at(-1)
    const { run }: { readonly run?: number } = /"undo"/.test(purpose) ? JSON.parse(purpose) : {}
    const undoes = run ?? null
    // One that heard nothing new is forgotten, and the next has its number (seed 93200387).
    if (Number.isNaN(id) || (last?.id === id && last.undoes === undoes)) return
    this.#runs.push({ id, from: this.#engine.clock.now(), undoes })
  }

  #meet(phase: string, fault: string): void {
    const key = `${phase} ${fault}`
    this.met.set(key, (this.met.get(key) ?? 0) + 1)
  }

  #note(event: Event): void {
    this.events.push(event.who === 'product' ? { ...event, sent: this.#knownAt(event) } : event)
    // Who came, went or took another address while the run was on its way may be one it could not see; and whom a feed's
    // run before it gave another address has the old one no more (seed 92000066).
    if (event.field === 'email' || (event.who === 'person' && event.field === null))
      for (const [address, holders] of this.#addresses[event.side])
        this.#addresses[event.side].set(
          address,
          holders.filter((id) => id !== event.id),
        )
  }

  /** Until when the product could know what it overwrites: its last look, or when it sent what it did. */
  #knownAt({ id, sent }: Event): number {
    const left = this.#left.get(id)
    if (left !== undefined) {
      // While it was under way the record may have been looked at, to see what became of it.
      const since = this.#answered.get(id) ?? 0
      if (since > left) return since
    }
    const gone = left ?? sent
    const asked = this.#answered.get(id) ?? Infinity
    return asked < gone && gone - asked <= LONGEST_GAP_MS ? asked : gone
  }

  /** When a run first called a vendor. */
  begun(run: number): number {
    return this.#runs.find((one) => one.id === run)?.from ?? Infinity
  }

  /** When the last run up to that moment first called a vendor. */
  begunBy(at: number): number {
    return this.#runs.findLast(({ from }) => from <= at)?.from ?? Infinity
  }

  get now(): { readonly left: Look; readonly right: Look } {
    return this.#last
  }

  /** A short account of what happened to one record and its twin, for people who look for a bug. */
  trace(side: Side, id: string, twin: string | null): string[] {
    return this.events
      .filter(
        (one) =>
          (one.side === side && one.id === id) || (one.side === other(side) && one.id === twin),
      )
      .slice(-40)
      .map(
        ({ at, who, side: on, id: record, field, before, after }) =>
          `${new Date(at).toISOString().slice(11, 23)} ${who} ${on} ${record.slice(0, 8)} ${field ?? 'record'}: ${before} → ${after}`,
      )
  }
}
