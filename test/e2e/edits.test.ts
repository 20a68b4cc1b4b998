import { beforeAll, afterAll, describe, expect, test } from 'vitest'
import { must, runOnce, writesOf } from '../sandbox/agreement.ts'
import type { AirtableRecord, AttioRecord } from '../sandbox/outsider.ts'
import { committeeId, companyId, personId } from '../sandbox/real.ts'
import { lookAtBoth } from './equality.ts'
import { openStage, resetCounters, type Stage, writeCalls } from './stage.ts'

type Open = Awaited<ReturnType<typeof openStage>>

const valueOf = (record: AttioRecord | undefined, slug: string): unknown =>
  record?.values[slug]?.[0]?.['value']

/** The record of an Attio object by one of its texts. */
const inAttio = async (
  { outsider }: Stage,
  object: string,
  slug: string,
  wanted: string,
): Promise<AttioRecord> => {
  const found = (await outsider.attioRecords(object)).find((one) => valueOf(one, slug) === wanted)
  if (!found) throw new Error(`no ${object} with ${slug} ${wanted}`)
  return found
}

const targets = (record: AttioRecord | undefined, slug: string): readonly unknown[] =>
  (record?.values[slug] ?? []).map((one) => one['target_record_id'])

const reference = (id: unknown) => ({ target_object: 'committees', target_record_id: id })

/** The companies, people and committees of the small world, by their place in it. */
const company = ({ real }: Stage, at: number) => real.rows.companies[at]!
const person = ({ real }: Stage, at: number) => real.rows.people[at]!
const committee = ({ real }: Stage, at: number) => real.rows.committees[at]!

describe('edits by outsiders cross on the next run', () => {
  let stage: Open
  beforeAll(async () => {
    stage = await openStage({ records: 12 })
    const { agreed, outsider } = stage
    expect(await runOnce(agreed)).toMatchObject({ status: 'completed' })

    const theirs = await inAttio(stage, 'people', 'bioguide_id', person(stage, 1).bioguideId)
    const renamed = await inAttio(stage, 'people', 'bioguide_id', person(stage, 2).bioguideId)
    const firm = await inAttio(stage, 'companies', 'symbol', company(stage, 3).symbol)
    await Promise.all([
      outsider.editInAirtable('Companies', companyId(company(stage, 0).symbol), {
        Industry: 'Lanterns',
        'Date added': '2020-02-29',
        Headquarters: null,
      }),
      outsider.editInAirtable('People', personId(person(stage, 0).bioguideId), {
        'Last name': 'Ångström-Núñez',
      }),
      outsider.addToAirtable('Companies', {
        Name: 'O’Neill & Söhne, Ltd.',
        Symbol: 'ONS',
        Founded: '1999 (1850)',
      }),
      outsider.addToAirtable('People', {
        'First name': 'Nova',
        'Last name': 'Newcomer',
        'Bioguide ID': 'N999999',
        Phone: '(202) 224-1111',
        Committees: [committeeId(committee(stage, 0).code)],
      }),
      outsider.editInAttio('people', theirs.id, {
        website: 'https://their.test/new',
        birthday: '1970-01-31',
        party: [],
      }),
      outsider.editInAttio('people', renamed.id, {
        name: {
          first_name: 'Zoë',
          last_name: person(stage, 2).lastName,
          full_name: `Zoë ${person(stage, 2).lastName}`,
        },
      }),
      outsider.editInAttio('companies', firm.id, { headquarters: 'Zürich, Switzerland' }),
      outsider.addToAttio('committees', {
        name: 'Select Committee on Lanterns',
        code: 'XSLN',
        chamber: 'senate',
        parent: [
          reference((await inAttio(stage, 'committees', 'code', committee(stage, 0).code)).id),
        ],
      }),
    ])
    // Seen to be unequal first: a look that finds nothing would prove nothing afterwards.
    expect((await lookAtBoth(outsider)).differences.length).toBeGreaterThanOrEqual(8)
    expect(await runOnce(agreed)).toMatchObject({
      status: 'completed',
      recordsFailed: 0,
      conflictsDetected: 0,
    })
  })
  afterAll(() => stage[Symbol.asyncDispose]())

  test('everything is equal again', async () => {
    expect((await lookAtBoth(stage.outsider)).differences).toEqual([])
  })

  test.each([
    { says: 'a text changed in Airtable', slug: 'industry', holds: 'Lanterns' },
    { says: 'a date changed in Airtable', slug: 'date_added', holds: '2020-02-29' },
    { says: 'a text emptied in Airtable', slug: 'headquarters', holds: undefined },
  ])('$says', async ({ slug, holds }) => {
    expect(
      valueOf(await inAttio(stage, 'companies', 'symbol', company(stage, 0).symbol), slug),
    ).toEqual(holds)
  })

  test('a last name changed in Airtable changes that part of the one name in Attio', async () => {
    const { firstName, bioguideId } = person(stage, 0)
    const found = await inAttio(stage, 'people', 'bioguide_id', bioguideId)
    expect(found.values['name']?.[0]).toMatchObject({
      first_name: firstName,
      last_name: 'Ångström-Núñez',
    })
  })

  test('a person made in Airtable is made in Attio, on its committee', async () => {
    const found = await inAttio(stage, 'people', 'bioguide_id', 'N999999')
    const sits = await inAttio(stage, 'committees', 'code', committee(stage, 0).code)
    expect(targets(found, 'committees')).toEqual([sits.id])
    expect(found.values['phone_numbers']?.[0]).toMatchObject({ phone_number: '+12022241111' })
  })

  test('a first name changed in Attio changes that cell and the formula over it in Airtable, and stays', async () => {
    const { bioguideId, lastName } = person(stage, 2)
    const { fields } = await stage.outsider.airtableRecord('People', personId(bioguideId))
    expect(fields).toMatchObject({ 'First name': 'Zoë', 'Full name': `Zoë ${lastName}` })
    const found = await inAttio(stage, 'people', 'bioguide_id', bioguideId)
    expect(found.values['name']?.[0]).toMatchObject({
      first_name: 'Zoë',
      full_name: `Zoë ${lastName}`,
    })
  })

  test('a person changed in Attio is changed in Airtable', async () => {
    const { fields } = await stage.outsider.airtableRecord(
      'People',
      personId(person(stage, 1).bioguideId),
    )
    expect(fields).toMatchObject({ Website: 'https://their.test/new', Birthday: '1970-01-31' })
    expect(fields).not.toHaveProperty('Party')
  })

  test('a committee made in Attio is made in Airtable, below its parent', async () => {
    const found = (await stage.outsider.airtableRecords('Committees')).find(
      ({ fields }) => fields['Code'] === 'XSLN',
    )
    expect(found?.fields).toMatchObject({
      Name: 'Select Committee on Lanterns',
      Chamber: 'senate',
      Parent: [committeeId(committee(stage, 0).code)],
    })
  })

  test('and the run after that writes nothing', async () => {
    resetCounters(stage.session)
    expect(await runOnce(stage.agreed)).toMatchObject({ status: 'completed', recordsPlanned: 0 })
    expect(writeCalls(stage.session)).toEqual({ airtable: 0, attio: 0 })
  })
})

describe('deletions', () => {
  const symbols = async ({ outsider }: Stage) =>
    (await outsider.airtableRecords('Companies')).map(({ fields }) => fields['Symbol'])

  test('a deletion marks the other half by default, and the record is not brought back', async () => {
    await using stage = await openStage()
    const { agreed, outsider, session } = stage
    await runOnce(agreed)
    const [here, there] = [company(stage, 1).symbol, company(stage, 2).symbol]
    const theirs = await inAttio(stage, 'companies', 'symbol', there)
    await outsider.removeFromAirtable('Companies', companyId(here))
    await outsider.removeFromAttio('companies', theirs.id)
    expect(await runOnce(agreed)).toMatchObject({
      status: 'completed',
      recordsDeleted: 0,
      recordsFailed: 0,
    })

    const marked = await inAttio(stage, 'companies', 'symbol', here)
    expect(valueOf(marked, 'sync_status')).toMatch(/^Deleted in Airtable/)
    const kept = await outsider.airtableRecord('Companies', companyId(there))
    expect(kept.fields['Sync status']).toMatch(/^Deleted in Attio/)

    resetCounters(session)
    expect(await runOnce(agreed)).toMatchObject({ status: 'completed', recordsPlanned: 0 })
    expect(writeCalls(session)).toEqual({ airtable: 0, attio: 0 })
    expect(await symbols(stage)).not.toContain(here)
  })

  test('a deletion deletes the other half where that is allowed, and nothing comes back', async () => {
    await using stage = await openStage({ terms: { deletions: 'delete' } })
    const { agreed, outsider, session } = stage
    await runOnce(agreed)
    const [here, there] = [company(stage, 1).symbol, company(stage, 2).symbol]
    await outsider.removeFromAirtable('Companies', companyId(here))
    await outsider.removeFromAttio(
      'companies',
      (await inAttio(stage, 'companies', 'symbol', there)).id,
    )
    expect(await runOnce(agreed)).toMatchObject({
      status: 'completed',
      recordsDeleted: 2,
      recordsFailed: 0,
    })

    resetCounters(session)
    expect(await runOnce(agreed)).toMatchObject({ status: 'completed', recordsPlanned: 0 })
    expect(writeCalls(session)).toEqual({ airtable: 0, attio: 0 })
    const left = await symbols(stage)
    const right = (await outsider.attioRecords('companies')).map((one) => valueOf(one, 'symbol'))
    for (const gone of [here, there]) {
      expect(left).not.toContain(gone)
      expect(right).not.toContain(gone)
    }
    expect(left).toHaveLength(stage.real.rows.companies.length - 2)
  })

  test('many deletions at once wait for a person, who may cancel', async () => {
    await using stage = await openStage({ records: 10, terms: { deletions: 'delete' } })
    const { agreed, outsider } = stage
    await runOnce(agreed)
    for (const { symbol } of stage.real.rows.companies.slice(0, 6))
      await outsider.removeFromAirtable('Companies', companyId(symbol))
    const run = await runOnce(agreed)
    expect(run).toMatchObject({ status: 'awaiting_approval', recordsDeleted: 0 })
    expect(run.says).toMatch(/approve or cancel/)
    await must(agreed.client.cancel(run.id))
    expect(await outsider.attioRecords('companies')).toHaveLength(10)
  })
})

describe('both sides at once', () => {
  test('one field edited on both sides is one conflict that loses neither value', async () => {
    await using stage = await openStage({ terms: { conflictResolution: 'manual_review' } })
    const { agreed, outsider, session } = stage
    await runOnce(agreed)
    const { symbol } = company(stage, 0)
    const theirs = await inAttio(stage, 'companies', 'symbol', symbol)
    await outsider.editInAirtable('Companies', companyId(symbol), { Industry: 'Airtable says' })
    await outsider.editInAttio('companies', theirs.id, { industry: 'Attio says' })
    const run = await runOnce(agreed)
    expect(run).toMatchObject({ conflictsDetected: 1, recordsPlanned: 0 })

    const { items } = await must(agreed.client.conflicts({ configId: agreed.configId }))
    expect(items).toHaveLength(1)
    expect(items[0]).toMatchObject({
      entityType: 'companies',
      kind: 'field',
      app: 'Airtable says',
      crm: 'Attio says',
      base: company(stage, 0).industry,
      appRecordId: companyId(symbol),
      crmRecordId: theirs.id,
    })
    expect(items[0]?.says).toMatch(/Industry/)
    expect((await outsider.airtableRecord('Companies', companyId(symbol))).fields['Industry']).toBe(
      'Airtable says',
    )
    expect(valueOf(await outsider.attioRecord('companies', theirs.id), 'industry')).toBe(
      'Attio says',
    )

    resetCounters(session)
    expect(await runOnce(agreed)).toMatchObject({ conflictsDetected: 1, recordsPlanned: 0 })
    expect(writeCalls(session)).toEqual({ airtable: 0, attio: 0 })
  })

  test('where a rule decides, what it replaced stands in the log of the run', async () => {
    await using stage = await openStage({ terms: { conflictResolution: 'crm_wins' } })
    const { agreed, outsider } = stage
    await runOnce(agreed)
    const { symbol } = company(stage, 0)
    const theirs = await inAttio(stage, 'companies', 'symbol', symbol)
    await outsider.editInAirtable('Companies', companyId(symbol), {
      Industry: 'Airtable says',
      Founded: '1',
    })
    await outsider.editInAttio('companies', theirs.id, { industry: 'Attio says' })
    const run = await runOnce(agreed)
    expect(run).toMatchObject({ status: 'completed', recordsFailed: 0, conflictsDetected: 0 })
    const changes = (await writesOf(agreed.client, run.id)).flatMap((write) => write.changes)
    expect(changes).toContainEqual(
      expect.objectContaining({ before: 'Airtable says', after: 'Attio says' }),
    )
    const { fields }: AirtableRecord = await outsider.airtableRecord('Companies', companyId(symbol))
    expect(fields).toMatchObject({ Industry: 'Attio says', Founded: '1' })
    expect((await lookAtBoth(outsider)).differences).toEqual([])
  })

  test('different links added to one record on both sides are all kept', async () => {
    await using stage = await openStage({ records: 12 })
    const { agreed, outsider } = stage
    await runOnce(agreed)
    const one = person(stage, 2)
    const before = await outsider.airtableRecord('People', personId(one.bioguideId))
    const seats = [before.fields['Committees'] ?? []].flat()
    const free = stage.real.rows.committees.filter(({ code }) => !seats.includes(committeeId(code)))
    const [here, there] = [free[0]!.code, free[1]!.code]
    const theirs = await inAttio(stage, 'people', 'bioguide_id', one.bioguideId)
    const added = await inAttio(stage, 'committees', 'code', there)
    await outsider.editInAirtable('People', personId(one.bioguideId), {
      Committees: [...seats, committeeId(here)],
    })
    await outsider.editInAttio('people', theirs.id, {
      committees: [...targets(theirs, 'committees'), added.id].map(reference),
    })
    expect(await runOnce(agreed)).toMatchObject({
      status: 'completed',
      recordsFailed: 0,
      conflictsDetected: 0,
    })

    const { fields } = await outsider.airtableRecord('People', personId(one.bioguideId))
    expect([fields['Committees']].flat().sort()).toEqual(
      [...seats, committeeId(here), committeeId(there)].sort(),
    )
    expect((await lookAtBoth(outsider)).differences).toEqual([])
  })
})
