/**
 * An extension that somebody else might have written, on the official SDK, in the frame of the desk: it reads the base,
 * hears of what others change in it, and what it writes is there.
 */
import { build } from 'esbuild'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { AirtableSandbox } from '../sandbox/airtable/airtable.ts'
import { realClock } from '../sandbox/clock.ts'
import { desk } from '../sandbox/desk/desk.ts'
import { serve } from '../sandbox/serve.ts'
import { openBrowser } from './browser.ts'

const BASE = 'appForeign0000001'
const CONTACTS = 'tblForeignPeople1'
const ADA = 'recForeignAda0001'
const BEA = 'recForeignBea0001'
const ACME = 'recForeignAcme001'

const openAirtable = () =>
  new AirtableSandbox(
    {
      users: [{ id: 'usrForeignAnn0001', email: 'ann@acme.test', name: 'Ann' }],
      tokens: [
        {
          token: 'pat',
          user: 'usrForeignAnn0001',
          scopes: ['data.records:read', 'data.records:write', 'schema.bases:read'],
        },
      ],
      bases: [
        {
          id: BASE,
          name: 'CRM',
          tables: [
            {
              id: CONTACTS,
              name: 'Contacts',
              views: [
                { name: 'Everybody' },
                { name: 'Customers', filterByFormula: "{Stage} = 'Customer'" },
              ],
              fields: [
                { name: 'Name', type: 'singleLineText' },
                { name: 'Score', type: 'number', options: { precision: 0 } },
                {
                  name: 'Stage',
                  type: 'singleSelect',
                  options: {
                    choices: [
                      { id: 'selForeignLead001', name: 'Lead', color: 'blueLight2' },
                      { id: 'selForeignCust001', name: 'Customer', color: 'greenLight2' },
                    ],
                  },
                },
                {
                  name: 'Firm',
                  type: 'multipleRecordLinks',
                  options: { linkedTableId: 'Firms' },
                },
                {
                  name: 'City',
                  type: 'multipleLookupValues',
                  options: { recordLinkFieldId: 'Firm', fieldIdInLinkedTable: 'City' },
                },
              ],
              records: [
                { id: ADA, fields: { Name: 'Ada', Score: 7, Stage: 'Lead', Firm: [ACME] } },
                { id: BEA, fields: { Name: 'Bea', Score: 3, Stage: 'Customer' } },
              ],
            },
            {
              id: 'tblForeignFirms01',
              name: 'Firms',
              fields: [
                { name: 'Name', type: 'singleLineText' },
                { name: 'City', type: 'singleLineText' },
              ],
              records: [{ id: ACME, fields: { Name: 'Acme', City: 'Ulm' } }],
            },
          ],
        },
      ],
    },
    { clock: realClock },
  )

/** With React and the SDK as the extension’s own folder has them installed. */
const bundle = async (): Promise<string> => {
  const modules = new URL('../../extension/node_modules', import.meta.url).pathname
  const entry = new URL('foreign-extension.jsx', import.meta.url).pathname
  const built = await build({
    stdin: {
      contents: `window._airtableReact = require('react')
        window._airtableReactDOM = require('react-dom')
        window._airtableRunBlock = () => require(${JSON.stringify(entry)})`,
      resolveDir: new URL('.', import.meta.url).pathname,
    },
    nodePaths: [modules],
    bundle: true,
    write: false,
    format: 'iife',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'silent',
  })
  return built.outputFiles[0]?.text ?? ''
}

let script: string
let browser: Browser
let page: Page
let airtable: AirtableSandbox
let doors: readonly { url: string; close(): Promise<void> }[]
let complaints: string[]

beforeAll(async () => {
  script = await bundle()
  browser = await openBrowser()
})
afterAll(() => browser?.close())

beforeEach(async () => {
  airtable = openAirtable()
  const vendor = await serve((request) => airtable.fetch(request))
  const answer = desk({
    sandbox: {},
    airtable: { address: vendor.url, token: 'pat', baseId: BASE },
    attio: { address: vendor.url, token: 'none' },
    worker: null,
  })
  const front = await serve(async (request) =>
    new URL(request.url).pathname === '/bundle.js'
      ? new Response(script, { headers: { 'content-type': 'text/javascript' } })
      : answer(request),
  )
  doors = [front, vendor]
  const context = await browser.newContext({ viewport: { width: 1_440, height: 800 } })
  page = await context.newPage()
  page.setDefaultTimeout(30_000)
  complaints = []
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.goto(front.url)
  await frame().getByRole('list', { name: 'All' }).waitFor()
})
afterEach(async () => {
  await page.context().close()
  await Promise.all(doors.map((door) => door.close()))
})

const frame = () => page.frameLocator('iframe[title="DataSync Pro"]')
const listed = () =>
  frame().getByRole('list', { name: 'All' }).getByRole('listitem').allInnerTexts()
const customers = () =>
  frame().getByRole('list', { name: 'Customers' }).getByRole('listitem').allInnerTexts()
const press = (name: string) => frame().getByRole('button', { name, exact: true }).click()
const says = () => frame().getByRole('status').innerText()
const text = (id: string) => frame().locator(`#${id}`).innerText()
const held = (id: string) =>
  airtable.rows(BASE, 'Contacts').find((row) => row.id === id)?.fields ?? {}
const grid = () => page.getByRole('region', { name: 'Airtable', exact: true })

describe('a foreign extension', () => {
  test('reads records in its own order and in a view’s, links and lookups by what they show', async () => {
    expect(await listed()).toEqual(['Ada | 7 | Lead | Acme | Ulm', 'Bea | 3 | Customer | - | -'])
    expect(await customers()).toEqual(['Bea'])
    expect(JSON.parse(await text('choices'))).toEqual({
      id: 'selForeignLead001',
      name: 'Lead',
      color: 'blueLight2',
    })
    expect(complaints).toEqual([])
  })

  // Seen red with nothing told to the frame: the first list stood as it was.
  test('hears of records that others add, change and delete', async () => {
    airtable.edit(BASE, 'Contacts', BEA, { Score: '9' })
    await expect.poll(listed).toEqual(['Bea | 9 | Customer | - | -', 'Ada | 7 | Lead | Acme | Ulm'])
    const { id } = airtable.add(BASE, 'Contacts', { Name: 'Cy', Stage: 'Customer' })
    await expect.poll(customers).toEqual(['Bea', 'Cy'])
    await expect.poll(listed).toContain('Cy | - | Customer | - | -')
    airtable.remove(BASE, 'Contacts', id)
    await expect.poll(customers).toEqual(['Bea'])
    await expect.poll(listed).toHaveLength(2)
    expect(complaints).toEqual([])
  })

  // Seen red with only the rows told that moved themselves.
  test('sees the new name and city of a firm where people link to it', async () => {
    airtable.edit(BASE, 'Firms', ACME, { Name: 'Acme & Co', City: 'Graz' })
    await expect.poll(listed).toContain('Ada | 7 | Lead | Acme & Co | Graz')
  })

  test('hears of what is typed into the grid beside it', async () => {
    const score = grid().locator('tbody tr:nth-child(1) td:nth-child(2) input')
    await score.fill('42')
    await score.press('Enter')
    await expect.poll(listed).toContain('Ada | 42 | Lead | Acme | Ulm')
  })

  test('writes into the base, where the grid shows it', async () => {
    await press('Rename')
    await expect.poll(() => held(ADA)['Name']).toBe('Renamed')
    const name = grid().locator('tbody tr:nth-child(1) td:nth-child(1) input')
    await expect.poll(() => name.inputValue()).toBe('Renamed')
    await press('Choose')
    await expect.poll(() => held(ADA)['Stage']).toBe('Customer')
    await expect.poll(customers).toEqual(['Renamed', 'Bea'])
    // It wrote a name, and holds what the base made of it.
    await expect.poll(() => text('choices')).toContain('selForeignCust001')
    expect(complaints).toEqual([])
  })

  // Seen red with ids of the base's own: the record stood there twice.
  test('makes a record under the id it chose, and deletes one', async () => {
    await press('Create')
    await expect.poll(says).toMatch(/^rec\w{14}$/)
    expect(held(await says())).toEqual({ Name: 'Kay', Stage: 'Lead', Score: 1 })
    await expect.poll(listed).toHaveLength(3)
    await press('Delete')
    await expect.poll(() => airtable.rows(BASE, 'Contacts').map(({ id }) => id)).not.toContain(ADA)
    await expect.poll(listed).toHaveLength(2)
    expect(complaints).toEqual([])
  })

  // Seen red with updates sent one by one: the sixteenth ended the extension.
  test('updates that follow each other closely are one write', async () => {
    await press('Write closely')
    await expect.poll(() => held(ADA)['Score']).toBe(39)
    await expect.poll(says).not.toBe('')
    await expect.poll(listed).toContain('Ada | 39 | Lead | Acme | Ulm')
  })

  // Seen red with the sixteenth let through.
  test('beyond fifteen writes in a second it is ended, with fifteen in the base', async () => {
    await press('Flood')
    await frame().getByText('This extension has crashed: it wrote more than 15 times').waitFor()
    const flooded = () =>
      airtable.rows(BASE, 'Contacts').filter(({ fields }) => String(fields['Name']).match(/Flood/))
    await expect.poll(() => flooded().length).toBe(15)
  })

  // Seen red with the error of the SDK left in the console.
  test('what is refused after it was shown ends it; what the SDK can judge is refused at once', async () => {
    await press('Write a number as text')
    await expect.poll(says).toContain('A number is needed here')
    await press('Link to nobody')
    await frame().getByText('a change was refused after it was shown').waitFor()
    expect(held(ADA)['Firm']).toEqual([ACME])
    expect(complaints).toHaveLength(1)
  })

  test('makes a field, and hears of tables and fields that others change', async () => {
    await press('Add a field')
    await expect.poll(says).toBe('Note')
    await expect.poll(() => text('fields')).toBe('Name, Score, Stage, Firm, City, Note')
    airtable.renameField(BASE, 'Contacts', 'Note', 'Remark')
    await expect.poll(() => text('fields')).toContain('Remark')
    airtable.dropField(BASE, 'Contacts', 'Remark')
    await expect.poll(() => text('fields')).toBe('Name, Score, Stage, Firm, City')
    airtable.changeView(BASE, 'Contacts', 'Customers', { filter: "{Stage} = 'Lead'" })
    await expect.poll(customers).toEqual(['Ada'])
    expect(complaints).toEqual([])
  })

  // Seen red with a grid that tells nobody.
  test('knows which table, view and records somebody has before them in the grid', async () => {
    await expect.poll(() => text('marked')).toBe('Contacts / Everybody / 0 marked')
    await grid().getByLabel('Select this record').nth(1).check()
    await expect.poll(() => text('marked')).toBe('Contacts / Everybody / 1 marked')
    await page.getByLabel('View of Airtable').selectOption('Customers')
    await expect.poll(() => text('marked')).toBe('Contacts / Customers / 0 marked')
    await grid().getByRole('tab', { name: 'Firms' }).click()
    await expect.poll(() => text('marked')).toContain('Firms /')
  })

  // Seen red with what a base held before it was made anew kept: its records were never told gone.
  test('a base made anew is read anew', async () => {
    airtable.reset()
    airtable.remove(BASE, 'Contacts', BEA)
    airtable.edit(BASE, 'Contacts', ADA, { Name: 'Ada again' })
    await expect.poll(listed).toEqual(['Ada again | 7 | Lead | Acme | Ulm'])
    expect(complaints).toEqual([])
  })
})
