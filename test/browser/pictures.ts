/**
 * `npm run pictures`: the pictures of both listings, taken of the real product over the sandbox. They are written to
 * `test/browser/shots/listing/`; `extension/LISTING.md` and `attio-app/LISTING.md` name them.
 */
import { rm } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import type { Place } from '../../extension/frontend/place.ts'
import { openStage } from '../e2e/stage.ts'
import { must, runOnce } from '../sandbox/agreement.ts'
import { BASE, personId } from '../sandbox/real.ts'
import { openBrowser } from './browser.ts'
import { compose, composeLogo, LISTING, SHARP } from './listing.ts'

const RECORDS = 40

await using stage = await openStage({
  records: RECORDS,
  scale: 1,
  terms: { name: 'Contacts and companies', conflictResolution: 'manual_review' },
})
const { agreed, session, outsider, real } = stage
const { client, configId } = agreed
await runOnce(agreed)

const people = await Promise.all(
  real.rows.people.slice(0, 6).map(async ({ bioguideId }) => {
    const all = await outsider.attioRecords('people')
    const found = all.find(({ values }) => values['bioguide_id']?.[0]?.['value'] === bioguideId)!
    return { airtable: personId(bioguideId), attio: found.id }
  }),
)
const [still, torn, alsoTorn, moved] = people
const named = (first: string, last: string) => ({
  name: [{ first_name: first, last_name: last, full_name: `${first} ${last}` }],
})
/** Somebody works on both sides, and twice on the same field. */
await outsider.editInAirtable('People', moved!.airtable, { 'Last name': 'Castellanos' })
await outsider.editInAirtable('People', torn!.airtable, { 'Last name': 'Okafor-Lind' })
await outsider.editInAttio('people', torn!.attio, named('Maria', 'Okafor'))
await outsider.editInAirtable('People', alsoTorn!.airtable, { 'Last name': 'Brandt' })
await outsider.editInAttio('people', alsoTorn!.attio, named('John', 'Brandt-Weiss'))
const run = await runOnce(agreed)
await must(client.changeConfig(configId, { syncFrequency: 'hourly' }))

const browser = await openBrowser()
const context = await browser.newContext({
  viewport: { width: 1_180, height: 640 },
  deviceScaleFactor: SHARP,
  colorScheme: 'light',
  reducedMotion: 'reduce',
})
await context.addInitScript(
  ([address, key]) => {
    localStorage.setItem('datasync.address', address ?? '')
    localStorage.setItem('datasync.key', key ?? '')
  },
  [session.runtime.url, session.facts.worker.key ?? ''],
)

try {
  await rm(LISTING, { recursive: true, force: true })
  await ofExtension()
  await ofAttio()
  process.stdout.write(`The pictures are in ${LISTING}\n`)
} finally {
  await browser.close()
}

async function at(place: Place): Promise<Page> {
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  await page.addInitScript(
    ([name, trail]) => sessionStorage.setItem(name ?? '', trail ?? ''),
    [`datasync.place.${BASE}`, JSON.stringify([{ at: 'home' }, place])],
  )
  await page.goto(`${session.facts.desk.address}/frame?role=create&name=Contacts`)
  return page
}

async function ofExtension(): Promise<void> {
  const home = await at({ at: 'home' })
  await home.getByRole('article', { name: 'Contacts and companies' }).waitFor()
  await composeLogo(
    browser,
    await home
      .locator('.brand svg')
      .first()
      .evaluate((svg) => svg.outerHTML),
  )
  await compose(browser, {
    name: 'airtable-1-home',
    says: 'Airtable and Attio, kept equal',
    more: 'Every sync with its state, its counts and what needs you.',
    of: home,
  })

  const mapping = await at({ at: 'mapping', configId, entityType: 'people' })
  await mapping.getByRole('tab', { name: /Fields/ }).waitFor()
  await mapping
    .getByRole('button', { name: /^Last name/ })
    .first()
    .waitFor()
  await compose(browser, {
    name: 'airtable-2-fields',
    says: 'Fields pair themselves',
    more: 'Draw a line where you know better, and see your own values go through it.',
    of: mapping,
  })

  const decide = await at({ at: 'decide' })
  await decide.getByText('Okafor-Lind').first().waitFor()
  await compose(browser, {
    name: 'airtable-3-decide',
    says: 'Nothing is overwritten behind your back',
    more: 'Where both sides changed the same field, both values wait for a person.',
    of: decide,
  })

  const history = await at({ at: 'run', runId: run.id })
  const fates = history.getByRole('table', { name: 'What became of each record' })
  await fates.getByRole('row').nth(1).waitFor()
  await compose(browser, {
    name: 'airtable-4-history',
    says: 'What became of every record',
    more: 'Each value can be explained, and each run undone.',
    of: history,
  })
}

async function ofAttio(): Promise<void> {
  const crm = (await must(client.connections())).items.find(({ provider }) => provider === 'attio')
  const { key } = await must(
    client.createKey({ name: 'Attio app', role: 'user', connectionId: crm?.id ?? null }),
  )
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  const open = (record?: string) =>
    page.goto(
      `${session.facts.desk.address}/workspace?object=people${record ? `&record=${record}` : ''}`,
    )
  await open(still!.attio)
  const prompt = page.getByRole('dialog', { name: 'Connect DataSync Pro' })
  await prompt.getByLabel('Secret').fill(`${session.runtime.url}/#${key}`)
  await prompt.getByRole('button', { name: 'Connect', exact: true }).click()
  const card = page.getByRole('article', { name: 'Airtable' })
  await card.getByText('In sync').waitFor()
  await compose(browser, {
    name: 'attio-1-card',
    says: 'Is it in Airtable, and is it fresh?',
    more: 'A card on the record page says so, without leaving Attio.',
    of: page,
  })

  const dialog = page.getByRole('dialog', { name: 'Airtable' })
  const openDialog = async (record: string, status: string) => {
    await open(record)
    await card.getByText(status).waitFor()
    await card.getByRole('button').click()
  }
  await openDialog(torn!.attio, 'Conflict')
  await dialog.getByText('Okafor-Lind').first().waitFor()
  await compose(browser, {
    name: 'attio-2-conflict',
    says: 'Both values side by side',
    more: 'Choose one on the spot, and both sides agree.',
    of: page,
  })

  await openDialog(moved!.attio, 'In sync')
  await dialog.getByRole('button', { name: 'History' }).click()
  await dialog.getByRole('table', { name: 'History of this record' }).getByText('Castellanos').first().waitFor() // prettier-ignore
  await compose(browser, {
    name: 'attio-3-history',
    says: 'What changed, when, and from where',
    more: 'Every value that was ever replaced is still there.',
    of: page,
  })

  const { id } = await outsider.addToAttio('people', named('Eve', 'Lindqvist'))
  await open(id)
  await card.getByText('Not linked').waitFor()
  await page.getByRole('button', { name: 'Push to Airtable' }).click()
  await page.getByRole('button', { name: 'Open in Airtable' }).waitFor()
  await card.getByText('In sync').waitFor()
  await compose(browser, {
    name: 'attio-4-push',
    says: 'One click puts it into Airtable',
    more: 'One record or hundreds, and the way to its row.',
    of: page,
  })
}
