/** The extension's production bundle in a real browser, in the desk's frame, against a double of the Worker. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { bundleOfExtension } from '../sandbox/desk/assets.ts'
import { desk } from '../sandbox/desk/desk.ts'
import { serve } from '../sandbox/serve.ts'
import { bareBase, COMPANIES, PEOPLE, TOKEN } from './bare-base.ts'
import { openBrowser, overflow, shoot } from './browser.ts'
import { inspect } from './look.ts'
import {
  aConfig,
  aPairing,
  aPastRun,
  aState,
  KEY,
  openWorkerDouble,
  stopped,
  type WorkerDouble,
} from './worker-double.ts'

const BASE = 'appBrowserTest001'
const account = (id: string, provider: string, name: string, resource: string) => ({
  id,
  provider,
  resource,
  account: name,
  status: 'connected',
  missing: [],
  says: null,
  leaveToOthers: 0,
  connectedAt: new Date(0).toISOString(),
})
const ACCOUNTS = [
  account('con1', 'airtable', 'Ann (ann@acme.test)', BASE),
  account('con2', 'attio', 'Acme', 'wsp1'),
]
const PAIRINGS = [
  aPairing('people', PEOPLE, 'people'),
  aPairing('companies', COMPANIES, 'companies'),
]

let browser: Browser
let page: Page
let worker: WorkerDouble
let front: { url: string; close(): Promise<void> }
let vendor: { url: string; close(): Promise<void> }
const complaints: string[] = []

beforeAll(async () => {
  await bundleOfExtension()
  browser = await openBrowser()
  vendor = await serve(bareBase(BASE))
  const place = { address: vendor.url, token: TOKEN }
  front = await serve(
    desk({ sandbox: {}, airtable: { ...place, baseId: BASE }, attio: place, worker: null }),
  )
})
afterAll(async () => {
  await browser?.close()
  await Promise.all([front?.close(), vendor?.close()])
})

beforeEach(async () => {
  worker = await openWorkerDouble(aState({ configs: [aConfig(BASE)], pairings: PAIRINGS }))
  const context = await browser.newContext({ viewport: { width: 380, height: 800 } })
  page = await context.newPage()
  page.setDefaultTimeout(30_000)
  complaints.length = 0
  page.on('pageerror', (error) => complaints.push(error.message))
})
afterEach(async () => {
  await page.context().close()
  await worker.stop()
  expect(complaints).toEqual([])
})

const visit = (query = ''): Promise<unknown> => page.goto(`${front.url}/frame${query}`)

/** As somebody who connected before. */
async function visitAgain(query = ''): Promise<void> {
  await page.addInitScript(
    ([address, key]) => {
      localStorage.setItem('datasync.address', address ?? '')
      if (!sessionStorage.getItem('given')) localStorage.setItem('datasync.key', key ?? '')
      sessionStorage.setItem('given', 'yes')
    },
    [worker.address, KEY],
  )
  await visit(query)
}

/** Most people sign in; the form for a key is folded away. */
const openKey = () => page.getByText('Use an access key instead').click()
const card = () => page.getByRole('article', { name: 'Contacts and companies' })
const button = (name: string | RegExp) => page.getByRole('button', { name })
const seen = (text: string | RegExp) => page.getByText(text).first().waitFor()

describe('the first visit', () => {
  test('asks for the address and a key, tries them, and shows the syncs', async () => {
    await visit()
    await seen('Connect this base to DataSync')
    expect(await inspect(page, 'connect-first')).toEqual([])
    await page.getByLabel('Address of your DataSync service').fill(`${worker.address}/some/page`)
    await openKey()
    await page.getByLabel('Access key').fill(` ${KEY} `)
    await button('Connect').click()
    await card().waitFor()
    expect(await page.evaluate(() => ({ ...localStorage }))).toMatchObject({
      'datasync.address': worker.address,
      'datasync.key': KEY,
    })
    await page.reload()
    await card().waitFor()
  })

  const refusals = [
    {
      says: 'nothing typed',
      address: '',
      key: '',
      reads: 'Enter the address of your DataSync service',
      focused: 'Address of your DataSync service',
    },
    {
      says: 'no address',
      address: 'not an address',
      key: KEY,
      reads: 'This is not an address',
      focused: 'Address of your DataSync service',
    },
    {
      says: 'an open line',
      address: 'http://sync.example.com',
      key: KEY,
      reads: 'must begin with https://',
      focused: 'Address of your DataSync service',
    },
    {
      says: 'half a key',
      address: 'sync.example.com',
      key: 'abc',
      reads: 'not a whole access key',
      focused: 'Access key',
    },
  ]
  test.each(refusals)(
    '$says: tells what is wrong, and goes there',
    async ({ address, key, reads, focused }) => {
      await visit()
      await page.getByLabel('Address of your DataSync service').fill(address)
      await openKey()
      await page.getByLabel('Access key').fill(key)
      await button('Connect').click()
      await seen(reads)
      const at = page.getByLabel(focused)
      expect(await at.evaluate((input) => input === document.activeElement)).toBe(true)
      expect(worker.state.asked).toEqual([])
    },
  )

  test('a key that the Worker does not know is not kept', async () => {
    await visit()
    await page.getByLabel('Address of your DataSync service').fill(worker.address)
    await openKey()
    await page.getByLabel('Access key').fill('dsp_wrong_key')
    await button('Connect').click()
    await seen('DataSync does not know this key')
    expect(await inspect(page, 'connect-refused')).toEqual([])
    expect(await page.evaluate(() => localStorage.getItem('datasync.key'))).toBeNull()
  })

  test('a Worker that does not answer is told apart from a wrong key', async () => {
    await worker.stop()
    await visit()
    await page.getByLabel('Address of your DataSync service').fill(worker.address)
    await openKey()
    await page.getByLabel('Access key').fill(KEY)
    await button('Connect').click()
    await seen('DataSync did not answer')
    await worker.resume()
    await button('Connect').click()
    await card().waitFor()
  })
})

describe('the syncs', () => {
  test('a card says state, last run, direction, and counts that add up', async () => {
    worker.state.replies['GET /api/crm/connections'] = { items: ACCOUNTS }
    await visitAgain()
    await seen('Needs attention')
    await seen('2 hours ago: 3 created, 12 updated. 240 records read in 8 seconds.')
    await seen(/Airtable both ways with Attio/)
    const sides = await card().locator('.side').allInnerTexts()
    expect(sides.map((text) => text.replace(/\s+/g, ' '))).toEqual([
      'Airtable · Contacts 1,204 records 1,190 in sync 6 waiting 2 in conflict 6 not written',
      'Attio · People 1,250 records 1,190 in sync 6 waiting 2 in conflict 52 filtered out',
      'Airtable · Companies 310 records 310 in sync',
      'Attio · Companies 340 records 310 in sync 28 not created, by rule 2 kept after deletion',
    ])
    const needs = page.getByRole('region', { name: 'Needs you' })
    expect(await needs.getByRole('strong').allInnerTexts()).toEqual([
      '2 records to decide in “Contacts and companies”',
      '6 records could not be written in “Contacts and companies”',
    ])
    await seen('Ann (ann@acme.test)')
    expect(await inspect(page, 'home')).toEqual([])
  })

  test('“Sync now” shows what is going on until it is done', async () => {
    worker.state.runs = [aPastRun()]
    worker.state.steps = [
      { phase: 'pulling', recordsProcessed: 120, progress: 0.2 },
      {
        phase: 'writing',
        recordsProcessed: 240,
        recordsPlanned: 20,
        recordsSynced: 8,
        progress: 0.6,
      },
      { phase: 'writing', recordsSynced: 16, progress: 0.9 },
      {
        phase: 'done',
        status: 'completed',
        recordsSynced: 20,
        recordsUpdated: 20,
        syncDurationMs: 4_000,
        progress: 1,
        endedAt: new Date().toISOString(),
      },
    ]
    await visitAgain()
    await button(/^Sync now/).click()
    await seen('Reading both sides: 120 records so far')
    await seen('Writing: 8 of 20 changes')
    expect(await page.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('60')
    await seen('Syncing')
    await shoot(page, 'extension-syncing')
    await seen('Just now: 20 updated. 240 records read in 4 seconds.')
    expect(await page.getByRole('progressbar').count()).toBe(0)
    expect(worker.state.asked.filter((call) => call === 'POST /api/crm/sync/trigger')).toHaveLength(
      1,
    )
  })

  const states = [
    {
      says: 'paused',
      more: { paused: true },
      label: 'Paused',
      reads: 'until somebody resumes it',
      buttons: ['Resume'],
    },
    {
      says: 'stopped',
      more: { stopped: 'Airtable no longer accepts our key. Connect Airtable again to go on.' },
      label: 'Stopped',
      reads: 'Connect Airtable again',
      buttons: ['Sync now', 'Pause'],
    },
    {
      says: 'asking',
      more: {
        lastRun: stopped(
          'asking',
          'awaiting_approval',
          'This run would delete 40 of 300 records. Look at them, then approve or cancel.',
        ),
      },
      label: 'Needs approval',
      reads: 'would delete 40',
      buttons: ['Approve and go on', 'Cancel this run'],
    },
    {
      says: 'failed',
      more: {
        lastRun: stopped(
          'failed',
          'failed',
          'Attio did not answer in time. We look again by ourselves.',
        ),
      },
      label: 'Failed',
      reads: 'Attio did not answer',
      buttons: ['Sync now', 'Pause'],
    },
    {
      says: 'new',
      more: { lastRun: null, counts: [] },
      label: 'Not run yet',
      reads: 'Nothing has been counted yet.',
      buttons: ['Sync now', 'Pause'],
    },
    {
      says: 'in sync',
      more: { counts: [] },
      label: 'In sync',
      reads: '240 records read',
      buttons: ['Sync now', 'Pause'],
    },
  ]
  test.each(states)(
    '$says: the card says “$label”',
    async ({ says, more, label, reads, buttons }) => {
      worker.state.configs = [aConfig(BASE, more)]
      await visitAgain()
      await card().getByText(label, { exact: true }).first().waitFor()
      await seen(reads)
      expect(await card().locator('.buttons button').allInnerTexts()).toEqual(buttons)
      expect(await inspect(page, `home-${says.replace(' ', '-')}`)).toEqual([])
    },
  )

  test('pause and resume go to the Worker and come back', async () => {
    await visitAgain()
    await button(/^Pause/).click()
    await button(/^Resume/).click()
    await button(/^Pause/).waitFor()
    expect(worker.state.asked.filter((call) => call.startsWith('PATCH'))).toEqual([
      'PATCH /api/crm/configs/cfg1/pause',
      'PATCH /api/crm/configs/cfg1/resume',
    ])
  })

  test('a workspace without syncs leads to the first one, and says how it is made', async () => {
    worker.state.configs = []
    await visitAgain()
    await seen('Connect both sides')
    await button('Syncs').click()
    await seen('No syncs yet')
    expect(await inspect(page, 'home-empty')).toEqual([])
    await button('Set up a sync').click()
    await seen('Connect both sides')
  })
})

// There once was a way to a first sync for an empty workspace alone: who came back to home had none.
test('syncs of other bases only: the first one of this base is begun from home', async () => {
  worker.state.configs = [aConfig('appElsewhere00001', { name: 'Deals' })]
  await visitAgain()
  await seen('Connect both sides')
  await button('Syncs').click()
  await seen('No syncs in this base yet')
  await seen('In other bases')
  expect(await inspect(page, 'home-none-here')).toEqual([])
  await button('Set up a sync').click()
  await seen('Connect both sides')
})

describe('when something is not allowed or not there', () => {
  test('a Worker that goes away: a sentence, what was known, and a way to try again', async () => {
    await visitAgain()
    await card().waitFor()
    await worker.stop()
    await page.reload()
    await seen('The syncs could not be read')
    expect(await inspect(page, 'home-unread')).toEqual([])
    await worker.resume()
    await button('Try again').click()
    await card().waitFor()
    await expect.poll(() => page.getByRole('alert').count()).toBe(0)
  })

  test('a key revoked later leads back to the form, with the reason', async () => {
    await visitAgain()
    await card().waitFor()
    worker.state.key = 'dsp_another'
    await button(/^Sync now/).click()
    await seen('Connect again')
    await seen('DataSync no longer accepts the key you used.')
    expect(await inspect(page, 'connect-revoked')).toEqual([])
    expect(await page.getByLabel('Address of your DataSync service').inputValue()).toBe(
      worker.address,
    )
    expect(await page.evaluate(() => localStorage.getItem('datasync.key'))).toBeNull()
  })

  test('somebody who may only read sees why the buttons do nothing', async () => {
    await visitAgain('?role=read')
    const sync = button(/^Sync now/)
    await sync.waitFor()
    expect(await sync.getAttribute('aria-disabled')).toBe('true')
    await sync.click({ force: true })
    await page.getByRole('status').getByText('You need to be an editor of this base').waitFor()
    expect(await inspect(page, 'home-reader')).toEqual([])
    expect(worker.state.asked.filter((call) => call === 'POST /api/crm/sync/trigger')).toEqual([])
  })

  test('what the Worker refuses is said on the card', async () => {
    worker.state.refusal = {
      status: 403,
      problem: {
        code: 'role_too_low',
        message: 'Your role does not allow this. Ask an admin for the role “user”.',
        requestId: 'r',
      },
    }
    await visitAgain()
    await button(/^Sync now/).click()
    await seen('Ask an admin for the role “user”')
  })
})

describe('everywhere', () => {
  const looks = [
    { colorScheme: 'light', width: 320 },
    { colorScheme: 'dark', width: 320 },
    { colorScheme: 'light', width: 1_280 },
    { colorScheme: 'dark', width: 1_280 },
  ] as const
  test.each(looks)(
    '$colorScheme at $width px: nothing sticks out',
    async ({ colorScheme, width }) => {
      worker.state.configs = [
        aConfig(BASE),
        aConfig(BASE, {
          id: 'cfg2',
          name: 'ALongNameWithoutAnySpaceAtAllThatSomebodyOnceGaveToTheirSync',
          lastRun: null,
          counts: [],
        }),
        aConfig('appElsewhere00001', {
          id: 'cfg3',
          name: 'Deals',
          syncDirection: 'pull',
          stopped:
            'Attio no longer accepts our key. Connect Attio again to go on; all links are kept.',
        }),
      ]
      await page.emulateMedia({ colorScheme })
      await page.setViewportSize({ width, height: 800 })
      await visitAgain()
      await card().waitFor()
      await seen('In other bases')
      await shoot(page, `extension-${colorScheme}-${width}`)
      expect(await overflow(page)).toBe(0)
      expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe(
        colorScheme === 'dark' ? 'rgb(20, 23, 29)' : 'rgb(246, 247, 249)',
      )
    },
  )

  test('everything can be reached and pressed by keyboard', async () => {
    worker.state.steps = [{ phase: 'pulling', recordsProcessed: 7 }]
    await visitAgain()
    await card().waitFor()
    await button('Change key').focus()
    const stops: string[] = []
    for (let presses = 0; presses < 7; presses++) {
      await page.keyboard.press('Tab')
      stops.push(
        await page.evaluate(() => {
          const at = document.activeElement as HTMLElement
          return at.getAttribute('aria-label') ?? at.innerText.trim()
        }),
      )
    }
    expect(stops).toEqual([
      'Decide: 2 records to decide in “Contacts and companies”',
      'Mend: 6 records could not be written in “Contacts and companies”',
      'Another sync',
      'More for Contacts and companies',
      'Records of Contacts and companies',
      'Sync now: Contacts and companies',
      'Pause: Contacts and companies',
    ])
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Enter')
    await seen('Reading both sides: 7 records so far')
  })
})
