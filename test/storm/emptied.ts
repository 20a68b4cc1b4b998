import { safeShare } from '../../shared/plan.ts'
import type { Side } from '../../shared/record.ts'
import { type Die, pick } from '../sandbox/random.ts'
import type { Engine } from '../worker/engine.ts'
import { id, type World } from '../worker/worlds.ts'
import type { Breach } from './laws.ts'
import { FOLLOWS } from './sight.ts'
import type { Witness } from './witness.ts'
import { BASE } from './world.ts'

/** More people than may be emptied of one field without a person. */
const CROWD = 8
/** What may be cleared, by the storm's own names, and what it is called there. */
const COLUMNS: { readonly [side in Side]: readonly (readonly [field: string, at: string])[] } = {
  left: [
    ['score', 'Score'],
    ['last', 'Last name'],
    ['born', 'Born'],
    ['level', 'Level'],
    ['tags', 'Tags'],
  ],
  right: ['score', 'born', 'level', 'tags'].map((slug) => [slug, slug] as const),
}

/** More people in Airtable, with every column filled: enough of them to be worth a question. */
export function withCrowd(world: World, throwDie: Die): World {
  const [base] = world.airtable.bases ?? []
  const crowd = Array.from({ length: CROWD }, (_, n) => ({
    id: id('rec', `w${n}x`),
    fields: {
      Email: `w${n}@example.com`,
      'First name': `Crowd${n}`,
      'Last name': `Many${n}`,
      Score: Math.floor(throwDie() * 1_000),
      Born: `19${50 + n}-03-04`,
      Level: pick(throwDie, ['Junior', 'Senior']),
      Tags: [pick(throwDie, ['Red', 'Green', 'Blue'])],
    },
  }))
  const tables = (base?.tables ?? []).map((one) =>
    one.name === 'People' ? { ...one, records: [...(one.records ?? []), ...crowd] } : one,
  )
  return { ...world, airtable: { ...world.airtable, bases: [{ ...base!, tables }] } }
}

/** A column that was cleared, with what stood in it by record. */
type Cleared = {
  readonly side: Side
  readonly field: string
  readonly at: string
  readonly held: ReadonlyMap<string, unknown>
}

/**
 * Somebody clears a whole column of people, on either side, and perhaps takes that back; and a run that asks because of
 * it is approved, cancelled, or left waiting.
 */
export class Clearing {
  readonly #engine: Engine
  readonly #witness: Witness
  readonly #die: Die
  readonly #cleared: Cleared[] = []
  /** The runs whose list a person has looked at. */
  readonly approved = new Set<number>()

  constructor(engine: Engine, witness: Witness, throwDie: Die) {
    this.#engine = engine
    this.#witness = witness
    this.#die = throwDie
  }

  perhaps(often: number): void {
    if (this.#die() >= often) return
    const back = this.#die() < 0.3 ? this.#cleared.pop() : undefined
    if (back) this.#witness.person(() => this.#fill(back))
    else this.#witness.person(() => this.#clear(pick(this.#die, ['left', 'right'] as const)))
  }

  /** Whoever is asked answers, or does not. */
  async answer(): Promise<void> {
    const { agreement, clock } = this.#engine
    const last = await agreement.runs({ cursor: null, limit: 1 })
    const [asking] = last.ok ? last.value.items.filter((one) => one.state === 'asking') : []
    const die = this.#die()
    if (!asking || die < 0.3) return
    if (die < 0.5) await clock.run(agreement.cancel(asking.id))
    else await this.approve(asking.id)
    await this.#engine.drain()
  }

  async approve(run: string): Promise<void> {
    const { agreement, clock } = this.#engine
    if ((await clock.run(agreement.approve(run))).ok) this.approved.add(Number(run))
  }

  #clear(side: Side): void {
    const { airtable, attio } = this.#engine
    const [field, at] = pick(this.#die, COLUMNS[side])
    const rows =
      side === 'left'
        ? airtable.rows(BASE, 'People').map((row) => [row.id, row.fields[at]] as const)
        : attio.rows('people').map((row) => [row.id, this.#witness.now.right.people.get(row.id)?.get(field)] as const) // prettier-ignore
    const held = new Map<string, unknown>(
      rows.filter(([, value]) => value !== undefined && value !== null && value !== ''),
    )
    for (const record of held.keys()) this.#put(side, record, at, side === 'left' ? null : [])
    this.#cleared.push({ side, field, at, held })
  }

  /** Ctrl+Z: what stood there stands there again, where nobody has typed since. */
  #fill({ side, field, at, held }: Cleared): void {
    const there = this.#witness.now[side].people
    for (const [record, value] of held)
      if (there.has(record) && there.get(record)?.get(field) === undefined)
        this.#put(side, record, at, written(side, field, value))
  }

  #put(side: Side, record: string, at: string, value: unknown): void {
    const { airtable, attio } = this.#engine
    if (side === 'left') airtable.edit(BASE, 'People', record, { [at]: value })
    else attio.edit('people', record, { [at]: value })
  }

  /** No run empties more of one field than is usual before somebody has looked at its list. */
  unasked(): Breach[] {
    const { left, right } = this.#witness.now
    const most = safeShare(left.people.size + right.people.size)
    const emptied = new Map<string, Set<string>>()
    for (const event of this.#witness.events) {
      const { who, side, field, before, after, kind, run, undone, id: record } = event
      const isEmptied = who === 'product' && field !== null && before !== null && after === null
      if (!isEmptied || run === null || undone !== null || kind !== 'people') continue
      if (FOLLOWS.includes(field) || !this.#witness.now[side].people.has(record)) continue
      const key = `${run} ${side} ${field}`
      emptied.set(key, (emptied.get(key) ?? new Set()).add(record))
    }
    return [...emptied].flatMap(([key, { size }]): Breach[] => {
      const [run, side, field] = key.split(' ')
      if (size <= most || this.approved.has(Number(run))) return []
      const says = `run ${run} emptied ${field} of ${size} on the ${side}, and nobody was asked`
      return [{ law: 'L4', says }]
    })
  }
}

/** As a cell of that side is typed, from what was read of it. */
const written = (side: Side, field: string, value: unknown): unknown =>
  side === 'left'
    ? value
    : field === 'score'
      ? Number(value)
      : field === 'tags'
        ? String(value).split('|')
        : String(value)
