/** Two tabs of one person, and what a colleague does meanwhile: nothing is overwritten or shown in another's place without a word. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Place } from '../../extension/frontend/place.ts'
import type { Client } from '../../shared/api/client.ts'
import { must } from '../sandbox/agreement.ts'
import { BASE, realWorld } from '../sandbox/real.ts'
import { inspect } from './look.ts'
import { openStage, type Stage } from './stage.ts'

const PEOPLE = { entityType: 'people' }
const world = () => realWorld({ records: 8, overlap: 0.5 }).world
const clientOf = ({ client }: Stage): Client => {
  if (!client) throw new Error('the stage has a workspace')
  return client
}

describe('a mapping', () => {
  let stage: Stage
  let page: Page
  let client: Client
  let configId: string

  beforeAll(async () => {
    stage = await openStage({ world: world(), terms: { name: 'Directory' } })
    client = clientOf(stage)
    configId = stage.agreed?.configId ?? ''
    page = await stage.visit({ width: 1_000 })
    await goTo(page, { at: 'mapping', configId, entityType: 'people' })
    await page.getByRole('tab', { name: /Fields/ }).waitFor()
  })
  afterAll(async () => {
    await stage?.close()
    expect(stage.complaints).toEqual([])
  })

  const button = (name: string | RegExp) => page.getByRole('button', { name })
  const app = (name: string) =>
    page.getByRole('region', { name: 'People in Airtable' }).getByRole('button', { name: new RegExp(`^${name},`) }) // prettier-ignore
  const pairOf = async (crmField: string) => {
    const { items } = await must(client.fieldMappings(configId, PEOPLE))
    return items.find((one) => one.crmField === crmField)
  }
  const turnHere = async (name: string, way: string) => {
    await app(name).click()
    await page.getByRole('dialog').getByLabel('Which way').selectOption({ label: way })
    await button('Done').click()
  }
  const turnThere = async (syncDirection: 'push' | 'pull' | 'bidirectional') => {
    const pair = await pairOf('twitter')
    await must(client.changeFieldMapping(configId, pair?.id ?? '', { syncDirection }, PEOPLE))
  }
  const told = () => page.getByRole('alert').getByText(/^Somebody else changed this while you did/)

  test('changed here and elsewhere is told, and mine is kept', async () => {
    await turnHere('Twitter', 'Airtable → Attio only')
    await turnThere('pull')
    await button('Save').click()
    await told().getByText('Twitter ⇄ Twitter').waitFor()
    expect(await pairOf('twitter')).toMatchObject({ syncDirection: 'pull' })
    expect(await inspect(page, 'mapping-elsewhere')).toEqual([])
    expect(await button('Save').getAttribute('aria-disabled')).toBe('true')
    await button('Keep mine').focus()
    await page.keyboard.press('Enter')
    await told().waitFor({ state: 'detached' })
    await expect.poll(() => focused(page)).toBe('Save')
    await page.keyboard.press('Enter')
    await page.getByText('Everything is saved').waitFor()
    expect(await pairOf('twitter')).toMatchObject({ syncDirection: 'push' })
  })

  test('or theirs is taken, and the rest of the work stays', async () => {
    await turnHere('Twitter', 'Both ways')
    await turnHere('Last name', 'Airtable → Attio only')
    await turnThere('pull')
    await button('Save').click()
    await told().waitFor()
    await button('Take theirs').click()
    await page.getByText('1 change not saved').waitFor()
    await expect.poll(() => focused(page)).toBe('Mapping')
    await button('Save').click()
    await page.getByText('Everything is saved').waitFor()
    expect(await pairOf('twitter')).toMatchObject({ syncDirection: 'pull' })
  })

  test('it is told by itself while somebody goes on, and agreeing settles it', async () => {
    await turnHere('Twitter', 'Both ways')
    await turnThere('push')
    await told().waitFor({ timeout: 25_000 })
    await turnHere('Twitter', 'Airtable → Attio only')
    await button('Take theirs').click()
    await page.getByText('Everything is saved').waitFor()
  })

  test('a pair that is taken apart elsewhere while it is changed here comes back only if kept', async () => {
    await turnHere('Twitter', 'Both ways')
    const pair = await pairOf('twitter')
    await must(client.deleteFieldMapping(configId, pair?.id ?? '', PEOPLE))
    await button('Save').click()
    await told().waitFor()
    await button('Keep mine').click()
    await button('Save').click()
    await page.getByText('Everything is saved').waitFor()
    expect(await pairOf('twitter')).toMatchObject({ syncDirection: 'bidirectional' })
  })

  test('so are the terms of the tables', async () => {
    await page.getByRole('tab', { name: 'Who is right' }).click()
    await page.getByLabel('When both sides change it').selectOption({ label: 'Airtable, always' })
    await must(client.changePairing(configId, 'people', { conflictResolution: 'crm_wins' }))
    await button('Save').click()
    await told().getByText('who is right when both sides change it').waitFor()
    await button('Take theirs').click()
    await page.getByText('Everything is saved').waitFor()
    await expect
      .poll(() => page.getByLabel('When both sides change it').inputValue())
      .toBe('crm_wins')
  })

  test('tables that are taken out elsewhere are not another pair of tables', async () => {
    await page.getByLabel('When both sides change it').selectOption({ label: 'Airtable, always' })
    await must(client.deletePairing(configId, 'people'))
    await button('Save').click()
    await page.getByText('These tables are not paired any more').waitFor()
    expect(await inspect(page, 'mapping-tables-gone')).toEqual([])
    await button('See the other tables').click()
    await page.getByRole('tab', { name: /Fields/ }).waitFor()
  })

  test('a sync that is removed elsewhere is nowhere shown as another one', async () => {
    const [config] = (await must(client.configs())).items
    if (!config) throw new Error('the stage has a sync')
    const { id } = await must(
      client.createConfig({ name: 'Second', appConnectionId: config.app.connectionId, crmConnectionId: config.crm.connectionId, syncFrequency: 'manual' }),
    ) // prettier-ignore
    const places: readonly Place[] = [
      { at: 'sync', configId: id },
      { at: 'mapping', configId: id },
      { at: 'settings', part: 'sync', configId: id },
      { at: 'charts', configId: id },
      { at: 'decide', configId: id },
    ]
    const tabs = await Promise.all(
      places.map(async (place) => {
        const tab = await anotherTab(page)
        await goTo(tab, place)
        await tab.getByRole('heading', { level: 1 }).waitFor()
        return tab
      }),
    )
    const gone = (tab: Page) => tab.getByText('This sync is not there any more')
    for (const tab of tabs) expect(await gone(tab).count()).toBe(0)
    await must(client.deleteConfig(id))
    for (const tab of tabs) {
      await gone(tab).waitFor({ timeout: 25_000 })
      await tab.getByRole('button', { name: 'Back to the syncs' }).click()
      await tab.getByRole('article', { name: 'Directory' }).waitFor()
    }
  })
})

describe('setting up', () => {
  let stage: Stage
  let one: Page
  let other: Page

  beforeAll(async () => {
    stage = await openStage({ world: world() })
    const { airtable, attio } = stage.session.access
    const client = clientOf(stage)
    await must(client.connect({ provider: 'airtable', token: airtable.sync.token, baseId: BASE }))
    await must(client.connect({ provider: 'attio', token: attio.sync.token }))
    one = await stage.visit()
    await one.getByText('Very likely').first().waitFor()
    other = await anotherTab(one)
    await other.getByText('Very likely').first().waitFor()
  })
  afterAll(async () => {
    await stage?.close()
    expect(stage.complaints).toEqual([])
  })

  const next = (tab: Page) => tab.getByRole('button', { name: 'Continue', exact: true })
  const heading = (tab: Page, name: string) => tab.getByRole('heading', { name }).waitFor()

  test('both tabs go on at once, and make one sync', async () => {
    await Promise.all([next(one).click(), next(other).click()])
    await Promise.all([one, other].map((tab) => heading(tab, 'Do these fields say the same?')))
    const { items } = await must(clientOf(stage).configs())
    expect(items).toHaveLength(1)
    const pairings = await must(clientOf(stage).pairings(items[0]?.id ?? ''))
    expect(pairings.items).toHaveLength(3)
  })

  test('what one tab goes on with, the other follows, with its focus', async () => {
    await next(one).click()
    await heading(other, 'Who is right?')
    await other.getByRole('radio', { name: /^Attio, always/ }).first().check() // prettier-ignore
    await expect.poll(() => one.getByRole('radio', { name: /^Attio, always/ }).first().isChecked()).toBe(true) // prettier-ignore
    await next(other).focus()
    await next(other).press('Enter')
    await Promise.all([one, other].map((tab) => heading(tab, 'This is what would happen')))
    await expect.poll(() => focused(other)).toBe('This is what would happen')
  })

  // Seen red: each tab asked for a preview of its own, and one of the two came to nothing.
  test('one tab starts it, and both are home when one is done', async () => {
    await one.getByText('to create').waitFor({ timeout: 30_000 })
    await one.getByRole('button', { name: 'Start the sync' }).click()
    await Promise.all([one, other].map((tab) => heading(tab, 'Both sides are equal')))
    await other.getByRole('button', { name: 'Go to your syncs' }).click()
    await Promise.all([one, other].map((tab) => tab.getByRole('article').first().waitFor()))
  })

  test('a sync that is removed while it is set up is told, and begun again', async () => {
    await goTo(one, { at: 'setup' })
    await one.getByRole('checkbox').first().check()
    await next(one).click()
    await heading(one, 'Do these fields say the same?')
    const { items } = await must(clientOf(stage).configs())
    const fresh = items.find(({ syncFrequency }) => syncFrequency === 'manual')
    await must(clientOf(stage).deleteConfig(fresh?.id ?? ''))
    await one.getByText('This sync is not there any more').waitFor({ timeout: 25_000 })
    expect(await inspect(one, 'setup-gone')).toEqual([])
    await one.getByRole('button', { name: 'Begin again' }).click()
    await heading(one, 'What belongs together?')
  })
})

/** A second tab of the same browser. */
async function anotherTab(page: Page): Promise<Page> {
  const tab = await page.context().newPage()
  tab.setDefaultTimeout(30_000)
  await tab.goto(page.url())
  return tab
}

async function goTo(page: Page, place: Place): Promise<void> {
  await page.evaluate(
    ([name, trail]) => sessionStorage.setItem(name ?? '', trail ?? ''),
    [`datasync.place.${BASE}`, JSON.stringify([{ at: 'home' }, place])],
  )
  await page.reload()
}

const focused = (page: Page): Promise<string> =>
  page.evaluate(() => document.activeElement?.textContent ?? '')
