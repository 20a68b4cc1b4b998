/** The triggers of workflows as they are built, over the real Worker in its runtime and both simulated vendors. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { openClient } from '../../shared/api/client.ts'
import { must, runOnce, sendTo } from '../sandbox/agreement.ts'
import { type AppServer, installed, openApp, type Running } from '../sandbox/desk/attio-app.ts'
import { answerCallback } from '../sandbox/desk/workflows.ts'
import { openStage, type Stage } from './stage.ts'

let stage: Stage & AsyncDisposable
let app: AppServer
let key: string
let keyId: string
let updated: Running
let found: Running

const PEOPLE = { object: { object: 'people' } }
const on = async (id: string): Promise<Running> => {
  const running = await app.switchOn(id, PEOPLE)
  if ('error' in running) throw new Error(JSON.stringify(running.error))
  return running
}

beforeAll(async () => {
  stage = await openStage({ records: 3 })
  expect(await runOnce(stage.agreed)).toMatchObject({ status: 'completed' })
  const { client } = stage.agreed
  const crm = (await must(client.connections())).items.find(({ provider }) => provider === 'attio')
  const made = await must(client.createKey({ name: 'Workflows', role: 'user', connectionId: crm!.id })) // prettier-ignore
  key = made.key
  keyId = made.id
  const { runtime, facts } = stage.session
  app = await openApp(installed(facts.attio.workspaceId, `${runtime.url}/#${made.key}`))
  updated = await on('record-updated')
  found = await on('conflict-found')
}, 120_000)
afterAll(() => stage?.[Symbol.asyncDispose]())

/** Two halves of one person. */
async function somebody(): Promise<{ readonly row: string; readonly record: string }> {
  const { client, configId } = stage.agreed
  const [link] = (await must(client.links(configId, { entityType: 'people' }))).items
  return { row: link!.appRecordId, record: link!.crmRecordId }
}

// Seen red: with a settled write that tells nobody, and with a Worker that calls without signing.
describe('a workflow begins', () => {
  test('when what somebody entered in Airtable has arrived in a record, and only then', async () => {
    const { row, record } = await somebody()
    await stage.outsider.editInAirtable('People', row, { 'First name': 'Ottoline' })
    await runOnce(stage.agreed)
    await vi.waitFor(() => expect(updated.began).not.toEqual([]), { timeout: 20_000, interval: 50 })
    expect(updated.began).toEqual([
      {
        type: 'outcome',
        id: 'updated',
        data: { record: { object: 'people', recordId: record }, fields: 'Name' },
      },
    ])
    expect(found.began).toEqual([])
  })

  test('when a record and its row disagree', async () => {
    const { row, record } = await somebody()
    await must(stage.agreed.client.pause(stage.agreed.configId))
    await stage.outsider.editInAirtable('People', row, { 'Last name': 'Left' })
    await stage.outsider.editInAttio('people', record, { name: [{ first_name: 'Ottoline', last_name: 'Right', full_name: 'Ottoline Right' }] }) // prettier-ignore
    await must(stage.agreed.client.resume(stage.agreed.configId))
    await runOnce(stage.agreed)
    await vi.waitFor(() => expect(found.began).not.toEqual([]), { timeout: 20_000, interval: 50 })
    expect(found.began).toMatchObject([{ id: 'found', data: { record: { recordId: record } } }])
  })

  test('not where somebody else calls: without the signature nothing is believed', async () => {
    const { triggerCallbackUrl } = updated.activation
    const before = updated.began.length
    const body = JSON.stringify({ id: 's.w1', event: 'record_updated', at: new Date().toISOString(), configId: 's', entityType: 'people', table: 'people', recordId: 'r', fields: [] }) // prettier-ignore
    const headers = { 'x-datasync-signature': 'a'.repeat(64) }
    await answerCallback(new Request(triggerCallbackUrl, { method: 'POST', body, headers }))
    expect(updated.began.slice(before)).toEqual([{ type: 'no-op' }])
  })
})

describe('a workflow ends', () => {
  test('switched off, DataSync no longer knows of it', async () => {
    const client = openClient(key, sendTo(stage.session.runtime.url))
    expect((await must(client.subscriptions())).items).toHaveLength(2)
    expect(await found.off()).toEqual({ type: 'complete' })
    expect((await must(client.subscriptions())).items).toMatchObject([{ event: 'record_updated', waiting: 0 }]) // prettier-ignore
  })

  test('its key is revoked: nothing is told any more, and switching it off still works', async () => {
    await must(stage.agreed.client.revokeKey(keyId))
    const { row } = await somebody()
    const before = updated.began.length
    await stage.outsider.editInAirtable('People', row, { 'First name': 'Nobody' })
    await runOnce(stage.agreed)
    expect(updated.began.slice(before)).toEqual([])
    expect(await updated.off()).toEqual({ type: 'complete' })
  })
})
