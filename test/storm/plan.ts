import { narrow } from '../../shared/mapping.ts'
import { other, type Side } from '../../shared/record.ts'
import { type Die, pick } from '../sandbox/random.ts'
import type { Engine } from '../worker/engine.ts'
import { id } from '../worker/worlds.ts'
import type { Breach } from './laws.ts'
import { fieldOn } from './remapping.ts'
import { kindOn } from './sight.ts'
import { nameOf, sendingsOf } from './undone.ts'
import type { Witness } from './witness.ts'
import { BASE } from './world.ts'

/** What a vendor may no longer give out, by the storm’s own names: never what people are known by. */
const WITHHELD: { readonly [side in Side]: readonly (readonly [field: string, at: string])[] } = {
  left: [
    ['score', id('fld', 'pScore')],
    ['last', id('fld', 'pLast')],
    ['born', id('fld', 'pBorn')],
    ['level', id('fld', 'pLevel')],
    ['tags', id('fld', 'pTags')],
  ],
  right: ['score', 'born', 'level', 'tags'].map((slug) => [slug, slug] as const),
}

/** A field of people that was given out no more from that event on, and again from another one on. */
type Gap = {
  readonly side: Side
  readonly field: string
  readonly at: string
  readonly from: number
  until: number
  /** What each record held in it. */
  readonly held: ReadonlyMap<string, string>
}

/**
 * Airtable’s plan no longer holds a field, or an admin of Attio archives an attribute: all its values are gone from every
 * answer at once. Later it is given back with what it held, or empty.
 */
export class PlanChanges {
  readonly #engine: Engine
  readonly #witness: Witness
  readonly #die: Die
  readonly #loses: Die | null
  readonly #gaps: Gap[] = []

  /** `loses`: by which an attribute comes out of the archive with nothing in it, where the story holds that. */
  constructor(engine: Engine, witness: Witness, throwDie: Die, loses: Die | null) {
    this.#loses = loses
    this.#engine = engine
    this.#witness = witness
    this.#die = throwDie
  }

  /** The field that is not given out now. */
  get #open(): Gap | null {
    const last = this.#gaps.at(-1)
    return last?.until === Infinity ? last : null
  }

  isAnyOut(): boolean {
    return this.#open !== null
  }

  perhaps(often: number): void {
    if (this.#die() >= often) return
    if (this.#open) this.giveBack(this.#die() < 0.25, (this.#loses?.() ?? 1) < 0.5)
    else this.#withhold()
  }

  #withhold(): void {
    const side = pick(this.#die, ['left', 'right'] as const)
    const [field, at] = pick(this.#die, WITHHELD[side])
    const held = [...this.#witness.now[side].people].flatMap(([record, sight]) => {
      const value = sight.get(field)
      return value === undefined ? [] : [[record, value] as const]
    })
    const from = this.#witness.events.length
    this.#gaps.push({ side, field, at, from, until: Infinity, held: new Map(held) })
    this.#witness.person(() =>
      side === 'left'
        ? this.#engine.airtable.withholdField(BASE, 'People', at)
        : this.#engine.attio.archive('people', at, true),
    )
  }

  giveBack(isEmpty: boolean, isLost = false): void {
    const gap = this.#open
    if (!gap) return
    this.#witness.person(() => {
      if (gap.side === 'right') {
        this.#engine.attio.archive('people', gap.at, false)
        const held = isLost ? this.#engine.attio.rows('people') : []
        for (const { id: record } of held)
          this.#engine.attio.edit('people', record, { [gap.at]: [] })
        return
      }
      this.#engine.airtable.giveBackField(BASE, 'People', gap.at)
      if (isEmpty) this.#engine.airtable.emptyField(BASE, 'People', gap.at)
    })
    gap.until = this.#witness.events.length
  }

  /** Before it is calm it is given back, as a rule; what people are asked about at the end always is. */
  settle(isAll: boolean): void {
    if (isAll || this.#open?.field === 'score' || this.#die() < 0.6) this.giveBack(false)
  }

  /** Is this field of people not given out, so that nobody can say whether the two agree? */
  hides(side: Side, field: string): boolean {
    return this.#open?.side === side && this.#open.field === field
  }

  /** Was it not given out when the event of that number happened? */
  hid(side: Side, field: string, at: number): boolean {
    return this.#gaps.some(
      (gap) => gap.side === side && gap.field === field && gap.from <= at && at < gap.until,
    )
  }

  /** What is absent is not empty: nothing of the other half goes because a vendor no longer gives out this one. */
  emptied(): Breach[] {
    const { events } = this.#witness
    const sendings = sendingsOf(this.#engine)
    const people = this.#engine.memory.pairings.get('people')?.no
    return this.#gaps.flatMap(({ side, field, from, until, held }) =>
      events.slice(from, until).flatMap((event): Breach[] => {
        const { who, side: on, field: written, undone, before, after, kind } = event
        if (who !== 'product' || on !== other(side) || written !== field || undone !== null)
          return []
        if (kind === 'teams' || before === null) return []
        // The other table, which may be read, says what it likes.
        const by = (sendings.get(nameOf(event))?.by ?? []).filter((one) => one.field === field)
        if (side === 'left' && by.length > 0 && by.every(({ pairing }) => pairing !== people)) return [] // prettier-ignore
        const twin = this.#witness.now[on][kind].get(event.id)?.get('twin')
        const there = (twin === undefined ? undefined : held.get(twin))?.split('|') ?? []
        const kept = after?.split('|') ?? []
        // A value may be replaced by another; a list may not lose what stood on both sides.
        const lost = field === 'tags' ? before.split('|').filter((one) => there.includes(one) && !kept.includes(one)) : after === null ? there : [] // prettier-ignore
        const about = { side: on, id: event.id, twin: twin ?? null }
        const says = `${field} was emptied on the ${on} while nobody could read it on the ${side}`
        return lost.length > 0 ? [{ law: 'L3', says, about }] : []
      }),
    )
  }

  /** What stands still is named. */
  async untold(): Promise<Breach[]> {
    const gap = this.#open
    if (!gap) return []
    const view = await this.#engine.agreement.view()
    const troubles = view.ok ? view.value.troubles : []
    const still = this.#engine.memory.pairings
      .all()
      .filter(({ json }) => kindOn(json.entityType, gap.side) === 'people')
      .flatMap(({ json: { entityType, direction, entries } }) =>
        entries
          .filter((one) => fieldOn(one, gap.side) === gap.field)
          .filter((one) => narrow(direction, one.direction) !== 'none')
          .map((one) => ({ entityType, entry: one.id })),
      )
    const untold = still.filter(
      ({ entityType, entry }) =>
        !troubles.some((one) => one.entityType === entityType && one.mappingId === entry),
    )
    return untold.map(({ entityType }) => ({ law: 'L1', says: `${gap.field} of ${entityType} stands still, and nobody is told` })) // prettier-ignore
  }
}
