/** A table of one side made at the other through the API, paired by itself, and its records brought over. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '../../shared/api/client.ts'
import type { Connection } from '../../shared/api/connection.ts'
import type { TableOffer } from '../../shared/api/making.ts'
import { must, openWorkspace, runOnce } from '../sandbox/agreement.ts'
import { oneSided, VENUES } from '../sandbox/one-sided.ts'
import { BASE } from '../sandbox/real.ts'
import { openSession, type Session } from '../sandbox/session.ts'

const real = oneSided(8)
let session: Session
let client: Client
let app: Connection
let crm: Connection

beforeAll(async () => {
  session = await openSession({ scale: 4, world: real.world, weather: {} })
  client = await openWorkspace(session)
  const { access } = session
  app = await must(
    client.connect({ provider: 'airtable', token: access.airtable.sync.token, baseId: BASE }),
  )
  crm = await must(client.connect({ provider: 'attio', token: access.attio.sync.token }))
})
afterAll(async () => {
  await session?.close()
})

const wished = ({ fields }: TableOffer) =>
  fields.flatMap(({ make, isTaken }) => (make !== null && isTaken ? [make] : []))

/** The table of that object, made in the base. */
async function bring(table: string, pairs: readonly { from: string; to: string }[]) {
  const ask = { connectionId: app.id, fromConnectionId: crm.id, table, pairs: [...pairs] }
  const offered = await must(client.offerTable('airtable', ask))
  const request = { connectionId: app.id, name: offered.name, fields: wished(offered) }
  return { offered, request, made: await must(client.createTable('airtable', request)) }
}

async function agreeOn(pairs: readonly { appTable: string; crmTable: string }[]) {
  const config = await must(
    client.createConfig({
      name: 'Brought over',
      appConnectionId: app.id,
      crmConnectionId: crm.id,
      syncFrequency: 'manual',
    }),
  )
  for (const pair of pairs)
    await must(client.createPairing(config.id, { entityType: pair.crmTable, ...pair }))
  const { items } = await must(client.fieldMappings(config.id))
  return { config, items }
}

describe('a base that has nothing of the CRM', () => {
  const pairs: { from: string; to: string }[] = []

  // Seen red with `pairs` left out of the offer.
  test('gets its tables one after the other, each linked to those before it, and every record', async () => {
    const counts: { [table: string]: number } = {}
    for (const table of ['companies', 'committees', 'people']) {
      const { made, request } = await bring(table, pairs)
      expect(made.left).toEqual([])
      expect(made.table.fields.map(({ name }) => name)).toEqual(
        expect.arrayContaining(request.fields.map(({ name }) => name)),
      )
      pairs.push({ from: table, to: made.id })
      counts[table] = request.fields.length
    }
    const links = (await must(client.availableFields('airtable', { connectionId: app.id }))).tables
      .find(({ name }) => name === 'People')
      ?.fields.filter(({ type }) => type === 'reference')
    expect(links?.map(({ name, targets }) => [name, targets])).toEqual([
      ['Company', [pairs[0]?.to]],
      ['Committees', [pairs[1]?.to]],
    ])

    const { config, items } = await agreeOn(
      pairs.map(({ from, to }) => ({ crmTable: from, appTable: to })),
    )
    for (const { from } of pairs) {
      const met = items.filter(({ entityType }) => entityType === from).length
      // A link shows at its other end, too.
      expect(met, from).toBeGreaterThanOrEqual(counts[from] ?? 0)
    }
    const run = await runOnce({ client, configId: config.id, pairs: [] })
    const { companies, committees, people } = real.rows
    expect(run).toMatchObject({
      status: 'completed',
      recordsFailed: 0,
      conflictsDetected: 0,
      recordsCreated: companies.length + committees.length + people.length,
    })
    const rows = session.airtable.rows(BASE, pairs[2]?.to ?? '')
    expect(rows.length).toBe(people.length)
    expect(await runOnce({ client, configId: config.id, pairs: [] })).toMatchObject({
      recordsPlanned: 0,
    })
    await must(client.deleteConfig(config.id))
  }, 60_000)

  test('what was made is made once: the same request gives the same table, and another’s name is refused', async () => {
    const ask = { connectionId: app.id, fromConnectionId: crm.id, table: 'companies' }
    const again = await must(client.offerTable('airtable', ask))
    expect(again.name).toBe('Companies (Attio)')
    const request = { connectionId: app.id, name: 'Companies', fields: wished(again) }
    const refused = await client.createTable('airtable', { ...request, fields: request.fields.slice(0, 2) }) // prettier-ignore
    expect(refused).toMatchObject({ ok: false, error: { code: 'not_now' } })
    const fields = request.fields.filter(({ type }) => type !== 'reference')
    const once = 'a-click'
    const fresh = { connectionId: app.id, name: 'Twice', fields }
    const first = await must(client.createTable('airtable', fresh, once))
    expect((await must(client.createTable('airtable', fresh, once))).id).toBe(first.id)
    expect((await must(client.createTable('airtable', fresh))).id).toBe(first.id)
    const { items } = await must(client.audit({ limit: 5 }))
    expect(items[0]).toMatchObject({
      action: 'POST /api/crm/:provider/tables',
      about: { provider: 'airtable', made: first.id },
    })
  })

  test('one field is made, given again as it is, and refused where another kind stands', async () => {
    const field = { name: 'Remarks', type: 'longText' as const, many: false }
    const make = (wish: typeof field | { name: string; type: 'number'; many: boolean }) =>
      client.createField('airtable', VENUES, { connectionId: app.id, field: wish })
    const made = await must(make(field))
    expect(made).toMatchObject({ name: 'Remarks', type: 'longText', access: 'always' })
    expect((await must(make(field))).id).toBe(made.id)
    expect(await make({ name: 'remarks', type: 'number', many: false })).toMatchObject({
      error: { code: 'not_now', message: expect.stringContaining('of another kind') },
    })
    const elsewhere = await client.createField('airtable', 'tblNone', { connectionId: app.id, field }) // prettier-ignore
    expect(elsewhere).toMatchObject({ error: { code: 'not_found' } })
  })
})

describe('a CRM that has nothing of the base', () => {
  // Seen red with options left out.
  test('gets the object, and every record of the table', async () => {
    const offered = await must(
      client.offerTable('attio', {
        connectionId: crm.id,
        fromConnectionId: app.id,
        table: VENUES,
      }),
    )
    expect(offered.lacks).toBeNull()
    expect(offered.fields.find(({ name }) => name === 'Plan')).toMatchObject({
      make: null,
      says: 'Attio has no field that could hold a file.',
    })
    const made = await must(
      client.createTable('attio', {
        connectionId: crm.id,
        name: offered.name,
        fields: wished(offered),
      }),
    )
    expect(made).toMatchObject({ id: 'venues', left: [] })
    const { config, items } = await agreeOn([{ appTable: VENUES, crmTable: made.id }])
    expect(items.length).toBe(wished(offered).length)
    const run = await runOnce({ client, configId: config.id, pairs: [] })
    expect(run).toMatchObject({
      status: 'completed',
      recordsFailed: 0,
      recordsCreated: real.venues,
    })
    expect(session.attio.rows('venues').length).toBe(real.venues)
  }, 60_000)
})
