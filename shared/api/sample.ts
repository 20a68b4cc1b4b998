import * as z from 'zod'
import { Direction } from '../mapping.ts'
import { Value } from '../value.ts'
import { CrossingTerms } from './crossing.ts'
import { EntityType, Id } from './page.ts'

const FieldId = z.string().min(1).max(200)

export const SampleRequest = z
  .strictObject({
    configId: Id,
    entityType: EntityType,
    appField: FieldId,
    appPart: FieldId.optional(),
    crmField: FieldId,
    crmPart: FieldId.optional(),
    syncDirection: Direction.default('bidirectional'),
    ...CrossingTerms,
    limit: z.number().int().min(1).max(10).default(5).describe('Records to show each way.'),
  })
  .meta({
    id: 'SampleRequest',
    description: 'A mapping to try on real records, without saving it.',
  })
export type SampleRequest = z.input<typeof SampleRequest>

const Way = z
  .object({
    samples: z.array(
      z.object({
        recordId: z.string(),
        title: z.string(),
        before: Value,
        after: Value.describe('Null where it would be empty or stay behind.'),
        says: z.string().nullable().describe('Why it would stay behind, or null.'),
      }),
    ),
    read: z.number().describe('Records looked at.'),
    complete: z.boolean().describe('Were these all there are?'),
    loses: z.array(z.string()).describe('What this way loses for some values, in words.'),
    counts: z.array(z.object({ says: z.string(), count: z.number() })),
  })
  .meta({ id: 'SampledWay', description: 'Real values before and after, one way.' })

export const SampleAnswer = z
  .object({
    toApp: Way.nullable(),
    toCrm: Way.nullable(),
    required: z
      .array(z.object({ side: z.enum(['app', 'crm']), field: z.string(), name: z.string() }))
      .describe('Fields a new record must have and no mapping fills.'),
  })
  .meta({ id: 'SampleAnswer', description: 'What a mapping would do to real values, each way.' })
export type SampleAnswer = z.infer<typeof SampleAnswer>
