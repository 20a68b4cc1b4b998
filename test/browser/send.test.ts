/** Records marked in Airtable, or its view, pushed with a preview of their own. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { companyId, realWorld } from '../sandbox/real.ts'
import { inspect } from './look.ts'
import { openStage, type Stage } from './stage.ts'

const real = realWorld({ records: 6 })
const MARKED = real.rows.companies.slice(0, 2).map(({ symbol }) => companyId(symbol))
let stage: Stage
beforeAll(async () => {
  stage = await openStage({ world: real.world, terms: {} })
})
afterAll(async () => {
  await stage?.close()
})

test('two marked records go across, and nothing else does', async () => {
  const page = await stage.visit({ marked: MARKED })
  const button = (name: string) => page.getByRole('button', { name })
  await button('Push from here').click()
  await page.getByRole('radio', { name: '2 records you marked' }).waitFor()
  expect(await inspect(page, 'send-choose')).toEqual([])
  await button('See what would happen').click()
  await page.getByText('to create').waitFor()
  expect(await page.locator('.figure', { hasText: 'to create' }).locator('dd').innerText()).toBe(
    '2',
  )
  expect(await inspect(page, 'send-preview')).toEqual([])
  await button('Push now').click()
  await page.getByText(/2 created/).waitFor()
  expect(stage.session.attio.rows('companies')).toHaveLength(2)
  await button('See what would happen').click()
  await page.getByText('Nothing to push').waitFor()
  expect(await inspect(page, 'send-nothing')).toEqual([])
})

test('the view that is open goes across as a whole', async () => {
  const page = await stage.visit()
  await page.getByRole('button', { name: 'Push from here' }).click()
  await page.getByRole('radio', { name: /^Everything in/ }).waitFor()
  await page.getByRole('button', { name: 'See what would happen' }).click()
  await page.getByText('to create').waitFor()
  expect(await page.locator('.figure', { hasText: 'to create' }).locator('dd').innerText()).toBe(
    '4',
  )
  expect(stage.complaints).toEqual([])
})
