import { percent } from '../../extension/frontend/words/time.ts'
import { describe, expect, test } from 'vitest'
import { tellActor, tellDeed } from '../../extension/frontend/words/deeds.ts'
import { troubles } from '../../extension/frontend/words/failures.ts'
import { daysOf, heatOf } from '../../extension/frontend/words/numbers.ts'
import {
  dayEnd,
  dayStart,
  stagesOf,
  tellChanges,
  tellPurpose,
  tellStatus,
} from '../../extension/frontend/words/run.ts'
import type { Hour, Numbers } from '../../shared/api/numbers.ts'
import type { Log } from '../../shared/api/run.ts'
import { Failure } from '../../shared/failure.ts'
import { NEEDS } from '../../shared/role.ts'
import { deeds } from '../../extension/frontend/words/en/deeds.ts'
import { aRun } from '../browser/worker-double.ts'

/** Noon of a day in the zone of whoever runs this. */
const noon = (day: number): number => new Date(2026, 0, day, 12).getTime()
const at = (ms: number): string => new Date(ms).toISOString()
const NOW = noon(10)
const anHour = (ms: number, more: Partial<Hour>): Hour => ({
  at: at(ms), runs: 1, failedRuns: 0, read: 0, seconds: 0, toApp: 0, toCrm: 0, blocked: 0, settled: 0, delay: null, ...more,
}) // prettier-ignore
const numbers = (more: Partial<Numbers>): Numbers => ({
  from: at(noon(1)),
  hours: [],
  standing: [],
  ...more,
})

describe('hours become days', () => {
  test('of the last so many days each is there, also where nothing happened', () => {
    const days = daysOf(numbers({}), 3, NOW)
    expect(days.map((day) => day.at)).toEqual(
      [8, 9, 10].map((day) => new Date(2026, 0, day).getTime()),
    )
    expect(days[0]).toMatchObject({
      perSecond: null,
      success: null,
      waiting: null,
      delay: null,
      toApp: 0,
    })
  })
  test('what happened is added up, and averages count by what was written', () => {
    const hours = [
      anHour(noon(9), { read: 80, seconds: 10, toApp: 5, toCrm: 5, delay: 2, blocked: 0 }),
      anHour(noon(9) + 3_600_000, { read: 0, seconds: 10, toCrm: 30, delay: 6, blocked: 10 }),
    ]
    expect(daysOf(numbers({ hours }), 2, NOW)[0]).toMatchObject({
      perSecond: 6, success: 0.8, delay: 5, toApp: 5, toCrm: 35,
    }) // prettier-ignore
  })
  test('how things stood holds until it is told otherwise', () => {
    const standing = [
      { at: at(noon(7)), conflicts: 4, blocked: 0, calls: 10 },
      { at: at(noon(9)), conflicts: 1, blocked: 0, calls: 30 },
    ]
    const days = daysOf(numbers({ standing }), 5, NOW)
    expect(days.map(({ waiting }) => waiting)).toEqual([null, 4, 4, 1, 1])
    expect(days.map(({ calls }) => calls)).toEqual([null, 10, 10, 30, 30])
  })
  test('days before the numbers begin are left out', () => {
    expect(daysOf(numbers({ from: at(noon(9)) }), 30, NOW)).toHaveLength(2)
  })
  test('the heat has a row for each weekday, Monday first', () => {
    // January 5th, 2026 is a Monday.
    const hours = [
      anHour(noon(5), { toApp: 2, toCrm: 1 }),
      anHour(noon(11), { toCrm: 4 }),
      anHour(noon(12), { toApp: 1 }),
    ]
    const heat = heatOf(numbers({ hours }))
    expect(heat.map((row) => row[12])).toEqual([4, 0, 0, 0, 0, 0, 4])
    expect(heat.flat().reduce((sum, one) => sum + one, 0)).toBe(8)
  })
})

describe('runs in words', () => {
  test.each<[Partial<Log>, string, string]>([
    [{}, 'Full sync', 'Done'],
    [{ purpose: 'events' }, 'Changes as they came', 'Done'],
    [{ kind: 'preview', phase: 'planned', status: 'awaiting_approval' }, 'Preview', 'Preview, not run yet'],
    [{ kind: 'preview', purpose: 'undo', phase: 'planned', status: 'awaiting_approval' }, 'Preview: undo', 'Preview, not run yet'],
    [{ purpose: 'undo' }, 'Undo', 'Done'],
    [{ status: 'partial' }, 'Full sync', 'Done, some not written'],
    [{ phase: 'asking', status: 'awaiting_approval' }, 'Full sync', 'Needs approval'],
    [{ phase: 'failed', status: 'failed' }, 'Full sync', 'Failed'],
  ])('%j is “%s”, “%s”', (more, purpose, status) => {
    const run = aRun(more)
    expect([tellPurpose(run), tellStatus(run).label]).toEqual([purpose, status])
  }) // prettier-ignore
  test.each<[Partial<Log>, string]>([
    [{}, 'nothing to change'],
    [{ recordsCreated: 3, recordsUpdated: 1_200, recordsFailed: 1 }, '3 created, 1,200 updated, 1 not written'],
    [{ phase: 'planned', recordsPlanned: 7 }, '7 planned'],
  ])('%j changed “%s”', (more, words) => {
    expect(tellChanges(aRun(more))).toBe(words)
  }) // prettier-ignore

  const stages: Log['stages'] = [
    { phase: 'queued', at: at(NOW - 10_000) },
    { phase: 'pulling', at: at(NOW - 8_000) },
    { phase: 'writing', at: at(NOW - 4_000) },
  ]
  test('a run under way is in its last stage, which lasts until now', () => {
    expect(stagesOf(aRun({ phase: 'writing', endedAt: null, stages }), NOW)).toMatchObject([
      { phase: 'queued', ms: 2_000, share: 0.2, isNow: false },
      { phase: 'pulling', ms: 4_000, share: 0.4, isNow: false },
      { phase: 'writing', ms: 4_000, share: 0.4, isNow: true },
    ])
  })
  test('the end of a run takes no time', () => {
    const done = { phase: 'done' as const, at: at(NOW - 1_000) }
    const run = aRun({ phase: 'done', endedAt: done.at, stages: [...stages, done] })
    expect(stagesOf(run, NOW).at(-1)).toMatchObject({ phase: 'done', ms: null, isNow: false })
    expect(stagesOf(run, NOW).at(-2)).toMatchObject({ ms: 3_000 })
  })
  test('days as they are entered', () => {
    expect(dayStart('2026-01-05')).toBe(new Date(2026, 0, 5).toISOString())
    expect(dayEnd('2026-01-05')).toBe(new Date(2026, 0, 6).toISOString())
    expect([dayStart(''), dayEnd('tomorrow')]).toEqual([undefined, undefined])
  })
})

describe('help and the log', () => {
  const REASONS = Failure.options.map((option) => option.shape.reason.value)
  test('every failure has its sentence, and all differ', () => {
    const all = troubles(REASONS)
    expect(all).toHaveLength(REASONS.length)
    expect(new Set(all.map(({ title }) => title)).size).toBe(REASONS.length)
    expect(all.filter(({ says }) => !/[.!]$/.test(says) || says.includes('undefined'))).toEqual([])
  })
  test('they are found by a word of either', () => {
    expect(troubles(REASONS, ' CALLS ').map(({ key }) => key)).toContain('quota_spent')
    expect(troubles(REASONS, 'elephants')).toEqual([])
  })
  test.each([
    ['POST /api/keys', 'Made a key'],
    ['POST /api/of/tomorrow', 'Did something newer than this page knows'],
    ['The Attio workspace “Acme” was connected', 'The Attio workspace “Acme” was connected'],
  ])('“%s” is “%s”', (action, words) => {
    expect(tellDeed(action)).toBe(words)
  })
  test('deeds are told of routes that exist', () => {
    expect(Object.keys(deeds).filter((route) => !(route in NEEDS))).toEqual([])
  })
  test.each([['session key1 (Ann)', 'Ann'], ['key k2 (A script)', 'A script'], ['cron', 'cron']])('%s is %s', (actor, name) => {
    expect(tellActor(actor)).toBe(name)
  }) // prettier-ignore
})

// Seen red: a pair that was 99.95 % sure was told as 100 %.
test.each([
  [0.97, '97%'],
  [0.29, '29%'],
  [0.99945, '99%'],
  [1, '100%'],
  [0, '0%'],
])('%d is told as %s', (share, says) => {
  expect(percent(share)).toBe(says)
})
