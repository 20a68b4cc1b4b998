/** The Attio app as it is built, on its pages, over the real Worker and both simulated vendors: one stage for all. */
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { openStage, type Stage } from '../e2e/stage.ts'
import { follow, must, runOnce } from '../sandbox/agreement.ts'
import { serve } from '../sandbox/serve.ts'
import { personId } from '../sandbox/real.ts'
import { ConnectionCut } from '../sandbox/weather.ts'
import { openBrowser, shoot } from './browser.ts'
import { complaints } from './look.ts'

const MANY = 500

let browser: Browser
let stage: Stage & AsyncDisposable
let page: Page
/** The way to the Worker, which can be cut. */
let way: { url: string; close(): Promise<void> }
let secret: string
const faults: string[] = []

/** What befalls a call on that way: nothing, a cut, or another answer. A test sets it, and it is over with the test. */
let fate: (path: string) => 'cut' | Response | null = () => null
/** Only the call of this number to this path, counted from 1. */
const onlyThe = (no: number, path: string, befalls: 'cut' | Response): typeof fate => {
  let seen = 0
  return (asked) => (asked === path && ++seen === no ? befalls : null)
}

const through = async (request: Request): Promise<Response> => {
  const { pathname, search } = new URL(request.url)
  const fated = fate(pathname)
  if (fated === 'cut') throw new ConnectionCut()
  if (fated !== null) return fated
  const body = request.method === 'GET' ? null : await request.text()
  const { status, headers, ...answer } = await fetch(stage.session.runtime.url + pathname + search, { method: request.method, headers: request.headers, body }).then(async (came) => ({ status: came.status, headers: came.headers, text: await came.text() })) // prettier-ignore
  return new Response(answer.text, { status, headers: { 'content-type': headers.get('content-type') ?? '' } }) // prettier-ignore
}

const keyFor = async (role: 'user' | 'read-only'): Promise<string> => {
  const { client } = stage.agreed
  const crm = (await must(client.connections())).items.find(({ provider }) => provider === 'attio')
  const made = await must(client.createKey({ name: `Attio app ${role}`, role, connectionId: crm?.id ?? null })) // prettier-ignore
  return made.key
}

beforeAll(async () => {
  browser = await openBrowser()
  stage = await openStage({ records: 6, terms: { conflictResolution: 'manual_review' } })
  expect(await runOnce(stage.agreed)).toMatchObject({ status: 'completed' })
  way = await serve(through)
  secret = `${way.url}/#${await keyFor('user')}`
  page = await (await browser.newContext({ viewport: { width: 900, height: 800 } })).newPage()
  page.setDefaultTimeout(30_000)
  page.on('pageerror', (error) => faults.push(error.message))
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await way?.close()
  await stage?.[Symbol.asyncDispose]()
})
afterEach(async () => {
  fate = () => null
  await turn({ failing: false, slow: false, workspaceId: stage.session.facts.attio.workspaceId })
  expect(faults).toEqual([])
})

const card = (): Locator => page.getByRole('article', { name: 'Airtable' })
const dialog = (name = 'Airtable'): Locator => page.getByRole('dialog', { name })
const toasts = (): Locator => page.getByRole('status', { name: 'Notifications' })
const open = (record?: string) =>
  page.goto(`${stage.session.facts.desk.address}/workspace?object=people${record ? `&record=${record}` : ''}`) // prettier-ignore
async function person(index: number) {
  const { bioguideId } = stage.real.rows.people[index]!
  const all = await stage.outsider.attioRecords('people')
  const found = all.find(({ values }) => values['bioguide_id']?.[0]?.['value'] === bioguideId)!
  return { attio: found.id, airtable: personId(bioguideId) }
}
/** A knob of the desk, turned behind the page's back: what is open stays open. */
const turn = (knobs: { slow?: boolean; failing?: boolean; workspaceId?: string }) =>
  fetch(`${stage.session.facts.desk.address}/attio-app/knobs`, { method: 'POST', body: JSON.stringify(knobs) }) // prettier-ignore
const addressOf = (row: string): string => {
  const { baseId, tables } = stage.session.facts.airtable
  return `https://airtable.com/${baseId}/${tables['People']}/${row}`
}
const lastName = async (id: string) =>
  (await stage.outsider.attioRecord('people', id)).values['name']?.[0]?.['last_name']
const rowOf = async (id: string) =>
  (await stage.outsider.airtableRecord('People', id)).fields['Last name']
const name = (first: string, last: string) => [{ first_name: first, last_name: last, full_name: `${first} ${last}` }] // prettier-ignore

describe('the connection', () => {
  test('without one Attio asks; a key of another workspace and one of nobody are refused; a good one is taken', async () => {
    const { attio } = await person(0)
    await open(attio)
    const prompt = dialog('Connect DataSync Pro')
    await prompt.waitFor()
    const give = async (what: string) => {
      await prompt.getByLabel('Secret').fill(what)
      await prompt.getByRole('button', { name: 'Connect', exact: true }).click()
    }
    await give(way.url)
    await prompt.getByRole('alert').getByText('This is not a DataSync key for Attio').waitFor()
    await give('http://127.0.0.1:1/#dsp_w_1')
    await prompt
      .getByRole('alert')
      .getByText('does not answer at http://127.0.0.1:1. Check the address')
      .waitFor()
    // A key of the same customer that was made for no Attio workspace at all.
    await give(`${way.url}/#${stage.session.facts.worker.key}`)
    await prompt.getByRole('alert').getByText('made for another one').waitFor()
    await shoot(page, 'attio-app-connect')
    await give(secret)
    await card().getByText('In sync').waitFor()
    expect(await prompt.count()).toBe(0)
  })
})

// Seen red: where the Worker does not compare the workspace that a call names with the one of its key.
test('a key of another workspace is refused, as it is given and wherever it got to', async () => {
  const { attio } = await person(0)
  await turn({ workspaceId: crypto.randomUUID() })
  await open(attio)
  await card().getByText('Not connected').first().waitFor()
  await shoot(page, 'attio-app-elsewhere')
  await card().getByRole('button').click()
  await dialog().getByText('made for another one').waitFor()
  await dialog().getByRole('button', { name: 'Close' }).click()
  await page.getByRole('button', { name: 'Push to Airtable' }).click()
  await toasts().getByText('made for another one').waitFor()
  await page.getByText('App settings').click()
  const form = page.getByRole('form', { name: 'Connection' })
  await form.getByLabel('Secret').fill(secret)
  await form.getByRole('button', { name: 'Connect', exact: true }).click()
  await form.getByRole('alert').getByText('made for another one').waitFor()
})

describe('the card and its dialog', () => {
  test('in sync: the row, the facts, the history and the reasons; clean for axe in both looks', async () => {
    const { attio, airtable } = await person(0)
    await open(attio)
    await card()
      .getByText(/^People · /)
      .waitFor()
    await card()
      .getByText(/^Last sync /)
      .waitFor()
    await card().getByRole('button').click()
    await dialog().locator('dt', { hasText: 'Row' }).waitFor()
    expect(await dialog().getByRole('link').first().getAttribute('href')).toBe(addressOf(airtable))
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await shoot(page, `attio-app-dialog-${colorScheme}`)
      expect(await complaints(page)).toEqual([])
    }
    await dialog().getByRole('button', { name: 'History' }).click()
    const history = dialog().getByRole('table', { name: 'History of this record' })
    await history.getByText('Created').first().waitFor()
    await dialog().getByRole('button', { name: 'Back' }).click()
    await dialog().getByRole('button', { name: 'Why these values' }).click()
    await dialog().getByRole('table', { name: 'Why these values' }).waitFor()
    await shoot(page, 'attio-app-reasons')
    expect(await complaints(page)).toEqual([])
    await dialog().getByRole('button', { name: 'Close' }).click()
  })

  test('in conflict: both values side by side, one is chosen, and both sides agree', async () => {
    const { attio, airtable } = await person(1)
    await stage.outsider.editInAirtable('People', airtable, { 'Last name': 'Rowside' })
    await stage.outsider.editInAttio('people', attio, { name: name('Pat', 'Cardside') })
    await runOnce(stage.agreed)
    await open(attio)
    await card().getByText('Conflict').waitFor()
    await card().getByRole('button').click()
    const differing = dialog().getByRole('table', { name: 'Fields that differ' })
    await differing.getByText('Cardside').waitFor()
    await differing.getByText('Rowside').waitFor()
    await shoot(page, 'attio-app-conflict')
    expect(await complaints(page)).toEqual([])
    const history = dialog().getByRole('table', { name: 'History of this record' })
    const look = () => dialog().getByRole('button', { name: 'History' }).click()
    const back = () => dialog().getByRole('button', { name: 'Back' }).click()
    await look()
    await history.getByText('Created').first().waitFor()
    await back()
    for (const choice of await dialog().getByRole('combobox').all())
      await choice.selectOption('crm')
    await dialog().getByRole('button', { name: 'Use these values' }).click()
    await toasts().getByText('Decided').waitFor()
    await differing.waitFor({ state: 'detached' })
    await look()
    // Seen red: with what Attio's cache kept of the look before.
    await history.getByText('Rowside → Cardside').waitFor()
    await back()
    await dialog().getByRole('button', { name: 'Close' }).click()
    await card().getByText('In sync').waitFor()
    expect([await lastName(attio), await rowOf(airtable)]).toEqual(['Cardside', 'Cardside'])
  })

  // Seen red: where a dialog begins with what the first look of the page found.
  test('a dialog that is opened later begins with what the card says by then', async () => {
    const { attio, airtable } = await person(4)
    await open(attio)
    await card().getByText('In sync').waitFor()
    await stage.outsider.editInAirtable('People', airtable, { 'Last name': 'Rowside' })
    await stage.outsider.editInAttio('people', attio, { name: name('Pat', 'Cardside') })
    await runOnce(stage.agreed)
    await card().getByText('Conflict').waitFor({ timeout: 30_000 })
    // From here on nobody answers any more: what is shown was known before.
    await turn({ failing: true })
    await card().getByRole('button').click()
    await dialog().getByRole('table', { name: 'Fields that differ' }).getByText('Cardside').waitFor()
    await turn({ failing: false })
    await stage.outsider.editInAirtable('People', airtable, { 'Last name': 'Cardside' })
    await runOnce(stage.agreed)
    await dialog().getByRole('button', { name: 'Close' }).click()
    await card().getByText('In sync').waitFor()
  }, 60_000) // prettier-ignore

  test('a slow answer: the card says that it loads, and then what it knows', async () => {
    const { attio } = await person(0)
    await turn({ slow: true })
    await open(attio)
    await card().getByRole('status').getByText('Loading').waitFor()
    await card().getByText('In sync').waitFor()
  })

  // Seen red: where the field of the settings stores nothing.
  test('what is too long without a sync is a setting that stays', async () => {
    const { attio } = await person(0)
    const hours = page.getByLabel('Hours without a sync that are too long')
    const set = async (value: string) => {
      await open(attio)
      await page.getByText('App settings').click()
      const saved = page.waitForResponse((answer) => answer.request().method() === 'POST' && answer.url().endsWith('/settings'))
      await hours.fill(value)
      await hours.blur()
      await saved
      await open(attio)
      await expect.poll(() => hours.inputValue()).toBe(value)
      await card().getByText('In sync').waitFor()
    }
    await set('12')
    await set('')
  }) // prettier-ignore

  test('pending: what is to be written is shown before it is', async () => {
    const { attio } = await person(2)
    await stage.outsider.editInAttio('people', attio, { name: name('Sam', 'Waiting') })
    const { client, configId } = stage.agreed
    await follow(client, (await must(client.preview(configId))).job_id)
    await open(attio)
    await card().getByText('Pending').waitFor()
    await card().getByRole('button').click()
    await dialog().getByRole('table', { name: 'Fields that differ' }).getByText('Waiting').waitFor()
    await runOnce(stage.agreed)
    await dialog().getByRole('button', { name: 'Close' }).click()
    await card().getByText('In sync').waitFor()
  })

  // Seen red: with its reason said twice.
  test('blocked: a value that cannot cross is shown with its reason, until it is mended', async () => {
    const { attio, airtable } = await person(5)
    await stage.outsider.editInAirtable('People', airtable, { Phone: 'ask Bob' })
    await runOnce(stage.agreed)
    await open(attio)
    await card().getByText('Blocked').waitFor()
    await card().getByRole('button').click()
    const row = dialog().getByRole('table', { name: 'Fields that differ' }).getByRole('row').filter({ hasText: 'ask Bob' })
    await row.getByText('Blocked').waitFor()
    await dialog().getByRole('alert').waitFor()
    expect(await dialog().getByText('is not a phone number').count()).toBe(1)
    await shoot(page, 'attio-app-blocked')
    expect(await complaints(page)).toEqual([])
    await stage.outsider.editInAirtable('People', airtable, { Phone: '202-224-3121' })
    // As the sentence says.
    await dialog().getByText('then retry the record').first().waitFor()
    await dialog().getByRole('button', { name: 'Retry' }).click()
    await dialog().getByRole('button', { name: 'Sync now' }).waitFor()
    await dialog().getByRole('button', { name: 'Close' }).click()
    await card().getByText('In sync').waitFor()
  }) // prettier-ignore

  test('an object that is not synced says what to do', async () => {
    await page.goto(`${stage.session.facts.desk.address}/workspace?object=deals&record=x`)
    await card().getByText('Not synced').waitFor()
    await card().getByRole('button').click()
    await dialog().getByText('This object is not synced with a table').waitFor()
  })

  test('the Worker is away: the card says so, shows what it knew, and comes back by itself', async () => {
    const { attio } = await person(0)
    await open(attio)
    await card().getByText('In sync').waitFor()
    const port = Number(new URL(way.url).port)
    await way.close()
    await card().getByText('DataSync does not answer; as of').waitFor()
    await shoot(page, 'attio-app-away')
    way = await serve(through, port)
    await card()
      .getByText(/^Last sync /)
      .waitFor()
  })

  // Seen red: where only a Worker that is away is bridged.
  test('the key was used up by others for a moment: the card shows what it knew', async () => {
    const { attio } = await person(0)
    await open(attio)
    await card().getByText('In sync').waitFor()
    const often = { code: 'too_often', message: 'Too many calls.', requestId: 'r' }
    fate = (path) => (path === '/api/crm/card' ? Response.json(often, { status: 429 }) : null)
    await open(attio)
    await card().getByText('Not read just now; as of').waitFor()
    await card().getByRole('button').click()
    await dialog().getByText('Too many calls.').waitFor()
    await dialog().getByRole('button', { name: 'Try again' }).click()
    await toasts().getByText('Still no answer').waitFor()
    // From here on it looks again by itself, and may be sooner than anybody’s click.
    fate = () => null
    await dialog().getByRole('button', { name: 'Sync now' }).waitFor({ timeout: 20_000 })
    await dialog().getByRole('button', { name: 'Close' }).click()
    await card().getByText(/^Last sync /).waitFor()
  }, 40_000) // prettier-ignore

  test('a server function that fails is a failed card, and the page stands', async () => {
    const { attio } = await person(0)
    await open(attio)
    await page.getByText('App settings').click()
    await page.getByRole('checkbox', { name: 'failing' }).check()
    await card().getByRole('alert').getByText('The server function failed').waitFor()
    await page.getByRole('checkbox', { name: 'failing' }).uncheck()
    await card().getByText('In sync').waitFor()
    await page.getByRole('button', { name: 'Check now' }).click()
    await dialog('Connected').getByText('Its key has the role “user”').waitFor()
  })

  // Seen red: where a look that finds nobody changes nothing.
  test('failures that begin while the card is open: it says that it is old, and comes back by itself', async () => {
    const { attio } = await person(0)
    await open(attio)
    await card().getByText('In sync').waitFor()
    await turn({ failing: true })
    await card().getByText('Not read just now; as of').waitFor({ timeout: 30_000 })
    await card().getByRole('button').click()
    await dialog().getByRole('button', { name: 'Try again' }).click()
    await toasts().getByText('Still no answer').waitFor()
    await turn({ failing: false })
    await dialog().getByRole('button', { name: 'Try again' }).waitFor({ state: 'detached', timeout: 30_000 })
    await dialog().getByRole('button', { name: 'Close' }).click()
    await card().getByText(/^Last sync /).waitFor()
  }, 60_000) // prettier-ignore
})

test('the step and the triggers for workflows show their forms, and the ways on from them', async () => {
  await open()
  await page.getByText('Workflow steps').click()
  const form = page.getByRole('form', { name: 'Push record to Airtable' })
  const record = form.getByLabel('Record')
  expect(await record.getAttribute('placeholder')).toContain('One of people, companies')
  // Seen red: with the standard objects alone.
  await form.getByLabel('Object').fill('properties')
  await expect.poll(() => record.getAttribute('placeholder')).toBe('One of properties')
  await form.getByLabel('Object').fill('')
  await form.getByText('In Airtable · Row · Address of the row').waitFor()
  await form.getByText('Not pushed · Why').waitFor()
  const updated = page.getByRole('form', { name: 'Record updated from Airtable' })
  await updated.getByText('Record updated · Record · Fields that were written').waitFor()
  const found = page.getByRole('form', { name: 'Sync conflict found' })
  await found.getByText('Conflict found · Record · Fields that differ').waitFor()
  await shoot(page, 'attio-app-step')
  expect(await complaints(page)).toEqual([])
})

describe('push', () => {
  test('one record: a click, and a toast that ends in its row', async () => {
    const { id } = await stage.outsider.addToAttio('people', { name: name('Eve', 'Pushed') })
    await open(id)
    await card().getByText('Not linked').waitFor()
    await card().getByText('Not in People').waitFor()
    await page.getByRole('button', { name: 'Push to Airtable' }).click()
    const go = toasts().getByRole('button', { name: 'Open in Airtable' })
    await go.waitFor()
    await shoot(page, 'attio-app-pushed')
    await card().getByText('In sync').waitFor()
    const rows = await stage.outsider.airtableRecords('People')
    const row = rows.find(({ fields }) => fields['Last name'] === 'Pushed')!
    const opened = await page.evaluateHandle(() => {
      const all: unknown[][] = []
      window.open = (...asked) => (all.push(asked), null)
      return all
    })
    await go.click()
    expect(await opened.jsonValue()).toEqual([[addressOf(row.id), '_blank']])
  })

  test('one record, and the question about it is lost: it was pushed all the same, and that is told', async () => {
    const { id } = await stage.outsider.addToAttio('people', { name: name('Lou', 'Lost') })
    await open(id)
    await card().getByText('Not linked').waitFor()
    fate = onlyThe(1, '/api/crm/push/outcomes', 'cut')
    await page.getByRole('button', { name: 'Push to Airtable' }).click()
    await toasts().getByText('Lou Lost is now in People.').waitFor()
  })

  // Seen red: where the first of the two is taken.
  test('one record that could go to two tables: a person chooses, and only there it goes', async () => {
    const { client } = stage.agreed
    const { items } = await must(client.connections())
    const idOf = (provider: string) => items.find((one) => one.provider === provider)!.id
    const [appConnectionId, crmConnectionId] = [idOf('airtable'), idOf('attio')]
    const second = await must(client.createConfig({ name: 'Second', syncFrequency: 'manual', appConnectionId, crmConnectionId }))
    const { tables } = stage.session.facts.airtable
    await must(client.createPairing(second.id, { entityType: 'people', appTable: tables['Committees']!, crmTable: 'people', autoPair: false }))
    const { id } = await stage.outsider.addToAttio('people', { name: name('Ray', 'Chosen') })
    const committees = (await stage.outsider.airtableRecords('Committees')).length
    await open(id)
    await card().getByText('2 tables').waitFor()
    const push = () => page.getByRole('button', { name: 'Push to Airtable' }).click()
    const choice = dialog('Push to which table?')
    await push()
    await choice.getByText('Committees · Second').waitFor()
    await shoot(page, 'attio-app-choice')
    expect(await complaints(page)).toEqual([])
    // Closed without a choice: nothing is pushed, and nothing is said.
    await choice.getByRole('button', { name: 'Close' }).click()
    await push()
    await choice.getByRole('listitem').filter({ hasText: 'People · Airtable' }).getByRole('button', { name: 'Push' }).click()
    await toasts().getByText('Ray Chosen is now in People.').waitFor()
    const rows = await stage.outsider.airtableRecords('People')
    expect(rows.filter(({ fields }) => fields['Last name'] === 'Chosen')).toHaveLength(1)
    expect(await stage.outsider.airtableRecords('Committees')).toHaveLength(committees)
    await must(client.deleteConfig(second.id))
  }) // prettier-ignore

  test('500 selected, two of which cannot: 498 are in Airtable, and the two are told one by one', async () => {
    const { attio, airtable } = await person(3)
    await stage.outsider.editInAirtable('People', airtable, { 'Last name': 'Left' })
    await stage.outsider.editInAttio('people', attio, { name: name('Kim', 'Right') })
    const there = (await stage.outsider.attioRecords('people')).length
    const added = Array.from({ length: MANY - there }, (_, index) =>
      stage.session.attio.add('people', { name: name(`Nr${index}`, 'Many') }),
    )
    await open()
    await page.getByRole('checkbox', { name: 'Select all' }).check()
    await page.getByText(`${MANY} selected`).waitFor()
    await stage.outsider.removeFromAttio('people', added[0]!)
    await page.getByRole('toolbar').getByRole('button', { name: 'Push to Airtable' }).click()
    await dialog('Push the selected records to People?').getByRole('button', { name: 'Push' }).click()
    const summary = dialog('Pushed to Airtable')
    await summary.getByText(`${MANY - 2} of ${MANY} records are in People.`).waitFor({ timeout: 45_000 })
    const told = await summary.getByRole('table').locator('tbody tr').allInnerTexts()
    expect(told.map((line) => line.split('\t')[1]).sort()).toEqual(['A decision is needed', 'Not pushed'])
    await shoot(page, 'attio-app-many')
    expect(await complaints(page)).toEqual([])
    const rows = await stage.outsider.airtableRecords('People')
    expect(rows.filter(({ fields }) => fields['Last name'] === 'Many')).toHaveLength(added.length - 1)
    await summary.getByRole('button', { name: 'Close' }).click()
  }, 60_000) // prettier-ignore

  test('a batch that is refused: those of the one before are told, and the others are told apart', async () => {
    const refused = { code: 'not_now', message: 'The sync was stopped.', requestId: 'r' }
    fate = onlyThe(2, '/api/crm/push', Response.json(refused, { status: 409 }))
    await open()
    await page.getByRole('checkbox', { name: 'Select all' }).check()
    const selected = page.getByText(/^\d+ selected$/)
    const all = Number((await selected.innerText()).split(' ')[0])
    await page.getByRole('toolbar').getByRole('button', { name: 'Push to Airtable' }).click()
    await dialog('Push the selected records to People?').getByRole('button', { name: 'Push' }).click()
    const summary = dialog('Pushed to Airtable')
    await toasts().getByText('The sync was stopped.').waitFor({ timeout: 30_000 })
    await summary.getByText(`of ${all} records are in People. ${all - 250} did not get through; push them again.`).waitFor()
    await summary.getByRole('button', { name: 'Close' }).click()
  }, 60_000) // prettier-ignore

  test('the whole object: asked first, then run, and its end is told', async () => {
    await open()
    await page.getByRole('button', { name: 'Sync with Airtable now' }).click()
    await dialog('Sync with Airtable now?').getByRole('button', { name: 'Sync now' }).click()
    // Kim Right and Kim Left, of the test before, are still not decided.
    await toasts().getByText('A decision is needed').waitFor({ timeout: 20_000 })
    await toasts().getByText('One question waits for an answer').waitFor()
  }, 30_000)

  test('a key that may only look: the card shows all, and says why nothing can be done', async () => {
    const { attio } = await person(3)
    await open(attio)
    await page.getByText('App settings').click()
    const form = page.getByRole('form', { name: 'Connection' })
    await form.getByLabel('Secret').fill(`${way.url}/#${await keyFor('read-only')}`)
    await form.getByRole('button', { name: 'Connect', exact: true }).click()
    await card().getByText('Conflict').waitFor()
    await page.getByRole('button', { name: 'Push to Airtable' }).click()
    await toasts().getByText('may only look').waitFor()
    await card().getByRole('button').click()
    await dialog().getByText('may only look').waitFor()
    expect(await dialog().getByRole('button', { name: /Use these|Sync now/ }).count()).toBe(0)
    await dialog().getByRole('button', { name: 'Close' }).click()
    await page.getByRole('button', { name: 'Check now' }).click()
    await dialog('Connected').getByText('Its key has the role “viewer”').waitFor()
    await dialog('Connected').getByRole('button', { name: 'OK' }).click()
    // The connection goes, and its key with it.
    await form.getByRole('button', { name: 'Disconnect' }).click()
    await dialog('Connect DataSync Pro').waitFor()
    await expect.poll(async () => (await must(stage.agreed.client.keys())).items.some((key) => key.name === 'Attio app read-only')).toBe(false)
  }) // prettier-ignore
})
