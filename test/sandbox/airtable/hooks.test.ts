import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { virtualClock } from '../clock.ts'
import type { PostWeather } from '../post.ts'
import { AirtableSandbox } from './airtable.ts'
import { idFrom } from './identifiers.ts'
import { ADA, CRM, sampleWorld } from './sample.ts'

const DAY = 86_400_000
const SCOPES = ['webhook:manage', 'data.records:read', 'data.records:write', 'schema.bases:read', 'schema.bases:write'] // prettier-ignore
const ANN = sampleWorld.users[0]!.id
const world = {
  ...sampleWorld,
  tokens: [
    ...(sampleWorld.tokens ?? []),
    { token: 'hooker', user: ANN, scopes: SCOPES },
    { token: 'app', user: ANN, scopes: SCOPES, kind: 'oauth' as const },
    { token: 'blind', user: ANN, scopes: ['webhook:manage'] },
  ],
}
type Heard = { readonly at: number; readonly mac: string | null; readonly body: string }

function open(post: Partial<PostWeather> = {}, answer: () => number = () => 204) {
  const clock = virtualClock()
  const heard: Heard[] = []
  const airtable = new AirtableSandbox(world, {
    clock,
    switches: { basePace: 10_000, userPace: 10_000 },
    post,
    deliver: async (request) => {
      const mac = request.headers.get('x-airtable-content-mac')
      heard.push({ at: clock.now(), mac, body: await request.text() })
      return new Response(null, { status: answer() })
    },
  })
  const call = async (method: string, path: string, body?: unknown, token = 'hooker') => {
    const response = await clock.run(
      airtable.fetch(
        new Request(`https://api.airtable.com/v0/bases/${CRM}/webhooks${path}`, {
          method,
          headers: { authorization: `Bearer ${token}` },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        }),
      ),
    )
    return { status: response.status, body: z.record(z.string(), z.any()).parse(await response.json()) } // prettier-ignore
  }
  const make = async (filters: object = {}, includes?: object, token?: string) => {
    const options = { filters: { dataTypes: ['tableData', 'tableFields'], ...filters }, includes }
    const made = await call('POST', '', { notificationUrl: 'https://us.test/ping', specification: { options } }, token) // prettier-ignore
    return made
  }
  const edit = (n: number) => airtable.edit(CRM, 'People', ADA, { Age: n })
  return { clock, airtable, call, make, edit, heard }
}
const Made = z.object({ id: z.string(), macSecretBase64: z.string() })

test('the documented signature comes out, byte for byte', () => {
  const key = Buffer.from('c2VjcmV0LWtleQ==', 'base64')
  const body = '{"base":{"id":"app00000000000000"},"webhook":{"id":"ach00000000000000"},"timestamp":"2022-02-01T21:25:05.663Z"}' // prettier-ignore
  expect(createHmac('sha256', key).update(body).digest('hex')).toBe('6486781ffbbd5e9ed3bd9137d539ab9dceec8dba7c65c6cbf3c8c3ceefbf8802') // prettier-ignore
})

test('a ping says only which webhook, and is signed with the secret that was told once', async () => {
  const { make, edit, heard, clock, call } = open({ delay: 150 })
  const { id, macSecretBase64 } = Made.parse((await make()).body)
  edit(3)
  await clock.advance(200)
  expect(heard).toHaveLength(1)
  const { body, mac } = heard[0]!
  expect(JSON.parse(body)).toMatchObject({ base: { id: CRM }, webhook: { id } })
  const own = createHmac('sha256', Buffer.from(macSecretBase64, 'base64')).update(body).digest('hex') // prettier-ignore
  expect(mac).toBe(`hmac-sha256=${own}`)
  expect(JSON.stringify((await call('GET', '')).body)).not.toContain(macSecretBase64)
})

test('payloads stand in order from 1 on, and the answer says where to go on', async () => {
  const { make, edit, call } = open()
  const { id } = Made.parse((await make()).body)
  for (let n = 0; n < 120; n++) edit(n)
  const pages = []
  for (let cursor = 1, more = true; more;) {
    const { body } = await call('GET', `/${id}/payloads?cursor=${cursor}`)
    pages.push(body['payloads'].length)
    cursor = body['cursor']
    more = body['mightHaveMore']
  }
  expect(pages).toEqual([50, 50, 20])
  const { body } = await call('GET', `/${id}/payloads?cursor=121`)
  expect(body).toMatchObject({ cursor: 121, mightHaveMore: false, payloads: [] })
})

test('one call is one payload, with what is and, where asked for, what was', async () => {
  const { make, airtable, call } = open()
  const { id } = Made.parse((await make({}, { includePreviousCellValues: true })).body)
  airtable.edit(CRM, 'People', ADA, { Age: 1 })
  airtable.edit(CRM, 'People', ADA, { Age: 2 })
  const eve = airtable.add(CRM, 'People', { Name: 'Eve' })
  airtable.remove(CRM, 'People', eve.id)
  const { body } = await call('GET', `/${id}/payloads`)
  const tables = body['payloads'].map((one: { changedTablesById: object }) => Object.values(one.changedTablesById)[0]) // prettier-ignore
  const cells = (at: object) => Object.values(z.object({ cellValuesByFieldId: z.record(z.string(), z.any()) }).parse(at).cellValuesByFieldId) // prettier-ignore
  expect(cells(tables[1].changedRecordsById[ADA].current)).toEqual([2])
  expect(cells(tables[1].changedRecordsById[ADA].previous)).toEqual([1])
  expect(cells(tables[2].createdRecordsById[eve.id])).toContain('Eve')
  expect(tables[3].destroyedRecordIds).toEqual([eve.id])
  expect(body['payloads'][0].actionMetadata.source).toBe('client')
})

describe('life and limits', () => {
  test.each([
    { says: 'never asked, it dies after 7 days', every: 0, alive: false },
    { says: 'refreshed every 3 days, it lives', every: 3, alive: true },
  ])('$says', async ({ every, alive }) => {
    const { make, call, clock } = open()
    const { id } = Made.parse((await make()).body)
    for (let day = 1; day <= 12; day++) {
      await clock.advance(DAY)
      if (every > 0 && day % every === 0) await call('POST', `/${id}/refresh`)
    }
    const { body } = await call('GET', '')
    expect(body['webhooks'][0].isHookEnabled).toBe(alive)
    expect((await call('POST', `/${id}/refresh`)).status).toBe(alive ? 200 : 422)
  })

  test('what is older than 7 days is not kept: the oldest kept comes first', async () => {
    const { make, edit, call, clock } = open()
    const { id } = Made.parse((await make()).body)
    for (let day = 0; day < 10; day++) {
      edit(day)
      await call('POST', `/${id}/refresh`)
      await clock.advance(DAY)
    }
    const { body } = await call('GET', `/${id}/payloads?cursor=1`)
    expect(body).toMatchObject({ cursor: 11, mightHaveMore: false })
    expect(body['payloads']).toHaveLength(6)
  })

  test('ten to a base, two to an integration, which sees its own alone', async () => {
    const { make, call } = open()
    expect((await make({}, undefined, 'app')).status).toBe(200)
    expect((await make({}, undefined, 'app')).status).toBe(200)
    expect((await make({}, undefined, 'app')).body).toMatchObject({ error: { type: 'TOO_MANY_WEBHOOKS_IN_BASE' } }) // prettier-ignore
    for (let n = 0; n < 8; n++) expect((await make()).status).toBe(200)
    expect((await make()).status).toBe(422)
    expect((await call('GET', '')).body['webhooks']).toHaveLength(10)
    expect((await call('GET', '', undefined, 'app')).body['webhooks']).toHaveLength(2)
  })

  test.each([
    ['without the right to read records', {}, 'blind', 403],
    ['an unknown table', { recordChangeScope: idFrom('tbl', 'nowhere') }, 'hooker', 422],
    ['an unknown field', { watchDataInFieldIds: [idFrom('fld', 'nowhere')] }, 'hooker', 422],
  ])('%s is refused', async (_, filters, token, status) => {
    const { make } = open()
    expect((await make(filters, undefined, token)).status).toBe(status)
  })

  test('a watched field that goes takes the webhook with it, and the last payload says so', async () => {
    const { make, airtable, call } = open()
    const score = airtable.addField(CRM, 'People', { name: 'Watched', type: 'number' })
    const { id } = Made.parse((await make({ watchDataInFieldIds: [score] })).body)
    airtable.dropField(CRM, 'People', 'Watched')
    const { body } = await call('GET', `/${id}/payloads`)
    expect(body['payloads'].at(-1)).toMatchObject({ error: true, code: 'INVALID_FILTERS' })
    expect((await call('GET', '')).body['webhooks'][0].isHookEnabled).toBe(false)
  })
})

test('it calls for a day, then never again until it is told to; what happens is gathered all the same', async () => {
  let status = 503
  const { make, edit, call, clock, heard } = open({}, () => status)
  const { id } = Made.parse((await make()).body)
  edit(1)
  await clock.advance(2 * DAY)
  expect(heard).toHaveLength(14)
  const [hook] = (await call('GET', '')).body['webhooks']
  expect(hook).toMatchObject({ areNotificationsEnabled: false, isHookEnabled: true, cursorForNextPayload: 2 }) // prettier-ignore
  expect(hook.lastNotificationResult.error.message).toBe('The HTTP request returned a 503 status code instead of 200 or 204') // prettier-ignore
  status = 200
  await call('POST', `/${id}/enableNotifications`, { enable: true })
  edit(2)
  await clock.advance(1_000)
  expect(heard).toHaveLength(15)
})

test('many changes are told by few pings, and the last is never left untold', async () => {
  const { make, edit, clock, heard } = open({ delay: 150 })
  await make()
  for (let n = 0; n < 100; n++) {
    edit(n)
    await clock.advance(10)
  }
  const last = clock.now()
  await clock.advance(1_000)
  expect(heard.length).toBeLessThan(15)
  expect(heard.at(-1)!.at).toBeGreaterThanOrEqual(last - 10)
})
