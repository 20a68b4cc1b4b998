/** The desk over both simulated vendors: what it shows, edits and proxies, and the extension running in its frame. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { AirtableSandbox } from '../sandbox/airtable/airtable.ts'
import { AttioSandbox } from '../sandbox/attio/attio.ts'
import { realClock } from '../sandbox/clock.ts'
import { bundleOfExtension } from '../sandbox/desk/assets.ts'
import { desk } from '../sandbox/desk/desk.ts'
import { serve } from '../sandbox/serve.ts'
import { openBrowser, overflow, shoot } from './browser.ts'
import {
  aConfig,
  aPairing,
  aState,
  KEY,
  openWorkerDouble,
  type WorkerDouble,
} from './worker-double.ts'

/** What the tests ask of the host, in the frame. */
declare const window: {
  readonly __getAirtableInterfaceAtVersion: (version: number) => {
    expandRecord(table: string, record: string): void
    applyMutationAsync(write: unknown): Promise<void>
  }
}

const BASE = 'appDesk0000000001'
const ADA = 'recDeskAda0000001'
const ATTIO_ADA = '11111111-1111-4111-8111-111111111111'
const TOKEN = 'a'.repeat(64)

const openAirtable = () =>
  new AirtableSandbox(
    {
      users: [{ id: 'usrDeskAnn0000001', email: 'ann@acme.test', name: 'Ann' }],
      tokens: [
        {
          token: 'pat',
          user: 'usrDeskAnn0000001',
          scopes: ['data.records:read', 'data.records:write', 'schema.bases:read'],
        },
      ],
      bases: [
        {
          id: BASE,
          name: 'CRM',
          tables: [
            {
              id: 'tblDeskPeople0001',
              name: 'Contacts',
              views: [
                { name: 'Everybody' },
                { name: 'Customers', filterByFormula: "{Stage} = 'Customer'" },
              ],
              fields: [
                { name: 'Name', type: 'singleLineText' },
                { name: 'Email', type: 'email' },
                { name: 'Score', type: 'number', options: { precision: 0 } },
                {
                  name: 'Stage',
                  type: 'singleSelect',
                  options: { choices: [{ name: 'Lead' }, { name: 'Customer' }] },
                },
              ],
              records: [
                {
                  id: ADA,
                  fields: {
                    Name: 'Ada Lovelace',
                    Email: 'ada@example.com',
                    Score: 7,
                    Stage: 'Lead',
                  },
                },
                { fields: { Name: 'Grace Hopper' } },
              ],
            },
            {
              id: 'tblDeskFirms00001',
              name: 'Firms',
              fields: [{ name: 'Name', type: 'singleLineText' }],
              records: [{ fields: { Name: 'Acme' } }],
            },
          ],
        },
      ],
    },
    { clock: realClock },
  )

const openAttio = () =>
  new AttioSandbox(
    {
      workspaces: [
        {
          id: '22222222-2222-4222-8222-222222222222',
          name: 'Acme',
          slug: 'acme',
          members: [],
          tokens: [
            {
              token: TOKEN,
              scopes: [
                'record_permission:read-write',
                'object_configuration:read',
                'user_management:read',
              ],
            },
          ],
          objects: [],
          records: {
            people: [
              {
                id: ATTIO_ADA,
                values: {
                  name: [{ first_name: 'Ada', last_name: 'Lovelace', full_name: 'Ada Lovelace' }],
                  email_addresses: ['ada@example.com'],
                  job_title: 'Countess',
                },
              },
            ],
          },
        },
      ],
    },
    { clock: realClock },
  )

let browser: Browser
let page: Page
let worker: WorkerDouble
let airtable: AirtableSandbox
let attio: AttioSandbox
let front: { url: string; close(): Promise<void> }
let vendors: readonly { url: string; close(): Promise<void> }[]
const complaints: string[] = []

beforeAll(async () => {
  await bundleOfExtension()
  browser = await openBrowser()
})
afterAll(() => browser?.close())

beforeEach(async () => {
  airtable = openAirtable()
  attio = openAttio()
  vendors = await Promise.all([
    serve((request) => airtable.fetch(request)),
    serve((request) => attio.fetch(request)),
  ])
  worker = await openWorkerDouble(
    aState({
      configs: [aConfig(BASE)],
      pairings: [
        aPairing('people', 'tblDeskPeople0001', 'people'),
        aPairing('companies', 'tblDeskFirms00001', 'companies'),
      ],
    }),
  )
  front = await serve(
    desk({
      sandbox: { hello: 'world' },
      airtable: { address: vendors[0]?.url ?? '', token: 'pat', baseId: BASE },
      attio: { address: vendors[1]?.url ?? '', token: TOKEN },
      worker: { address: worker.address, key: KEY },
    }),
  )
  page = await (
    await browser.newContext({ viewport: { width: 1_440, height: 800 }, colorScheme: null })
  ).newPage()
  page.setDefaultTimeout(30_000)
  complaints.length = 0
  page.on('pageerror', (error) => complaints.push(error.message))
})
afterEach(async () => {
  await page.context().close()
  await Promise.all([front.close(), worker.stop(), ...vendors.map((vendor) => vendor.close())])
  expect(complaints).toEqual([])
})

const side = (name: string) => page.getByRole('region', { name, exact: true })
const cell = (name: string, row: number, column: number) =>
  side(name).locator(`tbody tr:nth-child(${row}) td:nth-child(${column}) input`)
const columnOf = async (name: string, title: string): Promise<number> =>
  (await side(name).locator('th').allInnerTexts()).indexOf(title) + 1

describe('the page', () => {
  const looks = ['light', 'dark'] as const
  test.each(looks)('%s: base, extension and workspace stand side by side', async (colorScheme) => {
    await page.emulateMedia({ colorScheme })
    await page.goto(front.url)
    await side('Airtable').locator('tbody tr').nth(1).waitFor()
    await side('Attio').locator('tbody tr').first().waitFor()
    await page.getByRole('button', { name: 'Connect to the sandbox' }).click()
    await page.frameLocator('iframe').getByText('Needs attention').waitFor()
    expect(await cell('Airtable', 1, 1).inputValue()).toBe('Ada Lovelace')
    expect(await cell('Attio', 1, await columnOf('Attio', 'Job title')).inputValue()).toBe(
      'Countess',
    )
    await shoot(page, `desk-${colorScheme}`)
    expect(await overflow(page)).toBe(0)
  })

  test('a cell edited in Airtable is in the base, and one changed from outside appears', async () => {
    await page.goto(front.url)
    const score = cell('Airtable', 1, 3)
    await score.fill('42')
    await score.press('Enter')
    await expect.poll(() => airtable.rows(BASE, 'Contacts')[0]?.fields['Score']).toBe(42)
    airtable.edit(BASE, 'Contacts', ADA, { Stage: 'Customer' })
    // The page looks once in a second, and later after a look that failed.
    await expect.poll(() => cell('Airtable', 1, 4).inputValue()).toBe('Customer')
    expect(await side('Airtable').locator('td.changed').count()).toBeGreaterThan(0)
  })

  test('a value edited in Attio is in the workspace, multi-values included', async () => {
    await page.goto(front.url)
    await side('Attio').locator('tbody tr').first().waitFor()
    const title = cell('Attio', 1, await columnOf('Attio', 'Job title'))
    await title.fill('Programmer')
    await title.press('Enter')
    const emails = cell('Attio', 1, await columnOf('Attio', 'Email addresses'))
    await emails.fill('ada@acme.test, lady@acme.test')
    await emails.press('Enter')
    const held = () => attio.rows('people')[0]?.values
    await expect.poll(() => held()?.['job_title']).toMatchObject([{ value: 'Programmer' }])
    await expect
      .poll(() => held()?.['email_addresses'])
      .toMatchObject([{ email_address: 'ada@acme.test' }, { email_address: 'lady@acme.test' }])
  })

  test('records are added and deleted on both sides', async () => {
    await page.goto(front.url)
    await side('Airtable').locator('tbody tr').nth(1).waitFor()
    await side('Airtable').getByRole('button', { name: 'New record' }).click()
    await expect.poll(() => airtable.rows(BASE, 'Contacts').length).toBe(3)
    await side('Attio').getByRole('button', { name: 'New record' }).click()
    await expect.poll(() => attio.rows('people').length).toBe(2)
    await side('Airtable').getByRole('button', { name: 'Delete this record' }).first().click()
    await expect.poll(() => airtable.rows(BASE, 'Contacts').length).toBe(2)
  })

  test('another table is one click away', async () => {
    await page.goto(front.url)
    await side('Airtable').getByRole('tab', { name: 'Firms' }).click()
    await expect.poll(() => cell('Airtable', 1, 1).inputValue()).toBe('Acme')
  })

  // Seen red with the view left out of what is asked.
  test('another view shows what it lets through', async () => {
    airtable.edit(BASE, 'Contacts', ADA, { Stage: 'Customer' })
    await page.goto(front.url)
    const rows = side('Airtable').locator('tbody tr')
    await rows.nth(1).waitFor()
    await page.getByLabel('View of Airtable').selectOption('Customers')
    await expect.poll(() => rows.count()).toBe(1)
    expect(await cell('Airtable', 1, 1).inputValue()).toBe('Ada Lovelace')
  })

  // Seen red with a dialog that is not told what is read later, and with its edits sent nowhere.
  test('a whole record opens over the grid, is edited there, and follows what changes', async () => {
    await page.goto(front.url)
    await side('Airtable').getByRole('button', { name: 'Open this record' }).first().click()
    const record = page.getByRole('dialog', { name: 'Record' })
    await record.getByRole('heading', { name: 'Ada Lovelace' }).waitFor()
    const score = record.getByLabel('Score')
    await score.fill('11')
    await score.press('Enter')
    await expect.poll(() => airtable.rows(BASE, 'Contacts')[0]?.fields['Score']).toBe(11)
    airtable.edit(BASE, 'Contacts', ADA, { Email: 'ada@later.example' })
    await expect.poll(() => record.getByLabel('Email').inputValue()).toBe('ada@later.example')
    await shoot(page, 'desk-record')
    await record.getByRole('button', { name: 'Close' }).click()
    expect(await record.count()).toBe(0)
  })

  // Seen red with a presence that only looks.
  test('a second user is seen in the grid, and what they type is in the base', async () => {
    await page.goto(front.url)
    await side('Airtable').locator('tbody tr').nth(1).waitFor()
    await page.getByLabel('Second user').selectOption('types')
    await side('Airtable').getByText('Kim', { exact: true }).waitFor()
    await shoot(page, 'desk-presence')
    await expect.poll(() => JSON.stringify(airtable.rows(BASE, 'Contacts'))).toContain('(1)')
    await page.getByLabel('Second user').selectOption('away')
    expect(await side('Airtable').getByText('Kim', { exact: true }).count()).toBe(0)
  })

  test('what a vendor refuses is said, and the cell shows what it holds', async () => {
    await page.goto(front.url)
    const score = cell('Airtable', 1, 3)
    await score.fill('many')
    await score.press('Enter')
    await side('Airtable').getByRole('status').getByText('It refused this').waitFor()
    await expect.poll(() => score.inputValue()).toBe('7')
  })
})

describe('the frame', () => {
  // Seen red with a frame that is loaded anew for it, with the level only told or only kept, and forgotten over a reload.
  test('a role changed outside reaches the extension as it stands, and a reload keeps it', async () => {
    await page.goto(front.url)
    await page.getByRole('button', { name: 'Connect to the sandbox' }).click()
    const frame = page.frameLocator('iframe')
    const sync = frame.getByRole('button', { name: /^Sync now/ })
    const forbidden = frame.getByRole('status').getByText('You need to be an editor of this base')
    await sync.waitFor()
    const isShut = () => sync.getAttribute('aria-disabled')
    expect(await isShut()).toBe(null)
    await inFrame().evaluate(() => Object.assign(window, { isTheSame: true }))
    await page.getByLabel('Role').selectOption('read')
    await expect.poll(isShut).toBe('true')
    await sync.click({ force: true })
    await forbidden.waitFor()
    await page.getByLabel('Role').selectOption('edit')
    await expect.poll(isShut).toBe(null)
    expect(await inFrame().evaluate(() => 'isTheSame' in window)).toBe(true)
    await page.getByLabel('Role').selectOption('read')
    const anew = page.waitForEvent('framenavigated')
    await page.getByRole('button', { name: 'Connect to the sandbox' }).click()
    await anew
    await expect.poll(isShut).toBe('true')
    expect(await inFrame().evaluate(() => 'isTheSame' in window)).toBe(false)
  })

  const inFrame = () => page.frameLocator('iframe[title="DataSync Pro"]').locator('body')

  // Seen red with the sixteenth let through.
  test('fifteen writes in a second go through; the next one ends the extension', async () => {
    await page.goto(front.url)
    const frame = page.frameLocator('iframe[title="DataSync Pro"]')
    await frame.getByText('Connect this base to DataSync').waitFor()
    const ends = await inFrame().evaluate(async () => {
      const airtable = window.__getAirtableInterfaceAtVersion(0)
      const write = { type: 'setMultipleGlobalConfigPaths', updates: [{ path: ['n'], value: 1 }] }
      const all = Array.from({ length: 16 }, () => airtable.applyMutationAsync(write))
      return (await Promise.allSettled(all)).map(({ status }) => status)
    })
    expect(ends).toEqual([...Array<string>(15).fill('fulfilled'), 'rejected'])
    await frame.getByText('This extension has crashed').waitFor()
    await frame.getByRole('button', { name: 'Reload' }).click()
    await frame.getByText('Connect this base to DataSync').waitFor()
  })

  // Seen red with nobody listening to the frame.
  test('a record that the extension opens stands over the grid', async () => {
    await page.goto(front.url)
    await side('Airtable').locator('tbody tr').nth(1).waitFor()
    await page.frameLocator('iframe').getByText('Connect this base to DataSync').waitFor()
    await inFrame().evaluate(
      (_, [table, record]) => window.__getAirtableInterfaceAtVersion(0).expandRecord(table, record),
      ['tblDeskPeople0001', ADA] as const,
    )
    await page.getByRole('dialog').getByRole('heading', { name: 'Ada Lovelace' }).waitFor()
  })

  // Seen red without the rule for it in the page's style.
  test('full screen leaves nothing but the extension', async () => {
    await page.goto(front.url)
    await page.getByLabel('Width').selectOption('full')
    await expect.poll(() => side('Airtable').isVisible()).toBe(false)
    const box = await page.locator('iframe[title="DataSync Pro"]').boundingBox()
    expect(box?.width).toBeGreaterThan(1_300)
    await page.getByLabel('Width').selectOption('docked')
    await expect.poll(() => side('Airtable').isVisible()).toBe(true)
  })

  test('a theme chosen outside is what the extension wears', async () => {
    await page.goto(front.url)
    const frame = page.frameLocator('iframe')
    await frame.getByText('Connect this base to DataSync').waitFor()
    const ground = () =>
      frame.locator('body').evaluate((body) => getComputedStyle(body).backgroundColor)
    await page.getByLabel('Theme').selectOption('dark')
    await expect.poll(ground).toBe('rgb(20, 23, 29)')
    await page.getByLabel('Theme').selectOption('light')
    await expect.poll(ground).toBe('rgb(246, 247, 249)')
  })
})

describe('the handler', () => {
  const get = async (path: string) => fetch(`${front.url}${path}`)

  test('serves what it was handed, and tokens of the vendors to nobody', async () => {
    expect(await (await get('/sandbox.json')).json()).toEqual({ hello: 'world' })
    expect(await (await get('/desk.json')).text()).not.toContain(TOKEN)
  })

  test('passes a call on with its own token, and back as it came', async () => {
    const listed = await get(`/airtable/v0/${BASE}/Contacts?pageSize=1`)
    expect((await listed.json()).records).toHaveLength(1)
    expect((await get('/attio/v2/objects/nowhere')).status).toBe(404)
  })

  // Seen red without it, when every look at the page complained.
  test('has an icon', async () => {
    const icon = await get('/favicon.ico')
    expect([icon.status, icon.headers.get('content-type')]).toEqual([
      200,
      'image/svg+xml; charset=utf-8',
    ])
  })

  test('says so when a vendor is away, and knows no other page', async () => {
    await Promise.all(vendors.map((vendor) => vendor.close()))
    expect((await get('/airtable/v0/meta/whoami')).status).toBe(502)
    expect((await get('/nowhere')).status).toBe(404)
  })
})
