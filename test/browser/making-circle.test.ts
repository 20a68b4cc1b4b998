/** Two tables that link to each other are made in one go while a sync is set up, and their links pair themselves. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { must } from '../sandbox/agreement.ts'
import { oneSided } from '../sandbox/one-sided.ts'
import { BASE } from '../sandbox/real.ts'
import { inspect } from './look.ts'
import { openStage, type Stage } from './stage.ts'
import { brew } from './worker-weather.ts'

/** People work at companies; and each company has somebody who speaks for it. */
function inACircle() {
  const { world } = oneSided(6)
  const speaker = {
    api_slug: 'speaker',
    title: 'Speaker',
    type: 'record-reference' as const,
    config: { record_reference: { allowed_objects: ['people'] } },
  }
  const workspaces = world.attio.workspaces.map((workspace) => ({
    ...workspace,
    objects: (workspace.objects ?? []).map((one) =>
      one.api_slug === 'companies'
        ? { ...one, attributes: [...(one.attributes ?? []), speaker] }
        : one,
    ),
  }))
  return { ...world, attio: { ...world.attio, workspaces } }
}

let stage: Stage
let page: Page
let appId: string

beforeAll(async () => {
  stage = await openStage({ world: inACircle() })
  const { client, session } = stage
  if (!client) throw new Error('the stage has a workspace')
  const { airtable, attio } = session.access
  const app = { provider: 'airtable', token: airtable.sync.token, baseId: BASE }
  appId = (await must(client.connect(app))).id
  await must(client.connect({ provider: 'attio', token: attio.sync.token }))
})
afterAll(async () => {
  await stage?.close()
  expect(stage.complaints).toEqual([])
})

const button = (name: string | RegExp) => page.getByRole('button', { name })
const heading = (name: string) => page.getByRole('heading', { name }).waitFor()
const dialog = () => page.getByRole('dialog')
const tables = async () => {
  const asked = stage.client?.availableFields('airtable', { connectionId: appId })
  return (await must(asked ?? Promise.reject(new Error('no client')))).tables
}

test('both are made with their links, though the answer to one of them is lost', async () => {
  page = await stage.visit()
  await heading('Only in Attio')
  for (const name of ['People', 'Companies']) await page.getByLabel(`Bring along: ${name}`).check()
  await button('Bring 2 here in one go').click()
  await dialog().getByText(/^Companies: \d+ fields/).waitFor() // prettier-ignore
  expect(await inspect(page, 'making-circle')).toEqual([])
  const call = { method: 'POST', path: /\/tables\/[^/]+\/fields$/ } as const
  const clear = await brew(page, call, 'lost')
  await button('Make 2 tables').click()
  await dialog().getByRole('alert').getByText('DataSync did not answer').waitFor({ timeout: 30_000 }) // prettier-ignore
  expect(await inspect(page, 'making-circle-lost')).toEqual([])
  await clear()
  await button('Make the links').click()
  await heading('2 tables made')
  await button('Done').click()
  const all = await tables()
  const links = (name: string) =>
    all.find((one) => one.name === name)?.fields.filter(({ type }) => type === 'reference')
  const idOf = (name: string) => all.find((one) => one.name === name)?.id
  const target = (name: string, field: string) =>
    links(name)?.find((one) => one.name === field)?.targets
  expect(target('People', 'Company')).toEqual([idOf('Companies')])
  expect(target('Companies', 'Speaker')).toEqual([idOf('People')])
  // Once each: the tables see each other's link as well, and nothing else.
  expect([links('People')?.length, links('Companies')?.length]).toEqual([2, 2])
})

test('the links pair themselves, whichever of the tables is paired first', async () => {
  await button('Continue').click()
  await heading('Do these fields say the same?')
  await page.getByText('fields paired').first().waitFor()
  const [config] = (await must(stage.client!.configs())).items
  const { items } = await must(stage.client!.fieldMappings(config?.id ?? ''))
  const paired = items.map(({ entityType, crmField }) => `${entityType} ${crmField}`)
  expect(paired).toContain('companies speaker')
  // The vendors keep this one from both its tables: either end carries it.
  const work = paired.filter((one) => ['people company', 'companies team'].includes(one))
  expect(work, paired.join(', ')).not.toEqual([])
  await button('Continue').click()
  await heading('Who is right?')
  await button('Continue').click()
  await page.getByText('to create').waitFor({ timeout: 30_000 })
  const blocked = page.locator('.figure', { hasText: 'cannot be written' }).locator('dd')
  expect(await blocked.innerText()).toBe('0')
})
