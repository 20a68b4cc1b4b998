import { describe, expect, test } from 'vitest'
import { needsOf } from '../../extension/frontend/words/attention.ts'
import { tellFreshness, tellNext } from '../../extension/frontend/words/freshness.ts'
import { paceOf } from '../../extension/frontend/words/pace.ts'
import { markNew, tellValue } from '../../extension/frontend/words/value.ts'
import type { Config } from '../../shared/api/config.ts'
import type { Log } from '../../shared/api/run.ts'
import type { Value } from '../../shared/value.ts'
import { aConfig, aPastRun, aRun, stopped } from '../browser/worker-double.ts'

const NOW = Date.UTC(2026, 0, 5, 9)
const at = (ms: number): string => new Date(NOW + ms).toISOString()
const feed = (mode: 'webhook' | 'polling' | 'off', freshnessSeconds: number | null) => ({
  side: 'app' as const, mode, freshnessSeconds, says: null, since: at(0), gap: null,
}) // prettier-ignore

describe('what needs a person', () => {
  const quiet: Partial<Config> = { counts: [] }
  const rows: { says: string; more: Partial<Config>; needs: readonly (readonly [string, string])[] }[] = [
    { says: 'nothing', more: quiet, needs: [] },
    {
      says: 'it stopped',
      more: { ...quiet, stopped: 'Connect Airtable again.' },
      needs: [['bad', '“Sync” has stopped']],
    },
    {
      says: 'a run asks',
      more: { ...quiet, lastRun: stopped('asking', 'awaiting_approval', 'It would delete 40.') },
      needs: [['warn', '“Sync” waits for your approval']],
    },
    {
      says: 'a run failed',
      more: { ...quiet, lastRun: stopped('failed', 'failed', 'Attio did not answer.') },
      needs: [['bad', 'The last run of “Sync” failed']],
    },
    {
      says: 'a pair in conflict is counted once, though it stands on both sides',
      more: {},
      needs: [
        ['warn', '2 records to decide in “Sync”'],
        ['warn', '6 records could not be written in “Sync”'],
      ],
    },
    {
      says: 'fields changed',
      more: { ...quiet, troubles: ['a', 'b'].map((id) => ({ entityType: 'people', mappingId: id, says: 'Its type changed.' })) },
      needs: [['warn', '2 fields of “Sync” changed']],
    },
    {
      says: 'the month is spent',
      more: { ...quiet, quota: { month: '2026-01', used: 1_000, limit: 1_000, forecast: 1_200, level: 'spent', says: 'The month’s calls are spent.' } },
      needs: [['bad', 'The month’s calls of “Sync” run short']],
    },
  ] // prettier-ignore
  test.each(rows)('$says', ({ more, needs }) => {
    const found = needsOf([aConfig('app1', { name: 'Sync', ...more })])
    expect(found.map(({ tone, title }) => [tone, title])).toEqual(needs)
  })
  test('the gravest come first', () => {
    const found = needsOf([
      aConfig('app1'),
      aConfig('app1', { id: 'c2', counts: [], stopped: 'x' }),
    ])
    expect(found.map(({ tone }) => tone)).toEqual(['bad', 'warn', 'warn'])
  })
})

describe('freshness', () => {
  const run = aPastRun({ endedAt: at(-7_200_000) })
  const gap = { says: 'x', since: at(0), closedAt: null }
  test.each<[string, Partial<Config>, Log | null, string]>([
    ['never read', {}, null, 'Not read yet'],
    ['nothing is told', { feeds: [] }, run, 'As of 2 hours ago'],
    ['told as it happens', { feeds: [feed('webhook', null)] }, run, 'Changes arrive within seconds'],
    ['asked for', { feeds: [feed('webhook', null), feed('polling', 300)] }, run, 'At most 5 minutes old'],
    ['one side is off', { feeds: [feed('webhook', null), feed('off', null)] }, run, 'As of 2 hours ago'],
    ['paused', { paused: true, feeds: [feed('webhook', null)] }, run, 'As of 2 hours ago'],
    ['something was missed', { feeds: [{ ...feed('webhook', null), gap }] }, run, 'Some changes may have been missed; everything is compared again'],
  ])('%s', (_, more, last, words) => {
    expect(tellFreshness(aConfig('app1', more), last, NOW)).toBe(words)
  }) // prettier-ignore

  test.each<[string, Partial<Config>, string | null, string]>([
    ['real time', {}, null, 'When something changes'],
    ['by hand', { syncFrequency: 'manual' }, null, 'When you press Sync now'],
    ['hourly', { syncFrequency: 'hourly' }, at(1_800_000), 'in 30 minutes'],
    ['paused', { paused: true }, at(1_800_000), 'Paused'],
    ['stopped', { stopped: 'x' }, null, 'Stopped until it is mended'],
  ])('next: %s', (_, more, next, words) => {
    expect(tellNext(aConfig('app1', more), next, NOW)).toBe(words)
  })
})

describe('how fast a run goes', () => {
  const writing: Partial<Log> = {
    phase: 'writing', recordsPlanned: 100, recordsSynced: 20,
    stages: [{ phase: 'pulling', at: at(-60_000) }, { phase: 'writing', at: at(-10_000) }],
  } // prettier-ignore
  test.each<[string, Partial<Log>, ReturnType<typeof paceOf>]>([
    ['writing', writing, { perSecond: 2, leftMs: 40_000 }],
    ['what could not be written is done too', { ...writing, recordsFailed: 10 }, { perSecond: 3, leftMs: 80_000 / 3 }],
    ['nothing written yet', { ...writing, recordsSynced: 0 }, null],
    ['hardly begun', { ...writing, stages: [{ phase: 'writing', at: at(-1_000) }] }, null],
    ['nobody noted when it began', { ...writing, stages: [] }, null],
    ['reading has no end in sight', { phase: 'pulling', recordsProcessed: 500, stages: [{ phase: 'pulling', at: at(-5_000) }] }, { perSecond: 100, leftMs: null }],
    ['over', { ...writing, phase: 'done' }, null],
  ])('%s', (_, more, pace) => {
    expect(paceOf(aRun(more), NOW)).toEqual(pace)
  }) // prettier-ignore
})

describe('values as people read them', () => {
  test.each<[string, Value, string]>([
    ['empty', null, ''],
    ['text', 'Ada', 'Ada'],
    ['a number', 1_234.5, '1,234.5'],
    ['yes', true, 'yes'],
    ['no', false, 'no'],
    ['a day is the same in every zone', '2026-01-05', 'Jan 5, 2026'],
    ['many', ['a', 'b'], 'a, b'],
    ['a name', { first: 'Ada', last: 'Lovelace', full: null }, 'Ada Lovelace'],
    ['a person', { id: 'usr1', email: 'ann@acme.test', name: 'Ann' }, 'Ann'],
    ['a place', { line1: '1 High St', locality: 'Bath', country: 'GB', latitude: 51, longitude: -2 }, '1 High St, Bath, GB'],
    ['a link', [{ table: 't', id: 'r1' }], '1 linked record'],
    ['links', [{ table: 't', id: 'r1' }, { table: 't', id: 'r2' }], '2 linked records'],
    ['a file', { id: 'att1', name: 'a.pdf', url: 'https://x/a.pdf', size: 3, type: null }, 'a.pdf'],
    ['what nobody knows', { json: '{}' }, 'a value of a kind we do not know'],
  ])('%s', (_, value, text) => {
    expect(tellValue(value)).toBe(text)
  }) // prettier-ignore

  const marked = (before: string, after: string) =>
    markNew(before, after).map(({ text, isNew }) => (isNew ? `[${text}]` : text)).join('') // prettier-ignore
  test.each([
    ['a b c', 'a b c', 'a b c'],
    ['a b c', 'a x c', 'a [x] c'],
    ['', 'a b', '[a b]'],
    ['a b', '', ''],
    ['one two', 'zero one two', '[zero ]one two'],
    ['Steel works', 'Lighthouses and beacons', '[Lighthouses and beacons]'],
  ])('“%s” to “%s”: %s', (before, after, is) => {
    expect(marked(before, after)).toBe(is)
  })
})
