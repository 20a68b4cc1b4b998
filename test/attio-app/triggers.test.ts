/** What the triggers of workflows do: ask DataSync to call, stop asking, and believe only what it says. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { activate, deactivate, heard, type Store } from '../../attio-app/src/worker/trigger.ts'
import { signatureOf } from '../../attio-app/src/worker/signature.ts'

const kept = new Map<string, unknown>()
const store: Store = {
  get: async (key) => (kept.has(key) ? { value: kept.get(key) as string } : null),
  set: async (key, value) => void kept.set(key, value),
}

const KEY = 'dsp_w_1'
const connection = { id: 'c1', connection_key: 'default', value: `https://sync.example.com/#${KEY}`, createdBy: { type: 'user', id: 'u1' }, ownedBy: { type: 'workspace', id: 'W1' } } as const // prettier-ignore
const activation = { uniqueActivationId: 'act 1', triggerCallbackUrl: 'https://hooks.attio.com/1' }
const awaited = { event: 'record_updated', object: 'people' } as const
const SUBSCRIPTION = { id: 'n1', ref: 'act-1', event: 'record_updated', table: 'people', createdAt: '2026-05-04T09:30:00.000Z', waiting: 0, failures: 0 } // prettier-ignore

type Sent = { method: string; path: string; body: string }
const sent: Sent[] = []
/** What the Worker answers from now on. */
function worker(status: number, json: unknown): void {
  vi.stubGlobal('fetch', async (url: string, { method, body }: { method: string; body: string }) => {
    sent.push({ method, path: new URL(url).pathname, body })
    return new Response(JSON.stringify(json), { status })
  })
} // prettier-ignore
beforeEach(() => {
  sent.length = 0
  kept.clear()
})
// Whatever runs next in this process has its own calls to make.
afterEach(() => void vi.unstubAllGlobals())

describe('switched on', () => {
  test('DataSync is asked to call the workflow', async () => {
    worker(201, SUBSCRIPTION)
    expect(await activate(connection, awaited, activation)).toEqual({ type: 'complete' })
    expect(sent).toMatchObject([{ method: 'POST', path: '/api/crm/subscriptions' }])
    expect(JSON.parse(sent[0]!.body)).toEqual({
      ref: 'act-1',
      event: 'record_updated',
      table: 'people',
      url: 'https://hooks.attio.com/1',
      secret: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    expect(sent[0]!.body).not.toContain(KEY)
  })

  test.each([
    ['refused', 403, { code: 'role_too_low', message: 'No.', requestId: 'r' }, /may only look/],
    ['too many', 409, { code: 'not_now', message: 'Only 100 fit.', requestId: 'r' }, /^Only 100 fit/],
    ['an answer of nobody we know', 200, 'hello', /./],
  ])('%s: the person reads why', async (_says, status, json, says) => {
    worker(status, json)
    expect(await activate(connection, awaited, activation)).toEqual({ type: 'error', errorMessage: expect.stringMatching(says) })
  }) // prettier-ignore
})

describe('switched off', () => {
  // Seen red: without the catch a workflow of a workspace that is disconnected could not be switched off.
  test.each([
    ['DataSync forgets it', 200, { done: true }, () => connection],
    ['DataSync knows nothing of it', 404, { code: 'not_found', message: 'No.', requestId: 'r' }, () => connection],
    ['DataSync is broken', 500, 'x', () => connection],
    ['nobody is connected any more', 200, { done: true }, () => { throw new Error('no-workspace-connection') }],
  ] as const)('%s', async (_says, status, json, connected) => {
    worker(status, json)
    expect(await deactivate(connected, activation)).toEqual({ type: 'complete' })
  }) // prettier-ignore

  test('by the name it was asked for under', async () => {
    worker(200, { done: true })
    await deactivate(() => connection, activation)
    expect(sent).toMatchObject([{ method: 'DELETE', path: '/api/crm/subscriptions/act-1' }])
  })
})

describe('called', () => {
  const tiding = { id: 's1.w1', event: 'record_updated', at: '2026-05-04T09:30:00.000Z', configId: 's1', entityType: 'people', table: 'people', recordId: 'r1', fields: ['Name', 'Score'] } // prettier-ignore
  async function call(more: object = {}, as: { key?: string; act?: string; cut?: boolean } = {}) {
    const body = JSON.stringify({ ...tiding, ...more })
    const secret = await signatureOf(as.key ?? KEY, `trigger ${as.act ?? 'act 1'}`)
    const request = new Request('https://hooks.attio.com/1', {
      method: 'POST',
      body: as.cut ? body.replace('r1', 'r2') : body,
      headers: { 'x-datasync-signature': await signatureOf(secret, body) },
    })
    return heard(connection, store, request, awaited, activation)
  }

  test('it says what happened, once', async () => {
    expect(await call()).toEqual(tiding)
    expect(await call()).toBeNull()
    expect(await call({ id: 's1.w2' })).toMatchObject({ id: 's1.w2' })
  })

  // Seen red: each with its check taken out.
  test.each([
    ['another event', { event: 'conflict_found' }, {}],
    ['another object', { table: 'companies' }, {}],
    ['something else', { recordId: 7 }, {}],
    ['a body that was altered', {}, { cut: true }],
    ['another key', {}, { key: 'dsp_w_2' }],
    ['another workflow', {}, { act: 'act 2' }],
  ])('%s is not believed', async (_says, more, as) => {
    expect(await call(more, as)).toBeNull()
    expect(kept.size).toBe(0)
  })

  test('no signature at all is not believed', async () => {
    const request = new Request('https://hooks.attio.com/1', { method: 'POST', body: '{}' })
    expect(await heard(connection, store, request, awaited, activation)).toBeNull()
  })
})
