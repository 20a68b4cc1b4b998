import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  catchUp,
  type Frequency,
  mayBegin,
  nextRun,
  nextSweep,
  type Schedule,
  spread,
  USUAL_SCHEDULE,
} from '../../shared/schedule.ts'
import { isZone } from '../../shared/formula/calendar.ts'

const at = (iso: string): number => Date.parse(iso)
const iso = (ms: number | null): string | null =>
  ms === null ? null : `${new Date(ms).toISOString().slice(0, 16)}Z`
const hours = (more: Partial<Schedule>): Schedule => ({ ...USUAL_SCHEDULE, ...more })

describe('the next run', () => {
  test.each<[string, Frequency, Partial<Schedule>, string, string | null]>([
    ['real time has no hour', 'realtime', {}, '2026-05-01T10:00Z', null],
    ['nor has by hand', 'manual', {}, '2026-05-01T10:00Z', null],
    ['daily, still today', 'daily', { at: '18:30' }, '2026-05-01T10:00Z', '2026-05-01T18:30Z'],
    ['daily, tomorrow', 'daily', { at: '09:00' }, '2026-05-01T10:00Z', '2026-05-02T09:00Z'],
    ['daily, in Berlin in summer', 'daily', { at: '06:00', zone: 'Europe/Berlin' }, '2026-07-01T10:00Z', '2026-07-02T04:00Z'],
    ['daily, in Berlin in winter', 'daily', { at: '06:00', zone: 'Europe/Berlin' }, '2026-12-01T10:00Z', '2026-12-02T05:00Z'],
    ['the hour that summer time leaves out', 'daily', { at: '02:30', zone: 'Europe/Berlin' }, '2026-03-28T12:00Z', '2026-03-29T01:00Z'],
    ['the hour that winter time has twice, once', 'daily', { at: '02:30', zone: 'Europe/Berlin' }, '2026-10-25T00:31Z', '2026-10-26T01:30Z'],
    ['weekly, on Monday', 'weekly', { at: '08:00', weekday: 1 }, '2026-05-01T10:00Z', '2026-05-04T08:00Z'],
    ['weekly, on Sunday', 'weekly', { at: '08:00', weekday: 7 }, '2026-05-01T10:00Z', '2026-05-03T08:00Z'],
    ['weekly, Monday there is Sunday here', 'weekly', { at: '08:00', weekday: 1, zone: 'Pacific/Auckland' }, '2026-05-01T10:00Z', '2026-05-03T20:00Z'],
  ])('%s', (_, frequency, schedule, after, expected) => {
    expect(iso(nextRun(frequency, hours(schedule), 's1', at(after)))).toBe(expected)
  }) // prettier-ignore

  test('each hour has one, at a minute that is the sync’s own', () => {
    const first = nextRun('hourly', USUAL_SCHEDULE, 's1', at('2026-05-01T10:00Z'))!
    const second = nextRun('hourly', USUAL_SCHEDULE, 's1', first)!
    expect(second - first).toBe(3_600_000)
    const minutes = new Set(Array.from({ length: 300 }, (_, n) => spread(`sync${n}`, 60)))
    expect(minutes.size).toBeGreaterThan(50)
  })

  test('is always later than now, and within its period and an hour', () => {
    const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Chatham') // prettier-ignore
    const time = fc.tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
    const now = fc.integer({ min: at('2026-01-01T00:00Z'), max: at('2028-01-01T00:00Z') })
    fc.assert(
      fc.property(zone, time, now, (zone, [h, m], now) => {
        const text = `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`
        const next = nextRun('daily', hours({ zone, at: text }), 's1', now)!
        expect(next).toBeGreaterThan(now)
        expect(next - now).toBeLessThanOrEqual(25 * 3_600_000 + 60_000)
      }),
      { numRuns: 300 },
    )
  })
})

test('sweeps are spread over the small hours of the zone', () => {
  const zone = 'America/New_York'
  const sweeps = Array.from({ length: 200 }, (_, n) =>
    nextSweep(hours({ zone }), `sync${n}`, at('2026-05-01T12:00Z')),
  )
  const local = sweeps.map((ms) => new Date(ms - 4 * 3_600_000).getUTCHours())
  expect(Math.min(...local)).toBe(1)
  expect(Math.max(...local)).toBe(4)
  expect(new Set(sweeps).size).toBeGreaterThan(100)
})

describe('quiet hours', () => {
  const night = { from: '22:00', to: '07:00' }
  test.each<[string, Schedule['quiet'], string, string, string]>([
    ['none', null, 'UTC', '2026-05-01T23:00Z', '2026-05-01T23:00Z'],
    ['in the middle of the night', night, 'UTC', '2026-05-01T23:00Z', '2026-05-02T07:00Z'],
    ['after midnight', night, 'UTC', '2026-05-02T03:00Z', '2026-05-02T07:00Z'],
    ['at their first minute', night, 'UTC', '2026-05-01T22:00Z', '2026-05-02T07:00Z'],
    ['at their end', night, 'UTC', '2026-05-02T07:00Z', '2026-05-02T07:00Z'],
    ['by day', night, 'UTC', '2026-05-02T12:00Z', '2026-05-02T12:00Z'],
    ['at noon there', { from: '12:00', to: '13:00' }, 'Asia/Tokyo', '2026-05-02T03:15Z', '2026-05-02T04:00Z'],
  ])('%s', (_, quiet, zone, now, expected) => {
    expect(iso(mayBegin(hours({ quiet, zone }), at(now)))).toBe(expected)
  }) // prettier-ignore
})

test('what is late by minutes begins at once; after an outage each begins at a minute of its own', () => {
  const due = at('2026-05-01T10:00Z')
  expect(catchUp(due, 's1', due + 60_000)).toBe(due)
  const back = due + 5 * 3_600_000
  const begins = Array.from({ length: 100 }, (_, n) => catchUp(due, `sync${n}`, back))
  expect(Math.min(...begins)).toBeGreaterThanOrEqual(back)
  expect(Math.max(...begins)).toBeLessThan(back + 15 * 60_000)
  expect(new Set(begins).size).toBeGreaterThan(10)
})

test.each([['Europe/Berlin', true], ['UTC', true], ['Mars/Olympus', false], ['', false]])(
  'is “%s” a zone: %s',
  (zone, is) => expect(isZone(zone)).toBe(is),
) // prettier-ignore
