import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { allows, NEEDS, ROLES, type RouteName } from '../../shared/role.ts'
import { type Api, must, openApi } from './api-world.ts'

let api: Api
let ours: Awaited<ReturnType<Api['furnished']>>
let invitation: string
let signIn: string
let subscription: string
let theirs: Awaited<ReturnType<Api['furnished']>>

beforeAll(async () => {
  api = await openApi({ vars: { ATTIO_CLIENT_ID: 'us' } })
  ours = await api.furnished('ada', 'appAda', 'W1')
  theirs = await api.furnished('bea', 'appBea', 'W2')
  invitation = must(await ours.client.invite({ name: 'Cy', role: 'user' })).id
  signIn = must(await ours.client.signIn({ provider: 'attio' })).id
  subscription = must(
    await ours.client.subscribe({
      ref: 'ada-1',
      event: 'record_updated',
      table: 'people',
      url: 'https://hooks.example.com/ada',
      secret: 'x'.repeat(32),
    }),
  ).id
})
const count = { keys: 0, roles: 0, foreign: 0, lists: 0 }
afterAll(async () => {
  const { keys, roles, foreign, lists } = count
  console.info(
    `${KEYED.length} routes: ${keys} calls with wrong keys, ${roles} with each role, ${foreign} with another workspace's ids, ${lists} lists of another workspace: no leak`,
  )
  await api.runtime.dispose()
})
/** What of ours nobody else may read. */
const oursSeen = (): string[] => [
  ours.workspaceId,
  ours.app.id,
  ours.crm.id,
  ours.config.id,
  ours.keyIds[0]!,
  invitation,
  signIn,
  subscription,
  'hooks.example.com',
  'appAda',
  'pat-ada',
]

type Asks = { readonly path: string; readonly body?: unknown }
type Ids = {
  readonly connection: string
  readonly crm: string
  readonly config: string
  readonly entityType: string
  readonly mapping: string
  readonly run: string
  readonly key: string
  readonly member: string
  readonly invitation: string
  readonly signIn: string
  readonly subscription: string
}
const NOWHERE: Ids = {
  connection: 'cNone', crm: 'cNone', config: 'sNone', entityType: 'none', mapping: 'eNone', run: 'sNone.rNone', key: 'kNone', member: 'mNone', invitation: 'iNone', signIn: 'nNone', subscription: 'nNone',
} // prettier-ignore

type Keyed = {
  [name in RouteName]: (typeof NEEDS)[name] extends 'nobody' ? never : name
}[RouteName]

/** How to ask each route about something that belongs to a workspace. */
const ASKS: { readonly [name in Keyed]: (ids: Ids) => Asks } = {
  'POST /api/workspaces': () => ({ path: '/api/workspaces', body: { name: 'Mine' } }),
  'GET /api/crm/connections': () => ({ path: '/api/crm/connections' }),
  'POST /api/crm/connect': () => ({ path: '/api/crm/connect', body: { provider: 'nobody', token: 't' } }),
  'POST /api/crm/:provider/test-connection': (ids) => ({ path: '/api/crm/airtable/test-connection', body: { connectionId: ids.connection } }),
  'DELETE /api/crm/disconnect/:provider': (ids) => ({ path: `/api/crm/disconnect/airtable?connectionId=${ids.connection}` }),
  'GET /api/crm/:provider/available-fields': (ids) => ({ path: `/api/crm/airtable/available-fields?connectionId=${ids.connection}` }),
  'GET /api/crm/:provider/views': (ids) => ({ path: `/api/crm/airtable/views?connectionId=${ids.connection}&table=tblX` }),
  'GET /api/crm/suggested-pairings': (ids) => ({ path: `/api/crm/suggested-pairings?appConnectionId=${ids.connection}&crmConnectionId=${ids.crm}` }),
  'POST /api/crm/:provider/table-offer': (ids) => ({ path: '/api/crm/airtable/table-offer', body: { connectionId: ids.connection, fromConnectionId: ids.crm, table: 'people' } }),
  'POST /api/crm/:provider/tables': (ids) => ({ path: '/api/crm/airtable/tables', body: { connectionId: ids.connection, name: 'Stolen', fields: [{ name: 'Name', type: 'text', many: false }] } }),
  'POST /api/crm/:provider/tables/:table/fields': (ids) => ({ path: '/api/crm/airtable/tables/tblPeople/fields', body: { connectionId: ids.connection, field: { name: 'Stolen', type: 'text', many: false } } }),
  'GET /api/crm/configs': () => ({ path: '/api/crm/configs' }),
  'POST /api/crm/configs': (ids) => ({ path: '/api/crm/configs', body: { name: 'x', appConnectionId: ids.connection, crmConnectionId: ids.crm } }),
  'GET /api/crm/configs/:id': (ids) => ({ path: `/api/crm/configs/${ids.config}` }),
  'PATCH /api/crm/connections/:id': (ids) => ({ path: `/api/crm/connections/${ids.connection}`, body: { leaveToOthers: 80 } }),
  'PATCH /api/crm/configs/:id': (ids) => ({ path: `/api/crm/configs/${ids.config}`, body: { name: 'Stolen' } }),
  'DELETE /api/crm/configs/:id': (ids) => ({ path: `/api/crm/configs/${ids.config}` }),
  'PATCH /api/crm/configs/:id/pause': (ids) => ({ path: `/api/crm/configs/${ids.config}/pause` }),
  'PATCH /api/crm/configs/:id/resume': (ids) => ({ path: `/api/crm/configs/${ids.config}/resume` }),
  'GET /api/crm/configs/:id/pairings': (ids) => ({ path: `/api/crm/configs/${ids.config}/pairings` }),
  'POST /api/crm/configs/:id/pairings': (ids) => ({ path: `/api/crm/configs/${ids.config}/pairings`, body: { entityType: 'x', appTable: 'tblX', crmTable: 'x' } }),
  'PATCH /api/crm/configs/:id/pairings/:entityType': (ids) => ({ path: `/api/crm/configs/${ids.config}/pairings/${ids.entityType}`, body: { deletions: 'delete' } }),
  'DELETE /api/crm/configs/:id/pairings/:entityType': (ids) => ({ path: `/api/crm/configs/${ids.config}/pairings/${ids.entityType}` }),
  'POST /api/crm/configs/:id/filter-count': (ids) => ({ path: `/api/crm/configs/${ids.config}/filter-count`, body: { entityType: ids.entityType, side: 'app', filter: null } }),
  'GET /api/crm/configs/:id/field-mappings': (ids) => ({ path: `/api/crm/configs/${ids.config}/field-mappings` }),
  'POST /api/crm/configs/:id/field-mappings': (ids) => ({ path: `/api/crm/configs/${ids.config}/field-mappings`, body: { entityType: ids.entityType, appField: 'f', crmField: 'g' } }),
  'PATCH /api/crm/configs/:id/field-mappings/:mappingId': (ids) => ({ path: `/api/crm/configs/${ids.config}/field-mappings/${ids.mapping}`, body: { syncDirection: 'push' } }),
  'DELETE /api/crm/configs/:id/field-mappings/:mappingId': (ids) => ({ path: `/api/crm/configs/${ids.config}/field-mappings/${ids.mapping}` }),
  'GET /api/crm/formula/functions': () => ({ path: '/api/crm/formula/functions' }),
  'POST /api/crm/formula/check': (ids) => ({ path: '/api/crm/formula/check', body: { configId: ids.config, entityType: ids.entityType, side: 'app', formula: '1' } }),
  'POST /api/crm/field-mappings/sample': (ids) => ({ path: '/api/crm/field-mappings/sample', body: { configId: ids.config, entityType: ids.entityType, appField: 'a', crmField: 'b' } }),
  'POST /api/crm/field-mappings/suggest': (ids) => ({ path: '/api/crm/field-mappings/suggest', body: { configId: ids.config, entityType: ids.entityType } }),
  'POST /api/crm/sync/preview': (ids) => ({ path: '/api/crm/sync/preview', body: { configId: ids.config } }),
  'POST /api/crm/sync/trigger': (ids) => ({ path: '/api/crm/sync/trigger', body: { configId: ids.config, previewId: ids.run } }),
  'POST /api/crm/sync/live/ticket': (ids) => ({ path: '/api/crm/sync/live/ticket', body: { configId: ids.config } }),
  'GET /api/crm/sync/live': (ids) => ({ path: `/api/crm/sync/live?configId=${ids.config}` }),
  'GET /api/crm/sync/logs': (ids) => ({ path: `/api/crm/sync/logs?configId=${ids.config}` }),
  'GET /api/crm/sync/logs/:id': (ids) => ({ path: `/api/crm/sync/logs/${ids.run}` }),
  'GET /api/crm/sync/logs/:id/writes': (ids) => ({ path: `/api/crm/sync/logs/${ids.run}/writes` }),
  'POST /api/crm/sync/logs/:id/undo': (ids) => ({ path: `/api/crm/sync/logs/${ids.run}/undo`, body: {} }),
  'POST /api/crm/sync/logs/:id/retry': (ids) => ({ path: `/api/crm/sync/logs/${ids.run}/retry`, body: {} }),
  'POST /api/crm/sync/logs/:id/cancel': (ids) => ({ path: `/api/crm/sync/logs/${ids.run}/cancel` }),
  'POST /api/crm/sync/logs/:id/approve': (ids) => ({ path: `/api/crm/sync/logs/${ids.run}/approve` }),
  'GET /api/crm/sync/logs/:id/summary': (ids) => ({ path: `/api/crm/sync/logs/${ids.run}/summary` }),
  'GET /api/crm/configs/:id/backups': (ids) => ({ path: `/api/crm/configs/${ids.config}/backups` }),
  'POST /api/crm/configs/:id/backups': (ids) => ({ path: `/api/crm/configs/${ids.config}/backups`, body: {} }),
  'GET /api/crm/configs/:id/backups/:backupId': (ids) => ({ path: `/api/crm/configs/${ids.config}/backups/b2` }),
  'POST /api/crm/configs/:id/backups/:backupId/restore': (ids) => ({ path: `/api/crm/configs/${ids.config}/backups/b2/restore`, body: { entityType: 'people', side: 'app' } }),
  'DELETE /api/crm/configs/:id/backups/:backupId': (ids) => ({ path: `/api/crm/configs/${ids.config}/backups/b2` }),
  'GET /api/crm/ledger': (ids) => ({ path: `/api/crm/ledger?configId=${ids.config}` }),
  'GET /api/crm/configs/:id/ledger': (ids) => ({ path: `/api/crm/configs/${ids.config}/ledger` }),
  'GET /api/crm/explain': (ids) => ({ path: `/api/crm/explain?configId=${ids.config}&entityType=people&side=app&recordId=recA&field=fldName` }),
  'GET /api/crm/conflicts': (ids) => ({ path: `/api/crm/conflicts?configId=${ids.config}` }),
  'POST /api/crm/conflicts/resolve': (ids) => ({ path: '/api/crm/conflicts/resolve', body: { filter: { configId: ids.config }, choice: 'app' } }),
  'POST /api/crm/conflicts/:id/resolve': (ids) => ({ path: `/api/crm/conflicts/${ids.config}.x1/resolve`, body: { choice: 'app' } }),
  'POST /api/crm/conflicts/:id/ignore': (ids) => ({ path: `/api/crm/conflicts/${ids.config}.x1/ignore` }),
  'GET /api/crm/matches': (ids) => ({ path: `/api/crm/matches?configId=${ids.config}` }),
  'POST /api/crm/matches/answer': (ids) => ({ path: '/api/crm/matches/answer', body: { ids: [`${ids.config}.x1`], answer: 'apart' } }),
  'POST /api/crm/matches/:id/same': (ids) => ({ path: `/api/crm/matches/${ids.config}.x1/same`, body: { recordId: 'recR' } }),
  'POST /api/crm/matches/:id/apart': (ids) => ({ path: `/api/crm/matches/${ids.config}.x1/apart`, body: {} }),
  'GET /api/crm/duplicates': (ids) => ({ path: `/api/crm/duplicates?configId=${ids.config}&entityType=${ids.entityType}&side=app` }),
  'GET /api/crm/configs/:id/records': (ids) => ({ path: `/api/crm/configs/${ids.config}/records?entityType=${ids.entityType}&side=app&standing=blocked` }),
  'GET /api/crm/configs/:id/records/address': (ids) => ({ path: `/api/crm/configs/${ids.config}/records/address?entityType=${ids.entityType}&side=app&recordId=recA` }),
  'GET /api/crm/configs/:id/numbers': (ids) => ({ path: `/api/crm/configs/${ids.config}/numbers?days=7` }),
  'GET /api/crm/configs/:id/links': (ids) => ({ path: `/api/crm/configs/${ids.config}/links?entityType=${ids.entityType}` }),
  'POST /api/crm/configs/:id/links': (ids) => ({ path: `/api/crm/configs/${ids.config}/links`, body: { entityType: ids.entityType, appRecordId: 'recZ', crmRecordId: 'recR' } }),
  'DELETE /api/crm/configs/:id/links/:linkId': (ids) => ({ path: `/api/crm/configs/${ids.config}/links/n1` }),
  'GET /api/crm/card': () => ({ path: '/api/crm/card?table=people&recordId=recR' }),
  'POST /api/crm/push': (ids) => ({ path: '/api/crm/push', body: { configId: ids.config, entityType: ids.entityType, recordIds: ['recR'] } }),
  'POST /api/crm/push/outcomes': (ids) => ({ path: '/api/crm/push/outcomes', body: { configId: ids.config, entityType: ids.entityType, recordIds: ['recR'], since: '2026-01-01T00:00:00Z' } }),
  'GET /api/crm/configs/:id/holds': (ids) => ({ path: `/api/crm/configs/${ids.config}/holds` }),
  'POST /api/crm/configs/:id/holds': (ids) => ({ path: `/api/crm/configs/${ids.config}/holds`, body: { entityType: ids.entityType, side: 'app', recordId: 'recA' } }),
  'DELETE /api/crm/configs/:id/holds/:holdId': (ids) => ({ path: `/api/crm/configs/${ids.config}/holds/h1` }),
  'GET /api/crm/configs/:id/erasures': (ids) => ({ path: `/api/crm/configs/${ids.config}/erasures` }),
  'POST /api/crm/configs/:id/erasures': (ids) => ({ path: `/api/crm/configs/${ids.config}/erasures`, body: { entityType: ids.entityType, side: 'app', recordId: 'recA' } }),
  'GET /api/crm/subscriptions': () => ({ path: '/api/crm/subscriptions' }),
  'POST /api/crm/subscriptions': () => ({ path: '/api/crm/subscriptions', body: { ref: 'x', event: 'record_updated', table: 'people', url: 'http://127.0.0.1/', secret: 'x'.repeat(32) } }),
  'DELETE /api/crm/subscriptions/:ref': (ids) => ({ path: `/api/crm/subscriptions/${ids.subscription}` }),
  'GET /api/keys': () => ({ path: '/api/keys' }),
  'POST /api/keys': () => ({ path: '/api/keys', body: { name: 'x', role: 'emperor' } }),
  'GET /api/me': () => ({ path: '/api/me' }),
  // Signing out is the one thing a key may do to itself: asked of the routes' own test, so that the keys here stay.
  'DELETE /api/me': () => ({ path: '/api/me?x' }),
  'POST /api/crm/sign-in': (ids) => ({ path: '/api/crm/sign-in', body: { provider: 'airtable', connectionId: ids.connection } }),
  'GET /api/crm/sign-in/:id': (ids) => ({ path: `/api/crm/sign-in/${ids.signIn}` }),
  'GET /api/members': () => ({ path: '/api/members' }),
  'PATCH /api/members/:id': (ids) => ({ path: `/api/members/${ids.member}`, body: { role: 'admin' } }),
  'DELETE /api/members/:id': (ids) => ({ path: `/api/members/${ids.member}` }),
  'GET /api/invitations': () => ({ path: '/api/invitations' }),
  'POST /api/invitations': () => ({ path: '/api/invitations', body: { name: 'x', role: 'emperor' } }),
  'DELETE /api/invitations/:id': (ids) => ({ path: `/api/invitations/${ids.invitation}` }),
  'GET /api/audit': () => ({ path: '/api/audit' }),
  'GET /api/audit/export': () => ({ path: '/api/audit/export' }),
  'DELETE /api/keys/:id': (ids) => ({ path: `/api/keys/${ids.key}` }),
} // prettier-ignore

const isAsked = (name: RouteName): name is Keyed => NEEDS[name] !== 'nobody'
const KEYED = (Object.keys(NEEDS) as RouteName[]).filter(isAsked)
const OWNED = KEYED.filter((name) => JSON.stringify(ASKS[name](NOWHERE)).includes('None'))
const LISTS = KEYED.filter((name) => name.startsWith('GET') && !OWNED.includes(name))

const ask = (name: keyof typeof ASKS, key: string | undefined, ids: Ids = NOWHERE) => {
  const { path, body } = ASKS[name](ids)
  return api.call(name.split(' ')[0]!, path, key, body)
}
const oursIds = (): Ids => ({
  connection: ours.app.id,
  crm: ours.crm.id,
  config: ours.config.id,
  entityType: 'people',
  mapping: ours.mappingId,
  run: ours.runId,
  key: ours.keyIds[1]!,
  member: 'mNobody',
  invitation,
  signIn,
  subscription,
})

describe.each(KEYED)('%s', (name) => {
  test.each([
    { says: 'without a key', key: () => undefined },
    { says: 'with an empty key', key: () => '' },
    { says: 'with something that is no key', key: () => 'dsp_' },
    { says: 'with a key of a workspace that is not there', key: () => `dsp_wNobody_${'x'.repeat(32)}` },
    { says: 'with our workspace’s id and a made-up rest', key: () => `dsp_${ours.workspaceId}_${'x'.repeat(32)}` },
    { says: 'with our workspace’s id and the rest of their key', key: () => `dsp_${ours.workspaceId}_${theirs.key.split('_')[2]}` },
    { says: 'with the hash of a key instead of the key', key: () => 'a'.repeat(64) },
  ])('is refused $says', async ({ key }) => {
    const { status, json, headers } = await ask(name, key())
    expect([status, json.code, headers.get('www-authenticate')]).toEqual([401, 'no_key', 'Bearer'])
    count.keys++
  }) // prettier-ignore

  test.each(ROLES)('lets in %s exactly where the table says so', async (role) => {
    const { status, json } = await ask(name, ours.keys[role])
    const refused = status === 403 && json.code === 'role_too_low'
    expect(refused).toBe(!allows(NEEDS[name], { role, scopes: [] }))
    expect(status).not.toBe(401)
    count.roles++
    expect(status).toBeLessThan(500)
  })
})

// L13. Seen red with a sync found by its id alone, whoever asks (`worker/routes/sync.ts` not asking the workspace for it).
describe('another workspace’s things', () => {
  test.each(OWNED)('do not exist for %s, whatever the role', async (name) => {
    for (const role of ROLES) {
      const { status, json, text } = await ask(name, theirs.keys[role], oursIds())
      const isLetIn = allows(NEEDS[name], { role, scopes: [] })
      expect([status, json.code]).toEqual(isLetIn ? [404, 'not_found'] : [403, 'role_too_low'])
      for (const id of oursSeen()) expect(text).not.toContain(id)
      count.foreign++
    }
  })

  test.each(LISTS)('are not listed by %s', async (name) => {
    for (const role of ROLES) {
      const { status, text } = await ask(name, theirs.keys[role])
      expect(status).toBe(allows(NEEDS[name], { role, scopes: [] }) ? 200 : 403)
      for (const id of oursSeen()) expect(text).not.toContain(id)
      count.lists++
    }
  })

  test.each(['/api/crm/sync/logs', '/api/crm/conflicts'])('are not in all of %s', async (path) => {
    // What a run came to is told to the workspace a moment after it.
    const found = async (): Promise<readonly string[]> => {
      const { json } = await api.call('GET', path, theirs.key)
      return [...new Set((json.items as { configId: string }[]).map(({ configId }) => configId))]
    }
    await expect.poll(found).toEqual([theirs.config.id])
  })

  test('are still as they were', async () => {
    const config = must(await ours.client.config(ours.config.id))
    expect(config).toMatchObject({ name: 'ada', paused: false })
    expect(must(await ours.client.connections()).items.map(({ status }) => status)).toEqual([
      'connected',
      'connected',
    ])
    expect(must(await ours.client.pairings(ours.config.id)).items).toMatchObject([
      { entityType: 'people', deletions: 'mark' },
    ])
    expect(must(await ours.client.keys()).items).toHaveLength(5)
  })
})

describe('keys', () => {
  test('a key narrowed to runs reaches runs, and nothing else', async () => {
    const { key } = must(
      await ours.client.createKey({ name: 'card', role: 'user', scopes: ['runs'] }),
    )
    const logs = await api.call('GET', '/api/crm/sync/logs', key)
    const configs = await api.call('GET', '/api/crm/configs', key)
    expect([logs.status, configs.status]).toEqual([200, 403])
    expect(configs.json.message).toContain('“read-only, with “configs””')
  })

  test('a revoked key stops at once', async () => {
    const { key, id } = must(await ours.client.createKey({ name: 'gone', role: 'user' }))
    expect((await api.call('GET', '/api/crm/configs', key)).status).toBe(200)
    must(await ours.client.revokeKey(id))
    expect((await api.call('GET', '/api/crm/configs', key)).status).toBe(401)
  })

  test('a list of keys shows no key, and when each was last used', async () => {
    const { text, json } = await api.call('GET', '/api/keys', ours.key)
    expect(text).not.toContain('dsp_')
    expect(json.items[0]).toMatchObject({
      name: 'First key',
      role: 'admin',
      lastUsedAt: expect.stringMatching(/Z$/),
    })
  })

  test('the operator opens workspaces and reaches into none', async () => {
    const operator = api.runtime.secrets['OPERATOR_KEY']
    expect((await api.call('GET', '/api/crm/configs', operator)).status).toBe(401)
    expect((await api.call('POST', '/api/workspaces', operator, { name: 'New' })).status).toBe(201)
  })
})
