import type { Filter } from '../filter.ts'
import { type Operator, type Rule, type Rules, valuesOf } from './rules.ts'

/** A question and its negation: of one value never both. */
const OPPOSITE: { readonly [operator in Operator]?: Operator } = {
  is: 'is_not',
  contains: 'does_not_contain',
  is_empty: 'is_not_empty',
  is_checked: 'is_not_checked',
  any_of: 'none_of',
}

/**
 * Can no record pass both filters of one table? Only what certainly keeps them apart counts: a question that the one always
 * asks and the other always denies. A field may hold several values, so two that ask for different ones may well meet.
 */
export function areApart(one: Filter | undefined, two: Filter | undefined): boolean {
  if (one?.kind !== 'rules' || two?.kind !== 'rules') return false
  const [asked, also] = [always(one.rules), always(two.rules)]
  return asked.some((rule) => also.some((other) => denies(rule, other) || denies(other, rule)))
}

/** The questions that whoever passes has answered with yes. */
const always = (rules: Rules): readonly Rule[] =>
  'all' in rules ? rules.all.flatMap(always) : 'any' in rules || 'not' in rules ? [] : [rules]

const denies = (rule: Rule, other: Rule): boolean =>
  rule.field === other.field &&
  rule.part === other.part &&
  OPPOSITE[rule.operator] === other.operator &&
  JSON.stringify(valuesOf(rule)) === JSON.stringify(valuesOf(other))
