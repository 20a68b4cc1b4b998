/** Several tables that a base lacks are made in one go while a sync is set up, with the kinds of field somebody chose. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { must } from '../sandbox/agreement.ts'
import { oneSided } from '../sandbox/one-sided.ts'
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
const dialog = () => page.getByRole('dialog')
async function tablesHere() {
  const told = await must(stage.client?.availableFields('airtable', { connectionId: appId }) ?? Promise.reject(new Error('no client'))) // prettier-ignore
  return told.tables
}

test('what is ticked is offered together, each table with its fields and their kinds', async () => {
  page = await stage.visit()
  await heading('Only in Attio')
  for (const name of ['People', 'Companies', 'Committees'])
    await page.getByLabel(`Bring along: ${name}`).check()
  await button('Bring 3 here in one go').click()
  await dialog()
    .getByText(/^Companies: \d+ fields/)
    .click()
  await dialog()
    .getByLabel('What Twitter holds', { exact: true })
    .first()
    .selectOption({ label: 'Long text' })
  expect(await inspect(page, 'making-many')).toEqual([])
})

test('one that is refused leaves what was made, and the rest is made once it is mended', async () => {
  const name = dialog().getByLabel('Name in Airtable: People')
  await dialog()
    .getByText(/^People: \d+ fields/)
    .click()
  await name.fill('Venues')
  await button('Make 3 tables').click()
  await dialog().getByText('There is a table “Venues” in Airtable already.').waitFor({ timeout: 30_000 }) // prettier-ignore
  expect(await inspect(page, 'making-many-refused')).toEqual([])
  await name.fill('Persons')
  await button(/^Make the other \d tables?$/).click()
  await heading('3 tables made')
  expect(await inspect(page, 'making-many-done')).toEqual([])
  await button('Done').click()
})

test('links between them are made, all are ticked, and every record comes over', async () => {
  const tables = await tablesHere()
  const of = (name: string) => tables.find((one) => one.name === name)
  expect(of('Companies')?.fields.find(({ name }) => name === 'Twitter')?.type).toBe('longText')
  expect(of('Persons')?.fields.find(({ name }) => name === 'Company')?.targets).toEqual([
    of('Companies')?.id,
  ])
  for (const name of ['Companies', 'Persons', 'Committees'])
    expect(await page.getByLabel(`Sync ${name}`).isChecked()).toBe(true)
  await button('Continue').click()
  await heading('Do these fields say the same?')
  await page.getByText('fields paired').first().waitFor()
  await button('Continue').click()
  await heading('Who is right?')
  await button('Continue').click()
  await page.getByText('to create').waitFor({ timeout: 30_000 })
  const blocked = page.locator('.figure', { hasText: 'cannot be written' }).locator('dd')
  expect(await blocked.innerText()).toBe('0')
  expect(stage.complaints).toEqual([])
})
