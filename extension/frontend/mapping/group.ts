/** Rules as a person builds them: conditions and groups of them, each joined in one way. */
import type { Field } from '../../../shared/field.ts'
import { operatorsOf } from '../../../shared/filter/check.ts'
import type { Operator, Rule, Rules } from '../../../shared/filter/rules.ts'

export const JOINS = ['all', 'any', 'none', 'notAll'] as const
export type Join = (typeof JOINS)[number]
export type Group = { readonly join: Join; readonly items: readonly Rules[] }

/** Every tree of rules is such a group: “not any” is “none”. */
export function groupOf(rules: Rules): Group {
  if ('all' in rules) return { join: 'all', items: rules.all }
  if ('any' in rules) return { join: 'any', items: rules.any }
  if (!('not' in rules)) return { join: 'all', items: [rules] }
  if ('all' in rules.not) return { join: 'notAll', items: rules.not.all }
  if ('any' in rules.not) return { join: 'none', items: rules.not.any }
  return { join: 'none', items: [rules.not] }
}

/** Null where nothing is left to ask. */
export function rulesOf({ join, items }: Group): Rules | null {
  if (items.length === 0) return null
  switch (join) {
    case 'all':
      return { all: items }
    case 'any':
      return { any: items }
    case 'none':
      return { not: { any: items } }
    case 'notAll':
      return { not: { all: items } }
  }
}

export const isRule = (rules: Rules): rules is Rule => 'field' in rules

/** A condition as it begins: whatever may be asked of that field and needs no value, if anything does. */
export function freshRule(field: Field, part?: string): Rule {
  const asked = operatorsOf(field, part)
  const operator = asked.find((one) => one === 'is_not_empty') ?? asked[0] ?? 'is_not_empty'
  return { field: field.id, ...(part === undefined ? {} : { part }), operator }
}

/** With another question, and a value of the shape that one needs. */
export function asking({ value: _, ...rest }: Rule, operator: Operator): Rule {
  const rule = { ...rest, operator }
  if (BARE.has(operator)) return rule
  if (operator === 'between') return { ...rule, value: ['', ''] }
  if (LISTS.has(operator)) return { ...rule, value: [] }
  return { ...rule, value: isDays(operator) ? 7 : '' }
}

/** Questions without a value, and those about several. */
export const BARE: ReadonlySet<Operator> = new Set<Operator>([
  'is_empty',
  'is_not_empty',
  'is_checked',
  'is_not_checked',
])
export const LISTS: ReadonlySet<Operator> = new Set<Operator>(['any_of', 'all_of', 'none_of'])
export const isDays = (operator: Operator): boolean =>
  operator === 'within_last' || operator === 'within_next'
