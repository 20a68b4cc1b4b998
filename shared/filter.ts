/** Which records of a table take part: by neutral rules, or by what the vendor itself can select. */
import * as z from 'zod'
import { Rules } from './filter/rules.ts'

export { checkRules, operatorsOf } from './filter/check.ts'
export { holds, type FilterContext } from './filter/holds.ts'
export { asksForMe, fieldsOf, Operator, OPERATORS, Rule, Rules, rulesIn } from './filter/rules.ts'

/**
 * `rules` are judged by us, on the values that are read anyway. A `view` (by its lasting id) and an `expression` in the
 * vendor's own language (a formula's text, or a JSON object) are judged by the vendor, which tells the members' ids.
 */
export const VendorFilter = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('view'), view: z.string().min(1).max(200) }),
  z.strictObject({
    kind: z.literal('expression'),
    expression: z.union([z.string().min(1).max(10_000), z.record(z.string(), z.unknown())]),
  }),
])
export type VendorFilter = z.infer<typeof VendorFilter>

export const Filter = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('rules'), rules: Rules }),
    ...VendorFilter.options,
  ])
  .meta({
    id: 'Filter',
    description:
      'Which records take part: neutral rules, a saved view, or an expression of the service.',
  })
export type Filter = z.infer<typeof Filter>
