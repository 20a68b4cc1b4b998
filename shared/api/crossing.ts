/** How values cross, on the wire: the sides are `app` and `crm`, everything else is as the engine keeps it. */
import * as z from 'zod'
import { Check } from '../mapping/rule.ts'
import { ChoicePolicy, Step, ValueMap } from '../transform/step.ts'

const MappedValue = ValueMap.shape.pairs.element.shape.left

export const WireTransform = z
  .strictObject({
    toApp: z.array(Step).max(20).optional(),
    toCrm: z.array(Step).max(20).optional(),
  })
  .describe('What is done to a value on its way, step by step, toward each side.')
  .meta({ id: 'Transform' })
export type WireTransform = z.infer<typeof WireTransform>

export const WireValueMap = z
  .strictObject({
    pairs: z.array(z.strictObject({ app: MappedValue, crm: MappedValue })).max(1_000),
    otherwise: ValueMap.shape.otherwise.describe('What becomes of a value the map does not name.'),
  })
  .describe('Which value of one side means which of the other; one map serves both ways.')
  .meta({ id: 'ValueMap' })
export type WireValueMap = z.infer<typeof WireValueMap>

export const WireChoices = z
  .strictObject({ app: ChoicePolicy.optional(), crm: ChoicePolicy.optional() })
  .describe(
    'What to do with an option that side lacks; records that need it wait where nothing is said.',
  )
  .meta({ id: 'Choices' })
export type WireChoices = z.infer<typeof WireChoices>

/** How the values of a field mapping cross; null takes away what was said before. */
export const CrossingTerms = {
  transform: WireTransform.nullable().optional(),
  valueMap: WireValueMap.nullable().optional(),
  choices: WireChoices.nullable().optional(),
}
export type CrossingTerms = {
  readonly transform?: WireTransform | null | undefined
  readonly valueMap?: WireValueMap | null | undefined
  readonly choices?: WireChoices | null | undefined
}

/** A rule that every record must keep before it is written. */
export const WireRule = z
  .strictObject({
    id: z.string().min(1).max(100),
    side: z.enum(['app', 'crm', 'both']).describe('Which side’s records must keep it.'),
    mapping: z
      .string()
      .max(200)
      .optional()
      .describe('The field mapping whose value it is about; a custom rule has none.'),
    check: Check,
    says: z
      .string()
      .min(1)
      .max(500)
      .optional()
      .describe('What a person reads when it is broken; a custom rule must have it.'),
  })
  .meta({
    id: 'ValidationRule',
    description: 'A rule that every record must keep before it is written.',
  })
export type WireRule = z.infer<typeof WireRule>
export const WireRules = z
  .array(WireRule)
  .max(100)
  .describe('What a record must keep before it is written.')
