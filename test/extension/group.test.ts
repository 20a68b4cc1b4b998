import { describe, expect, test } from 'vitest'
import { asking, freshRule, groupOf, rulesOf } from '../../extension/frontend/mapping/group.ts'
import type { Rule, Rules } from '../../shared/filter/rules.ts'
import { field } from '../labelled/rig.ts'

const A: Rule = { field: 'a', operator: 'is', value: 'x' }
const B: Rule = { field: 'b', operator: 'is_checked' }

describe('a tree of rules as a person builds it', () => {
  // Seen red with a “not” left out: the opposite was shown.
  test.each<{ rules: Rules; join: string; items: readonly Rules[]; back?: Rules }>([
    { rules: A, join: 'all', items: [A], back: { all: [A] } },
    { rules: { all: [A, B] }, join: 'all', items: [A, B] },
    { rules: { any: [A, { all: [B] }] }, join: 'any', items: [A, { all: [B] }] },
    { rules: { not: { any: [A, B] } }, join: 'none', items: [A, B] },
    { rules: { not: { all: [A, B] } }, join: 'notAll', items: [A, B] },
    { rules: { not: A }, join: 'none', items: [A], back: { not: { any: [A] } } },
    { rules: { all: [{ not: A }] }, join: 'all', items: [{ not: A }] },
    { rules: { not: { not: A } }, join: 'none', items: [{ not: A }], back: { not: { any: [{ not: A }] } } },
  ])('$rules', ({ rules, join, items, back = rules }) => {
    expect(groupOf(rules)).toEqual({ join, items })
    expect(rulesOf(groupOf(rules))).toEqual(back)
  }) // prettier-ignore

  test('nothing is left of a group whose last condition goes', () => {
    expect(rulesOf({ join: 'none', items: [] })).toBeNull()
  })
})

describe('a condition', () => {
  // Seen red with “is not empty” for all: a tick cannot be asked that.
  test.each([
    { type: 'text' as const, operator: 'is_not_empty' },
    { type: 'checkbox' as const, operator: 'is_checked' },
  ])('of a $type begins with $operator', ({ type, operator }) => {
    expect(freshRule(field('f', type))).toEqual({ field: 'f', operator })
  })

  test.each([
    { operator: 'is' as const, value: { value: '' } },
    { operator: 'between' as const, value: { value: ['', ''] } },
    { operator: 'any_of' as const, value: { value: [] } },
    { operator: 'within_last' as const, value: { value: 7 } },
    { operator: 'is_empty' as const, value: {} },
  ])('asked $operator has a value of the shape it needs', ({ operator, value }) => {
    expect(asking({ field: 'a', part: 'first', operator: 'is', value: 'x' }, operator)).toEqual({
      field: 'a',
      part: 'first',
      operator,
      ...value,
    })
  })
})
