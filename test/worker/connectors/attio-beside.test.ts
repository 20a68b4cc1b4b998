import { describe, expect, test } from 'vitest'
import { type Field, fieldById, type Table } from '../../../shared/field.ts'
import type { VendorFilter } from '../../../shared/filter.ts'
import type { Values } from '../../../shared/value.ts'
import type { Outcome, RecordWrite } from '../../../worker/connectors/connector.ts'
import { err } from '../../../shared/result.ts'
import type { Door } from '../../../worker/http.ts'
import { openConnector } from '../../../worker/connectors/registry.ts'
import { AttioSandbox } from '../../sandbox/attio/attio.ts'
import { ACME, ADA, APOLLO, CALL_JANE, CAST, FIRST, FULL, GLOBEX, HELLO, JANE, JOE, NOBODY, READER, WORKSPACE } from '../../sandbox/attio/cast.ts' // prettier-ignore
import type { AttioSwitches } from '../../sandbox/attio/switches.ts'
import { virtualClock } from '../../sandbox/clock.ts'
import { type Line, scriptedDoor, straightDoor } from './scripted.ts'

/** Lists, notes and tasks as tables; what history and filters of Attio say of records and entries. */

function stage(token = FULL, switches: Partial<AttioSwitches> = {}) {
  const clock = virtualClock()
  const sandbox = new AttioSandbox(CAST, { clock, switches })
  const { door, calls } = straightDoor(sandbox, token)
  const connector = openConnector('attio', WORKSPACE, door)
  const run = <T>(work: Promise<T>): Promise<T> => clock.run(work)
  const tables = async (): Promise<readonly Table[]> => {
    const found = await run(connector.describe())
    return found.ok ? found.value : []
  }
  const table = async (id: string): Promise<Table> => (await tables()).find((one) => one.id === id)!
  return { clock, sandbox, connector, calls, run, tables, table }
}
const writable = ({ fields }: Table): Field[] => fields.filter(({ access }) => access !== 'never')
const access = (table: Table | undefined) =>
  Object.fromEntries((table?.fields ?? []).map((field) => [field.id, field.access]))
const made = (outcome: Outcome | undefined) => (outcome?.ok ? outcome.record : null)
const failed = (outcome: Outcome | undefined) => (outcome?.ok === false ? outcome.failure : null)
const create = (values: Values): RecordWrite => ({ kind: 'create', values, twin: null })
const jane = { table: 'people', id: JANE }
const acme = { table: 'companies', id: ACME }

describe('what is described', () => {
  test('objects, lists, notes and tasks, each by an id no other can have', async () => {
    const ids = (await stage().tables()).map(({ id }) => id)
    expect(ids).toEqual([
      'people', 'companies', 'deals', 'projects', 'list:pipeline', ':notes', ':tasks',
    ]) // prettier-ignore
  })

  test('only what the token may read', async () => {
    const ids = (await stage(READER).tables()).map(({ id }) => id)
    expect(ids).toEqual(['people', 'companies', 'deals', 'projects'])
  })

  test.each([
    { asked: ['people'], ids: ['people'] },
    { asked: [':tasks', 'deals', 'nowhere'], ids: ['deals', ':tasks'] },
    { asked: ['list:pipeline'], ids: ['list:pipeline'] },
    { asked: [], ids: [] },
  ])('of what is asked for, $ids, and for nothing else a call', async ({ asked, ids }) => {
    const { connector, calls, run } = stage()
    const found = await run(connector.describe(asked))
    expect(found.ok && found.value.map(({ id }) => id)).toEqual(ids)
    const attributes = calls.filter(({ path }) => /\/attributes(\?|$)/.test(path))
    expect(attributes).toHaveLength(ids.filter((id) => !id.startsWith(':')).length)
  })

  test.each([
    { id: 'list:pipeline', want: { parent_record: 'create', nick: 'always', step: 'always', created_by: 'never', ':id': 'never', ':created': 'never' } },
    { id: ':notes', want: { title: 'always', content: 'always', parent_record: 'create', created_at: 'create', content_plaintext: 'never', ':id': 'never' } },
    { id: ':tasks', want: { content: 'create', deadline_at: 'always', is_completed: 'always', linked_records: 'always', assignees: 'always', completed_at: 'never' } },
    { id: 'people', want: { name: 'always', record_id: 'never', ':id': 'never', ':url': 'never', ':created': 'never' } },
  ])('$id says what can be written, and when', async ({ id, want }) => {
    expect(access(await stage().table(id))).toMatchObject(want)
  }) // prettier-ignore

  test('the record of an entry is called as its object, and points nowhere else', async () => {
    const parent = fieldById(await stage().table('list:pipeline'), 'parent_record')
    expect(parent).toMatchObject({ name: 'Company', targets: ['companies'], required: true })
  })

  test('a reference that names no objects may point at all of them', async () => {
    const field = fieldById(await stage().table(':tasks'), 'linked_records')
    expect(field?.targets).toEqual(['people', 'companies', 'deals', 'projects'])
  })

  test('what a record says of itself is read with its fields', async () => {
    const { connector, run, table } = stage()
    const people = await table('people')
    const own = people.fields.filter(({ id }) => id.startsWith(':'))
    const readings = await run(connector.read(people, own, [JANE]))
    expect(readings.ok && readings.value[0]?.record?.values).toEqual({
      ':id': JANE,
      ':url': `https://app.attio.com/sunrise/person/${JANE}`,
      ':created': '2026-01-01T10:00:00.000Z',
    })
  })
})

describe('notes and tasks', () => {
  test.each([
    { id: ':notes', known: HELLO, want: { title: 'Hello', content: '# Met\n- **in** Paris', parent_record: jane } },
    { id: ':tasks', known: CALL_JANE, want: { content: 'Call Jane', is_completed: null, linked_records: [jane], assignees: [{ id: ADA, email: 'ada@sunrise.test', name: 'Ada Lovelace' }] } },
  ])('$id are read by id; gone is proved', async ({ id, known, want }) => {
    const { connector, run, table } = stage()
    const of = await table(id)
    const readings = await run(connector.read(of, writable(of), [NOBODY, known]))
    expect(readings).toMatchObject({
      ok: true,
      value: [{ id: NOBODY, record: null }, { record: { id: known, values: want } }],
    })
  }) // prettier-ignore

  test('all notes are listed once, fifty at a time, although one goes between two pages', async () => {
    const { connector, run, sandbox, table } = stage()
    const beside = sandbox.beside()
    const ids = Array.from({ length: 120 }, (_, i) =>
      beside.note({ object: 'people', id: JOE }, { title: `N${i}`, content: '' }),
    )
    const of = await table(':notes')
    const title = [fieldById(of, 'title')!]
    const first = await run(connector.list(of, title, null))
    beside.removeNote(ids[0]!)
    const listed = first.ok ? first.value.records.map((one) => one.id) : []
    for (let cursor = first.ok ? first.value.cursor : null; cursor !== null;) {
      const page = await run(connector.list(of, title, cursor))
      cursor = page.ok ? page.value.cursor : null
      listed.push(...(page.ok ? page.value.records.map((one) => one.id) : []))
    }
    expect(new Set(listed).size).toBe(listed.length)
    expect(ids.slice(1).filter((id) => !listed.includes(id))).toEqual([])
  })

  test.each([
    { id: ':notes', by: 'title', text: 'Hello', found: [HELLO] },
    { id: ':tasks', by: 'content', text: 'Call Jane', found: [CALL_JANE] },
    { id: ':tasks', by: 'content', text: 'call jane', found: [] },
  ])('$id are found by $text', async ({ id, by, text, found }) => {
    const { connector, run, table } = stage()
    const of = await table(id)
    const records = await run(connector.find(of, [], fieldById(of, by)!, [text]))
    expect(records.ok && records.value.map((one) => one.id)).toEqual(found)
  })

  test.each<{ says: string; id: string; values: Values; want: object }>([
    { says: 'a note of no record', id: ':notes', values: { title: 'x' }, want: { reason: 'missing_required', field: 'Record' } },
    { says: 'a note of a record that is gone', id: ':notes', values: { title: 'x', parent_record: { table: 'people', id: NOBODY } }, want: { reason: 'refused_value', field: 'Record' } },
    { says: 'a task without words', id: ':tasks', values: { is_completed: true }, want: { reason: 'missing_required', field: 'Content' } },
    { says: 'a task for a record that is gone', id: ':tasks', values: { content: 'x', linked_records: [{ table: 'people', id: NOBODY }] }, want: { reason: 'refused_value', field: 'Linked records' } },
    { says: 'a task for nobody here', id: ':tasks', values: { content: 'x', assignees: [{ id: null, email: 'nobody@x.test', name: null }] }, want: { reason: 'refused_value', field: 'Assignees' } },
  ])('one bad one is told, and spoils nobody: $says', async ({ id, values, want }) => {
    const { connector, run, table } = stage()
    const of = await table(id)
    const good = { title: 'good', content: 'good', parent_record: jane }
    const fitting = Object.fromEntries(Object.entries(good).filter(([key]) => fieldById(of, key)))
    const outcomes = await run(
      connector.write(of, writable(of), [create(fitting), create(values), create(fitting)]),
    )
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, false, true])
    expect(failed(outcomes[1])).toMatchObject(want)
  }) // prettier-ignore

  test.each([
    { says: 'a task that is gone', id: ':tasks', record: NOBODY, values: { is_completed: true }, want: { reason: 'gone', what: 'record' } },
    { says: 'a task that is there, for a record that is gone', id: ':tasks', record: CALL_JANE, values: { linked_records: [{ table: 'people', id: NOBODY }] }, want: { reason: 'refused_value', field: 'Linked records' } },
    { says: 'the words of a task', id: ':tasks', record: CALL_JANE, values: { content: 'x' }, want: { reason: 'refused_value', field: 'Content' } },
    { says: 'the record of a note', id: ':notes', record: HELLO, values: { parent_record: acme }, want: { reason: 'refused_value', field: 'Record' } },
  ])('a change that cannot be is told: $says', async ({ id, record, values, want }) => {
    const { connector, run, table } = stage()
    const of = await table(id)
    const [outcome] = await run(
      connector.write(of, writable(of), [{ kind: 'update', id: record, values }]),
    )
    expect(failed(outcome)).toMatchObject(want)
  }) // prettier-ignore

  test('a change leaves what it was not given alone', async () => {
    const { connector, run, table } = stage()
    const of = await table(':tasks')
    const [outcome] = await run(
      connector.write(of, writable(of), [
        { kind: 'update', id: CALL_JANE, values: { is_completed: true } },
      ]),
    )
    expect(made(outcome)?.values).toMatchObject({
      content: 'Call Jane',
      is_completed: true,
      deadline_at: '2026-02-01T00:00:00.000Z',
      linked_records: [jane],
    })
  })

  test.each([':notes', ':tasks'])('%s take no field of ours, and say so', async (id) => {
    const { connector, run, table, calls } = stage()
    const of = await table(id)
    const before = calls.length
    const field = await run(connector.createTextField(of, 'Twin', ''))
    expect(field).toMatchObject({ ok: false, error: { reason: 'refused' } })
    expect(calls.length).toBe(before)
  })

  test('an object named by its id is read by its slug, asked for once', async () => {
    const people = '97052eb9-e65e-443f-a297-f2d9a4a7f795'
    const task = (n: number) => ({
      id: { task_id: `t${n}` },
      content_plaintext: 'x',
      linked_records: [{ target_object_id: people, target_record_id: JANE }],
    })
    const lines: readonly Line[] = [
      [200, { data: [task(1)] }],
      [200, { data: [{ id: { object_id: people }, api_slug: 'people' }] }],
      [200, { data: [task(2)] }],
    ]
    const { door, calls } = scriptedDoor((_, nth) => lines[nth]!)
    const connector = openConnector('attio', WORKSPACE, door)
    const of: Table = { ...(await stage().table(':tasks')) }
    const links = [fieldById(of, 'linked_records')!]
    const pages = [await connector.list(of, links, null), await connector.list(of, links, null)]
    expect(pages.map((page) => page.ok && page.value.records[0]?.values)).toEqual([
      { linked_records: [jane] },
      { linked_records: [jane] },
    ])
    expect(calls.length).toBe(3)
  })
})

describe('a query that costs too much', () => {
  // What Attio puts off for ever comes out of the door as `slow_down`.
  const dear =
    (door: Door): Door =>
    (call) =>
      JSON.stringify(call.body ?? {}).includes('"sorts"')
        ? Promise.resolve(err({ reason: 'slow_down', vendor: 'Attio', waitMs: 1_000 }))
        : door(call)

  test('is listed without its order, all of it, once', async () => {
    const { sandbox, table, run } = stage()
    for (let i = 0; i < 1_200; i++) sandbox.add('projects', { title: `P${i}` })
    const { door } = straightDoor(sandbox, FULL)
    const connector = openConnector('attio', WORKSPACE, dear(door))
    const of = await table('projects')
    const found: string[] = []
    let cursor: string | null = null
    do {
      const page: Awaited<ReturnType<typeof connector.list>> = await run(
        connector.list(of, [fieldById(of, 'title')!], cursor),
      )
      found.push(...(page.ok ? page.value.records.map(({ id }) => id) : []))
      cursor = page.ok ? page.value.cursor : null
    } while (cursor !== null)
    expect(found.length).toBe(1_201)
    expect(new Set(found).size).toBe(1_201)
  })
})

describe('when a field last changed', () => {
  const at = (ms: number) => new Date(ms).toISOString()

  test.each<{ says: string; table: string; record: string; field: string; act: (s: AttioSandbox) => void }>([
    { says: 'set', table: 'projects', record: APOLLO, field: 'size', act: (s) => s.edit('projects', APOLLO, { size: 3 }) },
    { says: 'emptied', table: 'projects', record: APOLLO, field: 'size', act: (s) => s.edit('projects', APOLLO, { size: [] }) },
    { says: 'one option taken away', table: 'projects', record: APOLLO, field: 'tags', act: (s) => s.edit('projects', APOLLO, { tags: ['A'] }) },
    { says: 'emptied in a list', table: 'list:pipeline', record: FIRST, field: 'nick', act: (s) => s.editEntry('pipeline', FIRST, { nick: [] }) },
  ])('$says', async ({ table: id, record, field, act }) => {
    const { clock, connector, run, sandbox, table } = stage()
    const of = await table(id)
    await run(clock.sleep(60_000))
    const then = clock.now()
    act(sandbox)
    await run(clock.sleep(60_000))
    const touched = await run(connector.touched!(of, fieldById(of, field)!, record))
    expect(touched).toEqual({ ok: true, value: at(Math.floor(then)) })
  }) // prettier-ignore

  test.each([
    { says: 'never written', table: 'projects', record: APOLLO, field: 'site' },
    { says: 'enriched', table: 'people', record: JANE, field: 'description' },
    { says: 'of a task', table: ':tasks', record: CALL_JANE, field: 'deadline_at' },
    { says: 'the record of an entry', table: 'list:pipeline', record: FIRST, field: 'parent_record' },
  ])('is not known where it is $says', async ({ table: id, record, field }) => {
    const { connector, run, table } = stage()
    const of = await table(id)
    const touched = await run(connector.touched!(of, fieldById(of, field)!, record))
    expect(touched).toEqual({ ok: true, value: null })
  }) // prettier-ignore

  test('of a record that is gone, it is told', async () => {
    const { connector, run, table } = stage()
    const of = await table('projects')
    const touched = await run(connector.touched!(of, fieldById(of, 'size')!, NOBODY))
    expect(touched).toMatchObject({ ok: false, error: { reason: 'gone' } })
  })
})

describe('what a filter of Attio lets through', () => {
  const expression = (json: Exclude<Extract<VendorFilter, { kind: 'expression' }>['expression'], string>): VendorFilter => ({ kind: 'expression', expression: json }) // prettier-ignore

  test.each([
    { says: 'records', table: 'companies', filter: expression({ name: { $contains: 'glob' } }), ids: [GLOBEX] },
    { says: 'everything', table: 'companies', filter: expression({}), ids: [ACME, GLOBEX] },
    { says: 'entries by their own attributes', table: 'list:pipeline', filter: expression({ step: 'Talking' }), ids: [FIRST] },
    { says: 'entries by their record', table: 'list:pipeline', filter: expression({ parent_record_id: GLOBEX }), ids: [] },
  ])('$says', async ({ table: id, filter, ids }) => {
    const { connector, run, table } = stage()
    const members = await run(connector.members!(await table(id), filter, null))
    expect(members).toEqual({ ok: true, value: { ids, cursor: null } })
  }) // prettier-ignore

  test.each([
    { says: 'of records', table: 'companies', slug: 'companies', filter: { name: { $contains: 'glob' } }, ids: [GLOBEX] },
    { says: 'of entries', table: 'list:pipeline', slug: 'pipeline', filter: { step: 'Talking' }, ids: [FIRST] },
  ])('a saved view $says, listed by its title and known by its id', async ({ table: id, slug, filter, ids }) => {
    const { connector, run, sandbox, table } = stage()
    const view = sandbox.saveView(slug, 'Mine', filter)
    const of = await table(id)
    expect(await run(connector.views!(of))).toEqual({ ok: true, value: [{ id: view, name: 'Mine', type: 'view' }] })
    expect(await run(connector.members!(of, { kind: 'view', view }, null))).toEqual({ ok: true, value: { ids, cursor: null } })
    sandbox.dropView(view)
    expect(await run(connector.members!(of, { kind: 'view', view }, null))).toMatchObject({ ok: false, error: { reason: 'gone', what: 'view' } })
  }) // prettier-ignore

  test('tasks have no views', async () => {
    const { connector, run, table } = stage()
    expect(await run(connector.views!(await table(':tasks')))).toEqual({ ok: true, value: [] })
  })

  test('page by page, all of them once', async () => {
    const { connector, run, sandbox, table } = stage()
    const ids = Array.from({ length: 1_100 }, (_, i) => sandbox.add('projects', { title: `P${i}` }))
    const of = await table('projects')
    const found: string[] = []
    let cursor: string | null = null
    do {
      const page: Awaited<ReturnType<NonNullable<typeof connector.members>>> = await run(
        connector.members!(of, expression({ title: { $starts_with: 'P' } }), cursor),
      )
      found.push(...(page.ok ? page.value.ids : []))
      cursor = page.ok ? page.value.cursor : null
    } while (cursor !== null)
    expect(found.sort()).toEqual(ids.sort())
  })

  test.each<{ says: string; table: string; filter: VendorFilter; why: string }>([
    { says: 'an attribute that is not there', table: 'companies', filter: expression({ mauve: 1 }), why: 'Attio cannot read it' },
    { says: 'a text', table: 'companies', filter: { kind: 'expression', expression: 'name = x' }, why: 'JSON object' },
    { says: 'too long a one', table: 'companies', filter: expression({ name: 'x'.repeat(10_001) }), why: '10,000 characters' },
    { says: 'too deep a one', table: 'companies', filter: expression(nested(14)), why: 'nested' },
    { says: 'one for tasks', table: ':tasks', filter: expression({}), why: 'cannot filter “Tasks”' },
  ])('what cannot be judged is told: $says', async ({ table: id, filter, why }) => {
    const { connector, run, table } = stage()
    const members = await run(connector.members!(await table(id), filter, null))
    expect(members).toMatchObject({
      ok: false,
      error: { reason: 'invalid', field: 'filter', why: expect.stringContaining(why) },
    })
  }) // prettier-ignore
})

function nested(depth: number): { [key: string]: ReturnType<typeof nested> } {
  return depth === 0 ? {} : { $not: nested(depth - 1) }
}
