import * as z from 'zod'
import { WireOwner, WireOwners } from './owner.ts'
import { EntityType } from './page.ts'
import { ConflictRule, Direction } from '../mapping.ts'
import { CrossingTerms, WireChoices, WireTransform, WireValueMap } from './crossing.ts'

const FieldId = z.string().min(1).max(200)
const Part = z
  .string()
  .min(1)
  .max(40)
  .describe('One part of a structured field, such as “first” of a name.')

const OwnTerms = {
  conflictResolution: ConflictRule.nullable()
    .optional()
    .describe('Who is right about this field; null follows the pairing.'),
  firstMeeting: ConflictRule.nullable()
    .optional()
    .describe('Who is right about it when two records meet for the first time.'),
  owner: WireOwners.nullable()
    .optional()
    .describe('Whose the field is on which condition; the first that holds decides a conflict.'),
}

/** Two fields or parts of them that meet, whatever else is said of them. */
export const FieldPair = z.strictObject({
  appField: FieldId,
  appPart: Part.optional(),
  crmField: FieldId,
  crmPart: Part.optional(),
})

export const FieldMappingRequest = z
  .strictObject({
    entityType: EntityType,
    ...FieldPair.shape,
    syncDirection: Direction.optional(),
    ...OwnTerms,
    ...CrossingTerms,
  })
  .meta({ id: 'FieldMappingRequest', description: 'Two fields to pair.' })
export type FieldMappingRequest = z.infer<typeof FieldMappingRequest>

const Changes = z.strictObject({
  appField: FieldId.optional(),
  appPart: Part.optional(),
  crmField: FieldId.optional(),
  crmPart: Part.optional(),
  syncDirection: Direction.optional(),
  ...OwnTerms,
  ...CrossingTerms,
})
type Changes = z.infer<typeof Changes>

/** A part can only be changed together with its field. */
const isWhole = (side: 'app' | 'crm') => (patch: Changes) =>
  patch[`${side}Part`] === undefined || patch[`${side}Field`] !== undefined
const lacking = (side: 'app' | 'crm') => ({
  path: [`${side}Part`],
  message: `it needs “${side}Field” beside it`,
})

export const FieldMappingPatch = Changes.refine(isWhole('app'), lacking('app'))
  .refine(isWhole('crm'), lacking('crm'))
  .meta({
    id: 'FieldMappingPatch',
    description: 'What of a field mapping is to change; the rest stays.',
  })
export type FieldMappingPatch = z.infer<typeof FieldMappingPatch>

/** The same, saying which mapping it is about. */
export const FieldMappingChange = Changes.extend({ mappingId: z.string().min(1).max(200) })
  .refine(isWhole('app'), lacking('app'))
  .refine(isWhole('crm'), lacking('crm'))
  .meta({
    id: 'FieldMappingChange',
    description: 'What of a field mapping is to change, saying which it is.',
  })

export const MappingQuery = z.strictObject({ entityType: EntityType.optional() })
export type MappingQuery = z.infer<typeof MappingQuery>

export const FieldMapping = z
  .object({
    id: z.string(),
    entityType: z.string(),
    appField: z.string(),
    appPart: z.string().nullable(),
    crmField: z.string(),
    crmPart: z.string().nullable(),
    syncDirection: Direction,
    conflictResolution: ConflictRule.nullable().describe('Null where the pairing’s rule holds.'),
    firstMeeting: ConflictRule.nullable().describe('Null where the pairing’s rule holds.'),
    owner: z.array(WireOwner),
    transform: WireTransform.nullable(),
    valueMap: WireValueMap.nullable(),
    choices: WireChoices.nullable(),
    confidence: z
      .number()
      .nullable()
      .describe(
        'How sure the pair was when it paired itself (0.7 to 1); null once a person decided.',
      ),
    key: z.boolean().describe('Is it part of what tells records apart?'),
    warnings: z
      .array(z.string())
      .describe('What may go wrong with it as it is, and what to do; none where all is well.'),
  })
  .meta({
    id: 'FieldMapping',
    description:
      'One field paired with one field, with its own rules and what is done to values on the way.',
  })
export type FieldMapping = z.infer<typeof FieldMapping>

export const FieldMappingList = z
  .object({ items: z.array(FieldMapping) })
  .meta({ id: 'FieldMappingList', description: 'The field mappings of a sync or of one pairing.' })
export type FieldMappingList = z.infer<typeof FieldMappingList>
