/** Records marked in Airtable, or its view, pushed with a preview of their own. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { companyId, realWorld } from '../sandbox/real.ts'
import { shoot } from './browser.ts'
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

// Seen red with toasts at one height: this one stood over the button it spoke of.
test('a toast leaves the foot of the screen free', async () => {
  const page = await stage.visit({ width: 320, height: 520 })
  await page.getByRole('button', { name: 'Push from here' }).click()
  await page.getByRole('radio').first().check()
  await page.getByRole('button', { name: 'See what would happen' }).click({ force: true })
  const toast = page.locator('.toast')
  await toast.waitFor()
  const bottomOfToast = async () => {
    const box = await toast.boundingBox()
    return box && box.y + box.height
  }
  const foot = await page.locator('.screen-foot').boundingBox()
  await expect.poll(bottomOfToast).toBeLessThanOrEqual(foot?.y ?? 0)
  await shoot(page, 'send-toast')
})

const SUMMARY = /\/api\/crm\/sync\/logs\/[^/]+\/summary/

// Seen red: whatever is neither created nor changed was told to be the same on both sides.
test('what cannot be written is not told as equal', async () => {
  const page = await stage.visit()
  await page.route(SUMMARY, async (route) => {
    const response = await route.fetch()
    const summary: object = await response.json()
    const json = { ...summary, create: 0, update: 0, delete: 0, mark: 0, blocked: 3 }
    await route.fulfill({ response, json })
  })
  await page.getByRole('button', { name: 'Push from here' }).click()
  await page.getByRole('button', { name: 'See what would happen' }).click()
  const blocked = page.locator('.figure', { hasText: 'cannot be written' })
  await blocked.getByText('3', { exact: true }).waitFor()
  expect(await page.getByText('Nothing to push').count()).toBe(0)
  expect(await page.getByRole('button', { name: 'Push now' }).count()).toBe(0)
})

// Seen red: a look that failed later was told as a preview that could not be made, above the one that was.
test('a preview that is there stays as it is while the line is down', async () => {
  const page = await stage.visit()
  await page.getByRole('button', { name: 'Push from here' }).click()
  await page.getByRole('button', { name: 'See what would happen' }).click()
  await page.getByRole('button', { name: 'Push now' }).waitFor()
  let failed = 0
  await page.route(/\/sync\/logs\/[^/]+$/, async (route) => {
    failed++
    await route.abort()
  })
  // The second look begins when what became of the first is drawn.
  const looks = async () => {
    await page.evaluate(() => dispatchEvent(new Event('focus')))
    return failed
  }
  await expect.poll(looks).toBeGreaterThan(2)
  expect(await page.getByRole('alert').count()).toBe(0)
  await page.locator('.figure', { hasText: 'to create' }).waitFor()
})

// Seen red: it was told as a preview that could not be made.
test('a push that is refused says so', async () => {
  const page = await stage.visit()
  const refused = { code: 'refused', message: 'Another run has to end first.', requestId: 'req_1' }
  const headers = { 'access-control-allow-origin': '*' }
  await page.route('**/api/crm/sync/trigger', (route) =>
    route.fulfill({ status: 409, json: refused, headers }),
  )
  await page.getByRole('button', { name: 'Push from here' }).click()
  await page.getByRole('button', { name: 'See what would happen' }).click()
  await page.getByRole('button', { name: 'Push now' }).click()
  await page.getByText('This could not be pushed').waitFor()
  await page.getByText('Another run has to end first.').waitFor()
  expect(await inspect(page, 'send-refused')).toEqual([])
})

// Seen red: a question that failed was told as “not synced yet”.
test('pairings that cannot be read are told', async () => {
  const page = await stage.visit()
  await page.route('**/pairings', (route) => route.abort())
  await page.getByRole('button', { name: 'Push from here' }).click()
  await page.getByText('The syncs could not be read').waitFor()
  expect(await inspect(page, 'send-unread')).toEqual([])
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
