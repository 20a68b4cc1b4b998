/** What is pressed again because its answer was lost is done once; pressed again after an answer, it is done again. */
import type { Page, Request } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Client } from '../../shared/api/client.ts'
import { follow, must, runOnce } from '../sandbox/agreement.ts'
import { BASE, companyId, personId, realWorld, TABLES } from '../sandbox/real.ts'
import { openStage, type Stage } from './stage.ts'
import { brew, type Call, SAYS } from './worker-weather.ts'

const real = realWorld({ records: 4 })
const MARKED = real.rows.companies.slice(0, 2).map(({ symbol }) => companyId(symbol))
const ROW = personId(real.rows.people[0]!.bioguideId)
let stage: Stage
let client: Client
let configId: string
let page: Page

beforeAll(async () => {
  stage = await openStage({ world: real.world, terms: {} })
  if (!stage.agreed) throw new Error('the stage has a sync')
  ;({ client, configId } = stage.agreed)
})
afterAll(async () => {
  await stage?.close()
  expect(stage.complaints).toEqual([])
})
beforeEach(async () => {
  await quiet()
  page = await stage.visit({ marked: MARKED })
  await button('Push from here').waitFor()
})

const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true })
const logs = async () => (await must(client.logs())).items
const count = async () => (await logs()).length
/** Nothing is under way any more. */
const quiet = async () => {
  for (const { id } of await logs()) await follow(client, id)
}
const post = (path: string): Call => ({ method: 'POST', path: new RegExp(`^/api/crm/${path}$`) })
/** Whatever tells the screen what became of it: as if nothing was read between the two presses. */
const reads: Call = { method: 'GET', path: /\/api\/crm\/(configs|sync\/|backups|live)/ }

/** A phone that is none is entered in Airtable, and a run leaves that record as it is. */
async function spoil(phone: string): Promise<void> {
  if (!stage.agreed) throw new Error('the stage has a sync')
  stage.session.airtable.edit(BASE, TABLES.people, ROW, { Phone: phone })
  expect((await runOnce(stage.agreed)).recordsFailed).toBe(1)
}

/** Pressed, its answer lost, and pressed again before the screen knows better. */
async function pressTwice(press: () => Promise<void>, call: Call): Promise<void> {
  const isIt = (request: Request) =>
    request.method() === 'POST' && call.path.test(new URL(request.url()).pathname)
  const blind = await brew(page, reads, 'away')
  const clear = await brew(page, call, 'lost')
  const lost = page.waitForEvent('requestfailed', isIt)
  await press()
  await lost
  await page.getByText(SAYS.lost).first().waitFor()
  await clear()
  const again = page.waitForResponse((answer) => isIt(answer.request()))
  await press()
  expect((await again).ok()).toBe(true)
  await blind()
}

// Each seen red with a fresh key at each press: there were two of what there is one of.
describe('pressed again after a lost answer', () => {
  test('Sync now begins one run, and the next press another', async () => {
    const before = await count()
    const sync = () => button(/^Sync now/).click()
    await pressTwice(sync, post('sync/trigger'))
    expect(await count()).toBe(before + 1)
    // Once that run is seen here, whoever presses again wants one more.
    await page
      .getByText(/\d+ created/)
      .first()
      .waitFor()
    await sync()
    await expect.poll(count).toBe(before + 2)
  })

  test('a push is looked at once, and goes once', async () => {
    await button('Push from here').click()
    await page.getByRole('radio', { name: '2 records you marked' }).waitFor()
    const before = await count()
    await pressTwice(() => button('See what would happen').click(), post('sync/preview'))
    expect(await count()).toBe(before + 1)
  })

  test('what was looked at goes once', async () => {
    stage.session.airtable.edit(BASE, TABLES.companies, MARKED[0] ?? '', { Industry: 'Beacons' })
    await button('Push from here').click()
    await button('See what would happen').click()
    await button('Push now').waitFor()
    const before = await count()
    await pressTwice(() => button('Push now').click(), post('sync/trigger'))
    await expect
      .poll(() => JSON.stringify(stage.session.attio.rows('companies')))
      .toContain('Beacons')
    expect(await count()).toBeLessThanOrEqual(before + 1)
  })

  test('a run is undone by one preview', async () => {
    if (!stage.agreed) throw new Error('the stage has a sync')
    stage.session.airtable.edit(BASE, TABLES.companies, MARKED[1] ?? '', {
      Industry: 'Lighthouses',
    })
    await runOnce(stage.agreed)
    await button('History').click()
    await page.getByRole('table', { name: 'History' }).getByRole('row').nth(1).click()
    await button('Undo this run…').waitFor()
    const before = await count()
    await pressTwice(() => button('Undo this run…').click(), post('sync/logs/[^/]+/undo'))
    expect(await count()).toBe(before + 1)
  })

  test('both sides are backed up once', async () => {
    await button('Settings').click()
    await page.getByRole('tab', { name: 'Privacy' }).click()
    await button('Back up both sides now').waitFor()
    const backups = async () => (await must(client.backups(configId))).items.length
    const before = await backups()
    await pressTwice(() => button('Back up both sides now').click(), post('configs/[^/]+/backups'))
    await expect.poll(backups).toBe(before + 1)
  })

  test('what a backup would bring back is looked at once', async () => {
    const isDone = async () =>
      (await must(client.backups(configId))).items.every(({ status }) => status === 'done')
    await must(client.backUp(configId, {}))
    await expect.poll(isDone).toBe(true)
    await button('Settings').click()
    await page.getByRole('tab', { name: 'Privacy' }).click()
    await button(/^Restore: /)
      .first()
      .click()
    const look = button('See what would change')
    await look.waitFor()
    const before = await count()
    await pressTwice(() => look.click(), post('configs/[^/]+/backups/[^/]+/restore'))
    expect(await count()).toBe(before + 1)
  })

  test('what failed is tried again by one run', async () => {
    await spoil('ask Bob')
    await button('History').click()
    await page.getByRole('table', { name: 'History' }).getByRole('row').nth(1).click()
    const retry = button('Retry what failed')
    await retry.waitFor()
    const before = await count()
    await pressTwice(() => retry.click(), post('sync/logs/[^/]+/retry'))
    expect(await count()).toBe(before + 1)
  })

  test('a record that failed is tried again once', async () => {
    await spoil('ask Sue')
    page = await stage.visit()
    await button(/^Mend/).click()
    const retry = page.locator('.standing-record').getByRole('button', { name: /^Retry/ })
    await retry.waitFor()
    const before = await count()
    await pressTwice(() => retry.click(), post('push'))
    expect(await count()).toBe(before + 1)
  })
})
