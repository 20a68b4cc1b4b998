import * as z from 'zod'
import { GROUPS } from '../formula/group.ts'
import { Value } from '../value.ts'
import { EntityType, Id } from './page.ts'

const Text = z.string().max(20_000)

export const FormulaCheckRequest = z
  .strictObject({
    configId: Id,
    entityType: EntityType,
    side: z.enum(['app', 'crm']).describe('Whose records the formula reads.'),
    formula: Text,
    field: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .describe('The field, by id or name, whose value the formula calls {this}.'),
    back: Text.optional().describe(
      'The formula for the way back, which calls the value that arrived {this}.',
    ),
    samples: z.int().min(0).max(10).default(5).describe('Records to try it on.'),
  })
  .meta({ id: 'FormulaCheckRequest', description: 'A formula to try on real records.' })
export type FormulaCheckRequest = z.input<typeof FormulaCheckRequest>

const Fault = z.object({
  why: z.string().describe('What is wrong, and what to do.'),
  from: z.number().describe('The first character of the text it is about, from 0.'),
  to: z.number().describe('The character after the last.'),
})
const Tried = z.object({
  faults: z.array(
    Fault.extend({
      suggestion: z.string().nullable().describe('The field that may have been meant.'),
    }),
  ),
  gives: z
    .enum(['text', 'number', 'truth', 'day', 'instant', 'list', 'any'])
    .describe('The kind of result, as far as the text tells; “any” where it depends.'),
  steady: z.boolean().describe('Does it give the same value for the same record every time?'),
})

export const FormulaCheck = Tried.extend({
  ok: z.boolean().describe('May it be used in a mapping as it is?'),
  says: z.string(),
  fields: z.array(z.object({ name: z.string(), field: z.string() })),
  samples: z.array(
    z.object({
      recordId: z.string(),
      title: z.string(),
      value: Value,
      fault: Fault.nullable().describe('Why it gives nothing for this record.'),
    }),
  ),
  back: Tried.nullable(),
  home: z
    .object({
      checked: z.number(),
      strayed: z.array(z.object({ sample: Value, says: z.string() })),
      says: z.string(),
    })
    .nullable()
    .describe('What a value loses there and back; null without a way back.'),
}).meta({
  id: 'FormulaCheck',
  description: 'What a formula gives, what is wrong with it, and what is lost on the way back.',
})
export type FormulaCheck = z.infer<typeof FormulaCheck>

export const FunctionList = z
  .object({
    items: z.array(
      z.object({
        name: z.string(),
        group: z.enum(GROUPS),
        arguments: z.string().describe('As people write them; those in brackets may be left out.'),
        help: z.string(),
        example: z.string(),
        result: z.string().describe('What the example gives.'),
      }),
    ),
  })
  .meta({ id: 'FunctionList', description: 'Every function that formulas know.' })
export type FunctionList = z.infer<typeof FunctionList>
