/** What is told of the connection, and what is kept of a card: nothing that would lead astray or give values away. */
import { describe, expect, test } from 'vitest'
import { refusalOf } from '../../attio-app/src/app/events/connection-added.event.ts'
import { failed } from '../../attio-app/src/worker/account.ts'
import { bare } from '../../attio-app/src/worker/bare.ts'

const problem = (code: string) => ({ code, message: 'As the Worker says.', requestId: 'req-7' })

describe('a connection that is refused', () => {
  test.each([
    ['no_key', 'made for another one'],
    ['unreachable', 'does not answer at https://sync.example.com. Check the address before the #'],
    ['unreadable', 'does not answer at https://sync.example.com'],
    ['too_often', 'As the Worker says.'],
  ])('as %s', (code, says) => {
    expect(refusalOf(problem(code), 'https://sync.example.com')).toContain(says)
  })
})

describe('what failed', () => {
  // Seen red: with the words for somebody whose own line is down.
  test.each([
    ['unreachable', 'DataSync does not answer just now.'],
    ['role_too_low', 'may only look'],
    ['fault', 'As the Worker says. (req-7)'],
    ['not_now', 'As the Worker says.'],
  ])('as %s', (code, says) => {
    expect(failed(problem(code))).toMatchObject({ ok: false, code })
    expect(failed(problem(code)).says).toContain(says)
  })
})

// Seen red: with the sentences and the deletion kept.
test('of a card neither fields nor sentences are kept', () => {
  const field = {
    mappingId: 'm1',
    app: { field: 'f', name: 'Email', value: 'secret-1', names: [] },
    crm: { field: 'f', name: 'Email', value: 'secret-2', names: [] },
    state: 'conflict' as const,
    conflictId: 'y1.1',
    says: 'secret-3',
  }
  const item = {
    configId: 'y1',
    configName: 'CRM',
    entityType: 'people',
    otherTable: { id: 't', name: 'People', url: null },
    otherRecordId: 'rec1',
    url: null,
    title: 'Ada',
    status: 'conflict' as const,
    says: ['“secret-4” is no email.'],
    waits: false,
    lastSyncAt: null,
    live: false,
    paused: false,
    fields: [field],
    deletion: { conflictId: 'y1.2', says: 'secret-5 was deleted.' },
  }
  const card = { items: [item], syncedTables: 1, may: { push: true, resolve: true } }
  expect(JSON.stringify(bare(card))).not.toContain('secret')
  expect(bare(card).items[0]).toMatchObject({ title: 'Ada', status: 'conflict' })
})
