import type { Filter } from '../../shared/filter.ts'
import { other, type Side } from '../../shared/record.ts'
import { type Die, pick } from '../sandbox/random.ts'
import type { Engine } from '../worker/engine.ts'
import type { Breach } from './laws.ts'
import { FOLLOWS, type Sight, type Table } from './sight.ts'
import type { Event, Witness } from './witness.ts'
import { BASE } from './world.ts'

type Passes = (sight: Sight) => boolean
/** What a record held when that field of it was last given out. */
type Hidden = { readonly field: string; readonly sight: Sight }
const changed = (was: Sight | undefined, field: string, after: string | null): Sight => {
  const sight = new Map(was)
  if (after === null) sight.delete(field)
  else sight.set(field, after)
  return sight
}
const score = (sight: Sight): number | null =>
  sight.has('score') ? Number(sight.get('score')) : null

/** What people let a view show: its filter as Airtable has it, and the same in words that know no formula. */
const SHOWN: readonly { readonly formula: string; readonly passes: Passes }[] = [
  { formula: '', passes: () => true },
  { formula: '{Score}>500', passes: (one) => (score(one) ?? 0) > 500 },
  { formula: 'NOT({Score}>500)', passes: (one) => !((score(one) ?? 0) > 500) },
  { formula: "{Level}='Senior'", passes: (one) => one.get('level') === 'Senior' },
  { formula: "NOT({Level}='Senior')", passes: (one) => one.get('level') !== 'Senior' },
  { formula: "{Last name}=''", passes: (one) => !one.has('last') },
  // Nobody at all: everybody leaves at once.
  { formula: '{Score}>1000000', passes: (one) => (score(one) ?? 0) > 1_000_000 },
]
const NAMED = 'Who takes part'
const RULES: { readonly [operator: string]: (score: number) => boolean } = {
  greater: (one) => one > 500,
  less: (one) => one < 500,
}

/** From this event on, the people of one side take part for whom this holds. */
type Turn = {
  readonly before: number
  readonly side: Side
  readonly at: number
  readonly passes: Passes
  /** Rules are held against what was read of a record, be that read before or after they were chosen (seed 70005491). */
  readonly isByRules: boolean
}

/**
 * A view of people whose filter others change while runs go on, and which the pairing takes its records from. What each
 * record was at each moment, inside or outside, is told by what the witness saw and by nothing of the product.
 */
export class Views {
  readonly #engine: Engine
  readonly #witness: Witness
  readonly #die: Die
  readonly #turns: Turn[] = []
  readonly #first: { readonly left: Table; readonly right: Table }
  readonly #last: { [side in Side]: string } = { left: '', right: '' }
  /** The view, while there is one, and what it shows. */
  #view: { readonly id: string; shown: (typeof SHOWN)[number] } | null = null

  constructor(engine: Engine, witness: Witness, throwDie: Die) {
    this.#engine = engine
    this.#witness = witness
    this.#die = throwDie
    const { left, right } = witness.now
    this.#first = { left: left.people, right: right.people }
  }

  /** The pairing takes its people from the view. */
  async choose(): Promise<void> {
    const { airtable, agreement, clock } = this.#engine
    const shown = pick(this.#die, SHOWN)
    if (!this.#view) this.#view = { id: airtable.addView(BASE, 'People', NAMED, shown.formula).id, shown } // prettier-ignore
    const filter: Filter =
      this.#die() < 0.8
        ? { kind: 'view', view: this.#view.id }
        : { kind: 'expression', expression: '{Score}>500' }
    await clock.run(agreement.changePairing('people', { filters: { left: filter } }))
    this.note()
  }

  /** Between runs somebody may choose again; and whatever else was ordered is noted. */
  async perhaps(): Promise<void> {
    this.note()
    if (this.#die() < 0.5) await this.choose()
  }

  /** Before it is calm a view is there again, and somebody takes it. */
  async settle(): Promise<void> {
    const filter = this.#engine.memory.pairings.get('people')?.json.filters?.left
    // Whoever chose in bad weather may have been refused (seed 2077901525).
    const isLost = filter?.kind === 'view' && filter.view !== this.#view?.id
    if (this.#view === null || isLost) await this.choose()
    this.note()
  }

  /** What takes part is noted wherever it may have changed. */
  note(): void {
    const pairing = this.#engine.memory.pairings.get('people')?.json
    for (const side of ['left', 'right'] as const) {
      const filter = pairing?.filters?.[side]
      const key = `${JSON.stringify(filter)} ${this.#view?.id} ${this.#view?.shown.formula}`
      if (key === this.#last[side]) continue
      this.#last[side] = key
      this.#turns.push({
        before: this.#witness.events.length,
        side,
        at: this.#engine.clock.now(),
        passes: this.#passesBy(filter),
        isByRules: filter?.kind === 'rules',
      })
    }
  }

  #passesBy(filter: Filter | undefined): Passes {
    if (filter === undefined) return () => true
    if (filter.kind === 'expression') return (one) => (score(one) ?? 0) > 500
    // A view that is gone shows nobody, and nobody may be written.
    if (filter.kind === 'view') return filter.view === this.#view?.id ? this.#view.shown.passes : () => false // prettier-ignore
    const { rules } = filter
    const operator = 'operator' in rules ? RULES[rules.operator] : undefined
    return (one) => {
      const now = score(one)
      return now !== null && operator !== undefined && operator(now)
    }
  }

  /** Somebody changes what the view shows, or moves, edits, deletes, doubles or restores whom it hides. */
  stir(bin: string[], tag: string): void {
    const { airtable } = this.#engine
    const throwDie = this.#die
    const deed = throwDie()
    const rows = airtable.rows(BASE, 'People')
    if (deed < 0.45 || rows.length === 0) return this.#flip()
    const shown = this.#view?.shown.passes ?? (() => false)
    const left = this.#witness.now.left.people
    const hidden = rows.filter((one) => !shown(left.get(one.id) ?? new Map()))
    const row = pick(throwDie, hidden.length > 0 ? hidden : rows)
    if (deed < 0.65) airtable.edit(BASE, 'People', row.id, { Score: throwDie() < 0.5 ? 100 : 900 })
    else if (deed < 0.75)
      airtable.edit(BASE, 'People', row.id, { Level: pick(throwDie, ['Junior', 'Senior', null]) }) // prettier-ignore
    else if (deed < 0.82)
      airtable.edit(BASE, 'People', row.id, { 'Last name': throwDie() < 0.3 ? null : `Hidden ${tag}` }) // prettier-ignore
    else if (deed < 0.88) {
      airtable.remove(BASE, 'People', row.id)
      bin.push(row.id)
    } else if (deed < 0.92) airtable.add(BASE, 'People', row.fields)
    else {
      const back = bin.pop()
      if (back !== undefined) airtable.restore(back)
    }
  }

  #flip(): void {
    const { airtable } = this.#engine
    if (this.#view === null) return
    if (this.#die() < 0.04) {
      airtable.dropView(BASE, 'People', this.#view.id)
      this.#view = null
    } else {
      this.#view.shown = pick(this.#die, SHOWN)
      airtable.changeView(BASE, 'People', this.#view.id, { filter: this.#view.shown.formula })
    }
    this.note()
  }

  /** While this lasts the view changes at the moment calls leave us, oftenest between the pages of its own listing. */
  watch(often: number, deed: () => void): () => void {
    const ways = [this.#engine.airtable, this.#engine.attio].map((vendor) => {
      const fetch = vendor.fetch.bind(vendor)
      vendor.fetch = (request) => {
        const isItself = request.url.includes('view=') || request.url.includes('filterByFormula=')
        if (this.#die() < (isItself ? 0.3 : often)) deed()
        return fetch(request)
      }
      return () => {
        vendor.fetch = fetch
      }
    })
    return () => {
      for (const back of ways) back()
    }
  }

  /**
   * Leaving the filter freezes: whoever stood outside it since before a run began is neither written nor deleted by that
   * run, and neither is their other half; nobody is made of them (L4, L7). A run that follows a feed knows of members what
   * the last sweep was told, and an undo goes back whatever the filter says now. Of a field that is not given out any more nobody
   * can say whether it is empty: who is inside by either reading is not outside (seeds 700077878, 710001296).
   */
  trespasses(
    twinOf: (event: Event) => string | null,
    isOurs: (event: Event) => boolean,
    isSweep: (run: number) => boolean,
    isHidden: (event: Event, at: number) => boolean,
  ): Breach[] {
    const { events } = this.#witness
    const sights = { left: new Map(this.#first.left), right: new Map(this.#first.right) }
    const passes: { [side in Side]: Passes } = { left: () => true, right: () => true }
    /** Since when each record has been outside. */
    const since = { left: new Map<string, number>(), right: new Map<string, number>() }
    /** What each record was, and until when. */
    const past: { readonly side: Side; readonly record: string; readonly sight: Sight; readonly until: number }[] = [] // prettier-ignore
    /** What each record held when a field of it was last given out, and which one that was. */
    const hidden = { left: new Map<string, Hidden>(), right: new Map<string, Hidden>() }
    const place = (side: Side, record: string, at: number, lately: readonly Sight[] = []): void => {
      const sight = sights[side].get(record)
      const before = hidden[side].get(record)
      const known = before ? [...lately, before.sight] : lately
      const isOut = sight !== undefined && ![sight, ...known].some(passes[side])
      if (!isOut) since[side].delete(record)
      else if (!since[side].has(record)) since[side].set(record, at)
    }
    const breaches: Breach[] = []
    let turn = 0
    for (const [n, event] of events.entries()) {
      for (let next = this.#turns[turn]; next && next.before <= n; next = this.#turns[++turn]) {
        passes[next.side] = next.passes
        const read = next.isByRules ? this.#witness.begunBy(next.at) : Infinity
        const lately = past.filter(({ side, until }) => side === next.side && until >= read)
        for (const record of sights[next.side].keys())
          place(
            next.side,
            record,
            next.at,
            lately.filter((one) => one.record === record).map(({ sight }) => sight),
          )
      }
      if (event.kind !== 'people') continue
      const wrong = isOurs(event) ? this.#wrongOf(event, since, twinOf, isSweep) : null
      if (wrong !== null) breaches.push(wrong)
      const { side, id: record, field } = event
      const was = sights[side].get(record)
      if (was) past.push({ side, record, sight: was, until: event.at })
      if (field !== null) {
        const before = hidden[side].get(record)
        if (event.after === null && isHidden(event, n)) hidden[side].set(record, { field, sight: was ?? new Map() }) // prettier-ignore
        else if (before?.field === field) hidden[side].delete(record)
        else if (before) hidden[side].set(record, { ...before, sight: changed(before.sight, field, event.after) }) // prettier-ignore
        sights[side].set(record, changed(was, field, event.after))
      } else if (event.after === null) sights[side].delete(record)
      else sights[side].set(record, event.whole ?? new Map())
      place(side, record, event.at)
    }
    return breaches
  }

  #wrongOf(
    event: Event,
    since: { readonly [side in Side]: ReadonlyMap<string, number> },
    twinOf: (event: Event) => string | null,
    isSweep: (run: number) => boolean,
  ): Breach | null {
    const { side, id: record, run } = event
    if (event.who !== 'product' || event.undone !== null || run === null || !isSweep(run)) return null // prettier-ignore
    // Its ids and relations are written as others come and go.
    if (event.field !== null && FOLLOWS.includes(event.field)) return null
    const begun = this.#witness.begun(run)
    const twin = twinOf(event)
    const stoodOut = (on: Side, one: string | null): boolean =>
      one !== null && (since[on].get(one) ?? Infinity) < begun
    const isOut = stoodOut(side, record) || stoodOut(other(side), twin)
    if (!isOut) return null
    const about = { side, id: record, twin }
    if (event.field === null && event.after === null)
      return { law: 'L4', says: `deleted on the ${side}, though the pair stood outside its filter`, about } // prettier-ignore
    const what = event.field === null ? 'made' : `${event.field} was written`
    return { law: 'L7', says: `${what} on the ${side}, though the pair stood outside its filter: ${event.before} → ${event.after}`, about } // prettier-ignore
  }

  /** L14: in the calm, who is counted as outside the filter is who stands outside it, on each side. */
  miscounted(): Breach[] {
    const { memory } = this.#engine
    const pairing = memory.pairings.get('people')
    if (!pairing) return []
    const breaches: Breach[] = []
    for (const side of ['left', 'right'] as const) {
      const passes = this.#passesBy(pairing.json.filters?.[side])
      const known = memory.sql
        .exec(
          `select ${side}_id as id, ${side}_out as out from link where pairing = ?1 and proposed is null
           union all select record_id, out from seen where pairing = ?1 and side = ?2
             and record_id not in (select ${side}_id from link where pairing = ?1)`,
          pairing.no,
          side,
        )
        .toArray()
      for (const row of known) {
        const record = String(row['id'])
        const sight = this.#witness.now[side].people.get(record)
        if (!sight || passes(sight) === (Number(row['out']) === 0)) continue
        const says = passes(sight) ? 'is in its filter, and counted as outside' : 'is outside its filter, and counted as in' // prettier-ignore
        breaches.push({ law: 'L14', says: `one on the ${side} ${says}`, about: { side, id: record, twin: null } }) // prettier-ignore
      }
    }
    return breaches
  }
}
