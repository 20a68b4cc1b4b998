import { describe, expect, test } from 'vitest'
import { AirtableField, airtableCodec, airtableField } from '../../../shared/codec/airtable.ts'
import type { Field } from '../../../shared/field.ts'
import type { Element, Value } from '../../../shared/value.ts'
import type { Arbitrary } from 'fast-check'
import { keepsTheLaw, neverThrows, type Stores } from './law.ts'
import { anyValue, CHOICES, ELEMENTS, valuesOf } from './values.ts'

const field = (type: string, options?: unknown): Field =>
  airtableField(AirtableField.parse({ id: 'fld1', name: 'A field', type, options }))
const choices = CHOICES.map((name, at) => ({ id: `sel${at}`, name, color: 'blueLight2' }))
const dateTime = { dateFormat: { name: 'iso' }, timeFormat: { name: '24hour' }, timeZone: 'utc' }

describe('what the metadata says, in neutral words', () => {
  test.each<{ type: string; options?: unknown; want: Partial<Field> }>([
    { type: 'singleLineText', want: { type: 'text', many: false, access: 'always' } },
    { type: 'multilineText', want: { type: 'longText' } },
    { type: 'richText', want: { type: 'richText' } },
    { type: 'email', want: { type: 'email' } },
    { type: 'url', want: { type: 'url' } },
    { type: 'phoneNumber', want: { type: 'phone' } },
    { type: 'number', options: { precision: 2 }, want: { type: 'number', precision: 2 } },
    { type: 'percent', options: { precision: 1 }, want: { type: 'percent', precision: 3 } },
    {
      type: 'currency',
      options: { precision: 2, symbol: '€' },
      want: { type: 'currency', currency: 'EUR' },
    },
    { type: 'currency', options: { precision: 2, symbol: 'CHF ' }, want: { currency: 'CHF' } },
    {
      type: 'duration',
      options: { durationFormat: 'h:mm:ss.SS' },
      want: { type: 'duration', precision: 2 },
    },
    { type: 'duration', options: { durationFormat: 'h:mm' }, want: { precision: 0 } },
    { type: 'rating', options: { icon: 'star', max: 7 }, want: { type: 'rating', max: 7 } },
    { type: 'checkbox', options: { icon: 'check' }, want: { type: 'checkbox' } },
    {
      type: 'singleSelect',
      options: { choices },
      want: { type: 'choice', many: false, choices: CHOICES },
    },
    {
      type: 'multipleSelects',
      options: { choices },
      want: { type: 'choice', many: true, choices: CHOICES },
    },
    { type: 'date', options: { dateFormat: { name: 'iso' } }, want: { type: 'date' } },
    { type: 'dateTime', options: dateTime, want: { type: 'instant' } },
    {
      type: 'multipleRecordLinks',
      options: {
        linkedTableId: 'tblOther',
        inverseLinkFieldId: 'fldBack',
        prefersSingleRecordLink: true,
      },
      want: {
        type: 'reference',
        many: true,
        targets: ['tblOther'],
        mirror: 'fldBack',
        access: 'always',
      },
    },
    { type: 'multipleAttachments', want: { type: 'file', many: true } },
    { type: 'singleCollaborator', want: { type: 'person', many: false } },
    { type: 'multipleCollaborators', want: { type: 'person', many: true } },
    { type: 'barcode', want: { type: 'barcode' } },
    { type: 'aiText', want: { type: 'longText', access: 'never', computed: true } },
    {
      type: 'formula',
      options: {
        formula: '1',
        isValid: true,
        result: { type: 'number', options: { precision: 3 } },
      },
      want: { type: 'number', precision: 3, access: 'never', computed: true, native: 'formula' },
    },
    {
      type: 'formula',
      options: { result: null, isValid: false },
      want: { type: 'opaque', computed: true },
    },
    {
      type: 'rollup',
      options: { result: { type: 'currency', options: { symbol: '£' } } },
      want: { type: 'currency', currency: 'GBP', many: false },
    },
    {
      type: 'multipleLookupValues',
      options: { result: { type: 'email' } },
      want: { type: 'email', many: true, computed: true },
    },
    {
      type: 'multipleLookupValues',
      options: { result: { type: 'multipleRecordLinks', options: { linkedTableId: 'tblX' } } },
      want: { type: 'reference', many: true, targets: ['tblX'], access: 'never' },
    },
    {
      type: 'multipleLookupValues',
      options: { result: { type: 'multipleLookupValues', options: { result: { type: 'date' } } } },
      want: { type: 'date', many: true },
    },
    {
      type: 'count',
      options: { isValid: true },
      want: { type: 'number', precision: 0, access: 'never', computed: true },
    },
    {
      type: 'createdTime',
      options: { result: { type: 'dateTime', options: dateTime } },
      want: { type: 'instant', access: 'never' },
    },
    { type: 'createdTime', options: { result: { type: 'date' } }, want: { type: 'date' } },
    {
      type: 'lastModifiedTime',
      options: { result: null },
      want: { type: 'instant', computed: true },
    },
    { type: 'createdBy', want: { type: 'person', access: 'never' } },
    { type: 'lastModifiedBy', want: { type: 'person', computed: true } },
    { type: 'autoNumber', want: { type: 'number', access: 'never' } },
    { type: 'externalSyncSource', options: { choices }, want: { type: 'choice', access: 'never' } },
    { type: 'button', want: { type: 'url', access: 'never', computed: true } },
    {
      type: 'manualSort',
      options: null,
      want: { type: 'opaque', access: 'never', native: 'manualSort' },
    },
    { type: 'constructor', want: { type: 'opaque', access: 'never' } },
    { type: 'number', options: { precision: 'two' }, want: { type: 'number' } },
  ])('$type $options', ({ type, options, want }) => {
    expect(field(type, options)).toMatchObject(want)
  })

  test('only what is surely known is said', () => {
    expect(field('currency', { symbol: '$' })).not.toHaveProperty('currency')
    expect(field('createdTime', {})).not.toHaveProperty('computed')
    expect(field('number', { precision: 'two' })).not.toHaveProperty('precision')
    expect(field('singleSelect', {})).not.toHaveProperty('choices')
  })
})

const ann = { id: 'usrAnn', email: 'ann@acme.com', name: 'Ann Lee' }
const link = { linkedTableId: 'tblOther' }
const lookup = (type: string, options?: unknown): unknown => ({ result: { type, options } })

describe('what a cell says', () => {
  test.each<{ says: string; of: Field; cell: unknown; value: Value | undefined }>([
    { says: 'a missing cell is empty', of: field('singleLineText'), cell: undefined, value: null },
    { says: 'a text', of: field('singleLineText'), cell: 'Ada', value: 'Ada' },
    { says: 'an empty text is empty', of: field('singleLineText'), cell: '', value: null },
    { says: 'a cleared rich text is a line break', of: field('richText'), cell: '\n', value: null },
    { says: 'a rich text ends in one', of: field('richText'), cell: '**a**\n- b\n', value: '**a**\n- b' },
    { says: 'zero is not empty', of: field('percent', { precision: 0 }), cell: 0, value: 0 },
    { says: 'percents are not clamped', of: field('percent', { precision: 0 }), cell: 33.3, value: 33.3 },
    { says: 'a ticked box', of: field('checkbox'), cell: true, value: true },
    { says: 'an unticked box', of: field('checkbox'), cell: undefined, value: null },
    { says: 'an option is its name', of: field('singleSelect', { choices }), cell: 'Lead', value: 'Lead' },
    { says: 'an option made since the schema was read', of: field('singleSelect', { choices }), cell: 'New', value: 'New' },
    { says: 'options', of: field('multipleSelects', { choices }), cell: ['Lead', 'yes'], value: ['Lead', 'yes'] },
    { says: 'a date', of: field('date'), cell: '2024-02-29', value: '2024-02-29' },
    { says: 'a moment', of: field('dateTime'), cell: '2022-01-08T00:08:54.000Z', value: '2022-01-08T00:08:54.000Z' },
    { says: 'links are ids', of: field('multipleRecordLinks', link), cell: ['recA', 'recB'], value: [{ table: 'tblOther', id: 'recA' }, { table: 'tblOther', id: 'recB' }] },
    { says: 'links as objects', of: field('multipleRecordLinks', link), cell: [{ id: 'recA', dateDependencyMetadata: {} }], value: [{ table: 'tblOther', id: 'recA' }] },
    { says: 'a collaborator', of: field('singleCollaborator'), cell: ann, value: ann },
    { says: 'a group has no email', of: field('multipleCollaborators'), cell: [{ id: 'ugp1', name: 'All' }], value: [{ id: 'ugp1', email: null, name: 'All' }] },
    { says: 'a barcode', of: field('barcode'), cell: { text: '123', type: 'upce' }, value: { text: '123', type: 'upce' } },
    { says: 'a barcode of no kind', of: field('barcode'), cell: { text: '123' }, value: { text: '123', type: null } },
    {
      says: 'an attachment, its thumbnails left out', of: field('multipleAttachments'),
      cell: [{ id: 'att1', url: 'https://v5.example/x', filename: 'a.png', size: 12, type: 'image/png', width: 3, height: 4, thumbnails: { small: {} } }],
      value: [{ id: 'att1', name: 'a.png', url: 'https://v5.example/x', size: 12, type: 'image/png' }],
    },
    { says: 'an attachment still on its way', of: field('multipleAttachments'), cell: [{ id: 'att1', url: 'https://src.example/x', filename: 'x' }], value: [{ id: 'att1', name: 'x', url: 'https://src.example/x', size: null, type: null }] },
    { says: 'a text the AI wrote', of: field('aiText'), cell: { state: 'generated', isStale: false, value: 'Hi' }, value: 'Hi' },
    { says: 'a text the AI has not begun', of: field('aiText'), cell: { state: 'empty', isStale: true, value: null }, value: null },
    { says: 'a text the AI is writing', of: field('aiText'), cell: { state: 'loading', isStale: true, value: 'old' }, value: undefined },
    { says: 'a text the AI failed at', of: field('aiText'), cell: { state: 'error', errorType: 'x', isStale: true, value: null }, value: undefined },
    { says: 'a number nobody could work out', of: field('rollup', lookup('number')), cell: { specialValue: 'NaN' }, value: undefined },
    { says: 'a broken formula', of: field('formula', lookup('singleLineText')), cell: { error: '#ERROR!' }, value: undefined },
    { says: 'a broken formula of no known result', of: field('formula', { result: null }), cell: { error: '#ERROR!' }, value: undefined },
    { says: 'a lookup of a broken formula', of: field('multipleLookupValues', lookup('singleLineText')), cell: [{ error: '#ERROR!' }], value: undefined },
    { says: 'a lookup holds nulls', of: field('multipleLookupValues', lookup('number')), cell: [1, null, 2], value: [1, 2] },
    { says: 'a lookup of many', of: field('multipleLookupValues', lookup('multipleSelects')), cell: [['a', 'b'], ['c']], value: ['a', 'b', 'c'] },
    { says: 'a formula over a lookup', of: field('formula', lookup('singleLineText')), cell: ['a', 'b'], value: 'a, b' },
    { says: 'a formula over a lookup of numbers', of: field('formula', lookup('number')), cell: [1, 2], value: undefined },
    { says: 'a button', of: field('button'), cell: { url: 'https://a.example', label: 'Go' }, value: 'https://a.example' },
    { says: 'a button that opens nothing', of: field('button'), cell: { url: null, label: 'Go' }, value: null },
    { says: 'a shape nobody knows', of: field('number'), cell: 'twelve', value: undefined },
    { says: 'a text where people were expected', of: field('singleCollaborator'), cell: 'Ann', value: undefined },
  ])('$says', ({ of, cell, value }) => {
    expect(airtableCodec(of).decode(cell, of)).toEqual(value)
  }) // prettier-ignore
})

describe('what is sent', () => {
  test.each<{ says: string; of: Field; value: Value; cell: unknown }>([
    { says: 'null clears', of: field('singleLineText'), value: null, cell: null },
    { says: 'an empty list clears', of: field('multipleRecordLinks', link), value: null, cell: [] },
    { says: 'links as ids', of: field('multipleRecordLinks', link), value: [{ table: 'tblOther', id: 'recA' }], cell: ['recA'] },
    { says: 'nobody twice', of: field('multipleSelects', { choices }), value: ['Lead', 'Lead'], cell: ['Lead'] },
    { says: 'an own user by id', of: field('singleCollaborator'), value: ann, cell: { id: 'usrAnn' } },
    { says: 'somebody from elsewhere by email', of: field('singleCollaborator'), value: { id: '7c3d', email: 'Ann@Acme.com', name: 'A' }, cell: { email: 'ann@acme.com' } },
    { says: 'several people', of: field('multipleCollaborators'), value: [ann, { id: null, email: 'b@c.de', name: null }], cell: [{ id: 'usrAnn' }, { email: 'b@c.de' }] },
    { says: 'a kept file by id', of: field('multipleAttachments'), value: [{ id: 'att1', name: 'a', url: 'https://x.example/a', size: 1, type: null }], cell: [{ id: 'att1' }] },
    { says: 'a new file by address', of: field('multipleAttachments'), value: [{ id: null, name: 'a.pdf', url: 'https://x.example/a', size: null, type: null }], cell: [{ url: 'https://x.example/a', filename: 'a.pdf' }] },
    { says: 'half a character is replaced', of: field('singleLineText'), value: 'a\ud83d', cell: 'a\ufffd' },
    { says: 'no stars is an empty rating', of: field('rating', { max: 5 }), value: 0, cell: null },
    { says: 'an unticked box', of: field('checkbox'), value: false, cell: null },
    { says: 'whole seconds', of: field('duration', { durationFormat: 'h:mm' }), value: 61.6, cell: 62 },
    { says: 'a moment without a zone is UTC', of: field('dateTime'), value: '2024-01-02T03:04', cell: '2024-01-02T03:04:00.000Z' },
    { says: 'one element of a list for a field of one', of: field('singleSelect', { choices }), value: ['Lead'], cell: 'Lead' },
    { says: 'any option while the options are not known', of: field('singleSelect', {}), value: 'New', cell: 'New' },
  ])('$says', ({ of, value, cell }) => {
    expect(airtableCodec(of).encode(value, of)).toEqual({ ok: true, value: cell })
  }) // prettier-ignore

  test.each<{ says: string; of: Field; value: Value; error: object }>([
    { says: 'an option nobody knows', of: field('singleSelect', { choices }), value: 'Lost', error: { reason: 'unknown_choice', field: 'A field', choice: 'Lost' } },
    { says: 'any option of a field that has none', of: field('multipleSelects', { choices: [] }), value: ['a'], error: { reason: 'unknown_choice', choice: 'a' } },
    { says: 'two elements for a field of one', of: field('singleSelect', { choices }), value: ['Lead', 'yes'], error: { reason: 'refused_value', why: 'it holds one value, not 2' } },
    { says: 'too many stars', of: field('rating', { max: 3 }), value: 4, error: { why: 'a rating is a whole number from 1 to 3' } },
    { says: 'infinity', of: field('number'), value: Infinity, error: { why: 'it is not a number' } },
    { says: 'a text in a number', of: field('number'), value: '12', error: { reason: 'refused_value', vendor: 'Airtable', field: 'A field' } },
    { says: 'the 30th of February', of: field('date'), value: '2023-02-30', error: { why: 'it is not a date' } },
    { says: 'a text longer than Airtable holds', of: field('multilineText'), value: 'x'.repeat(100_001), error: { why: 'it has 100,001 characters, more than 100,000' } },
    { says: 'a record of another table', of: field('multipleRecordLinks', link), value: [{ table: 'tblX', id: 'recA' }], error: { why: 'it points at a record of another table' } },
    { says: 'a person nobody can find', of: field('singleCollaborator'), value: { id: '7c3d', email: null, name: 'A' }, error: { why: 'people are found by email, and this one has none' } },
    { says: 'a file without an address', of: field('multipleAttachments'), value: [{ id: null, name: 'a', url: null, size: null, type: null }], error: { why: 'the file has no web address to fetch it from' } },
    { says: 'anything in a formula', of: field('formula', lookup('number')), value: 1, error: { why: 'the field cannot be written' } },
  ])('$says is refused', ({ of, value, error }) => {
    expect(airtableCodec(of).encode(value, of)).toMatchObject({ ok: false, error })
  }) // prettier-ignore
})

/** Airtable as the reference describes it: what it stores where that is not simply what it was sent. */
const omits: Stores = (wire) =>
  wire === '' || wire === false || (Array.isArray(wire) && wire.length === 0) ? undefined : wire
const marksDown: Stores = (wire) =>
  typeof wire === 'string' ? `${wire.replace(/^(\s*)\* /gm, '$1- ').replace(/\n*$/, '')}\n` : '\n'
const USERS = [ann, { id: 'usrBea', email: 'bea@acme.com' }, { id: 'ugpAll', name: 'Everyone' }]
const asUser = (sent: unknown): unknown =>
  USERS.find((user) =>
    JSON.stringify(user).includes(Object.values(sent ?? {}).map(String)[0] ?? '?'),
  ) ?? null
const files = new Map<string, unknown>()

const LAWS: readonly { of: Field; values: Arbitrary<Element>; stores?: Stores }[] = [
  { of: field('singleLineText'), values: ELEMENTS.text },
  { of: field('multilineText'), values: ELEMENTS.longText },
  { of: field('richText'), values: ELEMENTS.richText, stores: marksDown },
  { of: field('email'), values: ELEMENTS.email },
  { of: field('url'), values: ELEMENTS.url },
  { of: field('phoneNumber'), values: ELEMENTS.phone },
  { of: field('number', { precision: 2 }), values: ELEMENTS.number },
  { of: field('percent', { precision: 2 }), values: ELEMENTS.percent },
  { of: field('currency', { precision: 2, symbol: '$' }), values: ELEMENTS.currency },
  { of: field('duration', { durationFormat: 'h:mm:ss' }), values: ELEMENTS.duration },
  { of: field('duration', { durationFormat: 'h:mm:ss.SSS' }), values: ELEMENTS.duration },
  { of: field('rating', { max: 5 }), values: ELEMENTS.rating },
  { of: field('checkbox'), values: ELEMENTS.checkbox },
  { of: field('singleSelect', { choices }), values: ELEMENTS.choice },
  { of: field('multipleSelects', { choices }), values: ELEMENTS.choice },
  { of: field('date'), values: ELEMENTS.date },
  { of: field('dateTime'), values: ELEMENTS.instant },
  { of: field('multipleRecordLinks', link), values: ELEMENTS.reference },
  { of: field('singleCollaborator'), values: ELEMENTS.person, stores: asUser },
  {
    of: field('multipleCollaborators'),
    values: ELEMENTS.person,
    stores: (wire) => (Array.isArray(wire) ? wire.map(asUser) : wire),
  },
  { of: field('barcode'), values: ELEMENTS.barcode },
]

// Seen red with a `normal` that leaves every value as it is.
describe('what goes out comes home (L15)', () => {
  test.each(LAWS)('$of.native', ({ of, values, stores = (wire) => wire }) => {
    keepsTheLaw(airtableCodec(of), of, valuesOf(values, of.many), (wire) => omits(stores(wire)))
  })

  test('multipleAttachments', () => {
    const of = field('multipleAttachments')
    const kept = ELEMENTS.file.map((file) => {
      const { id, name, url, size, type } = Object(file)
      // Airtable keeps one file under one id: the same id is the same file.
      const stored = files.get(id) ?? {
        id,
        url,
        ...(name ? { filename: name.toWellFormed() } : {}),
        ...(size === null ? {} : { size }),
        ...(type ? { type } : {}),
      }
      files.set(id, stored)
      const first = airtableCodec(of).decode([stored], of)
      return Array.isArray(first) ? first[0] : file
    })
    keepsTheLaw(airtableCodec(of), of, valuesOf(kept, true), (wire) =>
      omits(Array.isArray(wire) ? wire.map(({ id }) => files.get(id)) : wire),
    )
  })

  test.each(LAWS)('$of.native takes anything without throwing', ({ of }) => {
    neverThrows(airtableCodec(of), of, anyValue)
  })
})
