import { beforeEach, describe, expect, test } from 'vitest'
import { AttioSandbox } from './attio/attio.ts'
import { bare, callerOf, dig, digList } from './attio/caller.ts'
import {
  ACME, ADA, APOLLO, CAST, GLOBEX, GRACE, JANE, JOE, NOBODY, OTHER, READER, WORKSPACE,
} from './attio/cast.ts' // prettier-ignore
import { RefusedOnScreen } from './attio/person.ts'
import { USUAL } from './attio/switches.ts'
import { CALM } from './weather.ts'

const START = Date.UTC(2026, 1, 1)

/** A clock moved by hand; waiting for the weather takes no time. Every call is a second after the one before. */
let now = START
const attio = new AttioSandbox(CAST, { clock: { now: () => now, sleep: () => Promise.resolve() } })
const ask = callerOf((request) => attio.fetch(request))
const call: typeof ask = (...given) => {
  now += 1000
  return ask(...given)
}

beforeEach(() => {
  now = START
  attio.switches = { ...USUAL }
  attio.sky.change(CALM)
  attio.reset()
})

const PROJECTS = '/v2/objects/projects/records'
const PEOPLE = '/v2/objects/people/records'
const COMPANIES = '/v2/objects/companies/records'
const values = (written: unknown) => ({ data: { values: written } })
const ids = (body: unknown) => digList(body, 'data').map((row) => dig(row, 'id', 'record_id'))
const idOf = (body: unknown) => String(dig(body, 'data', 'id', 'record_id'))

const place = {
  line_1: null, line_2: null, line_3: null, line_4: null, locality: null, region: null,
  postcode: null, country_code: null, latitude: null, longitude: null,
} // prettier-ignore
const address = { ...place, line_1: '1 Main St', locality: 'Paris', country_code: 'FR' }
const ada = { referenced_actor_type: 'workspace-member', referenced_actor_id: ADA }
const jane = { target_object: 'people', target_record_id: JANE }
const acme = { target_object: 'companies', target_record_id: ACME }
const phone = { phone_number: '+12025550123', original_phone_number: '+1 202 555 0123', country_code: 'US' } // prettier-ignore

describe('what is written and what is read', () => {
  test.each<{ slug: string; written: unknown; read: unknown[] }>([
    { slug: 'title', written: 'Moon', read: [{ value: 'Moon' }] },
    { slug: 'title', written: { value: 'Moon' }, read: [{ value: 'Moon' }] },
    { slug: 'title', written: [{ value: 'Moon' }], read: [{ value: 'Moon' }] },
    { slug: 'size', written: 3.141592, read: [{ value: 3.1416 }] },
    { slug: 'urgent', written: 'true', read: [{ value: true }] },
    { slug: 'urgent', written: false, read: [{ value: false }] },
    {
      slug: 'budget',
      written: '4.99',
      read: [{ currency_code: 'EUR', currency_value: 4.99 }],
    },
    {
      slug: 'budget',
      written: { currency_value: 5 },
      read: [{ currency_code: 'EUR', currency_value: 5 }],
    },
    { slug: 'due', written: '2023', read: [{ value: '2023-01-01' }] },
    { slug: 'due', written: '2023-05', read: [{ value: '2023-05-01' }] },
    { slug: 'due', written: '2023-05-06T23:30:00-02:00', read: [{ value: '2023-05-07' }] },
    { slug: 'met_at', written: '2023-01-02', read: [{ value: '2023-01-02T00:00:00.000000000Z' }] },
    {
      slug: 'met_at',
      written: '2023-01-02T13:00:00.25+02:00',
      read: [{ value: '2023-01-02T11:00:00.250000000Z' }],
    },
    { slug: 'stars', written: 5, read: [{ value: 5 }] },
    { slug: 'owner', written: 'ADA@sunrise.test', read: [ada] },
    { slug: 'owner', written: ADA, read: [ada] },
    { slug: 'owner', written: ada, read: [ada] },
    { slug: 'owner', written: { workspace_member_email_address: 'ada@sunrise.test' }, read: [ada] },
    { slug: 'lead', written: 'jane@acme.com', read: [jane] },
    { slug: 'lead', written: jane, read: [jane] },
    { slug: 'seat', written: 'https://acme.com/about', read: [acme] },
    {
      slug: 'sponsors',
      written: [
        { target_object: 'companies', domains: [{ domain: 'acme.com' }] },
        { target_object: 'people', email_addresses: [{ email_address: 'JANE@acme.com' }] },
      ],
      read: [acme, jane],
    },
    { slug: 'site', written: address, read: [address] },
    {
      slug: 'site',
      written: '1 Main St, Springfield, IL 62701, United States',
      read: [
        {
          ...place,
          line_1: '1 Main St',
          locality: 'Springfield',
          region: 'IL',
          postcode: '62701',
          country_code: 'US',
        },
      ],
    },
    {
      slug: 'site',
      written: { ...address, latitude: '48.1234567891' },
      read: [{ ...address, latitude: '48.123456789' }],
    },
    { slug: 'hotlines', written: ['+1 202 555 0123'], read: [phone] },
    {
      slug: 'hotlines',
      written: [{ original_phone_number: '020 7946 0958', country_code: 'GB' }],
      read: [
        {
          phone_number: '+442079460958',
          original_phone_number: '020 7946 0958',
          country_code: 'GB',
        },
      ],
    },
    { slug: 'hotlines', written: ['+1 202 555 0123', '+12025550123'], read: [phone] },
    { slug: 'title', written: [], read: [] },
  ])('$slug $written → $read', async ({ slug, written, read }) => {
    const { status, body } = await call('POST', PROJECTS, values({ [slug]: written }))
    expect(status).toBe(200)
    expect(bare(body, slug)).toEqual(read)
  })

  test.each<{ slug: string; written: unknown; title: string }>([
    { slug: 'color', written: 'Blue', title: 'Blue' },
    { slug: 'color', written: { option: 'Blue' }, title: 'Blue' },
    { slug: 'tags', written: ['C'], title: 'C' },
    { slug: 'phase', written: 'Won', title: 'Won' },
    { slug: 'phase', written: { status: 'Won' }, title: 'Won' },
  ])('$slug takes $written', async ({ slug, written, title }) => {
    const { body } = await call('POST', PROJECTS, values({ [slug]: written }))
    expect(bare(body, slug)).toMatchObject([
      { [slug === 'phase' ? 'status' : 'option']: { title } },
    ])
  })

  test.each<{ says: string; object: string; slug: string; written: unknown; read: unknown }>([
    {
      says: 'an address comes back in lower case, with what was typed beside it',
      object: 'people',
      slug: 'email_addresses',
      written: ['Max.Power@News.Initech.co.uk'],
      read: {
        original_email_address: 'Max.Power@News.Initech.co.uk',
        email_address: 'max.power@news.initech.co.uk',
        email_domain: 'news.initech.co.uk',
        email_root_domain: 'initech.co.uk',
        email_local_specifier: 'max.power',
      },
    },
    {
      says: 'a name without a comma is all first name',
      object: 'people',
      slug: 'name',
      written: 'John Smith',
      read: { first_name: 'John Smith', last_name: '', full_name: 'John Smith' },
    },
    {
      says: 'a name with a comma is last name first',
      object: 'people',
      slug: 'name',
      written: 'Smith, John',
      read: { first_name: 'John', last_name: 'Smith', full_name: 'John Smith' },
    },
    {
      says: 'a domain loses its scheme and path',
      object: 'companies',
      slug: 'domains',
      written: [{ domain: 'https://Shop.Initech.com/a?b=c' }],
      read: { domain: 'shop.initech.com', root_domain: 'initech.com' },
    },
  ])('$says', async ({ object, slug, written, read }) => {
    const { body } = await call(
      'POST',
      `/v2/objects/${object}/records`,
      values({ [slug]: written }),
    )
    expect(bare(body, slug)).toEqual([read])
  })

  test.each<{ says: string; written: object; code: string; path?: unknown }>([
    { says: 'null', written: { title: null }, code: 'validation_type', path: ['data', 'values', 'title'] },
    { says: 'null in a list', written: { tags: [null] }, code: 'validation_type', path: ['data', 'values', 'tags'] },
    { says: 'a scalar for several', written: { tags: 'A' }, code: 'validation_type', path: ['data', 'values', 'tags'] },
    { says: 'two for one', written: { title: ['a', 'b'] }, code: 'validation_type', path: ['data', 'values', 'title'] },
    { says: 'a number as text', written: { title: 5 }, code: 'validation_type', path: [] },
    { says: 'an echo of what was read', written: { title: [{ value: 'a', attribute_type: 'text' }] }, code: 'validation_type', path: [] },
    { says: 'a text as number', written: { size: '5' }, code: 'validation_type', path: [] },
    { says: 'a sixth star', written: { stars: 6 }, code: 'validation_type', path: [] },
    { says: 'no such day', written: { due: '2023-02-30' }, code: 'validation_type', path: ['value'] },
    { says: 'no such option', written: { color: 'Mauve' }, code: 'value_not_found' },
    { says: 'no such stage', written: { phase: 'Mauve' }, code: 'value_not_found' },
    { says: 'a stage by its title key', written: { phase: { title: 'Won' } }, code: 'validation_type', path: ['status'] },
    { says: 'no such attribute', written: { mauve: 1 }, code: 'value_not_found' },
    { says: 'no such record', written: { lead: { target_object: 'people', target_record_id: NOBODY } }, code: 'value_not_found' },
    { says: 'a reference without its object', written: { lead: { target_record_id: JANE } }, code: 'validation_type', path: ['target_object'] },
    { says: 'a reference to another object', written: { lead: acme }, code: 'value_not_found' },
    { says: 'a bare name where two objects may be meant', written: { sponsors: ['acme.com'] }, code: 'validation_type', path: [] },
    { says: 'an actor who is no member', written: { owner: 'x@y.z' }, code: 'value_not_found' },
    { says: 'a place without all its keys', written: { site: { line_1: 'x' } }, code: 'validation_type', path: ['line_2'] },
    { says: 'a number without a country', written: { hotlines: ['2025550123'] }, code: 'validation_type', path: ['original_phone_number'] },
    { says: 'what Attio alone writes', written: { created_at: '2020-01-01' }, code: 'immutable_value' },
  ])('refused: $says', async ({ written, code, path }) => {
    const { status, body } = await call('POST', PROJECTS, values(written))
    expect({ status, type: dig(body, 'type'), code: dig(body, 'code') }).toEqual({ status: 400, type: 'invalid_request_error', code }) // prettier-ignore
    expect(dig(body, 'validation_errors', 0, 'path')).toEqual(path)
    expect(attio.rows('projects')).toHaveLength(1)
  }) // prettier-ignore

  test('a name object must have all three keys, and each missing one is told', async () => {
    const { body } = await call('POST', PEOPLE, values({ name: { first_name: 'Jo' } }))
    expect(dig(body, 'validation_errors')).toEqual(
      ['last_name', 'full_name'].map((key) => ({
        code: 'invalid_type',
        path: [key],
        message: 'Required',
        expected: 'string',
        received: 'undefined',
      })),
    )
  })

  test('a bare option id answers 200 and is not kept', async () => {
    const options = await call('GET', '/v2/objects/projects/attributes/tags/options')
    const option = dig(options.body, 'data', 2, 'id', 'option_id')
    const { status, body } = await call('PUT', `${PROJECTS}/${APOLLO}`, values({ tags: [option] }))
    expect(status).toBe(200)
    expect(bare(body, 'tags')).toHaveLength(2)
    const whole = await call('PUT', `${PROJECTS}/${APOLLO}`, values({ tags: [{ option }] }))
    expect(bare(whole.body, 'tags')).toMatchObject([{ option: { title: 'C' } }])
  })

  test('a value: envelope first, then its own fields, then its type; times with nine digits', async () => {
    const { body } = await call('POST', PEOPLE, values({ name: 'Smith, John' }))
    const value = dig(body, 'data', 'values', 'name', 0)
    expect(Object.keys(value ?? {})).toEqual([
      'active_from', 'active_until', 'created_by_actor', 'first_name', 'last_name', 'full_name', 'attribute_type',
    ]) // prettier-ignore
    expect(value).toMatchObject({
      active_from: '2026-02-01T00:00:01.000000000Z',
      active_until: null,
      created_by_actor: { type: 'api-token', id: expect.any(String) },
    })
    expect(dig(body, 'data', 'created_at')).toBe('2026-02-01T00:00:01.000000000Z')
    expect(bare(body, 'created_at')).toEqual([{ value: '2026-02-01T00:00:01.185000000Z' }])
  })

  test('values hold every attribute in the order of the list, [] where there is nothing', async () => {
    const { body } = await call('GET', `${PEOPLE}/${JOE}`)
    const { body: list } = await call('GET', '/v2/objects/people/attributes')
    const slugs = digList(list, 'data').map((one) => dig(one, 'api_slug'))
    expect(Object.keys(dig(body, 'data', 'values') ?? {})).toEqual(slugs)
    expect(slugs.slice(0, 5)).toEqual(['record_id', 'name', 'email_addresses', 'description', 'company']) // prettier-ignore
    expect(bare(body, 'twitter')).toEqual([])
    expect(dig(body, 'data', 'web_url')).toBe(`https://app.attio.com/sunrise/person/${JOE}`)
  })
})

describe('the write matrix', () => {
  const tags = (body: unknown) => bare(body, 'tags').map((one) => dig(one, 'option', 'title'))

  test.each<{ says: string; method: string; path: string; written: unknown; after: unknown[] }>([
    { says: 'PATCH puts new ones first', method: 'PATCH', path: `/${APOLLO}`, written: ['C'], after: ['C', 'A', 'B'] },
    { says: 'PATCH repeats nothing', method: 'PATCH', path: `/${APOLLO}`, written: ['B', 'C'], after: ['C', 'A', 'B'] },
    { says: 'PATCH with [] does nothing', method: 'PATCH', path: `/${APOLLO}`, written: [], after: ['A', 'B'] },
    { says: 'PUT is exact, in order', method: 'PUT', path: `/${APOLLO}`, written: ['C', 'A'], after: ['C', 'A'] },
    { says: 'PUT with [] clears', method: 'PUT', path: `/${APOLLO}`, written: [], after: [] },
  ])('$says', async ({ method, path, written, after }) => {
    const { body } = await call(method, PROJECTS + path, values({ tags: written }))
    expect(tags(body)).toEqual(after)
    expect(bare(body, 'title')).toEqual([{ value: 'Apollo' }])
  }) // prettier-ignore

  test.each(['PATCH', 'PUT'])('%s replaces a single value, and [] clears it', async (method) => {
    const { body } = await call(method, `${PROJECTS}/${APOLLO}`, values({ title: 'X', size: [] }))
    expect([bare(body, 'title'), bare(body, 'size')]).toEqual([[{ value: 'X' }], []])
  })

  test('PATCH knows an address whatever its case', async () => {
    const written = { email_addresses: ['JOE@globex.com', 'joe@new.com'] }
    const { body } = await call('PATCH', `${PEOPLE}/${JOE}`, values(written))
    expect(bare(body, 'email_addresses').map((one) => dig(one, 'email_address'))).toEqual(['joe@new.com', 'joe@globex.com']) // prettier-ignore
  })

  test('assert: adds to the matching attribute, overwrites the others', async () => {
    const written = {
      domains: ['globex.com', 'globex.io'],
      categories: ['B2B'],
      name: 'Globex Inc',
    }
    const { body } = await call('PUT', `${COMPANIES}?matching_attribute=domains`, values(written))
    expect(idOf(body)).toBe(GLOBEX)
    expect(bare(body, 'domains').map((one) => dig(one, 'domain'))).toEqual(['globex.io', 'globex.com', 'globex.co.uk']) // prettier-ignore
    const again = await call('PUT', `${COMPANIES}?matching_attribute=domains`, values({ domains: ['acme.com'], categories: ['B2B'] })) // prettier-ignore
    expect(bare(again.body, 'categories').map((one) => dig(one, 'option', 'title'))).toEqual(['B2B']) // prettier-ignore
  })

  test('assert makes what nobody holds', async () => {
    const { status, body } = await call('PUT', `${PROJECTS}?matching_attribute=code`, values({ code: 'ZZ', title: 'New' })) // prettier-ignore
    expect([status, bare(body, 'title')]).toEqual([200, [{ value: 'New' }]])
    expect(attio.rows('projects')).toHaveLength(2)
  })

  test.each<{ says: string; query: string; written: object; code: string }>([
    { says: 'no such attribute', query: '?matching_attribute=mauve', written: {}, code: 'value_not_found' },
    { says: 'not unique', query: '?matching_attribute=title', written: { title: 'x' }, code: 'validation_type' },
    { says: 'not named', query: '', written: { code: 'x' }, code: 'validation_type' },
    { says: 'not in the payload', query: '?matching_attribute=code', written: { title: 'x' }, code: 'validation_type' },
  ])('assert refused: $says', async ({ query, written, code }) => {
    const { status, body } = await call('PUT', PROJECTS + query, values(written))
    expect([status, dig(body, 'code')]).toEqual([400, code])
  }) // prettier-ignore

  test('assert refused: two records match', async () => {
    const written = { email_addresses: ['jane@acme.com', 'joe@globex.com'] }
    const { status, body } = await call('PUT', `${PEOPLE}?matching_attribute=email_addresses`, values(written)) // prettier-ignore
    expect([status, dig(body, 'code')]).toEqual([400, 'multiple_match_results'])
  })

  test('a required value is asked for when making and when clearing', async () => {
    const DEALS = '/v2/objects/deals/records'
    const whole = { name: 'Big', stage: 'Lead', owner: 'ada@sunrise.test' }
    const without = await call('POST', DEALS, values({ name: 'Big', stage: 'Lead' }))
    const made = await call('POST', DEALS, values(whole))
    const cleared = await call('PATCH', `${DEALS}/${idOf(made.body)}`, values({ owner: [] }))
    expect([without, made, cleared].map(({ body }) => dig(body, 'code'))).toEqual(['missing_value', undefined, 'missing_value']) // prettier-ignore
    expect(dig(without.body, 'message')).toMatch(/^Required value for attribute with ID ".{36}" was not provided\.$/) // prettier-ignore
  })
})

describe('uniqueness', () => {
  const taken = values({ name: 'Doe, John', email_addresses: ['JANE@ACME.COM', 'john@x.com'] })

  test.each<{ says: string; method: string; path: string; written: object }>([
    { says: 'create', method: 'POST', path: PEOPLE, written: taken },
    { says: 'PATCH', method: 'PATCH', path: `${PEOPLE}/${JOE}`, written: taken },
    { says: 'PUT', method: 'PUT', path: `${PEOPLE}/${JOE}`, written: taken },
  ])('$says with a value another record holds stores nothing', async ({ method, path, written }) => {
    const before = attio.rows('people')
    const { status, body } = await call(method, path, written)
    expect([status, dig(body, 'code')]).toEqual([400, 'uniqueness_conflict'])
    expect(attio.rows('people')).toEqual(before)
  }) // prettier-ignore

  test('text is unique with regard to case, and a record does not conflict with itself', async () => {
    const other = await call('POST', PROJECTS, values({ code: 'ap-1' }))
    const own = await call('PATCH', `${PROJECTS}/${APOLLO}`, values({ code: 'AP-1' }))
    expect([other.status, own.status]).toEqual([200, 200])
  })

  test('a value is free again once its record let go of it', async () => {
    await call('DELETE', `${PROJECTS}/${APOLLO}`)
    const { status } = await call('POST', PROJECTS, values({ code: 'AP-1' }))
    expect(status).toBe(200)
  })
})

describe('relationships', () => {
  const links = async (path: string, slug: string) =>
    bare((await call('GET', path)).body, slug).map((one) => dig(one, 'target_record_id'))

  test('one write mirrors, on the one side and on the many', async () => {
    await call('PATCH', `${PEOPLE}/${JOE}`, values({ company: acme }))
    expect(await links(`${COMPANIES}/${ACME}`, 'team')).toEqual([JOE, JANE])
    await call('PUT', `${COMPANIES}/${ACME}`, values({ team: [] }))
    expect(await links(`${PEOPLE}/${JOE}`, 'company')).toEqual([])
    await call('PATCH', `${COMPANIES}/${GLOBEX}`, values({ team: [jane] }))
    expect(await links(`${PEOPLE}/${JANE}`, 'company')).toEqual([GLOBEX])
  })

  test('moving from one to another leaves the first', async () => {
    await call('PATCH', `${COMPANIES}/${GLOBEX}`, values({ team: [jane] }))
    expect(await links(`${COMPANIES}/${ACME}`, 'team')).toEqual([])
  })

  test('one to one: who held it lets go', async () => {
    const made = await call('POST', PROJECTS, values({ title: 'Zeus', seat: acme }))
    await call('PATCH', `${PROJECTS}/${APOLLO}`, values({ seat: acme }))
    expect(await links(`${PROJECTS}/${idOf(made.body)}`, 'seat')).toEqual([])
    expect(await links(`${COMPANIES}/${ACME}`, 'project')).toEqual([APOLLO])
  })

  test('the mirror is written by system', async () => {
    await call('PATCH', `${PEOPLE}/${JOE}`, values({ company: acme }))
    const { body } = await call('GET', `${COMPANIES}/${ACME}`)
    expect(dig(body, 'data', 'values', 'team', 0, 'created_by_actor')).toEqual({ type: 'system', id: null }) // prettier-ignore
  })

  test('deleting a record clears references to it, mirrored or not', async () => {
    await call('PATCH', `${PROJECTS}/${APOLLO}`, values({ sponsors: [acme, jane] }))
    const { status, body } = await call('DELETE', `${PEOPLE}/${JANE}`)
    expect([status, body]).toEqual([200, {}])
    expect(await links(`${PROJECTS}/${APOLLO}`, 'lead')).toEqual([])
    expect(await links(`${PROJECTS}/${APOLLO}`, 'sponsors')).toEqual([ACME])
    expect(await links(`${COMPANIES}/${ACME}`, 'team')).toEqual([])
    expect((await call('GET', `${PEOPLE}/${JANE}`)).body).toMatchObject({
      code: 'not_found',
      message: `Record with ID "${JANE}" not found.`,
    })
  })
})

describe('queries', () => {
  const find = (object: string, query: object) =>
    call('POST', `/v2/objects/${object}/records/query`, query)

  test.each<{ says: string; object?: string; filter: object; found: string[] }>([
    { says: 'shorthand, whatever the case', filter: { job_title: 'ENGINEER' }, found: [JANE] },
    { says: 'shorthands are and-ed', filter: { job_title: 'Engineer', name: 'Joe Bloggs' }, found: [] },
    { says: 'the default property', filter: { name: { $starts_with: 'jan' } }, found: [JANE] },
    { says: 'a property', filter: { name: { last_name: { $eq: 'Bloggs' } } }, found: [JOE] },
    { says: 'a property by plain equality', filter: { name: { last_name: 'bloggs' } }, found: [JOE] },
    { says: 'several operators', filter: { name: { $contains: 'e', $ends_with: 'gs' } }, found: [JOE] },
    { says: 'any value of several', filter: { email_addresses: 'jane.doe@gmail.com' }, found: [JANE] },
    { says: 'the domain of an address', filter: { email_addresses: { email_domain: { $eq: 'acme.com' } } }, found: [JANE] },
    { says: 'and', filter: { $and: [{ job_title: 'Engineer' }, { name: { $contains: 'Jane' } }] }, found: [JANE] },
    { says: 'or', filter: { $or: [{ job_title: 'Engineer' }, { job_title: 'Designer' }] }, found: [JANE, JOE] },
    { says: 'or of unlike things', filter: { $or: [{ job_title: 'Engineer' }, { name: { $contains: 'Joe' } }, { name: 'x' }] }, found: [JANE, JOE] },
    { says: 'not', filter: { $not: { job_title: 'Engineer' } }, found: [JOE] },
    { says: 'a reference', filter: { company: { target_record_id: { $eq: ACME } } }, found: [JANE] },
    { says: 'not empty', filter: { description: { $not_empty: true } }, found: [] },
    { says: 'a name not empty', filter: { name: { last_name: { $not_empty: true, $contains: 'o' } } }, found: [JANE, JOE] },
    { says: 'country of a number', filter: { phone_numbers: { country_code: 'GB' } }, found: [JANE] },
    { says: 'record ids', filter: { record_id: { $in: [JOE, NOBODY, JANE] } }, found: [JANE, JOE] },
    { says: 'record ids and more', filter: { $and: [{ record_id: { $in: [JOE, JANE] } }, { job_title: 'Designer' }] }, found: [JOE] },
    { says: 'made since', filter: { created_at: { $gte: '2026-01-02T10:00:00Z' } }, found: [JOE] },
    { says: 'over a reference', filter: { path: [['people', 'company'], ['companies', 'name']], constraints: { value: 'acme' } }, found: [JANE] },
    { says: 'a path of one', filter: { path: [['people', 'name']], constraints: { first_name: 'Joe' } }, found: [JOE] },
    { says: 'there and back', object: 'companies', filter: { path: [['companies', 'team'], ['people', 'name']], constraints: { first_name: { $eq: 'Jane' } } }, found: [ACME] },
    { says: 'a number', object: 'projects', filter: { size: { $gt: 12, $lte: 12.5 } }, found: [APOLLO] },
    { says: 'an amount as text', object: 'projects', filter: { budget: { $gte: '999.5' } }, found: [APOLLO] },
    { says: 'a day', object: 'projects', filter: { due: { $lt: '2026-03' } }, found: [] },
    { says: 'a checkbox', object: 'projects', filter: { urgent: true }, found: [APOLLO] },
    { says: 'an option by title', object: 'projects', filter: { tags: 'b' }, found: [APOLLO] },
    { says: 'a stage, and since when', object: 'projects', filter: { phase: { status: 'Work', active_from: { $lt: '2026-01-05T00:00:00Z' } } }, found: [APOLLO] },
    { says: 'an actor', object: 'projects', filter: { owner: { referenced_actor_type: 'workspace-member', referenced_actor_id: ADA } }, found: [APOLLO] },
    { says: 'nothing asked', filter: {}, found: [JANE, JOE] },
  ])('$says', async ({ object = 'people', filter, found }) => {
    const { body } = await find(object, { filter })
    expect(ids(body)).toEqual(found)
  }) // prettier-ignore

  test.each<{ says: string; filter: object }>([
    { says: 'no such attribute', filter: { mauve: 1 } },
    { says: 'by the record itself', filter: { id: JANE } },
    { says: 'no such operator', filter: { job_title: { $ne: 'x' } } },
    { says: 'a list of texts', filter: { job_title: { $in: ['x'] } } },
    { says: 'ranges of text', filter: { job_title: { $gt: 'x' } } },
    { says: 'not-empty of a number', filter: { twitter_follower_count: { $not_empty: true } } },
    { says: 'empty', filter: { job_title: { $not_empty: false } } },
    { says: 'a number for a text', filter: { job_title: 5 } },
    { says: 'a bare reference', filter: { company: ACME } },
    { says: 'a reference with contains', filter: { company: { target_record_id: { $contains: 'x' } } } },
    { says: 'an actor by name', filter: { created_by: { name: 'Ada' } } },
    { says: 'a place as a whole', filter: { primary_location: 'Paris' } },
    { says: 'not of several', filter: { $not: { $or: [{ name: 'a' }, { name: 'b' }] } } },
    { says: 'an or without a list', filter: { $or: { name: 'a' } } },
    { says: 'a path that begins elsewhere', filter: { path: [['companies', 'name']], constraints: { value: 'x' } } },
    { says: 'a path over no reference', filter: { path: [['people', 'name'], ['companies', 'name']], constraints: {} } },
    { says: 'a path of six', filter: { path: [0, 1, 2].flatMap(() => [['people', 'company'], ['companies', 'team']]), constraints: { target_record_id: JANE } } },
  ])('filter refused: $says', async ({ filter }) => {
    const { status, body } = await find('people', { filter })
    expect([status, dig(body, 'code')]).toEqual([400, 'filter_error'])
  }) // prettier-ignore

  test.each<{ says: string; sorts: object[]; found: string[] }>([
    { says: 'by time', sorts: [{ direction: 'desc', attribute: 'created_at' }], found: [JOE, JANE] },
    { says: 'by a field', sorts: [{ direction: 'asc', attribute: 'name', field: 'last_name' }], found: [JOE, JANE] },
    { says: 'empty ones last, upwards', sorts: [{ direction: 'asc', attribute: 'phone_numbers' }], found: [JANE, JOE] },
    { says: 'empty ones last, downwards', sorts: [{ direction: 'desc', attribute: 'phone_numbers' }], found: [JANE, JOE] },
    { says: 'the second where the first is equal', sorts: [{ direction: 'asc', attribute: 'twitter' }, { direction: 'desc', attribute: 'name' }], found: [JOE, JANE] },
    { says: 'over a reference', sorts: [{ direction: 'asc', path: [['people', 'company'], ['companies', 'name']] }], found: [JANE, JOE] },
  ])('sorted $says', async ({ sorts, found }) => {
    expect(ids((await find('people', { sorts })).body)).toEqual(found)
  }) // prettier-ignore

  test.each<{ says: string; query: object; code: string }>([
    { says: 'no such attribute to sort by', query: { sorts: [{ direction: 'asc', attribute: 'mauve' }] }, code: 'filter_error' },
    { says: 'sort by a place', query: { sorts: [{ direction: 'asc', attribute: 'primary_location' }] }, code: 'filter_error' },
    { says: 'a page too large', query: { limit: 501 }, code: 'validation_type' },
    { says: 'a page from before', query: { offset: -1 }, code: 'validation_type' },
    { says: 'a filter that is no object', query: { filter: 'x' }, code: 'validation_type' },
    { says: 'filter and view', query: { filter: {}, filter_view_id: JANE }, code: 'validation_type' },
    { says: 'no such view', query: { filter_view_id: JANE }, code: 'value_not_found' },
  ])('refused: $says', async ({ query, code }) => {
    const { status, body } = await find('people', query)
    expect([status, dig(body, 'code')]).toEqual([400, code])
  }) // prettier-ignore

  test('not empty means some text, and what was just made is found', async () => {
    const filter = { name: { last_name: { $not_empty: true } } }
    expect(ids((await find('people', { filter })).body)).toEqual([JANE, JOE])
    const half = await call('POST', PEOPLE, values({ name: 'Cher' }))
    const whole = await call('POST', PEOPLE, values({ name: 'Prince, Roger' }))
    const found = ids((await find('people', { filter })).body)
    expect(found).toContain(idOf(whole.body))
    expect(found).not.toContain(idOf(half.body))
  })

  test('the order of a listing keeps up with the names of options', async () => {
    const blue = attio.add('projects', { color: 'Blue' })
    const query = { sorts: [{ direction: 'asc', attribute: 'color' }] }
    expect(ids((await find('projects', query)).body)).toEqual([blue, APOLLO])
    const path = '/v2/objects/projects/attributes/color/options/Red'
    await call('PATCH', path, { data: { title: 'Amber' } })
    expect(ids((await find('projects', query)).body)).toEqual([APOLLO, blue])
  })

  test('pages follow record ids and have no snapshot: what was deleted shifts the rest', async () => {
    const made = Array.from({ length: 6 }, (_, i) => attio.add('projects', { title: `P${i}` }))
    const order = [APOLLO, ...made].sort()
    const first = await find('projects', { limit: 3 })
    expect(ids(first.body)).toEqual(order.slice(0, 3))
    attio.remove('projects', order[0] ?? '')
    const second = await find('projects', { limit: 3, offset: 3 })
    expect(ids(second.body)).toEqual(order.slice(4))
  })
})

describe('history', () => {
  const asked = `${PROJECTS}/${APOLLO}/attributes/title/values`

  test('closed values are shown only when asked for, oldest first', async () => {
    await call('PATCH', `${PROJECTS}/${APOLLO}`, values({ title: 'Two' }))
    await call('PATCH', `${PROJECTS}/${APOLLO}`, values({ title: [] }))
    const current = await call('GET', asked)
    const all = await call('GET', `${asked}?show_historic=true`)
    expect(dig(current.body, 'data')).toEqual([])
    expect(digList(all.body, 'data')).toMatchObject([
      { value: 'Apollo', active_until: '2026-02-01T00:00:01.000000000Z' },
      {
        value: 'Two',
        active_from: '2026-02-01T00:00:01.000000000Z',
        active_until: '2026-02-01T00:00:02.000000000Z',
      },
    ])
    const second = await call('GET', `${asked}?show_historic=true&limit=1&offset=1`)
    expect(digList(second.body, 'data')).toMatchObject([{ value: 'Two' }])
  })

  test.each<{ reopens: boolean; entries: number }>([
    { reopens: true, entries: 2 },
    { reopens: false, entries: 1 },
  ])(
    'writing what is there already, reopening $reopens: $entries',
    async ({ reopens, entries }) => {
      attio.switches.sameValueReopens = reopens
      await call('PATCH', `${PROJECTS}/${APOLLO}`, values({ title: 'Apollo' }))
      const { body } = await call('GET', `${asked}?show_historic=true`)
      expect(digList(body, 'data')).toHaveLength(entries)
    },
  )

  test.each(['last_interaction', 'description'])('not of %s', async (slug) => {
    const path = `${PEOPLE}/${JANE}/attributes/${slug}/values`
    const { status, body } = await call('GET', `${path}?show_historic=true`)
    expect([status, dig(body, 'code')]).toEqual([400, 'validation_type'])
    expect((await call('GET', path)).status).toBe(200)
  })
})

describe('what Attio does by itself', () => {
  const company = async (email: string) => {
    const { body } = await call('POST', PEOPLE, values({ email_addresses: [email] }))
    return bare(body, 'company')
  }

  test('a work address finds its company, or makes it; a personal one does not', async () => {
    expect(await company('new@mail.acme.com')).toEqual([acme])
    expect(await company('new@gmail.com')).toEqual([])
    expect(await company('new@initech.com')).toHaveLength(1)
    expect(attio.rows('companies').map(({ values }) => dig(values, 'name', 0, 'value'))).toContain('Initech') // prettier-ignore
    attio.switches.companyFromEmail = false
    expect(await company('other@acme.com')).toEqual([])
  })

  test('who says that there is no company is believed', async () => {
    const written = { email_addresses: ['new@acme.com'], company: [] }
    const { body } = await call('POST', PEOPLE, values(written))
    expect(bare(body, 'company')).toEqual([])
  })

  test('enriched attributes answer 200 and keep what they held', async () => {
    attio.switches.keepsOld = { people: ['job_title'] }
    const { status, body } = await call('PATCH', `${PEOPLE}/${JANE}`, values({ job_title: 'CEO' }))
    expect([status, bare(body, 'job_title')]).toEqual([200, [{ value: 'Engineer' }]])
    attio.edit('people', JANE, { job_title: 'CEO' })
    expect(dig(attio.rows('people')[0], 'values', 'job_title', 0, 'value')).toBe('CEO')
  })

  test('after a while system fills what is empty, as of its own time', async () => {
    const found = { description: 'Found', job_title: 'Found' }
    attio.switches.enrichment = { afterMs: 5000, values: { people: found } }
    const made = await call('POST', PEOPLE, values({ name: 'A, B', job_title: 'Mine' }))
    const path = `${PEOPLE}/${idOf(made.body)}`
    expect(bare((await call('GET', path)).body, 'description')).toEqual([])
    now += 60_000
    const { body } = await call('GET', path)
    expect(dig(body, 'data', 'values', 'description')).toMatchObject([
      {
        value: 'Found',
        active_from: '2026-02-01T00:00:06.000000000Z',
        created_by_actor: { type: 'system', id: null },
      },
    ])
    expect(bare(body, 'job_title')).toEqual([{ value: 'Mine' }])
  })
})

describe('formulas', () => {
  const label = async () => {
    const { body } = await ask('GET', `${PROJECTS}/${APOLLO}`)
    return dig(body, 'data', 'values', 'label', 0)
  }

  test('a second after an input changes, system writes the new text, once', async () => {
    const seen: string[] = []
    const stop = attio.watch((changes) => {
      for (const { kind, actor } of changes) seen.push(`${kind} ${actor.type}`)
    })
    await call('PATCH', `${PROJECTS}/${APOLLO}`, values({ size: 7, code: 'AP-2', title: 'x' }))
    now += 999
    expect(await label()).toMatchObject({ value: 'AP-1 / 12.5' })
    now += 1
    expect(await label()).toMatchObject({
      value: 'AP-2 / 7',
      active_from: '2026-02-01T00:00:02.000000000Z',
      created_by_actor: { type: 'system', id: null },
    })
    stop()
    expect(seen).toEqual([...Array(3).fill('updated api-token'), 'updated system'])
  })

  test('what comes out the same is not written again', async () => {
    await call('PATCH', `${PROJECTS}/${APOLLO}`, values({ size: 12.5 }))
    now += 60_000
    expect(await label()).toMatchObject({ active_from: '2026-01-04T09:00:00.000000000Z' })
  })

  test('nobody can write it, and it says so', async () => {
    const { body } = await call('GET', '/v2/objects/projects/attributes/label')
    expect(dig(body, 'data')).toMatchObject({ is_writable: false, is_system_attribute: false })
    expect((await call('PATCH', `${PROJECTS}/${APOLLO}`, values({ label: 'x' }))).status).toBe(400)
  })
})

describe('who may come in', () => {
  const stranger = 'x'.repeat(64)

  test.each<{ says: string; path: string; token: string | null; status: number; body: object }>([
    { says: 'self without a token', path: '/v2/self', token: null, status: 400, body: { code: 'missing_value' } },
    { says: 'self with a malformed token', path: '/v2/self', token: 'short', status: 400, body: { code: 'missing_value' } },
    { says: 'self with an unknown token', path: '/v2/self', token: stranger, status: 200, body: { active: false } },
    { says: 'no token', path: '/v2/objects', token: null, status: 401, body: { type: 'auth_error', code: 'unauthorized' } },
    { says: 'a malformed token', path: '/v2/objects', token: 'short', status: 401, body: { type: 'auth_error', code: 'unauthorized', message: expect.stringContaining('64 characters') } },
    { says: 'an unknown token', path: '/v2/objects', token: stranger, status: 401, body: { type: 'auth_error', code: 'unauthorized' } },
    { says: 'a token without the scope', path: '/v2/workspace_members', token: READER, status: 403, body: { type: 'auth_error', code: 'unauthorized' } },
    { says: 'a token of another workspace', path: `/v2/objects/people/records/${JANE}`, token: OTHER, status: 404, body: { code: 'not_found' } },
  ])('$says', async ({ path, token, status, body }) => {
    const reply = await call('GET', path, undefined, token)
    expect(reply.status).toBe(status)
    expect(reply.body).toMatchObject(body)
  }) // prettier-ignore

  test('self is a bare object without an id for the token', async () => {
    const { body } = await call('GET', '/v2/self', undefined, READER)
    expect(body).toMatchObject({
      active: true,
      scope: 'record_permission:read object_configuration:read',
      exp: null,
      workspace_id: WORKSPACE,
      workspace_slug: 'sunrise',
      authorized_by_workspace_member_id: GRACE,
    })
  })

  test('a reader may not write, and a refusal leaves no trace', async () => {
    const { status, body } = await call('POST', PROJECTS, values({ title: 'x' }), READER)
    expect([status, dig(body, 'message')]).toEqual([403, expect.stringContaining('record_permission:read-write')]) // prettier-ignore
    expect(attio.rows('projects')).toHaveLength(1)
  })

  test('a token can be revoked, and its scopes changed', async () => {
    attio.permit(READER, ['user_management:read'])
    expect((await call('GET', '/v2/workspace_members', undefined, READER)).status).toBe(200)
    attio.revoke(READER)
    expect((await call('GET', '/v2/objects', undefined, READER)).status).toBe(401)
  })

  test('Basic with the token as user name does as well', async () => {
    const request = new Request('https://api.attio.com/v2/objects', {
      headers: { authorization: `Basic ${btoa(`${READER}:`)}` },
    })
    expect((await attio.fetch(request)).status).toBe(200)
  })
})

describe('definitions', () => {
  const ATTRIBUTES = '/v2/objects/projects/attributes'
  const plain = {
    title: 'Nick', description: null, api_slug: 'nick', type: 'text', is_required: false, is_unique: false, is_multiselect: false, config: {},
  } // prettier-ignore
  const make = (more: object, object = 'projects') =>
    call('POST', `/v2/objects/${object}/attributes`, { data: { ...plain, ...more } })

  test.each<{ says: string; path: string; body: object; status: number; code: string }>([
    { says: 'slug taken', path: ATTRIBUTES, body: { ...plain, api_slug: 'title' }, status: 409, code: 'slug_conflict' },
    { says: 'a key too many', path: ATTRIBUTES, body: { ...plain, mauve: 1 }, status: 400, code: 'validation_type' },
    { says: 'a type that cannot be made', path: ATTRIBUTES, body: { ...plain, type: 'email-address' }, status: 400, code: 'validation_type' },
    { says: 'several texts', path: ATTRIBUTES, body: { ...plain, is_multiselect: true }, status: 400, code: 'validation_type' },
    { says: 'a unique select', path: ATTRIBUTES, body: { ...plain, type: 'select', is_unique: true }, status: 400, code: 'validation_type' },
    { says: 'unique on people', path: '/v2/objects/people/attributes', body: { ...plain, is_unique: true }, status: 400, code: 'validation_type' },
    { says: 'a default on people', path: '/v2/objects/people/attributes', body: { ...plain, default_value: { type: 'static', template: ['x'] } }, status: 400, code: 'validation_type' },
    { says: 'no such object', path: '/v2/objects/mauve/attributes', body: plain, status: 404, code: 'not_found' },
    { says: 'an object not switched on', path: '/v2/objects/users/attributes', body: plain, status: 404, code: 'not_found' },
  ])('refused: $says', async ({ path, body, status, code }) => {
    const reply = await call('POST', path, { data: body })
    expect([reply.status, dig(reply.body, 'code')]).toEqual([status, code])
  }) // prettier-ignore

  test('a new attribute comes last and holds nothing', async () => {
    expect((await make({})).body).toMatchObject({ data: { api_slug: 'nick', is_system_attribute: false, is_writable: true, relationship: null, config: { currency: { default_currency_code: null, display_type: null }, record_reference: { allowed_object_ids: null } } } }) // prettier-ignore
    const { body } = await call('GET', `${PROJECTS}/${APOLLO}`)
    expect(Object.entries(dig(body, 'data', 'values') ?? {}).at(-1)).toEqual(['nick', []])
  })

  test('a relationship makes its other end', async () => {
    const relationship = { object: 'companies', title: 'Plans', api_slug: 'plans', is_multiselect: true } // prettier-ignore
    const { body } = await make({ type: 'record-reference', api_slug: 'client', relationship })
    const far = await call('GET', '/v2/objects/companies/attributes/plans')
    expect(dig(body, 'data', 'relationship')).toMatchObject({ api_slug: 'plans', object_slug: 'companies', is_multiselect: true }) // prettier-ignore
    expect(dig(far.body, 'data', 'relationship')).toMatchObject({ api_slug: 'client', object_slug: 'projects', is_multiselect: false }) // prettier-ignore
    await call('PATCH', `${PROJECTS}/${APOLLO}`, values({ client: acme }))
    expect(bare((await call('GET', `${COMPANIES}/${ACME}`)).body, 'plans')).toHaveLength(1)
  })

  test.each<{ says: string; made: object; read: unknown[] }>([
    { says: 'fixed', made: { default_value: { type: 'static', template: ['x'] } }, read: [{ value: 'x' }] },
    { says: 'a day from now', made: { type: 'date', default_value: { type: 'dynamic', template: 'P1D' } }, read: [{ value: '2026-02-02' }] },
    { says: 'who made it', made: { type: 'actor-reference', default_value: { type: 'dynamic', template: 'current-user' } }, read: [{ referenced_actor_type: 'api-token', referenced_actor_id: expect.any(String) }] },
  ])('a default: $says', async ({ made, read }) => {
    await make(made)
    const { body } = await call('POST', PROJECTS, values({ title: 'x' }))
    expect(bare(body, 'nick')).toEqual(read)
    const without = await call('POST', PROJECTS, values({ nick: [] }))
    expect(bare(without.body, 'nick')).toEqual([])
  }) // prettier-ignore

  test('archived: out of lists and values, its slug still taken, nothing can be written', async () => {
    const patched = await call('PATCH', `${ATTRIBUTES}/size`, { data: { is_archived: true } })
    expect(dig(patched.body, 'data', 'is_archived')).toBe(true)
    const slugs = async (query: string) =>
      digList((await call('GET', ATTRIBUTES + query)).body, 'data').map((a) => dig(a, 'api_slug'))
    expect(await slugs('')).not.toContain('size')
    expect(await slugs('?show_archived=true')).toContain('size')
    const { body } = await call('GET', `${PROJECTS}/${APOLLO}`)
    expect(dig(body, 'data', 'values', 'size')).toBeUndefined()
    expect((await make({ api_slug: 'size' })).status).toBe(409)
    expect((await call('POST', PROJECTS, values({ size: 1 }))).status).toBe(400)
    await call('PATCH', `${ATTRIBUTES}/size`, { data: { is_archived: false } })
    expect(bare((await call('GET', `${PROJECTS}/${APOLLO}`)).body, 'size')).toEqual([{ value: 12.5 }]) // prettier-ignore
  })

  test('attributes come in pages when asked to', async () => {
    const all = digList((await call('GET', ATTRIBUTES)).body, 'data')
    const page = await call('GET', `${ATTRIBUTES}?limit=2&offset=1`)
    expect(digList(page.body, 'data')).toEqual(all.slice(1, 3))
    expect((await call('GET', `${ATTRIBUTES}?limit=x`)).status).toBe(400)
  })

  test('system attributes cannot be edited', async () => {
    const { status, body } = await call('PATCH', '/v2/objects/people/attributes/name', { data: { title: 'x' } }) // prettier-ignore
    expect([status, dig(body, 'code')]).toEqual([400, 'system_edit_unauthorized'])
  })

  test('options and statuses: made, renamed, archived', async () => {
    const OPTIONS = `${ATTRIBUTES}/color/options`
    const made = await call('POST', OPTIONS, { data: { title: 'Green' } })
    const again = await call('POST', OPTIONS, { data: { title: 'Green' } })
    expect([made.status, again.status]).toEqual([200, 409])
    await call('PATCH', `${OPTIONS}/Red`, { data: { title: 'Crimson' } })
    expect(bare((await call('GET', `${PROJECTS}/${APOLLO}`)).body, 'color')).toMatchObject([{ option: { title: 'Crimson' } }]) // prettier-ignore
    const id = dig(made.body, 'data', 'id', 'option_id')
    await call('PATCH', `${OPTIONS}/${id}`, { data: { is_archived: true } })
    expect(digList((await call('GET', OPTIONS)).body, 'data')).toHaveLength(2)
    expect((await call('POST', PROJECTS, values({ color: 'Green' }))).status).toBe(400)
    const STATUSES = `${ATTRIBUTES}/phase/statuses`
    const stage = await call('POST', STATUSES, { data: { title: 'Late', target_time_in_status: 'P1W' } }) // prettier-ignore
    expect(dig(stage.body, 'data')).toMatchObject({ title: 'Late', target_time_in_status: 'P1W', celebration_enabled: false }) // prettier-ignore
    expect((await call('POST', `${ATTRIBUTES}/title/options`, { data: { title: 'x' } })).status).toBe(400) // prettier-ignore
  })

  test('objects: listed, made, renamed', async () => {
    const data = { api_slug: 'boats', singular_noun: 'Boat', plural_noun: 'Boats' }
    const slugs = async () =>
      digList((await call('GET', '/v2/objects')).body, 'data').map((one) => dig(one, 'api_slug'))
    expect(await slugs()).toEqual(['people', 'companies', 'deals', 'projects'])
    expect((await call('POST', '/v2/objects', { data })).status).toBe(200)
    expect((await call('POST', '/v2/objects', { data })).status).toBe(409)
    await call('PATCH', '/v2/objects/boats', { data: { api_slug: 'ships' } })
    expect(await slugs()).toContain('ships')
    const made = await call('POST', '/v2/objects/ships/records', values({}))
    expect(dig(made.body, 'data', 'web_url')).toContain('/sunrise/ships/record/')
    expect((await call('PATCH', '/v2/objects/ships', { data: {} })).status).toBe(400)
  })
})

describe('pace and weather', () => {
  const get = () => ask('GET', `${PEOPLE}/${JANE}`)
  const write = () => ask('PATCH', `${PROJECTS}/${APOLLO}`, values({ size: 1 }))
  const query = () => ask('POST', `${PEOPLE}/query`, {})

  test.each<{ says: string; act: () => ReturnType<typeof ask>; limit: number }>([
    { says: 'reads', act: get, limit: 100 },
    { says: 'queries, which count as reads', act: query, limit: 100 },
    { says: 'writes', act: write, limit: 25 },
  ])('$limit $says in any second', async ({ act, limit }) => {
    for (let i = 0; i < limit; i++) expect((await act()).status).toBe(200)
    now += 500
    const refused = await act()
    expect(refused.status).toBe(429)
    expect(refused.body).toEqual({
      status_code: 429,
      type: 'rate_limit_error',
      code: 'rate_limit_exceeded',
      message: 'Rate limit exceeded, please try again later',
    })
    expect(refused.headers.get('retry-after')).toBe('Sun, 01 Feb 2026 00:00:01 GMT')
    expect([attio.counters.total, attio.counters.throttled]).toEqual([limit, 1])
    now += 500
    expect((await act()).status).toBe(200)
  })

  test('the pace is the workspace’s, shared by its tokens and nobody else’s', async () => {
    for (let i = 0; i < 100; i++) await ask('GET', '/v2/objects', undefined, i % 2 ? READER : undefined) // prettier-ignore
    expect((await get()).status).toBe(429)
    expect((await ask('GET', '/v2/objects', undefined, OTHER)).status).toBe(200)
  })

  test.each<{ fault: object; act: () => ReturnType<typeof ask>; status: number; counted: object }>([
    { fault: { tooMany: 1 }, act: write, status: 429, counted: { throttled: 1 } },
    { fault: { broken: 1 }, act: write, status: 500, counted: { 'records.patch': 1 } },
    { fault: { overloaded: 1 }, act: write, status: 503, counted: { 'records.patch': 1 } },
    { fault: { brokenListing: 1 }, act: query, status: 200, counted: { 'records.query': 1 } },
  ])('$fault: $status, nothing done', async ({ fault, act, status, counted }) => {
    const before = attio.rows('projects')
    attio.sky.change(fault)
    expect((await act()).status).toBe(status)
    expect(attio.counters.toJSON()).toEqual(counted)
    expect(attio.rows('projects')).toEqual(before)
  })

  test('a listing breaks on a later page only', async () => {
    attio.sky.change({ brokenListing: 1 })
    expect((await ask('POST', `${PEOPLE}/query`, { offset: 1 })).status).toBe(500)
  })

  test('a lost answer was carried out, a lost call never arrived', async () => {
    attio.sky.change({ lostAnswer: 1 })
    await expect(write()).rejects.toThrow('cut')
    expect(dig(attio.rows('projects')[0], 'values', 'size', 0, 'value')).toBe(1)
    attio.sky.change({ lostAnswer: 0, lostCall: 1 })
    await expect(get()).rejects.toThrow('cut')
    expect(attio.counters.toJSON()).toEqual({ 'records.patch': 1 })
  })

  test('the score limiter, switched on: dear queries and too many of them are refused', async () => {
    for (let i = 0; i < 999; i++) attio.add('projects', { title: `P${i}` })
    attio.switches.score = { perQuery: 3, perWindow: 5 }
    const score = async (sorts: object[]) => {
      const { status, headers } = await call('POST', `${PROJECTS}/query`, { sorts, limit: 1 })
      return [status, headers.get('x-attio-record-query-score')]
    }
    const sort = { direction: 'asc', attribute: 'title' }
    expect(await score([sort])).toEqual([200, '3'])
    expect(await score([sort, sort])).toEqual([429, null])
    expect(await score([sort])).toEqual([429, null])
    now += 10_000
    expect(await score([sort])).toEqual([200, '3'])
  })
})

describe('the wire', () => {
  test.each<{ says: string; method: string; path: string; body?: object; has: string[]; lacks: string[] }>([
    { says: 'a read', method: 'GET', path: '/v2/objects', has: ['x-accurate-at', 'x-attio-execution-id'], lacks: ['x-attio-record-query-score'] },
    { says: 'a query', method: 'POST', path: `${PEOPLE}/query`, body: {}, has: ['x-accurate-at', 'x-attio-record-query-score'], lacks: [] },
    { says: 'self', method: 'GET', path: '/v2/self', has: ['x-attio-execution-id'], lacks: ['x-accurate-at'] },
    { says: 'a write', method: 'POST', path: PROJECTS, body: values({}), has: ['x-attio-execution-id', 'access-control-expose-headers'], lacks: ['x-accurate-at', 'x-ratelimit-remaining'] },
    { says: 'an error', method: 'GET', path: `${PEOPLE}/${NOBODY}`, has: ['x-attio-execution-id'], lacks: ['x-accurate-at', 'retry-after'] },
  ])('headers of $says', async ({ method, path, body, has, lacks }) => {
    const { headers } = await call(method, path, body)
    expect([...has, ...lacks].filter((name) => headers.has(name))).toEqual(has)
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8')
  }) // prettier-ignore

  test.each([
    'GET /v2/objects/people/records',
    'GET /v2/lists/pipeline/entries',
    'POST /v2/objects/records/search',
  ])('%s is no endpoint here', async (line) => {
    const [method = '', path = ''] = line.split(' ')
    const { status, body } = await call(method, path, method === 'POST' ? {} : undefined)
    expect(status).toBe(404)
    expect(body).toEqual({
      status_code: 404,
      type: 'invalid_request_error',
      code: 'not_found',
      message: `Could not find endpoint "${line}".`,
    })
  })

  test('a body that is no JSON is a body of the wrong shape', async () => {
    const request = new Request(`https://api.attio.com${PROJECTS}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${'f'.repeat(64)}` },
      body: '{',
    })
    const response = await attio.fetch(request)
    expect([response.status, dig(await response.json(), 'code')]).toEqual([400, 'validation_type'])
  })
})

describe('the sandbox itself', () => {
  test('a person edits, adds and removes, uncounted and under their own name', () => {
    attio.edit('projects', APOLLO, { title: 'Zeus', tags: ['C'] })
    const id = attio.add('projects', { title: 'New' })
    attio.remove('projects', id)
    const [row, ...others] = attio.rows('projects')
    expect(others).toEqual([])
    expect(dig(row, 'values', 'title')).toMatchObject([{ value: 'Zeus', created_by_actor: { type: 'workspace-member', id: ADA } }]) // prettier-ignore
    expect(digList(row, 'values', 'tags')).toHaveLength(1)
    expect(attio.counters.total).toBe(0)
  })

  test('a person is held to the same rules', () => {
    expect(() => attio.add('projects', { code: 'AP-1' })).toThrow(RefusedOnScreen)
    expect(attio.rows('projects')).toHaveLength(1)
  })

  test('rows are what the API says', async () => {
    const { body } = await call('POST', `${PROJECTS}/query`, {})
    expect(attio.rows('projects').map(({ values: held }) => held)).toEqual(
      digList(body, 'data').map((row) => dig(row, 'values')),
    )
  })

  test('whoever watches is told of every change, mirrors included', async () => {
    const seen: string[] = []
    const stop = attio.watch((changes) => {
      for (const { kind, record, actor } of changes) seen.push(`${kind} ${record} ${actor.type}`)
    })
    await call('PATCH', `${PEOPLE}/${JOE}`, values({ company: acme }))
    stop()
    attio.edit('people', JOE, { company: [] })
    expect(seen).toEqual([`updated ${JOE} api-token`, `updated ${ACME} system`])
  })

  test('reset brings back the world, the ids to come, and nothing else', async () => {
    const run = async () => {
      const { body } = await call('POST', PROJECTS, values({ title: 'x' }))
      await call('PATCH', '/v2/objects/projects/attributes/title', { data: { title: 'T' } })
      return body
    }
    const before = attio.rows('projects')
    const first = await run()
    now = START
    attio.reset()
    expect(attio.rows('projects')).toEqual(before)
    expect(attio.counters.total).toBe(0)
    expect(await run()).toEqual(first)
  })

  test('reset forgets what Attio was about to do', async () => {
    attio.switches.enrichment = { afterMs: 1000, values: { people: { description: 'Found' } } }
    const seen: string[] = []
    const stop = attio.watch((changes) => seen.push(...changes.map(({ kind }) => kind)))
    await call('POST', PEOPLE, values({ name: 'A, B' }))
    seen.length = 0
    attio.reset()
    now += 60_000
    await call('GET', `${PEOPLE}/${JANE}`)
    stop()
    expect(seen).toEqual([])
  })

  test('reset to another world', () => {
    attio.reset({ workspaces: [] })
    expect(() => attio.rows('people')).toThrow('no workspace')
    attio.reset(CAST)
    expect(attio.rows('people')).toHaveLength(2)
  })
})
