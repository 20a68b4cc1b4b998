import { describe, expect, test } from 'vitest'
import type { Card, CardItem, Outcome } from '../../shared/api/card.ts'
import { faceOf, freshness, nextLook, NOW as NOW_LOOK } from '../../attio-app/src/card/face.ts'
import {
  begin,
  handedOn,
  heard,
  type Reading,
  shown,
  stirred,
  unheard,
} from '../../attio-app/src/card/reading.ts'
import { onTouched, touched } from '../../attio-app/src/card/touched.ts'
import { textOf } from '../../attio-app/src/card/values.ts'
import type { CardAnswer } from '../../attio-app/src/calls/get-card.server.ts'
import { ago, type FaceState } from '../../attio-app/src/card/words.ts'
import { isFine, said } from '../../attio-app/src/push/words.ts'
import { readSecret } from '../../attio-app/src/worker/secret.ts'

const NOW = Date.UTC(2026, 0, 5, 9)
const HOUR = 3_600_000
const at = (ms: number): string => new Date(ms).toISOString()
const item = (more: Partial<CardItem> = {}): CardItem => ({
  configId: 'y1',
  configName: 'CRM',
  entityType: 'people',
  otherTable: { id: 'tbl1', name: 'People', url: null },
  otherRecordId: 'rec1',
  url: 'https://airtable.com/app1/tbl1/rec1',
  title: 'Ada',
  status: 'in_sync',
  says: [],
  waits: false,
  lastSyncAt: at(NOW - 2 * HOUR),
  live: false,
  paused: false,
  fields: [],
  deletion: null,
  ...more,
})
const card = (items: CardItem[]): Card => ({ items, syncedTables: 1, may: { push: true, resolve: true } }) // prettier-ignore
const answer = (more: Partial<CardAnswer>): CardAnswer => ({
  card: card([item()]),
  asOf: null,
  problem: null,
  staleHours: 24,
  ...more,
})
const problem = (code: string) => ({ ok: false as const, code, says: 'What to do.' })

describe('the card', () => {
  test.each([
    ['one row', {}, ['in_sync', 'People · Ada', 'Last sync 2 hours ago']],
    ['a row without a name', { card: card([item({ title: '' })]) }, ['in_sync', 'People', 'Last sync 2 hours ago']],
    ['no row yet', { card: card([item({ otherRecordId: null, status: 'not_linked', lastSyncAt: null })]) }, ['not_linked', 'Not in People', 'Push it to make a row']],
    ['no row, and a reason for it', { card: card([item({ otherRecordId: null, status: 'not_linked', says: ['A filter leaves it out.'], lastSyncAt: null })]) }, ['not_linked', 'Not in People', 'Click to see why']],
    ['no row, and an open question', { card: card([item({ otherRecordId: null, status: 'conflict', lastSyncAt: null })]) }, ['conflict', 'Not in People', 'Click to see why']],
    ['no row, and a key that may only look', { card: { ...card([item({ otherRecordId: null, status: 'not_linked', lastSyncAt: null })]), may: { push: false, resolve: false } } }, ['not_linked', 'Not in People', 'Click to see why']],
    ['an object that is not synced', { card: card([]) }, ['not_linked', 'Not synced', 'Click to see why']],
    ['two tables: the worse one speaks', { card: card([item(), item({ status: 'conflict' })]) }, ['conflict', '2 tables', 'Last sync 2 hours ago']],
    ['blocked before pending', { card: card([item({ status: 'pending' }), item({ status: 'blocked' })]) }, ['blocked', '2 tables', 'Last sync 2 hours ago']],
    ['remembered', { problem: problem('unreachable'), asOf: at(NOW - 120_000) }, ['in_sync', 'People · Ada', 'DataSync does not answer; as of 2 minutes ago']],
    ['remembered, and something else is wrong', { problem: problem('fault'), asOf: at(NOW - 120_000) }, ['in_sync', 'People · Ada', 'Not read just now; as of 2 minutes ago']],
    ['away, and nothing remembered', { card: null, problem: problem('unreachable') }, ['unreachable', 'DataSync does not answer', 'Trying again by itself']],
    ['a refused key', { card: null, problem: problem('no_key') }, ['not_connected', 'Not connected', 'Click to see what to do']],
    ['anything else', { card: null, problem: problem('role_too_low') }, ['failed', 'This did not work', 'Click to see why']],
  ] as const)('%s', (_says, more, [state, primary, secondary]) => {
    expect(faceOf(answer(more), NOW)).toEqual({ state, primary, secondary })
  }) // prettier-ignore

  test.each([
    ['a usual one', {}, 'Last sync 2 hours ago'],
    ['long ago', { lastSyncAt: at(NOW - 30 * HOUR) }, 'Last sync 1 day ago, longer than usual'],
    ['long ago, but heard of as it happens', { lastSyncAt: at(NOW - 30 * HOUR), live: true }, 'Last sync 1 day ago'],
    ['under way', { waits: true }, 'Being synced now'],
    ['paused', { paused: true }, 'Paused'],
    ['linked and never written', { lastSyncAt: null }, 'Not synced yet'],
  ] as const)('how fresh: %s', (_says, more, words) => {
    expect(freshness(card([item(more)]), NOW, 24)).toBe(words)
  }) // prettier-ignore

  test.each([
    ['in_sync', NOW_LOOK, 0],
    ['not_connected', NOW_LOOK, 0],
    ['pending', 0, 1_500],
    ['pending', 40, 10_000],
    ['unreachable', 0, 5_000],
    ['unreachable', 20, 30_000],
    ['in_sync', 0, 5_000],
    ['in_sync', 12, 20_000],
    ['in_sync', 72, 60_000],
    ['not_connected', 0, null],
  ] as const)('%s, looked at %i times: again after %s ms', (state: FaceState, looks, wait) => {
    expect(nextLook(state, looks)).toBe(wait)
  })

  test.each([
    [10_000, 'just now'],
    [60_000, '1 minute ago'],
    [2 * HOUR, '2 hours ago'],
    [50 * HOUR, '2 days ago'],
  ])('%i ms before is “%s”', (ms, words) => {
    expect(ago(NOW - ms, NOW)).toBe(words)
  })

  test.each([
    [null, 'empty'],
    [true, 'yes'],
    [7, '7'],
    ['two\nlines', 'two lines'],
    [['a', 'b'], 'a, b'],
    [{ first: 'Ada', last: 'Lovelace' }, 'Ada Lovelace'],
    ['x'.repeat(100), `${'x'.repeat(79)}…`],
    // Seen red: their ids were shown.
    [[{ table: 'teams', id: 'b400dad7' }], '1 linked record'],
    [
      [
        { table: 'teams', id: 'b4' },
        { table: 'teams', id: 'c5' },
      ],
      '2 linked records',
    ],
  ])('the value %j is shown as “%s”', (value, text) => {
    expect(textOf(value)).toBe(text)
  })

  // Seen red: with the names left out.
  test.each([
    [1, ['Acme'], 'Acme'],
    [2, ['Acme', 'Globex'], 'Acme, Globex'],
    [5, ['Acme', 'Globex'], 'Acme, Globex and 3 more'],
    [2, [], '2 linked records'],
    [1, ['x'.repeat(50)], `${'x'.repeat(29)}…`],
  ])('%i linked records called %j are shown as “%s”', (count, names, text) => {
    const links = Array.from({ length: count }, (_, n) => ({ table: 'teams', id: `t${n}` }))
    expect(textOf(links, names)).toBe(text)
  })
})

describe('an open card', () => {
  const lost = (reading: Reading) => unheard(reading)
  const came = (reading: Reading) => heard(reading, answer({ card: card([item({ title: 'Eve' })]) }), NOW)
  test.each([
    ['nothing lost', [], 0, 'Last sync 2 hours ago'],
    ['one look lost', [lost], 0, 'Last sync 2 hours ago'],
    ['two in a row', [lost, lost], 60_000, 'Not read just now; as of 1 minute ago'],
    ['two, but not in a row', [lost, came, lost], 0, 'Last sync 2 hours ago'],
    ['heard again', [lost, lost, came], 0, 'Last sync 2 hours ago'],
    ['for hours', [lost, lost, lost], 2 * HOUR, 'Click to see why'],
  ])('%s', (_says, looks, later, secondary) => {
    const reading = looks.reduce((before, look) => look(before), begin(answer({}), NOW))
    expect(faceOf(shown(reading, NOW + later), NOW + later).secondary).toBe(secondary)
  })

  // Seen red: without the comparison in `heard`.
  test.each([
    ['goes on where nothing is new', answer({ asOf: at(NOW - 1) }), 6],
    ['begins anew with other words', answer({ card: card([item({ status: 'pending' })]) }), 0],
    ['begins anew with a problem', answer({ problem: problem('unreachable') }), 0],
  ])('the count of looks %s', (_says, news, looks) => {
    const sixth = { ...begin(answer({}), NOW), looks: 5 }
    expect(heard(sixth, news, NOW).looks).toBe(looks)
  })

  test('it is looked at now where somebody did something, and where another place handed it on', () => {
    const calm = { ...begin(answer({}), NOW), looks: 70 }
    expect([stirred(calm).looks, handedOn(answer({}), NOW).looks]).toEqual([NOW_LOOK, NOW_LOOK])
    expect(heard(stirred(calm), answer({}), NOW).looks).toBe(0)
  })

  test('only the cards of the record that was touched are told, and none that is gone', () => {
    const told: string[] = []
    const leave = onTouched('a', () => told.push('first'))
    onTouched('a', () => told.push('second'))
    onTouched('b', () => told.push('other'))
    touched('a')
    leave()
    touched('a')
    expect(told).toEqual(['first', 'second', 'second'])
  })

  test('what the Worker did not answer already keeps its own age', () => {
    const old = answer({ problem: problem('unreachable'), asOf: at(NOW - 600_000) })
    const told = shown(unheard(unheard(begin(old, NOW))), NOW)
    expect(told).toMatchObject({ asOf: at(NOW - 600_000), problem: { code: 'silent' } })
  })
}) // prettier-ignore

describe('what became of a push', () => {
  const outcome = (more: Partial<Outcome>): Outcome => ({
    recordId: 'r',
    title: 'Ada',
    outcome: 'created',
    says: null,
    otherRecordId: 'rec1',
    url: null,
    ...more,
  })
  test.each([
    ['created', 'success', 'Ada is now in People.', true],
    ['updated', 'success', 'Ada is up to date in People.', true],
    ['in_sync', 'success', 'Ada is the same in People.', true],
    ['waiting', 'neutral', 'It follows by itself.', false],
    ['pending', 'neutral', 'The next run brings it over.', false],
    ['conflict', 'warning', 'Both sides changed it. Open the card to choose.', false],
    ['gone', 'error', 'Open the card to see why.', false],
  ] as const)('%s is told as %s', (is, variant, text, fine) => {
    expect(said(outcome({ outcome: is }), 'People')).toMatchObject({ variant, text })
    expect(isFine({ outcome: is })).toBe(fine)
  })
  test('its own reason is told before ours', () => {
    expect(said(outcome({ outcome: 'blocked', says: 'The email is not one.' }), 'People').text).toBe('The email is not one.') // prettier-ignore
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
