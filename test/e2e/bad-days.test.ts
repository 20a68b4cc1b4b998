import { describe, expect, test } from 'vitest'
import { must, openWorkspace, runOnce, writesOf } from '../sandbox/agreement.ts'
import { openOutsider } from '../sandbox/outsider.ts'
import { BASE, companyId, personId, realWorld, TABLES } from '../sandbox/real.ts'
import { openSession } from '../sandbox/session.ts'
import { lookAtBoth } from './equality.ts'
import { openStage } from './stage.ts'

const small = (records = 6) => realWorld({ records })

describe('a wrong token is refused when connecting, in a sentence', () => {
  test.each([
    {
      says: 'Airtable, unknown',
      provider: 'airtable',
      token: 'patNobodyKnows.this',
      names: /Airtable does not accept/,
    },
    {
      says: 'Attio, unknown',
      provider: 'attio',
      token: 'x'.repeat(64),
      names: /Attio does not accept/,
    },
    { says: 'Attio, too short', provider: 'attio', token: 'short', names: /Attio does not accept/ },
  ])('$says', async ({ provider, token, names }) => {
    await using session = await opened()
    const client = await openWorkspace(session)
    const base = provider === 'airtable' ? { baseId: BASE } : {}
    const answer = await client.connect({ provider, token, ...base })
    expect(answer).toMatchObject({
      ok: false,
      error: { field: 'token', message: expect.stringMatching(names) },
    })
    expect((await must(client.connections())).items).toEqual([])
  })

  test('a base the token does not reach is named as such', async () => {
    await using session = await opened()
    const client = await openWorkspace(session)
    const { token } = session.access.airtable.sync
    const answer = await client.connect({
      provider: 'airtable',
      token,
      baseId: 'appNobodyKnows001',
    })
    expect(answer).toMatchObject({ ok: false, error: { message: expect.stringMatching(/base/) } })
  })
})

describe('a token that lost something', () => {
  test('a missing scope is named when connecting', async () => {
    await using session = await opened()
    const { token } = session.access.attio.sync
    session.attio.permit(token, [
      'record_permission:read',
      'object_configuration:read-write',
      'user_management:read',
    ])
    const connection = await must(
      (await openWorkspace(session)).connect({ provider: 'attio', token }),
    )
    expect(connection.missing).toEqual(['record_permission:read-write'])
    expect(connection.says).toMatch(/Attio lacks “record_permission:read-write”/)
  })

  test('a scope taken away stops the sync and is named, and once it is given back the sync goes on', async () => {
    await using stage = await openStage()
    const { agreed, outsider, real, session } = stage
    const { token } = session.access.attio.sync
    session.attio.permit(token, [
      'record_permission:read',
      'object_configuration:read',
      'user_management:read',
    ])
    const run = await runOnce(agreed)
    expect(run.status).not.toBe('completed')
    const said = [
      run.says,
      ...(await writesOf(agreed.client, run.id)).map(({ says }) => says),
    ].join(' ')
    expect(said).toMatch(/Grant “record_permission:read-write/)
    expect(await outsider.attioRecords('companies')).toEqual([])

    session.attio.permit(token, [
      'record_permission:read-write',
      'object_configuration:read',
      'user_management:read',
    ])
    // The button that the stopped sync names, or this: a look at what the sign-in may do now.
    const { mend } = await must(agreed.client.config(agreed.configId))
    expect(mend).toMatchObject({ does: 'reconnect', provider: 'attio' })
    const tested = await must(agreed.client.testConnection('attio', mend!.connectionId))
    expect(tested).toMatchObject({ working: true, missing: [] })
    const again = await runOnce(agreed)
    expect(again).toMatchObject({ recordsCreated: total(real), recordsFailed: 0 })
    expect((await lookAtBoth(outsider)).differences).toEqual([])
  })

  test.each([
    { says: 'Airtable', revoke: 'airtable' as const },
    { says: 'Attio', revoke: 'attio' as const },
  ])(
    'a token revoked at $says stops the sync until somebody connects again, and then it goes on',
    async (row) => {
      await using stage = await openStage()
      const { agreed, outsider, session } = stage
      session[row.revoke].revoke(session.access[row.revoke].sync.token)
      const run = await runOnce(agreed)
      expect(run).toMatchObject({ status: 'failed', recordsSynced: 0 })
      expect(run.says).toBe(
        `${row.says} no longer accepts our key. Connect ${row.says} again to go on; all links are kept.`,
      )
      const config = await must(agreed.client.config(agreed.configId))
      expect(config.stopped).toBe(run.says)

      const { token } = session.access[row.revoke].outsider
      const base = row.revoke === 'airtable' ? { baseId: BASE } : {}
      await must(agreed.client.connect({ provider: row.revoke, token, ...base }))
      expect(await runOnce(agreed)).toMatchObject({ status: 'completed', recordsFailed: 0 })
      expect((await lookAtBoth(outsider)).differences).toEqual([])
    },
  )
})

describe('something is gone', () => {
  test('a table: it is named, and the other pairings go on', async () => {
    await using stage = await openStage()
    const { agreed, outsider, session, real } = stage
    const [base] = real.world.airtable.bases ?? []
    session.airtable.reset({
      ...real.world.airtable,
      bases: [{ ...base!, tables: base!.tables.filter(({ id }) => id !== TABLES.companies) }],
    })
    const run = await runOnce(agreed)
    expect(run.says).toMatch(/table “Companies” is no longer in Airtable/)
    expect(await outsider.attioRecords('companies')).toEqual([])
    expect(await outsider.attioRecords('people')).toHaveLength(real.rows.people.length)
    expect(await outsider.attioRecords('committees')).toHaveLength(real.rows.committees.length)
  })

  test('a field: it is named, the other fields go on, and nothing there is emptied', async () => {
    await using stage = await openStage()
    const { agreed, outsider, session, real } = stage
    await runOnce(agreed)
    session.airtable.dropField(BASE, TABLES.companies, 'Industry')
    const [one] = real.rows.companies
    await outsider.editInAirtable('Companies', companyId(one!.symbol), {
      Headquarters: 'Elsewhere',
    })
    const run = await runOnce(agreed)
    expect(run.recordsFailed).toBe(0)
    expect(run.says).toMatch(/field “Companies: Industry” is no longer in Airtable/)
    const found = (await outsider.attioRecords('companies')).find(
      (held) => text(held.values['symbol']) === one!.symbol,
    )
    expect(text(found?.values['headquarters'])).toBe('Elsewhere')
    expect(text(found?.values['industry'])).toBe(one!.industry)
  })
})

describe('a value the other side cannot hold is named, and the rest goes on', () => {
  test.each([
    {
      says: 'a phone that is none',
      fields: { Phone: 'ask at the desk' },
      names: /Phone/,
      slug: 'phone_numbers',
    },
    {
      says: 'an option that is not there',
      fields: { State: 'Atlantis' },
      names: /“Atlantis” is not an option of “State”/,
      slug: 'state',
    },
  ])('$says', async ({ fields, names, slug }) => {
    await using stage = await openStage()
    const { agreed, outsider, session, real } = stage
    await runOnce(agreed)
    const [one, two] = real.rows.people
    const before = await personInAttio(outsider, one!.bioguideId)
    session.airtable.edit(BASE, TABLES.people, personId(one!.bioguideId), {
      ...fields,
      Twitter: 'moved_on',
    })
    await outsider.editInAirtable('People', personId(two!.bioguideId), {
      Website: 'https://two.test',
    })

    const run = await runOnce(agreed)
    expect(run).toMatchObject({ status: 'partial', recordsFailed: 1 })
    const blocked = (await writesOf(agreed.client, run.id)).filter(
      ({ status }) => status === 'blocked',
    )
    expect(blocked).toHaveLength(1)
    expect(blocked[0]).toMatchObject({
      title: `${one!.firstName} ${one!.lastName}`,
      says: expect.stringMatching(names),
    })

    const after = await personInAttio(outsider, one!.bioguideId)
    expect(after?.values[slug]).toEqual(before?.values[slug])
    expect(text(after?.values['twitter'])).toBe('moved_on')
    expect(text((await personInAttio(outsider, two!.bioguideId))?.values['website'])).toBe(
      'https://two.test',
    )
    const { counts } = await must(agreed.client.config(agreed.configId))
    expect(
      counts.find(({ entityType, side }) => entityType === 'people' && side === 'app'),
    ).toMatchObject({ blocked: 1 })

    // Put right by a person, it goes through.
    await outsider.editInAirtable('People', personId(one!.bioguideId), {
      Phone: one!.phone,
      State: one!.state,
    })
    expect(await runOnce(agreed)).toMatchObject({ status: 'completed', recordsFailed: 0 })
    expect((await lookAtBoth(outsider)).differences).toEqual([])
  })
})

test('Attio that says yes and keeps its own value is found out, not called in sync', async () => {
  await using stage = await openStage({ attio: { keepsOld: { people: ['twitter'] } } })
  const { agreed, outsider, real } = stage
  await runOnce(agreed)
  const [one] = real.rows.people
  await outsider.editInAirtable('People', personId(one!.bioguideId), {
    Twitter: 'brand_new',
    Website: 'https://one.test',
  })
  const run = await runOnce(agreed)
  expect(run).toMatchObject({ status: 'partial', recordsFailed: 1 })
  const blocked = (await writesOf(agreed.client, run.id)).filter(
    ({ status }) => status === 'blocked',
  )
  expect(blocked.map(({ says }) => says)).toEqual([
    expect.stringMatching(/^Attio said yes but kept its own value in “Twitter”/),
  ])
  expect(text((await personInAttio(outsider, one!.bioguideId))?.values['website'])).toBe(
    'https://one.test',
  )
  const { fields } = await outsider.airtableRecord('People', personId(one!.bioguideId))
  expect(fields['Twitter']).toBe('brand_new')
})

const text = (held: readonly { readonly [key: string]: unknown }[] | undefined): unknown =>
  held?.[0]?.['value']

const personInAttio = async (outsider: ReturnType<typeof openOutsider>, bioguideId: string) =>
  (await outsider.attioRecords('people')).find(
    ({ values }) => text(values['bioguide_id']) === bioguideId,
  )

const total = ({ rows }: ReturnType<typeof realWorld>): number =>
  rows.companies.length + rows.committees.length + rows.people.length

async function opened() {
  const session = await openSession({ scale: 4, world: small().world })
  return { ...session, [Symbol.asyncDispose]: () => session.close() }
}
