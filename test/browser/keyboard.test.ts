/** The whole way without a mouse: Tab, Enter, Space and the arrows, and what one types. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openClient } from '../../shared/api/client.ts'
import type { Config } from '../../shared/api/config.ts'
import { must, sendTo } from '../sandbox/agreement.ts'
import { realWorld } from '../sandbox/real.ts'
import { heldBy, tabTo } from './focus-walk.ts'
import { openRehearsal, type Rehearsal } from './rehearsal.ts'
import { openStage, type Stage } from './stage.ts'
import { aConflict } from './worker-double.ts'

const press = async (page: Page, name: string | RegExp, key = 'Enter') => {
  await tabTo(page, name)
  await page.keyboard.press(key)
}

describe('setting up, from the empty desk to a running sync', () => {
  let stage: Stage
  let page: Page
  beforeAll(async () => {
    const { world } = realWorld({ records: 10, overlap: 0.5 })
    stage = await openStage({ world, isEmpty: true })
  })
  afterAll(async () => {
    await stage?.close()
    expect(stage.complaints).toEqual([])
  })
  const heading = (name: string) => page.getByRole('heading', { name }).waitFor()
  const held = (name: string) => expect.poll(() => heldBy(page), { timeout: 15_000 }).toBe(name)

  test('signing in', async () => {
    page = await stage.visit({ key: '' })
    await page.getByLabel('Address of your DataSync service').waitFor()
    await tabTo(page, 'Address of your DataSync service')
    await page.keyboard.type(stage.session.runtime.url)
    await press(page, 'Sign in with Airtable')
    await page.getByRole('link', { name: 'Open the sign-in page' }).waitFor()
    await held('Sign in with Airtable')
    await tabTo(page, 'Open the sign-in page')
    const [tab] = await Promise.all([
      page.context().waitForEvent('page'),
      page.keyboard.press('Enter'),
    ])
    const onTab = async (name: string, key = 'Enter') => {
      await tab.getByText(name).first().waitFor()
      await press(tab, new RegExp(`^${name}`), key)
    }
    await onTab('Yes, it is the same')
    await onTab('Continue to Airtable')
    await onTab('Olivia Owner')
    await onTab('Directory', 'Space')
    await onTab('Grant access')
    await onTab('Continue to Attio')
    await onTab('Directory as olivia@directory.test', 'Space')
    await onTab('Connect to workspace')
    await tab.getByText('Connected: “Directory” and “Directory”.').waitFor()
    await tab.close()
    await heading('What belongs together?')
  })

  test('each step begins at its heading, and is gone through and back', async () => {
    await page.getByText('Very likely').first().waitFor()
    await held('What belongs together?')
    await press(page, 'Sync Committees', 'Space')
    expect(await page.getByLabel('Sync Committees').isChecked()).toBe(false)
    await page.keyboard.press('Space')
    expect(await page.getByLabel('Sync Committees').isChecked()).toBe(true)
    await press(page, 'Continue')
    await held('Do these fields say the same?')
    await page.getByText('fields paired').first().waitFor()
    await press(page, 'Change the fields of People')
    await held('Mapping')
    await press(page, 'Back')
    await held('Do these fields say the same?')
    await page.getByText('fields paired').first().waitFor()
    await press(page, 'Continue')
    await held('Who is right?')
    await tabTo(page, /^Both ways/)
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowUp')
    await tabTo(page, /^The newer value/)
    await page.keyboard.press('ArrowDown')
    expect(await page.getByRole('radio', { name: /^Airtable, always/ }).first().isChecked()).toBe(true) // prettier-ignore
    await press(page, 'Continue')
    await held('This is what would happen')
    await page.getByText('to create').waitFor({ timeout: 30_000 })
    await press(page, 'Look at each change')
    await page.getByRole('dialog').getByRole('row').nth(1).waitFor()
    await page.keyboard.press('Escape')
    await held('Look at each change')
  })

  test('a few are tried, it is started, and one ends at home', async () => {
    await press(page, 'Try 5 records')
    await page.getByText(/records went across/).waitFor({ timeout: 30_000 })
    await expect.poll(() => heldBy(page)).not.toBe(null)
    await press(page, 'Start the sync')
    await held('Your sync is running')
    await heading('Both sides are equal')
    await press(page, 'Go to your syncs')
    await held('Syncs')
    const key = await page.evaluate(() => localStorage.getItem('datasync.key') ?? '')
    const client = openClient(key, sendTo(stage.session.runtime.url))
    expect((await must(client.configs())).items).toMatchObject([
      { syncFrequency: 'realtime', firstMeeting: 'app_wins', stopped: null },
    ])
  })

  describe('and then its mapping', () => {
    const app = /^Twitter, Text, (not )?paired/
    const saved = () => page.getByText('Everything is saved').waitFor()
    const fromTheTop = () => page.getByRole('heading', { level: 1 }).focus()

    test('is found behind the dots of its card', async () => {
      await press(page, /^More for/)
      await held('Records')
      await page.keyboard.press('ArrowDown')
      await held('Mapping')
      await page.keyboard.press('Enter')
      await held('Mapping')
      await tabTo(page, 'Which tables')
      await page.keyboard.type('People')
      await page.getByRole('button', { name: app }).first().waitFor()
    })

    // With Tab the way to “Undo” leads through every field there is, and the toast may be gone by then.
    test('a pair is taken apart, and that is taken back', async () => {
      await press(page, app)
      await page.getByRole('dialog').waitFor()
      await press(page, 'Take apart')
      await held('Twitter, Text, not paired')
      await page.getByText('1 change not saved').waitFor()
      await page.keyboard.press('Control+z')
      await saved()
      await held('Twitter, Text, paired with Twitter')
    })

    test('two fields are paired, and Escape lets one go', async () => {
      await page.keyboard.press('Enter')
      await press(page, 'Take apart')
      await held('Twitter, Text, not paired')
      await page.keyboard.press('Enter')
      await page.getByText('Twitter is chosen.').waitFor()
      await page.keyboard.press('Escape')
      await page.getByText('Twitter is chosen.').waitFor({ state: 'detached' })
      await held('Twitter, Text, not paired')
      await page.keyboard.press('Enter')
      await page.getByText('Twitter is chosen.').waitFor()
      await tabTo(page, app)
      await page.keyboard.press('Enter')
      await page.getByText('Twitter and Twitter are paired.').waitFor()
      await held('Twitter, Text, paired with Twitter')
      await saved()
    })

    // In a list of the browser the arrow that goes through the steps would take each of them.
    test('it goes one way only, with a step on that way', async () => {
      await page.keyboard.press('Enter')
      await page.getByRole('dialog').waitFor()
      await tabTo(page, 'Which way')
      await page.keyboard.press('ArrowDown')
      await press(page, 'Add a step: On the way to Attio')
      await held('Formula')
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('ArrowUp')
      expect(await page.getByRole('textbox', { name: 'Formula' }).count()).toBe(0)
      await page.keyboard.press('Escape')
      await held('Add a step: On the way to Attio')
      await page.keyboard.press('Enter')
      await held('Formula')
      await page.keyboard.press('Enter')
      await held('Add a step: On the way to Attio')
      await tabTo(page, 'Formula', 'Shift+Tab')
      await page.keyboard.press('Control+a')
      await page.keyboard.type('UPP')
      await page.getByRole('option', { name: 'UPPER' }).waitFor()
      await page.keyboard.press('Enter')
      await page.keyboard.type('{this}')
      expect(await page.getByRole('textbox', { name: 'Formula' }).inputValue()).toBe(
        'UPPER({this})',
      )
      await page.getByText('Gives a text.').waitFor()
      await press(page, 'Done')
      await held('Twitter, Text, paired with Twitter (Airtable → Attio only)')
      await page.getByText('1 change not saved').waitFor()
      await fromTheTop()
      await press(page, 'Save')
      await saved()
      const key = await page.evaluate(() => localStorage.getItem('datasync.key') ?? '')
      const client = openClient(key, sendTo(stage.session.runtime.url))
      const [config] = (await must(client.configs())).items
      const { items } = await must(client.fieldMappings(config?.id ?? '', { entityType: 'people' }))
      expect(items.filter(({ transform }) => transform !== null)).toMatchObject([
        { crmField: 'twitter', syncDirection: 'push', transform: { toCrm: [{ do: 'formula' }] } },
      ])
    })
  })
})

describe('over a double of the Worker', () => {
  let stage: Rehearsal
  let page: Page
  beforeAll(async () => {
    stage = await openRehearsal()
  })
  afterAll(async () => {
    await stage?.close()
    expect(stage.complaints).toEqual([])
  })
  beforeEach(() => stage.reset())
  const held = (name: string | RegExp) =>
    expect.poll(() => heldBy(page)).toMatch(typeof name === 'string' ? exactly(name) : name)
  const answers = (replies: { [call: string]: unknown }) =>
    Object.assign(stage.worker.state.replies, replies)

  // Seen red where the next card was entered at “Delete in Attio too”, and where nothing had the focus after the last.
  test('conflicts: opened, each decided, and the next one has the focus', async () => {
    const deletion = { kind: 'deletion', mappingId: null, appField: null, crmField: null, app: null, crm: 'edited', base: null } as const // prettier-ignore
    const open = [
      aConflict('c1', 'Both sides changed “Phone”.'),
      { ...aConflict('c2', 'Both sides changed “Phone”.'), title: 'Grace Hopper' },
      { ...aConflict('c3', 'Mary Jackson was deleted in Airtable.'), ...deletion, title: 'Mary Jackson' }, // prettier-ignore
    ]
    const sent: [id: string, body: unknown][] = []
    const gone = new Set<string>()
    answers({
      'GET /api/crm/conflicts': () => ({ items: open.filter(({ id }) => !gone.has(id)), cursor: null }), // prettier-ignore
      'GET /api/crm/matches': { items: [], cursor: null },
      ...Object.fromEntries(
        open.map((one) => [
          `POST /api/crm/conflicts/${one.id}/resolve`,
          ({ body }: { body: unknown }) => {
            gone.add(one.id)
            sent.push([one.id, body])
            return { ...one, status: 'decided', job_id: null }
          },
        ]),
      ),
    })
    page = await stage.visit()
    await page.getByRole('article', { name: 'Contacts and companies' }).waitFor()
    await press(page, /To decide/)
    await held('To decide')
    await page.getByText('Ada Lovelace').waitFor()
    await press(page, 'Another value…')
    await page.getByRole('dialog').getByLabel('Value').waitFor()
    await page.keyboard.press('Escape')
    await held('Another value…')
    await tabTo(page, 'Keep Attio’s value for Ada Lovelace', 'Shift+Tab')
    await page.keyboard.press('Enter')
    await held('Keep Attio’s value for Grace Hopper')
    await tabTo(page, 'Keep Airtable’s value for Grace Hopper', 'Shift+Tab')
    await page.keyboard.press('Enter')
    await held('Make it again in Airtable')
    await page.keyboard.press('Enter')
    await page.getByText('No conflicts').waitFor()
    await held('To decide')
    await tabTo(page, 'Syncs', 'Shift+Tab')
    await page.keyboard.press('Enter')
    await held('Syncs')
    // Whoever leaves has decided: what waited is sent at once, and arrives in any order.
    await expect
      .poll(() => [...sent].sort())
      .toEqual([
        ['c1', { choice: 'crm' }],
        ['c2', { choice: 'app' }],
        ['c3', { choice: 'recreate' }],
      ])
  })

  // What held the focus goes with the toast.
  test('conflicts: an answer is taken back from the toast, and one is where one was', async () => {
    const open = ['Ada Lovelace', 'Grace Hopper'].map((title, at) => ({ ...aConflict(`c${at}`, ''), title })) // prettier-ignore
    answers({
      'GET /api/crm/conflicts': { items: open, cursor: null },
      'GET /api/crm/matches': { items: [], cursor: null },
    })
    page = await stage.visit({ at: 'decide' })
    const keep = page.getByRole('button', { name: 'Keep Airtable’s value for Ada Lovelace' })
    await keep.focus()
    await page.keyboard.press('Enter')
    await held('Keep Airtable’s value for Grace Hopper')
    await page.getByRole('button', { name: 'Undo' }).focus()
    await page.keyboard.press('Enter')
    await keep.waitFor()
    await held('Keep Airtable’s value for Grace Hopper')
  })

  test('settings: the schedule is changed, a key made, and Escape leads back', async () => {
    const patches: unknown[] = []
    const connection = (id: string, provider: string) => ({
      id, provider, resource: 'wsp1', account: 'Ann', status: 'connected', missing: [], leaveToOthers: 0, connectedAt: new Date(0).toISOString(), says: null,
    }) // prettier-ignore
    const key = { id: 'k1', name: 'Nightly script', role: 'user', scopes: [], createdAt: new Date(0).toISOString(), expiresAt: null, memberId: null, connectionId: null, lastUsedAt: null } // prettier-ignore
    answers({
      'GET /api/crm/connections': { items: [connection('con1', 'airtable'), connection('con2', 'attio')] }, // prettier-ignore
      'GET /api/keys': () => ({ items: [key] }),
      'POST /api/keys': ({ body }: { body: object }) => ({ ...key, ...body, id: 'k2', key: 'dsp_new_secret' }), // prettier-ignore
      'PATCH /api/crm/configs/cfg1': ({ body }: { body: Partial<Config> }) => {
        patches.push(body)
        const [config] = stage.worker.state.configs
        if (!config) throw new Error('the double has a sync')
        const schedule = { ...config.schedule, ...body.schedule }
        return Object.assign(config, body, { schedule })
      },
    })
    page = await stage.visit()
    await page.getByRole('article', { name: 'Contacts and companies' }).waitFor()
    await press(page, 'Settings')
    await held('Settings')
    await tabTo(page, 'How often')
    await page.keyboard.type('Every week')
    await expect.poll(() => patches.at(-1)).toEqual({ syncFrequency: 'weekly' })
    await tabTo(page, 'At')
    await page.keyboard.type('0730AM')
    await page.keyboard.press('Enter')
    await expect.poll(() => patches.at(-1)).toEqual({ schedule: { at: '07:30' } })
    await press(page, 'Quiet hours', 'Space')
    await expect.poll(() => patches.at(-1)).toEqual({ schedule: { quiet: { from: '22:00', to: '06:00' } } }) // prettier-ignore
    await held(/^Quiet hours/)

    await tabTo(page, 'Sync', 'Shift+Tab')
    await page.keyboard.press('Shift+Tab')
    await held('Sync')
    for (const name of ['Alerts', 'Connections', 'People', 'API keys']) {
      await page.keyboard.press('ArrowRight')
      await held(name)
    }
    await page.getByText('Nightly script').waitFor()
    await press(page, 'New key')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    await held('New key')
    await page.keyboard.press('Enter')
    await tabTo(page, 'What it is for')
    await page.keyboard.type('A report')
    await press(page, 'Make the key')
    await expect.poll(() => page.getByLabel('The new key', { exact: true }).inputValue()).toBe('dsp_new_secret') // prettier-ignore
    await press(page, 'Done')
    await held('New key')
    await press(page, 'Revoke: Nightly script')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    await held('Revoke: Nightly script')

    await tabTo(page, 'API keys', 'Shift+Tab')
    await page.keyboard.press('Shift+Tab')
    await held('API keys')
    for (const name of ['People', 'Connections']) {
      await page.keyboard.press('ArrowLeft')
      await held(name)
    }
    await page.getByRole('button', { name: 'Disconnect: Attio' }).waitFor()
    await press(page, 'Disconnect: Attio')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    await held('Disconnect: Attio')
    expect(stage.worker.state.asked.filter((call) => call.startsWith('DELETE'))).toEqual([])
  })
})

const exactly = (name: string): RegExp =>
  new RegExp(`^${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`)
