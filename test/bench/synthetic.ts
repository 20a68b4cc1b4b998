import { airtableMakes } from '../../shared/codec/airtable.ts'
import type { Field, Table } from '../../shared/field.ts'
import type { Record, Side } from '../../shared/record.ts'
import { err, ok } from '../../shared/result.ts'
import type { Value, Values } from '../../shared/value.ts'
import type { Connector, Outcome, RecordWrite } from '../../worker/connectors/connector.ts'

/**
 * A vendor made of arithmetic: its records are computed when they are asked for, so that a million of them take no room
 * beside the engine that is measured. What is edited or written stands in a map over them.
 */
export type Synthetic = {
  readonly connector: Connector
  readonly written: () => number
  /** As a person would: this record's note says something else now. */
  edit(n: number, note: string, more?: Values): void
  /** What it holds now. */
  at(n: number): Values | undefined
}

const text = (id: string, name: string, more: Partial<Field> = {}): Field => ({
  id, name, type: 'text', many: false, access: 'always', required: false, unique: false, native: 'text', ...more,
}) // prettier-ignore
const FIELDS: readonly Field[] = [
  text('name', 'Name'),
  text('email', 'Email', { type: 'email', native: 'email' }),
  text('city', 'City'),
  text('title', 'Title'),
  text('score', 'Score', { type: 'number', native: 'number' }),
  text('note', 'Note', { type: 'longText', native: 'long' }),
]
/** As many more fields of text as are asked for: `f0`, `f1` and so on, empty until they are edited. */
const further = (count: number): Field[] =>
  Array.from({ length: count }, (_, n) => text(`f${n}`, `Further ${n}`, { type: 'longText' }))
const REFUSED = err({ reason: 'refused', vendor: 'Synthetic', what: 'That' } as const)
const CITIES = ['Bern', 'Lima', 'Oslo', 'Porto', 'Quito', 'Riga', 'Turin', 'Vienna']
const TITLES = ['Analyst', 'Buyer', 'Clerk', 'Director', 'Engineer']

/** Record `n` of the vendor: the same person on both sides, under another id. */
const idOf = (side: Side, n: number): string =>
  side === 'left'
    ? `rec${n.toString(36).padStart(14, '0')}`
    : `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`
const numberOf = (side: Side, id: string): number =>
  side === 'left' ? parseInt(id.slice(3), 36) : parseInt(id.slice(24), 16)

function made(n: number): Values {
  return {
    name: `Person ${n}`,
    email: `person.${n}@example.com`,
    city: CITIES[n % CITIES.length]!,
    title: TITLES[n % TITLES.length]!,
    score: n % 1000,
    note: `Met at the fair of ${2000 + (n % 25)}, asked for the catalogue.`,
  }
}

/** `count` people, numbered from 0 on one side; the other lists them in an order of its own. `more` fields beside the usual. */
export function openSynthetic(side: Side, count: number, page = 1_000, more = 0): Synthetic {
  const edited = new Map<string, { [field: string]: Value }>()
  const added = new Map<string, Values>()
  const empty: Values = Object.fromEntries(further(more).map(({ id }) => [id, null]))
  let written = 0
  const table: Table = {
    id: `${side}People`,
    name: 'People',
    fields: [...FIELDS, ...further(more)],
    primary: 'name',
  }
  // Coprime with any count that is a power of ten: each record is met once, neighbours far apart.
  const place = (at: number): number => (side === 'left' ? at : (at * 7_919) % count)
  const recordOf = (id: string): Record | null => {
    const n = numberOf(side, id)
    const values = added.get(id) ?? (n >= 0 && n < count ? made(n) : null)
    return values && { id, values: { ...empty, ...values, ...edited.get(id) } }
  }
  const outcome = (write: RecordWrite): Outcome => {
    written++
    if (write.kind === 'delete')
      return { ok: false, failure: { reason: 'refused', vendor: 'Synthetic', what: 'That' } }
    const id = write.kind === 'create' ? idOf(side, count + added.size) : write.id
    if (write.kind === 'create') added.set(id, write.values)
    else edited.set(id, { ...edited.get(id), ...write.values })
    return { ok: true, record: recordOf(id) }
  }
  const connector: Connector = {
    vendor: 'synthetic',
    name: side === 'left' ? 'Left' : 'Right',
    limits: { pace: [], page, batch: 10, lookup: 100, longestCallMs: 30_000 },
    identify: async () =>
      ok({ id: side, name: side, scopes: null, missing: [], userId: null, email: null }),
    describe: async () => ok([table]),
    async list(_, __, cursor) {
      const from = cursor === null ? 0 : Number(cursor)
      const to = Math.min(count, from + page)
      const records = Array.from({ length: to - from }, (_, i) =>
        recordOf(idOf(side, place(from + i)))!,
      )
      if (to < count) return ok({ records, cursor: String(to) })
      const more = [...added.keys()].map((id) => recordOf(id)!)
      return ok({ records: [...records, ...more], cursor: null })
    },
    read: async (_, __, ids) => ok(ids.map((id) => ({ id, record: recordOf(id) }))),
    find: async () => ok([]),
    write: async (_, __, writes) => writes.map(outcome),
    makes: airtableMakes,
    lacksToMake: () => null,
    createTable: async () => REFUSED,
    createField: async () => REFUSED,
    optionsMade: 'apart',
    createChoice: async () => ({ ok: true, value: true }),
    createTextField: async () => REFUSED,
    normal: (_, value) => value,
    accepts: () => ok(true),
  }
  return {
    connector,
    written: () => written,
    edit(n, note, more = {}) {
      const id = idOf(side, n)
      edited.set(id, { ...edited.get(id), note, ...more })
    },
    at: (n) => recordOf(idOf(side, n))?.values,
  }
}
