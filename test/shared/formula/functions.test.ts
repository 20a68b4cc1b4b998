import { describe, expect, test } from 'vitest'
import { FUNCTIONS, GROUPS } from '../../../shared/formula.ts'
import { gives, text } from './world.ts'

describe('what people read about functions', () => {
  test.each(FUNCTIONS)('$example gives $result', ({ example, result }) => {
    expect(text(gives(example))).toBe(result)
  })

  test.each(FUNCTIONS)('$name has a line of help, a group, and its name in the example', (one) => {
    expect(one.help).toMatch(/^[A-Z].*[.?]$/)
    expect(GROUPS).toContain(one.group)
    expect(one.example).toContain(`${one.name}(`)
  })

  test('each name stands for one function', () => {
    expect(new Set(FUNCTIONS.map((one) => one.name)).size).toBe(FUNCTIONS.length)
    expect(FUNCTIONS.length).toBeGreaterThan(60)
  })
})
