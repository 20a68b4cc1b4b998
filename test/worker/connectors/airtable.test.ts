import { describe, expect, test } from 'vitest'
import { type Field, ownFields, type Table } from '../../../shared/field.ts'
import type { VendorFilter } from '../../../shared/filter.ts'
import type { Outcome, RecordWrite } from '../../../worker/connectors/connector.ts'
import { limitsOf, openConnector } from '../../../worker/connectors/registry.ts'
import type { Call } from '../../../worker/http.ts'
import { type Line, scriptedDoor } from './scripted.ts'

const field = (id: string, name: string, more: Partial<Field> = {}): Field => ({
  id,
  name,
  type: 'text',
  many: false,
  access: 'always',
  required: false,
  unique: false,
  native: 'singleLineText',
  ...more,
})
const NAME = field('fldName', 'Name')
const NICK = field('fldNick', 'Name of old')
const LINK = field('fldLink', 'Friends', {
  type: 'reference',
  many: true,
  targets: ['tblX'],
  native: 'multipleRecordLinks',
})
const STAGE = field('fldStage', 'Stage', { type: 'choice', native: 'singleSelect' })
const TABLE: Table = {
  id: 'tblX',
  name: 'People',
  fields: [NAME, NICK, LINK, STAGE],
  primary: 'fldName',
}

const open = (answer: (call: Call, nth: number) => Line) => {
  const { door, calls } = scriptedDoor(answer)
  return { connector: openConnector('airtable', 'appX', door), calls }
}
const sent = (call: Call | undefined) =>
  call?.body as { records: { id?: string; fields: object }[]; [key: string]: unknown }
const update = (id: string, values: object = { fldName: id }): RecordWrite => ({
  kind: 'update',
  id,
  values: values as RecordWrite extends { values: infer V } ? V : never,
})
const echo = (call: Call): Line => [
  200,
  { records: sent(call).records.map(({ id, fields }, i) => ({ id: id ?? `rec${i}`, fields })) },
]
const no = (status: number, type: string, message = ''): Line => [
  status,
  { error: { type, message } },
]

test('limits name the base, and the person where one is known', () => {
  const keys = (userKey?: string) =>
    limitsOf('airtable', 'appX', userKey ? { userKey } : {}).pace.map(({ key, perSecond }) => [
      key,
      perSecond,
    ])
  expect(keys()).toEqual([['airtable:base:appX', 5]])
  expect(keys('usrA')).toEqual([
    ['airtable:base:appX', 5],
    ['airtable:user:usrA', 50],
  ])
})

describe('reading', () => {
  const look = (json: unknown, second: unknown[] = []) => {
    let lists = 0
    return open(({ method }) =>
      method === 'GET' ? [200, json] : [200, { records: lists++ ? second : [] }],
    )
  }
  const there = { id: 'recA', fields: { fldName: 'Ann' } }

  test.each<[says: string, got: unknown, second: unknown[], name: string | null]>([
    ['a record of this table that the listing missed is there', there, [], 'Ann'],
    [
      'a record of another table of the base is not one of this',
      { id: 'recA', fields: { fldElse: 'x' } },
      [],
      null,
    ],
    [
      'an empty record is looked for again in the table: there',
      { id: 'recA', fields: {} },
      [{ id: 'recA', fields: {} }],
      '',
    ],
    [
      'an empty record is looked for again in the table: elsewhere',
      { id: 'recA', fields: {} },
      [],
      null,
    ],
  ])('%s', async (_says, got, second, name) => {
    const { connector } = look(got, second)
    const readings = await connector.read(TABLE, [NAME], ['recA'])
    const records = readings.ok
      ? readings.value.map(({ record }) => record && (record.values['fldName'] ?? ''))
      : readings
    expect(records).toEqual([name])
  })

  test.each([
    [403, 'INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND', 'forbidden'],
    [422, 'WHATEVER', 'refused'],
  ])('a look that ends in %i proves nothing', async (status, type, reason) => {
    const { connector } = open(({ method }) =>
      method === 'GET' ? no(status, type) : [200, { records: [] }],
    )
    expect(await connector.read(TABLE, [NAME], ['recA'])).toMatchObject({
      ok: false,
      error: { reason },
    })
  })

  test('few fields are asked for in the address, many in a body; the offset goes along either way', async () => {
    const { connector, calls } = open(() => [200, { records: [], offset: 'itr/rec' }])
    const many = Array.from({ length: 500 }, (_, i) => field(`fld${'x'.repeat(12)}${i}`, `F${i}`))
    await connector.list(TABLE, [NAME], null)
    await connector.list(TABLE, [NAME], 'itr/rec')
    await connector.list(TABLE, many, 'itr/rec')
    const query = (path: string) => Object.fromEntries(new URLSearchParams(path.split('?')[1]))
    expect(calls.map(({ method }) => method)).toEqual(['GET', 'GET', 'POST'])
    expect(calls.slice(0, 2).map(({ path }) => query(path)['offset'])).toEqual([
      undefined,
      'itr/rec',
    ])
    expect(calls[2]).toMatchObject({
      path: '/v0/appX/tblX/listRecords',
      body: { offset: 'itr/rec' },
    })
  })

  test.each<[says: string, line: Line, error: object]>([
    [
      'a field that was deleted is named',
      no(422, 'UNKNOWN_FIELD_NAME', 'Unknown field name: "fldName"'),
      { reason: 'gone', what: 'field', name: 'Name' },
    ],
    [
      'a dead offset breaks the listing',
      no(422, 'LIST_RECORDS_ITERATOR_NOT_AVAILABLE'),
      { reason: 'listing_broke', table: 'People' },
    ],
    [
      'no access names what is needed',
      no(403, 'INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND'),
      { reason: 'forbidden' },
    ],
    ['an answer of another shape cannot be read', [200, { rows: [] }], { reason: 'unreadable' }],
  ])('%s', async (_says, line, error) => {
    const { connector } = open(() => line)
    expect(await connector.list(TABLE, [NAME], null)).toMatchObject({ ok: false, error })
  })

  test('an answer that says an error instead of a value is unknown, not empty', async () => {
    const broken = { fldName: { error: '#ERROR!' } }
    const { connector } = open(() => [200, { records: [{ id: 'recA', fields: broken }] }])
    const page = await connector.list(TABLE, [NAME, NICK], null)
    expect(page.ok && page.value.records[0]?.values).toEqual({ fldNick: null })
  })
})

describe('what a record says of itself', () => {
  const own = ownFields('Airtable')

  test('its id, its address and its birth are read, and never asked for as fields', async () => {
    const { connector, calls } = open(() => [
      200,
      { records: [{ id: 'recA', createdTime: '2026-01-31T08:00:00.000Z', fields: {} }] },
    ])
    const page = await connector.list(TABLE, [NAME, ...own], null)
    expect(page.ok && page.value.records[0]?.values).toEqual({
      fldName: null,
      ':id': 'recA',
      ':url': 'https://airtable.com/appX/tblX/recA',
      ':created': '2026-01-31T08:00:00.000Z',
    })
    expect(new URLSearchParams(calls[0]?.path.split('?')[1]).getAll('fields[]')).toEqual([
      'fldName',
    ])
  })

  test('a birth that is not told is unknown', async () => {
    const { connector } = open(() => [200, { records: [{ id: 'recA', fields: {} }] }])
    const page = await connector.list(TABLE, own, null)
    expect(page.ok && Object.keys(page.value.records[0]?.values ?? {})).toEqual([':id', ':url'])
  })
})

describe('members of a filter', () => {
  test.each<[says: string, filter: VendorFilter, body: object]>([
    ['a view by its id', { kind: 'view', view: 'viwMine' }, { view: 'viwMine' }],
    ['a formula', { kind: 'expression', expression: '{Nr}>2' }, { filterByFormula: '{Nr}>2' }],
  ])('%s is asked for with one field, page by page', async (_says, filter, body) => {
    const { connector, calls } = open(() => [
      200,
      { records: [{ id: 'recA', fields: {} }], offset: 'itr/next' },
    ])
    expect(await connector.members?.(TABLE, filter, 'itr/now')).toEqual({
      ok: true,
      value: { ids: ['recA'], cursor: 'itr/next' },
    })
    expect(calls[0]?.body).toEqual({
      ...body,
      offset: 'itr/now',
      fields: ['fldName'],
      pageSize: 100,
      returnFieldsByFieldId: true,
    })
  })

  test.each<[says: string, filter: VendorFilter, line: Line, error: object]>([
    [
      'a view that is gone',
      { kind: 'view', view: 'viwMine' },
      no(422, 'VIEW_NAME_NOT_FOUND', 'View viwMine not found'),
      { reason: 'gone', what: 'view', name: 'viwMine' },
    ],
    [
      'a formula with an unknown field',
      { kind: 'expression', expression: '{Nr}>2' },
      no(422, 'INVALID_FILTER_BY_FORMULA', 'The formula … is invalid: Unknown field names: nr'),
      { reason: 'invalid', why: expect.stringContaining('“People” does not have') },
    ],
    [
      'a formula that is none',
      { kind: 'expression', expression: 'IF(' },
      no(422, 'INVALID_FILTER_BY_FORMULA', 'The formula … is invalid: Invalid formula.'),
      { reason: 'invalid', why: expect.stringContaining('cannot read the formula') },
    ],
    [
      'an object in place of a formula',
      { kind: 'expression', expression: { name: 'x' } },
      [200, { records: [] }],
      { reason: 'invalid', why: expect.stringContaining('takes a formula') },
    ],
    [
      'a listing that broke',
      { kind: 'view', view: 'viwMine' },
      no(422, 'LIST_RECORDS_ITERATOR_NOT_AVAILABLE'),
      { reason: 'listing_broke' },
    ],
    [
      'no access',
      { kind: 'view', view: 'viwMine' },
      no(403, 'INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND'),
      { reason: 'forbidden' },
    ],
  ])('%s is told', async (_says, filter, line, error) => {
    const { connector } = open(() => line)
    expect(await connector.members?.(TABLE, filter, null)).toMatchObject({ ok: false, error })
  })

  test('views are those that hold records', async () => {
    const views = [
      { id: 'viwA', name: 'All', type: 'grid' },
      { id: 'viwB', name: 'Ask', type: 'form' },
    ]
    const { connector } = open(() => [
      200,
      { tables: [{ id: 'tblX', name: 'People', fields: [], views }] },
    ])
    expect(await connector.views?.(TABLE)).toEqual({ ok: true, value: [views[0]] })
  })
})

test('what a filter gives beyond the texts asked for is left out', async () => {
  const names = ['recAbC', 'RECABC', ' recAbC']
  const records = names.map((fldName, i) => ({ id: `rec${i}`, fields: { fldName } }))
  const { connector } = open(() => [200, { records }])
  const found = await connector.find(TABLE, [], NAME, ['recAbC'])
  expect(found.ok && found.value.map(({ id }) => id)).toEqual(['rec0'])
})

test.each([
  ['create', null],
  ['update', 'it can only be set while the record is made'],
])('a field that can only be set at first, on %s', async (kind, why) => {
  const once = { ...NAME, access: 'create' as const }
  const { connector } = open(echo)
  const values = { fldName: 'x' }
  const write: RecordWrite =
    kind === 'create' ? { kind, values, twin: null } : { kind: 'update', id: 'recA', values }
  const [outcome] = await connector.write(TABLE, [once], [write])
  expect(outcome && !outcome.ok ? outcome.failure : { why: null }).toMatchObject({ why })
})

describe('writing', () => {
  const bad = (ids: readonly string[], line: Line) => (call: Call) =>
    sent(call).records.some(({ id }) => ids.includes(id ?? '')) ? line : echo(call)
  const ids = Array.from({ length: 10 }, (_, i) => `rec${i}`)
  const failures = (outcomes: readonly Outcome[]) =>
    outcomes.map((outcome) => (outcome.ok ? null : outcome.failure))

  test.each([
    [['rec4'], 9],
    [['rec0', 'rec9'], 15],
  ])('%j refused: the others are written, in %i calls', async (refused, most) => {
    const { connector, calls } = open(bad(refused, no(422, 'INVALID_VALUE_FOR_COLUMN')))
    const outcomes = await connector.write(
      TABLE,
      [NAME],
      ids.map((id) => update(id)),
    )
    expect(outcomes.map(({ ok }) => ok)).toEqual(ids.map((id) => !refused.includes(id)))
    expect(calls.length).toBeLessThanOrEqual(most)
  })

  test('no right to the table is no reason to ask ten times', async () => {
    const { connector, calls } = open(() => no(403, 'INVALID_PERMISSIONS'))
    const outcomes = await connector.write(
      TABLE,
      [NAME],
      ids.map((id) => update(id)),
    )
    expect([calls.length, failures(outcomes).every((one) => one?.reason === 'forbidden')]).toEqual([
      1,
      true,
    ])
  })

  test('no right to one field holds up only those who set it', async () => {
    const { connector } = open((call) =>
      sent(call).records.some(({ fields }) => 'fldNick' in fields)
        ? no(
            403,
            'INVALID_PERMISSIONS',
            'You are not permitted to write cell values in field Name of old (fldNick)',
          )
        : echo(call),
    )
    const outcomes = await connector.write(
      TABLE,
      [NAME],
      [update('recA'), update('recB', { fldNick: 'x' })],
    )
    expect(failures(outcomes)).toEqual([
      null,
      {
        reason: 'forbidden',
        vendor: 'Airtable',
        missing: 'edit “Name of old”',
        field: 'Name of old',
      },
    ])
  })

  test('one record twice goes in two calls, in order', async () => {
    const { connector, calls } = open(echo)
    await connector.write(TABLE, [NAME], [update('recA'), update('recA', { fldName: 'later' })])
    expect(calls.map((call) => sent(call).records)).toEqual([
      [{ id: 'recA', fields: { fldName: 'recA' } }],
      [{ id: 'recA', fields: { fldName: 'later' } }],
    ])
  })

  test('twins go in one upsert; creates without one are plain', async () => {
    const { connector, calls } = open(echo)
    await connector.write(
      TABLE,
      [NAME],
      [
        { kind: 'create', values: { fldName: 'a' }, twin: { field: 'fldNick', id: 't1' } },
        { kind: 'create', values: { fldName: 'b' }, twin: null },
        { kind: 'create', values: { fldName: 'c' }, twin: { field: 'fldNick', id: 't2' } },
      ],
    )
    expect(
      calls.map((call) => [call.method, sent(call)['performUpsert'], sent(call).records.length]),
    ).toEqual([
      ['PATCH', { fieldsToMergeOn: ['fldNick'] }, 2],
      ['POST', undefined, 1],
    ])
    expect(calls.map(({ repeatable }) => repeatable)).toEqual([false, false])
  })

  test('a twin that two records carry is told as such', async () => {
    const twins = [
      { id: 'recA', fields: { fldNick: 't' } },
      { id: 'recB', fields: { fldNick: 't' } },
    ]
    const { connector } = open(({ method }) =>
      method === 'PATCH' ? no(422, 'INVALID_REQUEST_UNKNOWN') : [200, { records: twins }],
    )
    const write: RecordWrite = { kind: 'create', values: {}, twin: { field: 'fldNick', id: 't' } }
    expect(failures(await connector.write(TABLE, [NAME], [write]))).toEqual([
      { reason: 'not_unique', vendor: 'Airtable', field: 'Name of old' },
    ])
  })

  test('an answer with fewer records than sent cannot be read', async () => {
    const { connector } = open(() => [200, { records: [] }])
    expect(failures(await connector.write(TABLE, [NAME], [update('recA')]))).toMatchObject([
      { reason: 'unreadable' },
    ])
  })

  test.each<[says: string, values: object, line: Line, failure: object]>([
    [
      'the longer of two names',
      { fldName: 'a', fldNick: 'b' },
      no(422, 'INVALID_VALUE_FOR_COLUMN', 'Field "Name of old" cannot accept the provided value'),
      { reason: 'refused_value', field: 'Name of old' },
    ],
    [
      'a field that is computed',
      { fldName: 'a' },
      no(
        422,
        'INVALID_VALUE_FOR_COLUMN',
        'Field "Name" cannot accept a value because the field is computed',
      ),
      { reason: 'refused_value', field: 'Name', why: 'it is computed there' },
    ],
    [
      'an option nobody may make',
      { fldStage: 'New' },
      no(
        422,
        'INVALID_MULTIPLE_CHOICE_OPTIONS',
        'Insufficient permissions to create new select option ""New""',
      ),
      { reason: 'unknown_choice', field: 'Stage', choice: 'New' },
    ],
    [
      'a linked record that is gone',
      { fldLink: [{ table: 'tblX', id: 'recGone' }] },
      no(422, 'ROW_DOES_NOT_EXIST', 'Record ID recGone does not exist in this table'),
      { reason: 'refused_value', field: 'Friends' },
    ],
    [
      'the record itself is gone',
      { fldName: 'a' },
      no(422, 'ROW_DOES_NOT_EXIST', 'Record ID recA does not exist in this table'),
      { reason: 'gone', what: 'record', name: 'recA' },
    ],
    [
      'a field that was deleted',
      { fldName: 'a' },
      no(422, 'UNKNOWN_FIELD_NAME', 'Unknown field name: "fldName"'),
      { reason: 'gone', what: 'field', name: 'Name' },
    ],
    ['a record too large', { fldName: 'a' }, [413, ''], { reason: 'refused' }],
    [
      'what nobody knows',
      { fldName: 'a' },
      no(422, 'SOMETHING_NEW', 'secret words'),
      { reason: 'refused', what: 'this record' },
    ],
  ])('told: %s', async (_says, values, line, failure) => {
    const { connector } = open(() => line)
    const outcomes = await connector.write(TABLE, [NAME], [update('recA', values)])
    expect(failures(outcomes)).toMatchObject([failure])
    expect(JSON.stringify(outcomes)).not.toContain('secret words')
  })
})

describe('a new text field', () => {
  const tables = (fields: object[]): Line => [
    200,
    { tables: [{ id: 'tblX', name: 'People', fields }] },
  ]
  const duplicate = no(422, 'DUPLICATE_OR_EMPTY_FIELD_NAME')

  test.each<[says: string, fields: object[], made: object]>([
    [
      'made meanwhile, and text: taken',
      [{ id: 'fldT', name: 'twin', type: 'singleLineText' }],
      { ok: true, value: { id: 'fldT' } },
    ],
    [
      'made meanwhile, and no text: refused',
      [{ id: 'fldT', name: 'Twin', type: 'number' }],
      { ok: false, error: { reason: 'refused' } },
    ],
  ])('%s', async (_says, fields, made) => {
    const { connector } = open(({ method }) => (method === 'POST' ? duplicate : tables(fields)))
    expect(await connector.createTextField(TABLE, 'Twin', '')).toMatchObject(made)
  })

  test('one that is known is taken without a call', async () => {
    const { connector, calls } = open(() => duplicate)
    expect(await connector.createTextField(TABLE, 'NAME', '')).toEqual({ ok: true, value: NAME })
    expect(calls).toEqual([])
  })
})

test('a person who was seen once is foretold by email', async () => {
  const OWNER = field('fldOwner', 'Owner', { type: 'person', native: 'singleCollaborator' })
  const ann = { id: 'usrAnn', email: 'ann@acme.test', name: 'Ann' }
  const { connector } = open(() => [200, { records: [{ id: 'recA', fields: { fldOwner: ann } }] }])
  const byEmail = { id: null, email: 'ANN@acme.test', name: null }
  await connector.list(TABLE, [OWNER], null)
  expect(connector.normal(OWNER, byEmail)).toEqual(ann)
})

test.each<[says: string, lines: { [path: string]: Line }, told: object]>([
  [
    'an OAuth token tells its scopes',
    { whoami: [200, { id: 'usrA', scopes: ['data.records:read'] }] },
    { ok: true, value: { missing: ['data.records:write', 'schema.bases:read'] } },
  ],
  [
    'a personal token does not',
    {
      whoami: [200, { id: 'usrA', email: 'a@b.test' }],
      appX: [200, { permissionLevel: 'create' }],
    },
    {
      ok: true,
      value: { id: 'usrA', name: 'a@b.test', scopes: null, missing: [], userId: 'usrA' },
    },
  ],
  [
    'a reader of the base lacks the right to edit',
    { whoami: [200, { id: 'usrA' }], appX: [200, { permissionLevel: 'read' }] },
    { ok: true, value: { missing: ['editor permission on the base'] } },
  ],
  [
    'a base out of reach is told',
    { whoami: [200, { id: 'usrA' }], appX: no(403, 'X') },
    { ok: false, error: { reason: 'forbidden' } },
  ],
])('who we are: %s', async (_says, lines, told) => {
  const { connector } = open(({ path }) => lines[path.split('/').at(-1) ?? ''] ?? [404, {}])
  expect(await connector.identify()).toMatchObject(told)
})
