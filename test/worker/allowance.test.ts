import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openAllowances } from '../../worker/allowance.ts'
import { type Api, openApi } from './api-world.ts'

describe('calls by caller', () => {
  test.each([
    { says: 'a minute’s calls may be spent at once', calls: [...Array(60).keys()].map(() => 0), at: 0, want: 1_000 },
    { says: 'one comes back each second', calls: [...Array(60).keys()].map(() => 0), at: 1_000, want: null },
    { says: 'calls at that pace never end', calls: [...Array(500).keys()].map((n) => n * 1_000), at: 500_000, want: null },
    { says: 'what was not spent does not pile up', calls: [-600_000, ...[...Array(60).keys()].map(() => 0)], at: 0, want: 1_000 },
  ])('$says', ({ calls, at, want }) => {
    let now = 0
    const allowances = openAllowances(60, { now: () => now })
    for (const call of calls) {
      now = call
      expect(allowances.take('ada').ok).toBe(true)
    }
    now = at
    const taken = allowances.take('ada')
    expect(taken.ok ? null : taken.waitMs).toBe(want)
    expect(allowances.take('bea').ok).toBe(true)
  }) // prettier-ignore

  test('what is left is told', () => {
    const allowances = openAllowances(60, { now: () => 0 })
    allowances.take('ada')
    expect(allowances.take('ada')).toEqual({
      ok: true,
      allowance: { limit: 60, remaining: 58, resetMs: 2_000 },
    })
  })
})

describe('the API', () => {
  let api: Api
  beforeAll(async () => {
    api = await openApi({ vars: { CALLS_PER_MINUTE: '5', VISITS_PER_MINUTE: '3' } })
  })
  afterAll(() => api.runtime.dispose())

  test('tells a caller what is left, refuses the sixth call of a minute, and nobody else’s', async () => {
    const { key } = await api.workspace('ada')
    const bea = await api.workspace('bea')
    const left: (string | null)[] = []
    for (let i = 0; i < 5; i++)
      left.push((await api.call('GET', '/api/me', key)).headers.get('ratelimit-remaining'))
    expect(left).toEqual(['4', '3', '2', '1', '0'])
    const { status, json, headers } = await api.call('GET', '/api/me', key)
    expect([status, json.code]).toEqual([429, 'too_often'])
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await api.call('GET', '/api/me', bea.key)).status).toBe(200)
  })

  test('refuses those without a key as well, by where they come from', async () => {
    const ask = (ip: string) =>
      api.call('POST', '/api/pair', undefined, { baseId: 'appNobody' }, { 'cf-connecting-ip': ip })
    const answers: number[] = []
    for (let i = 0; i < 4; i++) answers.push((await ask('192.0.2.1')).status)
    expect(answers).toEqual([201, 201, 201, 429])
    expect((await ask('192.0.2.2')).status).toBe(201)
    const page = await api.call('GET', '/connect/nNobody', undefined, undefined, {
      'cf-connecting-ip': '192.0.2.1',
    })
    expect([page.status, page.text.includes('You are asking too often')]).toEqual([429, true])
  })
})
