/** Addresses that anybody can make up, asked of the Worker as deployed: none of them leaves anything behind. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Api, openApi } from './api-world.ts'

const state = mkdtempSync(join(tmpdir(), 'made-up-'))
let api: Api
beforeAll(async () => {
  api = await openApi({
    main: 'worker/index.ts',
    state,
    vars: { AIRTABLE_CLIENT_ID: 'us', ATTIO_CLIENT_ID: 'us' },
  })
})
afterAll(async () => {
  await api.runtime.dispose()
  rmSync(state, { recursive: true })
})

/** How many objects hold a table of ours. */
function kept(): number {
  const files = readdirSync(state, { recursive: true, encoding: 'utf8' })
  return files.filter((file) => /[0-9a-f]{64}\.sqlite$/.test(file) && hasTables(join(state, file)))
    .length
}
function hasTables(file: string): boolean {
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    return database.prepare("select 1 from sqlite_master where name = 'step'").get() !== undefined
  } finally {
    database.close()
  }
}

const form = (path: string) =>
  api.runtime.fetch(path, {
    method: 'POST',
    headers: { 'sec-fetch-site': 'same-origin', cookie: '__Host-x=y' },
    redirect: 'manual',
  })
const socket = (path: string) =>
  api.runtime.mf.dispatchFetch(new URL(path, api.runtime.url), {
    headers: { upgrade: 'websocket' },
  })

// Seen red with the tables made whenever an object is woken: 20 objects more for all but the stamped ones.
test.each<{ says: string; ask: (n: number) => Promise<Response | { status: number }>; status: number }>([
  { says: 'the page of a sign-in', ask: (n) => api.runtime.fetch(`/connect/nNeverGiven${n}xxxxxxxxxxxxxx`), status: 400 },
  { says: 'the button of a sign-in', ask: (n) => form(`/connect/nNeverButton${n}xxxxxxxxxxxxxx/confirm`), status: 400 },
  { says: 'how a pairing stands', ask: (n) => api.call('POST', `/api/pair/nNeverPaired${n}xxxxxxxxxxxxxx`, undefined, { secret: 'x'.repeat(40) }), status: 404 },
  { says: 'an invitation', ask: (n) => api.runtime.fetch(`/connect/invitation/w${n}.${'x'.repeat(32)}`), status: 400 },
  { says: 'an answer to a sign-in', ask: (n) => api.runtime.fetch(`/connect/callback/airtable?code=x&state=nNever${n}.x.${'x'.repeat(43)}`), status: 400 },
  { says: 'a key of a workspace', ask: (n) => api.call('GET', '/api/me', `dsp_wNever${n}_${'x'.repeat(32)}`), status: 401 },
  { says: 'a webhook', ask: (n) => api.runtime.fetch(`/webhooks/airtable/appNever${n}.${'k'.repeat(24)}`, { method: 'POST', body: '{}' }), status: 404 },
  { says: 'a live line', ask: (n) => socket(`/api/crm/sync/live?configId=sNeverGiven${n}&ticket=sNeverGiven${n}.x.${'x'.repeat(43)}`), status: 401 },
])('$says that was never given, asked for twenty times, leaves no object behind', async ({ ask, status }) => {
  const before = kept()
  const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => ask(n)))
  expect(new Set(answers.map((one) => one.status))).toEqual(new Set([status]))
  expect(kept()).toBe(before)
}) // prettier-ignore

test('what was given is kept', async () => {
  const before = kept()
  expect((await api.call('POST', '/api/pair', undefined, { baseId: 'appGiven' })).status).toBe(201)
  expect(kept()).toBe(before + 1)
})
