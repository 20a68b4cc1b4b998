import { describe, expect, test } from 'vitest'
import { type Field, fieldById, type Table } from '../../../shared/field.ts'
import type { Value, Values } from '../../../shared/value.ts'
import type { Outcome } from '../../../worker/connectors/connector.ts'
import { openConnector } from '../../../worker/connectors/registry.ts'
import { ok } from '../../../shared/result.ts'
import type { Call, Door } from '../../../worker/http.ts'
import { AttioSandbox } from '../../sandbox/attio/attio.ts'
import { virtualClock } from '../../sandbox/clock.ts'
import { type Line, scriptedDoor, straightDoor } from './scripted.ts'

const WORKSPACE = '14beef7a-99f7-4534-a87e-70b564330a4c'
const TOKEN = 't'.repeat(64)

function stage() {
  const clock = virtualClock()
  const sandbox = new AttioSandbox(
    {
      workspaces: [
        {
          id: WORKSPACE,
          name: 'Acme',
          slug: 'acme',
          members: [
            {
              first_name: 'Ann',
              last_name: 'Lee',
              email_address: 'ann@acme.test',
              access_level: 'admin',
            },
          ],
          tokens: [
            {
              token: TOKEN,
              scopes: [
                'record_permission:read-write',
                'object_configuration:read-write',
                'user_management:read',
              ],
            },
          ],
          objects: [
            {
              api_slug: 'things',
              attributes: [
                { api_slug: 'title', type: 'text', title: 'Title' },
                { api_slug: 'code', type: 'text', title: 'Code', is_unique: true },
                {
                  api_slug: 'tags',
                  type: 'select',
                  title: 'Tags',
                  is_multiselect: true,
                  options: ['a', 'b', 'c'],
                },
                { api_slug: 'owner', type: 'actor-reference', title: 'Owner' },
                {
                  api_slug: 'firm',
                  type: 'record-reference',
                  title: 'Firm',
                  config: { record_reference: { allowed_objects: ['companies'] } },
                },
              ],
            },
          ],
        },
      ],
    },
    { clock },
  )
  const { door, calls } = straightDoor(sandbox, TOKEN)
  const connector = openConnector('attio', WORKSPACE, door)
  const run = <T>(work: Promise<T>): Promise<T> => clock.run(work)
  const described = async (): Promise<Table> => {
    const tables = await run(connector.describe())
    return (tables.ok ? tables.value : []).find(({ id }) => id === 'things')!
  }
  return { clock, sandbox, connector, calls, run, described }
}
const pick = (table: Table, ...ids: string[]): Field[] => ids.map((id) => fieldById(table, id)!)
const made = (outcome: Outcome | undefined) => (outcome?.ok ? outcome.record : null)

describe('in the simulated Attio', () => {
  test('targets are named as tables are', async () => {
    const { described } = stage()
    expect(fieldById(await described(), 'firm')?.targets).toEqual(['companies'])
  })

  test('people come with their email; the list of members is read once', async () => {
    const { connector, sandbox, calls, run, described } = stage()
    const table = await described()
    const owner = { workspace_member_email_address: 'ann@acme.test' }
    const ids = ['a', 'b'].map((title) => sandbox.add('things', { title, owner }))
    for (const id of ids) {
      const readings = await run(connector.read(table, pick(table, 'owner'), [id]))
      expect(readings.ok && readings.value[0]?.record?.values['owner']).toMatchObject({
        email: 'ann@acme.test',
        name: 'Ann Lee',
      })
    }
    expect(calls.filter(({ path }) => path === '/v2/workspace_members').length).toBe(1)
  })

  test('who is no member is refused before anything is sent', async () => {
    const { connector, sandbox, run, described } = stage()
    const table = await described()
    const bob = { id: null, email: 'bob@else.test', name: null }
    const [outcome] = await run(
      connector.write(table, [], [{ kind: 'create', values: { owner: bob }, twin: null }]),
    )
    expect(outcome).toMatchObject({ failure: { reason: 'refused_value', field: 'Owner' } })
    expect(sandbox.rows('things')).toEqual([])
  })

  test('a list of values is set whole, and fields say when they were set', async () => {
    const { connector, clock, run, described } = stage()
    const table = await described()
    const fields = pick(table, 'tags', 'title')
    const create = { kind: 'create', values: { tags: ['a', 'b'], title: 't' }, twin: null } as const
    const [first] = await run(connector.write(table, fields, [create]))
    await clock.advance(60_000)
    const update = { kind: 'update', id: made(first)!.id, values: { tags: ['c'] } } as const
    const [second] = await run(connector.write(table, fields, [update]))
    expect(made(second)?.values).toEqual({ tags: ['c'], title: 't' })
    const times = made(second)!.times!
    expect(Date.parse(times['tags']!) - Date.parse(times['title']!)).toBeGreaterThanOrEqual(60_000)
    expect(times['tags']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  })

  test('a value somebody else has is told by its field', async () => {
    const { connector, sandbox, run, described } = stage()
    const table = await described()
    sandbox.add('things', { title: 'a', code: 'X' })
    const create = { kind: 'create', values: { title: 'b', code: 'X' }, twin: null } as const
    const outcomes = await run(connector.write(table, [], [create]))
    expect(outcomes).toEqual([
      { ok: false, failure: { reason: 'not_unique', vendor: 'Attio', field: 'Code' } },
    ])
  })

  test.each<[says: string, removed: number, seen: number | string]>([
    ['the last record of a page', 1, 700],
    ['ninety-nine records', 99, 700],
    ['more records than we remember', 600, 'listing_broke'],
  ])('deleted between two pages: %s', async (_says, removed, seen) => {
    const { connector, sandbox, run, described } = stage()
    const table = await described()
    const ids = Array.from({ length: 700 }, (_, i) => sandbox.add('things', { title: `${i}` }))
    const fields = pick(table, 'title')
    const first = await run(connector.list(table, fields, null))
    const records = first.ok ? first.value.records : []
    for (const { id } of records.slice(-removed)) sandbox.remove('things', id)
    const rest = await run(connector.list(table, fields, first.ok ? first.value.cursor : null))
    const all = new Set([...records, ...(rest.ok ? rest.value.records : [])].map(({ id }) => id))
    expect(rest.ok ? all.size : rest.error.reason).toBe(seen)
    expect(ids.length).toBe(700)
  })

  test('records deleted further back are no loss either', async () => {
    const { connector, sandbox, run, described } = stage()
    const table = await described()
    for (let i = 0; i < 700; i++) sandbox.add('things', { title: `${i}` })
    const first = await run(connector.list(table, pick(table, 'title'), null))
    const page = first.ok ? first.value : { records: [], cursor: null }
    for (const { id } of page.records.slice(0, 60)) sandbox.remove('things', id)
    const rest = await run(connector.list(table, pick(table, 'title'), page.cursor))
    const listed = [...page.records, ...(rest.ok ? rest.value.records : [])].map(({ id }) => id)
    expect([listed.length, new Set(listed).size]).toEqual([700, 700])
  })

  test('a slug that an archived attribute holds is left to it', async () => {
    const { connector, calls, sandbox, run, described } = stage()
    const table = await described()
    const first = await run(connector.createTextField(table, 'Airtable ID', ''))
    const archive = straightDoor(sandbox, TOKEN)
    await run(
      archive.door({
        kind: 'write',
        method: 'PATCH',
        path: '/v2/objects/things/attributes/airtable_id',
        body: { data: { is_archived: true } },
        repeatable: false,
      }),
    )
    const second = await run(connector.createTextField(table, 'Airtable ID', ''))
    expect([first, second].map((made) => made.ok && made.value.id)).toEqual([
      'airtable_id',
      'airtable_id_2',
    ])
    expect(calls.length).toBeGreaterThan(0)
  })
})

const field = (id: string, name: string, more: Partial<Field> = {}): Field => ({
  id,
  name,
  type: 'text',
  many: false,
  access: 'always',
  required: false,
  unique: false,
  native: 'text',
  ...more,
})
const TABLE: Table = {
  id: 'deals',
  name: 'Deals',
  primary: 'name',
  fields: [
    field('name', 'Deal name', { required: true }),
    field('code', 'Code', { unique: true }),
    field('mail', 'Mail', { type: 'email', native: 'email-address', many: true, unique: true }),
    field('stage', 'Stage', { type: 'choice', native: 'status' }),
    field('firm', 'Firm', { type: 'reference', native: 'record-reference' }),
  ],
}
const ID = '00000000-0000-4000-8000-000000000001'
const no = (status: number, code: string, message = '', path?: string[]): Line => [
  status,
  {
    status_code: status,
    type: 'x',
    code,
    message,
    ...(path ? { validation_errors: [{ code: 'y', path }] } : {}),
  },
]
const open = (answer: (call: Call, nth: number) => Line) => {
  const { door, calls } = scriptedDoor(answer)
  return { connector: openConnector('attio', WORKSPACE, door), calls }
}

describe('a refused write is told', () => {
  test.each<[says: string, values: Values, line: Line, failure: object]>([
    [
      'a unique value, by slug',
      { code: 'x', mail: ['a@b.test'] },
      no(
        400,
        'uniqueness_conflict',
        'The value for attribute "code" must not exist on another record',
      ),
      { reason: 'not_unique', field: 'Code' },
    ],
    [
      'a unique value, by an id that means nothing to us',
      { code: 'x', name: 'n' },
      no(400, 'uniqueness_conflict', 'attribute with ID 1234'),
      { reason: 'not_unique', field: 'Code' },
    ],
    [
      'a unique value, either of two',
      { code: 'x', mail: ['a@b.test'] },
      no(400, 'uniqueness_conflict'),
      { reason: 'not_unique', field: 'Code or Mail' },
    ],
    [
      'a value that must be there',
      { code: 'x' },
      no(400, 'missing_value', 'Required value for attribute with ID "1234" was not provided.'),
      { reason: 'missing_required', field: 'Deal name' },
    ],
    [
      'a status nobody knows',
      { stage: 'Won', name: 'n' },
      no(400, 'value_not_found', 'Cannot find Status with title "Won"'),
      { reason: 'unknown_choice', field: 'Stage', choice: 'Won' },
    ],
    [
      'a linked record that is gone',
      { firm: { table: 'companies', id: ID } },
      no(400, 'value_not_found', `Record with ID "${ID}" not found.`),
      { reason: 'refused_value', field: 'Firm' },
    ],
    [
      'an attribute that is gone',
      { name: 'n', code: 'x' },
      no(400, 'value_not_found', 'Cannot find attribute with slug/ID "code".'),
      { reason: 'gone', what: 'field', name: 'Code' },
    ],
    [
      'a value of another kind, by path',
      { name: 'n', code: 'x' },
      no(400, 'validation_type', 'Body payload validation error.', ['data', 'values', 'code']),
      { reason: 'refused_value', field: 'Code' },
    ],
    [
      'a record that is gone',
      { name: 'n' },
      no(404, 'not_found'),
      { reason: 'gone', what: 'record', name: ID },
    ],
    ['a record being merged', { name: 'n' }, no(400, 'merge_in_progress'), { reason: 'slow_down' }],
    [
      'a record somebody else is writing',
      { name: 'n' },
      no(409, 'concurrent_write_conflict'),
      { reason: 'slow_down' },
    ],
    [
      'a missing scope',
      { name: 'n' },
      no(403, 'unauthorized'),
      { reason: 'forbidden', missing: 'record_permission:read-write' },
    ],
    [
      'a plan without it',
      { name: 'n' },
      no(403, 'billing_error'),
      { reason: 'forbidden', missing: 'a plan that includes this' },
    ],
    [
      'what nobody knows',
      { name: 'n' },
      no(400, 'something_new', 'secret words'),
      { reason: 'refused', what: 'this record' },
    ],
  ])('%s', async (_says, values, line, failure) => {
    const { connector } = open(() => line)
    const outcomes = await connector.write(TABLE, [], [{ kind: 'update', id: ID, values }])
    expect(outcomes).toMatchObject([{ ok: false, failure }])
    expect(JSON.stringify(outcomes)).not.toContain('secret words')
  })
})

test('writes of one record keep their order, those of others do not wait for it', async () => {
  const started: string[] = []
  const held: (() => void)[] = []
  const door: Door = async ({ path }) => {
    started.push(path.slice(-1))
    await new Promise<void>((go) => held.push(go))
    return ok({ status: 200, headers: new Headers(), json: { data: { id: { record_id: ID } } } })
  }
  const connector = openConnector('attio', WORKSPACE, door)
  const updates = ['1', '2', '1'].map((id) => ({
    kind: 'update' as const,
    id,
    values: { name: id },
  }))
  const work = connector.write(TABLE, [], updates)
  const settle = () => new Promise((done) => setImmediate(done))
  await settle()
  const atFirst = [...started]
  while (started.length < 3 || held.length > 0) {
    held.shift()?.()
    await settle()
  }
  expect([atFirst, started, (await work).length]).toEqual([['1', '2'], ['1', '2', '1'], 3])
})

test.each<[says: string, look: Line, told: object]>([
  ['not found is gone', no(404, 'not_found'), { ok: true, value: [{ id: ID, record: null }] }],
  [
    'a record being merged is not gone',
    no(404, 'merge_in_progress'),
    { ok: false, error: { reason: 'slow_down' } },
  ],
  ['no access is not gone', no(403, 'unauthorized'), { ok: false, error: { reason: 'forbidden' } }],
  [
    'a record that the query missed is there',
    [200, { data: { id: { record_id: ID }, values: {} } }],
    { ok: true, value: [{ id: ID, record: { id: ID } }] },
  ],
])('looking for one record: %s', async (_says, look, told) => {
  const { connector } = open(({ method }) => (method === 'GET' ? look : [200, { data: [] }]))
  expect(await connector.read(TABLE, TABLE.fields, [ID])).toMatchObject(told)
})

test('an attribute missing from an answer is unknown, an empty one is empty', async () => {
  const { connector } = open(() => [
    200,
    { data: [{ id: { record_id: ID }, values: { name: [] } }] },
  ])
  const page = await connector.list(TABLE, TABLE.fields, null)
  expect(page.ok && page.value.records[0]?.values).toEqual({ name: null })
})

test('a cursor that is not ours breaks the listing', async () => {
  const { connector, calls } = open(() => [200, { data: [] }])
  for (const cursor of ['x', '{}', '{"offset":"1","last":[]}']) {
    expect(await connector.list(TABLE, [], cursor)).toMatchObject({
      error: { reason: 'listing_broke' },
    })
  }
  expect(calls).toEqual([])
})

test('texts are looked for a hundred at a time', async () => {
  const { connector, calls } = open(() => [200, { data: [] }])
  const texts = Array.from({ length: 250 }, (_, i): Value => `t${i}`).map(String)
  await connector.find(TABLE, [], TABLE.fields[1]!, texts)
  expect(calls.length).toBe(3)
})

test.each<[says: string, self: Line, told: object]>([
  ['a dead token', [200, { active: false }], { ok: false, error: { reason: 'signed_out' } }],
  ['no token at all', no(400, 'missing_value'), { ok: false, error: { reason: 'signed_out' } }],
  [
    'another workspace',
    [200, { active: true, workspace_id: 'other', scope: '' }],
    { ok: false, error: { reason: 'forbidden' } },
  ],
  [
    'a token that may only read',
    [
      200,
      {
        active: true,
        workspace_id: WORKSPACE,
        workspace_name: 'Acme',
        scope: 'record_permission:read object_configuration:read-write user_management:read',
      },
    ],
    {
      ok: true,
      value: {
        id: WORKSPACE,
        name: 'Acme',
        missing: ['record_permission:read-write'],
        userId: null,
      },
    },
  ],
])('who we are: %s', async (_says, self, told) => {
  const { connector } = open(() => self)
  expect(await connector.identify()).toMatchObject(told)
})
