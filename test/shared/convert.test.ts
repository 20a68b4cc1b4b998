import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readPhone } from '../../shared/codec/phone.ts'
import { convert, loss, type Loss, lossWords, type Slot } from '../../shared/convert.ts'
import { type Field, FIELD_TYPES, type FieldType, PARTS } from '../../shared/field.ts'
import { sameValue, type Value } from '../../shared/value.ts'
import { anyValue, CHOICES, ELEMENTS, valuesOf } from './codec/values.ts'

const field = (type: FieldType, more: Partial<Field> = {}): Field => ({
  id: type,
  name: `the ${type}`,
  type,
  many: false,
  access: 'always',
  required: false,
  unique: false,
  native: type,
  ...(type === 'choice' ? { choices: CHOICES } : {}),
  ...more,
})
const slot = (type: FieldType, more: Partial<Field> = {}): Slot => ({ field: field(type, more) })
const part = (type: FieldType, name: string): Slot => ({ field: field(type), part: name })
const many = { many: true }
const at = { country: 'GB' }
const ann = { id: 'usrAnn', email: 'ann@acme.com', name: 'Ann Lee' }
const berlin = { line1: 'Hauptstr. 1', line2: null, line3: '', line4: null, locality: 'Berlin', region: null, postcode: '10115', country: 'DE', latitude: 52.52, longitude: 13.4 } // prettier-ignore

describe('what becomes of a value', () => {
  test.each<{ from: Slot; value: Value; to: Slot; want: Value }>([
    { from: slot('text'), value: '* a', to: slot('richText'), want: '* a' },
    { from: slot('text'), value: '  ', to: slot('longText'), want: '  ' },
    { from: slot('text'), value: 'Ann <Ann@acme.com>', to: slot('email'), want: 'Ann@acme.com' },
    { from: slot('text'), value: 'https://www.Acme.com/x', to: slot('domain'), want: 'acme.com' },
    { from: slot('url'), value: 'https://www.Acme.com/x', to: slot('domain', many), want: ['acme.com'] },
    { from: slot('email'), value: 'ann@Acme.com', to: slot('domain'), want: 'acme.com' },
    { from: slot('domain'), value: 'acme.com', to: slot('url'), want: 'https://acme.com' },
    { from: slot('phone'), value: '020 7946 0958', to: slot('phone'), want: '+442079460958' },
    { from: slot('phone'), value: 'ext. 12', to: slot('phone'), want: 'ext. 12' },
    { from: slot('text'), value: '+1 (202) 555-0123', to: slot('phone', many), want: ['+12025550123'] },
    { from: slot('number'), value: 0.1, to: slot('text'), want: '0.1' },
    { from: slot('percent'), value: 0.333, to: slot('text'), want: '33.3%' },
    { from: slot('text'), value: '33.3 %', to: slot('percent'), want: 0.333 },
    { from: slot('duration'), value: 5_400, to: slot('text'), want: '1:30:00' },
    { from: slot('text'), value: '1:30', to: slot('duration'), want: 5_400 },
    { from: slot('text'), value: '€ 1.234,50', to: slot('currency'), want: 1234.5 },
    { from: slot('number'), value: 3.6, to: slot('rating', { max: 5 }), want: 4 },
    { from: slot('rating'), value: 0, to: slot('number'), want: 0 },
    { from: slot('checkbox'), value: true, to: slot('text'), want: 'yes' },
    { from: slot('text'), value: ' TRUE ', to: slot('checkbox'), want: true },
    { from: slot('text'), value: 'no', to: slot('checkbox'), want: false },
    { from: slot('checkbox'), value: false, to: slot('number'), want: 0 },
    { from: slot('number'), value: 1, to: slot('checkbox'), want: true },
    { from: slot('checkbox'), value: true, to: slot('choice'), want: 'yes' },
    { from: slot('choice'), value: 'yes', to: slot('checkbox'), want: true },
    { from: slot('date'), value: '2024-02-29', to: slot('instant'), want: '2024-02-29T00:00:00.000Z' },
    { from: slot('instant'), value: '2024-02-29T23:59:00.000Z', to: slot('date'), want: '2024-02-29' },
    { from: slot('text'), value: '2024-02-29', to: slot('date'), want: '2024-02-29' },
    { from: slot('text'), value: ' in  progress ', to: slot('choice'), want: 'In Progress' },
    { from: slot('choice'), value: 'lead', to: slot('choice'), want: 'lead' },
    { from: slot('choice'), value: 'any', to: slot('choice', { choices: undefined }), want: 'any' },
    { from: slot('choice', many), value: ['Lead', 'yes'], to: slot('text'), want: 'Lead, yes' },
    { from: slot('text'), value: 'Lead, yes; Lead\nLEAD', to: slot('choice', { ...many, choices: ['Lead', 'yes'] }), want: ['Lead', 'yes'] },
    { from: slot('text'), value: 'Smith, Co', to: slot('choice', many), want: ['Smith, Co'] },
    { from: slot('text'), value: 'a@b.co, c@d.ef', to: slot('email', many), want: ['a@b.co', 'c@d.ef'] },
    { from: slot('email', many), value: ['a@b.co', 'c@d.ef'], to: slot('email'), want: 'a@b.co' },
    { from: slot('email', many), value: ['a@b.co', 'c@d.ef'], to: slot('text'), want: 'a@b.co, c@d.ef' },
    { from: slot('email'), value: 'a@b.co', to: slot('email', many), want: ['a@b.co'] },
    { from: slot('number', many), value: [1, 2], to: slot('longText'), want: '1, 2' },
    { from: slot('person'), value: ann, to: slot('text'), want: 'ann@acme.com' },
    { from: slot('person', many), value: [ann], to: slot('email'), want: 'ann@acme.com' },
    { from: slot('email'), value: 'ann@acme.com', to: slot('person'), want: { id: null, email: 'ann@acme.com', name: null } },
    { from: slot('person'), value: ann, to: slot('person', many), want: [ann] },
    { from: slot('name'), value: { first: 'Ann', last: 'Lee', full: null }, to: slot('text'), want: 'Ann Lee' },
    { from: slot('text'), value: 'Lee, Ann', to: slot('name'), want: { first: 'Ann', last: 'Lee', full: 'Ann Lee' } },
    { from: slot('place'), value: berlin, to: slot('text'), want: 'Hauptstr. 1, 10115 Berlin, DE' },
    { from: slot('text'), value: ' Hauptstr. 1 ', to: slot('place'), want: { ...berlin, line3: null, locality: null, postcode: null, country: null, latitude: null, longitude: null } },
    { from: slot('barcode'), value: { text: '12', type: 'upce' }, to: slot('text'), want: '12' },
    { from: slot('text'), value: '12', to: slot('barcode'), want: { text: '12', type: null } },
    { from: slot('file', many), value: [{ id: 'att1', name: 'a.pdf' }, { id: 'att2', name: 'b.pdf' }], to: slot('text'), want: 'a.pdf, b.pdf' },
    { from: slot('text'), value: 'https://a.example/x,1 https://a.example/2', to: slot('file', many), want: ['https://a.example/x,1', 'https://a.example/2'].map((url) => ({ id: null, name: null, url, size: null, type: null })) },
    { from: slot('file', many), value: [{ id: 'att1', url: 'https://a.example/1' }], to: slot('url'), want: 'https://a.example/1' },
    { from: slot('reference', many), value: [{ table: 't', id: 'r' }], to: slot('reference', many), want: [{ table: 't', id: 'r' }] },
    { from: slot('opaque'), value: { json: '{}' }, to: slot('opaque'), want: { json: '{}' } },
    { from: slot('text'), value: ' Ann ', to: part('name', 'first'), want: 'Ann' },
    { from: slot('text'), value: '  ', to: part('name', 'first'), want: null },
    { from: part('name', 'last'), value: 'Lee', to: slot('text'), want: 'Lee' },
    { from: part('name', 'last'), value: { first: 'Ann', last: 'Lee', full: null }, to: slot('text'), want: 'Lee' },
    { from: slot('text'), value: 'Germany', to: part('place', 'country'), want: 'DE' },
    { from: slot('choice'), value: 'Lead', to: part('place', 'region'), want: 'Lead' },
    { from: slot('number'), value: 52.52, to: part('place', 'latitude'), want: 52.52 },
    { from: part('place', 'longitude'), value: 13.4, to: slot('text'), want: '13.4' },
    { from: slot('text'), value: '13.4', to: part('place', 'longitude'), want: 13.4 },
    { from: part('place', 'locality'), value: 'Berlin', to: part('place', 'locality'), want: 'Berlin' },
  ])('$from.field.type $from.part $value → $to.field.type $to.part', ({ from, value, to, want }) => {
    expect(convert(value, from, to, at)).toEqual({ ok: true, value: want })
  }) // prettier-ignore
})

describe('what does not cross says why', () => {
  test.each<{ from: Slot; value: Value; to: Slot; error: object }>([
    { from: slot('text'), value: 'twelve', to: slot('number'), error: { reason: 'cannot_convert', field: 'the text', to: '“the number”', why: 'it is not a number' } },
    { from: slot('text'), value: 'ann', to: slot('email'), error: { why: 'it is not an email address' } },
    { from: slot('text'), value: 'a@b.co, ann', to: slot('email', many), error: { why: 'it is not an email address' } },
    { from: slot('text'), value: '31/12/2024', to: slot('date'), error: { why: 'it is not a date such as 2025-12-31' } },
    { from: slot('text'), value: 'maybe', to: slot('checkbox'), error: { why: 'it is neither yes nor no' } },
    { from: slot('number'), value: 7, to: slot('rating', { max: 5 }), error: { why: 'it is not between 0 and 5' } },
    { from: slot('number'), value: 2, to: slot('checkbox'), error: { why: 'it is neither 1 nor 0' } },
    { from: slot('text'), value: 'Lost', to: slot('choice'), error: { reason: 'unknown_choice', field: 'the choice', choice: 'Lost' } },
    { from: slot('choice'), value: 'LEAD', to: slot('choice'), error: { reason: 'unknown_choice', choice: 'LEAD' } },
    { from: slot('checkbox'), value: false, to: slot('choice'), error: { reason: 'unknown_choice', choice: 'No' } },
    { from: slot('person'), value: { id: 'usr1', email: null, name: 'Ann' }, to: slot('email'), error: { why: 'the person has no email address here' } },
    { from: slot('date'), value: '2024-01-01', to: slot('checkbox'), error: { why: 'a date cannot become a checkbox' } },
    { from: slot('date'), value: null, to: slot('checkbox'), error: { reason: 'cannot_convert' } },
    { from: slot('reference'), value: { table: 't', id: 'r' }, to: slot('text'), error: { why: 'a link to a record cannot become a text' } },
    { from: slot('text'), value: 'north', to: part('place', 'latitude'), error: { to: '“the place (latitude)”', why: 'it is not a number' } },
  ])('$from.field.type $value → $to.field.type', ({ from, value, to, error }) => {
    expect(convert(value, from, to, at)).toMatchObject({ ok: false, error })
  }) // prettier-ignore
})

describe('what is lost', () => {
  test.each<{ from: Slot; to: Slot; is: Loss; words: string | null }>([
    { from: slot('text'), to: slot('longText'), is: 'none', words: null },
    { from: slot('email'), to: slot('email', many), is: 'none', words: null },
    { from: slot('instant'), to: slot('date'), is: 'some', words: 'the time of day is dropped' },
    { from: slot('number', { precision: 2 }), to: slot('number', { precision: 4 }), is: 'none', words: null },
    { from: slot('number'), to: slot('number', { precision: 4 }), is: 'some', words: 'only 4 digits after the decimal point are kept' },
    { from: slot('currency', { precision: 2 }), to: slot('number', { precision: 0 }), is: 'some', words: 'only whole numbers are kept' },
    { from: slot('currency', { currency: 'EUR' }), to: slot('currency', { currency: 'USD' }), is: 'some', words: 'amounts are copied as they are, not changed from EUR to USD' },
    { from: slot('currency', { currency: 'EUR' }), to: slot('currency'), is: 'none', words: null },
    { from: slot('rating', { max: 10 }), to: slot('rating', { max: 5 }), is: 'some', words: 'ratings above 5 do not fit' },
    { from: slot('rating', { max: 5 }), to: slot('rating', { max: 5 }), is: 'none', words: null },
    { from: slot('email', many), to: slot('email'), is: 'some', words: 'only the first of the list is kept' },
    { from: slot('choice', many), to: slot('text'), is: 'some', words: 'the list becomes one text, joined by commas' },
    { from: slot('text'), to: slot('choice', many), is: 'some', words: 'the text is split at commas; only names of options fit' },
    { from: slot('text'), to: part('place', 'country'), is: 'some', words: 'countries are written by their two-letter code' },
    { from: slot('text'), to: part('name', 'first'), is: 'none', words: null },
    { from: part('name', 'first'), to: slot('text'), is: 'none', words: null },
    { from: slot('date'), to: slot('checkbox'), is: 'impossible', words: 'a date cannot become a checkbox' },
    { from: slot('url'), to: slot('file', many), is: 'some', words: 'the file is fetched once from its address; later changes of it are not followed' },
    { from: slot('text'), to: slot('file', many), is: 'some', words: 'the text is split at blanks; the file is fetched once from its address; later changes of it are not followed' },
    { from: slot('date'), to: slot('file', many), is: 'impossible', words: 'a date cannot become a file' },
    { from: slot('reference'), to: slot('text'), is: 'impossible', words: 'a link to a record cannot become a text' },
    { from: slot('text'), to: slot('opaque'), is: 'impossible', words: 'a text cannot become a kind of value we do not know' },
  ])('$from.field.type → $to.field.type $to.part: $words', ({ from, to, is, words }) => {
    expect(loss(from, to)).toBe(is)
    expect(lossWords(from, to)).toBe(words)
  }) // prettier-ignore

  test('a field says the same as its slot', () => {
    expect(loss(field('instant'), field('date'))).toBe('some')
    expect(lossWords(field('instant'), slot('date'))).toBe('the time of day is dropped')
  })

  test('the whole table, so that a change of it is seen', () => {
    const table = FIELD_TYPES.map((from) => {
      const cells = FIELD_TYPES.map(
        (to) => ({ none: '=', some: '~', impossible: '.' })[loss(field(from), field(to))],
      )
      return `${from.padEnd(9)} ${cells.join(' ')}`
    })
    expect(`\n${table.join('\n')}\n`).toBe(TABLE)
  })
})

/** Rows become columns, both in the order of FIELD_TYPES: `=` comes home unchanged, `~` loses something, `.` cannot. */
const TABLE = `
text      = = = ~ ~ ~ ~ ~ ~ ~ ~ ~ ~ ~ ~ ~ ~ . ~ ~ ~ = .
longText  = = = ~ ~ ~ ~ ~ ~ ~ ~ ~ ~ ~ ~ ~ ~ . ~ ~ ~ = .
richText  = = = ~ ~ ~ ~ ~ ~ ~ ~ ~ ~ ~ ~ ~ ~ . ~ ~ ~ = .
email     = = = = . . ~ . . . . . . . . . = . . . . . .
url       = = = . = . ~ . . . . . . . . . . . . . ~ . .
phone     = = = . . ~ . . . . . . . . . . . . . . . . .
domain    ~ ~ ~ . ~ . = . . . . . . . . . . . . . . . .
number    = = = . . . . = = = = ~ ~ . . ~ . . . . . . .
percent   = = = . . . . = = = = ~ . . . . . . . . . . .
currency  = = = . . . . = = = = ~ . . . . . . . . . . .
duration  = = = . . . . = = = = ~ . . . . . . . . . . .
rating    = = = . . . . = = = = = . . . ~ . . . . . . .
checkbox  = = = . . . . = . . . . = . . = . . . . . . .
date      = = = . . . . . . . . . . = = . . . . . . . .
instant   = = = . . . . . . . . . . ~ = . . . . . . . .
choice    = = = . . . . ~ . . . . ~ . . = . . . . . . .
person    ~ ~ ~ ~ . . . . . . . . . . . . = . . . . . .
reference . . . . . . . . . . . . . . . . . = . . . . .
name      ~ ~ ~ . . . . . . . . . . . . . . . = . . . .
place     ~ ~ ~ . . . . . . . . . . . . . . . . = . . .
file      ~ ~ ~ . ~ . . . . . . . . . . . . . . . = . .
barcode   ~ ~ ~ . . . . . . . . . . . . . . . . . . = .
opaque    . . . . . . . . . . . . . . . . . . . . . . =
`

const PAIRS = FIELD_TYPES.flatMap((from) => FIELD_TYPES.map((to) => ({ from, to })))
const places = (type: FieldType): readonly Slot[] => [
  slot(type),
  slot(type, many),
  ...(PARTS[type] ?? []).map((name) => part(type, name)),
]

test.each(FIELD_TYPES)('%s becomes anything or says why, whatever it holds', (from) => {
  for (const source of places(from))
    for (const to of FIELD_TYPES)
      for (const target of places(to))
        fc.assert(
          fc.property(fc.oneof(ELEMENTS[from], anyValue), (value) => {
            const crossed = convert(value, source, target, at)
            const possible = loss(source, target) !== 'impossible'
            expect(possible || !crossed.ok).toBe(true)
            expect(Array.isArray(crossed.ok ? crossed.value : null) && !target.field.many).toBe(
              false,
            )
          }),
          { numRuns: 8 },
        )
})

/** A number of so many digits, and of so many stars, as the fields say. */
const REACH: Partial<Field> = { precision: 4, max: 5 }
const plain = (type: FieldType): fc.Arbitrary<Value> =>
  type === 'number' || type === 'percent' || type === 'currency' || type === 'duration'
    ? fc.integer().map((n) => n / 1e4)
    : valuesOf(ELEMENTS[type], false)

test.each(PAIRS.filter(({ from, to }) => loss(field(from, REACH), field(to, REACH)) === 'none'))(
  '$from → $to → $from comes home unchanged',
  ({ from, to }) => {
    const [here, there] = [
      slot(from, REACH),
      slot(to, { ...REACH, choices: to === 'choice' && from !== 'choice' ? undefined : CHOICES }),
    ]
    fc.assert(
      fc.property(plain(from), (value) => {
        const out = convert(value, here, there, at)
        const home = out.ok ? convert(out.value, there, here, at) : out
        const kept = home.ok ? home.value : 'lost'
        expect(sameValue(normal(from, kept), normal(from, value === '' ? null : value))).toBe(true)
      }),
      { numRuns: 200 },
    )
  },
)

/** The normal form of a phone number is E.164: one number in two writings is the same. */
const normal = (type: FieldType, value: Value): Value =>
  type === 'phone' && typeof value === 'string' ? readPhone(value, at.country) : value
