import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FIELD_TYPES, type FieldType } from '../../shared/field.ts'
import { keyType, matchKey } from '../../shared/normal.ts'
import type { Value } from '../../shared/value.ts'
import { anyValue, emails, texts } from './codec/values.ts'

const at = { country: 'GB' }

describe('these are one and the same', () => {
  test.each<{ says: string; type: FieldType; values: readonly Value[]; key: string }>([
    { says: 'case and blanks of an email', type: 'email', values: ['Ann@Acme.com', ' ann@acme.com ', 'mailto:ann@acme.com', ['ann@acme.com']], key: 'ann@acme.com' },
    { says: 'a person and their email', type: 'email', values: [{ id: 'usr1', email: 'ANN@acme.com', name: null }, 'ann@acme.com'], key: 'ann@acme.com' },
    { says: 'a domain in any clothes', type: 'domain', values: ['acme.com', 'www.acme.com', 'https://www.Acme.com/about?x=1', 'ann@acme.com', 'ACME.COM.'], key: 'acme.com' },
    { says: 'a phone number in any notation', type: 'phone', values: ['+44 20 7946 0958', '020 7946 0958', '(020) 79460958', '+44 (0)20 7946 0958'], key: '+442079460958' },
    { says: 'accents, case, punctuation and blanks', type: 'text', values: ['Café Zürich', 'CAFE  ZURICH', 'café-zürich.', 'Cafe\u0301 Zu\u0308rich'], key: 'cafe zurich' },
    { says: 'letters that do not come apart', type: 'text', values: ['Łódź Øst Straße', 'lodz ost strasse'], key: 'lodz ost strasse' },
    { says: 'ligatures and wide letters', type: 'text', values: ['ﬁnn ＡＢＣ', 'Finn abc'], key: 'finn abc' },
    { says: 'both small sigmas', type: 'text', values: ['ΟΔΟΣ', 'οδος', 'οδοσ'], key: 'οδοσ' },
    { says: 'a name as parts or as text', type: 'name', values: [{ first: 'Ann', last: 'Lee', full: 'Ann Lee' }, { first: 'Ann', last: 'Lee', full: null }, 'ann lee', 'Lee, Ann'], key: 'ann lee' },
    { says: 'a name under text', type: 'text', values: [{ first: 'Ann', last: 'Lee', full: null }, 'Ann Lee'], key: 'ann lee' },
    { says: 'numbers and their texts', type: 'number', values: [1234.5, '1,234.50', ' 1234.5 '], key: '1234.5' },
    { says: 'zeros', type: 'number', values: [0, -0, '0.00'], key: '0' },
    { says: 'a date', type: 'date', values: ['2024-01-02', '2024-01-02T09:00:00.000Z'], key: '2024-01-02' },
    { says: 'a web page', type: 'url', values: ['https://www.acme.com/Team/', 'http://acme.com/Team', 'acme.com/Team#top'], key: 'acme.com/Team' },
    { says: 'the front page', type: 'url', values: ['https://acme.com', 'https://www.acme.com/'], key: 'acme.com' },
    { says: 'an email under text', type: 'text', values: ['Ann@Acme.com', ' ann@acme.com'], key: 'ann@acme.com' },
    { says: 'a list in any order', type: 'email', values: [['b@c.de', 'a@b.cd'], ['a@b.cd', 'B@c.de', 'a@b.cd']], key: 'a@b.cd\nb@c.de' },
    { says: 'a barcode and its text', type: 'barcode', values: [{ text: 'AB-12', type: 'code39' }, 'ab 12'], key: 'ab 12' },
  ])('$says', ({ type, values, key }) => {
    expect(values.map((value) => matchKey(type, value, at))).toEqual(values.map(() => key))
  }) // prettier-ignore
})

describe('these are not', () => {
  test.each<{ says: string; type: FieldType; a: Value; b: Value }>([
    { says: 'two people of one company', type: 'email', a: 'ann@acme.com', b: 'bea@acme.com' },
    { says: 'a part of a domain', type: 'domain', a: 'shop.acme.com', b: 'acme.com' },
    {
      says: 'two pages of one site',
      type: 'url',
      a: 'https://social.example/in/ann',
      b: 'https://social.example/in/bea',
    },
    { says: 'vowels that are marks', type: 'text', a: 'की', b: 'का' },
    { says: 'Japanese voiced and unvoiced', type: 'text', a: 'か', b: 'が' },
    { says: 'numbers of different size', type: 'text', a: '1.5', b: '15' },
    { says: 'words and one word', type: 'text', a: 'a b', b: 'ab' },
  ])('$says', ({ type, a, b }) => {
    expect(matchKey(type, a, at)).not.toBe(matchKey(type, b, at))
  })
})

describe('nothing to go by', () => {
  test.each<{ says: string; type: FieldType; value: Value }>([
    { says: 'empty', type: 'text', value: null },
    { says: 'blank', type: 'text', value: ' \t' },
    { says: 'punctuation only', type: 'text', value: '–' },
    { says: 'no email', type: 'email', value: 'ann' },
    {
      says: 'a person without email',
      type: 'email',
      value: { id: 'usr1', email: null, name: 'Ann' },
    },
    { says: 'the domain of a mailbox provider', type: 'domain', value: 'ann@gmail.com' },
    { says: 'no domain', type: 'domain', value: 'localhost' },
    { says: 'no phone', type: 'phone', value: 'reception' },
    { says: 'no number', type: 'number', value: 'twelve' },
    { says: 'infinity', type: 'number', value: Infinity },
    { says: 'a reference', type: 'reference', value: { table: 't', id: 'r' } },
    { says: 'a file', type: 'file', value: { id: 'att1', name: 'a' } },
    { says: 'the opaque', type: 'opaque', value: { json: '{}' } },
  ])('$says', ({ type, value }) => {
    expect(matchKey(type, value, at)).toBeNull()
  })
})

test('the provider itself may be a company', () => {
  expect(matchKey('domain', 'gmail.com', at)).toBe('gmail.com')
})

test.each<{ a: FieldType; b: FieldType; key: FieldType | null }>([
  { a: 'text', b: 'longText', key: 'text' },
  { a: 'text', b: 'email', key: 'email' },
  { a: 'text', b: 'phone', key: 'phone' },
  { a: 'url', b: 'domain', key: 'domain' },
  { a: 'email', b: 'domain', key: 'domain' },
  { a: 'email', b: 'person', key: 'email' },
  { a: 'url', b: 'url', key: 'url' },
  { a: 'name', b: 'text', key: 'name' },
  { a: 'currency', b: 'number', key: 'number' },
  { a: 'date', b: 'instant', key: 'date' },
  { a: 'number', b: 'date', key: null },
  { a: 'reference', b: 'reference', key: null },
  { a: 'file', b: 'text', key: null },
])('$a meets $b as $key', ({ a, b, key }) => {
  expect(keyType(a, b)).toBe(key)
  expect(keyType(b, a)).toBe(key)
})

test('any value under any type: no throw, and no key that is empty', () => {
  fc.assert(
    fc.property(fc.constantFrom(...FIELD_TYPES), anyValue, (type, value) => {
      expect(matchKey(type, value, at)).not.toBe('')
    }),
    { numRuns: 2_000 },
  )
})

test('a key is its own key', () => {
  fc.assert(
    fc.property(texts, emails, (text, email) => {
      const key = matchKey('text', text, at)
      expect(matchKey('text', key, at)).toBe(key)
      const address = matchKey('email', email, at)
      expect(matchKey('email', address, at)).toBe(address)
    }),
    { numRuns: 1_000 },
  )
})
