/** Each screen while it is read, and when it cannot be: what every one of them has to stand, beside its own tests. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Place } from '../../extension/frontend/place.ts'
import { inspect } from './look.ts'
import { BASE, openRehearsal, type Rehearsal } from './rehearsal.ts'
import { aConfig, aRun, Refusal } from './worker-double.ts'

let stage: Rehearsal
beforeAll(async () => {
  stage = await openRehearsal()
})
afterAll(async () => {
  await stage?.close()
  expect(stage.complaints).toEqual([])
})
beforeEach(() => stage.reset())

type Screen = { readonly name: string; readonly place: Place; readonly call: string }
const WHY: Place = { at: 'why', configId: 'cfg1', entityType: 'people', side: 'app', recordId: 'rec1', field: 'fld1' } // prettier-ignore
const SCREENS: readonly Screen[] = [
  { name: 'home', place: { at: 'home' }, call: 'configs' },
  { name: 'decide', place: { at: 'decide' }, call: 'conflicts' },
  { name: 'history', place: { at: 'history' }, call: 'sync/logs' },
  { name: 'run', place: { at: 'run', runId: 'run9' }, call: 'sync/logs/run9' },
  { name: 'records', place: { at: 'sync', configId: 'cfg1' }, call: 'configs/cfg1/records' },
  { name: 'why', place: WHY, call: 'explain' },
  { name: 'charts', place: { at: 'charts' }, call: 'configs/cfg1/numbers' },
]

// Seen red: with the state of loading left out of a screen, and with a failure told as an empty list.
test.each(SCREENS)('$name, while it is read and when it cannot be', async ({ name, place, call }) => {
  const way = `GET /api/crm/${call}`
  let answer: (reply: unknown) => void = () => {}
  const asked = new Promise((done) => (answer = done))
  stage.worker.state.replies[way] = () => asked
  const page = await stage.visit(place)
  await page.locator('.loading').first().waitFor()
  expect(await page.getByRole('alert').count()).toBe(0)
  expect(await inspect(page, `${name}-reading`)).toEqual([])

  const refused = new Refusal(503, 'The service is being moved. Try again in a minute.')
  stage.worker.state.replies[way] = refused
  answer(refused)
  const alert = page.getByRole('alert')
  await alert.getByText('The service is being moved').waitFor()
  expect(await page.locator('.loading').count()).toBe(0)
  expect(await inspect(page, `${name}-unread`)).toEqual([])

  // What the screen waits for stays away: it is enough that it is asked for again.
  const before = stage.worker.state.asked.filter((one) => one === way).length
  await alert.getByRole('button', { name: 'Try again' }).click()
  await expect
    .poll(() => stage.worker.state.asked.filter((one) => one === way).length)
    .toBeGreaterThan(before)
}) // prettier-ignore

describe('rare states', () => {
  test('a sync that is not there any more leads back to the others', async () => {
    const page = await stage.visit({ at: 'sync', configId: 'gone' })
    await page.getByText('This sync is not there any more').waitFor()
    expect(await inspect(page, 'records-gone')).toEqual([])
    await page.getByRole('button', { name: 'Back to the syncs' }).click()
    await page.getByRole('article', { name: 'Contacts and companies' }).waitFor()
  })

  test('a run under way stands on its card with its progress, and can be ended', async () => {
    const run = aRun({ phase: 'writing', status: 'running', progress: 0.6, recordsProcessed: 120, recordsPlanned: 20, recordsSynced: 12, endedAt: null }) // prettier-ignore
    stage.worker.state.configs = [aConfig(BASE, { lastRun: run })]
    stage.worker.state.runs = [run]
    const page = await stage.visit()
    await page.getByRole('progressbar').waitFor()
    await page.getByRole('button', { name: /^Cancel this run/ }).waitFor()
    // Seen red: “…” stood as its last run.
    expect(await page.getByText('Last run').count()).toBe(0)
    expect(await inspect(page, 'home-syncing')).toEqual([])
  })

  const EXPLAINED = {
    known: true, value: 'Principal engineer', says: 'Ann set this field aside; the sync leaves it alone.', from: 'people',
    standing: 'held', since: new Date().toISOString(), otherRecordId: null, otherField: 'Job title', mappingId: 'm1', by: null, history: [], holdIds: ['h1', 'h2'],
  } // prettier-ignore
  test('a value that is set aside says so', async () => {
    stage.worker.state.replies['GET /api/crm/explain'] = EXPLAINED
    const page = await stage.visit(WHY)
    await page.getByText('Set aside', { exact: true }).waitFor()
    expect(await inspect(page, 'why-held')).toEqual([])

    // Seen red with nothing to press: whoever came here had to find the record in a list of all that are set aside.
    const released: string[] = []
    for (const id of EXPLAINED.holdIds)
      stage.worker.state.replies[`DELETE /api/crm/configs/cfg1/holds/${id}`] = () => {
        released.push(id)
        stage.worker.state.replies['GET /api/crm/explain'] = { ...EXPLAINED, standing: null, holdIds: [] } // prettier-ignore
        return { done: true }
      }
    const letGo = page.getByRole('button', { name: 'Let it go' })
    await letGo.click()
    await letGo.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Undo' }).click()
    await letGo.click()
    await page.getByText('It is synced again from the next run on.').waitFor()
    await expect.poll(() => released, { timeout: 10_000 }).toEqual(['h1', 'h2'])
    await expect.poll(() => letGo.count()).toBe(0)
  })
})
