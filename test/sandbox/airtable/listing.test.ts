import { describe, expect, test } from 'vitest'
import { idFrom } from './identifiers.ts'
import { ANN, CRM } from './sample.ts'
import { offsetOf, PEOPLE, recordsOf, visit } from './visitor.ts'
import type { AirtableWorld } from './world.ts'

describe('paging', () => {
  const world: AirtableWorld = {
    users: [{ id: ANN, email: 'ann@acme.test' }],
    tokens: [{ token: 'ann', user: ANN, scopes: ['data.records:read', 'data.records:write'] }],
    bases: [
      {
        id: CRM,
        name: 'CRM',
        tables: [
          {
            name: 'People',
            fields: [{ name: 'N', type: 'number' }],
            records: Array.from({ length: 25 }, (_, n) => ({
              id: idFrom('rec', `n${n}`),
              fields: { N: n },
            })),
          },
        ],
      },
    ],
  }
  const first = `${PEOPLE}?pageSize=10&sort[0][field]=N`
  const next = (body: unknown, more = '&pageSize=10') =>
    `${PEOPLE}?offset=${encodeURIComponent(offsetOf(body) ?? '')}${more}`
  const ns = (body: unknown) => recordsOf(body).map(({ fields }) => fields.N)

  test('the set and its order are frozen at the first page, the cells are not', async () => {
    const { airtable, call } = visit({}, world)
    const one = await call('GET', first)
    airtable.edit(CRM, 'People', idFrom('rec', 'n12'), { N: -1 })
    airtable.remove(CRM, 'People', idFrom('rec', 'n13'))
    airtable.add(CRM, 'People', { N: 15.5 })
    const two = await call('GET', next(one.body))
    expect(ns(two.body)).toEqual([10, 11, -1, 14, 15, 16, 17, 18, 19])
    const three = await call('GET', next(two.body))
    expect(ns(three.body)).toEqual([20, 21, 22, 23, 24])
    expect(offsetOf(three.body)).toBeUndefined()
  })

  test('the first record of the next page may be gone without breaking the walk', async () => {
    const { airtable, call } = visit({}, world)
    const one = await call('GET', first)
    airtable.remove(CRM, 'People', idFrom('rec', 'n10'))
    expect(ns((await call('GET', next(one.body))).body)).toEqual([
      11, 12, 13, 14, 15, 16, 17, 18, 19,
    ])
  })

  test('an empty offset is a beginning; a page can be asked for again', async () => {
    const { call } = visit({}, world)
    const one = await call('GET', `${first}&offset=`)
    expect(ns(one.body)).toHaveLength(10)
    const two = await call('GET', next(one.body))
    expect((await call('GET', next(one.body))).body).toEqual(two.body)
  })

  const dead = { status: 422, body: { error: { type: 'LIST_RECORDS_ITERATOR_NOT_AVAILABLE' } } }
  test.each([
    { says: 'left idle it dies', wait: 300_001, restart: false, want: dead },
    { says: 'not before its time', wait: 299_999, restart: false, want: { status: 200 } },
    { says: 'a restart kills it', wait: 0, restart: true, want: dead },
  ])('$says', async ({ wait, restart, want }) => {
    const { airtable, clock, call } = visit({}, world)
    const one = await call('GET', first)
    await clock.advance(wait)
    if (restart) airtable.killListings()
    expect(await call('GET', next(one.body))).toMatchObject(want)
  })

  test('being asked for keeps it alive', async () => {
    const { clock, call } = visit({}, world)
    const one = await call('GET', first)
    await clock.advance(200_000)
    const two = await call('GET', next(one.body))
    await clock.advance(200_000)
    expect(ns((await call('GET', next(two.body))).body)).toEqual([20, 21, 22, 23, 24])
  })

  test.each([
    {
      says: 'options sort as they were made',
      query: 'sort[0][field]=Stage',
      names: ['Cy', 'Ada', 'Bea'],
    },
    { says: 'empty cells come first', query: 'sort[0][field]=Age', names: ['Cy', 'Bea', 'Ada'] },
    {
      says: 'and last the other way round',
      query: 'sort[0][field]=Age&sort[0][direction]=desc',
      names: ['Ada', 'Bea', 'Cy'],
    },
    {
      says: 'formulas sort as well',
      query: 'sort[0][field]=Greeting&sort[0][direction]=desc',
      names: ['Cy', 'Bea', 'Ada'],
    },
    { says: 'a view filters and orders', query: 'view=Grown%20up', names: ['Ada'] },
    {
      says: 'no more than the most',
      query: 'sort[0][field]=Name&maxRecords=2',
      names: ['Ada', 'Bea'],
    },
  ])('$says', async ({ query, names }) => {
    const { airtable, call } = visit()
    airtable.edit(CRM, 'People', idFrom('rec', 'cy'), { Stage: 'Lead' })
    airtable.edit(CRM, 'People', idFrom('rec', 'bea'), { Stage: 'Lost' })
    const { body } = await call('GET', `${PEOPLE}?${query}`)
    expect(recordsOf(body).map(({ fields }) => fields.Name)).toEqual(names)
  })

  test('the weather breaks a walk for good, never a first page', async () => {
    const { airtable, call } = visit({ weather: { brokenListing: 1 } }, world)
    const one = await call('GET', first)
    expect(one.status).toBe(200)
    expect(await call('GET', next(one.body))).toEqual(dead)
    airtable.sky.change({ brokenListing: 0 })
    expect(await call('GET', next(one.body))).toEqual(dead)
  })

  test('without an order to ask for, the order says nothing', async () => {
    const { airtable, call } = visit({}, world)
    await call('GET', PEOPLE)
    airtable.add(CRM, 'People', { N: 99 }, idFrom('rec', 'AAA'))
    airtable.remove(CRM, 'People', idFrom('rec', 'n7'))
    const ids = recordsOf((await call('GET', PEOPLE)).body).map(({ id }) => id)
    expect(ids).toEqual([...ids].sort())
    expect(ids[0]).toBe(idFrom('rec', 'AAA'))
  })
})
