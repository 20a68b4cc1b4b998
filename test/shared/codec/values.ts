/** Values of each neutral type for property tests, the awkward ones among them. */
import fc from 'fast-check'
import type { FieldType } from '../../../shared/field.ts'
import type { Element, Value } from '../../../shared/value.ts'

/** Texts as they come: empty, blank, other scripts, emoji, broken surrogates, line breaks, Markdown, very long. */
export const texts: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.string({ unit: 'grapheme', maxLength: 40 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      '', ' ', '\n', '\n\n', '\t', 'a\n', '* one\n* two', '  * deep', '- one', '* * *', '\r\n', 'a\r\n',
      'null', '0', '-0', 'true', '[]', '{"a":1}', '"', '\\', '\u0000', '\ud800', 'a\udc00b', '👩‍👩‍👧', 'ﬁ', 'İstanbul',
      'naïve', 'nai\u0308ve', '你好', 'مرحبا', '<b>', '=1+1', "'", 'x'.repeat(5_000),
    ), // prettier-ignore
  },
)

const label = fc.string({ unit: fc.constantFrom(...'abcxyz019'), minLength: 1, maxLength: 8 })
export const domains: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom('', 'www.', 'shop.', 'WWW.'),
    label,
    fc.constantFrom('com', 'co.uk', 'DE', 'io'),
  )
  .map(([sub, name, end]) => `${sub}${name}.${end}`)
export const emails: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom('ann', 'Ann.Lee', 'a+b', "o'neil", 'ünal', 'X_9'), domains)
  .map(([local, domain]) => `${local}@${domain}`)
export const phones: fc.Arbitrary<string> = fc.oneof(
  fc.integer({ min: 2_000_000_000, max: 9_999_999_999 }).map((n) => `+1${n}`),
  fc.integer({ min: 20_70000000, max: 20_79999999 }).map((n) => `+44${n}`),
  fc.constantFrom(
    '+49 30 901820',
    '+1 (202) 555-0123',
    '+44 20 7946 0958',
    '+1 202 555 0123 ext. 5',
  ),
)
export const urls: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom('https://', 'http://', ''),
    domains,
    fc.constantFrom('', '/', '/a?b=1#c', ':8080/x'),
  )
  .map((pieces) => pieces.join(''))

/** Numbers as they come: zeros of both signs, the smallest and the largest, many digits. */
export const numbers: fc.Arbitrary<number> = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.constantFrom(
    0,
    -0,
    0.1,
    0.30000000000000004,
    1.00005,
    33.3,
    1e21,
    1e-7,
    5e-324,
    1.7976931348623157e308,
  ),
)

const day = fc.date({
  min: new Date('0001-01-01T00:00:00.000Z'),
  max: new Date('9999-12-31T23:59:59.999Z'),
  noInvalidDate: true,
})
export const instants: fc.Arbitrary<string> = day.map((one) => one.toISOString())
export const dates: fc.Arbitrary<string> = instants.map((one) => one.slice(0, 10))

export const CHOICES = ['Lead', 'In Progress', 'Won 🎉', 'Smith, Co', 'yes', ' padded ', 'lead']

const part = fc.option(texts)
const latitude = fc.option(fc.double({ min: -90, max: 90, noNaN: true }))
const longitude = fc.option(fc.double({ min: -180, max: 180, noNaN: true }))
const size = fc.option(fc.nat())
export const names: fc.Arbitrary<Element> = fc.record({ first: part, last: part, full: part })
export const places: fc.Arbitrary<Element> = fc.record({
  line1: part, line2: part, line3: part, line4: part, locality: part, region: part, postcode: part,
  country: fc.constantFrom(null, '', 'DE', 'us', 'XK'),
  latitude, longitude,
}) // prettier-ignore
export const files: fc.Arbitrary<Element> = fc.record({
  id: fc.integer({ min: 1, max: 5 }).map((n) => `att${n}`),
  name: part,
  url: fc.constant('https://files.example/a.pdf'),
  size,
  type: fc.constantFrom(null, 'application/pdf'),
})
export const barcodes: fc.Arbitrary<Element> = fc.record({
  text: texts,
  type: fc.constantFrom(null, 'upce', 'code39'),
})
export const people: fc.Arbitrary<Element> = fc.constantFrom(
  { id: 'usrAnn', email: 'ann@acme.com', name: 'Ann Lee' },
  { id: 'usrBea', email: 'bea@acme.com', name: null },
  { id: 'ugpAll', email: null, name: 'Everyone' },
)
export const references: fc.Arbitrary<Element> = fc
  .constantFrom('rec1', 'rec2', 'rec3')
  .map((id) => ({ table: 'tblOther', id }))

/** One element of each type. */
export const ELEMENTS: Readonly<Record<FieldType, fc.Arbitrary<Element>>> = {
  text: texts,
  longText: texts,
  richText: texts,
  email: emails,
  url: urls,
  phone: phones,
  domain: domains,
  number: numbers,
  percent: numbers,
  currency: numbers,
  duration: numbers,
  rating: fc.integer({ min: 0, max: 5 }),
  checkbox: fc.boolean(),
  date: dates,
  instant: instants,
  choice: fc.constantFrom(...CHOICES),
  person: people,
  reference: references,
  name: names,
  place: places,
  file: files,
  barcode: barcodes,
  opaque: texts.map((json) => ({ json })),
}

/** Whatever the type system allows, of any type at all. */
export const anyElement: fc.Arbitrary<Element> = fc.oneof(
  ...Object.values(ELEMENTS),
  fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.double(), fc.constant(null))),
)
export const anyValue: fc.Arbitrary<Value> = fc.oneof(
  fc.constant(null),
  anyElement,
  fc.array(anyElement, { minLength: 1, maxLength: 3 }),
)

/** A value of a field: empty, one element, or of a field of many a list in which some may come twice. */
export const valuesOf = (element: fc.Arbitrary<Element>, isMany: boolean): fc.Arbitrary<Value> =>
  fc.oneof(
    { weight: 1, arbitrary: fc.constant(null) },
    { weight: 9, arbitrary: isMany ? fc.array(element, { minLength: 1, maxLength: 5 }) : element },
  )
