import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Problem } from '../../shared/api/problem.ts'
import type { LogPage } from '../../shared/api/run.ts'
import { tell } from '../../shared/failure.ts'
import { NEEDS, type RouteName } from '../../shared/role.ts'
import { ROUTES } from '../../worker/routes/all.ts'
import { PAGES } from '../../worker/routes/connect.ts'
import { type Api, must, openApi } from './api-world.ts'

let api: Api
let ada: Awaited<ReturnType<Api['furnished']>>

beforeAll(async () => {
  api = await openApi({ vars: { ALLOWED_ORIGINS: 'https://ops.example.com' } })
  ada = await api.furnished('ada', 'appAda', 'W1')
})
afterAll(() => api.runtime.dispose())

test('every route of the table is built, and no other', () => {
  const built = [...ROUTES, ...PAGES].map(({ name }) => name)
  // Three are built in the app itself.
  const bare: RouteName[] = ['GET /healthz', 'GET /openapi.json', 'GET /docs']
  expect([...built, ...bare].sort()).toEqual(Object.keys(NEEDS).sort())
})

describe('what every answer carries', () => {
  test.each(['/healthz', '/api/crm/configs', '/nowhere'])('%s', async (path) => {
    const { headers } = await api.call('GET', path)
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('strict-transport-security')).toContain('max-age')
  })

  // Red without 'x-download-options' among `API_HEADERS`, which are told at once where others are told one by one.
  test('an answer of the API tells a browser the very same as every other of ours', async () => {
    const told = async (path: string) => {
      const { headers } = await api.call('GET', path, ada.key)
      const own =
        /^(x-request-id|content-length|transfer-encoding|date|connection|keep-alive|cache-control|ratelimit-.*)$/
      return Object.fromEntries([...headers].filter(([name]) => !own.test(name)))
    }
    const ours = await told('/healthz')
    expect(Object.keys(ours).length).toBeGreaterThan(10)
    expect(await told('/api/crm/configs')).toEqual(ours)
    expect(await told('/api/crm/configs/nothing')).toEqual(ours)
  })

  test('what belongs to a workspace is not to be stored on the way', async () => {
    const { headers } = await api.call('GET', '/api/crm/configs', ada.key)
    expect(headers.get('cache-control')).toBe('no-store')
  })
})

test('every route answers with a request id, the headers of a safe page, what is left, and leave for a browser', async () => {
  const { client } = await api.workspace('every')
  const origin = 'https://ops.example.com'
  for (const { name } of ROUTES) {
    const [method = '', path = ''] = name.split(' ')
    // Signing out ends its own key.
    const own = must(await client.createKey({ name: 'x', role: 'admin' })).key
    const body = method === 'POST' || method === 'PATCH' ? {} : undefined
    const { headers } = await api.call(method, path.replace(/:\w+/g, 'nothing'), own, body, { origin }) // prettier-ignore
    const left = { 'ratelimit-limit': expect.any(String), 'ratelimit-remaining': expect.any(String), 'ratelimit-reset': expect.any(String) } // prettier-ignore
    expect([name, Object.fromEntries(headers)]).toEqual([
      name,
      expect.objectContaining({
        'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
        'content-security-policy': expect.stringContaining("default-src 'none'"),
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'strict-transport-security': expect.stringContaining('max-age'),
        'cache-control': 'no-store',
        'access-control-allow-origin': origin,
        // The operator is not counted, and nobody else gets that far.
        ...(name === 'POST /api/workspaces' ? {} : left),
      }),
    ])
  }
})

describe('a browser may call', () => {
  test.each([
    { says: 'from an extension', origin: 'https://blk-x1.airtableblocks.com', may: true },
    { says: 'from what the operator added', origin: 'https://ops.example.com', may: true },
    { says: 'not from elsewhere', origin: 'https://evil.example.com', may: false },
    {
      says: 'not from a name that only ends alike',
      origin: 'https://evil-airtableblocks.com',
      may: false,
    },
    {
      says: 'not from a name that only begins alike',
      origin: 'https://a.airtableblocks.com.evil.com',
      may: false,
    },
    { says: 'not without a lock', origin: 'http://blk-x1.airtableblocks.com', may: false },
    { says: 'not from nowhere', origin: 'null', may: false },
  ])('$says', async ({ origin, may }) => {
    const asked = await api.call('OPTIONS', '/api/crm/connect', undefined, undefined, {
      origin,
      'access-control-request-method': 'POST',
    })
    const got = await api.call('GET', '/api/crm/configs', ada.key, undefined, { origin })
    expect(asked.headers.get('access-control-allow-origin')).toBe(may ? origin : null)
    expect(got.headers.get('access-control-allow-origin')).toBe(may ? origin : null)
    expect(got.headers.get('access-control-allow-credentials')).toBeNull()
    // Red where `crossOrigin` is said of what is asked before alone.
    expect(got.headers.get('access-control-expose-headers')).toContain('ratelimit-remaining')
    expect(got.headers.get('vary')).toContain('Origin')
  })
})

describe('what is wrong with a request is said', () => {
  const config = { name: 'x', appConnectionId: 'c1', crmConnectionId: 'c2' }
  test.each([
    { says: 'an address that is not there', method: 'GET', path: '/api/crm/nothing', status: 404, want: { code: 'not_found' } },
    { says: 'a method that is not there', method: 'PUT', path: '/api/crm/configs', status: 404, want: { code: 'not_found' } },
    { says: 'a page that is not there', method: 'GET', path: '/nothing', status: 404, want: { code: 'not_found' } },
    { says: 'broken JSON', method: 'POST', path: '/api/crm/configs', body: '{"name":', status: 400, want: { code: 'invalid', field: 'body' } },
    { says: 'JSON that is no object', method: 'POST', path: '/api/crm/configs', body: '7', status: 400, want: { code: 'invalid', field: 'body' } },
    { says: 'a missing field', method: 'POST', path: '/api/crm/configs', body: { ...config, name: undefined }, status: 400, want: { code: 'invalid', field: 'name' } },
    { says: 'a word that is not on the list', method: 'POST', path: '/api/crm/configs', body: { ...config, deletions: 'all' }, status: 400, want: { code: 'invalid', field: 'deletions' } },
    { says: 'an unknown field', method: 'POST', path: '/api/crm/configs', body: { ...config, colour: 'red' }, status: 400, want: { code: 'invalid', field: 'colour' } },
    { says: 'an unknown question', method: 'GET', path: '/api/crm/sync/logs?page=2', status: 400, want: { code: 'invalid', field: 'page' } },
    { says: 'a limit that is too high', method: 'GET', path: '/api/crm/sync/logs?limit=1000', status: 400, want: { code: 'invalid', field: 'limit' } },
    { says: 'a cursor that is not ours', method: 'GET', path: '/api/crm/sync/logs?cursor=zzz', status: 400, want: { code: 'invalid', field: 'cursor' } },
    { says: 'an id that is none', method: 'GET', path: '/api/crm/configs/a%20b', status: 400, want: { code: 'invalid', field: 'id' } },
    { says: 'an id that breaks out', method: 'GET', path: '/api/crm/configs/..%2f..%2fkeys', status: 400, want: { code: 'invalid', field: 'id' } },
    { says: 'a service nobody knows', method: 'POST', path: '/api/crm/connect', body: { provider: 'hal', token: 't' }, status: 400, want: { code: 'invalid', field: 'provider' } },
    { says: 'a base that was not named', method: 'POST', path: '/api/crm/connect', body: { provider: 'airtable', token: 't' }, status: 400, want: { code: 'invalid', field: 'baseId' } },
    { says: 'a base where none is needed', method: 'POST', path: '/api/crm/connect', body: { provider: 'attio', token: 't', baseId: 'appAda' }, status: 400, want: { code: 'invalid', field: 'baseId' } },
    { says: 'a token the service refuses', method: 'POST', path: '/api/crm/connect', body: { provider: 'airtable', token: 'wrong', baseId: 'appNew' }, status: 400, want: { code: 'invalid', field: 'token' } },
    { says: 'a token the other service refuses', method: 'POST', path: '/api/crm/connect', body: { provider: 'attio', token: 'wrong' }, status: 400, want: { code: 'invalid', field: 'token' } },
  ])('$says', async ({ method, path, body, status, want }) => {
    const answer = await api.call(method, path, ada.key, body)
    expect(answer.status).toBe(status)
    expect(answer.json).toMatchObject({ ...want, requestId: answer.headers.get('x-request-id') })
    expect(Problem.parse(answer.json).message).toMatch(/^[“A-Z].*[.!]$/)
  }) // prettier-ignore

  test('a body that is too large', async () => {
    const body = `"${'x'.repeat(500_000)}"`
    // It is refused unread, and the connection with it: whatever came next over that one would be cut off now and then.
    const answer = await api.call('POST', '/api/crm/configs', ada.key, body, {
      connection: 'close',
    })
    expect(answer.status).toBe(400)
    expect(answer.json).toMatchObject({ code: 'invalid', field: 'body' })
  })
})

describe('connections', () => {
  test('are shown without a token, and by name', async () => {
    const { text, json } = await api.call('GET', '/api/crm/connections', ada.key)
    expect(text).not.toContain('attio-W1')
    expect(json.items).toMatchObject([
      { provider: 'airtable', resource: 'appAda', status: 'connected', says: null },
      { provider: 'attio', resource: 'W1', account: 'Acme W1', status: 'connected', missing: [] },
    ])
  })

  test('a resource belongs to one workspace at a time', async () => {
    const cy = await api.workspace('cy')
    const refused = await cy.client.connect({ provider: 'attio', token: 'attio-W1' })
    expect(refused).toMatchObject({
      ok: false,
      error: { code: 'taken', message: expect.stringContaining('already belongs') },
    })
    expect(must(await cy.client.connections()).items).toEqual([])

    const mine = await api.furnished('di', 'appDina', 'W9')
    must(await mine.client.disconnect('attio', mine.crm.id))
    must(await cy.client.connect({ provider: 'attio', token: 'attio-W9' }))
    expect(await mine.client.connect({ provider: 'attio', token: 'attio-W9' })).toMatchObject({
      error: { code: 'taken' },
    })
  })

  test('of two who claim at the same moment one gets it', async () => {
    const rivals = await Promise.all(['e', 'f', 'g', 'h'].map((name) => api.workspace(name)))
    const claims = await Promise.all(
      rivals.map(({ client }) => client.connect({ provider: 'attio', token: 'attio-W5' })),
    )
    expect(claims.filter(({ ok }) => ok)).toHaveLength(1)
  })

  test('who signs in again, as whoever, finds the same connection', async () => {
    const { client } = await api.workspace('ivy')
    const first = must(
      await client.connect({ provider: 'airtable', token: 'pat-ivy', baseId: 'appIvy' }),
    )
    const second = must(
      await client.connect({ provider: 'airtable', token: 'pat-jo', baseId: 'appIvy' }),
    )
    expect(second.id).toBe(first.id)
    expect(second.account).toBe('pat-jo@example.com')
    expect(must(await client.connections()).items).toHaveLength(1)
  })

  test('a dead token is told, once the service says so, and lives again after signing in', async () => {
    const { client } = await api.workspace('kim')
    const ask = { provider: 'airtable', token: 'pat-kim', baseId: 'appKim' }
    const { id } = must(await client.connect(ask))
    api.vendors.kill('pat-kim')
    expect(await client.availableFields('airtable', { connectionId: id })).toMatchObject({
      error: { code: 'signed_out' },
    })
    expect(must(await client.connections()).items).toMatchObject([
      { status: 'signed_out', says: expect.stringContaining('Connect Airtable again') },
    ])
    expect(must(await client.testConnection('airtable', id))).toMatchObject({ working: false })
    must(await client.connect({ ...ask, token: 'pat-kim2' }))
    expect(must(await client.testConnection('airtable', id))).toMatchObject({ working: true })
    expect(must(await client.connections()).items).toMatchObject([{ status: 'connected' }])
  })

  test('what the token lacks is named', async () => {
    const { client } = await api.workspace('lea')
    const made = must(await client.connect({ provider: 'attio', token: 'attio-W6-poor' }))
    expect(made.missing).toContain('record_permission:read-write')
    expect(made.says).toContain('“record_permission:read-write”')
  })

  test.each([
    { says: 'all tables', ask: {}, want: ['tblPeople', 'tblDeals'] },
    { says: 'one by its id', ask: { entityType: 'tblDeals' }, want: ['tblDeals'] },
    { says: 'one by its name', ask: { entityType: 'people' }, want: ['tblPeople'] },
  ])('fields: $says', async ({ ask, want }) => {
    const { tables } = must(
      await ada.client.availableFields('airtable', { connectionId: ada.app.id, ...ask }),
    )
    expect(tables.map(({ id }) => id)).toEqual(want)
    expect(tables[0]?.fields[0]).toMatchObject({ id: 'fldName', name: 'Name', type: 'text' })
  })

  test('a table that is not there is said so', async () => {
    const asked = await ada.client.availableFields('airtable', {
      connectionId: ada.app.id,
      entityType: 'Ghosts',
    })
    expect(asked).toMatchObject({
      error: { code: 'not_found', message: expect.stringContaining('“Ghosts”') },
    })
  })

  test('a connection is found under its own service only', async () => {
    expect(await ada.client.testConnection('attio', ada.app.id)).toMatchObject({
      error: { code: 'not_found' },
    })
  })

  test('a share of the service’s limit is left to others, until the connection is gone', async () => {
    const { client } = await api.workspace('pia')
    const ask = { provider: 'airtable', token: 'pat-pia', baseId: 'appPia' }
    const { id, leaveToOthers } = must(await client.connect(ask))
    expect(leaveToOthers).toBe(0)
    expect(must(await client.changeConnection(id, { leaveToOthers: 40 }))).toMatchObject({
      id,
      leaveToOthers: 40,
    })
    expect(must(await client.connections()).items).toMatchObject([{ leaveToOthers: 40 }])
    must(await client.disconnect('airtable', id))
    expect(must(await client.connect(ask)).leaveToOthers).toBe(0)
  })

  test.each([{ leaveToOthers: -1 }, { leaveToOthers: 81 }, { leaveToOthers: 1.5 }, {}])(
    'no other share can be left: %j',
    async (patch) => {
      const answer = await api.call('PATCH', `/api/crm/connections/${ada.app.id}`, ada.key, patch)
      expect([answer.status, answer.json.code]).toEqual([400, 'invalid'])
    },
  )

  test('a share of somebody else’s limit cannot be taken', async () => {
    const { client } = await api.workspace('ben')
    expect(await client.changeConnection(ada.app.id, { leaveToOthers: 80 })).toMatchObject({
      error: { code: 'not_found' },
    })
    expect(must(await ada.client.connections()).items[0]).toMatchObject({ leaveToOthers: 0 })
  })

  test('a line that is cut is told as one, and nothing is kept', async () => {
    const { client } = await api.workspace('moe')
    api.vendors.cut(true)
    const cut = await client.connect({ provider: 'attio', token: 'attio-W7' })
    api.vendors.cut(false)
    expect(cut).toMatchObject({
      error: {
        code: 'unreachable',
        message: tell({ reason: 'unreachable', vendor: 'Attio', executed: 'no' }),
      },
    })
    expect(must(await client.connections()).items).toEqual([])
  })
})

describe('configs', () => {
  test('live: made, changed, paused, resumed, removed', async () => {
    const { client } = ada
    const made = must(
      await client.createConfig({
        name: 'Second',
        appConnectionId: ada.app.id,
        crmConnectionId: ada.crm.id,
        syncDirection: 'push',
      }),
    )
    expect(made).toMatchObject({
      name: 'Second',
      syncDirection: 'push',
      deletions: 'mark',
      paused: false,
      lastRun: null,
      app: { provider: 'airtable', resource: 'appAda' },
    })
    expect(
      must(await client.changeConfig(made.id, { name: 'Third', syncFrequency: 'daily' })),
    ).toMatchObject({ name: 'Third', syncFrequency: 'daily', syncDirection: 'push' })
    // Seen red: with the hours put together from what was read before.
    const hours = [{ weekday: 3 }, { at: '07:30' }, { zone: 'Europe/Berlin' }]
    await Promise.all(
      hours.map((schedule) => client.changeConfig(made.id, { schedule }).then(must)),
    )
    expect(must(await client.config(made.id)).schedule).toEqual({
      weekday: 3,
      at: '07:30',
      zone: 'Europe/Berlin',
      quiet: null,
    })
    expect(must(await client.pause(made.id)).paused).toBe(true)
    expect(must(await client.resume(made.id)).paused).toBe(false)
    expect(must(await client.configs()).items.map(({ id }) => id)).toEqual([made.id, ada.config.id])
    must(await client.deleteConfig(made.id))
    expect(await client.config(made.id)).toMatchObject({ error: { code: 'not_found' } })
    expect(must(await client.configs()).items.map(({ id }) => id)).toEqual([ada.config.id])
  })

  test.each([
    { says: 'the app’s end must be a base', field: 'appConnectionId' as const },
    { says: 'the CRM’s end must be a CRM', field: 'crmConnectionId' as const },
  ])('$says', async ({ field }) => {
    const ends = { appConnectionId: ada.app.id, crmConnectionId: ada.crm.id }
    const wrong = { ...ends, [field]: field === 'appConnectionId' ? ada.crm.id : ada.app.id }
    expect(await ada.client.createConfig({ name: 'x', ...wrong })).toMatchObject({
      error: { code: 'invalid', field },
    })
  })

  test('counts add up, and say app and crm', async () => {
    const { counts } = must(await ada.client.config(ada.config.id))
    expect(counts.map(({ side }) => side)).toEqual(['app', 'crm'])
    for (const {
      total,
      inSync,
      pending,
      conflict,
      blocked,
      filtered,
      held,
      notCreated,
      kept,
    } of counts) {
      expect(inSync + pending + conflict + blocked + filtered + held + notCreated + kept).toBe(
        total,
      )
    }
  })

  test('a pairing is narrowed, counted and widened again', async () => {
    const { client } = ada
    const pairing = { entityType: 'leads', appTable: 'tblDeals', crmTable: 'deals' }
    const rules = { field: 'fldName', operator: 'is_not_empty' } as const
    const filters = { app: { kind: 'rules', rules } } as const
    expect(must(await client.createPairing(ada.config.id, pairing)).filters).toEqual({
      app: null,
      crm: null,
    })
    expect(must(await client.changePairing(ada.config.id, 'leads', { filters })).filters).toEqual({
      ...filters,
      crm: null,
    })
    const ask = { entityType: 'leads', side: 'app', filter: filters.app } as const
    expect(must(await client.countFilter(ada.config.id, ask))).toMatchObject({ passing: 2 })
    expect(
      must(await client.changePairing(ada.config.id, 'leads', { filters: { app: null } })).filters,
    ).toEqual({ app: null, crm: null })
    must(await client.deletePairing(ada.config.id, 'leads'))
  })

  test.each([
    { says: 'of a table', ask: { table: 'tblPeople' }, want: { value: { items: [] } } },
    { says: 'of none', ask: { table: 'tblNone' }, want: { error: { code: 'not_found' } } },
  ])('the views $says', async ({ ask, want }) => {
    const { client, app } = ada
    expect(await client.views('airtable', { connectionId: app.id, ...ask })).toMatchObject(want)
  })

  // Seen red with the two connections changed about, and with the least sureness raised to 1.
  test('the tables of both sides are told together with those that seem to be the same', async () => {
    const { client, app, crm } = ada
    const ask = { appConnectionId: app.id, crmConnectionId: crm.id }
    const told = must(await client.suggestedPairings(ask))
    expect(told.items).toMatchObject([{ appTable: 'tblPeople', crmTable: 'people', fields: 1 }])
    expect(told.app.map(({ id }) => id)).toEqual(['tblPeople', 'tblDeals'])
    expect(told.crm.map(({ id }) => id)).toContain('people')
    expect(
      await client.suggestedPairings({ appConnectionId: crm.id, crmConnectionId: 'cNone' }),
    ).toMatchObject({ error: { code: 'not_found' } })
  })

  test('pairings and field mappings speak of app and crm', async () => {
    const { client } = ada
    const pairing = must(
      await client.createPairing(ada.config.id, {
        entityType: 'deals',
        appTable: 'tblDeals',
        crmTable: 'deals',
        autoPair: false,
      }),
    )
    expect(pairing).toMatchObject({
      appTable: 'tblDeals',
      crmTable: 'deals',
      fieldMappings: 0,
      twinFields: { app: 'fldTwin', crm: 'twin' },
    })
    const mapping = must(
      await client.createFieldMapping(ada.config.id, {
        entityType: 'deals',
        appField: 'fldFirst',
        crmField: 'name',
        crmPart: 'first',
      }),
    )
    expect(mapping).toMatchObject({
      entityType: 'deals',
      appPart: null,
      crmPart: 'first',
      key: false,
      conflictResolution: null,
    })
    must(await client.changePairing(ada.config.id, 'deals', { keys: [[mapping.id]] }))
    expect(
      must(await client.changeFieldMapping(ada.config.id, mapping.id, { syncDirection: 'none' })),
    ).toMatchObject({ syncDirection: 'none', key: true, crmPart: 'first' })
    expect(
      must(await client.fieldMappings(ada.config.id, { entityType: 'deals' })).items,
    ).toHaveLength(1)
    must(await client.deleteFieldMapping(ada.config.id, mapping.id))
    expect(must(await client.fieldMappings(ada.config.id, { entityType: 'deals' })).items).toEqual(
      [],
    )
    must(await client.deletePairing(ada.config.id, 'deals'))
    expect(await client.fieldMappings(ada.config.id, { entityType: 'deals' })).toMatchObject({
      error: { code: 'not_found' },
    })
  })
})

describe('runs', () => {
  test('a preview is run, watched, approved and cancelled', async () => {
    const { client, config } = ada
    const shown = must(await client.preview(config.id))
    expect(shown.estimatedRecords).toBe(120)
    const { job_id } = must(await client.trigger({ configId: config.id, previewId: shown.job_id }))
    const log = must(await client.log(job_id))
    expect(log).toMatchObject({
      id: job_id, configId: config.id, kind: 'run', status: 'running', phase: 'writing', recordsProcessed: 200,
      recordsSynced: 10, recordsFailed: 2, recordsSkipped: 188, conflictsDetected: 1, conflictsResolved: 0,
    }) // prettier-ignore
    expect(log.progress).toBeGreaterThan(0.45)
    expect(must(await client.writes(job_id)).items).toMatchObject([
      { side: 'crm', kind: 'create', changes: [{ field: 'name', after: ['a', 'b'] }] },
    ])
    expect(must(await client.approve(job_id)).status).toBe('running')
    expect(must(await client.cancel(job_id))).toMatchObject({
      status: 'cancelled',
      progress: 1,
      syncDurationMs: 500,
    })
  })

  test('a preview of another config is refused', async () => {
    expect(
      await ada.client.trigger({ configId: ada.config.id, previewId: 'sOther.r1' }),
    ).toMatchObject({ error: { code: 'invalid', field: 'previewId' } })
  })

  test('logs are paged to the end, each once, newest first', async () => {
    const client = (await api.furnished('nia', 'appNia', 'W8')).client
    const [config] = must(await client.configs()).items
    for (let i = 0; i < 6; i++) must(await client.trigger({ configId: config!.id }))
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const page: LogPage = must(
        await client.logs({ limit: 3, ...(cursor === null ? {} : { cursor }) }),
      )
      seen.push(...page.items.map(({ startedAt }) => startedAt))
      cursor = page.cursor
    } while (cursor !== null)
    expect(seen).toHaveLength(7)
    expect(seen).toEqual([...new Set(seen)].sort().reverse())
  })

  test('conflicts say whose they are', async () => {
    expect(must(await ada.client.conflicts({ configId: ada.config.id })).items).toMatchObject([
      { configId: ada.config.id, appRecordId: 'recA', crmRecordId: 'recB', app: 'b', crm: 'c' },
    ])
  })
})

describe('what was written', () => {
  test('is a summary, a list, and an answer to why', async () => {
    const { client, config, runId } = ada
    expect(must(await client.summary(runId))).toMatchObject({
      create: 30, blocked: 2, conflicts: 1, duplicates: 1, held: 0, log: { id: runId },
    }) // prettier-ignore
    const page = must(await client.ledger({ configId: config.id, from: '2026-01-01T00:00:00Z' }))
    expect(page.items).toMatchObject([
      { logId: `${config.id}.r1`, side: 'crm', startedBy: 'k1', changes: [{ before: -1, after: 9 }] },
    ]) // prettier-ignore
    const asked = { configId: config.id, entityType: 'people', side: 'app', field: 'f' } as const
    expect(must(await client.explain({ ...asked, recordId: 'recA' }))).toMatchObject({
      value: 9,
      from: 'sync',
    })
    expect(await client.explain({ ...asked, recordId: 'recB' })).toMatchObject({
      error: { code: 'not_found' },
    })
  })

  test('is a table whose cells no spreadsheet takes for a formula', async () => {
    const { config, key } = ada
    const path = `/api/crm/configs/${config.id}/ledger`
    const { status, headers, text } = await api.call('GET', path, key)
    expect([status, headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8'])
    expect(headers.get('cache-control')).toBe('no-store')
    const lines = text.trimEnd().split('\r\n')
    expect(lines).toHaveLength(3)
    expect(lines[0]).toMatch(/^at,run,/)
    expect(lines[1]).toContain(`"'=HYPERLINK(""http://evil"")"`)
    expect(lines[1]).toContain(',Score,-1,9,')
  })

  test('is a JSON object a line', async () => {
    const { config, key } = ada
    const path = `/api/crm/configs/${config.id}/ledger?format=ndjson`
    const { headers, text } = await api.call('GET', path, key)
    expect(headers.get('content-type')).toBe('application/x-ndjson')
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: string })
    expect(lines.map(({ id }) => id)).toEqual([`${config.id}.l0`, `${config.id}.l2`])
  })

  test('what is wrong with the question is said before anything is sent', async () => {
    const { config, key } = ada
    const path = `/api/crm/configs/${config.id}/ledger`
    const wrong = await api.call('GET', `${path}?from=yesterday`, key)
    expect([wrong.status, wrong.json.field]).toEqual([400, 'from'])
    expect((await api.call('GET', `${path}?entityType=deals`, key)).status).toBe(404)
  })
})

describe('backups', () => {
  test('are made, listed, read as one file, restored from and deleted', async () => {
    const { client, config, key, workspaceId } = ada
    must(await client.backUp(config.id))
    expect(must(await client.backups(config.id)).items).toMatchObject([
      { id: 'b1', status: 'done', records: 2, bytes: 40 },
    ])
    const bucket = await api.runtime.mf.getR2Bucket('BACKUPS')
    await bucket.put(`${workspaceId}/${config.id}/b1/1`, '{"kind":"app"}\n')
    const path = `/api/crm/configs/${config.id}/backups/b1`
    const file = await api.call('GET', path, key)
    expect([file.status, file.headers.get('content-type'), file.text]).toEqual([
      200,
      'application/gzip',
      '{"kind":"app"}\n',
    ])
    expect((await api.call('GET', `${path}x`, key)).json.code).toBe('not_found')
    const request = { entityType: 'people', side: 'app' } as const
    expect(must(await client.restore(config.id, 'b1', request)).job_id).toContain(config.id)
    must(await client.deleteBackup(config.id, 'b1'))
    expect(must(await client.backups(config.id)).items).toEqual([])
  })
})

describe('conflicts are answered', () => {
  /** As long as Airtable’s long texts may be, in a script of three bytes a character. */
  const LONGEST = '文'.repeat(100_000)
  const conflict = () => `${ada.config.id}.x1`
  const resolve = (body: unknown) =>
    api.call('POST', `/api/crm/conflicts/${conflict()}/resolve`, ada.key, body)

  test.each([
    { says: 'with one side', body: { choice: 'app' }, base: 'left' },
    { says: 'with the other', body: { choice: 'crm' }, base: 'right' },
    { says: 'with a value of one’s own', body: { choice: 'value', value: 'z' }, base: 'z' },
    { says: 'with the longest text', body: { choice: 'value', value: LONGEST }, base: LONGEST },
    { says: 'with what becomes of a deletion', body: { choice: 'recreate' }, base: 'recreate' },
  ])('$says', async ({ body, base }) => {
    const { status, json } = await resolve(body)
    expect([status, json.status, json.base]).toEqual([200, 'decided', base])
  })

  test.each([
    { says: 'a word that is no choice', body: { choice: 'both' }, field: 'choice' },
    { says: 'a field nobody knows', body: { choice: 'app', force: true }, field: 'force' },
    { says: 'nothing', body: {}, field: 'choice' },
  ])('but not with $says', async ({ body, field }) => {
    const { status, json } = await resolve(body)
    expect([status, json.code, json.field]).toEqual([400, 'invalid', field])
  })

  test('a rule is made of an answer only by who may change the mapping', async () => {
    const path = `/api/crm/conflicts/${conflict()}/resolve`
    const body = { choice: 'app', always: true }
    const user = await api.call('POST', path, ada.keys.user, body)
    const manager = await api.call('POST', path, ada.keys.manager, body)
    expect([user.status, user.json.code, manager.status]).toEqual([403, 'role_too_low', 200])
  })

  test('many at once: what cannot take the answer is named', async () => {
    const gone = `${ada.config.id}.x9`
    const done = must(await ada.client.resolveConflicts({ ids: [conflict(), gone], choice: 'crm' }))
    expect(done).toEqual({
      resolved: 1,
      refused: [{ id: gone, says: expect.stringContaining('no conflict here') }],
      job_ids: [expect.stringMatching(new RegExp(`^${ada.config.id}\\.r`))],
    })
  })

  test('a run for its record begins at once, and is named; not for who may not run anything', async () => {
    const path = `/api/crm/conflicts/${conflict()}/resolve`
    const narrow = must(
      await ada.client.createKey({ name: 'Answers', role: 'user', scopes: ['conflicts'] }),
    )
    const [full, only] = await Promise.all(
      [ada.key, narrow.key].map((key) => api.call('POST', path, key, { choice: 'app' })),
    )
    expect(full?.json.job_id).toMatch(new RegExp(`^${ada.config.id}\\.r`))
    expect([only?.status, only?.json.job_id]).toEqual([200, null])
  })

  test('not all of everybody’s at once', async () => {
    const { status, json } = await api.call('POST', '/api/crm/conflicts/resolve', ada.key, {
      choice: 'app',
    })
    expect([status, json.field]).toEqual([400, 'ids'])
  })

  test('or left until a value moves, and found again by that', async () => {
    expect(must(await ada.client.ignoreConflict(conflict())).status).toBe('ignored')
    const found = async (status: 'open' | 'ignored') =>
      must(await ada.client.conflicts({ configId: ada.config.id, status })).items.length
    expect([await found('open'), await found('ignored')]).toEqual([0, 1])
  })
})

describe('a mapping that is not saved', () => {
  const preview = (more: object) =>
    api.call('POST', '/api/crm/sync/preview', ada.key, { configId: ada.config.id, ...more })
  const draft = {
    entityType: 'people',
    pairing: { syncDirection: 'pull' },
    add: [{ appField: 'fld1', crmField: 'job_title' }],
    change: [{ mappingId: 'e1', syncDirection: 'none' }],
    remove: ['e2'],
  }

  test('is previewed like a saved one', async () => {
    const { status, json } = await preview({ draft })
    expect([status, json.job_id]).toEqual([202, expect.stringContaining(`${ada.config.id}.r`)])
  })

  test.each([
    { says: 'with a few records only', more: { draft, sample: 5 }, field: 'draft' },
    { says: 'without saying whose it is', more: { draft: { remove: ['e2'] } }, field: 'draft.entityType' },
    { says: 'with a word nobody knows', more: { draft: { ...draft, delete: [] } }, field: 'draft.delete' },
  ])('but not $says', async ({ more, field }) => {
    const { status, json } = await preview(more)
    expect([status, json.field]).toEqual([400, field])
  }) // prettier-ignore
})

describe('links', () => {
  test('are listed, made by hand, and taken apart; a run carries it out', async () => {
    const { id } = ada.config
    const ask = { entityType: 'people', side: 'app', recordId: 'recA' } as const
    const { items } = must(await ada.client.links(id, ask))
    expect(items).toEqual([
      { id: 'n1', entityType: 'people', appRecordId: 'recA', crmRecordId: 'recR', title: 'Ada', gone: null },
    ]) // prettier-ignore
    const named = { entityType: 'people', appRecordId: 'recZ', crmRecordId: 'recR' }
    expect(must(await ada.client.createLink(id, named)).job_id).toContain(`${id}.r`)
    expect(must(await ada.client.deleteLink(id, 'n1', { then: 'match' })).job_id).toContain('.r')
  })

  test.each([
    { says: 'one record alone', query: 'entityType=people&recordId=recA', field: 'recordId' },
    { says: 'no pairing', query: '', field: 'entityType' },
  ])('are not listed for $says', async ({ query, field }) => {
    const { status, json } = await api.call(
      'GET',
      `/api/crm/configs/${ada.config.id}/links?${query}`,
      ada.key,
    )
    expect([status, json.field]).toEqual([400, field])
  })

  test('are not parted in a way nobody knows', async () => {
    const path = `/api/crm/configs/${ada.config.id}/links/n1?then=forget`
    const { status, json } = await api.call('DELETE', path, ada.key)
    expect([status, json.field]).toEqual([400, 'then'])
  })
})

describe('records by where they stand', () => {
  test('come with the sentences that say why', async () => {
    const { client, config } = ada
    const ask = { entityType: 'people', side: 'app', standing: 'blocked' } as const
    expect(must(await client.records(config.id, ask)).items).toEqual([
      {
        recordId: 'rec1',
        otherRecordId: null,
        title: 'Ada',
        standing: 'blocked',
        says: ['Attio refused it: “email” is already used.'],
        holdIds: [],
      },
    ])
    expect(must(await client.records(config.id, { ...ask, standing: 'held' })).items).toEqual([])
  })
})

describe('holds', () => {
  test('are made, listed and let go', async () => {
    const { client, config, mappingId } = ada
    const held = must(
      await client.createHold(config.id, {
        entityType: 'people',
        side: 'crm',
        recordId: 'r1',
        mappingId,
      }),
    )
    expect(held).toMatchObject({ side: 'crm', recordId: 'r1', mappingId, why: 'person' })
    expect(must(await client.holds(config.id)).items).toEqual([held])
    must(await client.releaseHold(config.id, held.id, { right: 'app' }))
    expect(must(await client.holds(config.id)).items).toEqual([])
  })
})

describe('an erasure', () => {
  test('says what went, by the names of both sides', async () => {
    const { client, config } = ada
    const ask = { entityType: 'people', side: 'crm', recordId: 'r9' } as const
    const erased = must(await client.eraseRecord(config.id, ask))
    expect(erased).toMatchObject({
      entityType: 'people',
      appRecordId: 'rec1',
      crmRecordId: 'r9',
      lines: 3,
      backups: 1,
      backupsLeft: 0,
    })
    expect(must(await client.erasures(config.id)).items).toEqual([erased])
  })
})

describe('what is said of one field or one side', () => {
  test('stands in the mapping as it was said', async () => {
    const { client, config, mappingId } = ada
    const owner = [
      {
        when: { side: 'crm', rules: { field: 'stage', operator: 'is', value: 'Won' } },
        owner: 'app',
      },
    ] as const
    must(
      await client.changeFieldMapping(config.id, mappingId, {
        firstMeeting: 'crm_wins',
        owner: [...owner],
      }),
    )
    const found = must(await client.fieldMappings(config.id)).items
    expect(found.find(({ id }) => id === mappingId)).toMatchObject({
      firstMeeting: 'crm_wins',
      owner,
    })
  })

  test('stands in the pairing, side by side', async () => {
    const { client, config } = ada
    const sides = { app: { deletions: 'keep' }, crm: { updateExisting: false } } as const
    expect(must(await client.changePairing(config.id, 'people', { sides })).sides).toEqual(sides)
  })

  test('how values cross and what records must keep is told and asked for in the wire’s words', async () => {
    const { config, client, mappingId } = await api.furnished('Cleo', 'appCleo', 'cleo')
    const crossing = {
      transform: { toCrm: [{ do: 'trim' as const }, { do: 'formula' as const, text: '{Name}' }] },
      valueMap: { pairs: [{ app: 'A', crm: 1 }], otherwise: 'empty' as const },
      choices: { crm: 'create' as const },
    }
    expect(must(await client.changeFieldMapping(config.id, mappingId, crossing))).toMatchObject(
      crossing,
    )
    expect(must(await client.fieldMappings(config.id)).items[0]).toMatchObject(crossing)
    const bad = { transform: { toCrm: [{ do: 'scale' as const, by: 0, plus: 0 }] } }
    expect(await client.changeFieldMapping(config.id, mappingId, bad)).toMatchObject({
      error: { code: 'invalid' },
    })

    const validation = [
      { id: 'a', side: 'crm' as const, mapping: mappingId, check: { is: 'required' as const } },
      { id: 'b', side: 'both' as const, check: { is: 'custom' as const, formula: '1' }, says: 'x' },
    ]
    expect(
      must(await client.changePairing(config.id, 'people', { validation })).validation,
    ).toEqual(validation)
    expect(must(await client.config(config.id)).troubles).toEqual([])
    const pairs = [{ appField: 'fldName', crmField: 'n', crmPart: 'first' }]
    const asked = { configId: config.id, entityType: 'people', pairs }
    expect(must(await client.suggestedFields(asked))).toEqual({
      items: [{ appField: 'fldTitle', appPart: null, crmField: 'name', crmPart: 'last', syncDirection: 'push', confidence: 0.75 }],
    }) // prettier-ignore
    const draft = { configId: config.id, entityType: 'people', appField: 'fldName', crmField: 'n' }
    expect(must(await client.sampleFieldMapping(draft))).toMatchObject({
      toApp: null,
      toCrm: { samples: [{ before: 1.5, after: 2 }] },
      required: [{ side: 'crm', name: 'Name' }],
    })
  })
})

describe('an idempotency key', () => {
  const runs = async (client: typeof ada.client, configId: string) =>
    must(await client.logs({ configId, limit: 200 })).items.length

  test('makes a repeated request one', async () => {
    const { client, config, key } = ada
    const before = await runs(client, config.id)
    const ask = () =>
      api.call(
        'POST',
        '/api/crm/sync/trigger',
        key,
        { configId: config.id },
        { 'idempotency-key': 'once-1' },
      )
    const [first, second] = [await ask(), await ask()]
    expect([first.status, second.status, second.text]).toEqual([202, 202, first.text])
    expect([
      first.headers.get('idempotent-replay'),
      second.headers.get('idempotent-replay'),
    ]).toEqual([null, 'true'])
    expect(await runs(client, config.id)).toBe(before + 1)
  })

  test('makes requests at the same moment one', async () => {
    const { client, config } = ada
    const before = await runs(client, config.id)
    await Promise.all([1, 2, 3, 4].map(() => client.trigger({ configId: config.id }, 'once-2')))
    expect(await runs(client, config.id)).toBe(before + 1)
  })

  test.each([
    {
      says: 'for another question is refused',
      body: { name: 'b' },
      key: 'once-3',
      want: { code: 'invalid', field: 'Idempotency-Key' },
    },
    {
      says: 'with spaces is refused',
      body: { name: 'a' },
      key: 'a b',
      want: { code: 'invalid', field: 'Idempotency-Key' },
    },
  ])('$says', async ({ body, key, want }) => {
    const ends = { appConnectionId: ada.app.id, crmConnectionId: ada.crm.id }
    const ask = (name: string, once: string) =>
      api.call('POST', '/api/crm/configs', ada.key, { name, ...ends }, { 'idempotency-key': once })
    await ask('a', 'once-3')
    expect((await ask(body.name, key)).json).toMatchObject(want)
  })

  test('of a request that failed is free again', async () => {
    const ask = (token: string) => ada.client.connect({ provider: 'attio', token }, 'once-4')
    expect(await ask('wrong')).toMatchObject({ error: { code: 'invalid' } })
    expect(await ask('wrong')).toMatchObject({ error: { code: 'invalid' } })
    must(await ask('attio-W1'))
  })

  test.each([
    { says: 'a change', method: 'PATCH', path: () => `/api/crm/configs/${ada.config.id}`, body: { name: 'Once' } },
    { says: 'a pause', method: 'PATCH', path: () => `/api/crm/configs/${ada.config.id}/pause`, body: undefined },
    { says: 'a resumption', method: 'PATCH', path: () => `/api/crm/configs/${ada.config.id}/resume`, body: undefined },
    { says: 'an ignored conflict', method: 'POST', path: () => `/api/crm/conflicts/${ada.config.id}.x1/ignore`, body: undefined },
    { says: 'a key taken back', method: 'DELETE', path: () => `/api/keys/${ada.keyIds[3]}`, body: undefined },
  ])('makes $says one', async ({ says, method, path, body }) => {
    const ask = () => api.call(method, path(), ada.key, body, { 'idempotency-key': `once-${says.replaceAll(' ', '-')}` })
    const [first, second] = [await ask(), await ask()]
    expect([first.status, second.status, second.text]).toEqual([200, 200, first.text])
    expect([first.headers.get('idempotent-replay'), second.headers.get('idempotent-replay')]).toEqual([null, 'true'])
  }) // prettier-ignore

  test('for another address is refused, though the words are the same', async () => {
    const ask = (id: string) =>
      api.call(
        'POST',
        `/api/crm/sync/logs/${id}/retry`,
        ada.key,
        {},
        { 'idempotency-key': 'once-6' },
      )
    const { job_id } = must(await ada.client.trigger({ configId: ada.config.id }))
    expect((await ask(ada.runId)).status).toBe(202)
    expect((await ask(job_id)).json).toMatchObject({ code: 'invalid', field: 'Idempotency-Key' })
  })

  test('never brings back what is told once', async () => {
    const ask = () =>
      api.call(
        'POST',
        '/api/keys',
        ada.key,
        { name: 'x', role: 'user' },
        { 'idempotency-key': 'once-7' },
      )
    expect((await ask()).status).toBe(201)
    expect((await ask()).json).toMatchObject({
      code: 'not_now',
      message: expect.stringContaining('only once'),
    })
  })

  test('means nothing to another workspace', async () => {
    const other = await api.furnished('oda', 'appOda', 'W10')
    must(await ada.client.preview(ada.config.id, 'once-5'))
    const { job_id } = must(await other.client.preview(other.config.id, 'once-5'))
    expect(job_id.startsWith(`${other.config.id}.`)).toBe(true)
  })
})

describe('the documents', () => {
  test('the OpenAPI document has every route, named schemas and the key', async () => {
    const { json } = await api.call('GET', '/openapi.json')
    const documented = Object.entries<object>(json.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map(
        (method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`,
      ),
    )
    expect(documented.sort()).toEqual(ROUTES.map(({ name }) => name as string).sort())
    expect(Object.keys(json.components.schemas)).toEqual(
      expect.arrayContaining(['Problem', 'Config', 'Log', 'Connection', 'FieldMapping']),
    )
    expect(json.components.securitySchemes.key).toMatchObject({ type: 'http', scheme: 'bearer' })
    expect(json.paths['/api/crm/sync/trigger'].post.parameters).toMatchObject([
      { name: 'Idempotency-Key', in: 'header' },
    ])
  })

  test('the page for people has every route, no script and nothing from elsewhere', async () => {
    const answer = await api.runtime.fetch('/docs')
    const page = await answer.text()
    expect(answer.headers.get('content-type')).toContain('text/html')
    for (const { name } of ROUTES) expect(page).toContain(name)
    // One field of each kind of place: a body, a query, an answer, and one that stands in a list of named things.
    for (const field of ['crmConnectionId', 'entityType', 'estimatedRecords', 'list of Config']) {
      expect(page).toContain(field)
    }
    expect(page.match(/<caption>Answer/g)).toHaveLength(ROUTES.length)
    expect(page).not.toMatch(/<script|src=|@import|url\(|href="(?![#/])/)
    // What one call is refused for, with the sentence, and what one sends.
    expect(page).toContain('409 not_now')
    expect(page).toContain('&quot;appConnectionId&quot;: &quot;')
  })
})

describe('what is kept', () => {
  test('survives a kill of the runtime', async () => {
    await api.runtime.killWorkerd()
    expect(must(await ada.client.connections()).items.map(({ status }) => status)).toEqual([
      'connected',
      'connected',
    ])
    expect(must(await ada.client.testConnection('airtable', ada.app.id)).working).toBe(true)
  })

  test('holds no token and no key in the clear', async () => {
    const kv = await api.runtime.mf.getKVNamespace('VAULT')
    const { keys } = await kv.list()
    expect(keys.length).toBeGreaterThan(1)
    for (const { name } of keys) expect(await kv.get(name)).not.toMatch(/pat-|attio-/)
  })

  test('is tidied by the schedule', async () => {
    await api.runtime.tick()
    expect(api.lines.filter((line) => line.includes('tidy_failed'))).toEqual([])
  })

  test('the log has ids and counts, and no value, token or key', () => {
    const requests = api.lines.filter((line) => line.includes('"event":"request"'))
    expect(requests.length).toBeGreaterThan(20)
    expect(JSON.parse(requests.at(-1)!)).toMatchObject({
      requestId: expect.any(String),
      route: expect.any(String),
      status: expect.any(Number),
    })
    // Of what was asked and answered at once there is no line (seen red with one for every request).
    const told = requests.map((line) => JSON.parse(line))
    expect(told.some(({ method, status }) => method === 'GET' && status >= 400)).toBe(true)
    expect(
      told.filter((one) => one.method === 'GET' && one.status < 400 && one.ms < 1_000),
    ).toEqual([])
    expect(api.lines.join('\n')).not.toMatch(/pat-|attio-W|dsp_|Second|example\.com/)
  })

  test('nothing was refused for a reason that the documents do not tell', () => {
    expect(api.lines.filter((line) => line.includes('refusal_not_told'))).toEqual([])
  })
})

test('a fault of our own says nothing but the request id, here and in the log', async () => {
  const broken = await openApi({ vars: { KEY_RING: '{"current":"none"}' } })
  const { key } = await broken.workspace('zoe')
  const body = { provider: 'attio', token: 'attio-W1' }
  const { status, json } = await broken.call('POST', '/api/crm/connect', key, body)
  expect([status, json.code]).toEqual([500, 'fault'])
  expect(Object.keys(json).sort()).toEqual(['code', 'message', 'requestId'])
  const faults = broken.lines.filter((line) => line.includes('"event":"fault"'))
  expect(faults).toHaveLength(1)
  expect(JSON.parse(faults[0]!)).toMatchObject({ level: 'error', requestId: json.requestId })
  expect(broken.lines.join()).not.toContain('attio-W1')
  await broken.runtime.dispose()
})
