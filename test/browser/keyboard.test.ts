/** The whole way without a mouse: Tab, Enter, Space and the arrows, and what one types. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openClient } from '../../shared/api/client.ts'
import { must, sendTo } from '../sandbox/agreement.ts'
import { realWorld } from '../sandbox/real.ts'
import { heldBy, tabTo } from './focus-walk.ts'
import { openStage, type Stage } from './stage.ts'

const press = async (page: Page, name: string | RegExp, key = 'Enter') => {
  await tabTo(page, name)
  await page.keyboard.press(key)
}

describe('setting up, from the empty desk to a running sync', () => {
  let stage: Stage
  let page: Page
  beforeAll(async () => {
    const { world } = realWorld({ records: 10, overlap: 0.5 })
    stage = await openStage({ world, isEmpty: true })
  })
  afterAll(async () => {
    await stage?.close()
    expect(stage.complaints).toEqual([])
  })
  const heading = (name: string) => page.getByRole('heading', { name }).waitFor()
  const held = (name: string) => expect.poll(() => heldBy(page), { timeout: 15_000 }).toBe(name)

  test('signing in', async () => {
    page = await stage.visit({ key: '' })
    await page.getByLabel('Address of your DataSync service').waitFor()
    await tabTo(page, 'Address of your DataSync service')
    await page.keyboard.type(stage.session.runtime.url)
    await press(page, 'Sign in with Airtable')
    await page.getByRole('link', { name: 'Open the sign-in page' }).waitFor()
    await held('Sign in with Airtable')
    await tabTo(page, 'Open the sign-in page')
    const [tab] = await Promise.all([
      page.context().waitForEvent('page'),
      page.keyboard.press('Enter'),
    ])
    const onTab = async (name: string, key = 'Enter') => {
      await tab.getByText(name).first().waitFor()
      await press(tab, new RegExp(`^${name}`), key)
    }
    await onTab('Yes, it is the same')
    await onTab('Continue to Airtable')
    await onTab('Olivia Owner')
    await onTab('Directory', 'Space')
    await onTab('Grant access')
    await onTab('Continue to Attio')
    await onTab('Directory as olivia@directory.test', 'Space')
    await onTab('Connect to workspace')
    await tab.getByText('Connected: “Directory” and “Directory”.').waitFor()
    await tab.close()
    await heading('What belongs together?')
  })

  test('each step begins at its heading, and is gone through and back', async () => {
    await page.getByText('Very likely').first().waitFor()
    await held('What belongs together?')
    await press(page, 'Sync Committees', 'Space')
    expect(await page.getByLabel('Sync Committees').isChecked()).toBe(false)
    await page.keyboard.press('Space')
    expect(await page.getByLabel('Sync Committees').isChecked()).toBe(true)
    await press(page, 'Continue')
    await held('Do these fields say the same?')
    await page.getByText('fields paired').first().waitFor()
    await press(page, 'Change the fields of People')
    await held('Mapping')
    await press(page, 'Back')
    await held('Do these fields say the same?')
    await page.getByText('fields paired').first().waitFor()
    await press(page, 'Continue')
    await held('Who is right?')
    await tabTo(page, /^Both ways/)
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowUp')
    await tabTo(page, /^The newer value/)
    await page.keyboard.press('ArrowDown')
    expect(await page.getByRole('radio', { name: /^Airtable, always/ }).first().isChecked()).toBe(true) // prettier-ignore
    await press(page, 'Continue')
    await held('This is what would happen')
    await page.getByText('to create').waitFor({ timeout: 30_000 })
    await press(page, 'Look at each change')
    await page.getByRole('dialog').getByRole('row').nth(1).waitFor()
    await page.keyboard.press('Escape')
    await held('Look at each change')
  })

  test('a few are tried, it is started, and one ends at home', async () => {
    await press(page, 'Try 5 records')
    await page.getByText(/records went across/).waitFor({ timeout: 30_000 })
    await expect.poll(() => heldBy(page)).not.toBe(null)
    await press(page, 'Start the sync')
    await held('Your sync is running')
    await heading('Both sides are equal')
    await press(page, 'Go to your syncs')
    await held('Syncs')
    const key = await page.evaluate(() => localStorage.getItem('datasync.key') ?? '')
    const client = openClient(key, sendTo(stage.session.runtime.url))
    expect((await must(client.configs())).items).toMatchObject([
      { syncFrequency: 'realtime', firstMeeting: 'app_wins', stopped: null },
    ])
  })
})
