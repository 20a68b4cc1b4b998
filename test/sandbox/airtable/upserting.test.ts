import { describe, expect, test } from 'vitest'
import { idFrom } from './identifiers.ts'
import { ADA, BEA, CRM, CY } from './sample.ts'
import { PEOPLE, recordsOf, visit } from './visitor.ts'

const nobody = idFrom('rec', 'nobody')

describe('upsert', () => {
  const on = (...fieldsToMergeOn: string[]) => ({ performUpsert: { fieldsToMergeOn } })
  test.each<{ says: string; records: object[]; on: string[]; created: number; updated: string[] }>([
    {
      says: 'a match is updated, a stranger created',
      on: ['Name'],
      records: [{ fields: { Name: 'Ada' } }, { fields: { Name: 'Dee' } }],
      created: 1,
      updated: [ADA],
    },
    {
      says: 'case matters',
      on: ['Name'],
      records: [{ fields: { Name: 'ada' } }],
      created: 1,
      updated: [],
    },
    {
      says: 'null matches nobody',
      on: ['Age'],
      records: [{ fields: { Age: null } }],
      created: 1,
      updated: [],
    },
    {
      says: 'zero matches zero',
      on: ['Age'],
      records: [{ fields: { Age: 0 } }],
      created: 0,
      updated: [BEA],
    },
    {
      says: 'two fields must both match',
      on: ['Name', 'Age'],
      records: [{ fields: { Name: 'Ada', Age: 36 } }, { fields: { Name: 'Ada', Age: 1 } }],
      created: 1,
      updated: [ADA],
    },
    {
      says: 'an option, a list of options, a date',
      on: ['Stage', 'Tags', 'Born'],
      records: [{ fields: { Stage: 'Won', Tags: ['red', 'blue'], Born: '1990-02-03' } }],
      created: 0,
      updated: [ADA],
    },
    {
      says: 'an id goes before the merge fields',
      on: ['Name'],
      records: [{ id: CY, fields: { Name: 'Ada' } }],
      created: 0,
      updated: [CY],
    },
    {
      says: 'merge fields by id',
      on: [idFrom('fld', 'name')],
      records: [{ fields: { Name: 'Cy' } }],
      created: 0,
      updated: [CY],
    },
  ])('$says', async ({ records, on: names, created, updated }) => {
    const { airtable, call } = visit()
    const { status, body } = await call('PATCH', PEOPLE, { records, ...on(...names) })
    expect(status).toBe(200)
    expect(body).toMatchObject({ updatedRecords: updated })
    expect(body).toHaveProperty('createdRecords.length', created)
    expect(airtable.rows(CRM, 'People')).toHaveLength(3 + created)
    expect(recordsOf(body)).toHaveLength(records.length)
  })

  test.each<{ says: string; records: object[]; on: string[]; type: string }>([
    {
      says: 'two rows that match',
      on: ['Stage'],
      records: [{ fields: { Stage: 'Won' } }],
      type: 'INVALID_REQUEST_UNKNOWN',
    },
    {
      says: 'a merge field that is not sent',
      on: ['Name'],
      records: [{ fields: { Age: 1 } }],
      type: 'INVALID_REQUEST_UNKNOWN',
    },
    {
      says: 'a type nobody can merge on',
      on: ['Email'],
      records: [{ fields: { Email: 'x' } }],
      type: 'INVALID_REQUEST_UNKNOWN',
    },
    {
      says: 'a merge field nobody knows',
      on: ['Nmae'],
      records: [{ fields: {} }],
      type: 'UNKNOWN_FIELD_NAME',
    },
    {
      says: 'four merge fields',
      on: ['Name', 'Age', 'Stage', 'Born'],
      records: [{ fields: {} }],
      type: 'INVALID_REQUEST_UNKNOWN',
    },
    {
      says: 'an id that is gone',
      on: ['Name'],
      records: [{ id: nobody, fields: { Name: 'x' } }],
      type: 'ROW_DOES_NOT_EXIST',
    },
  ])('refuses $says, and does nothing', async ({ records, on: names, type }) => {
    const { airtable, call } = visit()
    airtable.edit(CRM, 'People', CY, { Stage: 'Won' })
    const before = airtable.rows(CRM, 'Companies')
    const sent = {
      records: [...records, { fields: { Name: 'Dee', Stage: 'Lost' } }],
      ...on(...names),
    }
    expect(await call('PATCH', PEOPLE, sent)).toMatchObject({
      status: 422,
      body: { error: { type } },
    })
    expect(airtable.rows(CRM, 'People')).toHaveLength(3)
    expect(airtable.rows(CRM, 'Companies')).toEqual(before)
  })

  test('rows are found by what they hold now, after edits, deletes and refusals', async () => {
    const { airtable, call } = visit()
    const upsert = async (name: string) =>
      (await call('PATCH', PEOPLE, { records: [{ fields: { Name: name } }], ...on('Name') })).body
    expect(await upsert('Ada')).toMatchObject({ updatedRecords: [ADA] })
    airtable.edit(CRM, 'People', ADA, { Name: 'Ada L.' })
    await call('PATCH', PEOPLE, {
      records: [
        { id: ADA, fields: { Name: 'Bea' } },
        { id: nobody, fields: {} },
      ],
    })
    expect(await upsert('Ada L.')).toMatchObject({ updatedRecords: [ADA] })
    airtable.remove(CRM, 'People', ADA)
    expect(await upsert('Ada L.')).toMatchObject({ updatedRecords: [] })
  })

  test('with PUT a match loses what was not sent', async () => {
    const { call } = visit()
    const { body } = await call('PUT', PEOPLE, {
      records: [{ fields: { Name: 'Ada' } }],
      ...on('Name'),
    })
    expect(recordsOf(body)[0]?.fields.Email).toBeUndefined()
  })
})
