import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AttioAttribute, attioCodec, attioField, type Member } from '../../../shared/codec/attio.ts'
import type { Field } from '../../../shared/field.ts'
import type { Element, Value } from '../../../shared/value.ts'
import { keepsTheLaw, neverThrows } from './law.ts'
import { anyValue, CHOICES, ELEMENTS, valuesOf } from './values.ts'

type Said = Record<string, unknown>
const attribute = (type: string, more: Said = {}): AttioAttribute =>
  AttioAttribute.parse({
    id: { workspace_id: 'w', object_id: 'o', attribute_id: 'a' },
    title: 'An attribute',
    description: null,
    api_slug: 'slug',
    type,
    is_system_attribute: true,
    is_writable: true,
    is_required: false,
    is_unique: false,
    is_multiselect: false,
    is_archived: false,
    relationship: null,
    config: { currency: { default_currency_code: null, display_type: null }, record_reference: { allowed_object_ids: null } },
    ...more,
  }) // prettier-ignore
const field = (type: string, more: Said = {}): Field =>
  attioField(attribute(type, more), { choices: CHOICES })
const many = { is_multiselect: true }

describe('what an attribute says, in neutral words', () => {
  test.each<{ says: string; type: string; more?: Said; want: Partial<Field> }>([
    { says: 'its id is the slug', type: 'text', want: { id: 'slug', name: 'An attribute', type: 'text', many: false, access: 'always', native: 'text' } },
    { says: 'a protected one', type: 'text', more: { is_writable: false }, want: { access: 'never' } },
    { says: 'required and unique', type: 'text', more: { is_required: true, is_unique: true }, want: { required: true, unique: true } },
    { says: 'the id of the record', type: 'text', more: { api_slug: 'record_id' }, want: { access: 'never' } },
    { says: 'when it was made', type: 'timestamp', more: { api_slug: 'created_at' }, want: { type: 'instant', access: 'never' } },
    { says: 'who made it', type: 'actor-reference', more: { api_slug: 'created_by' }, want: { type: 'person', access: 'never' } },
    { says: 'four decimals', type: 'number', want: { type: 'number', precision: 4 } },
    { says: 'money knows its code', type: 'currency', more: { config: { currency: { default_currency_code: 'EUR', display_type: 'symbol' } } }, want: { type: 'currency', currency: 'EUR', precision: 4 } },
    { says: 'Attio’s own code of the Taiwan dollar', type: 'currency', more: { config: { currency: { default_currency_code: 'NTD' } } }, want: { currency: 'TWD' } },
    { says: 'five stars', type: 'rating', want: { type: 'rating', max: 5 } },
    { says: 'options', type: 'select', more: many, want: { type: 'choice', many: true, choices: CHOICES } },
    { says: 'statuses', type: 'status', want: { type: 'choice', many: false, choices: CHOICES } },
    { says: 'a mirrored reference', type: 'record-reference', more: { ...many, relationship: { object_slug: 'people', api_slug: 'company', title: 'Company', is_multiselect: false, id: {} } }, want: { type: 'reference', many: true, targets: ['people'], mirror: 'company' } },
    { says: 'a plain reference', type: 'record-reference', more: { config: { currency: null, record_reference: { allowed_object_ids: ['uuid-1'] } } }, want: { type: 'reference', targets: ['uuid-1'] } },
    { says: 'a location', type: 'location', want: { type: 'place' } },
    { says: 'a name', type: 'personal-name', want: { type: 'name' } },
    { says: 'emails', type: 'email-address', more: { ...many, is_unique: true }, want: { type: 'email', many: true, unique: true } },
    { says: 'domains', type: 'domain', more: many, want: { type: 'domain', many: true } },
    { says: 'phones', type: 'phone-number', more: many, want: { type: 'phone', many: true } },
    { says: 'an interaction is when it was', type: 'interaction', want: { type: 'instant', access: 'never', computed: true } },
    { says: 'a type of tomorrow', type: 'hologram', want: { type: 'opaque', access: 'never', native: 'hologram' } },
    { says: 'a config of another shape', type: 'currency', more: { config: { currency: 5 } }, want: { type: 'currency' } },
    { says: 'no config', type: 'currency', more: { config: undefined, relationship: undefined }, want: { type: 'currency' } },
  ])('$says', ({ type, more, want }) => {
    expect(field(type, more)).toMatchObject(want)
  }) // prettier-ignore

  test('options that were not asked for are not known', () => {
    expect(attioField(attribute('select'))).not.toHaveProperty('choices')
  })
})

const MEMBER = '50cf242c-7fa3-4cad-87d0-75b1af71c57b'
const MEMBERS: readonly Member[] = [
  { id: MEMBER, email: 'Ann@Acme.com', name: 'Ann Lee' },
  { id: '11111111-2222-3333-4444-555555555555', email: 'bea@acme.com', name: null },
]
const envelope = (type: string): Said => ({
  active_from: '2024-05-06T07:08:09.123000000Z',
  active_until: null,
  created_by_actor: { type: 'api-token', id: 'b8b1ca2c-0000-4000-8000-000000000000' },
  attribute_type: type,
})
const empty10 = { line_1: null, line_2: null, line_3: null, line_4: null, locality: null, region: null, postcode: null, country_code: null, latitude: null, longitude: null } // prettier-ignore
const place10 = { line1: null, line2: null, line3: null, line4: null, locality: null, region: null, postcode: null, country: null, latitude: null, longitude: null } // prettier-ignore
const option = (title: string): Said => ({ id: { option_id: 'o1' }, title, is_archived: false })

describe('what an array of values says', () => {
  test.each<{ says: string; type: string; more?: Said; values: unknown; value: Value | undefined }>([
    { says: 'an absent key is unknown', type: 'text', values: undefined, value: undefined },
    { says: 'no value is empty', type: 'text', values: [], value: null },
    { says: 'a text', type: 'text', values: [{ value: 'Ada' }], value: 'Ada' },
    { says: 'closed values are history', type: 'text', values: [{ value: 'old', active_until: '2024-01-01T00:00:00.000000000Z' }, { value: 'new' }], value: 'new' },
    { says: 'two current values of a single attribute', type: 'text', values: [{ value: 'a' }, { value: 'b' }], value: undefined },
    { says: 'a number', type: 'number', values: [{ value: 12.3456 }], value: 12.3456 },
    { says: 'money', type: 'currency', values: [{ currency_code: 'USD', currency_value: 99.5 }], value: 99.5 },
    { says: 'money as a text', type: 'currency', values: [{ currency_value: '99.5000', currency_code: 'USD' }], value: 99.5 },
    { says: 'not ticked', type: 'checkbox', values: [{ value: false }], value: false },
    { says: 'a date', type: 'date', values: [{ value: '2023-01-01' }], value: '2023-01-01' },
    { says: 'a moment of nine digits', type: 'timestamp', values: [{ value: '2023-01-01T15:00:00.123456789Z' }], value: '2023-01-01T15:00:00.123Z' },
    { says: 'no stars are a rating', type: 'rating', values: [{ value: 0 }], value: 0 },
    { says: 'an option is its title', type: 'select', more: many, values: [{ option: option('Lead') }, { option: option('Gone since') }], value: ['Lead', 'Gone since'] },
    { says: 'a status is its title', type: 'status', values: [{ status: { ...option('Won 🎉'), celebration_enabled: true, target_time_in_status: null } }], value: 'Won 🎉' },
    { says: 'a reference', type: 'record-reference', values: [{ target_object: 'companies', target_record_id: 'uuid-1' }], value: { table: 'companies', id: 'uuid-1' } },
    { says: 'a member', type: 'actor-reference', values: [{ referenced_actor_type: 'workspace-member', referenced_actor_id: MEMBER }], value: { id: MEMBER, email: null, name: null } },
    { says: 'Attio itself', type: 'actor-reference', values: [{ referenced_actor_type: 'system', referenced_actor_id: null }], value: { id: null, email: null, name: 'Attio' } },
    { says: 'a location', type: 'location', values: [{ ...empty10, line_1: '1 Main St', country_code: 'US', latitude: '37.774900000', longitude: '-122.4194' }], value: { ...place10, line1: '1 Main St', country: 'US', latitude: 37.7749, longitude: -122.4194 } },
    { says: 'a location of nothing', type: 'location', values: [empty10], value: null },
    { says: 'a domain', type: 'domain', more: many, values: [{ domain: 'app.acme.com', root_domain: 'acme.com' }], value: ['app.acme.com'] },
    { says: 'an email', type: 'email-address', more: many, values: [{ original_email_address: 'Ann@Acme.com', email_address: 'ann@acme.com', email_domain: 'acme.com', email_root_domain: 'acme.com', email_local_specifier: 'ann' }], value: ['ann@acme.com'] },
    { says: 'a phone', type: 'phone-number', more: many, values: [{ phone_number: '+442079460958', original_phone_number: '020 7946 0958', country_code: 'GB' }], value: ['+442079460958'] },
    { says: 'a name', type: 'personal-name', values: [{ first_name: 'Ann', last_name: 'Lee', full_name: 'Ann Lee' }], value: { first: 'Ann', last: 'Lee', full: 'Ann Lee' } },
    { says: 'a name without its whole', type: 'personal-name', values: [{ first_name: 'Ann', last_name: '', full_name: null }], value: { first: 'Ann', last: null, full: 'Ann' } },
    { says: 'an interaction', type: 'interaction', values: [{ interaction_type: 'email', interacted_at: '2024-01-02T03:04:05.000000000Z', owner_actor: {} }], value: '2024-01-02T03:04:05.000Z' },
    { says: 'a type of tomorrow, without its envelope', type: 'hologram', values: [{ z: 1, a: [2] }], value: { json: '{"a":[2],"z":1}' } },
    { says: 'a shape nobody knows', type: 'number', values: [{ value: 'twelve' }], value: undefined },
    { says: 'no array', type: 'text', values: { value: 'a' }, value: undefined },
  ])('$says', ({ type, more, values, value }) => {
    const of = field(type, more)
    const wire = Array.isArray(values) ? values.map((one) => ({ ...envelope(type), ...one })) : values
    expect(attioCodec(of).decode(wire, of)).toEqual(value)
  }) // prettier-ignore

  test('with the list of members, people have their email and name', () => {
    const of = field('actor-reference')
    const wire = [{ referenced_actor_type: 'workspace-member', referenced_actor_id: MEMBER }]
    expect(attioCodec(of, MEMBERS).decode(wire, of)).toEqual({
      id: MEMBER,
      email: 'ann@acme.com',
      name: 'Ann Lee',
    })
  })
})

const owner = field('actor-reference')

describe('what is sent', () => {
  test.each<{ says: string; of: Field; members?: readonly Member[]; value: Value; values: unknown }>([
    { says: 'nothing clears', of: field('text'), value: null, values: [] },
    { says: 'an empty text clears', of: field('text'), value: '', values: [] },
    { says: 'a text', of: field('text'), value: 'Ada', values: [{ value: 'Ada' }] },
    { says: 'four decimals', of: field('number'), value: 1.000051, values: [{ value: 1.0001 }] },
    { says: 'zero has no sign', of: field('number'), value: -0.00001, values: [{ value: 0 }] },
    { says: 'money without its code', of: field('currency'), value: 1.23456, values: [{ currency_value: 1.2346 }] },
    { says: 'a date out of a moment', of: field('date'), value: '2024-01-01T00:30:00+02:00', values: [{ value: '2023-12-31' }] },
    { says: 'a year is its first day', of: field('date'), value: '2023', values: [{ value: '2023-01-01' }] },
    { says: 'an option by title', of: field('select', many), value: ['Smith, Co'], values: [{ option: 'Smith, Co' }] },
    { says: 'a status by title', of: field('status'), value: 'Lead', values: [{ status: 'Lead' }] },
    { says: 'a reference names its object', of: field('record-reference', many), value: [{ table: 'people', id: 'uuid-1' }], values: [{ target_object: 'people', target_record_id: 'uuid-1' }] },
    { says: 'somebody by email', of: owner, value: { id: 'usrAnn', email: ' Ann@Acme.com', name: null }, values: [{ workspace_member_email_address: 'ann@acme.com' }] },
    { says: 'a member without known email by id', of: owner, value: { id: MEMBER, email: null, name: null }, values: [{ referenced_actor_type: 'workspace-member', referenced_actor_id: MEMBER }] },
    { says: 'a member of the list by email', of: owner, members: MEMBERS, value: { id: MEMBER, email: null, name: null }, values: [{ workspace_member_email_address: 'ann@acme.com' }] },
    { says: 'all ten keys', of: field('location'), value: { locality: ' Berlin ', country: 'de', latitude: 52.52, longitude: 1e-10 }, values: [{ ...empty10, locality: 'Berlin', country_code: 'DE', latitude: '52.52', longitude: '0' }] },
    { says: 'all three keys', of: field('personal-name'), value: { first: 'Ann', last: null, full: null }, values: [{ first_name: 'Ann', last_name: '', full_name: 'Ann' }] },
    { says: 'a name known as a whole only', of: field('personal-name'), value: { first: null, last: null, full: 'Ludwig van Beethoven' }, values: [{ first_name: 'Ludwig', last_name: 'van Beethoven', full_name: 'Ludwig van Beethoven' }] },
    { says: 'an email in lower case, once', of: field('email-address', many), value: ['Ann@Acme.com', 'ann@acme.com '], values: [{ email_address: 'ann@acme.com' }] },
    { says: 'a domain without its path', of: field('domain', many), value: ['https://Acme.com/about?x=1'], values: [{ domain: 'acme.com' }] },
    { says: 'a phone in E.164', of: field('phone-number', many), value: ['+44 20 7946 0958'], values: [{ original_phone_number: '+442079460958' }] },
    { says: 'one for an attribute of many is still a list', of: field('email-address', many), value: 'a@b.co', values: [{ email_address: 'a@b.co' }] },
  ])('$says', ({ of, members = [], value, values }) => {
    expect(attioCodec(of, members).encode(value, of)).toEqual({ ok: true, value: values })
  }) // prettier-ignore

  test.each<{ says: string; of: Field; members?: readonly Member[]; value: Value; error: object }>([
    { says: 'an option nobody knows', of: field('select'), value: 'Lost', error: { reason: 'unknown_choice', field: 'An attribute', choice: 'Lost' } },
    { says: 'a status nobody knows', of: field('status'), value: 'Lost', error: { reason: 'unknown_choice', choice: 'Lost' } },
    { says: 'six stars', of: field('rating'), value: 6, error: { reason: 'refused_value', vendor: 'Attio', field: 'An attribute', why: 'a rating is a whole number from 0 to 5' } },
    { says: 'half a star', of: field('rating'), value: 4.5, error: { why: 'a rating is a whole number from 0 to 5' } },
    { says: 'not a number', of: field('number'), value: NaN, error: { why: 'it is not a number' } },
    { says: 'a phone without country', of: field('phone-number'), value: '020 7946 0958', error: { why: expect.stringContaining('with its country') } },
    { says: 'no email address', of: field('email-address'), value: 'ann at acme', error: { why: 'it is not an email address' } },
    { says: 'no domain', of: field('domain'), value: 'acme', error: { why: 'it is not a domain' } },
    { says: 'a country by name', of: field('location'), value: { country: 'Narnia' }, error: { why: 'the country must be a two-letter code such as DE, not “Narnia”' } },
    { says: 'a latitude beyond the pole', of: field('location'), value: { latitude: 91 }, error: { why: 'the latitude must be a number from -90 to 90' } },
    { says: 'a year of five digits', of: field('date'), value: '10000-01-01', error: { why: 'it is not a date' } },
    { says: 'somebody who is no member', of: owner, members: MEMBERS, value: { id: 'usrX', email: 'x@y.zz', name: null }, error: { why: 'nobody in this Attio workspace has the address x@y.zz' } },
    { says: 'a person nobody can find', of: owner, value: { id: 'usrX', email: null, name: 'X' }, error: { why: 'people are found by email, and this one has none' } },
    { says: 'a reference to nothing', of: field('record-reference'), value: { table: 'people', id: null }, error: { why: 'it does not say which record it points at' } },
    { says: 'a text where parts are needed', of: field('personal-name'), value: 'Ann', error: { why: 'it is not a name' } },
    { says: 'an interaction', of: field('interaction'), value: '2024-01-01T00:00:00.000Z', error: { why: 'the field cannot be written' } },
  ])('$says is refused', ({ of, members = [], value, error }) => {
    expect(attioCodec(of, members).encode(value, of)).toMatchObject({ ok: false, error })
  }) // prettier-ignore
})

/** Attio as the reference describes it: what it makes of one value it was sent. */
type Sent = Record<string, string | number | boolean | null>
const STORES: Readonly<Record<string, (sent: Sent) => Said>> = {
  text: (sent) => sent,
  number: ({ value }) => ({ value: Math.abs(Number(value)) < 1e11 ? Math.round(Number(value) * 1e4) / 1e4 : value }),
  currency: ({ currency_value }) => ({ currency_code: 'USD', currency_value }),
  checkbox: (sent) => sent,
  rating: (sent) => sent,
  date: ({ value }) => ({ value: String(value).slice(0, 10) }),
  timestamp: ({ value }) => ({ value: String(value).replace('Z', '000000Z') }),
  select: (sent) => ({ option: option(String(sent['option'])) }),
  status: ({ status }) => ({ status: option(String(status)) }),
  'record-reference': (sent) => sent,
  'actor-reference': (sent) => ({
    referenced_actor_type: 'workspace-member',
    referenced_actor_id: MEMBERS.find(({ id, email }) => id === sent['referenced_actor_id'] || email?.toLowerCase() === sent['workspace_member_email_address'])?.id ?? null,
  }),
  location: (sent) => sent,
  domain: ({ domain }) => ({ domain, root_domain: String(domain).split('.').slice(-2).join('.') }),
  'email-address': ({ email_address }) => ({ original_email_address: email_address, email_address: String(email_address).toLowerCase() }),
  'phone-number': ({ original_phone_number }) => ({ original_phone_number, phone_number: String(original_phone_number), country_code: null }),
  'personal-name': (sent) => sent,
} // prettier-ignore

const stores =
  (type: string) =>
  (wire: unknown): unknown =>
    Array.isArray(wire)
      ? wire.map((sent) => ({ ...envelope(type), ...STORES[type]?.(sent) }))
      : wire

const people: fc.Arbitrary<Element> = fc.constantFrom(
  { id: 'usrAnn', email: 'ann@acme.com', name: 'Ann' },
  { id: MEMBER, email: null, name: null },
  { id: null, email: 'BEA@acme.com', name: null },
  { id: null, email: 'nobody@acme.com', name: null },
)
const LAWS = [
  { type: 'text', values: ELEMENTS.text },
  { type: 'number', values: ELEMENTS.number },
  { type: 'currency', values: ELEMENTS.currency },
  { type: 'checkbox', values: ELEMENTS.checkbox },
  { type: 'rating', values: ELEMENTS.rating },
  { type: 'date', values: ELEMENTS.date },
  { type: 'timestamp', values: ELEMENTS.instant },
  { type: 'select', values: ELEMENTS.choice, more: many },
  { type: 'select', values: ELEMENTS.choice },
  { type: 'status', values: ELEMENTS.choice },
  { type: 'record-reference', values: ELEMENTS.reference, more: many },
  { type: 'actor-reference', values: people },
  { type: 'actor-reference', values: people, more: many },
  { type: 'location', values: ELEMENTS.place },
  { type: 'domain', values: ELEMENTS.domain, more: many },
  { type: 'email-address', values: ELEMENTS.email, more: many },
  { type: 'phone-number', values: ELEMENTS.phone, more: many },
  { type: 'phone-number', values: ELEMENTS.phone },
  { type: 'personal-name', values: ELEMENTS.name },
] as const

// Seen red with email addresses sent as they were typed: Attio writes them small.
describe('what goes out comes home (L15)', () => {
  test.each(LAWS)('$type $more', ({ type, values, ...rest }) => {
    const of = field(type, 'more' in rest ? rest.more : {})
    keepsTheLaw(attioCodec(of, MEMBERS), of, valuesOf(values, of.many), stores(type))
  })

  test.each(LAWS)('$type takes anything without throwing', ({ type }) => {
    const of = field(type, many)
    neverThrows(attioCodec(of, MEMBERS), of, anyValue)
    neverThrows(attioCodec(of), of, anyValue)
  })

  test('without the list of members a person is read by id alone', () => {
    const home = attioCodec(owner).decode(
      stores('actor-reference')([{ workspace_member_email_address: 'ann@acme.com' }]),
      owner,
    )
    expect(home).toEqual({ id: MEMBER, email: null, name: null })
  })
})
