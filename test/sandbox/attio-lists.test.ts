import { beforeEach, describe, expect, test } from 'vitest'
import { AttioSandbox } from './attio/attio.ts'
import { callerOf, dig, digList } from './attio/caller.ts'
import {
  ACME, ADA, APOLLO, CALL_JANE, CAST, FIRST, GLOBEX, HELLO, JANE, JOE, NOBODY, REMARK,
} from './attio/cast.ts' // prettier-ignore
import { USUAL } from './attio/switches.ts'
import { CALM } from './weather.ts'

/** What stands beside records: lists and their entries, notes, tasks, comments, files, and records that are merged. */

let now = Date.UTC(2026, 1, 1)
const attio = new AttioSandbox(CAST, { clock: { now: () => now, sleep: () => Promise.resolve() } })
const ask = callerOf((request) => attio.fetch(request))
const call: typeof ask = (...given) => {
  now += 1000
  return ask(...given)
}

beforeEach(() => {
  now = Date.UTC(2026, 1, 1)
  attio.switches = { ...USUAL }
  attio.sky.change(CALM)
  attio.reset()
})

const ENTRIES = '/v2/lists/pipeline/entries'
const entry = (record: string, entry_values: object = {}, parent_object = 'companies') => ({
  data: { parent_record_id: record, parent_object, entry_values },
})
const entryId = (body: unknown) => String(dig(body, 'data', 'id', 'entry_id'))
const titles = (body: unknown, slug: string) =>
  digList(body, 'data', 'entry_values', slug).map((one) => dig(one, 'option', 'title'))

describe('lists', () => {
  test('an entry has its parent, every attribute of the list, and no record_id', async () => {
    const { body } = await call('POST', ENTRIES, entry(GLOBEX, { nick: 'G', step: 'New' }))
    expect(dig(body, 'data')).toMatchObject({
      parent_object: 'companies',
      parent_record_id: GLOBEX,
    })
    expect(Object.keys(Object(dig(body, 'data', 'entry_values')))).toEqual([
      'created_at', 'created_by', 'nick', 'step', 'reasons',
    ]) // prettier-ignore
  })

  test('one record may be in a list twice, and is then no longer asserted', async () => {
    const asserted = await call('PUT', ENTRIES, entry(ACME, { nick: 'AA' }))
    expect(entryId(asserted.body)).toBe(FIRST)
    await call('POST', ENTRIES, entry(ACME))
    const { status, body } = await call('PUT', ENTRIES, entry(ACME))
    expect([status, dig(body, 'code')]).toEqual([400, 'multiple_match_results'])
  })

  test.each([
    { says: 'PATCH adds in front', method: 'PATCH', given: ['Trust'], holds: ['Trust', 'Price'] },
    { says: 'PUT replaces', method: 'PUT', given: ['Trust'], holds: ['Trust'] },
    { says: 'PATCH with nothing changes nothing', method: 'PATCH', given: [], holds: ['Price'] },
    { says: 'PUT with nothing clears', method: 'PUT', given: [], holds: [] },
  ])('$says', async ({ method, given, holds }) => {
    const { body } = await call(method, `${ENTRIES}/${FIRST}`, {
      data: { entry_values: { reasons: given } },
    })
    expect(titles(body, 'reasons')).toEqual(holds)
  })

  test.each([
    { says: 'another parent', method: 'PUT', path: `/${FIRST}`, body: entry(GLOBEX), status: 400, code: 'immutable_value' },
    { says: 'a record that is not there', method: 'POST', path: '', body: entry(NOBODY), status: 400, code: 'value_not_found' },
    { says: 'a record of another object', method: 'POST', path: '', body: entry(JANE, {}, 'people'), status: 400, code: 'value_not_found' },
    { says: 'no values at all', method: 'POST', path: '', body: { data: { parent_record_id: ACME, parent_object: 'companies' } }, status: 400, code: 'validation_type' },
    { says: 'an unknown option', method: 'PATCH', path: `/${FIRST}`, body: { data: { entry_values: { step: 'Mauve' } } }, status: 400, code: 'value_not_found' },
  ])('refused: $says', async ({ method, path, body, status, code }) => {
    const reply = await call(method, ENTRIES + path, body)
    expect([reply.status, dig(reply.body, 'code')]).toEqual([status, code])
  }) // prettier-ignore

  test.each([
    { says: 'by parent', filter: { parent_record_id: { $eq: ACME } }, found: 1 },
    { says: 'by another parent', filter: { parent_record_id: GLOBEX }, found: 0 },
    { says: 'by an attribute of its own', filter: { step: 'Talking' }, found: 1 },
    {
      says: 'by an attribute of the parent',
      filter: { path: [['pipeline', 'parent_record'], ['companies', 'name']], constraints: { $eq: 'Acme' } },
      found: 1,
    },
    {
      says: 'by another value of it',
      filter: { path: [['pipeline', 'parent_record'], ['companies', 'name']], constraints: { $eq: 'Globex' } },
      found: 0,
    },
  ])('entries are found $says', async ({ filter, found }) => {
    const { body } = await call('POST', `${ENTRIES}/query`, { filter })
    expect(digList(body, 'data')).toHaveLength(found)
  }) // prettier-ignore

  test('the history of an entry shows what it held', async () => {
    await call('PUT', `${ENTRIES}/${FIRST}`, { data: { entry_values: { step: 'Signed' } } })
    const path = `${ENTRIES}/${FIRST}/attributes/step/values`
    const { body } = await call('GET', `${path}?show_historic=true`)
    expect(digList(body, 'data').map((one) => dig(one, 'status', 'title'))).toEqual([
      'Talking',
      'Signed',
    ])
  })

  test('with a record go its entries; without an entry the record stays', async () => {
    const made = attio.enlist('pipeline', { object: 'companies', id: GLOBEX })
    attio.delist('pipeline', made)
    expect(attio.rows('companies').map(({ id }) => id)).toContain(GLOBEX)
    attio.remove('companies', ACME)
    expect(attio.entries('pipeline')).toEqual([])
  })
})

describe('notes and tasks', () => {
  test('a note in Markdown is also plain, and a changed one keeps its title', async () => {
    const { body } = await call('PATCH', `/v2/notes/${HELLO}`, {
      data: { format: 'markdown', content: '## Hi\n**Ann** and _Bob_, snake_case' },
    })
    expect(dig(body, 'data')).toMatchObject({
      title: 'Hello',
      content_plaintext: 'Hi\nAnn and Bob, snake_case',
    })
  })

  test('notes come ten at a time, fifty at most', async () => {
    for (let i = 0; i < 60; i++)
      attio.beside().note({ object: 'people', id: JOE }, { title: `N${i}`, content: '' })
    const sizes = await Promise.all(
      ['', '?limit=50', '?limit=50&offset=50'].map(
        async (query) => digList((await call('GET', `/v2/notes${query}`)).body, 'data').length,
      ),
    )
    expect(sizes).toEqual([10, 50, 11])
    expect((await call('GET', '/v2/notes?limit=51')).status).toBe(400)
  })

  test('a task is done at a time, and undone at none', async () => {
    const done = await call('PATCH', `/v2/tasks/${CALL_JANE}`, { data: { is_completed: true } })
    expect(dig(done.body, 'data', 'completed_at')).toBe('2026-02-01T00:00:01.000000000Z')
    const undone = await call('PATCH', `/v2/tasks/${CALL_JANE}`, { data: { is_completed: false } })
    expect(dig(undone.body, 'data', 'completed_at')).toBe(null)
  })

  test('the words of a task cannot be changed', async () => {
    const { status } = await call('PATCH', `/v2/tasks/${CALL_JANE}`, { data: { content: 'x' } })
    expect(status).toBe(400)
  })

  test.each([
    { says: 'an assignee', query: 'assignee=ada@sunrise.test', found: 1 },
    { says: 'nobody', query: 'assignee=null', found: 0 },
    { says: 'what is done', query: 'is_completed=true', found: 0 },
    { says: 'a record', query: `linked_object=people&linked_record_id=${JANE}`, found: 1 },
    { says: 'another record', query: `linked_object=people&linked_record_id=${JOE}`, found: 0 },
  ])('tasks of $says', async ({ query, found }) => {
    expect(digList((await call('GET', `/v2/tasks?${query}`)).body, 'data')).toHaveLength(found)
  })
})

describe('comments and files', () => {
  test('an answer joins the thread, and the head takes it along', async () => {
    const said = {
      format: 'plaintext',
      content: 'Yes',
      author: { type: 'workspace-member', id: ADA },
    }
    const answer = await call('POST', '/v2/comments', { data: { ...said, thread_id: REMARK } })
    expect(dig(answer.body, 'data', 'thread_id')).toBe(REMARK)
    const { body } = await call('GET', `/v2/threads?object=people&record_id=${JANE}`)
    expect(digList(body, 'data', 0, 'comments')).toHaveLength(2)
    await call('DELETE', `/v2/comments/${REMARK}`)
    expect((await call('GET', `/v2/threads/${REMARK}`)).status).toBe(404)
  })

  test('a comment is about exactly one thing', async () => {
    const said = {
      format: 'plaintext',
      content: 'Yes',
      author: { type: 'workspace-member', id: ADA },
    }
    const about = { record: { object: 'people', record_id: JANE }, thread_id: REMARK }
    expect((await call('POST', '/v2/comments', { data: { ...said, ...about } })).status).toBe(400)
    expect((await call('POST', '/v2/comments', { data: said })).status).toBe(400)
  })

  test('files of a record, page by page', async () => {
    for (const name of ['a.pdf', 'b.pdf', 'c.pdf'])
      attio.beside().file({ object: 'people', id: JANE }, name, 'application/pdf', new Uint8Array(3))
    const first = await call('GET', `/v2/files?object=people&record_id=${JANE}&limit=2`)
    const next = String(dig(first.body, 'pagination', 'next_cursor'))
    const second = await call('GET', `/v2/files?object=people&record_id=${JANE}&limit=2&cursor=${next}`)
    const names = [first, second].flatMap(({ body }) => digList(body, 'data').map((one) => dig(one, 'name')))
    expect(names).toEqual(['a.pdf', 'b.pdf', 'c.pdf'])
    expect(dig(second.body, 'pagination', 'next_cursor')).toBe(null)
  }) // prettier-ignore
})

describe('merging', () => {
  const MERGE = '/v2/objects/people/records/merge'
  const merge = (primary_record_id: string, secondary_record_id: string) =>
    call('POST', MERGE, { data: { primary_record_id, secondary_record_id } })
  const person = async (id: string) => (await call('GET', `/v2/objects/people/records/${id}`)).body
  const shown = (body: unknown, slug: string, field: string) =>
    digList(body, 'data', 'values', slug).map((one) => dig(one, field))

  test('makes a new record, and neither of the two can be read again', async () => {
    const { body } = await merge(JANE, JOE)
    const id = String(dig(body, 'data', 'new_record_id'))
    expect([JANE, JOE]).not.toContain(id)
    expect(attio.rows('people').map((row) => row.id)).toEqual([id])
    expect(dig(await person(JANE), 'code')).toBe('not_found')
    expect(dig(await person(JOE), 'code')).toBe('not_found')
  })

  test('the primary is right, gaps are filled, and lists hold both', async () => {
    attio.edit('people', JOE, { description: 'Tall' })
    const id = attio.merge('people', JANE, JOE)
    const body = await person(id)
    expect(shown(body, 'job_title', 'value')).toEqual(['Engineer'])
    expect(shown(body, 'description', 'value')).toEqual(['Tall'])
    expect(shown(body, 'email_addresses', 'email_address')).toEqual([
      'jane@acme.com', 'jane.doe@gmail.com', 'joe@globex.com',
    ]) // prettier-ignore
  })

  test('what pointed at either points at the one: references, mirrors, notes, tasks, comments', async () => {
    attio.edit('projects', APOLLO, {
      sponsors: [{ target_object: 'people', target_record_id: JOE }],
    })
    const id = attio.merge('people', JOE, JANE)
    const project = (await call('GET', `/v2/objects/projects/records/${APOLLO}`)).body
    expect(shown(project, 'sponsors', 'target_record_id')).toEqual([id])
    expect(shown(project, 'lead', 'target_record_id')).toEqual([id])
    expect(attio.beside().notes()[0]?.parent.id).toBe(id)
    expect(attio.beside().tasks()[0]?.linked).toEqual([{ object: 'people', id }])
    const threads = await call('GET', `/v2/threads?object=people&record_id=${id}`)
    expect(digList(threads.body, 'data')).toHaveLength(1)
  })

  test('entries of both are entries of the one', () => {
    attio.enlist('pipeline', { object: 'companies', id: GLOBEX }, { nick: 'G' })
    const id = attio.merge('companies', ACME, GLOBEX)
    expect(attio.entries('pipeline').map((one) => one.parent_record_id)).toEqual([id, id])
  })

  test('as it was before: the primary stays', () => {
    attio.switches.mergeMakesNew = false
    expect(attio.merge('people', JANE, JOE)).toBe(JANE)
    expect(attio.rows('people').map((row) => row.id)).toEqual([JANE])
  })

  test.each([
    { says: 'with itself', pair: [JANE, JANE] as const, status: 400, code: 'self_merge' },
    { says: 'with nobody', pair: [JANE, NOBODY] as const, status: 404, code: 'not_found' },
  ])('refused: $says', async ({ pair, status, code }) => {
    const reply = await merge(...pair)
    expect([reply.status, dig(reply.body, 'code')]).toEqual([status, code])
  })
})
