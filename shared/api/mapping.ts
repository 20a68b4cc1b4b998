import * as z from 'zod'
import { EntityType } from './page.ts'
import { Rules as FilterRules } from '../filter.ts'
import { ConflictRule, Direction } from '../mapping.ts'
import { CrossingTerms, WireChoices, WireTransform, WireValueMap } from './crossing.ts'

const FieldId = z.string().min(1).max(200)
const Part = z
  .string()
  .min(1)
  .max(40)
  .describe('One part of a structured field, such as “first” of a name.')

/** “The CRM's until Stage is Won, then ours”: rules about one side's record, and whose the field is while they hold. */
export const WireOwner = z
  .strictObject({
    when: z.strictObject({ side: z.enum(['app', 'crm']), rules: FilterRules }),
    owner: z.enum(['app', 'crm']),
  })
  .meta({ id: 'Owner' })
export type WireOwner = z.infer<typeof WireOwner>

const OwnTerms = {
  conflictResolution: ConflictRule.nullable()
    .optional()
    .describe('Who is right about this field; null follows the pairing.'),
  firstMeeting: ConflictRule.nullable()
    .optional()
    .describe('Who is right about it when two records meet for the first time.'),
  owner: z
    .array(WireOwner)
    .max(10)
    .nullable()
    .optional()
    .describe('Whose the field is on which condition; the first that holds decides a conflict.'),
}

export const FieldMappingRequest = z
  .strictObject({
    entityType: EntityType,
    appField: FieldId,
    appPart: Part.optional(),
    crmField: FieldId,
    crmPart: Part.optional(),
    syncDirection: Direction.optional(),
    ...OwnTerms,
    ...CrossingTerms,
  })
  .meta({ id: 'FieldMappingRequest' })
export type FieldMappingRequest = z.infer<typeof FieldMappingRequest>

/** A part can only be changed together with its field. */
export const FieldMappingPatch = z
  .strictObject({
    appField: FieldId.optional(),
    appPart: Part.optional(),
    crmField: FieldId.optional(),
    crmPart: Part.optional(),
    syncDirection: Direction.optional(),
    ...OwnTerms,
    ...CrossingTerms,
  })
  .refine((patch) => patch.appPart === undefined || patch.appField !== undefined, {
    path: ['appPart'],
    message: 'it needs “appField” beside it',
  })
  .refine((patch) => patch.crmPart === undefined || patch.crmField !== undefined, {
    path: ['crmPart'],
    message: 'it needs “crmField” beside it',
  })
  .meta({ id: 'FieldMappingPatch' })
export type FieldMappingPatch = z.infer<typeof FieldMappingPatch>

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
    key: z.boolean().describe('Is it part of what tells records apart?'),
  })
  .meta({ id: 'FieldMapping' })
export type FieldMapping = z.infer<typeof FieldMapping>

export const FieldMappingList = z
  .object({ items: z.array(FieldMapping) })
  .meta({ id: 'FieldMappingList' })
export type FieldMappingList = z.infer<typeof FieldMappingList>
