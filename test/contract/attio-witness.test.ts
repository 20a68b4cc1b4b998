import AttioCrm from 'attio-crm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { AttioSandbox } from '../sandbox/attio/attio.ts'
import { ACME, ADA, APOLLO, CAST, FULL, JANE, JOE, NOBODY, READER, WORKSPACE } from '../sandbox/attio/cast.ts' // prettier-ignore
import { realClock } from '../sandbox/clock.ts'
import { serve } from '../sandbox/serve.ts'
import { CALM } from '../sandbox/weather.ts'

/** A published client that nobody here wrote, against the simulated Attio, over real HTTP. */

const attio = new AttioSandbox(CAST, { clock: realClock })
let server: Awaited<ReturnType<typeof serve>>
let client: AttioCrm

beforeAll(async () => {
  server = await serve((request) => attio.fetch(request))
  client = new AttioCrm({ apiKey: FULL, baseURL: server.url, logLevel: 'off' })
})
afterAll(() => server.close())
beforeEach(() => {
  attio.sky.change(CALM)
  attio.reset()
})

const projects = { object: 'projects' }

describe('what there is', () => {
  test('self', async () => {
    expect(await client.self.retrieve()).toMatchObject({ active: true, workspace_id: WORKSPACE })
  })

  test('objects, one of them, and the members', async () => {
    const { data: objects } = await client.objects.list()
    expect(objects.map((one) => one.api_slug)).toEqual(['people', 'companies', 'deals', 'projects'])
    const { data: object } = await client.objects.retrieve('projects')
    expect(object).toEqual(objects[3])
    const { data: members } = await client.workspaceMembers.list()
    expect(members.map((one) => one.email_address)).toEqual(['ada@sunrise.test', 'grace@sunrise.test']) // prettier-ignore
    const { data: ada } = await client.workspaceMembers.retrieve(ADA)
    expect(ada).toEqual(members[0])
  })

  test('an object made and renamed', async () => {
    const boat = { api_slug: 'boats', singular_noun: 'Boat', plural_noun: 'Boats' }
    const made = await client.objects.create({ data: boat })
    const renamed = await client.objects.update('boats', { data: { singular_noun: 'Ship' } })
    expect(renamed.data).toEqual({ ...made.data, singular_noun: 'Ship' })
  })
})

describe('attributes', () => {
  const target = 'objects'
  const plain = {
    title: 'Nick', description: null, api_slug: 'nick', type: 'text', is_required: false, is_unique: false, is_multiselect: false, config: {},
  } as const // prettier-ignore

  test('made, read, changed, listed in pages', async () => {
    const { data: made } = await client.attributes.create('projects', { target, data: plain })
    const where = { target, identifier: 'projects' } as const
    const { data: read } = await client.attributes.retrieve('nick', where)
    expect(read).toEqual(made)
    const { data: changed } = await client.attributes.update('nick', { ...where, data: { title: 'Nickname' } }) // prettier-ignore
    expect(changed.title).toBe('Nickname')
    const { data: all } = await client.attributes.list('projects', { target })
    const { data: page } = await client.attributes.list('projects', { target, limit: 2, offset: all.length - 1 }) // prettier-ignore
    expect(page).toEqual([changed])
  })

  test('options and statuses', async () => {
    const color = { target, identifier: 'projects', attribute: 'color' } as const
    const { data: green } = await client.attributes.options.create('color', { ...color, data: { title: 'Green' } }) // prettier-ignore
    await client.attributes.options.update('Green', { ...color, data: { title: 'Lime' } })
    const { data: options } = await client.attributes.options.list('color', color)
    expect(options.at(-1)).toEqual({ ...green, title: 'Lime' })
    const phase = { target, identifier: 'projects', attribute: 'phase' } as const
    await client.attributes.statuses.create('phase', { ...phase, data: { title: 'Late' } })
    await client.attributes.statuses.update('Late', { ...phase, data: { is_archived: true } })
    const { data: statuses } = await client.attributes.statuses.list('phase', phase)
    expect(statuses.map((one) => one.title)).toEqual(['Idea', 'Work', 'Won'])
  })
})

describe('records', () => {
  test('made, read, found, gone', async () => {
    const { data: made } = await client.objects.records.create('people', {
      data: { values: { name: ['Smith, Jo'], email_addresses: ['Jo@Initech.com'] } },
    })
    const id = made.id.record_id
    const { data: read } = await client.objects.records.retrieve(id, { object: 'people' })
    expect(read).toEqual(made)
    expect(read.values['name']).toMatchObject([{ first_name: 'Jo', last_name: 'Smith' }])
    const { data: found } = await client.objects.records.list('people', {
      filter: { email_addresses: 'jo@initech.com' },
    })
    expect(found).toEqual([made])
    expect(await client.objects.records.delete(id, { object: 'people' })).toEqual({})
    await expect(client.objects.records.retrieve(id, { object: 'people' })).rejects.toMatchObject({
      status: 404,
      error: { code: 'not_found' },
    })
  })

  test('appended to, overwritten, asserted', async () => {
    const titles = (values: { [slug: string]: unknown }) => JSON.stringify(values['tags'])
      .match(/"title":"(.)"/g)?.join('').replaceAll(/[^A-C]/g, '') // prettier-ignore
    const appended = await client.objects.records.updateAppend(APOLLO, {
      ...projects,
      data: { values: { tags: ['C'] } },
    })
    expect(titles(appended.data.values)).toBe('CAB')
    const overwritten = await client.objects.records.updateOverwrite(APOLLO, {
      ...projects,
      data: { values: { tags: ['B'] } },
    })
    expect(titles(overwritten.data.values)).toBe('B')
    const asserted = await client.objects.records.assert('projects', {
      matching_attribute: 'code',
      data: { values: { code: ['AP-1'], tags: ['A', 'C'] } },
    })
    expect(asserted.data.id.record_id).toBe(APOLLO)
    expect(titles(asserted.data.values)).toBe('AC')
  })

  test('a listing walked by offset, in the order asked for', async () => {
    for (let i = 0; i < 7; i++) attio.add('projects', { title: `P${i}` })
    const seen: string[] = []
    for (let offset = 0; ; offset += 3) {
      const { data } = await client.objects.records.list('projects', {
        sorts: [{ direction: 'asc', attribute: 'title' }],
        limit: 3,
        offset,
      })
      seen.push(...data.map((row) => JSON.stringify(row.values['title']).match(/"value":"(\w+)"/)?.[1] ?? '')) // prettier-ignore
      if (data.length < 3) break
    }
    expect(seen).toEqual(['Apollo', 'P0', 'P1', 'P2', 'P3', 'P4', 'P5', 'P6'])
  })

  test('values with their history, and entries', async () => {
    await client.objects.records.updateAppend(APOLLO, { ...projects, data: { values: { title: ['Two'] } } }) // prettier-ignore
    const { data } = await client.objects.records.attributes.listValues('title', {
      ...projects,
      record_id: APOLLO,
      show_historic: true,
    })
    expect(data).toMatchObject([{ value: 'Apollo' }, { value: 'Two', active_until: null }])
    const entries = await client.objects.records.listEntries(JANE, { object: 'people', limit: 10 })
    expect(entries.data).toEqual([])
  })
})

describe('beside the records', () => {
  test('lists and their entries: made, read, changed, asserted, gone', async () => {
    const { data: list } = await client.lists.create({
      data: { name: 'Hires', api_slug: 'hires', parent_object: 'people', workspace_access: 'full-access', workspace_member_access: [] },
    })
    expect((await client.lists.list()).data.map((one) => one.api_slug)).toEqual(['pipeline', 'hires'])
    expect((await client.lists.retrieve('hires')).data).toEqual(list)
    const parent = { parent_object: 'people', parent_record_id: JANE }
    const { data: made } = await client.lists.entries.create('hires', { data: { ...parent, entry_values: {} } })
    const { data: again } = await client.lists.entries.assert('hires', { data: { ...parent, entry_values: {} } })
    expect(again).toEqual(made)
    const id = made.id.entry_id
    expect((await client.lists.entries.retrieve(id, { list: 'hires' })).data).toEqual(made)
    expect((await client.lists.entries.list('hires', { limit: 10 })).data).toEqual([made])
    expect(await client.lists.entries.delete(id, { list: 'hires' })).toEqual({})
    expect((await client.lists.entries.list('hires', {})).data).toEqual([])
  }) // prettier-ignore

  test('notes, tasks and comments', async () => {
    const { data: note } = await client.notes.create({
      data: { parent_object: 'people', parent_record_id: JANE, title: 'T', format: 'plaintext', content: 'x' },
    })
    expect((await client.notes.retrieve(note.id.note_id)).data).toEqual(note)
    expect((await client.notes.list({ limit: 50 })).data).toHaveLength(2)
    const { data: task } = await client.tasks.create({
      data: { content: 'Do', format: 'plaintext', deadline_at: null, is_completed: false, linked_records: [], assignees: [] },
    })
    const { data: done } = await client.tasks.update(task.id.task_id, { data: { is_completed: true } })
    expect(done).toMatchObject({ ...task, is_completed: true, completed_at: expect.any(String) })
    expect((await client.tasks.list({ is_completed: true })).data).toEqual([done])
    const { data: comment } = await client.comments.create({
      data: { format: 'plaintext', content: 'Hm', author: { type: 'workspace-member', id: ADA }, record: { object: 'people', record_id: JANE } },
    })
    expect((await client.comments.retrieve(comment.id.comment_id)).data).toEqual(comment)
    expect(await client.comments.delete(comment.id.comment_id)).toEqual({})
  }) // prettier-ignore
})

describe('what goes wrong', () => {
  const make = (values: { [slug: string]: unknown[] }) =>
    client.objects.records.create('projects', { data: { values } })

  test.each<{ says: string; act: () => Promise<unknown>; status: number; code: string }>([
    { says: 'a value another record holds', act: () => make({ code: ['AP-1'] }), status: 400, code: 'uniqueness_conflict' },
    { says: 'an unknown attribute', act: () => make({ mauve: [1] }), status: 400, code: 'value_not_found' },
    { says: 'a value of the wrong shape', act: () => make({ size: ['x'] }), status: 400, code: 'validation_type' },
    { says: 'a bad filter', act: () => client.objects.records.list('people', { filter: { mauve: 1 } }), status: 400, code: 'filter_error' },
    { says: 'no such record', act: () => client.objects.records.delete(NOBODY, { object: 'people' }), status: 404, code: 'not_found' },
    { says: 'no such endpoint', act: () => client.get('/v2/scribbles'), status: 404, code: 'not_found' },
    { says: 'a token without the scope', act: () => client.withOptions({ apiKey: READER }).workspaceMembers.list(), status: 403, code: 'unauthorized' },
    { says: 'a dead token', act: () => client.withOptions({ apiKey: 'x'.repeat(64) }).objects.list(), status: 401, code: 'unauthorized' },
    { says: 'a slug taken', act: () => client.withOptions({ maxRetries: 0 }).objects.create({ data: { api_slug: 'people', singular_noun: 'P', plural_noun: 'P' } }), status: 409, code: 'slug_conflict' },
  ])('$says', async ({ act, status, code }) => {
    await expect(act()).rejects.toMatchObject({ status, error: { code } })
  }) // prettier-ignore

  test('too many writes at once: the client waits as told, and none is lost or doubled', async () => {
    const patient = client.withOptions({ maxRetries: 10 })
    const made = await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        patient.objects.records.create('projects', { data: { values: { title: [`P${i}`] } } }),
      ),
    )
    expect(new Set(made.map((one) => one.data.id.record_id)).size).toBe(40)
    expect(attio.rows('projects')).toHaveLength(41)
    expect(attio.counters.of('records.create')).toBe(40)
    expect(attio.counters.throttled).toBeGreaterThan(0)
  })

  test('a server in trouble is asked again', async () => {
    attio.sky.change({ overloaded: 1 })
    const asked = client.objects.records.retrieve(JOE, { object: 'people' })
    setTimeout(() => attio.sky.change(CALM), 100)
    expect((await asked).data.id.record_id).toBe(JOE)
    expect(attio.counters.of('records.get')).toBeGreaterThan(1)
  })

  test('a cut line after the commit: the write stands', async () => {
    attio.sky.change({ lostAnswer: 1 })
    const once = client.withOptions({ maxRetries: 0 })
    await expect(once.objects.records.delete(ACME, { object: 'companies' })).rejects.toThrow()
    expect(attio.rows('companies').map(({ id }) => id)).not.toContain(ACME)
  })
})
