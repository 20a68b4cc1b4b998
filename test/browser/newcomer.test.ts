/** From the empty desk to a correct preview and a running sync: one person, one browser, both vendors’ own pages. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openClient } from '../../shared/api/client.ts'
import { must, sendTo } from '../sandbox/agreement.ts'
import { realWorld } from '../sandbox/real.ts'
import { openStage, type Stage } from './stage.ts'

/** From the first look to the preview (ms); and what is decided on the way once both services said yes. */
const AIM = 60_000
const MOST_CHOICES = 5

const real = realWorld({ records: 20, overlap: 0.5 })
let stage: Stage
let page: Page

beforeAll(async () => {
  stage = await openStage({ world: real.world, isEmpty: true })
})
afterAll(async () => {
  await stage?.close()
})

const button = (name: string | RegExp) => page.getByRole('button', { name })

/** Signs in on the Worker’s page, and there at Airtable and at Attio. */
async function consent(): Promise<void> {
  await page.getByLabel('Address of your DataSync service').fill(stage.session.runtime.url)
  await button('Sign in with Airtable').click()
  const [tab] = await Promise.all([
    page.context().waitForEvent('page'),
    page.getByRole('link', { name: 'Open the sign-in page' }).click(),
  ])
  await tab.getByRole('button', { name: 'Yes, it is the same' }).click()
  await tab.getByRole('button', { name: 'Continue to Airtable' }).click()
  await tab.getByRole('link', { name: 'Olivia Owner' }).click()
  await tab.getByLabel('Directory').check()
  await tab.getByRole('button', { name: 'Grant access' }).click()
  await tab.getByRole('button', { name: 'Continue to Attio' }).click()
  await tab.getByLabel('Directory as olivia@directory.test').check()
  await tab.getByRole('button', { name: 'Connect to workspace' }).click()
  await tab.getByText('Connected: “Directory” and “Directory”.').waitFor()
  await tab.close()
}

test('a newcomer gets to a correct preview in a minute and five choices', async () => {
  page = await stage.visit({ key: '' })
  const began = performance.now()
  await consent()
  const consented = performance.now()
  let choices = 0
  const decide = async (name: string) => {
    choices++
    await button(name).click()
  }
  await page.getByRole('heading', { name: 'What belongs together?' }).waitFor()
  await page.getByText('Very likely').first().waitFor()
  await decide('Continue')
  await page.getByRole('heading', { name: 'Do these fields say the same?' }).waitFor()
  await page.getByText('fields paired').first().waitFor()
  await decide('Continue')
  await page.getByRole('heading', { name: 'Who is right?' }).waitFor()
  await decide('Continue')
  await page.getByText('to create').waitFor({ timeout: 30_000 })
  const ended = performance.now()
  console.info(
    `signed in after ${Math.round(consented - began)} ms, preview after ${Math.round(ended - began)} ms and ${choices} choices`,
  )
  expect(ended - began).toBeLessThan(AIM)
  expect(choices).toBeLessThanOrEqual(MOST_CHOICES)

  // What it says is what there is: half of the records stand on both sides already.
  const figure = (name: string) =>
    page.locator('.figure', { hasText: name }).locator('dd').innerText()
  const { companies, people, committees } = real.rows
  const all = companies.length + people.length + committees.length
  expect(Number(await figure('to create'))).toBe(all - real.met)
  expect(Number(await figure('already on both sides'))).toBe(real.met)
  expect(await figure('cannot be written')).toBe('0')
})

test('five records are tried, and then all of it is started', async () => {
  await button('Try 5 records').click()
  await page.getByText(/records went across/).waitFor()
  await button('Start the sync').click()
  await page.getByRole('heading', { name: 'Both sides are equal' }).waitFor({ timeout: 30_000 })
  const key = await page.evaluate(() => localStorage.getItem('datasync.key') ?? '')
  const client = openClient(key, sendTo(stage.session.runtime.url))
  const [config] = (await must(client.configs())).items
  expect(config).toMatchObject({ syncFrequency: 'realtime', paused: false, stopped: null })
  const { items } = await must(client.logs({ configId: config?.id ?? '' }))
  // Newest first: what it wrote has called for another look since.
  const first = items.findLast(({ kind, purpose }) => kind === 'run' && purpose === 'sync')
  expect(first).toMatchObject({ status: 'completed', recordsFailed: 0 })
  await button('Go to your syncs').click()
  await page.getByRole('article').first().waitFor()
  expect(stage.complaints).toEqual([])
})
