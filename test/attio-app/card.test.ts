import { describe, expect, test } from 'vitest'
import { type Card, cardOf, cardOfProblem } from '../../attio-app/src/card/card.ts'
import { ago, freshness } from '../../attio-app/src/card/words.ts'
import { readSecret } from '../../attio-app/src/worker/secret.ts'
import { parseSyncs, type Sync } from '../../attio-app/src/worker/syncs.ts'
import { aConfig, aPairing, aPastRun } from '../browser/worker-double.ts'

const NOW = Date.UTC(2026, 0, 5, 9)
const HOUR = 3_600_000
const at = (ms: number): string => new Date(ms).toISOString()
const sync = (more: Parameters<typeof aConfig>[1] = {}): Sync => ({
  config: aConfig('app1', more),
  pairings: [aPairing('people', 'tbl1', 'people'), aPairing('companies', 'tbl2', 'companies')],
})

describe('a card', () => {
  test('of an object in two syncs speaks for the worse one, and adds both up', () => {
    const card = cardOf(
      'companies',
      { syncs: [sync({ id: 'a' }), sync({ id: 'b', stopped: 'Sign in again.' })] },
      null,
    )
    expect(card).toMatchObject({
      state: 'failed',
      says: 'Sign in again.',
      headline: '620 of 680 in sync',
    })
    expect(card.pairings.map(({ configId, state }) => [configId, state])).toEqual([
      ['a', 'in_sync'],
      ['b', 'failed'],
    ])
  })

  test('shows the latest run of all', () => {
    const early = sync({ id: 'a', lastRun: aPastRun({ endedAt: at(NOW - 5 * HOUR) }) })
    const late = sync({ id: 'b', lastRun: aPastRun({ endedAt: at(NOW - HOUR) }) })
    expect(cardOf('people', { syncs: [late, early] }, null).lastRunAt).toBe(at(NOW - HOUR))
  })

  test.each([
    ['no sync at all', [], /No table is synced/],
    [
      'one other pairing',
      [{ ...sync(), pairings: [aPairing('people', 'tbl1', 'people')] }],
      /One other is/,
    ],
    ['two others', [sync()], /2 others are/],
  ])('of an object that is not synced, with %s', (_says, syncs, sentence) => {
    expect(cardOf('deals', { syncs }, null)).toMatchObject({
      state: 'not_linked',
      says: expect.stringMatching(sentence),
    })
  })

  test.each([
    ['no_key', 'not_connected'],
    ['unreachable', 'failed'],
    ['role_too_low', 'failed'],
  ])('of the problem %s is %s', (code, state) => {
    expect(cardOfProblem({ code, message: 'What to do.', requestId: '' }).state).toBe(state)
  })
})

describe('freshness', () => {
  const base: Card = {
    ...cardOf('people', { syncs: [sync()] }, null),
    lastRunAt: at(NOW - 3 * HOUR),
  }
  test.each([
    ['a usual run', base, 'Last run 3 hours ago'],
    [
      'a run long ago',
      { ...base, lastRunAt: at(NOW - 30 * HOUR) },
      'Last run 1 day ago, longer than usual',
    ],
    ['never', { ...base, lastRunAt: null }, 'Never run'],
    ['nothing to run', { ...base, lastRunAt: null, pairings: [] }, 'Click to see why'],
    [
      'remembered',
      { ...base, asOf: at(NOW - 120_000) },
      'DataSync does not answer; as of 2 minutes ago',
    ],
  ])('%s', (_says, card, words) => {
    expect(freshness(card, NOW, 24)).toBe(words)
  })
  test.each([
    [10_000, 'just now'],
    [60_000, '1 minute ago'],
    [2 * HOUR, '2 hours ago'],
    [50 * HOUR, '2 days ago'],
  ])('%i ms before is “%s”', (ms, words) => {
    expect(ago(NOW - ms, NOW)).toBe(words)
  })
})

describe('the secret', () => {
  test.each([
    ['https://sync.example.com/#dsp_w_1', { address: 'https://sync.example.com', key: 'dsp_w_1' }],
    [' http://127.0.0.1:8787/#dsp_w_1 ', { address: 'http://127.0.0.1:8787', key: 'dsp_w_1' }],
  ])('“%s” says where and by which key', (secret, account) => {
    expect(readSecret(secret)).toEqual({ ok: true, value: account })
  })
  test.each([
    '',
    'dsp_w_1',
    'https://sync.example.com',
    'https://sync.example.com/#key',
    'http://sync.example.com/#dsp_w_1',
  ])('“%s” is refused', (secret) => {
    expect(readSecret(secret).ok).toBe(false)
  })
})

describe('what was remembered', () => {
  const syncs = { readAt: at(NOW), syncs: [sync()] }
  test('comes back as it was', () => {
    expect(parseSyncs(JSON.parse(JSON.stringify(syncs)))).toEqual(JSON.parse(JSON.stringify(syncs)))
  })
  test.each([
    ['nothing', null],
    ['another shape', { readAt: 1 }],
    [
      'a sync of another version',
      { readAt: at(NOW), syncs: [{ config: { id: 'a' }, pairings: [] }] },
    ],
    ['no pairings', { readAt: at(NOW), syncs: [{ config: sync().config }] }],
  ])('%s is forgotten', (_says, kept) => {
    expect(parseSyncs(kept)).toBeNull()
  })
})
