import { describe, expect, test } from 'vitest'
import { type Batches, type Calls, callsFor, forecast, type Level, levelOf, type Load, monthOf, nextMonth, sayLevel, secondsFor, SPARING } from '../../shared/quota.ts' // prettier-ignore

const at = (iso: string): number => Date.parse(iso)
const MIDDLE = at('2026-06-16T00:00Z')

test.each([
  ['the middle of June', '2026-06-16T00:00Z', '2026-06', '2026-07-01T00:00:00.000Z'],
  ['its last moment', '2026-06-30T23:59:59.999Z', '2026-06', '2026-07-01T00:00:00.000Z'],
  ['December', '2026-12-31T12:00Z', '2026-12', '2027-01-01T00:00:00.000Z'],
])('%s', (_, now, month, next) => {
  expect(monthOf(at(now))).toBe(month)
  expect(new Date(nextMonth(at(now))).toISOString()).toBe(next)
})

test.each([
  ['half of the month gone', 500, '2026-06-16T00:00Z', 1_000],
  ['its last day', 500, '2026-06-30T23:00Z', 501],
  ['a busy first hour counts as a day', 100, '2026-06-01T01:00Z', 3_000],
  ['nothing used', 0, '2026-06-16T00:00Z', 0],
])('the forecast: %s', (_, used, now, expected) => {
  expect(forecast(used, at(now))).toBe(expected)
})

describe('what is given up first', () => {
  test.each<[string, number, number | null, Level]>([
    ['no limit', 1_000_000, null, 'fine'],
    ['plenty', 300, 1_000, 'fine'],
    ['most will be used', 450, 1_000, 'tight'],
    ['it will not last', 760, 1_000, 'short'],
    ['nearly all is used', 95_000, 100_000, 'short'],
    ['none is left', 1_000, 1_000, 'spent'],
    ['more than there were', 1_200, 1_000, 'spent'],
  ])('%s', (_, used, limit, level) => {
    expect(levelOf(used, limit, MIDDLE)).toBe(level)
  })

  test('the shorter it is, the fewer rounds; and each step is said', () => {
    const levels: Level[] = ['fine', 'tight', 'short', 'spent']
    const days = levels.map((level) => SPARING[level].sweepDays)
    const polls = levels.map((level) => SPARING[level].pollTimes)
    expect(days).toEqual([...days].sort((a, b) => a - b))
    expect(polls).toEqual([...polls].sort((a, b) => a - b))
    const said = levels.map((level) => sayLevel(level, 'Airtable', 900, 1_000))
    expect(said.map((one) => one !== null)).toEqual([false, true, true, true])
    expect(new Set(said).size).toBe(4)
  })
})

const AIRTABLE = { page: 100, batch: 10, lookup: 100 }
const ATTIO = { page: 500, batch: 1, lookup: 500 }
const load = (more: Partial<Load>): Load => ({
  records: 0,
  creates: 0,
  updates: 0,
  deletes: 0,
  ...more,
})

test.each<[string, Load, Batches, Calls]>([
  ['a first sync into Airtable', load({ creates: 1_000 }), AIRTABLE, { reads: 1, writes: 100 }],
  ['a first sync into Attio', load({ creates: 1_000 }), ATTIO, { reads: 1, writes: 1_000 }],
  ['a round that finds nothing', load({ records: 10_000 }), AIRTABLE, { reads: 100, writes: 0 }],
  ['a few updates', load({ records: 250, updates: 25, deletes: 1 }), AIRTABLE, { reads: 4, writes: 4 }],
])('calls for %s', (_, asked, batches, calls) => {
  expect(callsFor(asked, batches)).toEqual(calls)
}) // prettier-ignore

test.each<[string, Calls, Parameters<typeof secondsFor>[1], number]>([
  ['all kinds together', { reads: 10, writes: 100 }, [{ kind: 'any', perSecond: 5 }], 22],
  ['each kind by itself', { reads: 100, writes: 1_000 }, [{ kind: 'read', perSecond: 100 }, { kind: 'write', perSecond: 25 }], 40],
  ['no limit at all', { reads: 100, writes: 1_000 }, [], 0],
])('seconds for %s', (_, calls, paces, seconds) => {
  expect(secondsFor(calls, paces)).toBe(seconds)
}) // prettier-ignore
