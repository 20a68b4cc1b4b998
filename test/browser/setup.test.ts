/** Every step of setting up a sync, and what may go wrong there, looked at docked and wide, light and dark. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { must } from '../sandbox/agreement.ts'
import { BASE, realWorld } from '../sandbox/real.ts'
import { inspect } from './look.ts'
import { openStage, type Stage } from './stage.ts'

const real = realWorld({ records: 12, overlap: 0.5 })
let stage: Stage
let page: Page

beforeAll(async () => {
  stage = await openStage({ world: real.world })
})
afterAll(async () => {
  await stage?.close()
})

const button = (name: string | RegExp) => page.getByRole('button', { name })
const heading = (name: string) => page.getByRole('heading', { name }).waitFor()

test('nothing is connected: both ends say so, and a code is shown to sign in with', async () => {
  page = await stage.visit()
  await heading('Connect both sides')
  expect(await inspect(page, 'setup-connect')).toEqual([])
  await button('Connect Attio').click()
  await page.locator('.code').waitFor()
  expect(await inspect(page, 'setup-code')).toEqual([])
})

test('tables are suggested with how sure that is, and changed by hand', async () => {
  const { access } = stage.session
  const client = stage.client
  if (!client) throw new Error('the stage has a workspace')
  await must(
    client.connect({ provider: 'airtable', token: access.airtable.sync.token, baseId: BASE }),
  )
  await must(client.connect({ provider: 'attio', token: access.attio.sync.token }))
  await page.reload()
  await heading('What belongs together?')
  await page.getByText('Very likely').first().waitFor()
  expect(await inspect(page, 'setup-choose')).toEqual([])
  const other = page.getByLabel('Counterpart of Committees')
  await other.selectOption({ label: 'People' })
  await page.getByText('Another table goes there already').first().waitFor()
  expect(await button('Continue').getAttribute('aria-disabled')).toBe('true')
  expect(await inspect(page, 'setup-choose-twice')).toEqual([])
  await other.selectOption({ label: 'Not synced' })
  await button('Continue').click()
})

test('fields show what paired itself, and what is closed is open again where it was', async () => {
  await heading('Do these fields say the same?')
  await page.getByText('fields paired').first().waitFor()
  expect(await inspect(page, 'setup-fields')).toEqual([])
  await page.reload()
  await heading('Do these fields say the same?')
  await page.locator('footer').getByRole('button', { name: 'Back' }).click()
  await heading('What belongs together?')
  expect(await page.getByLabel('Sync Committees').isChecked()).toBe(false)
  expect(await page.getByLabel('Sync People').isChecked()).toBe(true)
  await button('Continue').click()
  await heading('Do these fields say the same?')
})

test('a colleague who may only read is told what it takes', async () => {
  const colleague = await stage.visit({ role: 'read' })
  await colleague.evaluate(
    (base) => sessionStorage.setItem(`datasync.place.${base}`, '[{"at":"home"},{"at":"setup"}]'),
    BASE,
  )
  await colleague.reload()
  await colleague.getByText('Not with your role').waitFor()
  await colleague.getByText('You need to be an editor of this base').first().waitFor()
  await colleague.getByText('Whoever owns the base can change that').waitFor()
  expect(await inspect(colleague, 'setup-refused')).toEqual([])
  await colleague.context().close()
})

test('who is right is one step, and the preview follows it', async () => {
  await button('Continue').click()
  await heading('Who is right?')
  expect(await inspect(page, 'setup-rules')).toEqual([])
  await page
    .getByRole('radio', { name: /^Attio, always/ })
    .first()
    .check()
  await button('Continue').click()
  await heading('This is what would happen')
  await page.getByText('to create').waitFor({ timeout: 30_000 })
  const config = (await must(stage.client?.configs() ?? Promise.reject(new Error('no client'))))
    .items[0]
  expect(config).toMatchObject({
    firstMeeting: 'crm_wins',
    syncFrequency: 'manual',
    lastRun: { kind: 'preview' },
  })
  expect(await inspect(page, 'setup-preview')).toEqual([])
  await button('Look at each change').click()
  await page.getByRole('dialog').getByRole('row').nth(3).waitFor()
  expect(await inspect(page, 'setup-changes')).toEqual([])
  await page.getByRole('dialog').getByRole('row').nth(3).click()
  // Seen red: fields went by what the vendors call them among themselves.
  await page.locator('.plan-changes').waitFor()
  expect(await page.locator('.plan-changes dt').allInnerTexts()).toEqual([
    'Headquarters',
    'Founded',
  ])
  expect(await inspect(page, 'setup-change')).toEqual([])
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
})

test('it starts, and says how far it is until both sides are equal', async () => {
  await button('Start the sync').click()
  await heading('Your sync is running')
  await heading('Both sides are equal')
  expect(await inspect(page, 'setup-done')).toEqual([])
  expect(stage.complaints).toEqual([])
})

// What is ticked, and what it is called, were seen red by themselves (`setup-pairs.test.ts`).
test('a second sync is begun from home, and runs beside the first', async () => {
  await button('Go to your syncs').click()
  const first = page.getByRole('article', { name: 'Simulated base ⇄ Attio', exact: true })
  await first.waitFor()
  await button('Another sync').click()
  await heading('What belongs together?')
  await page.getByText('“Simulated base ⇄ Attio” has them.').first().waitFor()
  expect(await page.getByLabel('Sync People').isChecked()).toBe(false)
  expect(await page.getByLabel('Sync Committees').isChecked()).toBe(true)
  await page.getByLabel('Sync People').check()
  await page.getByText('This one would write only what that one leaves.').waitFor()
  expect(await button(/^Bring/).count()).toBe(0)
  expect(await inspect(page, 'setup-choose-second')).toEqual([])
  // Seen red with nothing said before the preview, which had nothing to write.
  await page.getByLabel('Sync Committees').uncheck()
  await page.getByText('nothing would be left to write').waitFor()
  expect(await inspect(page, 'setup-choose-met')).toEqual([])
  await page.getByLabel('Sync Committees').check()
  await page.getByText('nothing would be left to write').waitFor({ state: 'detached' })
  await page.getByLabel('Sync People').uncheck()
  await button('Continue').click()
  await heading('Do these fields say the same?')
  await page.getByText('fields paired').first().waitFor()
  await button('Continue').click()
  await heading('Who is right?')
  await button('Continue').click()
  await heading('This is what would happen')
  await page.getByText('to create').waitFor({ timeout: 30_000 })
  await button('Start the sync').click()
  await heading('Both sides are equal')
  await button('Go to your syncs').click()
  await first.getByText('In sync', { exact: true }).first().waitFor()
  const second = page.getByRole('article', { name: 'Simulated base ⇄ Attio: Committees' })
  await second.getByText('In sync', { exact: true }).first().waitFor()
  expect(await page.getByRole('article').count()).toBe(2)
  expect(await inspect(page, 'home-two')).toEqual([])
  expect(stage.session.attio.rows('committees').length).toBeGreaterThan(0)
  expect(stage.complaints).toEqual([])
})
