import { describe, expect, test } from 'vitest'
import { ADA, BEA, CRM, CY } from './sample.ts'
import { META, offsetOf, PEOPLE, recordsOf, visit } from './visitor.ts'

describe('views', () => {
  const idsIn = (body: unknown) => recordsOf(body).map(({ id }) => id)

  test('a filter that changes lets others through, under the same id', async () => {
    const { airtable, call } = visit()
    const view = airtable.addView(CRM, 'People', 'Mine', "{Name}='Ada'")
    const list = async () => idsIn((await call('GET', `${PEOPLE}?view=${view.id}`)).body)
    expect(await list()).toEqual([ADA])
    airtable.changeView(CRM, 'People', view.id, { filter: "{Name}!='Ada'", name: 'Others' })
    expect(await list()).toEqual([BEA, CY])
    expect(idsIn((await call('GET', `${PEOPLE}?view=Others`)).body)).toEqual([BEA, CY])
  })

  test('one that is dropped is refused by name and told no more', async () => {
    const { airtable, call } = visit()
    const view = airtable.addView(CRM, 'People', 'Mine')
    airtable.dropView(CRM, 'People', 'Mine')
    const { status, body } = await call('GET', `${PEOPLE}?view=${view.id}`)
    expect([status, body]).toMatchObject([422, { error: { type: 'VIEW_NAME_NOT_FOUND' } }])
    expect(JSON.stringify((await call('GET', `${META}/tables`)).body)).not.toContain(view.id)
  })
})

describe('fields', () => {
  const rows = (airtable: ReturnType<typeof visit>['airtable']) => airtable.rows(CRM, 'People')

  test('of a type nobody knows are shown as they are, and not to be written', async () => {
    const { airtable, call } = visit()
    const id = airtable.addField(CRM, 'People', {
      name: 'Mood',
      type: 'moodRing',
      options: { hue: 7 },
    })
    expect(JSON.stringify((await call('GET', `${META}/tables`)).body)).toContain(
      JSON.stringify({ id, name: 'Mood', type: 'moodRing', options: { hue: 7 } }),
    )
    const { status } = await call('PATCH', `${PEOPLE}/${ADA}`, { fields: { Mood: 'blue' } })
    expect(status).toBe(422)
  })

  test('that the plan withholds are in no answer, and come back with all they held', async () => {
    const { airtable, call } = visit()
    const before = rows(airtable)
    airtable.withholdField(CRM, 'People', 'Age')
    expect(rows(airtable).filter(({ fields }) => 'Age' in fields)).toEqual([])
    expect((await call('GET', `${PEOPLE}?fields[]=Age`)).body).toMatchObject({
      error: { type: 'UNKNOWN_FIELD_NAME' },
    })
    const { body } = await call('GET', `${META}/tables`)
    expect(JSON.stringify(body)).not.toContain('"name":"Age"')
    airtable.giveBackField(CRM, 'People', 'fldagexxxxxxxxxxx')
    expect(rows(airtable).map(({ fields }) => fields.Age)).toEqual(
      before.map(({ fields }) => fields.Age),
    )
  })

  test('that are emptied stay, without a cell', () => {
    const { airtable } = visit()
    airtable.emptyField(CRM, 'People', 'Age')
    expect(rows(airtable).filter(({ fields }) => 'Age' in fields)).toEqual([])
    expect(airtable.edit(CRM, 'People', ADA, { Age: 4 }).fields.Age).toBe(4)
  })
})

describe('copies', () => {
  test('a duplicate has what was typed, an id and files of its own, and a number of its own', () => {
    const { airtable } = visit()
    const original = airtable.rows(CRM, 'People').find(({ id }) => id === ADA)
    const copy = airtable.duplicate(CRM, 'People', ADA)
    expect(copy.id).not.toBe(ADA)
    expect(copy.fields).toMatchObject({ Name: 'Ada', Age: original?.fields.Age })
    const idOf = (files: unknown) => (files as { id: string }[])[0]?.id
    expect(idOf(copy.fields.Files)).not.toBe(idOf(original?.fields.Files))
    expect(copy.fields['No']).toBe(airtable.rows(CRM, 'People').length)
  })

  test('rows imported again are the same words under other ids', () => {
    const { airtable } = visit()
    const names = () => airtable.rows(CRM, 'People').map(({ fields }) => fields.Name)
    const before = names()
    const ids = airtable.reimport(CRM, 'People')
    expect(names()).toEqual(before)
    expect(airtable.rows(CRM, 'People').map(({ id }) => id)).toEqual([...ids.values()])
    expect([...ids.keys()]).toEqual([ADA, BEA, CY])
  })
})

describe('files on their way', () => {
  const file = { Files: [{ url: 'https://files.test/a.txt' }] }
  const filesOf = (body: unknown) => (body as { fields: { Files?: object[] } }).fields.Files ?? []

  test('show where they come from until they are fetched', async () => {
    const { call, clock } = visit({ switches: { fetchMs: 1000 } })
    const { body } = await call('PATCH', `${PEOPLE}/${CY}`, { fields: file })
    expect(filesOf(body)).toEqual([
      { id: expect.any(String), url: 'https://files.test/a.txt', filename: 'a.txt' },
    ])
    await clock.run(clock.sleep(1000))
    expect(filesOf((await call('GET', `${PEOPLE}/${CY}`)).body)).toMatchObject([
      { url: expect.stringContaining('airtableusercontent'), size: expect.any(Number) },
    ])
  })

  test.each([
    ['from nowhere', () => 'https://nowhere.invalid/a.txt', 0],
    ['from an address of ours that lives', (own: string) => own, 1],
    ['from an address of ours that has died', (own: string) => own, 0],
  ])('%s', async (says, from, want) => {
    const { call, clock } = visit({ switches: { fetchMs: 1000 } })
    const [own] = filesOf((await call('GET', `${PEOPLE}/${ADA}`)).body) as { url: string }[]
    await clock.run(clock.sleep(says.includes('died') ? 3 * 3_600_000 : 0))
    await call('PATCH', `${PEOPLE}/${CY}`, { fields: { Files: [{ url: from(own!.url) }] } })
    await clock.run(clock.sleep(1000))
    expect(filesOf((await call('GET', `${PEOPLE}/${CY}`)).body)).toHaveLength(want)
  })
})

describe('comments', () => {
  const at = `${PEOPLE}/${ADA}/comments`
  const world = () => {
    const visited = visit()
    const say = async (text: string, more: object = {}, who = 'ann') =>
      (await visited.call('POST', at, { text, ...more }, who)).body as { id: string }
    return { ...visited, say }
  }

  test('are listed newest first, page by page, with a null offset at the end', async () => {
    const { call, say } = world()
    const [first, second] = [await say('one'), await say('two', {}, 'bob')]
    const page = (await call('GET', `${at}?pageSize=1`)).body as { offset: string }
    expect(page).toMatchObject({
      comments: [{ id: second.id, text: 'two', author: { email: 'bob@acme.test' } }],
    })
    expect((await call('GET', `${at}?pageSize=1&offset=${page.offset}`)).body).toMatchObject({
      comments: [{ id: first.id, lastUpdatedTime: null }],
      offset: null,
    })
    expect(offsetOf((await call('GET', `${PEOPLE}?pageSize=3`)).body)).toBe(undefined)
  })

  test('are counted where that is asked for', async () => {
    const { call, say } = world()
    await say('one')
    const { body } = await call('GET', `${PEOPLE}?recordMetadata[]=commentCount&fields[]=Name`)
    expect(body).toMatchObject({
      records: expect.arrayContaining([expect.objectContaining({ id: ADA, commentCount: 1 })]),
    })
  })

  test('are changed and removed by whoever wrote them alone', async () => {
    const { call, say } = world()
    const { id } = await say('one')
    const answer = await say('two', { parentCommentId: id })
    expect(answer).toMatchObject({ parentCommentId: id })
    expect((await call('PATCH', `${at}/${id}`, { text: 'x' }, 'bob')).status).toBe(403)
    expect((await call('PATCH', `${at}/${id}`, { text: 'uno' })).body).toMatchObject({
      text: 'uno',
      lastUpdatedTime: expect.any(String),
    })
    expect((await call('DELETE', `${at}/${id}`)).body).toEqual({ id, deleted: true })
    expect((await call('DELETE', `${at}/${id}`)).status).toBe(403)
  })

  test.each([
    ['without their scope', 'narrow', { text: 'x' }, 403],
    ['without words', 'ann', {}, 422],
    ['in answer to nobody', 'ann', { text: 'x', parentCommentId: 'comNone' }, 422],
    ['by somebody who may only read', 'eve', { text: 'x' }, 403],
  ])('are refused %s', async (_says, who, body, status) => {
    expect((await world().call('POST', at, body, who)).status).toBe(status)
  })
})
