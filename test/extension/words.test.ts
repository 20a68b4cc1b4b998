import { describe, expect, test } from 'vitest'
import { readAddress, readKey } from '../../extension/frontend/words/address.ts'
import { direction } from '../../extension/frontend/words/direction.ts'
import { tellOutcome, tellProgress } from '../../extension/frontend/words/progress.ts'
import { syncState } from '../../extension/frontend/words/sync-state.ts'
import { byPairing, shares } from '../../extension/frontend/words/tally.ts'
import { count, duration, fromNow, inOwnTime, moment } from '../../extension/frontend/words/time.ts'
import { tellNothing } from '../../extension/frontend/words/preview.ts'
import type { Summary } from '../../shared/api/run.ts'
import { aConfig, aRun } from '../browser/worker-double.ts'

const NOW = Date.UTC(2026, 0, 5, 9)
const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const at = (ms: number): string => new Date(ms).toISOString()

// Seen red with the first moment alone, and with sentences taken as they came.
test('a sentence of the Worker’s tells its moments as those around it', () => {
  const [one, two] = [moment('2026-01-05T09:00Z'), moment('2026-01-06T23:59Z')]
  expect(inOwnTime('Since 2026-01-05 09:00 UTC, again 2026-01-06 23:59 UTC.')).toBe(
    `Since ${one}, again ${two}.`,
  )
  expect(inOwnTime('“UTC” came from Airtable.')).toBe('“UTC” came from Airtable.')
})

// Seen red with a plan of questions alone: both sides were called equal.
test('a plan that writes nothing says why, and what follows', () => {
  const summary = { writes: [], conflicts: 0 } as unknown as Summary
  expect(tellNothing(summary)).toContain('both sides are equal')
  expect(tellNothing({ ...summary, conflicts: 2 })).toContain('a person has to decide')
})

describe('an address as typed', () => {
  test.each([
    ['https://sync.example.com', 'https://sync.example.com'],
    ['  sync.example.com/ ', 'https://sync.example.com'],
    ['https://sync.example.com:8443/a?b#c', 'https://sync.example.com:8443'],
    ['http://127.0.0.1:8787', 'http://127.0.0.1:8787'],
    ['http://localhost:8787/', 'http://localhost:8787'],
  ])('“%s” is %s', (typed, address) => {
    expect(readAddress(typed)).toEqual({ ok: true, value: address })
  })
  test.each([
    ['', /Enter the address/],
    ['not an address', /not an address/],
    ['example', /not an address/],
    ['https://', /not an address/],
    ['http://sync.example.com', /must begin with https/],
    ['ftp://sync.example.com', /must begin with https/],
    ['javascript://sync.example.com/%0aalert(1)', /must begin with https/],
  ])('“%s” is refused', (typed, sentence) => {
    expect(readAddress(typed)).toEqual({ ok: false, error: expect.stringMatching(sentence) })
  })
})

describe('a key as typed', () => {
  test.each([
    [' dsp_w1_abc-DEF_0 ', { ok: true, value: 'dsp_w1_abc-DEF_0' }],
    ['', { ok: false, error: expect.stringContaining('Enter your access key') }],
    ['patABC.def', { ok: false, error: expect.stringContaining('not a whole access key') }],
    ['dsp_', { ok: false, error: expect.stringContaining('not a whole access key') }],
  ])('“%s”', (typed, read) => {
    expect(readKey(typed)).toEqual(read)
  })
})

describe('time in words', () => {
  test.each([
    [NOW - 20 * SECOND, 'just now'],
    [NOW + 5 * SECOND, 'just now'],
    [NOW + 20 * SECOND, 'in a moment'],
    [NOW - MINUTE, '1 minute ago'],
    [NOW - 59.6 * MINUTE, '1 hour ago'],
    [NOW - 2 * HOUR + 8 * SECOND, '2 hours ago'],
    [NOW - 24 * HOUR, 'yesterday'],
    [NOW - 49 * HOUR, '2 days ago'],
    [NOW + 5 * MINUTE, 'in 5 minutes'],
  ])('%i is “%s”', (moment, words) => {
    expect(fromNow(moment, NOW)).toBe(words)
  })
  test.each([
    [300, 'less than a second'],
    [1_000, '1 second'],
    [89_000, '89 seconds'],
    [200_000, '3 minutes'],
  ])('%i ms take %s', (ms, words) => {
    expect(duration(ms)).toBe(words)
  })
  test.each([
    [0, '0 records'],
    [1, '1 record'],
    [1_204, '1,204 records'],
  ])('%i is “%s”', (value, words) => {
    expect(count(value, 'record')).toBe(words)
  })
})

describe('a run in words', () => {
  test.each([
    [{ phase: 'queued' }, 'Starting…'],
    [{ phase: 'pulling' }, 'Reading both sides…'],
    [{ phase: 'pulling', recordsProcessed: 1 }, 'Reading both sides: 1 record so far'],
    [{ phase: 'matching' }, 'Finding out which records belong together…'],
    [{ phase: 'merging', recordsProcessed: 2_000 }, 'Comparing 2,000 records…'],
    [{ phase: 'writing' }, 'Writing…'],
    [{ phase: 'writing', recordsPlanned: 40, recordsSynced: 9 }, 'Writing: 9 of 40 changes'],
    [
      { phase: 'writing', waitsUntil: at(NOW + 3 * MINUTE), says: null },
      'Waiting; it goes on in 3 minutes.',
    ],
    [
      { phase: 'pulling', waitsUntil: at(NOW + MINUTE), says: 'Attio asked us to wait.' },
      'Attio asked us to wait.',
    ],
    [{ phase: 'pulling', waitsUntil: at(NOW - MINUTE) }, 'Reading both sides…'],
  ] as const)('%o', (more, words) => {
    expect(tellProgress(aRun(more), NOW)).toBe(words)
  })
  const ended = {
    endedAt: at(NOW - 5 * MINUTE),
    startedAt: at(NOW - 6 * MINUTE),
    syncDurationMs: MINUTE,
    recordsProcessed: 10,
  }
  test.each([
    [{ ...ended }, '5 minutes ago: nothing to change. 10 records read in 60 seconds.'],
    [
      { ...ended, recordsCreated: 1, recordsDeleted: 2, recordsLinked: 3, recordsFailed: 4 },
      '5 minutes ago: 1 created, 2 deleted, 3 linked, 4 not written. 10 records read in 60 seconds.',
    ],
    [
      { ...ended, phase: 'failed', says: 'Airtable is away.' },
      'Failed 5 minutes ago. Airtable is away.',
    ],
    [
      { ...ended, phase: 'cancelled' },
      'Cancelled 5 minutes ago. What was written until then is kept.',
    ],
    [{ ...ended, phase: 'asking' }, 'Waits for approval since 6 minutes ago.'],
  ] as const)('%o', (more, words) => {
    expect(tellOutcome(aRun(more), NOW)).toBe(words)
  })
})

describe('the state of a sync', () => {
  const quiet = { counts: [] }
  test.each([
    ['a run going on', { ...quiet, paused: true }, { phase: 'pulling' }, 'Syncing'],
    ['stopped by itself', { ...quiet, stopped: 'Sign in again.' }, { phase: 'done' }, 'Stopped'],
    ['a brake', { ...quiet }, { phase: 'asking' }, 'Needs approval'],
    ['paused', { ...quiet, paused: true }, { phase: 'done' }, 'Paused'],
    ['only a preview', { ...quiet }, { phase: 'planned', kind: 'preview' }, 'Not run yet'],
    ['failed', { ...quiet }, { phase: 'failed' }, 'Failed'],
    ['cancelled', { ...quiet }, { phase: 'cancelled' }, 'Cancelled'],
    ['all equal', { ...quiet }, { phase: 'done' }, 'In sync'],
    ['conflicts', {}, { phase: 'done' }, 'Needs attention'],
  ] as const)('%s: %s', (_says, more, run, label) => {
    expect(syncState(aConfig('app1', more as object), aRun(run)).label).toBe(label)
  })
  test('never run', () => {
    expect(syncState(aConfig('app1', { counts: [] }), null).label).toBe('Not run yet')
  })
  test('waiting changes, and nothing worse', () => {
    const [first] = aConfig('app1').counts
    const counts = first ? [{ ...first, conflict: 0, blocked: 0 }] : []
    expect(syncState(aConfig('app1', { counts }), aRun()).label).toBe('Changes waiting')
  })
})

describe('counts', () => {
  const { counts } = aConfig('app1')
  test.each(counts)('the shares of $entityType on $side are its total', (side) => {
    expect(shares(side).reduce((sum, { records }) => sum + records, 0)).toBe(side.total)
  })
  test('pairings keep their order and their two sides', () => {
    expect(
      byPairing(counts).map(({ entityType, sides }) => [entityType, sides.map(({ side }) => side)]),
    ).toEqual([
      ['people', ['app', 'crm']],
      ['companies', ['app', 'crm']],
    ])
  })
})

test.each([
  ['bidirectional', 'Airtable ⇄ Attio', 'Airtable both ways with Attio'],
  ['push', 'Airtable → Attio', 'Airtable to Attio'],
  ['pull', 'Airtable ← Attio', 'Airtable from Attio'],
] as const)('%s is shown as %s and read as “%s”', (syncDirection, shown, spoken) => {
  expect(direction(aConfig('app1', { syncDirection }))).toEqual({ shown, spoken })
})
