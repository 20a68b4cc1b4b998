import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { TableRequest } from '../../shared/api/making.ts'
import { autopair } from '../../shared/autopair.ts'
import {
  airtableCodec,
  airtableField,
  airtableMakes,
  airtableNew,
} from '../../shared/codec/airtable.ts'
import { attioCodec, attioField, attioMakes, attioNew } from '../../shared/codec/attio.ts'
import { roundTo } from '../../shared/codec/decimal.ts'
import { convert, lossWords, type Slot } from '../../shared/convert.ts'
import { type Field, fieldById, isOwnField, type NewField, SELF, type Table } from '../../shared/field.ts' // prettier-ignore
import { type Ground, offer, type Offer } from '../../shared/making.ts'
import { slotKey } from '../../shared/mapping.ts'
import { elements, isParts, type Parts, sameValue, type Value } from '../../shared/value.ts'
import { HELD_OUT, TUNED } from '../bases/all.ts'
import { tablesOf } from '../bases/tables.ts'
import { CUSTOM_BEGINNING, CUSTOM_END } from '../sandbox/attio/standard.ts'
import { CHOICES, ELEMENTS, valuesOf } from './codec/values.ts'

/** One way across: what is offered there, the table as its connector would describe it, and both codecs. */
type Way = {
  readonly ground: Omit<Ground, 'meets' | 'called'>
  made(offered: Offer, id: string): Table
  readonly codecs: { readonly from: typeof attioCodec; readonly to: typeof attioCodec }
}

const taken = (offered: Offer): readonly NewField[] =>
  offered.fields.flatMap(({ make, isTaken }) => (make !== null && isTaken ? [make] : []))

const slug = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]+/g, '_')

function airtableTable(offered: Offer, id: string): Table {
  const fields = taken(offered).map((wish) => {
    const wire = airtableNew(wish, id)
    if (wire === null) throw new Error(`${wish.name} was offered and cannot be made`)
    return airtableField({ id: `fld ${wish.name}`, name: wish.name, ...wire })
  })
  return { id, name: offered.name, fields, primary: fields[0]?.id ?? '' }
}

function attioTable(offered: Offer, id: string): Table {
  const wire = { is_required: false, is_unique: false, is_archived: false, config: null }
  const own = [...CUSTOM_BEGINNING, ...CUSTOM_END].map(([api_slug, title, type, ...traits]) =>
    attioField({
      ...wire,
      title,
      api_slug,
      type,
      is_writable: false,
      is_multiselect: traits.includes('many'),
      relationship: null,
    }),
  )
  const fields = taken(offered).map((wish) => {
    const what = attioNew(wish, id)
    if (what === null) throw new Error(`${wish.name} was offered and cannot be made`)
    const { allowed_objects = null } = what.config.record_reference ?? {}
    const options = wish.type === 'choice' ? { choices: [...(wish.choices ?? [])] } : {}
    return attioField(
      {
        ...wire,
        title: wish.name,
        api_slug: slug(wish.name),
        type: what.type,
        is_writable: true,
        is_multiselect: wish.many,
        relationship: null,
        config: {
          currency: what.config.currency ?? null,
          record_reference: { allowed_object_ids: allowed_objects },
        },
      },
      options,
    )
  })
  const primary = fields.find(({ type }) => type === 'text')?.id
  return { id, name: offered.name, fields: [...fields, ...own], ...(primary ? { primary } : {}) }
}

const INTO_AIRTABLE: Way = {
  ground: { makes: airtableMakes, from: 'Attio', to: 'Airtable', taken: [] },
  made: airtableTable,
  codecs: { from: attioCodec, to: airtableCodec },
}
const INTO_ATTIO: Way = {
  ground: { makes: attioMakes, from: 'Airtable', to: 'Attio', taken: [] },
  made: attioTable,
  codecs: { from: airtableCodec, to: attioCodec },
}

describe.each([...TUNED, ...HELD_OUT].map((base) => [base.name, base] as const))(
  '%s',
  (_, base) => {
    const all = tablesOf(base)
    const cases = all.flatMap(({ left, right }) => [
      { source: left, others: all.map((one) => one.left), way: INTO_ATTIO },
      { source: right, others: all.map((one) => one.right), way: INTO_AIRTABLE },
    ])

    // Seen red with people made as fields of users, and with files offered as texts.
    test.each(cases.map((one) => [`${one.source.name} into ${one.way.ground.to}`, one] as const))(
      'all that is made of %s pairs itself with where it comes from, and nothing else does',
      (_says, { source, others, way }) => {
        const there = new Set(others.map(({ id }) => id))
        const offered = offer(source, {
          ...way.ground,
          meets: (table) => (there.has(table) ? `there ${table}` : null),
          called: (table) => table,
        })
        const made = way.made(offered, `there ${source.id}`)
        const paired = (a: string, b: string): boolean => b === `there ${a}` || a === `there ${b}`
        const none = { left: [], right: [] }
        const { entries } = autopair({ left: source, right: made }, paired, none, 1)
        const met = entries.map(({ left, right }) => `${slotKey(left)} ⇄ ${slotKey(right)}`)
        const wished = offered.fields.flatMap(({ from, make, isTaken }) => {
          const field = made.fields.find(({ name }) => name === make?.name)
          return from && isTaken && field ? [`${slotKey(from)} ⇄ ${field.id}`] : []
        })
        expect(met.sort()).toEqual(wished.sort())
        expect(wished.length).toBeGreaterThan(2)
      },
    )
  },
)

/** A field of every kind each service has, as its connector describes it. */
const AIRTABLE_TYPES = [
  'singleLineText', 'multilineText', 'richText', 'email', 'url', 'phoneNumber', 'number', 'percent', 'currency', 'duration',
  'rating', 'checkbox', 'singleSelect', 'multipleSelects', 'date', 'dateTime', 'multipleRecordLinks', 'multipleAttachments',
  'singleCollaborator', 'multipleCollaborators', 'barcode', 'aiText', 'formula', 'rollup', 'multipleLookupValues', 'count',
  'createdTime', 'lastModifiedTime', 'createdBy', 'lastModifiedBy', 'autoNumber', 'button', 'manualSort', 'never seen',
] as const // prettier-ignore
const ATTIO_TYPES = [
  'text', 'number', 'checkbox', 'currency', 'date', 'timestamp', 'rating', 'status', 'select', 'record-reference',
  'actor-reference', 'location', 'domain', 'email-address', 'phone-number', 'personal-name', 'interaction', 'never seen',
] as const // prettier-ignore

const MANY = new Set<string>(['select', 'actor-reference', 'domain', 'email-address', 'phone-number']) // prettier-ignore

const OPTIONS = {
  precision: 2, symbol: '€', max: 7, durationFormat: 'h:mm:ss.S', linkedTableId: 'other',
  choices: CHOICES.map((name) => ({ name })),
} // prettier-ignore
const ofAirtable = (type: string): Field =>
  airtableField({ id: 'f', name: 'Field', type, options: OPTIONS })
const ofAttio = (type: string, many = false): Field =>
  attioField(
    {
      title: 'Field', api_slug: 'f', type, is_writable: true, is_required: false, is_unique: false,
      is_multiselect: many, is_archived: false, relationship: null,
      config: { currency: { default_currency_code: 'EUR' }, record_reference: { allowed_object_ids: ['other'] } },
    },
    { choices: CHOICES },
  ) // prettier-ignore

const tableWith = (...fields: Field[]): Table => ({ id: 'this', name: 'Things', fields })
const met = { meets: (id: string) => (id === 'other' ? 'theirs' : null), called: () => 'Others' }
const unmet = { meets: () => null, called: () => 'Others' }

describe('what a field is made as', () => {
  const row = (field: Field, way: Way, ground: Pick<Ground, 'meets' | 'called'> = met) => {
    const { fields } = offer(tableWith(field), { ...way.ground, ...ground })
    const { make, isTaken, says } = fields.find(({ from }) => from?.field === 'f')!
    const { name: _, ...rest } = make ?? { name: '' }
    return { ...rest, isTaken, says }
  }

  // Seen red with a formatted text made as an option, and with numbers of two digits.
  test.each<[type: string, make: object]>([
    ['singleLineText', { type: 'text', many: false, says: null }],
    ['richText', { type: 'text', says: null }],
    ['email', { type: 'text', says: null }],
    ['phoneNumber', { type: 'phone', many: false, isTaken: true }],
    ['percent', { type: 'number', many: false }],
    ['currency', { type: 'currency', currency: 'EUR' }],
    ['rating', { type: 'number', says: null }],
    ['singleSelect', { type: 'choice', many: false, choices: CHOICES }],
    ['multipleSelects', { type: 'choice', many: true }],
    ['singleCollaborator', { type: 'text', says: 'Only the email address is kept.' }],
    ['multipleRecordLinks', { type: 'reference', many: true, targets: ['theirs'] }],
    ['multipleAttachments', { isTaken: false, says: 'Attio has no field that could hold a file.' }],
    ['count', { type: 'number', isTaken: false, says: 'Airtable fills it in, so it only goes from Airtable to Attio.' }],
    ['manualSort', { isTaken: false, says: 'Nobody here can read fields of this kind (manualSort).' }],
  ])('of Airtable’s %s, in Attio', (type, make) => {
    expect(row(ofAirtable(type), INTO_ATTIO)).toMatchObject(make)
  }) // prettier-ignore

  test.each<[type: string, many: boolean, make: object]>([
    ['text', false, { type: 'text', says: null }],
    ['number', false, { type: 'number', precision: 4, says: null }],
    ['currency', false, { type: 'currency', precision: 4, currency: 'EUR', says: null }],
    ['rating', false, { type: 'rating', max: 5, says: null }],
    ['status', false, { type: 'choice', many: false, choices: CHOICES }],
    ['select', true, { type: 'choice', many: true }],
    ['email-address', true, { type: 'email', says: 'Only the first of the list is kept.' }],
    ['domain', false, { type: 'url', says: 'A “www.” in front does not come back.' }],
    ['actor-reference', false, { type: 'email', says: 'Only the email address is kept.' }],
    ['record-reference', false, { type: 'reference', many: true, targets: ['theirs'] }],
    ['interaction', false, { type: 'instant', isTaken: false }],
  ])('of Attio’s %s (many: %s), in Airtable', (type, many, make) => {
    expect(row(ofAttio(type, many), INTO_AIRTABLE)).toMatchObject(make)
  })

  test('a link to what has no counterpart yet cannot be made, and one to itself can', () => {
    expect(row(ofAirtable('multipleRecordLinks'), INTO_ATTIO, unmet)).toEqual({
      isTaken: false,
      says: 'It links to “Others”, which has no counterpart in Attio yet. Make or pair that one first.',
    })
    const self = { ...ofAirtable('multipleRecordLinks'), targets: ['this'] }
    expect(row(self, INTO_ATTIO, unmet)).toMatchObject({ targets: [SELF], isTaken: true })
  })

  test('a currency nobody there has is a number, and one that is not known is said to be assumed', () => {
    const money = ofAirtable('currency')
    expect(row({ ...money, currency: 'XAU' }, INTO_ATTIO)).toMatchObject({ type: 'number' })
    const { currency: _, ...unknown } = money
    expect(row(unknown, INTO_ATTIO)).toMatchObject({
      type: 'currency',
      says: 'Made in US dollars, because Airtable does not say which currency it is.',
    })
  })

  // Seen red with an address made as one text.
  test('an address becomes the fields people keep it in, unless they would be mistaken for others', () => {
    const place = ofAttio('location')
    const { fields } = offer(tableWith(ofAttio('text'), place), { ...INTO_AIRTABLE.ground, ...met })
    expect(fields.slice(1).map(({ name }) => name)).toEqual(['Street', 'City', 'Region', 'Postcode', 'Country']) // prettier-ignore
    const city = { ...ofAttio('text'), id: 'c', name: 'city' }
    const beside = offer(tableWith(city, place), { ...INTO_AIRTABLE.ground, ...met })
    expect(beside.fields.map(({ make }) => [make?.name, make?.type])).toEqual([['city', 'text'], ['Field', 'text']]) // prettier-ignore
  })

  // Seen red without the names every object has.
  test('names are taken once: by fields, by the table’s own, by other tables', () => {
    const named = (id: string, name: string) => ({ ...ofAirtable('singleLineText'), id, name })
    const { name, fields } = offer(
      { ...tableWith(named('a', 'Created by'), named('b', 'X'), named('c', 'x ')), name: 'Deals' },
      { ...INTO_ATTIO.ground, ...met, taken: ['deals'] },
    )
    expect([name, ...fields.map(({ make }) => make?.name)]).toEqual(['Deals (Airtable)', 'Created by (Airtable)', 'X', 'x (Airtable)']) // prettier-ignore
  })

  // Seen red with every kind of theirs offered: a person as a date.
  test('a field may be made of another kind, where its values can cross into that', () => {
    const [number, person] = [ofAttio('number'), ofAttio('actor-reference')]
    const into = { ...INTO_AIRTABLE.ground, ...met }
    const kindsOf = (field: Field, name: string) =>
      offer(tableWith(ofAttio('text'), { ...field, id: 'n', name }), into)
        .fields.find((one) => one.name === name)
        ?.others.map(({ make }) => make.type)
    expect(kindsOf(number, 'Worth')).toEqual(expect.arrayContaining(['text', 'longText', 'currency', 'percent'])) // prettier-ignore
    expect(kindsOf(number, 'Worth')).not.toContain('number')
    expect(kindsOf(person, 'Owner')).not.toContain('date')
    const [called] = offer(tableWith(number), into).fields
    expect(called?.others.every(({ make }) => INTO_AIRTABLE.ground.makes.primary?.has(make.type))).toBe(true) // prettier-ignore
  })

  test('what records are called stands first, and where nothing can be, a text does', () => {
    const [link, text] = [
      ofAttio('record-reference'),
      { ...ofAttio('text'), id: 't', name: 'Title' },
    ]
    const into = { ...INTO_AIRTABLE.ground, ...met }
    const called = offer({ ...tableWith(link, text), primary: 't' }, into).fields
    expect(called.map(({ name, isNeeded }) => [name, isNeeded])).toEqual([['Title', true], ['Field', false]]) // prettier-ignore
    const [first] = offer({ ...tableWith(link), primary: 'f' }, into).fields
    expect(first).toMatchObject({
      from: null,
      make: { name: 'Name', type: 'text' },
      isNeeded: true,
    })
    // Seen red with two fields of one name, which no table takes.
    const beside = offer(tableWith({ ...link, name: 'name' }), into).fields
    expect(beside.map(({ make }) => make?.name)).toEqual(['Name (Attio)', 'name'])
  })
})

/** The made field beside what it was made of: as slots, in the order they were offered. */
function slotsOf(source: Field, way: Way): readonly { from: Slot; to: Field }[] {
  const table = tableWith(source)
  const offered = offer(table, { ...way.ground, ...met })
  const all = { ...offered, fields: offered.fields.map((one) => ({ ...one, isTaken: true })) }
  const made = way.made(all, 'made')
  return offered.fields.flatMap(({ from, make }) => {
    const to = made.fields.find(({ name }) => name === make?.name)
    if (from === null || !to) return []
    const field = fieldById(table, from.field)!
    return [{ from: from.part === undefined ? { field } : { field, part: from.part }, to }]
  })
}

// Seen red: one table was told that it cannot be made, and the other got one field for two.
test('a table with two fields of one name is not asked for', () => {
  const named = (...names: string[]) => ({
    connectionId: 'c1',
    name: 'Things',
    fields: names.map((name) => ({ name, type: 'text', many: false })),
  })
  expect(TableRequest.safeParse(named('Score', 'Level')).success).toBe(true)
  const twice = TableRequest.safeParse(named('Score', 'Level', ' score'))
  expect(twice.error?.issues).toMatchObject([
    { path: ['fields'], message: 'two of them have the same name' },
  ])
})

describe('what crosses into a field that was made for it', () => {
  const sources = [
    ...AIRTABLE_TYPES.map((type) => ({ source: ofAirtable(type), way: INTO_ATTIO })),
    ...ATTIO_TYPES.flatMap((type) =>
      (MANY.has(type) ? [false, true] : [false]).map((many) => ({
        source: ofAttio(type, many),
        way: INTO_AIRTABLE,
      })),
    ),
  ].filter(({ source }) => source.type !== 'reference' && !isOwnField(source))

  // Seen red with people made as fields of users.
  test.each(
    sources.map((one) => [`${one.source.native}${one.source.many ? '[]' : ''}`, one] as const),
  )('%s comes home as it was, or the loss is told beforehand', (_, { source, way }) => {
    const slots = slotsOf(source, way)
    expect(slots.length > 0).toBe(way.ground.makes.as[source.type] !== undefined)
    for (const { from, to } of slots) {
      const isTold = lossWords(from, to) !== null || lossWords(to, from) !== null
      fc.assert(
        fc.property(valuesOf(ELEMENTS[source.type], source.many), (given) => {
          const value = asShown(way.codecs.from(source).normal(given, source), source)
          const over = convert(value, from, { field: to }, { country: 'GB' })
          if (!over.ok) return isTold
          const kept = way.codecs.to(to).normal(over.value, to)
          const home = convert(kept, { field: to }, from, { country: 'GB' })
          return isTold || (home.ok && isSame(home.value, partOf(value, from)))
        }),
        { numRuns: 200 },
      )
    }
  })
})

/** A cell that holds more digits than its field shows is for the mapping to tell of. */
const asShown = (value: Value, { precision }: Field): Value =>
  typeof value === 'number' && precision !== undefined ? roundTo(value, precision) : value

const partOf = (value: Value, { part }: Slot): Value =>
  part === undefined ? value : ((elements(value)[0] as Parts | undefined)?.[part] ?? null)

/** An empty box and an unticked one are the same, as are no stars and none at all. */
const isSame = (a: Value, b: Value): boolean => sameValue(plain(a), plain(b))
const plain = (value: Value): Value =>
  value === false || value === 0 || (isParts(value) && Object.values(value).every((part) => part === null)) ? null : value // prettier-ignore
