/** What one side lacks is made from the other: tables while a sync is set up, fields in the mapping editor. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { must } from '../sandbox/agreement.ts'
import { oneSided, VENUES } from '../sandbox/one-sided.ts'
import { BASE } from '../sandbox/real.ts'
import { inspect } from './look.ts'
import { openStage, type Stage } from './stage.ts'

const real = oneSided(8)
let stage: Stage
let page: Page
let appId: string

beforeAll(async () => {
  stage = await openStage({ world: real.world })
  const { client, session } = stage
  if (!client) throw new Error('the stage has a workspace')
  const { airtable, attio } = session.access
  const app = { provider: 'airtable', token: airtable.sync.token, baseId: BASE }
  appId = (await must(client.connect(app))).id
  await must(client.connect({ provider: 'attio', token: attio.sync.token }))
})
afterAll(async () => {
  await stage?.close()
})

const button = (name: string | RegExp) => page.getByRole('button', { name })
const heading = (name: string) => page.getByRole('heading', { name }).waitFor()
async function fieldsOfFirms(): Promise<readonly string[]> {
  const ask = { connectionId: appId, entityType: 'Firms' }
  const told = await must(stage.client?.availableFields('airtable', ask) ?? Promise.reject(new Error('no client'))) // prettier-ignore
  return told.tables[0]?.fields.map(({ name }) => name) ?? []
}
const dialog = () => page.getByRole('dialog')

test('a base that has nothing of the CRM is told what it could have', async () => {
  page = await stage.visit()
  await heading('What belongs together?')
  await heading('Only in Attio')
  expect(await inspect(page, 'making-choose')).toEqual([])
  await button('Bring here: Companies').click()
  await dialog().getByText('Fields to make').waitFor()
  expect(await inspect(page, 'making-offer')).toEqual([])
})

// Seen red with the offer asked for anew while what was made is told.
test('a table is made with the fields that are ticked, under the name that was given', async () => {
  await dialog().getByLabel('Name in Airtable').fill('Firms')
  await dialog().getByLabel('Make Twitter', { exact: true }).uncheck()
  await button(/^Make it with \d+ fields$/).click()
  await heading('“Firms” is made')
  expect(await inspect(page, 'making-done')).toEqual([])
  await button('Done').click()
  expect(await page.getByLabel('Sync Firms').isChecked()).toBe(true)
  const names = await fieldsOfFirms()
  expect(names).toEqual(expect.arrayContaining(['Name', 'Domains', 'Symbol', 'Sector']))
  expect(names).not.toContain('Twitter')
})

test('the next one links to it, and a name that is taken is refused with what to do', async () => {
  await button('Bring here: People').click()
  await dialog().getByText('Fields to make').waitFor()
  expect(await dialog().getByLabel('Make Company', { exact: true }).isChecked()).toBe(true)
  await dialog()
    .getByText('It links to “Committees”, which has no counterpart in Airtable yet.')
    .waitFor()
  await dialog().getByLabel('Name in Airtable').fill('Firms')
  await button(/^Make it with/).click()
  await dialog().getByText('There is a table “Firms” in Airtable already.').waitFor()
  expect(await inspect(page, 'making-refused')).toEqual([])
  await dialog().getByLabel('Name in Airtable').fill('People')
  await button(/^Make it with/).click()
  await heading('“People” is made')
  await button('Done').click()
})

test('a table of the base is made in the CRM, and what cannot be made says why', async () => {
  await button(/without a counterpart$/).click()
  await button('Make it in Attio: Venues').click()
  await dialog().getByText('Attio has no field that could hold a file.').waitFor()
  expect(await inspect(page, 'making-there')).toEqual([])
  await button(/^Make it with/).click()
  await heading('“Venues” is made')
  await button('Done').click()
})

// Seen red with what was made last paired first: people came without their companies.
test('what was made pairs itself, and the preview brings every record over', async () => {
  await button('Continue').click()
  await heading('Do these fields say the same?')
  await page.getByText('fields paired').first().waitFor()
  expect(await page.getByText('to look at').count()).toBe(0)
  await page
    .getByRole('region', { name: 'People', exact: true })
    .getByText(/^\d+ fields? in Attio stays? as/)
    .waitFor()
  expect(await page.getByText('a field that is gone').count()).toBe(0)
  expect(await inspect(page, 'making-paired')).toEqual([])
  await button('Continue').click()
  await heading('Who is right?')
  await button('Continue').click()
  await page.getByText('to create').waitFor({ timeout: 30_000 })
  const figure = (name: string) =>
    page.locator('.figure', { hasText: name }).locator('dd').innerText()
  const { companies, people } = real.rows
  expect(Number(await figure('to create'))).toBe(companies.length + people.length + real.venues)
  expect(await figure('cannot be written')).toBe('0')
})

test('a field without a partner gets one in the mapping editor', async () => {
  await page.locator('footer').getByRole('button', { name: 'Back' }).click()
  await page.locator('footer').getByRole('button', { name: 'Back' }).click()
  await heading('Do these fields say the same?')
  await button('Change the fields of Firms').click()
  await page.getByRole('button', { name: /^Twitter, Text, not paired/ }).click()
  await button('Make it in Airtable').waitFor()
  expect(await inspect(page, 'making-field')).toEqual([])
  await button('Make it in Airtable').focus()
  await page.keyboard.press('Enter')
  const kind = dialog().getByLabel('What Twitter holds')
  await kind.selectOption({ label: 'Long text' })
  expect(await inspect(page, 'making-field-kind')).toEqual([])
  await button('Make and pair it').click()
  await page.getByText('“Twitter” is made in Airtable and paired').waitFor()
  await page
    .getByRole('button', { name: /^Twitter, Long text, paired with Twitter/ })
    .first()
    .waitFor()
  const held = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))
  await expect.poll(held).toMatch(/^Twitter, Text, paired with Twitter/)
  await button('Save').click()
  await page.getByText('1 change not saved').waitFor({ state: 'detached' })
  expect(await fieldsOfFirms()).toContain('Twitter')
  expect(stage.session.airtable.rows(BASE, VENUES).length).toBe(real.venues)
  expect(stage.complaints).toEqual([])
})
