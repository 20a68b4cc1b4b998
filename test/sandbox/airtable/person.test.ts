import { describe, expect, test } from 'vitest'
import { idFrom } from './identifiers.ts'
import { ACME, ADA, BEA, CRM, CY } from './sample.ts'
import { cellOf, COMPANIES, visit } from './visitor.ts'

describe('a person at the screen', () => {
  test('edits, adds and removes without being counted', async () => {
    const { airtable } = visit()
    airtable.edit(CRM, 'People', CY, { Stage: 'New stage', Age: '7', Company: ['Acme'] })
    const dee = airtable.add(CRM, 'People', { Name: 'Dee' }, idFrom('rec', 'dee'))
    airtable.remove(CRM, 'People', BEA)
    expect(airtable.rows(CRM, 'People').map(({ id }) => id)).toEqual([ADA, CY, dee.id])
    expect(airtable.rows(CRM, 'People')[1]?.fields).toMatchObject({
      Stage: 'New stage',
      Age: 7,
      Company: [ACME],
    })
    expect(airtable.counters.toJSON()).toEqual({})
  })

  test('restoring brings a record back as it was', () => {
    const { airtable } = visit()
    const before = airtable.rows(CRM, 'People').find(({ id }) => id === BEA)
    airtable.remove(CRM, 'People', BEA)
    expect(airtable.restore(BEA)).toEqual(before)
  })

  test('dropping a link leaves names in its mirror', async () => {
    const { airtable, call } = visit()
    airtable.dropField(CRM, 'People', 'Company')
    expect(cellOf((await call('GET', `${COMPANIES}/${ACME}`)).body, 'People')).toBe('Ada')
    const ada = airtable.rows(CRM, 'People')[0]
    expect(ada?.fields).toMatchObject({
      Cities: [{ error: '#ERROR!' }],
      'Mean Size': { error: '#ERROR!' },
    })
    expect(ada?.fields).not.toHaveProperty('Company')
  })

  test('a field of another type reads its cells anew', () => {
    const { airtable } = visit()
    airtable.edit(CRM, 'People', BEA, { Notes: '12' })
    airtable.edit(CRM, 'People', CY, { Notes: 'many' })
    airtable.retypeField(CRM, 'People', 'Notes', 'number', { precision: 0 })
    expect(airtable.rows(CRM, 'People').map(({ fields }) => fields.Notes)).toEqual([
      undefined,
      12,
      undefined,
    ])
    airtable.retypeField(CRM, 'People', 'Notes', 'singleSelect')
    expect(airtable.rows(CRM, 'People').map(({ fields }) => fields.Notes)).toEqual([
      undefined,
      '12',
      undefined,
    ])
  })
})
