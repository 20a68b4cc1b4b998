/** The frame around every screen, over the real Worker. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { BASE, realWorld } from '../sandbox/real.ts'
import { inspect } from './look.ts'
import { openStage, type Stage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage({ world: realWorld({ records: 5 }).world, terms: {} })
})
afterAll(async () => {
  await stage?.close()
  expect(stage.complaints).toEqual([])
})

test('home, docked and wide, light and dark', async () => {
  const page = await stage.visit()
  const card = page.getByRole('article', { name: 'Airtable ⇄ Attio' })
  await card.waitFor()
  // Seen red: a sync that has read nothing yet said that there were no records.
  await card.getByText('Nothing has been counted yet.').waitFor()
  expect(await card.getByText('0 records').count()).toBe(0)
  expect(await inspect(page, 'shell-home')).toEqual([])
})

// Seen red: only a change within one screen moved it, and whoever went on by keyboard began at the top again.
test('whoever goes to another screen begins at its heading', async () => {
  const page = await stage.visit()
  const held = () => page.evaluate(() => document.activeElement?.tagName)
  await page.getByRole('article', { name: 'Airtable ⇄ Attio' }).waitFor()
  expect(await held()).toBe('BODY')
  for (const door of ['History', 'Charts', 'Syncs']) {
    await page.getByRole('button', { name: door, exact: true }).click()
    await page.getByRole('heading', { level: 1, name: door }).waitFor()
    await expect.poll(held).toBe('H1')
  }
})

// Seen red: the chosen tab was scrolled into sight, and took the page along.
test('a screen begins at its top, however low its tabs are', async () => {
  const page = await stage.visit()
  const place = [{ at: 'home' }, { at: 'sync', configId: stage.agreed?.configId }]
  await page.evaluate(
    ([name, trail]) => sessionStorage.setItem(name ?? '', trail ?? ''),
    [`datasync.place.${BASE}`, JSON.stringify(place)],
  )
  await page.setViewportSize({ width: 380, height: 140 })
  await page.reload()
  await page.getByRole('tablist').waitFor()
  const scrolled = await page.evaluate(() =>
    [...document.querySelectorAll('*')].map((one) => one.scrollTop).filter((top) => top > 0),
  )
  expect(scrolled).toEqual([])
})

// Seen red with `label` taken off the input.
test('the first look asks whom to sign in to', async () => {
  const page = await stage.visit({ key: '' })
  await page.getByText('Connect this base to DataSync').waitFor()
  expect(await inspect(page, 'shell-connect')).toEqual([])
  await page.getByText('Use an access key instead').click()
  expect(await inspect(page, 'shell-connect-key')).toEqual([])
})
