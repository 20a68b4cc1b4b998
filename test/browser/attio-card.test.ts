/** The Attio app's built files: its server in a world with Attio's globals only, its card in a real browser. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { serve } from '../sandbox/serve.ts'
import {
  type AppServer,
  buildApp,
  connectionOf,
  type Installed,
  loadServer,
  recordPage,
} from './attio-app.ts'
import { openBrowser, shoot } from './browser.ts'
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

const GET_CARD = 'app/extensions/airtable-card/get-card.server'
const PAIRINGS = [aPairing('people', 'tbl1', 'people'), aPairing('companies', 'tbl2', 'companies')]
const HEALTHY = {
  counts: aConfig('appTest0000000001').counts.filter(
    ({ entityType }) => entityType === 'companies',
  ),
}

let browser: Browser
let worker: WorkerDouble
let installed: Installed
let server: AppServer

beforeAll(async () => {
  await buildApp()
  browser = await openBrowser()
})
afterAll(() => browser?.close())

beforeEach(async () => {
  worker = await openWorkerDouble(
    aState({ configs: [aConfig('appTest0000000001')], pairings: PAIRINGS, runs: [aPastRun()] }),
  )
  installed = {
    secret: `${worker.address}/#${KEY}`,
    settings: { staleHours: null, hideRuns: null },
    kept: new Map(),
  }
  server = await loadServer(installed)
})
afterEach(() => worker.stop())

describe('the card in words', () => {
  const cases = [
    {
      says: 'conflicts and blocked records',
      object: 'people',
      more: {},
      card: { state: 'attention', headline: '1,190 of 1,250 in sync' },
    },
    {
      says: 'all well',
      object: 'companies',
      more: HEALTHY,
      card: { state: 'in_sync', headline: '310 of 340 in sync', says: null },
    },
    {
      says: 'another object',
      object: 'deals',
      more: {},
      card: { state: 'not_linked', headline: 'Not synced', pairings: [] },
    },
    { says: 'paused', object: 'people', more: { paused: true }, card: { state: 'paused' } },
    {
      says: 'stopped',
      object: 'people',
      more: { stopped: 'Connect Attio again.' },
      card: { state: 'failed', says: 'Connect Attio again.' },
    },
    {
      says: 'last run failed',
      object: 'people',
      more: { lastRun: stopped('failed', 'failed', 'Airtable is away.') },
      card: { state: 'failed', says: 'Airtable is away.' },
    },
    {
      says: 'never run',
      object: 'companies',
      more: { ...HEALTHY, lastRun: null },
      card: { state: 'pending', lastRunAt: null },
    },
  ]
  test.each(cases)('$says: $card.state', async ({ object, more, card }) => {
    worker.state.configs = [aConfig('appTest0000000001', more)]
    expect(await server.run(GET_CARD, [object])).toMatchObject({ card })
  })

  test('a refused key is “not connected”, and says who can mend it', async () => {
    worker.state.key = 'dsp_another'
    expect(await server.run(GET_CARD, ['people'])).toMatchObject({
      card: {
        state: 'not_connected',
        says: expect.stringContaining('An admin can connect it again'),
      },
    })
  })

  test('a workspace without a connection is left to Attio’s own prompt', async () => {
    installed.secret = null
    await expect(server.run(GET_CARD, ['people'])).rejects.toThrow('Connect DataSync')
  })

  test('a Worker that is away is bridged with what it last said', async () => {
    await server.run(GET_CARD, ['people'])
    await worker.stop()
    expect(await server.run(GET_CARD, ['people'])).toMatchObject({
      card: { state: 'attention', asOf: expect.stringMatching(/^20/) },
    })
    installed.kept.clear()
    expect(await server.run(GET_CARD, ['people'])).toMatchObject({
      card: { state: 'failed', asOf: null },
    })
    await worker.resume()
  })
})

describe('the connection', () => {
  const refused = [
    { says: 'no address', secret: KEY, reads: 'This is not a DataSync key for Attio' },
    {
      says: 'no key',
      secret: 'https://sync.example.com/',
      reads: 'This is not a DataSync key for Attio',
    },
    {
      says: 'an open line',
      secret: `http://sync.example.com/#${KEY}`,
      reads: 'must begin with https://',
    },
  ]
  test.each(refused)('$says: refused before it is kept', async ({ secret, reads }) => {
    await expect(server.event('connection-added', connectionOf(secret))).rejects.toThrow(reads)
  })

  test('a key the Worker does not know is refused, a good one taken', async () => {
    const secret = (key: string) => connectionOf(`${worker.address}/#${key}`)
    await expect(server.event('connection-added', secret('dsp_wrong'))).rejects.toThrow(
      'does not know this key',
    )
    await expect(server.event('connection-added', secret(KEY))).resolves.toBeUndefined()
  })

  test('removing it leaves nothing behind', async () => {
    await server.run(GET_CARD, ['people'])
    expect(installed.kept.size).toBe(1)
    await server.event('connection-removed', connectionOf(KEY))
    expect(installed.kept.size).toBe(0)
  })
})

describe('in the browser', () => {
  let page: Page
  let front: { url: string; close(): Promise<void> }
  const complaints: string[] = []

  beforeEach(async () => {
    front = await serve(await recordPage(server))
    page = await (await browser.newContext({ viewport: { width: 500, height: 900 } })).newPage()
    page.setDefaultTimeout(8_000)
    complaints.length = 0
    page.on('pageerror', (error) => complaints.push(error.message))
  })
  afterEach(async () => {
    await page.context().close()
    await front.close()
    expect(complaints).toEqual([])
  })

  const card = () => page.getByRole('article', { name: 'Airtable' })

  const looks = ['light', 'dark'] as const
  test.each(looks)(
    '%s: the card opens a dialog with the facts and the last runs',
    async (colorScheme) => {
      await page.emulateMedia({ colorScheme })
      await page.goto(`${front.url}/?object=people`)
      await card().getByText('1,190 of 1,250 in sync').waitFor()
      expect((await card().innerText()).replace(/\s+/g, ' ')).toBe(
        'Airtable 1,190 of 1,250 in sync Last run 2 hours ago Needs attention',
      )
      await card().getByRole('button').click()
      const dialog = page.getByRole('dialog', { name: 'Airtable' })
      await dialog.getByText('Some records need a decision').waitFor()
      await dialog.getByRole('table', { name: 'Recent runs' }).waitFor()
      const facts = await dialog.locator('dl').innerText()
      expect(facts.replace(/\s+/g, ' ')).toBe(
        'State Needs attention Records 1,250 In sync 1,190 Waiting 6 In conflict 2 Left out by rule 52 Last run 2 hours ago Base Open in Airtable',
      )
      await shoot(page, `attio-card-${colorScheme}`)
      worker.state.configs = [aConfig('appTest0000000001', { paused: true })]
      await dialog.getByRole('button', { name: 'Look again' }).click()
      await dialog.getByText('This sync is paused').waitFor()
      await dialog.getByRole('button', { name: 'Close' }).click()
      await card().getByText('Paused').waitFor()
    },
  )

  test('the settings page shows what can be set, and hidden runs stay hidden', async () => {
    installed.settings = { staleHours: 1, hideRuns: true }
    await page.goto(`${front.url}/?object=people`)
    await page.getByLabel('Hours without a run that are too long').waitFor()
    await page.getByLabel('Hide recent runs in the dialog').waitFor()
    await card().getByText('Last run 2 hours ago, longer than usual').waitFor()
    await card().getByRole('button').click()
    await page.getByRole('dialog').getByText('Open in Airtable').waitFor()
    expect(await page.getByRole('table').count()).toBe(0)
  })

  test('an object that is not synced says so', async () => {
    await page.goto(`${front.url}/?object=deals`)
    await card().getByText('Not linked').waitFor()
    await card().getByRole('button').click()
    await page.getByText('This object is not synced with a table. 2 others are').waitFor()
  })

  test('a failing app shows its sentence, not an empty card', async () => {
    installed.secret = null
    await page.goto(`${front.url}/?object=people`)
    await page.getByRole('alert').getByText('Connect DataSync').waitFor()
  })
})
