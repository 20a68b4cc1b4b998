/** The frame around every screen, over the real Worker. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { realWorld } from '../sandbox/real.ts'
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
  await page.getByRole('article', { name: 'Airtable ⇄ Attio' }).waitFor()
  expect(await inspect(page, 'shell-home')).toEqual([])
})

// Seen red with `label` taken off the input.
test('the first look asks whom to sign in to', async () => {
  const page = await stage.visit({ key: '' })
  await page.getByText('Connect this base to DataSync').waitFor()
  expect(await inspect(page, 'shell-connect')).toEqual([])
  await page.getByText('Use an access key instead').click()
  expect(await inspect(page, 'shell-connect-key')).toEqual([])
})
