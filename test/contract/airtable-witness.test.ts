/** The vendor's own client, which nobody here wrote, drives the simulated Airtable over real HTTP. */
import Airtable from 'airtable'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { AirtableSandbox } from '../sandbox/airtable/airtable.ts'
import { idFrom } from '../sandbox/airtable/identifiers.ts'
import { ACME, ADA, BEA, BOLT, CRM, CY, sampleWorld } from '../sandbox/airtable/sample.ts'
import type { AirtableWorld } from '../sandbox/airtable/world.ts'
import { realClock } from '../sandbox/clock.ts'
import { serve } from '../sandbox/serve.ts'

const MANY = idFrom('app', 'many')
const world: AirtableWorld = {
  ...sampleWorld,
  bases: [
    ...(sampleWorld.bases ?? []),
    {
      id: MANY,
      name: 'Many',
      tables: [
        {
          name: 'Numbers',
          fields: [
            { name: 'Name', type: 'singleLineText' },
            { name: 'N', type: 'number' },
            { name: 'Kind', type: 'singleSelect', options: { choices: ['odd', 'even'] } },
          ],
          views: [{ name: 'Even ones', filterByFormula: "Kind = 'even'" }],
          records: Array.from({ length: 250 }, (_, n) => ({
            fields: { Name: `No ${n}`, N: n, Kind: n % 2 ? 'odd' : 'even' },
          })),
        },
      ],
    },
  ],
}

const swift = new AirtableSandbox(world, {
  clock: realClock,
  switches: { basePace: 10_000, userPace: 10_000 },
})
let server: Awaited<ReturnType<typeof serve>>
beforeAll(async () => {
  server = await serve((request) => swift.fetch(request))
})
afterAll(() => server.close())
beforeEach(() => swift.reset())

const client = (token: string, baseId: string) =>
  new Airtable({ apiKey: token, endpointUrl: server.url }).base(baseId)
const people = (token = 'ann') => client(token, CRM)('People')
const numbers = () => client('ann', MANY)('Numbers')
/** The client knows nothing of these options, but sends what it is given. */
const more = (options: object): object => options

describe('listing', () => {
  test('select().all() walks every page and brings every record once', async () => {
    const records = await numbers().select().all()
    expect(new Set(records.map(({ id }) => id)).size).toBe(250)
    expect(swift.counters.toJSON()).toEqual({ 'records.list': 3 })
  })

  test('pages come one by one, each as long as asked for', async () => {
    const lengths: number[] = []
    await numbers()
      .select({ pageSize: 100, sort: [{ field: 'N' }] })
      .eachPage((records, next) => {
        lengths.push(records.length)
        next()
      })
    expect(lengths).toEqual([100, 100, 50])
  })

  const up = [{ field: 'N' }]
  describe.each([{ method: 'get' }, { method: 'post' }])('by $method', ({ method }) => {
    test.each([
      {
        says: 'maxRecords counts over all pages',
        options: { maxRecords: 25, pageSize: 10, sort: up },
        calls: 3,
        first: 0,
        length: 25,
      },
      {
        says: 'a formula keeps what holds',
        options: { filterByFormula: 'AND({N} > 100, {N} <= 104)', sort: up },
        calls: 1,
        first: 101,
        length: 4,
      },
      {
        says: 'descending order',
        options: { sort: [{ field: 'N', direction: 'desc' }], maxRecords: 3 },
        calls: 1,
        first: 249,
        length: 3,
      },
      {
        says: 'the first order goes before the second',
        options: {
          sort: [
            { field: 'Kind', direction: 'desc' },
            { field: 'N', direction: 'desc' },
          ],
          maxRecords: 2,
        },
        calls: 1,
        first: 248,
        length: 2,
      },
      {
        says: 'a view restricts and orders',
        options: { view: 'Even ones' },
        calls: 2,
        first: 0,
        length: 125,
      },
      {
        says: 'an order of its own goes over that of the view',
        options: { view: 'Even ones', sort: [{ field: 'N', direction: 'desc' }] },
        calls: 2,
        first: 248,
        length: 125,
      },
    ])('$says', async ({ options, calls, first, length }) => {
      const records = await numbers()
        .select(more({ ...options, method }))
        .all()
      expect(records[0]?.fields.N).toBe(first)
      expect(records).toHaveLength(length)
      expect(swift.counters.of('records.list')).toBe(calls)
    })

    test.each([
      {
        says: 'some fields only',
        options: { fields: ['Name', 'Age'] },
        want: { Name: 'Ada', Age: 36 },
      },
      {
        says: 'fields by id',
        options: { fields: ['Name', 'Age'], returnFieldsByFieldId: true },
        want: { [idFrom('fld', 'name')]: 'Ada', [idFrom('fld', 'age')]: 36 },
      },
      {
        says: 'fields named by id',
        options: { fields: [idFrom('fld', 'name')] },
        want: { Name: 'Ada' },
      },
      {
        says: 'cells as text',
        options: {
          fields: [
            'Name',
            'Share',
            'Fee',
            'Time',
            'Active',
            'Tags',
            'Born',
            'Met',
            'Company',
            'Owner',
          ],
          cellFormat: 'string',
          timeZone: 'Europe/Berlin',
          userLocale: 'en-us',
        },
        want: {
          Name: 'Ada',
          Share: '50.0%',
          Fee: '€1,234.50',
          Time: '1:02:05',
          Active: 'checked',
          Tags: 'red, blue',
          Born: '1990-02-03',
          Met: '1/1/2026 11:30',
          Company: 'Acme, Bolt',
          Owner: 'Ann',
        },
      },
    ])('$says', async ({ options, want }) => {
      const [record] = await people()
        .select(more({ ...options, method, filterByFormula: "{Name} = 'Ada'" }))
        .all()
      expect(record?.fields).toEqual(want)
    })

    test('the number of comments comes when asked for', async () => {
      const [record] = await people()
        .select(more({ method, recordMetadata: ['commentCount'], maxRecords: 1 }))
        .all()
      expect(record?.commentCount).toBe(0)
    })
  })

  test('a question too long for an address is sent as a body by itself', async () => {
    const names = Array.from({ length: 1200 }, (_, n) => `{Name} = 'No ${n}'`).join(', ')
    const records = await numbers()
      .select({ filterByFormula: `OR(${names})`, pageSize: 50 })
      .all()
    expect(records).toHaveLength(250)
    expect(swift.counters.of('records.list')).toBe(5)
  })

  test('one record is found by its id', async () => {
    const record = await people().find(ADA)
    expect(record.get('Greeting')).toBe('Dear Ada')
    expect(record.get('Company')).toEqual([ACME, BOLT])
  })
})

describe('writing', () => {
  test('ten records are made at once, in order, and come back whole', async () => {
    const made = await people().create(
      Array.from({ length: 10 }, (_, n) => ({ fields: { Name: `New ${n}` } })),
    )
    expect(made.map((record) => record.get('Name'))).toEqual(
      Array.from({ length: 10 }, (_, n) => `New ${n}`),
    )
    expect(made.map((record) => record.get('No'))).toEqual([4, 5, 6, 7, 8, 9, 10, 11, 12, 13])
  })

  test('one record is made alone', async () => {
    const made = await people().create({ Name: 'Dee', Stage: 'Lead', Tags: ['red'] })
    expect(made.fields).toMatchObject({ Name: 'Dee', Stage: 'Lead', Tags: ['red'] })
  })

  test('typecast makes options and linked records, and reads numbers in texts', async () => {
    const [made] = await people().create(
      [
        {
          fields: { Name: 'Dee', Stage: 'Fresh', Age: '41', Company: ['Acme', 'New Co'] },
        },
      ],
      { typecast: true },
    )
    expect(made?.fields).toMatchObject({ Stage: 'Fresh', Age: 41 })
    const companies = await client(
      'ann',
      CRM,
    )('Companies')
      .select({ sort: [{ field: 'Company' }] })
      .all()
    expect(companies.map((record) => record.get('Company'))).toEqual(['Acme', 'Bolt', 'New Co'])
  })

  test.each([
    { says: 'an update leaves other fields alone', act: 'update' as const, left: 'ada@acme.test' },
    { says: 'a replacement clears them', act: 'replace' as const, left: undefined },
  ])('$says', async ({ act, left }) => {
    const [record] = await people()[act]([{ id: ADA, fields: { Name: 'Ada L.' } }])
    expect(record?.get('Name')).toBe('Ada L.')
    expect(record?.get('Email')).toBe(left)
    expect(record?.get('No')).toBe(1)
  })

  test.each([
    { says: 'one update by id', act: 'update' as const, left: 'ada@acme.test' },
    { says: 'one replacement by id', act: 'replace' as const, left: undefined },
  ])('$says', async ({ act, left }) => {
    const record = await people()[act](ADA, { Name: 'Ada L.' })
    expect([record.get('Name'), record.get('Email')]).toEqual(['Ada L.', left])
  })

  test('records are deleted together and alone', async () => {
    const gone = await people().destroy([ADA, BEA])
    expect(gone.map(({ id }) => id)).toEqual([ADA, BEA])
    expect((await people().destroy(CY)).id).toBe(CY)
    expect(await people().select().all()).toEqual([])
  })

  test('an upsert goes through update(): known names are changed, others made', async () => {
    const upsert = { performUpsert: { fieldsToMergeOn: ['Name'] } }
    const items = [{ fields: { Name: 'Ada', Age: 37 } }, { fields: { Name: 'Dee', Age: 1 } }]
    // The client's types know of no upsert, the client itself sends it on.
    const records = await people().update(items as never, upsert as never)
    expect(records).toHaveLength(2)
    const all = await people()
      .select({ fields: ['Name', 'Age'], sort: [{ field: 'Name' }] })
      .all()
    expect(all.map(({ fields }) => fields)).toEqual([
      { Name: 'Ada', Age: 37 },
      { Name: 'Bea', Age: 0 },
      { Name: 'Cy' },
      { Name: 'Dee', Age: 1 },
    ])
    expect(swift.counters.of('records.upsert')).toBe(1)
  })
})

describe('refusals, as the client understands them', () => {
  const nobody = idFrom('rec', 'nobody')
  test.each([
    {
      says: 'a token nobody has',
      act: () => people('stranger').select().all(),
      error: 'AUTHENTICATION_REQUIRED',
      status: 401,
    },
    {
      says: 'a table nobody knows',
      act: () => client('ann', CRM)('Nowhere').select().all(),
      error: 'NOT_AUTHORIZED',
      status: 403,
    },
    {
      says: 'a base of somebody else',
      act: () => client('bob', idFrom('app', 'other'))('Things').select().all(),
      error: 'NOT_AUTHORIZED',
      status: 403,
    },
    {
      says: 'a reader who writes',
      act: () => people('eve').create({ Name: 'x' }),
      error: 'NOT_AUTHORIZED',
      status: 403,
    },
    {
      says: 'a record that is gone',
      act: () => people().find(nobody),
      error: 'NOT_FOUND',
      status: 404,
    },
    {
      says: 'an unknown field',
      act: () => people().create({ Nmae: 'x' }),
      error: 'UNKNOWN_FIELD_NAME',
      status: 422,
    },
    {
      says: 'a text for a number',
      act: () => people().create({ Age: 'x' }),
      error: 'INVALID_VALUE_FOR_COLUMN',
      status: 422,
    },
    {
      says: 'a computed field',
      act: () => people().update(ADA, { Greeting: 'x' }),
      error: 'INVALID_VALUE_FOR_COLUMN',
      status: 422,
    },
    {
      says: 'an unknown option',
      act: () => people().create({ Stage: 'x' }),
      error: 'INVALID_MULTIPLE_CHOICE_OPTIONS',
      status: 422,
    },
    {
      says: 'a formula nobody can read',
      act: () => people().select({ filterByFormula: 'AND(' }).all(),
      error: 'INVALID_FILTER_BY_FORMULA',
      status: 422,
    },
    {
      says: 'an eleventh record',
      act: () => people().create(Array.from({ length: 11 }, () => ({ fields: {} }))),
      error: 'INVALID_RECORDS',
      status: 422,
    },
    {
      says: 'a missing record in a batch',
      act: () => people().update([{ id: nobody, fields: {} }]),
      error: 'ROW_DOES_NOT_EXIST',
      status: 422,
    },
  ])('$says', async ({ act, error, status }) => {
    await expect(act()).rejects.toMatchObject({ error, statusCode: status })
  })

  test('a call refused for pace is sent again by the client and then answered', async () => {
    const strict = new AirtableSandbox(sampleWorld, { clock: realClock })
    const own = await serve((request) => strict.fetch(request))
    const base = new Airtable({ apiKey: 'ann', endpointUrl: own.url }).base(CRM)
    const answers = await Promise.all(Array.from({ length: 7 }, () => base('People').find(ADA)))
    await own.close()
    expect(answers.map(({ id }) => id)).toEqual(Array.from({ length: 7 }, () => ADA))
    expect(strict.counters.of('records.get')).toBe(7)
    expect(strict.counters.throttled).toBeGreaterThanOrEqual(2)
  })
})
