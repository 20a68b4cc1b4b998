/**
 * Somebody who mends a record that could not be written, on the whole desk: from what the extension says on top, over the
 * record in Airtable's own grid, until it is gone from the list. A person is to need under two minutes for it.
 */
import type { FrameLocator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runOnce } from '../sandbox/agreement.ts'
import { personId, realWorld } from '../sandbox/real.ts'
import { openOutsider, type Outsider } from '../sandbox/outsider.ts'
import { openStage, type Stage } from './stage.ts'

const real = realWorld({ records: 4 })
const [ONE] = real.rows.people
const NAME = `${ONE!.firstName} ${ONE!.lastName}`
const ROW = personId(ONE!.bioguideId)

let stage: Stage
let outsider: Outsider
let page: Page
let extension: FrameLocator
const steps: { readonly says: string; readonly ms: number }[] = []

beforeAll(async () => {
  stage = await openStage({ world: real.world, terms: {}, scale: 4 })
  const { access, facts, clock } = stage.session
  outsider = openOutsider(access, facts, clock)
  await runOnce(stage.agreed!)
  page = await stage.visit({ width: 1_280 })
})
afterAll(async () => {
  await stage?.close()
  expect(stage.complaints).toEqual([])
})

/** Something somebody does, and what they wait for before they do the next. */
async function step(says: string, does: () => Promise<unknown>): Promise<void> {
  const began = performance.now()
  await does()
  steps.push({ says, ms: performance.now() - began })
}
const phoneNow = async () => (await outsider.airtableRecord('People', ROW)).fields['Phone']

/** A phone that is none comes from Airtable, and is told on top of the syncs. */
async function spoil(phone: string): Promise<void> {
  await outsider.editInAirtable('People', ROW, { Phone: phone })
  await runOnce(stage.agreed!)
  await page.goto(stage.session.facts.desk.address)
  extension = page.frameLocator('section.extension iframe')
  await extension.getByRole('button', { name: 'Syncs' }).click()
  await extension.getByText('1 record could not be written').waitFor()
}
async function mendInAirtable(open: ReturnType<FrameLocator['getByRole']>): Promise<void> {
  const row = page.getByRole('dialog', { name: 'Record' })
  await step('open the record', async () => {
    await open.click()
    await row.getByLabel('Phone').waitFor()
  })
  await step('type the phone', async () => {
    await row.getByLabel('Phone').fill(ONE!.phone)
    await row.getByLabel('Phone').press('Enter')
    await expect.poll(phoneNow).toBe(ONE!.phone)
    await row.getByRole('button', { name: 'Close' }).click()
  })
}
function tell(way: string): void {
  const all = steps.splice(0)
  const seconds = all.reduce((sum, { ms }) => sum + ms, 0) / 1_000
  process.stdout.write(
    `Mended ${way}: ${all.length} steps, ${seconds.toFixed(1)} s without the person's own reading: ${all.map(({ says }) => says).join(', ')}\n`,
  )
}

// Seen red with a list that had no way to try again.
test('from what is told on top, in four steps', async () => {
  await spoil('ask Bob')
  await step('press “Mend”', async () => {
    await extension.getByRole('button', { name: /^Mend/ }).click()
    await extension.getByText('is not a phone number').waitFor()
  })
  const card = extension.locator('.standing-record').filter({ hasText: NAME })
  await mendInAirtable(card.getByRole('button', { name: 'Open in Airtable' }))
  await step('press “Retry”', async () => {
    await card.getByRole('button', { name: 'Retry' }).click()
    await card.waitFor({ state: 'detached', timeout: 20_000 })
  })
  expect(steps).toHaveLength(4)
  tell('from the alert')
  expect(JSON.stringify(stage.session.attio.rows('people'))).not.toContain('ask Bob')
})

// Seen red with a detail that said what mends it and left “Retry what failed” behind itself.
test('from the history, in six steps', async () => {
  await spoil('ask Sue')
  await step('press “History”', () => extension.getByRole('button', { name: 'History' }).click())
  const runs = extension.getByRole('table', { name: 'History' }).getByRole('row')
  await step('open the run', async () => {
    await runs.nth(1).click()
    await extension.getByRole('tab', { name: /^Not written/ }).waitFor()
  })
  const detail = extension.getByRole('dialog', { name: NAME })
  await step('open what became of the record', async () => {
    await extension.getByRole('tab', { name: /^Not written/ }).click()
    await extension.getByRole('table').getByText(NAME).click()
    await detail.getByText('is not a phone number').waitFor()
  })
  await mendInAirtable(detail.getByRole('button', { name: 'Open in Airtable' }))
  await step('press “Retry what failed”', async () => {
    await detail.getByRole('button', { name: 'Retry what failed' }).click()
    await extension.getByRole('heading', { name: 'Another try' }).waitFor()
    await extension.getByRole('main').getByText('Done', { exact: true }).first().waitFor({ timeout: 20_000 }) // prettier-ignore
  })
  expect(steps).toHaveLength(6)
  tell('from the history')
  await extension.getByRole('button', { name: 'Syncs' }).click()
  await extension.getByText('could not be written').waitFor({ state: 'detached', timeout: 20_000 })
})
