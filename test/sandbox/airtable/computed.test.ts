import { describe, expect, test } from 'vitest'
import { ACME, ADA, ANN, BEA, BOB, BOLT, CRM, CY } from './sample.ts'
import { cellOf, COMPANIES, PEOPLE, recordsOf, visit } from './visitor.ts'

const ann = { id: ANN, email: 'ann@acme.test', name: 'Ann' }
const bob = { id: BOB, email: 'bob@acme.test', name: 'Bob' }

describe('computed', () => {
  test('formula, lookup, rollup and count follow what they lean on', async () => {
    const { call } = visit()
    await call('PATCH', `${COMPANIES}/${ACME}`, { fields: { City: 'Bonn', Size: 40 } })
    const { body } = await call('PATCH', `${PEOPLE}/${ADA}`, { fields: { Name: 'Ada L.' } })
    expect(body).toMatchObject({
      fields: { Greeting: 'Dear Ada L.', Cities: ['Bonn', 'Lyon'], 'Mean Size': 30, Companies: 2 },
    })
  })

  test('without links: no lookup, no mean, and a count of zero', async () => {
    const { call } = visit()
    const { body } = await call('GET', `${PEOPLE}/${CY}`)
    expect(body).toMatchObject({ fields: { 'Mean Size': { specialValue: 'NaN' }, Companies: 0 } })
    expect(cellOf(body, 'Cities')).toBeUndefined()
  })

  test('a division by zero is Infinity, what leans on a removed field is an error', async () => {
    const { airtable, call } = visit()
    airtable.edit(CRM, 'People', BEA, { Age: 1 })
    expect(cellOf((await call('GET', `${PEOPLE}/${BEA}`)).body, 'Per Star')).toEqual({
      specialValue: 'Infinity',
    })
    airtable.dropField(CRM, 'People', 'Stars')
    expect(cellOf((await call('GET', `${PEOPLE}/${BEA}`)).body, 'Per Star')).toEqual({
      error: '#ERROR!',
    })
  })

  test('a refused create takes no number', async () => {
    const { call } = visit()
    const refused = await call('POST', PEOPLE, {
      records: [{ fields: { Name: 'x' } }, { fields: { Age: 'x' } }],
    })
    expect(refused.status).toBe(422)
    const { body } = await call('POST', PEOPLE, { fields: { Name: 'y' } })
    expect(cellOf(body, 'No')).toBe(4)
  })

  test('nor does a row that a refused call made on the way', async () => {
    const { call } = visit()
    const records = [{ fields: { People: ['Zed'] } }, { fields: { Size: {} } }]
    expect((await call('POST', COMPANIES, { records, typecast: true })).status).toBe(422)
    const { body } = await call('POST', PEOPLE, { fields: { Name: 'y' } })
    expect(cellOf(body, 'No')).toBe(4)
  })

  test.each([
    { says: 'making a record is no edit', uneditedIsBlank: true, found: 4 },
    { says: 'its making counts as its last edit otherwise', uneditedIsBlank: false, found: 0 },
  ])('$says', async ({ uneditedIsBlank, found }) => {
    const { call } = visit({ switches: { uneditedIsBlank } })
    await call('POST', PEOPLE, { fields: { Name: 'Dee' } })
    const formula = encodeURIComponent('LAST_MODIFIED_TIME() = BLANK()')
    const { body } = await call('GET', `${PEOPLE}?filterByFormula=${formula}`)
    expect(recordsOf(body)).toHaveLength(found)
  })

  test('last modified: in seconds, by whom, of any field or of the one watched', async () => {
    const { clock, call } = visit()
    await clock.advance(90_750)
    await call('PATCH', `${PEOPLE}/${CY}`, { fields: { Age: 4 } }, 'bob')
    const { body } = await call('GET', `${PEOPLE}/${CY}`)
    expect(body).toMatchObject({
      fields: {
        Edited: '2026-01-05T09:01:30.000Z',
        'Edited by': bob,
        'Name edited': '2026-01-03T08:00:00.000Z',
        Created: '2026-01-03T08:00:00.000Z',
        'Created by': ann,
      },
    })
  })

  test.each([
    {
      says: 'the same value again is no edit',
      sameValueTouches: false,
      edited: '2026-01-03T08:00:00.000Z',
    },
    {
      says: 'unless the switch says so',
      sameValueTouches: true,
      edited: '2026-01-05T09:00:00.000Z',
    },
  ])('$says', async ({ sameValueTouches, edited }) => {
    const { call } = visit({ switches: { sameValueTouches } })
    const { body } = await call('PATCH', `${PEOPLE}/${CY}`, { fields: { Name: 'Cy' } })
    expect(cellOf(body, 'Edited')).toBe(edited)
  })
})

describe('links', () => {
  const read = async (call: ReturnType<typeof visit>['call'], path: string, field: string) =>
    cellOf((await call('GET', path)).body, field)

  test('writing one side writes the other', async () => {
    const { call } = visit()
    await call('PATCH', `${PEOPLE}/${CY}`, { fields: { Company: [BOLT] } })
    expect(await read(call, `${COMPANIES}/${BOLT}`, 'People')).toEqual([ADA, CY])
    await call('PATCH', `${COMPANIES}/${BOLT}`, { fields: { People: [CY] } })
    expect(await read(call, `${PEOPLE}/${ADA}`, 'Company')).toEqual([ACME])
  })

  test('within one table as well', async () => {
    const { call } = visit()
    await call('PATCH', `${PEOPLE}/${CY}`, { fields: { Boss: [ADA] } })
    expect(await read(call, `${PEOPLE}/${ADA}`, 'Reports')).toEqual([BEA, CY])
  })

  test('a deleted record goes out of every link, and comes back into them from the trash', async () => {
    const { airtable, call } = visit()
    await call('DELETE', `${PEOPLE}/${ADA}`)
    expect(await read(call, `${COMPANIES}/${ACME}`, 'People')).toBeUndefined()
    expect(await read(call, `${PEOPLE}/${BEA}`, 'Boss')).toBeUndefined()
    airtable.restore(ADA)
    expect(await read(call, `${COMPANIES}/${ACME}`, 'People')).toEqual([ADA])
    expect(await read(call, `${PEOPLE}/${BEA}`, 'Boss')).toEqual([ADA])
    expect(await read(call, `${PEOPLE}/${ADA}`, 'Company')).toEqual([ACME, BOLT])
  })

  test('both sides of one link written in one call end up as one set of pairs', async () => {
    const { call } = visit()
    const records = [
      { id: ADA, fields: { Boss: [CY] } },
      { id: CY, fields: { Reports: [] } },
    ]
    await call('PATCH', PEOPLE, { records })
    expect(await read(call, `${PEOPLE}/${ADA}`, 'Boss')).toBeUndefined()
    expect(await read(call, `${PEOPLE}/${CY}`, 'Reports')).toBeUndefined()
  })
})
