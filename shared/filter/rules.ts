import * as z from 'zod'

/** What may be asked of a value, by the kind of field it stands in. A negation holds exactly where its positive does not. */
export const OPERATORS = [
  'is', 'is_not', 'contains', 'does_not_contain', 'starts_with', 'ends_with', 'is_empty', 'is_not_empty',
  'greater', 'at_least', 'less', 'at_most', 'between',
  'before', 'after', 'on_or_before', 'on_or_after', 'within_last', 'within_next',
  'any_of', 'all_of', 'none_of', 'is_checked', 'is_not_checked',
] as const // prettier-ignore
export const Operator = z.enum(OPERATORS)
export type Operator = z.infer<typeof Operator>

/** Whoever connected the account of that side: “current user”. */
export const Me = z.strictObject({ me: z.literal(true) })
const One = z.union([z.string().max(2000), z.number(), z.boolean(), Me])
type One = z.infer<typeof One>

/**
 * One question about one field or part. `value` is a text, a number, a day (YYYY-MM-DD) or an instant, a person's id or
 * address or `{me: true}`, a record's id; two of them for `between`, a list for `any_of`, `all_of` and `none_of`, a number
 * of days for `within_last` and `within_next`, nothing for the questions that need none.
 */
export const Rule = z.strictObject({
  field: z.string().min(1).max(200),
  part: z.string().max(50).optional(),
  operator: Operator,
  value: z.union([One, z.array(One).max(200)]).optional(),
})
export type Rule = z.infer<typeof Rule>

/** Rules joined by “all”, “any” and “not”, as deep as one likes. */
export type Rules =
  | Rule
  | { readonly all: readonly Rules[] }
  | { readonly any: readonly Rules[] }
  | { readonly not: Rules }
// Written by hand because zod infers lists that may be changed, and rules never are.
export const Rules: z.ZodType<Rules> = z
  .lazy(() =>
    z.union([
      z.strictObject({ all: z.array(Rules).max(50) }),
      z.strictObject({ any: z.array(Rules).min(1).max(50) }),
      z.strictObject({ not: Rules }),
      Rule,
    ]),
  )
  .meta({
    id: 'FilterRules',
    description: 'Conditions on fields, joined by all or any, as deep as needed.',
  })

/** The single rules in a tree of them. */
export function rulesIn(rules: Rules): readonly Rule[] {
  if ('all' in rules) return rules.all.flatMap(rulesIn)
  if ('any' in rules) return rules.any.flatMap(rulesIn)
  if ('not' in rules) return rulesIn(rules.not)
  return [rules]
}

/** The fields rules look at: without these being read they say nothing. */
export const fieldsOf = (rules: Rules): readonly string[] => [
  ...new Set(rulesIn(rules).map((rule) => rule.field)),
]

/** The values a rule compares with, none where it needs none. */
export const valuesOf = ({ value }: Rule): readonly One[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value]

/** Does anything here ask about whoever connected the account? */
export const asksForMe = (rules: Rules): boolean =>
  rulesIn(rules).some((rule) => valuesOf(rule).some((one) => typeof one === 'object'))
