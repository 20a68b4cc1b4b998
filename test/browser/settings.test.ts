/** What is set once and then stays: terms, accounts, people, keys, the audit log, privacy, help. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { SETTINGS_PARTS } from '../../extension/frontend/place.ts'
import { realWorld } from '../sandbox/real.ts'
import { inspect } from './look.ts'
import { openRehearsal, type Rehearsal } from './rehearsal.ts'
import { openStage, type Stage } from './stage.ts'
import { aConfig } from './worker-double.ts'

describe('over the real Worker', () => {
  let stage: Stage
  beforeAll(async () => {
    stage = await openStage({ world: realWorld({ records: 3 }).world, terms: {} })
  })
  afterAll(async () => {
    await stage?.close()
    expect(stage.complaints).toEqual([])
  })
  const config = async () => {
    const found = await stage.client!.config(stage.agreed!.configId)
    if (!found.ok) throw new Error(found.error.message)
    return found.value
  }

  test('terms are changed at once and taken back; a key is shown once; what was done is in the log', async () => {
    const page = await stage.visit({ width: 1_280 })
    await page.getByRole('button', { name: 'Settings' }).click()
    await page.getByLabel('How often').selectOption('weekly')
    await page.getByLabel('On', { exact: true }).selectOption('3')
    await page.getByLabel('At', { exact: true }).fill('07:30')
    await expect
      .poll(async () => (await config()).schedule)
      .toMatchObject({ at: '07:30', weekday: 3 })
    await page.getByRole('switch', { name: 'Quiet hours' }).click()
    await expect
      .poll(async () => (await config()).schedule.quiet)
      .toEqual({ from: '22:00', to: '06:00' })
    await page.getByRole('radio', { name: 'is deleted too' }).check()
    await expect.poll(async () => (await config()).deletions).toBe('delete')
    await page.getByRole('button', { name: 'Undo' }).last().click()
    await expect.poll(async () => (await config()).deletions).toBe('mark')

    await page.getByRole('tab', { name: 'API keys' }).click()
    await page.getByRole('button', { name: 'New key' }).click()
    await page.getByLabel('What it is for').fill('A script')
    await page.getByRole('button', { name: 'Make the key' }).click()
    const key = await page.getByLabel('The new key', { exact: true }).inputValue()
    expect(key).toMatch(/^dsp_/)
    await page.getByRole('button', { name: 'Done' }).click()
    await page.getByRole('button', { name: 'Revoke: A script' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
    await expect.poll(() => page.getByText('A script').count()).toBe(0)

    await page.getByRole('tab', { name: 'Audit log' }).click()
    await page.getByRole('table', { name: 'The audit log' }).getByText('Revoked a key').waitFor()
    await page.getByRole('tab', { name: 'Privacy' }).click()
    const saved = page.waitForEvent('download')
    await page
      .getByRole('region', { name: 'Take it out' })
      .getByRole('button', { name: 'Download' })
      .click()
    expect((await saved).suggestedFilename()).toMatch(/changes until .*\.csv$/)
  })
})

describe('every part', () => {
  let stage: Rehearsal
  beforeAll(async () => {
    stage = await openRehearsal()
  })
  afterAll(async () => {
    await stage?.close()
    expect(stage.complaints).toEqual([])
  })
  const DAY = 86_400_000
  const at = (days: number) => new Date(Date.now() + days * DAY).toISOString()
  const member = (id: string, name: string, given: 'admin' | null) => ({
    id, name, email: `${name.toLowerCase()}@acme.test`, role: given ?? 'user', given, derived: 'user', addedAt: at(-40), seenAt: at(-1),
  }) // prettier-ignore
  const key = (id: string, name: string, memberId: string | null) => ({
    id, name, role: 'user', scopes: [], createdAt: at(-9), expiresAt: memberId ? at(20) : null, memberId, connectionId: null, lastUsedAt: memberId ? at(-1) : null,
  }) // prettier-ignore
  const connection = (id: string, provider: string, account: string, status: string) => ({
    id, provider, resource: 'wsp1', account, status, missing: [], leaveToOthers: 0, connectedAt: at(-90),
    says: status === 'connected' ? null : 'Attio no longer accepts our key. Connect Attio again to go on; all links are kept.',
  }) // prettier-ignore
  const ENTRIES = [
    { n: 2, at: at(-1), actor: 'session key1 (Ann)', action: 'PATCH /api/crm/configs/:id', about: {}, before: '', hash: '' },
    { n: 1, at: at(-2), actor: 'key key2 (A script)', action: 'POST /api/crm/sync/trigger', about: {}, before: '', hash: '' },
  ] // prettier-ignore
  const replies = () => ({
    'GET /api/crm/connections': { items: [connection('con1', 'airtable', 'Ann', 'connected'), connection('con2', 'attio', 'Acme', 'signed_out')] },
    'POST /api/crm/airtable/test-connection': { working: true, says: 'Airtable answers, as Ann.', missing: [], account: 'Ann', place: 'CRM', role: 'admin' },
    'GET /api/members': { items: [member('u1', 'Ann', 'admin'), member('u2', 'Bob', null)] },
    'GET /api/invitations': { items: [{ id: 'i1', name: 'Cy', role: 'manager', createdBy: 'u1', createdAt: at(-1), expiresAt: at(6), usedBy: null }] },
    'POST /api/invitations': { id: 'i2', name: 'Dee', role: 'user', createdBy: 'u1', createdAt: at(0), expiresAt: at(7), usedBy: null, url: 'https://sync.example.com/connect/invitation/abc' },
    'GET /api/keys': { items: [key('k1', 'Attio app', null), key('k2', 'Ann', 'u1')] },
    'GET /api/audit': { items: ENTRIES, cursor: null, head: null },
    'GET /api/crm/configs/cfg1/backups': { items: [{ id: 'b1', logId: null, status: 'done', startedAt: at(-3), endedAt: at(-3), records: 1_204, bytes: 240_000 }], cursor: null },
    'DELETE /api/crm/configs/cfg1': { done: true },
  }) // prettier-ignore
  beforeEach(() => {
    stage.reset()
    Object.assign(stage.worker.state.replies, replies())
  })

  test.each(SETTINGS_PARTS)('%s', async (part) => {
    const page = await stage.visit({ at: 'settings', part })
    await page.getByRole('tab', { selected: true }).waitFor()
    await expect.poll(() => page.locator('.loading').count()).toBe(0)
    expect(await inspect(page, `settings-${part}`)).toEqual([])
  })

  test('an account is tested, and ended only when that is said twice', async () => {
    const page = await stage.visit({ at: 'settings', part: 'connections' })
    await page.getByRole('button', { name: 'Test: Airtable' }).click()
    await page.getByText('Airtable answers, as Ann.').waitFor()
    await page.getByRole('button', { name: 'Disconnect: Attio' }).click()
    expect(await inspect(page, 'settings-disconnect')).toEqual([])
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
    expect(stage.worker.state.asked.filter((call) => call.startsWith('DELETE'))).toEqual([])
  })

  test('an invitation is shown once', async () => {
    const page = await stage.visit({ at: 'settings', part: 'people' })
    await page.getByRole('button', { name: 'Invite somebody' }).click()
    expect(await inspect(page, 'settings-invite')).toEqual([])
    await page.getByLabel('Whom it is for').fill('Dee')
    await page.getByRole('button', { name: 'Make the link' }).click()
    expect(await page.getByLabel('The link').inputValue()).toContain('/connect/invitation/')
    expect(await inspect(page, 'settings-invited')).toEqual([])
  })

  const program = async (page: Page, name: string) => {
    await page.getByRole('button', { name: 'New key' }).click()
    await page.getByRole('dialog').getByRole('radio', { name }).check()
  }

  test('a key for the Attio app belongs to one workspace, and is shown as the secret the app asks for', async () => {
    const bodies: unknown[] = []
    Object.assign(stage.worker.state.replies, {
      'GET /api/crm/connections': {
        items: [
          connection('con1', 'airtable', 'Ann', 'connected'),
          connection('con2', 'attio', 'Acme', 'connected'),
          connection('con3', 'attio', 'Beta', 'connected'),
        ],
      },
      'POST /api/keys': ({ body }: { body: { connectionId: string } }) => {
        bodies.push(body)
        return { ...key('k3', 'Attio app', null), ...body, key: 'dsp_w_secret' }
      },
    })
    const page = await stage.visit({ at: 'settings', part: 'keys' })
    await program(page, 'The Attio app')
    const dialog = page.getByRole('dialog')
    expect(await dialog.getByRole('radio', { name: /^(admin|manager)/ }).count()).toBe(0)
    expect(await inspect(page, 'settings-key-attio')).toEqual([])
    await dialog.getByLabel('Attio workspace').selectOption({ label: 'Beta' })
    await dialog.getByRole('button', { name: 'Make the key' }).click()
    const secret = dialog.getByLabel('The secret')
    expect(await secret.inputValue()).toBe(`${stage.worker.address}/#dsp_w_secret`)
    expect(bodies).toEqual([
      { name: 'Attio app', role: 'user', expiresAt: null, connectionId: 'con3' },
    ])
    expect(await inspect(page, 'settings-secret-attio')).toEqual([])
  })

  test('without an Attio workspace there is no key for its app, and the reason is told', async () => {
    const one = connection('con1', 'airtable', 'Ann', 'connected')
    stage.worker.state.replies['GET /api/crm/connections'] = { items: [one] }
    const page = await stage.visit({ at: 'settings', part: 'keys' })
    await program(page, 'The Attio app')
    const make = page.getByRole('button', { name: 'Make the key' })
    await make.click({ force: true })
    await page.getByRole('status').getByText('Connect Attio first').waitFor()
  })

  test('a sync is removed only by its name', async () => {
    const page = await stage.visit({ at: 'settings', part: 'privacy' })
    await page.getByRole('button', { name: 'Remove this sync and all it remembers' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Remove it for good' }).click({ force: true })
    expect(stage.worker.state.asked).not.toContain('DELETE /api/crm/configs/cfg1')
    await dialog.getByLabel('Name of the sync').fill('Contacts and companies')
    await dialog.getByRole('button', { name: 'Remove it for good' }).click()
    await expect.poll(() => stage.worker.state.asked).toContain('DELETE /api/crm/configs/cfg1')
  })

  test('what is not to be mentioned is not mentioned', async () => {
    const page = await stage.visit({ at: 'settings', part: 'alerts' })
    await page.getByRole('switch', { name: 'Records could not be written' }).click()
    await page.getByRole('button', { name: 'Syncs' }).click()
    const needs = page.getByRole('region', { name: 'Needs you' })
    await needs.waitFor()
    expect(await needs.getByRole('listitem').count()).toBe(1)
  })

  test('help finds by a word, and says when there is nothing', async () => {
    const page = await stage.visit({ at: 'settings', part: 'help' })
    await page.getByLabel('Find').fill('month')
    await page.getByText('The month’s calls are spent').waitFor()
    expect(await page.getByRole('definition').count()).toBe(1)
    await page.getByLabel('Find').fill('elephants')
    await page.getByText('Nothing fits this word').waitFor()
  })

  const closed = ['people', 'keys', 'audit'] as const
  test.each(closed)('%s is closed to viewers, with the reason', async (part) => {
    stage.worker.state.me = { ...stage.worker.state.me, role: 'read-only' }
    const page = await stage.visit({ at: 'settings', part })
    await page.getByText('Not with your role').waitFor()
    await page.getByText(/An admin of your workspace can change that/).waitFor()
    expect(await inspect(page, `settings-${part}-closed`)).toEqual([])
  })

  test('no sync yet', async () => {
    stage.worker.state.configs = []
    const page = await stage.visit({ at: 'settings', part: 'sync' })
    await page.getByText('No sync yet').waitFor()
    stage.worker.state.configs = [aConfig('appOther')]
  })
})
