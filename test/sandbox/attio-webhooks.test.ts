import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { AttioSandbox } from './attio/attio.ts'
import { callerOf, dig } from './attio/caller.ts'
import { CAST, FULL } from './attio/cast.ts'
import { virtualClock } from './clock.ts'
import type { PostWeather } from './post.ts'

const DAY = 86_400_000
type Event = { event_type: string; id: { [key: string]: string }; actor: { type: string }; [key: string]: unknown } // prettier-ignore
type Heard = { readonly headers: Headers; readonly body: string; readonly event: Event }

const ALL = [
  'record.created', 'record.updated', 'record.deleted', 'record.merged', 'list-entry.created', 'list-entry.updated',
  'list-entry.deleted', 'note.created', 'note.updated', 'note-content.updated', 'note.deleted', 'task.created', 'task.updated',
  'task.deleted', 'object-attribute.created', 'object-attribute.updated',
] // prettier-ignore

async function open(
  subscriptions: readonly object[] = ALL.map((event_type) => ({ event_type, filter: null })),
  { post = {}, answer = () => 200 }: { post?: Partial<PostWeather>; answer?: () => number } = {},
) {
  const clock = virtualClock()
  const heard: Heard[] = []
  const attio = new AttioSandbox(CAST, {
    clock,
    post,
    deliver: async (request) => {
      const body = await request.text()
      const { events }: { events: Event[] } = JSON.parse(body)
      heard.push({ headers: request.headers, body, event: events[0]! })
      return new Response(null, { status: answer() })
    },
  })
  const send = callerOf((request) => clock.run(attio.fetch(request)))
  const call: typeof send = (method, path, body, token = FULL) => send(method, path, body, token)
  const made = await call('POST', '/v2/webhooks', { data: { target_url: 'https://us.test/hook', subscriptions } }) // prettier-ignore
  const told = async (): Promise<string[]> => {
    await clock.advance(5_000)
    return heard.splice(0).map(({ event }) => event.event_type)
  }
  return { clock, attio, call, heard, made, told }
}
const jane = (attio: AttioSandbox): string => attio.rows('people')[0]!.id

describe('what is told', () => {
  test('one event for each attribute that changed, ids and never a value', async () => {
    const { attio, clock, heard } = await open()
    attio.edit('people', jane(attio), { job_title: 'Captain', description: 'A secret' })
    await clock.advance(1_000)
    expect(heard).toHaveLength(2)
    for (const { body, event } of heard) {
      expect(body).not.toMatch(/Captain|secret/)
      expect(Object.keys(event.id).sort()).toEqual(['attribute_id', 'object_id', 'record_id', 'workspace_id']) // prettier-ignore
      expect(event.actor.type).toBe('workspace-member')
    }
  })

  test.each<{ says: string; act: (attio: AttioSandbox) => void; expected: string[] }>([
    { says: 'a record made', expected: ['record.created'],
      act: (a) => void a.add('people', { name: 'New, Nora' }) },
    { says: 'a record deleted', expected: ['record.deleted'],
      act: (a) => { const id = a.add('people', { name: 'New, Nora' }); a.remove('people', id) } },
    { says: 'a note made and changed', expected: ['note.created', 'note-content.updated'],
      act: (a) => { const id = a.beside().note({ object: 'people', id: jane(a) }, { title: 'T', content: 'one' }); a.beside().editNote(id, { content: 'two' }) } },
    { says: 'a task made', expected: ['task.created'], act: (a) => void a.beside().task({ content: 'Do it' }) },
    { says: 'two records merged: two events, both with the new id', expected: ['record.merged', 'record.merged'],
      act: (a) => { const [one, two] = [a.add('people', { name: 'A, B' }), a.add('people', { name: 'C, D' })]; a.merge('people', one, two) } },
  ])('$says', async ({ act, expected }) => {
    const { attio, told } = await open()
    act(attio)
    const events = await told()
    expect(events.filter((one) => expected.includes(one)).sort()).toEqual([...expected].sort())
  }) // prettier-ignore

  test('our own writes are told too, as those of the token', async () => {
    const { attio, call, clock, heard } = await open()
    await call('PATCH', `/v2/objects/people/records/${jane(attio)}`, { data: { values: { job_title: 'Pilot' } } }) // prettier-ignore
    await clock.advance(1_000)
    expect(heard[0]!.event.actor.type).toBe('api-token')
  })
})

test('signed over the raw bytes, with one key for each message', async () => {
  const { attio, clock, heard, made } = await open(undefined, { post: { doubled: 1, lateMs: 100 } })
  const secret = String(dig(made.body, 'data', 'secret'))
  attio.edit('people', jane(attio), { job_title: 'Captain' })
  await clock.advance(5_000)
  expect(heard).toHaveLength(2)
  const [first, second] = heard
  const own = createHmac('sha256', secret).update(first!.body).digest('hex')
  expect(first!.headers.get('attio-signature')).toBe(own)
  expect(first!.headers.get('x-attio-signature')).toBe(own)
  expect(second!.headers.get('idempotency-key')).toBe(first!.headers.get('idempotency-key'))
})

describe('filters', () => {
  test.each<[string, (ids: { people: string; other: string }) => object | null, number]>([
    ['none', () => null, 1],
    ['the object', ({ people }) => ({ $or: [{ field: 'id.object_id', operator: 'equals', value: people }] }), 1],
    ['another object', ({ other }) => ({ $and: [{ field: 'id.object_id', operator: 'equals', value: other }] }), 0],
    ['not people', () => ({ $and: [{ field: 'actor.type', operator: 'not_equals', value: 'workspace-member' }] }), 0],
    ['nothing at all', () => ({ $and: [] }), 1],
  ])('%s', async (_, filter, expected) => {
    const probe = await open()
    const objects = (await probe.call('GET', '/v2/objects')).body
    const idOf = (slug: string): string => {
      const all = dig(objects, 'data')
      const found = Array.isArray(all) ? all.find((one) => dig(one, 'api_slug') === slug) : null
      return String(dig(found, 'id', 'object_id'))
    }
    const ids = { people: idOf('people'), other: idOf('companies') }
    const { attio, told } = await open([{ event_type: 'record.updated', filter: filter(ids) }])
    attio.edit('people', jane(attio), { job_title: 'Captain' })
    expect(await told()).toHaveLength(expected)
  }) // prettier-ignore

  test.each([
    ['no filter key', { event_type: 'record.updated' }],
    ['an unknown event', { event_type: 'record.sneezed', filter: null }],
    ['a list nobody knows', { event_type: 'list-entry.updated', filter: { $and: [{ field: 'id.list_id', operator: 'equals', value: 'x' }] } }],
  ])('%s is refused', async (_, subscription) => {
    expect((await open([subscription])).made.status).toBe(400)
  }) // prettier-ignore
})

test('in vain for three days it is degraded, still tries, and is inactive a week later', async () => {
  const { attio, call, clock, heard } = await open(undefined, { answer: () => 500 })
  const status = async () => dig((await call('GET', '/v2/webhooks')).body, 'data', 0, 'status')
  attio.edit('people', jane(attio), { job_title: 'Captain' })
  await clock.advance(4 * DAY)
  expect(heard).toHaveLength(11)
  expect(await status()).toBe('degraded')
  await clock.advance(8 * DAY)
  expect(await status()).toBe('inactive')
})

test('at most 25 a second to one address', async () => {
  const { attio, clock, heard } = await open()
  for (let n = 0; n < 100; n++) attio.edit('people', jane(attio), { job_title: `T${n}` })
  await clock.advance(990)
  expect(heard.length).toBeLessThanOrEqual(25)
  await clock.advance(4_000)
  expect(heard).toHaveLength(100)
})

test('a patch replaces the subscriptions, a deleted one tells nothing more', async () => {
  const { attio, call, made, told } = await open()
  const id = String(dig(made.body, 'data', 'id', 'webhook_id'))
  await call('PATCH', `/v2/webhooks/${id}`, { data: { subscriptions: [{ event_type: 'record.created', filter: null }] } }) // prettier-ignore
  attio.edit('people', jane(attio), { job_title: 'Captain' })
  expect(await told()).toEqual([])
  attio.add('people', { name: 'New, Nora' })
  expect(await told()).toEqual(['record.created'])
  await call('DELETE', `/v2/webhooks/${id}`)
  attio.add('people', { name: 'Newer, Nina' })
  expect(await told()).toEqual([])
})
