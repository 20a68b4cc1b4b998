/** Everything at once, as a person sees it: the grid, the extension, the Worker, and the record page with the app on it. */
import { expect, test } from 'vitest'
import { openStage } from '../e2e/stage.ts'
import { must, runOnce } from '../sandbox/agreement.ts'
import { bundleOfExtension } from '../sandbox/desk/assets.ts'
import { personId } from '../sandbox/real.ts'
import { openBrowser, shoot } from './browser.ts'

test('an edit in the grid is told, fetched, written and seen on the card’s page; a push makes a row in the grid and shows in the extension', async () => {
  await using stage = await openStage({ records: 4, terms: { syncFrequency: 'realtime' } })
  const { agreed, session, outsider, real } = stage
  const { client, configId } = agreed
  expect(await runOnce(agreed)).toMatchObject({ status: 'completed' })
  await expect
    .poll(async () => (await must(client.config(configId))).feeds.map(({ mode }) => mode))
    .toEqual(['webhook', 'webhook'])
  const { bioguideId } = real.rows.people[0]!
  const theirs = (await outsider.attioRecords('people')).find(
    ({ values }) => values['bioguide_id']?.[0]?.['value'] === bioguideId,
  )!
  // The page would have it built while it is waited for.
  await bundleOfExtension()
  const browser = await openBrowser()
  try {
    const context = await browser.newContext({ viewport: { width: 1_600, height: 800 } })
    const page = await context.newPage()
    page.setDefaultTimeout(30_000)
    await page.goto(session.facts.desk.address)
    const side = (name: string) => page.getByRole('region', { name, exact: true })
    await side('Airtable').getByRole('tab', { name: 'People' }).click()
    await page.getByRole('button', { name: 'Connect to the sandbox' }).click()
    // The secret comes from where the app's own sentences send people.
    const extension = page.frameLocator('iframe[title="DataSync Pro"]')
    await extension.getByRole('button', { name: 'Settings' }).click()
    await extension.getByRole('tab', { name: 'API keys' }).click()
    await extension.getByRole('button', { name: 'New key' }).click()
    await extension.getByRole('radio', { name: 'The Attio app' }).check()
    await extension.getByRole('button', { name: 'Make the key' }).click()
    const secret = await extension.getByLabel('The secret').inputValue()
    await extension.getByRole('button', { name: 'Done' }).click()
    await extension.getByRole('button', { name: 'Syncs' }).click()
    await page.getByLabel('View', { exact: true }).selectOption('pages')
    const attio = page.frameLocator('iframe[title="Attio workspace"]')
    const name = theirs.values['name']?.[0]?.['full_name']
    await attio.getByRole('button', { name: String(name) }).click()
    const prompt = attio.getByRole('dialog', { name: 'Connect DataSync Pro' })
    await prompt.getByLabel('Secret').fill(secret)
    await prompt.getByRole('button', { name: 'Connect', exact: true }).click()
    const card = attio.getByRole('article', { name: 'Airtable' })
    await card.getByText('In sync').waitFor()

    // Typed into the grid: webhook, Worker, Attio, and the page that is open there.
    const heads = side('Airtable').locator('th')
    await heads.filter({ hasText: 'Last name' }).waitFor()
    const column = (await heads.allInnerTexts()).indexOf('Last name')
    const row = side('Airtable').locator(`tr[data-id="${personId(bioguideId)}"]`)
    const cell = row.locator('td').nth(column).locator('input')
    await cell.fill('Gridborn')
    await cell.press('Enter')
    await attio.getByRole('heading', { name: /Gridborn/ }).waitFor()
    await card.getByText(/Gridborn/).waitFor()
    await card.getByText('In sync').waitFor()

    // Pushed on the page: a row in the grid. The clock of the sync is stopped, so that nothing but the push brings it.
    await must(client.changeConfig(configId, { syncFrequency: 'manual' }))
    const before = (await must(client.config(configId))).counts.find(
      (one) => one.entityType === 'people' && one.side === 'app',
    )!.total
    await outsider.addToAttio('people', {
      name: [{ first_name: 'Eve', last_name: 'Pushborn', full_name: 'Eve Pushborn' }],
    })
    await attio.getByRole('button', { name: '← people' }).click()
    await attio.getByRole('button', { name: 'Eve Pushborn' }).click()
    await attio.getByText('Not linked').waitFor()
    await attio.getByRole('button', { name: 'Push to Airtable' }).click()
    await attio.getByRole('button', { name: 'Open in Airtable' }).waitFor()
    await expect
      .poll(() =>
        side('Airtable')
          .locator('tbody input')
          .evaluateAll((all) =>
            all.map((one) => (one instanceof HTMLInputElement ? one.value : '')),
          ),
      ) // prettier-ignore
      .toContain('Pushborn')
    await card.getByText('In sync').waitFor()
    const counts = (await must(client.config(configId))).counts
    expect(counts.find((one) => one.entityType === 'people' && one.side === 'app')?.total).toBe(before + 1) // prettier-ignore
    // And in the open extension: its sync has run for that record alone, and counts one more on both sides.
    await extension.getByText(/\b1 created\b/).waitFor()
    await extension.getByText('5 in sync').nth(1).waitFor()
    await shoot(page, 'attio-everything')
  } finally {
    await browser.close()
  }
}, 90_000)
