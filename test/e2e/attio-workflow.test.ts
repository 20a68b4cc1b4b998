/** The step “Push record to Airtable” as it is built, over the real Worker and both simulated vendors. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { must, runOnce } from '../sandbox/agreement.ts'
import { type AppServer, installed, Missing, openApp } from '../sandbox/desk/attio-app.ts'
import { openStage, type Stage } from './stage.ts'

let stage: Stage & AsyncDisposable
let app: AppServer

beforeAll(async () => {
  stage = await openStage({ records: 2 })
  expect(await runOnce(stage.agreed)).toMatchObject({ status: 'completed' })
  const { client } = stage.agreed
  const crm = (await must(client.connections())).items.find(({ provider }) => provider === 'attio')
  const { key } = await must(client.createKey({ name: 'Workflows', role: 'user', connectionId: crm!.id })) // prettier-ignore
  const { runtime, facts } = stage.session
  app = await openApp(installed(facts.attio.workspaceId, `${runtime.url}/#${key}`))
}, 120_000)
afterAll(() => stage?.[Symbol.asyncDispose]())

const push = (recordId: string, object = 'people') => app.step('push-record', { record: { object, recordId } }) // prettier-ignore

// Seen red: with an app that was built without the step.
describe('a workflow pushes a record', () => {
  test('and goes on with the address of its row', async () => {
    const full_name = 'Flo Work'
    const { id } = await stage.outsider.addToAttio('people', {
      name: [{ first_name: 'Flo', last_name: 'Work', full_name }],
    })
    const end = await push(id)
    const rows = await stage.outsider.airtableRecords('People')
    const row = rows.find(({ fields }) => fields['Last name'] === 'Work')
    const { baseId, tables } = stage.session.facts.airtable
    const url = `https://airtable.com/${baseId}/${tables['People']}/${row?.id}`
    expect(end).toEqual({ type: 'outcome', id: 'pushed', data: { title: full_name, url } })
  })

  test('that is gone, and goes on with the reason', async () => {
    const end = await push(crypto.randomUUID())
    expect(end).toMatchObject({ type: 'outcome', id: 'not_pushed', data: { reason: expect.any(String) } }) // prettier-ignore
  })

  test('of an object that is not synced, and stops', async () => {
    expect(await push('x', 'deals')).toMatchObject({
      type: 'error',
      errorMessage: expect.stringContaining('not synced with a table'),
      retryable: false,
    })
  })

  test('without a connection: Attio is told, which asks for it', async () => {
    const nobody = await openApp(installed(stage.session.facts.attio.workspaceId))
    const asked = nobody.step('push-record', { record: { object: 'people', recordId: 'x' } })
    await expect(asked).rejects.toBeInstanceOf(Missing)
  })
})
