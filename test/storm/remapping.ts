import type { Side } from '../../shared/record.ts'
import {
  type Entry,
  type Direction,
  narrow,
  type Pairing,
  type Slot,
  writesTo,
} from '../../shared/mapping.ts'
import type { EntryDraft } from '../../worker/objects/sync/rpc.ts'
import { type Die, pick } from '../sandbox/random.ts'
import type { Engine } from '../worker/engine.ts'
import { FIELD_OF } from './sight.ts'
import { fieldOf } from './terms.ts'

const PEOPLE = 'people'
const DIRECTIONS: readonly Direction[] = ['bidirectional', 'bidirectional', 'push', 'pull', 'none']
const RULES = ['manual_review', 'app_wins', 'crm_wins', 'last_write_wins', null] as const
/** The last name is paired with one part of a name, or with a text that belongs to nobody else. */
const PARTNERS: readonly Slot[] = [{ field: 'name', part: 'last' }, { field: 'remark' }]

/** To a formula what is empty counts as nought; here it stays empty. */
const filled = (formula: string): string => `IF(LEN({Score} & '') = 0, BLANK(), ${formula})`

/** What may be done to values on their way, by the storm’s own names of fields. Each comes home. */
const WAYS: { readonly [field: string]: readonly Partial<EntryDraft>[] } = {
  score: [
    { transform: { right: [{ do: 'scale', by: 10, plus: 0 }], left: [{ do: 'scale', by: 0.1, plus: 0 }] } },
    { transform: { right: [{ do: 'formula', text: filled('{Score} * 10') }], left: [{ do: 'formula', text: filled('{Score} / 10') }] } },
  ],
  first: [
    { transform: { right: [{ do: 'prefix', text: 'Dr ' }], left: [{ do: 'unprefix', text: 'Dr ' }] } },
  ],
  level: [
    { valueMap: { pairs: [{ left: 'Junior', right: 'Senior' }, { left: 'Senior', right: 'Junior' }], otherwise: 'keep' } },
  ],
} // prettier-ignore

/** What is typed on one side, as it stands on the other where this entry carries it there. */
export function carried(entry: Entry, value: string, to: Side): string {
  if (value === '' || (entry.transform === undefined && entry.valueMap === undefined)) return value
  switch (fieldOf(entry)) {
    case 'score': {
      const scaled = to === 'right' ? Number(value) * 10 : Number(value) / 10
      return String(Number(scaled.toFixed(4)))
    }
    case 'first':
      return to === 'right' ? `Dr ${value}` : value.replace(/^Dr /, '')
    case 'level':
      return value === 'Junior' ? 'Senior' : 'Junior'
    default:
      return value
  }
}

/** The field of that side's records which an entry speaks of, in the storm's own words. */
export const fieldOn = (entry: Entry, side: Side): string => {
  const { field, part } = entry[side]
  return FIELD_OF[part === undefined ? field : `${field}.${part}`] ?? entry.id
}

/** What a person does to a mapping; false where there was nothing to do it to, or where it was refused. */
type Edit = { readonly name: string; readonly often: number; readonly act: Act }
type Act = (engine: Engine, throwDie: Die, out: EntryDraft[]) => Promise<boolean>

const entriesOf = (engine: Engine): readonly Entry[] =>
  // The address is what people are known by: it stays as it is.
  (engine.memory.pairings.get(PEOPLE)?.json.entries ?? []).filter((one) => fieldOf(one) !== 'email')

const change =
  (patchOf: (entry: Entry, throwDie: Die) => Partial<EntryDraft> | null): Act =>
  async (engine, throwDie) => {
    const entries = entriesOf(engine).filter((entry) => patchOf(entry, () => 0) !== null)
    if (entries.length === 0) return false
    const entry = pick(throwDie, entries)
    const patch = patchOf(entry, throwDie) ?? {}
    return (await engine.agreement.changeEntry(PEOPLE, entry.id, patch)).ok
  }

const EDITS: readonly Edit[] = [
  {
    name: 'turns a field',
    often: 3,
    act: change((_, throwDie) => ({ direction: pick(throwDie, DIRECTIONS) })),
  },
  {
    name: 'says who is right',
    often: 2,
    act: change((_, throwDie) => ({
      conflictResolution: pick(throwDie, RULES),
      firstMeeting: pick(throwDie, RULES),
    })),
  },
  {
    name: 'takes a field out',
    often: 2,
    async act(engine, throwDie, out) {
      const entries = entriesOf(engine)
      if (entries.length === 0 || out.length > 2) return false
      const entry = pick(throwDie, entries)
      const { left, right, direction, transform, valueMap } = entry
      if (!(await engine.agreement.removeEntry(PEOPLE, entry.id)).ok) return false
      out.push({ left, right, direction, transform, valueMap })
      return true
    },
  },
  {
    name: 'puts a field back',
    often: 3,
    async act(engine, _, out) {
      const draft = out.shift()
      if (!draft) return false
      const added = await engine.agreement.addEntry(PEOPLE, draft)
      if (!added.ok) out.push(draft)
      return added.ok
    },
  },
  {
    name: 'pairs a field with another one',
    often: 2,
    act: change((entry, throwDie) =>
      fieldOf(entry) === 'last' ? { right: pick(throwDie, PARTNERS) } : null,
    ),
  },
  {
    name: 'changes what is done to values, or takes it away',
    often: 3,
    act: change((entry, throwDie) => {
      const ways = WAYS[fieldOf(entry)]
      if (!ways) return null
      const none = { transform: null, valueMap: null }
      return throwDie() < 0.4 ? none : { ...none, ...pick(throwDie, ways) }
    }),
  },
  {
    name: 'changes the terms of the pairing',
    often: 2,
    async act(engine, throwDie) {
      const patch = pick(throwDie, [
        { updateExisting: throwDie() < 0.6 },
        { createMissing: throwDie() < 0.6 },
        { direction: pick(throwDie, DIRECTIONS.slice(0, 4)) },
        { deletions: pick(throwDie, ['keep', 'mark', 'delete'] as const) },
      ])
      return (await engine.agreement.changePairing(PEOPLE, patch)).ok
    },
  },
]

/** Somebody edits the mapping, also while a run reads, plans or writes; and what it was at each moment. */
export class Remapping {
  readonly #engine: Engine
  readonly #throwDie: Die
  /** Entries that were taken out and may come back. */
  readonly #out: EntryDraft[] = []
  /** All that is being saved: it asks the vendors first. The older may take longer than the newer (seed 200002154). */
  #saving: Promise<unknown> = Promise.resolve()
  readonly #history: { readonly at: number; readonly pairings: readonly Pairing[] }[] = []
  #versions = ''

  constructor(engine: Engine, throwDie: Die) {
    this.#engine = engine
    this.#throwDie = throwDie
    for (const vendor of [engine.airtable, engine.attio]) {
      const fetch = vendor.fetch.bind(vendor)
      vendor.fetch = (request) => {
        this.#look()
        return fetch(request)
      }
    }
  }

  /** Perhaps somebody begins to edit it now. */
  perhaps(often: number): void {
    if (this.#throwDie() < often) this.#saving = Promise.all([this.#saving, this.#edit()])
  }

  /** Whatever was being saved is saved, or died with its process. */
  async settle(isDead = false): Promise<void> {
    if (!isDead) await this.#engine.clock.run(this.#saving)
    this.#saving = Promise.resolve()
  }

  async #edit(): Promise<void> {
    const engine = this.#engine
    let at = this.#throwDie() * EDITS.reduce((sum, one) => sum + one.often, 0)
    const { act } = EDITS.find((one) => (at -= one.often) < 0) ?? EDITS[0]!
    await act(engine, this.#throwDie, this.#out)
    this.#look()
  }

  /** Notes how the mappings are now, where anything of them changed. */
  #look(): void {
    const { memory, clock } = this.#engine
    const [row] = memory.sql
      .exec(`select group_concat(no || ':' || (json->>'version')) as versions from pairing`)
      .toArray()
    const versions = String(row?.['versions'])
    if (versions === this.#versions) return
    this.#versions = versions
    const pairings = memory.pairings.all().map((one) => one.json)
    this.#history.push({ at: clock.now(), pairings })
  }

  /** The pairing as it stood at any moment between these two. */
  during(entityType: string, from: number, to: number): readonly Pairing[] {
    const begin = this.#history.findLastIndex(({ at }) => at <= from)
    return this.#history
      .slice(Math.max(0, begin))
      .filter(({ at }) => at <= to)
      .flatMap(({ pairings }) => pairings.filter((one) => one.entityType === entityType))
  }
}

/** Did this pairing let anything be written to that field of that side? */
export const allows = (pairing: Pairing, field: string, side: Side): boolean =>
  pairing.entries.some(
    (entry) =>
      fieldOn(entry, side) === field && writesTo(narrow(pairing.direction, entry.direction), side),
  )

/** Do the two say the same, once what is done to values on their way is done? */
export const isCarried = (entry: Entry, here: string, there: string): boolean =>
  carried(entry, here, 'right') === there || here === carried(entry, there, 'left')
