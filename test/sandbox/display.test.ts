import { describe, expect, test } from 'vitest'
import type { Log } from '../../shared/api/run.ts'
import { lineOf, openDisplay, paceOf } from './display.ts'

const LOG: Log = {
  id: 's.1', configId: 's', kind: 'run', purpose: 'sync', about: null, startedBy: null, status: 'running', phase: 'writing', progress: 0.5,
  startedAt: '2026-01-05T09:00:00.000Z', endedAt: null, waitsUntil: null, says: null,
  recordsProcessed: 1_270, recordsSynced: 250, recordsFailed: 0, recordsSkipped: 0, recordsPlanned: 1_270,
  recordsCreated: 250, recordsUpdated: 0, recordsDeleted: 0, recordsLinked: 0,
  conflictsDetected: 0, conflictsResolved: 0, syncDurationMs: 0, stages: [],
} // prettier-ignore

describe('one line about a run', () => {
  test.each([
    {
      says: 'reading',
      log: { phase: 'pulling', recordsPlanned: 0 },
      pace: null,
      is: 'Reading both sides · 1,270 records read',
    },
    {
      says: 'nothing read yet',
      log: { phase: 'pulling', recordsPlanned: 0, recordsProcessed: 0 },
      pace: null,
      is: 'Reading both sides',
    },
    { says: 'planned', log: { phase: 'planned' }, pace: null, is: 'Planned · 1,270 writes' },
    {
      says: 'writing',
      log: {},
      pace: { perSecond: 24.04, left: 41.2 },
      is: 'Writing · 250 of 1,270 records · 24.0 records/s · 42 s left',
    },
    {
      says: 'some failed',
      log: { recordsFailed: 2 },
      pace: null,
      is: 'Writing · 252 of 1,270 records · 2 failed',
    },
    {
      says: 'it waits',
      log: { says: 'Attio asked us to slow down.' },
      pace: null,
      is: 'Writing · 250 of 1,270 records · Attio asked us to slow down.',
    },
  ] as const)('$says', ({ log, pace, is }) => {
    expect(lineOf({ ...LOG, ...log }, pace)).toBe(is)
  })
})

describe('speed and time left', () => {
  test.each([
    { says: 'of nothing is unknown', sights: [], is: null },
    {
      says: 'of less than a second is unknown',
      sights: [
        { at: 0, written: 0 },
        { at: 900, written: 20 },
      ],
      is: null,
    },
    {
      says: 'standing still is unknown',
      sights: [
        { at: 0, written: 5 },
        { at: 5_000, written: 5 },
      ],
      is: null,
    },
    {
      says: 'over four seconds',
      sights: [
        { at: 0, written: 0 },
        { at: 4_000, written: 100 },
      ],
      is: { perSecond: 25, left: 4 },
    },
  ])('$says', ({ sights, is }) => {
    expect(paceOf(sights, 200)).toEqual(is)
  })
})

describe('on a screen', () => {
  const shown = (isTTY: boolean) => {
    let [text, now] = ['', 0]
    const display = openDisplay({ isTTY, columns: 80, write: (more) => (text += more) }, () => now)
    for (const [at, recordsSynced] of [
      [0, 0],
      [1_000, 25],
      [6_000, 150],
    ] as const) {
      now = at
      display.look({ ...LOG, recordsSynced })
    }
    display.end()
    return text
  }

  test('a terminal’s line changes in place', () => {
    expect(shown(true).split('\r\x1b[K')).toEqual([
      '',
      'Writing · 0 of 1,270 records',
      'Writing · 25 of 1,270 records · 25.0 records/s · 50 s left',
      'Writing · 150 of 1,270 records · 25.0 records/s · 45 s left\n',
    ])
  })

  test('elsewhere a phase is told again only now and then', () => {
    expect(shown(false).split('\n')).toEqual([
      'Writing · 0 of 1,270 records',
      'Writing · 150 of 1,270 records · 25.0 records/s · 45 s left',
      '',
    ])
  })
})
