/** Setting up while the Worker is slow, away, refuses, or acts without its answer arriving: each step says so, and nothing is made twice. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '../../shared/api/client.ts'
import { must } from '../sandbox/agreement.ts'
import { BASE, realWorld } from '../sandbox/real.ts'
import { inspect } from './look.ts'
import { openStage, type Stage } from './stage.ts'
import { brew, type Call, SAYS, slow, type Trouble } from './worker-weather.ts'

let stage: Stage
let page: Page
let client: Client

beforeAll(async () => {
  stage = await openStage({ world: realWorld({ records: 12, overlap: 0.5 }).world })
  if (!stage.client) throw new Error('the stage has a workspace')
  client = stage.client
  page = await stage.visit()
})
afterAll(async () => {
  await stage?.close()
  expect(stage.complaints).toEqual([])
})

const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true })
const heading = (name: string) => page.getByRole('heading', { name }).waitFor()
const REFUSALS: readonly Trouble[] = ['away', 'too many', 'closed', 'bare']
const EVERY: readonly Trouble[] = [...REFUSALS, 'lost']
const pathOf = (text: string): RegExp => new RegExp(`^/api/crm/${text}$`)

/** Presses it in each weather, and once more while the answer takes its time. */
async function press(name: string, call: Call, troubles: readonly Trouble[], then: string) {
  for (const trouble of troubles) {
    const clear = await brew(page, call, trouble)
    await button(name).click()
    await page.getByRole('alert').getByText(SAYS[trouble]).waitFor()
    await clear()
    await expect.poll(() => button(name).getAttribute('aria-busy')).toBe(null)
  }
  const held = await slow(page, call)
  await button(name).click()
  await expect.poll(() => button(name).getAttribute('aria-busy')).toBe('true')
  await expect.poll(held.came).toBe(1)
  await button(name).press('Enter')
  await held.letGo()
  await heading(then)
  expect(held.came()).toBe(1)
}

/** Opens the step anew in each weather; what it has to read is read once somebody tries again. */
async function read(call: Call, then: () => Promise<void>) {
  for (const trouble of REFUSALS) {
    const clear = await brew(page, call, trouble)
    await page.reload()
    const alert = page.getByRole('alert')
    await alert.getByText(SAYS[trouble]).waitFor()
    await clear()
    await alert.getByRole('button', { name: 'Try again' }).click()
    await then()
  }
  const held = await slow(page, call)
  await page.reload()
  await page.locator('.loading').first().waitFor()
  expect(await page.getByRole('alert').count()).toBe(0)
  await held.letGo()
  await then()
}

describe('each step', () => {
  test('what is connected is read', async () => {
    const call: Call = { method: 'GET', path: pathOf('connections') }
    await read(call, () => heading('Connect both sides'))
  })

  // Each try asks for a page to sign in on; they run out unused, and only the last one is shown.
  test('signing in is asked for', async () => {
    const call: Call = { method: 'POST', path: pathOf('sign-in') }
    for (const trouble of EVERY) {
      const clear = await brew(page, call, trouble)
      await button('Connect Attio').click()
      await page.getByRole('alert').getByText(SAYS[trouble]).waitFor()
      await clear()
    }
    expect(await inspect(page, 'setup-connect-away')).toEqual([])
    await button('Connect Attio').click()
    await page.locator('.code').waitFor()
    const { airtable, attio } = stage.session.access
    await must(client.connect({ provider: 'airtable', token: airtable.sync.token, baseId: BASE }))
    await must(client.connect({ provider: 'attio', token: attio.sync.token }))
  })

  test('what belongs together is read', async () => {
    await read({ method: 'GET', path: pathOf('suggested-pairings') }, () =>
      page.getByText('Very likely').first().waitFor(),
    )
  })

  // Seen red: once the sync was there the tables were drawn anew, and what went wrong with their pairs was told to nobody.
  test('the sync and its pairs are made once', async () => {
    const clear = await brew(page, { method: 'POST', path: pathOf('configs') }, 'lost')
    await button('Continue').click()
    await page.getByRole('alert').getByText(SAYS.lost).waitFor()
    await clear()
    expect(await inspect(page, 'setup-choose-away')).toEqual([])
    // Whoever opens it anew knows no key of the page before.
    await page.reload()
    await page.getByText('Very likely').first().waitFor()
    const pairs: Call = { method: 'POST', path: pathOf('configs/[^/]+/pairings') }
    for (const trouble of EVERY) {
      const end = await brew(page, pairs, trouble)
      await button('Continue').click()
      await page.getByRole('alert').getByText(SAYS[trouble]).waitFor()
      await end()
    }
    const held = await slow(page, pairs)
    await button('Continue').click()
    await expect.poll(held.came).toBe(1)
    await button('Continue').press('Enter')
    await held.letGo()
    await heading('Do these fields say the same?')
    const { items } = await must(client.configs())
    expect(items).toHaveLength(1)
    const pairings = await must(client.pairings(items[0]?.id ?? ''))
    expect(pairings.items.map(({ entityType }) => entityType).sort()).toEqual(['committees', 'companies', 'people']) // prettier-ignore
  })

  test('the fields that paired are read', async () => {
    const call: Call = { method: 'GET', path: pathOf('configs/[^/]+/field-mappings') }
    await read(call, () => page.getByText('fields paired').first().waitFor())
    await button('Continue').click()
    await heading('Who is right?')
  })

  test('who is right is saved for every pair', async () => {
    await page.getByRole('radio', { name: /^Attio, always/ }).first().check() // prettier-ignore
    const list = await brew(page, { method: 'GET', path: pathOf('configs/[^/]+/pairings') }, 'away')
    await button('Continue').click()
    await page.getByRole('alert').getByText(SAYS.away).waitFor()
    await list()
    const call: Call = { method: 'PATCH', path: pathOf('configs/[^/]+') }
    await press('Continue', call, EVERY, 'This is what would happen')
    const [config] = (await must(client.configs())).items
    const { items } = await must(client.pairings(config?.id ?? ''))
    expect(items.map(({ firstMeeting }) => firstMeeting)).toEqual(items.map(() => 'crm_wins'))
  })

  test('the preview is made once, and read once it can be', async () => {
    await page.getByText('to create').waitFor({ timeout: 30_000 })
    const call: Call = { method: 'POST', path: pathOf('sync/preview') }
    for (const trouble of EVERY) {
      const clear = await brew(page, call, trouble)
      await page.reload()
      await page.getByRole('alert').getByText(SAYS[trouble]).waitFor()
      await clear()
    }
    // Seen red: it said that both sides are being read.
    expect(await button('Start the sync').getAttribute('title')).toBe(
      'The preview could not be made',
    )
    expect(await inspect(page, 'setup-preview-away')).toEqual([])
    await page.getByRole('alert').getByRole('button', { name: 'Try again' }).click()
    await page.getByText('to create').waitFor({ timeout: 30_000 })
    expect(await previews()).toBe(1)
  })

  test('a few are tried once', async () => {
    const call: Call = { method: 'POST', path: pathOf('sync/trigger') }
    for (const trouble of EVERY) {
      const clear = await brew(page, call, trouble)
      await button('Try 5 records').click()
      await page.getByRole('alert').getByText(SAYS[trouble]).waitFor({ timeout: 30_000 })
      await clear()
    }
    await button('Try 5 records').click()
    await page.getByText(/^5 records went across/).waitFor({ timeout: 30_000 })
    const wrote = (await logs()).filter(({ recordsSynced }) => recordsSynced > 0)
    expect(wrote).toHaveLength(1)
  })

  // Seen red: it was set to run by itself first, and the run it began then stood in the way of this one.
  test('it is started once', async () => {
    const before = (await logs()).length
    const call: Call = { method: 'POST', path: pathOf('sync/trigger') }
    await press('Start the sync', call, REFUSALS, 'Your sync is running')
    await heading('Both sides are equal')
    const config = (await must(client.configs())).items[0]
    expect(config).toMatchObject({ syncFrequency: 'realtime', stopped: null })
    expect((await logs()).length).toBeGreaterThan(before)
  })
})

const logs = async () => (await must(client.logs())).items
const previews = async () => (await logs()).filter(({ kind }) => kind === 'preview').length
