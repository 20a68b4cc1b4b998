import { describe, expect, test } from 'vitest'
import { FUNCTIONS, GROUPS, parseFormula } from '../../../shared/formula.ts'
import { all } from '../../../shared/formula/tree.ts'
import { DATE_ROWS } from './date-rows.ts'
import { NUMBER_ROWS } from './number-rows.ts'
import { TEXT_ROWS } from './text-rows.ts'
import { gives, outcome, text } from './world.ts'

const ROWS = [...TEXT_ROWS, ...NUMBER_ROWS, ...DATE_ROWS]

// Seen red by moving the places of faults, by positions that count from 0, and by holidays that end a day early.
test.each(ROWS)('%s', (formula, want) => {
  expect(outcome(gives(formula))).toEqual(want)
})

/** How many rows are about each function: those that call it. */
const told = new Map<string, string[]>()
for (const [formula] of ROWS) {
  const read = parseFormula(formula)
  const called = read.ok ? all(read.value.root).map((one) => ('args' in one ? one.name : '')) : []
  for (const name of new Set(called)) told.set(name, [...(told.get(name) ?? []), formula])
}

describe('what people read about functions', () => {
  test.each(FUNCTIONS)('$example gives $result', ({ example, result }) => {
    expect(text(gives(example))).toBe(result)
  })

  test.each(FUNCTIONS)('$name has a line of help, a group, and its name in the example', (one) => {
    expect(one.help).toMatch(/^[A-Z].*[.?]$/)
    expect(GROUPS).toContain(one.group)
    expect(one.example).toContain(`${one.name}(`)
  })

  test.each(FUNCTIONS)('$name is told about in at least three rows, blank included', (one) => {
    const rows = told.get(one.name) ?? []
    expect(rows.length).toBeGreaterThanOrEqual(3)
    // Those that take nothing cannot be given a blank.
    expect(one.arguments === '' || rows.some((row) => /\{Empty\}/.test(row))).toBe(true)
  })

  test('each name stands for one function', () => {
    expect(new Set(FUNCTIONS.map((one) => one.name)).size).toBe(FUNCTIONS.length)
    expect(FUNCTIONS.length).toBeGreaterThan(60)
  })
})
