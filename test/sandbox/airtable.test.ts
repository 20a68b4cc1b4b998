/** How the simulated Airtable behaves as a whole: records, weather, and the sandbox around them. */
import { describe, expect, test } from 'vitest'
import { idFrom } from './airtable/identifiers.ts'
import { ACME, ADA, BEA, BOLT, CRM } from './airtable/sample.ts'
import { cellOf, COMPANIES, PEOPLE, recordsOf, visit } from './airtable/visitor.ts'
import type { Weather } from './weather.ts'

const nobody = idFrom('rec', 'nobody')
const where = (formula: string) => `${PEOPLE}?filterByFormula=${encodeURIComponent(formula)}`

describe('records', () => {
  test('a record of another table of the base is given all the same', async () => {
    const { call } = visit()
    expect(await call('GET', `${PEOPLE}/${ACME}`)).toMatchObject({
      status: 200,
      body: { id: ACME },
    })
  })

  test('fields and table go by id as well, and come back by id when asked', async () => {
    const { call } = visit()
    const name = idFrom('fld', 'name')
    const path = `/v0/${CRM}/${idFrom('tbl', 'people')}/?`
    const sent = { fields: { [name]: 'Dee' }, returnFieldsByFieldId: true }
    expect(cellOf((await call('POST', path, sent)).body, name)).toBe('Dee')
  })

  test('a replacement clears what it does not name, computed fields stay', async () => {
    const { call } = visit()
    const { body } = await call('PUT', `${PEOPLE}/${ADA}`, { fields: { Name: 'Ada', Age: 36 } })
    for (const field of ['Email', 'Company', 'Reports', 'Active'])
      expect(cellOf(body, field)).toBeUndefined()
    expect([cellOf(body, 'Name'), cellOf(body, 'No'), cellOf(body, 'Story')]).toEqual([
      'Ada',
      1,
      '\n',
    ])
  })

  test('one bad item refuses the batch, and nothing of it is left', async () => {
    const { airtable, call } = visit()
    const before = airtable.rows(CRM, 'Companies')
    const records = [
      { id: ACME, fields: { City: 'Bonn', People: [] } },
      { id: BOLT, fields: { Size: 'big' } },
    ]
    expect((await call('PATCH', COMPANIES, { records })).status).toBe(422)
    expect(airtable.rows(CRM, 'Companies')).toEqual(before)
  })

  test('a refused delete leaves every record and every link', async () => {
    const { airtable, call } = visit()
    airtable.edit(CRM, 'People', BEA, { Company: [ACME] })
    const before = airtable.rows(CRM, 'Companies')
    await call('DELETE', `${PEOPLE}?records[]=${ADA}&records[]=${BEA}&records[]=${nobody}`)
    expect(airtable.rows(CRM, 'Companies')).toEqual(before)
  })

  test('linked records come as objects when their dates are asked for', async () => {
    const { call } = visit()
    const { body } = await call('GET', `${where("Name='Bea'")}&includeDateDependencyMetadata=true`)
    expect(recordsOf(body)[0]?.fields.Boss).toEqual([{ id: ADA }])
  })
})

describe('the sandbox itself', () => {
  test('reset brings the world back, and the same seed the same ids', async () => {
    const { airtable, call } = visit()
    const one = await call('POST', PEOPLE, { fields: { Name: 'Dee' } })
    airtable.dropField(CRM, 'People', 'Age')
    airtable.reset()
    expect(airtable.counters.toJSON()).toEqual({})
    expect(airtable.rows(CRM, 'People')[0]?.fields.Age).toBe(36)
    expect((await call('POST', PEOPLE, { fields: { Name: 'Dee' } })).body).toEqual(one.body)
  })

  test('a revoked token is nobody’s', async () => {
    const { airtable, call } = visit()
    airtable.revoke('ann')
    expect((await call('GET', PEOPLE)).status).toBe(401)
  })
})

describe('weather', () => {
  test.each<{ weather: Partial<Weather>; status: number; counted: object }>([
    { weather: { tooMany: 1 }, status: 429, counted: { throttled: 1 } },
    { weather: { broken: 1 }, status: 500, counted: { 'records.create': 1 } },
    { weather: { overloaded: 1 }, status: 503, counted: { 'records.create': 1 } },
  ])('$weather: refused and not carried out', async ({ weather, status, counted }) => {
    const { airtable, call } = visit({ weather })
    expect((await call('POST', PEOPLE, { fields: { Name: 'Dee' } })).status).toBe(status)
    expect(airtable.rows(CRM, 'People')).toHaveLength(3)
    expect(airtable.counters.toJSON()).toEqual(counted)
  })

  test.each<{ weather: Partial<Weather>; rows: number; total: number }>([
    { weather: { lostAnswer: 1 }, rows: 4, total: 1 },
    { weather: { lostCall: 1 }, rows: 3, total: 0 },
  ])('$weather: the line is cut', async ({ weather, rows, total }) => {
    const { airtable, call } = visit({ weather })
    await expect(call('POST', PEOPLE, { fields: { Name: 'Dee' } })).rejects.toThrow('cut')
    expect(airtable.rows(CRM, 'People')).toHaveLength(rows)
    expect(airtable.counters.total).toBe(total)
  })

  test('half the round trip passes before the call is admitted, half after', async () => {
    const { airtable, clock, call } = visit({ weather: { latency: 150 } })
    const start = clock.now()
    await call('GET', PEOPLE)
    expect(
      [airtable.counters.first, airtable.counters.last, clock.now()].map((at) => (at ?? 0) - start),
    ).toEqual([75, 75, 150])
  })
})
