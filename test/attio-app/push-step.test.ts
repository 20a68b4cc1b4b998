/** What the step of a workflow comes to: a way on for whatever may happen to a record, an error for what a person must mend. */
import { describe, expect, test } from 'vitest'
import { pushStep } from '../../attio-app/src/worker/push-step.ts'
import type { CardItem, Outcome } from '../../shared/api/card.ts'
import { openClient } from '../../shared/api/client.ts'

const item = (entityType: string, table: string): CardItem => ({
  ...{ configId: 'y1', configName: 'CRM', entityType, otherRecordId: null, url: null, title: '' },
  ...{ status: 'not_linked', says: [], waits: false, lastSyncAt: null, live: false, paused: false },
  ...{ fields: [], deletion: null, otherTable: { id: 't', name: table, url: null } },
})
const PEOPLE = item('people', 'People')
const LEADS = item('leads', 'Leads')

type World = {
  readonly items?: readonly CardItem[]
  readonly mayPush?: boolean
  readonly becomes?: Outcome['outcome']
  readonly refuses?: string
}
/** A Worker that knows these pairings and does this with every record, and the pairings that were pushed to. */
function worker({ items = [PEOPLE], mayPush = true, becomes = 'created', refuses }: World) {
  const pushed: string[] = []
  const client = openClient('dsp_1', async ({ path, body }) => {
    if (path.startsWith('/api/crm/card'))
      return { status: 200, json: { items, syncedTables: 1, may: { push: mayPush, resolve: true } } }
    if (refuses !== undefined)
      return { status: 409, json: { code: refuses, message: 'It says why.', requestId: 'r' } }
    if (path === '/api/crm/push') {
      pushed.push(JSON.parse(body ?? '').entityType)
      return { status: 202, json: { job_id: null, since: '2026-01-05T09:00:00Z', records: 1 } }
    }
    const says = becomes === 'created' ? null : 'It says why.'
    const one = { recordId: 'r', title: 'Ada', outcome: becomes, says, otherRecordId: null, url: 'https://row' }
    return { status: 200, json: { items: [one] } }
  }) // prettier-ignore
  return { client, pushed }
}
const asked = { object: 'people', recordId: 'r', table: null }

describe('what becomes of the record is a way on', () => {
  test.each([
    ['created', 'pushed', { title: 'Ada', url: 'https://row' }],
    ['in_sync', 'pushed', { title: 'Ada', url: 'https://row' }],
    ['pending', 'waiting', null],
    ['conflict', 'not_pushed', { reason: 'It says why.' }],
    ['blocked', 'not_pushed', { reason: 'It says why.' }],
    ['gone', 'not_pushed', { reason: 'It says why.' }],
  ] as const)('%s → %s', async (becomes, id, data) => {
    const end = await pushStep(worker({ becomes }).client, asked)
    expect(end).toEqual({ type: 'outcome', id, data })
  })
})

describe('what a person must mend is an error', () => {
  test.each([
    ['no table', { items: [] }, 'not synced with a table', false],
    ['a key that may only look', { mayPush: false }, 'may only look', false],
    ['refused', { refuses: 'not_now' }, 'It says why.', false],
    ['an answer of nobody we know: to be tried again', { refuses: 'unreadable' }, 'It says why.', true],
    ['too busy: to be tried again', { refuses: 'slow_down' }, 'It says why.', true],
  ] as const)('%s', async (_says, world, says, retryable) => {
    const end = await pushStep(worker(world).client, asked)
    expect(end).toMatchObject({ type: 'error', retryable })
    expect(end.type === 'error' && end.errorMessage).toContain(says)
  }) // prettier-ignore
})

describe('of several tables the one that is named', () => {
  test.each([
    ['by its table', 'Leads', ['leads']],
    ['by table and sync', ' People · CRM ', ['people']],
    ['not at all', null, []],
    ['by one that is not there', 'Deals', []],
  ])('%s', async (_says, table, to) => {
    const { client, pushed } = worker({ items: [PEOPLE, LEADS] })
    const end = await pushStep(client, { ...asked, table })
    expect(pushed).toEqual(to)
    expect(end.type === 'error' ? end.errorMessage : end.id).toMatch(to.length === 0 ? /Name one of these .*: People · CRM, Leads · CRM\./ : /^pushed$/) // prettier-ignore
  })

  // Seen red: where the only table there is was taken, whatever the step named.
  test('a name that is not there is not made up for by the only other table', async () => {
    const { client, pushed } = worker({})
    expect(await pushStep(client, { ...asked, table: 'Leads' })).toEqual({
      type: 'error',
      errorMessage:
        'Records of this object do not go to “Leads”. Name one of these in the step: People · CRM.',
      retryable: false,
    })
    expect(pushed).toEqual([])
  })

  test('two of one name are not guessed at', async () => {
    const { client, pushed } = worker({ items: [PEOPLE, { ...LEADS, otherTable: PEOPLE.otherTable }] }) // prettier-ignore
    expect(await pushStep(client, { ...asked, table: 'People' })).toMatchObject({ type: 'error' })
    expect(pushed).toEqual([])
  })
})
