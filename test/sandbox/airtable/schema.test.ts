import { describe, expect, test } from 'vitest'
import { idFrom } from './identifiers.ts'
import { ACME, ADA, ANN, BOB, CRM, CY, EVE, OTHER } from './sample.ts'
import { cellOf, COMPANIES, META, PEOPLE, visit } from './visitor.ts'

describe('schema', () => {
  test.each<{ says: string; token: string; want: object }>([
    {
      says: 'a personal token: no scopes',
      token: 'ann',
      want: { id: ANN, email: 'ann@acme.test' },
    },
    { says: 'no address without its scope', token: 'narrow', want: { id: ANN } },
    {
      says: 'an integration is told its scopes',
      token: 'oauth',
      want: { id: ANN, scopes: ['data.records:read'] },
    },
  ])('who am I: $says', async ({ token, want }) => {
    const { call } = visit()
    expect(await call('GET', '/v0/meta/whoami', undefined, token)).toEqual({
      status: 200,
      body: want,
    })
  })

  test.each([
    {
      token: 'ann',
      bases: [
        { id: CRM, name: 'CRM', permissionLevel: 'create' },
        { id: OTHER, name: 'Other', permissionLevel: 'create' },
      ],
    },
    { token: 'eve', bases: [{ id: CRM, name: 'CRM', permissionLevel: 'read' }] },
  ])('$token sees the bases they are in', async ({ token, bases }) => {
    const { call } = visit()
    expect((await call('GET', '/v0/meta/bases', undefined, token)).body).toEqual({ bases })
  })

  test('a base tells who works in it', async () => {
    const { call } = visit()
    const { body } = await call('GET', `${META}?include=collaborators`)
    expect(body).toMatchObject({
      id: CRM,
      workspaceId: idFrom('wsp', 'acme'),
      individualCollaborators: {
        baseCollaborators: [
          { userId: ANN, permissionLevel: 'owner' },
          { userId: BOB, permissionLevel: 'edit', email: 'bob@acme.test' },
          { userId: EVE, permissionLevel: 'read' },
        ],
      },
    })
  })

  test('views tell what they show only when asked', async () => {
    const { call } = visit()
    const views = async (query: string) =>
      JSON.stringify((await call('GET', `${META}/tables${query}`)).body)
    expect(await views('')).not.toContain('visibleFieldIds')
    expect(await views('?include[]=visibleFieldIds')).toContain('visibleFieldIds')
  })

  const field = (name: string, type: string, options?: object) => ({
    name,
    type,
    ...(options && { options }),
  })
  test.each<{ says: string; body: object; want: object }>([
    {
      says: 'a text',
      body: field('New', 'singleLineText'),
      want: { name: 'New', type: 'singleLineText' },
    },
    {
      says: 'a number',
      body: field('New', 'number', { precision: 2 }),
      want: { options: { precision: 2 } },
    },
    {
      says: 'a select',
      body: field('New', 'singleSelect', { choices: [{ name: 'a' }] }),
      want: { options: { choices: [{ name: 'a', id: expect.stringMatching(/^sel/) }] } },
    },
    {
      says: 'a date, its pattern filled in',
      body: field('New', 'date', { dateFormat: { name: 'us' } }),
      want: { options: { dateFormat: { name: 'us', format: 'M/D/YYYY' } } },
    },
    {
      says: 'a link',
      body: field('New', 'multipleRecordLinks', { linkedTableId: idFrom('tbl', 'companies') }),
      want: {
        options: {
          linkedTableId: idFrom('tbl', 'companies'),
          isReversed: false,
          prefersSingleRecordLink: false,
          inverseLinkFieldId: expect.stringMatching(/^fld/),
        },
      },
    },
  ])('a new field: $says', async ({ body, want }) => {
    const { call } = visit()
    const path = `${META}/tables/${idFrom('tbl', 'people')}/fields`
    expect(await call('POST', path, body)).toMatchObject({ status: 200, body: want })
  })

  const invalidOptions = { type: 'INVALID_FIELD_TYPE_OPTIONS_FOR_CREATE' }
  test.each<{ says: string; body: object; error: object }>([
    ...[
      'formula',
      'createdTime',
      'lastModifiedTime',
      'lastModifiedBy',
      'createdBy',
      'rollup',
      'count',
      'autoNumber',
      'button',
    ].map((type) => ({
      says: `cannot make ${type}`,
      body: field('New', type),
      error: {
        type: 'UNSUPPORTED_FIELD_TYPE_FOR_CREATE',
        message: `Invalid options for People.New: Creating ${type} fields is not supported at this time`,
      },
    })),
    {
      says: 'a name that is there',
      body: field('name', 'singleLineText'),
      error: { type: 'DUPLICATE_OR_EMPTY_FIELD_NAME' },
    },
    {
      says: 'no name',
      body: field(' ', 'singleLineText'),
      error: { type: 'DUPLICATE_OR_EMPTY_FIELD_NAME' },
    },
    { says: 'no precision', body: field('New', 'number'), error: invalidOptions },
    {
      says: 'a pattern that does not fit its name',
      body: field('New', 'date', { dateFormat: { name: 'us', format: 'LL' } }),
      error: invalidOptions,
    },
    {
      says: 'options where there are none',
      body: field('New', 'email', { a: 1 }),
      error: invalidOptions,
    },
    {
      says: 'the same choice twice',
      body: field('New', 'singleSelect', { choices: [{ name: 'a' }, { name: 'a' }] }),
      error: invalidOptions,
    },
    {
      says: 'a link to no table',
      body: field('New', 'multipleRecordLinks', { linkedTableId: 'tblx' }),
      error: invalidOptions,
    },
    {
      says: 'a type nobody knows',
      body: field('New', 'wish'),
      error: { type: 'INVALID_REQUEST_UNKNOWN' },
    },
  ])('a new field refused: $says', async ({ body, error }) => {
    const { call } = visit()
    const answer = await call('POST', `${META}/tables/${idFrom('tbl', 'people')}/fields`, body)
    expect(answer).toMatchObject({ status: 422, body: { error } })
  })

  test('a new link brings its mirror, named after its table, and both work', async () => {
    const { call } = visit()
    const options = { linkedTableId: idFrom('tbl', 'companies') }
    await call(
      'POST',
      `${META}/tables/People/fields`,
      field('Client', 'multipleRecordLinks', options),
    )
    await call('PATCH', `${PEOPLE}/${CY}`, { fields: { Client: [ACME] } })
    expect(cellOf((await call('GET', `${COMPANIES}/${ACME}`)).body, 'People 2')).toEqual([CY])
  })

  test('a new table has its fields, the first of them primary, and a grid', async () => {
    const { call } = visit()
    const spec = {
      name: 'Deals',
      fields: [
        field('Title', 'singleLineText'),
        field('Worth', 'currency', { precision: 2, symbol: '$' }),
      ],
    }
    const { body } = await call('POST', `${META}/tables`, spec)
    expect(body).toMatchObject({
      name: 'Deals',
      fields: [{ name: 'Title' }, { name: 'Worth' }],
      views: [{ type: 'grid' }],
    })
    expect(
      await call('POST', `/v0/${CRM}/Deals`, { fields: { Title: 'x', Worth: 1 } }),
    ).toMatchObject({ status: 200 })
    expect(await call('POST', `${META}/tables`, spec)).toMatchObject({
      status: 422,
      body: { error: { type: 'DUPLICATE_TABLE_NAME' } },
    })
  })

  test('a refused table leaves nothing behind', async () => {
    const { call } = visit()
    const options = { linkedTableId: idFrom('tbl', 'companies') }
    const fields = [
      field('Title', 'singleLineText'),
      field('Link', 'multipleRecordLinks', options),
      field('Bad', 'formula'),
    ]
    expect((await call('POST', `${META}/tables`, { name: 'Deals', fields })).status).toBe(422)
    expect(JSON.stringify((await call('GET', `${META}/tables`)).body)).not.toContain('Deals')
  })

  test('a new base belongs to who made it', async () => {
    const { call } = visit()
    const spec = {
      name: 'Fresh',
      workspaceId: idFrom('wsp', 'acme'),
      tables: [{ name: 'A', fields: [field('Name', 'singleLineText')] }],
    }
    expect(await call('POST', '/v0/meta/bases', spec)).toMatchObject({
      status: 200,
      body: { tables: [{ name: 'A' }] },
    })
    expect(
      JSON.stringify((await call('GET', '/v0/meta/bases', undefined, 'bob')).body),
    ).not.toContain('Fresh')
  })

  test('a field takes a new name and keeps its cells and formulas; its type cannot change', async () => {
    const { call } = visit()
    const path = `${META}/tables/${idFrom('tbl', 'people')}/fields/${idFrom('fld', 'name')}`
    expect(await call('PATCH', path, { name: 'Full name' })).toMatchObject({
      body: { name: 'Full name' },
    })
    const { body } = await call('GET', `${PEOPLE}/${ADA}`)
    expect([cellOf(body, 'Full name'), cellOf(body, 'Greeting')]).toEqual(['Ada', 'Dear Ada'])
    expect((await call('PATCH', path, { type: 'email' })).status).toBe(422)
    expect((await call('PATCH', path, {})).status).toBe(422)
    expect((await call('PATCH', path, { name: 'Email' })).status).toBe(422)
  })
})
