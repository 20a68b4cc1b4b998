/** Which tables are ticked when somebody sets up a sync, and what that sync is called. */
import { describe, expect, test } from 'vitest'
import { leftNothingBy, type Met, rowsOf } from '../../extension/frontend/setup/pairs.ts'
import { nameOfSync } from '../../extension/frontend/setup/sync-name.ts'
import type { SuggestionList } from '../../shared/api/suggestion.ts'

const table = (id: string) => ({ id, name: id, primary: 'f1', fields: [] })
const SUGGESTED: SuggestionList = {
  app: ['People', 'Firms', 'Deals'].map(table),
  crm: ['people', 'companies', 'deals'].map(table),
  items: [
    { appTable: 'People', crmTable: 'people', confidence: 0.95, fields: 9 },
    { appTable: 'Firms', crmTable: 'companies', confidence: 0.9, fields: 7 },
    { appTable: 'Deals', crmTable: 'deals', confidence: 0.6, fields: 3 },
  ],
}
const IN_FIRST: Met = { appTable: 'People', crmTable: 'people', sync: 'First' }
const isTicked = (elsewhere: readonly Met[], paired: Parameters<typeof rowsOf>[1] = []) =>
  rowsOf(SUGGESTED, paired, elsewhere).map(({ appTable, isTaken }) => [appTable, isTaken])

// Seen red with rows that knew of no other sync: the second began with the tables of the first, and had nothing to write.
describe('tables that another sync has', () => {
  test('none: what is likely is ticked, the surest first', () => {
    expect(isTicked([])).toEqual([
      ['People', true],
      ['Firms', true],
      ['Deals', true],
    ])
  })
  test('are not ticked, and stand last', () => {
    expect(isTicked([IN_FIRST])).toEqual([
      ['Firms', true],
      ['Deals', true],
      ['People', false],
    ])
  })
  test('with another counterpart they are as free as any', () => {
    expect(isTicked([{ ...IN_FIRST, crmTable: 'deals' }])[0]).toEqual(['People', true])
  })
  test('stay ticked where somebody paired them here too', () => {
    const here = [{ appTable: 'People', crmTable: 'people' }]
    expect(isTicked([IN_FIRST], here)).toContainEqual(['People', true])
  })
})

// Seen red with ticked rows alone, with any sync of the first row, and with tables that have no counterpart.
describe('a sync that would have nothing to write', () => {
  const IN_SECOND: Met = { appTable: 'Firms', crmTable: 'companies', sync: 'Second' }
  const ALL = [IN_FIRST, IN_SECOND, { appTable: 'Deals', crmTable: 'deals', sync: 'First' }]
  const ticked = (...tables: readonly string[]) =>
    rowsOf(SUGGESTED, [], ALL).map((row) => ({ ...row, isTaken: tables.includes(row.appTable) }))
  test('every table is in another one, ticked or not', () => {
    expect(leftNothingBy(ticked('People', 'Firms'), ALL)).toEqual(['First', 'Second'])
    expect(leftNothingBy(ticked('People'), ALL)).toEqual(['First'])
    expect(leftNothingBy(ticked(), ALL)).toEqual(['First', 'Second'])
  })
  test('one is free, and ticked; or could be', () => {
    expect(leftNothingBy(ticked('People', 'Deals'), [IN_FIRST])).toEqual([])
    expect(leftNothingBy(ticked(), [IN_FIRST, IN_SECOND])).toEqual([])
  })
  test('one that goes nowhere leaves nothing', () => {
    const rows = ticked().map((row) =>
      row.appTable === 'Deals' ? { ...row, crmTable: null } : row,
    )
    expect(leftNothingBy(rows, [IN_FIRST, IN_SECOND])).toEqual(['First', 'Second'])
    expect(leftNothingBy([], [])).toEqual([])
  })
})

// Seen red with the sides alone: two cards on home were called the same.
describe('what a sync is called', () => {
  const SIDES = 'Directory ⇄ Attio'
  test.each<[says: string, tables: readonly string[], taken: readonly string[], name: string]>([
    ['the first', ['People'], [], SIDES],
    ['another', ['Deals'], [SIDES], `${SIDES}: Deals`],
    ['another of more tables', ['Deals', 'Firms', 'Tasks'], [SIDES], `${SIDES}: Deals + 2`],
    ['a third of the same', ['Deals'], [SIDES, `${SIDES}: Deals`], `${SIDES}: Deals (2)`],
    ['once more', ['Deals'], [SIDES, `${SIDES}: Deals`, `${SIDES}: Deals (2)`], `${SIDES}: Deals (3)`],
  ])('%s', (_, tables, taken, name) => {
    expect(nameOfSync(SIDES, tables, taken)).toBe(name)
  }) // prettier-ignore

  test('is never longer than the Worker takes, and still another', () => {
    const long = 'x'.repeat(120)
    const names = [0, 1, 2].reduce<readonly string[]>(
      (taken) => [...taken, nameOfSync(long, ['Deals'], taken)],
      [],
    )
    expect(new Set(names).size).toBe(3)
    expect(names.map(({ length }) => length)).toEqual([100, 100, 100])
  })
})
