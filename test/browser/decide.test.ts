/** What needs a person: conflicts and who is who, answered one by one and together, and taken back. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Conflict } from '../../shared/api/conflict.ts'
import type { Match } from '../../shared/api/match.ts'
import { runOnce } from '../sandbox/agreement.ts'
import { realWorld } from '../sandbox/real.ts'
import { inspect } from './look.ts'
import { openRehearsal, type Rehearsal } from './rehearsal.ts'
import { openStage, type Stage } from './stage.ts'
import { aConfig, aConflict, paged, Refusal } from './worker-double.ts'

describe('over the real Worker', () => {
  let stage: Stage
  beforeAll(async () => {
    const { world } = realWorld({ records: 4, overlap: 1 })
    stage = await openStage({ world, terms: { firstMeeting: 'manual_review' } })
    await runOnce(stage.agreed!)
  })
  afterAll(async () => {
    await stage?.close()
    expect(stage.complaints).toEqual([])
  })

  test('what is decided is carried out at once', async () => {
    const open = async () => {
      const found = await stage.client!.conflicts({ status: 'open' })
      return found.ok ? found.value.items.length : -1
    }
    const before = await open()
    expect(before).toBeGreaterThan(0)
    const page = await stage.visit()
    await page.getByRole('button', { name: /^To decide/ }).click()
    await page
      .getByRole('button', { name: /^Keep Attio’s value for/ })
      .first()
      .click()
    await page.getByText(/^Attio’s value is kept for/).waitFor()
    await expect.poll(open).toBe(before - 1)
  })
})

describe('every answer', () => {
  let stage: Rehearsal
  beforeAll(async () => {
    stage = await openRehearsal()
  })
  afterAll(async () => {
    await stage?.close()
    expect(stage.complaints).toEqual([])
  })

  const links = (table: string, many: number) =>
    Array.from({ length: many }, (_, at) => ({ table, id: `x${at}` }))
  const CONFLICTS: readonly Conflict[] = [
    { ...aConflict('c1', 'Both sides changed “Phone”.'), base: '+1 415 555 0100', app: '+1 415 555 0199', crm: '+1 628 555 0100' },
    { ...aConflict('c2', 'Both sides changed “Notes”.'), title: 'Grace Hopper', appField: 'Notes', crmField: 'Description', base: 'Invented the compiler in 1952', app: 'Invented the first compiler in 1952', crm: null },
    { ...aConflict('c3', 'Mary Jackson was deleted in Airtable and edited in Attio.'), kind: 'deletion', title: 'Mary Jackson', mappingId: null, appField: null, crmField: null, app: null, crm: 'edited', base: null },
  ] // prettier-ignore
  const MATCHES: readonly Match[] = [
    {
      id: 'm1', configId: 'cfg1', entityType: 'people', side: 'app', recordId: 'rec7', title: 'Katherine Johnson', status: 'open', says: 'Much alike.', since: new Date().toISOString(),
      candidates: [{ recordId: 'r7', title: 'Kathrine Johnson', likeness: 0.94, linkedWith: null, reasons: ['Email: the same domain', 'Name: one letter apart'] }],
    },
    {
      id: 'm2', configId: 'cfg1', entityType: 'people', side: 'app', recordId: 'rec8', title: 'Ann Lee', status: 'open', says: 'Two could be it.', since: new Date().toISOString(),
      candidates: [
        { recordId: 'r8', title: 'Anne Lee', likeness: 0.81, linkedWith: null, reasons: ['Name: alike'] },
        { recordId: 'r9', title: 'Ann Lee-Smith', likeness: null, linkedWith: 'rec3', reasons: ['Phone: the same'] },
      ],
    },
    {
      id: 'm3', configId: 'cfg1', entityType: 'people', side: 'crm', recordId: 'r10', title: 'Dorothy V.', status: 'open', says: 'Much alike.', since: new Date().toISOString(),
      candidates: [{ recordId: 'rec10', title: 'Dorothy Vaughan', likeness: 0.9, linkedWith: null, reasons: ['Name: shortened'] }],
    },
  ] // prettier-ignore
  let sent: { path: string; body: unknown }[] = []
  const note = (path: string, answer: unknown) => ({ body }: { body: unknown }) => {
    sent.push({ path, body })
    return answer
  } // prettier-ignore
  beforeEach(() => {
    stage.reset()
    sent = []
    Object.assign(stage.worker.state.replies, {
      'GET /api/crm/conflicts': { items: CONFLICTS, cursor: null },
      'GET /api/crm/matches': { items: MATCHES, cursor: null },
      ...Object.fromEntries(
        CONFLICTS.map((one) => [
          `POST /api/crm/conflicts/${one.id}/resolve`,
          note(one.id, { ...one, status: 'decided', job_id: null }),
        ]),
      ),
      'POST /api/crm/conflicts/c1/ignore': note('ignore', { ...CONFLICTS[0], status: 'ignored' }),
      'POST /api/crm/conflicts/resolve': note('bulk', { resolved: 1, refused: [{ id: 'c2', says: 'The sync may not write there.' }], job_ids: [] }),
      ...Object.fromEntries(
        ['m1/same', 'm1/apart', 'm2/apart'].map((path) => [
          `POST /api/crm/matches/${path}`,
          note(path, { done: true, job_id: null }),
        ]),
      ),
      'POST /api/crm/matches/answer': note('answer', { resolved: 2, refused: [], job_ids: [] }),
    })
  }) // prettier-ignore

  const visit = () => stage.visit({ at: 'decide' })

  // Seen red: counted, as where no name is known.
  test('linked records are called by their names, and the rest is counted', async () => {
    const conflict = { ...aConflict('c4', 'Both sides changed “Teams”.'), title: 'Dorothy Vaughan', appField: 'Teams', crmField: 'Teams', base: null, app: links('tbl', 4), crm: links('teams', 1), names: { base: [], app: ['Fuel & Oil', 'Optics', 'Radio'], crm: ['Kitchen'] } } // prettier-ignore
    stage.worker.state.replies['GET /api/crm/conflicts'] = { items: [conflict], cursor: null }
    const page = await stage.visit({ at: 'decide' })
    const side = (name: string) => page.getByRole('group', { name, exact: true })
    await side('Airtable').getByText('Fuel & Oil, Optics, Radio and 1 more').waitFor()
    await side('Attio').getByText('Kitchen').waitFor()
    expect(await inspect(page, 'decide-linked')).toEqual([])
  })

  test('conflicts stand with base and both sides', async () => {
    const page = await visit()
    await page.getByText('Ada Lovelace').waitFor()
    expect(await page.getByRole('group', { name: 'Attio' }).first().innerText()).toContain(
      '+1 628 555 0100',
    )
    expect(await inspect(page, 'decide-conflicts')).toEqual([])
    await page.getByRole('tab', { name: /Who is who/ }).click()
    await page.getByText('Name: one letter apart').waitFor()
    expect(await inspect(page, 'decide-matches')).toEqual([])
  })

  const answers = [
    { says: 'Airtable’s', press: 'Keep Airtable’s value for Ada Lovelace', path: 'c1', body: { choice: 'app' } },
    { says: 'Attio’s', press: 'Keep Attio’s value for Ada Lovelace', path: 'c1', body: { choice: 'crm' } },
    { says: 'made again', press: 'Make it again in Airtable', path: 'c3', body: { choice: 'recreate' } },
    { says: 'deleted too', press: 'Delete in Attio too', path: 'c3', body: { choice: 'delete' } },
  ] // prettier-ignore
  test.each(answers)('$says: sent once its moment is over', async ({ press, path, body }) => {
    const page = await visit()
    await page.getByRole('button', { name: press }).click()
    expect(sent).toEqual([])
    await expect.poll(() => sent).toEqual([{ path, body }])
  })

  test('what is taken back in time is never sent; what is left behind is sent at once', async () => {
    const page = await visit()
    await page.getByRole('button', { name: 'Keep Airtable’s value for Ada Lovelace' }).click()
    await expect.poll(() => page.getByText('Ada Lovelace', { exact: false }).count()).toBe(1)
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('button', { name: 'Keep Airtable’s value for Ada Lovelace' }).waitFor()
    await page.getByRole('button', { name: 'More for Ada Lovelace' }).click()
    await page.getByRole('menuitem', { name: 'Leave both as they are' }).click()
    await page.getByRole('button', { name: 'Syncs' }).click()
    await expect.poll(() => sent, { timeout: 3_000 }).toEqual([{ path: 'ignore', body: null }])
  })

  test('a value of one’s own', async () => {
    const page = await visit()
    await page.getByRole('button', { name: 'Another value…' }).first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Value').fill('+1 212 555 0142')
    expect(await inspect(page, 'decide-value')).toEqual([])
    await dialog.getByRole('button', { name: 'Write it' }).click()
    const body = { choice: 'value', value: '+1 212 555 0142', valueSide: 'app' }
    await expect.poll(() => sent).toEqual([{ path: 'c1', body }])
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0)
  })

  test('a rule for ever, and the same for many, with those that refused it', async () => {
    const page = await visit()
    await page.getByRole('button', { name: 'More for Ada Lovelace' }).click()
    await page.getByRole('menuitem', { name: 'Always use Attio’s for this field' }).click()
    await expect.poll(() => sent).toEqual([{ path: 'c1', body: { choice: 'crm', always: true } }])
    await page.getByLabel('Choose all').check()
    expect(await inspect(page, 'decide-bulk')).toEqual([])
    await page.getByRole('button', { name: 'Keep Airtable’s for all chosen' }).click()
    await page.getByText('The sync may not write there.').waitFor()
    expect(sent.at(-1)).toEqual({ path: 'bulk', body: { ids: ['c1', 'c2'], choice: 'app' } })
  })

  const verdicts = [
    { says: 'the same', press: 'The same: Katherine Johnson and Kathrine Johnson', path: 'm1/same', body: { recordId: 'r7' } },
    { says: 'never the same', press: 'Not the same, ever: Katherine Johnson and Kathrine Johnson', path: 'm1/apart', body: { recordId: 'r7' } },
    { says: 'none of them', press: 'None of these', path: 'm2/apart', body: {} },
  ] // prettier-ignore
  test.each(verdicts)('who is who: $says', async ({ press, path, body }) => {
    const page = await visit()
    await page.getByRole('tab', { name: /Who is who/ }).click()
    await page.getByRole('button', { name: press, exact: true }).click()
    await page.getByRole('button', { name: 'Syncs' }).click()
    await expect.poll(() => sent).toEqual([{ path, body }])
  })

  const count = {
    ...aConflict('c4', 'Both changed “Seats”.'),
    appField: 'Seats',
    base: 1,
    app: 2,
    crm: 3,
  }
  const tick = {
    ...aConflict('c5', 'Both changed “Active”.'),
    appField: 'Active',
    base: null,
    app: true,
    crm: false,
  }

  // Seen red: with the comma read as a point, this wrote 1.234.
  test('a number nobody can be sure of is not taken', async () => {
    stage.worker.state.replies['GET /api/crm/conflicts'] = { items: [count], cursor: null }
    const page = await visit()
    await page.getByRole('button', { name: 'Another value…' }).click()
    await page.getByRole('dialog').getByLabel('Value').fill('1,234')
    await page.getByRole('alert').getByText('This is not a number.').waitFor()
    await page.getByRole('button', { name: 'Write it' }).click({ force: true })
    expect(stage.worker.state.asked).not.toContain('POST /api/crm/conflicts/c4/resolve')
  })

  // Seen red: the refusal stood only under a field of text.
  test('a tick that is refused says why', async () => {
    Object.assign(stage.worker.state.replies, {
      'GET /api/crm/conflicts': { items: [tick], cursor: null },
      'POST /api/crm/conflicts/c5/resolve': new Refusal(409, 'The sync may not write there.'),
    })
    const page = await visit()
    await page.getByRole('button', { name: 'Another value…' }).click()
    await page.getByRole('button', { name: 'Write it' }).click()
    await page.getByRole('dialog').getByText('The sync may not write there.').waitFor()
    expect(await inspect(page, 'decide-tick-refused')).toEqual([])
  })

  // Seen red with both of them standing: together they covered half of a docked panel.
  test('of two that were refused the newer one says why', async () => {
    Object.assign(stage.worker.state.replies, {
      'GET /api/crm/conflicts': { items: [count, tick], cursor: null },
      'POST /api/crm/conflicts/c4/resolve': new Refusal(409, 'The first may not be written. Ask somebody who may.'),
      'POST /api/crm/conflicts/c5/resolve': new Refusal(409, 'The second may not be written. Ask somebody who may.'),
    }) // prettier-ignore
    const page = await visit()
    const keep = page.getByRole('button', { name: /^Keep Airtable’s value/ })
    await keep.first().click()
    await keep.nth(1).waitFor({ state: 'detached' })
    await keep.first().click()
    const said = page.locator('.toast-bad')
    await said.getByText('The second may not be written').waitFor({ timeout: 15_000 })
    expect(await said.count()).toBe(1)
    expect(await inspect(page, 'decide-refused')).toEqual([])
  })

  // Seen red: without `keepalive` the browser drops what a page that closes had on its way.
  test('what was decided goes out even as the page is closed', async () => {
    const page = await visit()
    await page.getByRole('button', { name: 'Keep Airtable’s value for Ada Lovelace' }).click()
    await page.getByText('Airtable’s value is kept for Ada Lovelace · Phone.').waitFor()
    await page.goto(`${stage.worker.address}/elsewhere`)
    await expect.poll(() => sent).toEqual([{ path: 'c1', body: { choice: 'app' } }])
  })

  // Seen red: each look at it began its clock anew, and its button promised what was over.
  test('an answer can be taken back as long as that is offered, and no longer', async () => {
    const page = await visit()
    const keep = page.getByRole('button', { name: 'Keep Airtable’s value for Ada Lovelace' })
    await keep.waitFor()
    await page.clock.install()
    await keep.click()
    await page.clock.fastForward(4_000)
    await page.getByText(/^Airtable’s value is kept/).hover()
    await page.clock.fastForward(1_500)
    await expect.poll(() => page.getByRole('button', { name: 'Undo' }).count()).toBe(0)
    await expect.poll(() => sent).toEqual([{ path: 'c1', body: { choice: 'app' } }])
  })

  // Seen red: it was asked again and again without a pause, and nobody was told.
  test('a further page that cannot be read is told', async () => {
    stage.worker.state.replies['GET /api/crm/conflicts'] = ({
      query,
    }: {
      query: URLSearchParams
    }) =>
      query.has('cursor')
        ? new Refusal(503, 'The service is being moved.')
        : { items: [{ ...aConflict('c6', ''), kind: 'match' }], cursor: 'next' }
    const page = await visit()
    await page.getByText('The service is being moved.').waitFor()
    // As long as there is more, nobody knows how many there are.
    await page.getByRole('tab', { name: 'Conflicts', exact: true }).waitFor()
    expect(await inspect(page, 'decide-unread-page')).toEqual([])
  })

  // Seen red: what stood behind a page of other questions was neither read nor told.
  test('a page of nothing but questions of who is who does not end the conflicts', async () => {
    const pages: Record<string, unknown> = {
      '': { items: [aConflict('c6', '')], cursor: 'second' },
      second: { items: [{ ...aConflict('c7', ''), kind: 'match' }], cursor: 'third' },
      third: { items: [{ ...aConflict('c8', ''), title: 'Grace Hopper' }], cursor: null },
    }
    stage.worker.state.replies['GET /api/crm/conflicts'] = ({
      query,
    }: {
      query: URLSearchParams
    }) => pages[query.get('cursor') ?? '']
    const page = await visit()
    await page.getByText('Grace Hopper').waitFor()
    await page.getByRole('tab', { name: 'Conflicts 2' }).waitFor()
  })

  // Seen red: an admin was told to become a user.
  test('a key that is kept to other parts is told so, whatever its role', async () => {
    stage.worker.state.me = { ...stage.worker.state.me, scopes: ['runs'] }
    const page = await visit()
    await page
      .getByRole('button', { name: 'Keep Airtable’s value for Ada Lovelace' })
      .click({ force: true })
    await page.getByRole('status').getByText('“To decide” is none of them').waitFor()
    expect(sent).toEqual([])
  })

  // Seen red: every card was left out without a word.
  test('syncs that cannot be read are told', async () => {
    stage.worker.state.replies['GET /api/crm/configs'] = new Refusal(503, 'One moment, please.')
    const page = await visit()
    await page.getByText('The syncs could not be read').waitFor()
    expect(await inspect(page, 'decide-unread-syncs')).toEqual([])
  })

  // Seen red: what somebody may do in this base was asked for a sync of another.
  test('a reader of this base decides for a sync of another one', async () => {
    stage.worker.state.configs = [aConfig('appOther')]
    const page = await stage.visit({ at: 'decide' }, { role: 'read' })
    await page.getByRole('button', { name: 'Keep Airtable’s value for Ada Lovelace' }).click()
    await page.getByRole('button', { name: 'Syncs' }).click()
    await expect.poll(() => sent).toEqual([{ path: 'c1', body: { choice: 'app' } }])
  })

  // Seen red with all cards drawn, in sight or not, and with all ids in one call.
  test('many: only those in sight are drawn, the rest is read on the way, and all are answered in as many calls as it takes', async () => {
    const many = Array.from({ length: 1_200 }, (_, n) => ({ ...aConflict(`c${n}`, ''), title: `Person number ${n}` })) // prettier-ignore
    const sent: number[] = []
    Object.assign(stage.worker.state.replies, {
      'GET /api/crm/conflicts': paged(many),
      'POST /api/crm/conflicts/resolve': ({ body }: { body: { ids: string[] } }) => {
        sent.push(body.ids.length)
        return { resolved: body.ids.length, refused: [], job_ids: [] }
      },
    })
    const page = await stage.visit({ at: 'decide' })
    await page.locator('.question').first().waitFor()
    const toTheEnd = async () => {
      await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight))
      return page.locator('.question').last().innerText()
    }
    await expect.poll(toTheEnd, { timeout: 30_000 }).toContain('Person number 1199')
    expect(await page.locator('.question').count()).toBeLessThan(30)
    await page.evaluate(() => scrollTo(0, 0))
    await page.getByRole('checkbox', { name: 'Choose all' }).check()
    await page.getByRole('button', { name: 'Keep Airtable’s for all chosen' }).click()
    await expect.poll(() => sent.sort()).toEqual([200, 500, 500])
  })

  test('nothing to decide, and what cannot be read', async () => {
    stage.worker.state.replies['GET /api/crm/conflicts'] = { items: [], cursor: null }
    stage.worker.state.replies['GET /api/crm/matches'] = { items: [], cursor: null }
    const page = await visit()
    await page.getByText('No conflicts').waitFor()
    expect(await inspect(page, 'decide-empty')).toEqual([])
    stage.worker.state.replies['GET /api/crm/conflicts'] = new Refusal(
      503,
      'The service is being moved.',
    )
    const again = await visit()
    await again.getByText('The service is being moved.').waitFor()
  })
})
