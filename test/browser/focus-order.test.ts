/** Tab goes through every screen, control by control, in the order one reads, and Shift+Tab the same way back. */
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Place, SETTINGS_PARTS } from '../../extension/frontend/place.ts'
import { must } from '../sandbox/agreement.ts'
import { BASE, realWorld } from '../sandbox/real.ts'
import { openBrowser } from './browser.ts'
import { standing, walk } from './focus-walk.ts'
import { openRehearsal, type Rehearsal } from './rehearsal.ts'
import { openStage, type Stage } from './stage.ts'
import { aConfig, aConflict } from './worker-double.ts'

/** Docked and wide; a ring has to show on both grounds. */
const LOOKS = [
  { width: 320, colorScheme: 'light' },
  { width: 1_280, colorScheme: 'dark' },
] as const

async function walkDockedAndWide(page: Page): Promise<readonly string[]> {
  const found: string[] = []
  for (const { width, colorScheme } of LOOKS) {
    await page.setViewportSize({ width, height: 800 })
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    found.push(...(await walk(page)).map((says) => `${width}: ${says}`))
  }
  return found
}

describe('over the real Worker', () => {
  let stage: Stage
  let page: Page
  let configId = ''
  beforeAll(async () => {
    stage = await openStage({ world: realWorld({ records: 6, overlap: 1 }).world })
    const { airtable, attio } = stage.session.access
    const { client } = stage
    if (!client) throw new Error('the stage has a workspace')
    await must(client.connect({ provider: 'airtable', token: airtable.sync.token, baseId: BASE }))
    await must(client.connect({ provider: 'attio', token: attio.sync.token }))
    page = await stage.visit()
    page.setDefaultTimeout(20_000)
  })
  afterAll(async () => {
    await stage?.close()
    expect(stage.complaints).toEqual([])
  })
  const button = (name: string | RegExp) => page.getByRole('button', { name }).first()
  const goTo = async (place: Place) => {
    await page.evaluate(
      ([name, trail]) => sessionStorage.setItem(name ?? '', trail ?? ''),
      [`datasync.place.${BASE}`, JSON.stringify([{ at: 'home' }, place])],
    )
    await page.reload()
  }
  const next = () => button('Continue').click()

  const steps: readonly { name: string; ready: () => Locator; on: () => Promise<void> }[] = [
    { name: 'tables', ready: () => page.getByText('Very likely'), on: next },
    { name: 'fields', ready: () => page.getByText('fields paired'), on: next },
    {
      name: 'rules',
      ready: () => page.getByText('Who is right?'),
      async on() {
        await page.getByRole('radio', { name: /^Ask me each time/ }).first().check() // prettier-ignore
        await next()
      },
    },
    {
      name: 'preview',
      ready: () => page.getByText('What it takes'),
      on: () => button('Start the sync').click(),
    },
    {
      name: 'running',
      ready: () => page.getByText('Both sides are equal'),
      on: () => button('Go to your syncs').click(),
    },
  ]
  test.each(steps)('setting up: $name', async ({ ready, on }) => {
    await ready().first().waitFor()
    expect.soft(await walkDockedAndWide(page)).toEqual([])
    await on()
  })

  const openDialog = async (name: string | RegExp) => {
    await button(name).click()
    await page.getByRole('dialog').waitFor()
  }
  const tab = (name: string | RegExp) => page.getByRole('tab', { name }).click()

  type Screen = {
    readonly name: string
    readonly place: () => Place
    /** What is done there before the walk. */
    readonly first?: () => Promise<unknown>
    readonly ready: () => Locator
  }
  const mapping = (): Place => ({ at: 'mapping', configId, entityType: 'people' })
  const settings = (part: (typeof SETTINGS_PARTS)[number]) => (): Place => ({
    at: 'settings',
    part,
  })
  const screens: readonly Screen[] = [
    { name: 'home', place: () => ({ at: 'home' }), ready: () => page.locator('.accounts') },
    { name: 'records', place: () => ({ at: 'sync', configId }), ready: () => page.getByRole('tabpanel') },
    { name: 'fields', place: mapping, ready: () => page.locator('.box-paired') },
    { name: 'a chosen field', place: mapping, first: () => page.locator('.box:not(.box-paired)').first().click(), ready: () => page.getByText('is chosen.') },
    { name: 'a pair', place: mapping, first: () => button(/^Twitter,/).click(), ready: () => page.getByText('records were looked at') },
    { name: 'who is right', place: mapping, first: () => tab('Who is right'), ready: () => page.getByLabel('When both sides change it') },
    { name: 'matching', place: mapping, first: () => tab('Matching'), ready: () => page.getByText('Records are the same when') },
    { name: 'filters', place: mapping, first: async () => {
      await tab('Filters')
      await button('Add a condition').click()
    }, ready: () => page.getByLabel('How', { exact: true }) },
    { name: 'checks', place: mapping, first: async () => {
      await tab('Checks')
      await button('Add a check').click()
    }, ready: () => page.getByLabel('What must hold') },
    { name: 'history', place: () => ({ at: 'history' }), ready: () => page.getByRole('row').nth(1) },
    { name: 'a run', place: () => ({ at: 'history' }), first: () => page.getByRole('row').nth(1).click(), ready: () => page.getByRole('list', { name: 'Stages' }) },
    { name: 'conflicts', place: () => ({ at: 'decide' }), ready: () => page.locator('.question') },
    { name: 'a value of one’s own', place: () => ({ at: 'decide' }), first: () => page.locator('button:not([aria-disabled])', { hasText: 'Another value…' }).first().click(), ready: () => page.getByRole('dialog') },
    { name: 'charts', place: () => ({ at: 'charts' }), ready: () => page.getByRole('img').first() },
    { name: 'push', place: () => ({ at: 'send' }), ready: () => page.getByRole('radio') },
    { name: 'push, with what would happen', place: () => ({ at: 'send' }), first: () => button('See what would happen').click(), ready: () => page.getByText(/Nothing to push|to create|to update/) },
    ...SETTINGS_PARTS.map((part): Screen => ({
      name: `settings, ${part}`,
      place: settings(part),
      first: () => expect.poll(() => page.locator('.loading').count()).toBe(0),
      ready: () => page.getByRole('tabpanel'),
    })),
    { name: 'a new key', place: settings('keys'), first: () => openDialog('New key'), ready: () => page.getByRole('dialog') },
    { name: 'an invitation', place: settings('people'), first: () => openDialog('Invite somebody'), ready: () => page.getByRole('dialog') },
  ] // prettier-ignore
  test('signing in, by a page and by a key', async () => {
    const visitor = await stage.visit({ key: '' })
    await visitor.getByLabel('Address of your DataSync service').waitFor()
    expect(await walkDockedAndWide(visitor)).toEqual([])
    await visitor.getByText('Use an access key instead').click()
    expect(await walkDockedAndWide(visitor)).toEqual([])
    await visitor.context().close()
  })

  // Seen red docked: what took the focus lay under the bar and the foot, the chosen tab was cut off, the card of a choice and
  // the calendar of a date showed no ring.
  test.each(screens)('$name', async ({ place, first, ready }) => {
    const { client } = stage
    if (client) configId = (await must(client.configs())).items[0]?.id ?? ''
    await page.setViewportSize({ width: 380, height: 800 })
    await goTo(place())
    await page.getByRole('heading', { level: 1 }).waitFor()
    await first?.()
    await ready().first().waitFor()
    expect(await walkDockedAndWide(page)).toEqual([])
  })
})

describe('over a double of the Worker', () => {
  let stage: Rehearsal
  beforeAll(async () => {
    stage = await openRehearsal()
  })
  afterAll(async () => {
    await stage?.close()
    expect(stage.complaints).toEqual([])
  })

  const candidate = (id: string, title: string) => ({
    recordId: id, title, likeness: 0.9, linkedWith: null, reasons: ['Name: one letter apart'],
  }) // prettier-ignore
  const match = (id: string, title: string) => ({
    id, configId: 'cfg1', entityType: 'people', side: 'app', recordId: `rec${id}`, title, status: 'open', says: 'Much alike.',
    since: new Date().toISOString(), candidates: [candidate(`a${id}`, 'Ann Lee'), candidate(`b${id}`, 'Anne Lee')],
  }) // prettier-ignore
  const many = Array.from({ length: 14 }, (_, n) => ({ ...aConflict(`c${n}`, ''), title: `Person ${n}` })) // prettier-ignore

  beforeEach(() => {
    stage.reset()
    Object.assign(stage.worker.state.replies, {
      'GET /api/crm/conflicts': { items: many, cursor: null },
      'GET /api/crm/matches': { items: [match('m1', 'Ann Lea'), match('m2', 'A. Lee')], cursor: null },
      'PATCH /api/crm/configs/cfg1': aConfig(BASE),
    })
  }) // prettier-ignore

  test('what is not connected yet', async () => {
    const page = await stage.visit({ at: 'setup' })
    await page.getByText('Connect Attio').waitFor()
    expect(await walkDockedAndWide(page)).toEqual([])
  })

  test('who is who', async () => {
    const page = await stage.visit({ at: 'decide' })
    await page.getByRole('tab', { name: /Who is who/ }).click()
    await page.getByText('Ann Lea').waitFor()
    expect(await walkDockedAndWide(page)).toEqual([])
  })

  // Only those in sight are drawn: the next one has to be there before Tab asks for it.
  test('more conflicts than are drawn', async () => {
    const page = await stage.visit({ at: 'decide' })
    await page.locator('.question').first().waitFor()
    expect(await walkDockedAndWide(page)).toEqual([])
    await page.getByText('Person 13').waitFor({ state: 'detached' })
  })

  // In the blue of all others it hardly showed on the ground of a toast.
  test('what a toast offers', async () => {
    const page = await stage.visit({ at: 'settings', part: 'sync' })
    await page.getByRole('switch', { name: 'Quiet hours' }).focus()
    await page.keyboard.press('Space')
    const undo = page.getByRole('button', { name: 'Undo' })
    await undo.waitFor()
    for (const { colorScheme } of LOOKS) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      // As long as it has the focus, it stands.
      await undo.focus()
      expect((await standing(page))?.wrong).toEqual([])
    }
  })
})

describe('the walk itself', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(() => browser?.close())

  const RING = ':focus { outline: 2px solid #135fd6; outline-offset: 2px }'
  const ROW = '<button>One</button> <button>Two</button> <button>Three</button>'
  const cases: readonly [says: string, style: string, body: string, found: readonly string[]][] = [
    ['nothing where all is well', RING, ROW, []],
    ['no ring', ':focus { outline: none }', '<button>One</button>', ['“One” (button) has the focus and does not show it']],
    ['a ring that hardly shows', ':focus { outline: 2px solid #eee }', '<button>One</button>', ['“One” (button) has a ring that hardly shows (1.2)']],
    ['no name', RING, '<button></button>', ['“” (button) has no name']],
    ['something hidden', RING, `${ROW}<button style="position: fixed; left: -99px">Four</button>`, ['“Four” (button) is not whole in sight']],
    ['something that is cut', RING, '<p style="overflow: hidden"><button>One</button></p>', ['“One” (button) is not whole in sight']],
    ['something covered', RING, `${ROW}<i style="position: fixed; inset: 0; background: #fff"></i>`, ['“One” (button) lies under I']],
    ['another order than one reads', `${RING} div { display: flex; flex-direction: row-reverse }`, `<div>${ROW}</div>`, ['“Two” (button) stands before what came before it']],
    ['a jump up', `${RING} div { display: flex; flex-direction: column-reverse }`, `<div>${ROW}</div>`, ['“Two” (button) stands above what came before it']],
    ['what cannot be left', RING, `${ROW}<script>document.querySelectorAll('button')[1].onkeydown = (event) => event.preventDefault()</script>`, ['Tab never comes to “Three”']],
    ['what is passed over', RING, `${ROW}<script>document.querySelector('button').onkeydown = (event) => { if (event.shiftKey || event.key !== 'Tab') return; event.preventDefault(); document.querySelectorAll('button')[2].focus() }</script>`, ['Tab never comes to “Two”']],
    ['another way back', RING, `${ROW}<script>document.querySelectorAll('button')[2].onkeydown = (event) => { if (!event.shiftKey || event.key !== 'Tab') return; event.preventDefault(); document.querySelector('button').focus() }</script>`, ['back goes another way: “One” (button) for “Two” (button)']],
  ] // prettier-ignore
  test.each(cases)('notices %s', async (_, style, body, found) => {
    const page = await browser.newPage()
    await page.setContent(`<style>${style}</style><main style="padding: 20px">${body}</main>`)
    const noticed = await walk(page)
    await page.close()
    // A fault may be told in more words than these; where there is none, nothing is told.
    const told = new Set(noticed.filter((one) => found.length === 0 || found.includes(one)))
    expect([...told]).toEqual(found)
  })
})
