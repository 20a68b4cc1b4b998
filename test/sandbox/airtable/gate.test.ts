import { describe, expect, test } from 'vitest'
import { ANN, CRM, OTHER } from './sample.ts'
import { META, PEOPLE, visit } from './visitor.ts'
import type { AirtableWorld } from './world.ts'

describe('pace and plan', () => {
  const list = {
    errors: [
      { error: 'RATE_LIMIT_REACHED', message: 'Rate limit exceeded. Please try again later' },
    ],
  }
  const object = {
    error: { type: 'RATE_LIMIT_REACHED', message: 'Rate limit exceeded. Please try again later' },
  }
  const usual = { basePace: 5, userPace: 50 }
  const burst = async (
    call: ReturnType<typeof visit>['call'],
    n: number,
    path = PEOPLE,
    token = 'ann',
  ) => {
    const statuses: number[] = []
    for (let i = 0; i < n; i += 1) statuses.push((await call('GET', path, undefined, token)).status)
    return statuses
  }

  test('five a second on one base, metadata included; another base is another second', async () => {
    const { airtable, call } = visit({ switches: usual })
    expect(await burst(call, 4)).toEqual([200, 200, 200, 200])
    expect(await burst(call, 2, `${META}/tables`)).toEqual([200, 429])
    expect(await burst(call, 1, `/v0/${OTHER}/Things`)).toEqual([200])
    expect(airtable.counters.toJSON()).toEqual({
      'meta.tables': 1,
      'records.list': 5,
      throttled: 1,
    })
  })

  test.each([
    {
      says: 'lenient: the next free second serves again',
      lockOut: 'lenient' as const,
      wait: 1001,
      status: 200,
    },
    { says: 'strict: the base stays shut', lockOut: 'strict' as const, wait: 29_999, status: 429 },
    { says: 'strict: for half a minute', lockOut: 'strict' as const, wait: 30_000, status: 200 },
  ])('$says', async ({ lockOut, wait, status }) => {
    const { clock, call } = visit({ switches: { ...usual, lockOut } })
    await burst(call, 6)
    await clock.advance(wait)
    expect(await burst(call, 1)).toEqual([status])
  })

  test('fifty a second for one person, whatever the token', async () => {
    const { call } = visit({ switches: usual })
    expect(await burst(call, 50, '/v0/meta/whoami')).not.toContain(429)
    expect(await burst(call, 1, '/v0/meta/whoami', 'narrow')).toEqual([429])
    expect(await burst(call, 1, '/v0/meta/whoami', 'bob')).toEqual([200])
  })

  test.each([
    { says: 'as seen', tooManyBody: 'list' as const, body: list },
    { says: 'as documented', tooManyBody: 'object' as const, body: object },
  ])('the refusal, $says', async ({ tooManyBody, body }) => {
    const { call } = visit({ switches: { ...usual, tooManyBody } })
    await burst(call, 5)
    expect(await call('GET', PEOPLE)).toEqual({ status: 429, body })
  })

  test('a neighbour takes part of the second', async () => {
    const { airtable, call } = visit({ switches: usual })
    expect([airtable.neighbour(CRM), airtable.neighbour(CRM), airtable.neighbour(CRM)]).toEqual([
      true,
      true,
      true,
    ])
    expect(await burst(call, 3)).toEqual([200, 200, 429])
  })

  test('a spent plan refuses records, and tells the schema all the same', async () => {
    const { call } = visit({ switches: { quota: 'spent' } })
    expect(await call('GET', PEOPLE)).toMatchObject({
      status: 429,
      body: { errors: [{ error: 'PUBLIC_API_BILLING_LIMIT_EXCEEDED' }] },
    })
    expect((await call('GET', `${META}/tables`)).status).toBe(200)
  })

  test('a free plan holds a thousand calls a month', async () => {
    const world: AirtableWorld = {
      users: [{ id: ANN, email: 'ann@acme.test' }],
      tokens: [{ token: 'ann', user: ANN, scopes: ['data.records:read'] }],
      workspaces: [{ name: 'Small', plan: 'free' }],
      bases: [
        {
          id: CRM,
          name: 'CRM',
          tables: [{ name: 'People', fields: [{ name: 'Name', type: 'singleLineText' }] }],
        },
      ],
    }
    const { clock, call } = visit({ switches: { quota: 'plan' } }, world)
    expect(new Set(await burst(call, 1000))).toEqual(new Set([200]))
    expect(await burst(call, 1)).toEqual([429])
    await clock.advance(31 * 86_400_000)
    expect(await burst(call, 1)).toEqual([200])
  })

  test('a second to wait for is named only where the switch says so', async () => {
    const { airtable, clock } = visit({ weather: { tooMany: 1 }, switches: { retryAfter: 30 } })
    const headers = { authorization: 'Bearer ann' }
    const request = new Request(`https://api.airtable.com${PEOPLE}`, { headers })
    const response = await clock.run(airtable.fetch(request))
    expect(response.headers.get('retry-after')).toBe('30')
  })
})
