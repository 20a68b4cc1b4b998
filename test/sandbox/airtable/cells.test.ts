/** What each field type takes, gives back and refuses. */
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { idFrom } from './identifiers.ts'
import { ACME, ADA, ANN, BOB, BOLT, CRM, CY } from './sample.ts'
import { cellOf, COMPANIES, META, PEOPLE, recordsOf, visit } from './visitor.ts'

const nobody = idFrom('rec', 'nobody')
const Choices = z.array(z.object({ id: z.string(), name: z.string() }))
const Shown = z.object({
  name: z.string(),
  options: z.object({ choices: Choices.optional() }).optional(),
})
const Tables = z.object({ tables: z.array(z.object({ fields: z.array(Shown) })) })
const ann = { id: ANN, email: 'ann@acme.test', name: 'Ann' }
const bob = { id: BOB, email: 'bob@acme.test', name: 'Bob' }

describe('written and read back', () => {
  test.each<{ field: string; write: unknown; read: unknown; says: string }>([
    { field: 'Name', write: 'Cy', read: 'Cy', says: 'a text' },
    { field: 'Name', write: '', read: undefined, says: 'an empty text is left out' },
    { field: 'Email', write: 'Cy@X.test', read: 'Cy@X.test', says: 'an address as typed' },
    { field: 'Site', write: 'no url', read: 'no url', says: 'a url is not checked' },
    { field: 'Phone', write: '+49 (0) 30', read: '+49 (0) 30', says: 'a phone number as typed' },
    { field: 'Notes', write: 'a\nb', read: 'a\nb', says: 'several lines' },
    {
      field: 'Story',
      write: '* a\n* b',
      read: '- a\n- b\n',
      says: 'rich text in its own spelling',
    },
    { field: 'Age', write: 0, read: 0, says: 'zero is not empty' },
    { field: 'Age', write: 1.25, read: 1.25, says: 'places beyond the precision stay' },
    { field: 'Share', write: 33.3, read: 33.3, says: 'a percent without bounds' },
    { field: 'Fee', write: -0.5, read: -0.5, says: 'an amount' },
    { field: 'Time', write: 90.5, read: 90.5, says: 'seconds' },
    { field: 'Stars', write: 5, read: 5, says: 'a rating' },
    { field: 'Active', write: true, read: true, says: 'a tick' },
    { field: 'Active', write: false, read: undefined, says: 'no tick is left out' },
    { field: 'Stage', write: 'Won', read: 'Won', says: 'an option by name' },
    {
      field: 'Tags',
      write: ['blue', 'red', 'blue'],
      read: ['blue', 'red'],
      says: 'options, each once',
    },
    { field: 'Tags', write: [], read: undefined, says: 'no options are left out' },
    { field: 'Born', write: '2024-02-29', read: '2024-02-29', says: 'a civil date' },
    {
      field: 'Met',
      write: '2026-07-01T12:00:00Z',
      read: '2026-07-01T12:00:00.000Z',
      says: 'an instant',
    },
    {
      field: 'Met',
      write: '2026-07-01T12:00:00',
      read: '2026-07-01T10:00:00.000Z',
      says: 'no zone: the zone of the field',
    },
    {
      field: 'Met',
      write: '2026-01-01',
      read: '2025-12-31T23:00:00.000Z',
      says: 'a bare date: its midnight there',
    },
    {
      field: 'Met',
      write: '2026-07-01T12:00:00+05:30',
      read: '2026-07-01T06:30:00.000Z',
      says: 'a zone of its own',
    },
    {
      field: 'Met',
      write: '2026-10-25T02:30:00',
      read: '2026-10-25T00:30:00.000Z',
      says: 'an hour that comes twice: the first',
    },
    {
      field: 'Met',
      write: '2026-03-29T02:30:00',
      read: '2026-03-29T01:30:00.000Z',
      says: 'an hour that is skipped: an hour on',
    },
    {
      field: 'Met',
      write: 1_750_000_000_000,
      read: '2025-06-15T15:06:40.000Z',
      says: 'milliseconds since 1970',
    },
    {
      field: 'Company',
      write: [BOLT, ACME],
      read: [BOLT, ACME],
      says: 'links in the order written',
    },
    { field: 'Company', write: [], read: undefined, says: 'no links are left out' },
    { field: 'Owner', write: { id: BOB }, read: bob, says: 'a person by id' },
    { field: 'Owner', write: { email: 'ann@acme.test' }, read: ann, says: 'a person by address' },
    { field: 'Team', write: [BOB, { id: ANN }], read: [bob, ann], says: 'people by id and object' },
    {
      field: 'Badge',
      write: { text: '123' },
      read: { text: '123' },
      says: 'a barcode without its type',
    },
    {
      field: 'Badge',
      write: { text: '1', type: 'upce' },
      read: { text: '1', type: 'upce' },
      says: 'a barcode',
    },
  ])('$field: $says', async ({ field, write, read }) => {
    const { call } = visit()
    const { status, body } = await call('PATCH', `${PEOPLE}/${CY}`, { fields: { [field]: write } })
    expect(status).toBe(200)
    expect(cellOf(body, field)).toEqual(read)
    expect(cellOf((await call('GET', `${PEOPLE}/${CY}`)).body, field)).toEqual(read)
  })

  test('options can be written by their ids', async () => {
    const { call } = visit()
    const { tables } = Tables.parse((await call('GET', `${META}/tables`)).body)
    const stage = tables[0]?.fields.find(({ name }) => name === 'Stage')
    const lost = stage?.options?.choices?.[2]
    const answer = await call('PATCH', `${PEOPLE}/${CY}`, { fields: { Stage: lost?.id } })
    expect(cellOf(answer.body, 'Stage')).toBe('Lost')
  })

  test.each([
    'Name',
    'Email',
    'Age',
    'Share',
    'Fee',
    'Time',
    'Stars',
    'Active',
    'Stage',
    'Tags',
    'Born',
    'Met',
    'Company',
    'Files',
    'Owner',
    'Team',
    'Badge',
  ])('%s is cleared by null', async (field) => {
    const { call } = visit()
    expect(cellOf((await call('GET', `${PEOPLE}/${ADA}`)).body, field)).toBeDefined()
    const { body } = await call('PATCH', `${PEOPLE}/${ADA}`, { fields: { [field]: null } })
    expect(cellOf(body, field)).toBeUndefined()
  })

  test('rich text cleared by null keeps an empty line', async () => {
    const { call } = visit()
    const { body } = await call('PATCH', `${PEOPLE}/${ADA}`, { fields: { Story: null } })
    expect(cellOf(body, 'Story')).toBe('\n')
  })
})

describe('refused', () => {
  const invalid = (field: string) => ({
    type: 'INVALID_VALUE_FOR_COLUMN',
    message: `Field "${field}" cannot accept the provided value`,
  })
  const computed = (field: string) => ({
    type: 'INVALID_VALUE_FOR_COLUMN',
    message: `Field "${field}" cannot accept a value because the field is computed`,
  })
  test.each<{ field: string; write: unknown; error: object; says: string }>([
    { field: 'Name', write: 1, error: invalid('Name'), says: 'a number for a text' },
    { field: 'Age', write: '36', error: invalid('Age'), says: 'a text for a number' },
    { field: 'Time', write: '1:30', error: invalid('Time'), says: 'a text for a duration' },
    { field: 'Stars', write: 0, error: invalid('Stars'), says: 'a rating of zero' },
    { field: 'Stars', write: 6, error: invalid('Stars'), says: 'a rating above the most' },
    { field: 'Stars', write: 2.5, error: invalid('Stars'), says: 'half a star' },
    { field: 'Active', write: 'yes', error: invalid('Active'), says: 'a text for a tick' },
    {
      field: 'Stage',
      write: 'Fresh',
      error: {
        type: 'INVALID_MULTIPLE_CHOICE_OPTIONS',
        message: 'Insufficient permissions to create new select option ""Fresh""',
      },
      says: 'an option nobody made',
    },
    { field: 'Stage', write: ['Won'], error: invalid('Stage'), says: 'a list for one option' },
    { field: 'Tags', write: 'red', error: invalid('Tags'), says: 'a text for a list of options' },
    {
      field: 'Born',
      write: '2024-02-29T00:00:00.000Z',
      error: invalid('Born'),
      says: 'an instant for a date',
    },
    {
      field: 'Born',
      write: '2023-02-29',
      error: {
        type: 'INVALID_VALUE_FOR_COLUMN',
        message: 'Cannot parse date value "2023-02-29" for field Born',
      },
      says: 'a day there never was',
    },
    { field: 'Met', write: true, error: invalid('Met'), says: 'a boolean for an instant' },
    {
      field: 'Met',
      write: 'soon',
      error: {
        type: 'INVALID_VALUE_FOR_COLUMN',
        message: 'Cannot parse date value "soon" for field Met',
      },
      says: 'a word for an instant',
    },
    { field: 'Company', write: ACME, error: invalid('Company'), says: 'a text for links' },
    { field: 'Company', write: ['Acme'], error: invalid('Company'), says: 'a name for a link' },
    {
      field: 'Company',
      write: [nobody],
      error: {
        type: 'ROW_DOES_NOT_EXIST',
        message: `Record ID ${nobody} does not exist in this table`,
      },
      says: 'a link to nobody',
    },
    {
      field: 'Company',
      write: [ADA],
      error: {
        type: 'ROW_DOES_NOT_EXIST',
        message: `Record ID ${ADA} does not exist in this table`,
      },
      says: 'a link into another table than its own',
    },
    {
      field: 'Files',
      write: [{}],
      error: { type: 'INVALID_ATTACHMENT_OBJECT' },
      says: 'a file without url and id',
    },
    {
      field: 'Files',
      write: [{ id: 'attnobodyxxxxxxx' }],
      error: { type: 'INVALID_ATTACHMENT_OBJECT' },
      says: 'a file that is not here',
    },
    {
      field: 'Owner',
      write: { id: 'usrnobodyxxxxxxxx' },
      error: invalid('Owner'),
      says: 'a stranger',
    },
    { field: 'Owner', write: ANN, error: invalid('Owner'), says: 'a bare id for one person' },
    { field: 'Badge', write: '123', error: invalid('Badge'), says: 'a text for a barcode' },
    ...[
      'Greeting',
      'Per Star',
      'Cities',
      'Mean Size',
      'Companies',
      'No',
      'Created',
      'Created by',
      'Edited',
      'Edited by',
      'Mail',
      'Source',
      'Summary',
    ].map((field) => ({ field, write: 'x', error: computed(field), says: 'is computed' })),
  ])('$field: $says', async ({ field, write, error }) => {
    const { airtable, call } = visit()
    const answer = await call('PATCH', `${PEOPLE}/${CY}`, {
      fields: { Notes: 'new', [field]: write },
    })
    expect(answer).toEqual({ status: 422, body: { error } })
    expect(airtable.edit(CRM, 'People', CY, {}).fields.Notes).toBeUndefined()
  })
})

describe('typecast', () => {
  test.each<{ field: string; write: unknown; read: unknown; says: string }>([
    { field: 'Name', write: 12, read: '12', says: 'a number becomes text' },
    { field: 'Age', write: '2', read: 2, says: 'a text becomes a number' },
    { field: 'Age', write: 'none', read: undefined, says: 'what holds no number clears' },
    { field: 'Fee', write: '€ 1,200.50', read: 1200.5, says: 'an amount with its sign' },
    { field: 'Share', write: '50%', read: 0.5, says: 'a percent with its sign' },
    { field: 'Time', write: '1:30:05', read: 5405, says: 'a duration as a clock' },
    { field: 'Active', write: 'true', read: true, says: 'a tick in words' },
    { field: 'Stage', write: 'won', read: 'Won', says: 'an option in another case' },
    { field: 'Stage', write: 'Fresh', read: 'Fresh', says: 'a new option' },
    { field: 'Tags', write: 'red, new', read: ['red', 'new'], says: 'options in one text' },
    { field: 'Born', write: '2/28/2024', read: '2024-02-28', says: 'a date in a common format' },
    {
      field: 'Born',
      write: '2024-02-28T10:00:00Z',
      read: '2024-02-28',
      says: 'the date of an instant',
    },
    { field: 'Company', write: 'Acme', read: [ACME], says: 'a link by name, without a list' },
    { field: 'Owner', write: 'bob@acme.test', read: bob, says: 'a person by address' },
    {
      field: 'Files',
      write: [{ url: 'https://files.test/a.pdf' }],
      read: undefined,
      says: 'loses the files it brings',
    },
  ])('$field: $says', async ({ field, write, read }) => {
    const { call } = visit()
    const sent = { fields: { [field]: write }, typecast: true }
    const { body } = await call('PATCH', `${PEOPLE}/${CY}`, sent)
    expect(cellOf(body, field)).toEqual(read)
  })

  test.each([
    {
      says: 'an editor may not make options',
      fields: { Stage: 'Fresh' },
      status: 422,
      type: 'INVALID_MULTIPLE_CHOICE_OPTIONS',
    },
    {
      says: 'nor rows where only creators may',
      fields: { Company: ['New Co'] },
      status: 403,
      type: 'INVALID_PERMISSIONS',
    },
  ])('$says', async ({ fields, status, type }) => {
    const { call } = visit()
    const answer = await call('PATCH', `${PEOPLE}/${CY}`, { fields, typecast: true }, 'bob')
    expect(answer).toMatchObject({ status, body: { error: { type } } })
  })

  test('what a refused batch made on the way is gone with it', async () => {
    const { call } = visit()
    const records = [{ fields: { Company: ['New Co'], Stage: 'Fresh' } }, { fields: { Stars: 99 } }]
    expect((await call('POST', PEOPLE, { records, typecast: true })).status).toBe(422)
    expect(recordsOf((await call('GET', COMPANIES)).body)).toHaveLength(2)
    const again = await call('PATCH', `${PEOPLE}/${CY}`, { fields: { Stage: 'Fresh' } })
    expect(again.status).toBe(422)
  })
})
