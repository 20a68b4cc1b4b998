import type { Pairing } from '../../shared/mapping.ts'
import { other, type Side, SIDES } from '../../shared/record.ts'
import { type Die, pick } from '../sandbox/random.ts'
import type { Engine } from '../worker/engine.ts'
import type { Breach } from './laws.ts'
import { fieldOn } from './remapping.ts'
import { fieldOf } from './terms.ts'
import type { Event, Witness } from './witness.ts'
import { BASE } from './world.ts'

const PEOPLE = 'people'
/** What people may be told apart by, by the storm's own names of fields. */
const KEYS: readonly (readonly (readonly string[])[])[] = [
  [['email']],
  [['email'], ['first', 'last']],
  [['first', 'last']],
  [['email', 'first']],
  [['first', 'last'], ['email']],
  [],
]

/**
 * Somebody changes what tells people apart, between runs and during one, and enters the same one on both sides under two
 * addresses.
 */
export class Rekeying {
  readonly #engine: Engine
  readonly #witness: Witness
  readonly #die: Die
  #saving: Promise<unknown> = Promise.resolve()

  constructor(engine: Engine, witness: Witness, throwDie: Die) {
    this.#engine = engine
    this.#witness = witness
    this.#die = throwDie
  }

  /** Some ask nobody about likenesses, and some make nobody: then keys alone join people. */
  async begin(): Promise<void> {
    const { agreement, clock } = this.#engine
    const terms = {
      ...(this.#die() < 0.5 ? { fuzzy: null } : {}),
      ...(this.#die() < 0.5 ? { createMissing: false } : {}),
    }
    await clock.run(agreement.changePairing(PEOPLE, terms))
  }

  perhaps(often: number): void {
    if (this.#die() < often) this.#choose(pick(this.#die, KEYS))
  }

  /** Before it is calm somebody looks at it once more. */
  async atLast(): Promise<void> {
    if (this.#die() < 0.7) this.#choose(pick(this.#die, KEYS.slice(1, 3)))
    await this.settle()
  }

  /** Whatever was being saved is saved, or died with its process. */
  async settle(isDead = false): Promise<void> {
    if (!isDead) await this.#engine.clock.run(this.#saving)
    this.#saving = Promise.resolve()
  }

  #choose(chosen: readonly (readonly string[])[]): void {
    const { agreement, memory } = this.#engine
    const entries = memory.pairings.get(PEOPLE)?.json.entries ?? []
    const keys = chosen.flatMap((fields) => {
      const ids = fields.flatMap((field) => entries.find((one) => fieldOf(one) === field)?.id ?? [])
      return ids.length === fields.length ? [ids] : []
    })
    this.#saving = Promise.all([this.#saving, agreement.changePairing(PEOPLE, { keys })])
  }

  /** The same one is entered on both sides, and nothing but their name says so. */
  enter(tag: string): void {
    if (this.#die() < 0.5) return
    const { airtable, attio } = this.#engine
    this.#witness.person(() => {
      airtable.add(BASE, 'People', { Email: `kl${tag}@example.com`, 'First name': `Key ${tag}`, 'Last name': 'Both' }) // prettier-ignore
      attio.add('people', { name: `Both, Key ${tag}`, email_addresses: [`kr${tag}@example.com`] })
    })
  }

  /** L5: a change of keys parts nobody. Whoever has another half keeps it for as long as that one is there. */
  parted(): Breach[] {
    const { events, now } = this.#witness
    return events.flatMap((event): Breach[] => {
      const { who, side, field, before, after, undone, kind, id } = event
      if (who !== 'product' || field !== 'twin' || kind !== 'people' || undone !== null) return []
      if (before === null || after === null || !now[side].people.has(id)) return []
      const wasThere = !events.some((one) => one.id === before && one.field === null && one.after === null) // prettier-ignore
      if (!wasThere || !now[other(side)].people.has(before)) return []
      const says = `its other half was ${before}, who is there, and became ${after}`
      return [{ law: 'L5', says, about: { side, id, twin: before } }]
    })
  }

  /** L1: two that the keys as they are tell to be one, and nobody else, are one. */
  unmet(): Breach[] {
    const { memory } = this.#engine
    const { no, json } = memory.pairings.get(PEOPLE) ?? {}
    const { left, right } = this.#witness.now
    if (no === undefined || json === undefined || json.filters?.left || json.filters?.right)
      return []
    if (json.keys.length === 0 || !isPlain(json)) return []
    const isAlone = (side: Side, id: string): boolean =>
      memory.links.byRecord(no, side, id) === undefined &&
      memory.sql
        .exec(
          `select 1 from seen where pairing = ?1 and record_id = ?2 and json_extract(slots, '$') is not null
             and not exists (select 1 from conflict where pairing = ?1 and (left_id = ?2 or right_id = ?2))
             and not exists (select 1 from hold where pairing = ?1 and record_id = ?2)
             and not exists (select 1 from verdict where pairing = ?1 and (left_id = ?2 or right_id = ?2))`,
          no,
          id,
        )
        .toArray().length > 0
    return [...left.people].flatMap(([id, sight]): Breach[] => {
      if (!isAlone('left', id)) return []
      const alike = [...right.people].filter(([, one]) => sharesKey(json, sight, one))
      const rivals = [...left.people].filter(([, one]) => alike.some(([, two]) => sharesKey(json, one, two))) // prettier-ignore
      const [only] = alike
      if (!only || alike.length > 1 || rivals.length > 1 || !isAlone('right', only[0])) return []
      const says = `${id} and ${only[0]} go by the same key, and have not met`
      return [{ law: 'L1', says, about: { side: 'left', id, twin: only[0] } }]
    })
  }

  /** Was the address a key by itself for as long as this was under way? */
  isKnownByAddress(during: readonly Pairing[]): boolean {
    return during.every(
      ({ keys, entries }) =>
      keys.some(([first, ...more]) => more.length === 0 && entries.some((one) => one.id === first && fieldOf(one) === 'email')), // prettier-ignore
    )
  }
}

/** Are the fields of all keys as they are typed? */
const isPlain = ({ keys, entries }: Pairing): boolean =>
  keys.flat().every((id) => {
    const entry = entries.find((one) => one.id === id)
    return entry !== undefined && entry.transform === undefined && entry.valueMap === undefined
  })

function sharesKey(
  { keys, entries }: Pairing,
  left: Event['whole'] & {},
  right: Event['whole'] & {},
): boolean {
  // prettier-ignore
  return keys.some((key) =>
    key.every((id) => {
      const entry = entries.find((one) => one.id === id)
      if (!entry) return false
      const [here, there] = SIDES.map((side) => (side === 'left' ? left : right).get(fieldOn(entry, side))) // prettier-ignore
      return here !== undefined && there !== undefined && here.toLowerCase() === there.toLowerCase()
    }),
  )
}
