import * as z from 'zod'
import { Filter } from '../filter.ts'
import { Direction } from '../mapping.ts'
import { Rules } from './config.ts'
import { WireRules } from './crossing.ts'
import { WireOwners } from './owner.ts'
import { EntityType } from './page.ts'

/** Alternatives, best first; each is the ids of the field mappings that must all agree. */
const Keys = z.array(z.array(z.string().min(1).max(200)).min(1).max(5)).max(10)
/**
 * Probabilities: 0.99 means that 99 in 100 such pairs are the same. What is less likely than not is never linked, but asked
 * about it may well be: the usual threshold of asking lies far below one half.
 */
const Likeness = z
  .strictObject({
    link: z.number().min(0.5).max(1).describe('From here on two records are linked as the same.'),
    ask: z.number().min(0.01).max(1).describe('From here on a person is asked.'),
  })
  .refine(({ link, ask }) => ask <= link, 'ask must not be above link')
  .nullable()
/** Which records of each side take part; null takes a filter away. */
const Filters = z
  .strictObject({ app: Filter.nullable().optional(), crm: Filter.nullable().optional() })
  .describe('Records outside a filter stand still: they are neither copied, written nor deleted.')
const OWNER =
  'Whose its fields are on which condition, where a field has no rule of its own; the first that holds decides a conflict.'
const TableId = z.string().min(1).max(200)

/** Where one side's terms differ: what may be done to its records. */
const SideTerms = z.strictObject({
  createMissing: Rules.createMissing.optional(),
  updateExisting: Rules.updateExisting.optional(),
  deletions: Rules.deletions.optional(),
})
const Sides = z
  .strictObject({ app: SideTerms.optional(), crm: SideTerms.optional() })
  .describe('Where one side’s terms differ; a side that is named is set anew, {} follows the rest.')

export const PairingRequest = z
  .strictObject({
    entityType: EntityType,
    appTable: TableId.describe('The Airtable table’s id.'),
    crmTable: TableId.describe('The CRM object’s or list’s id.'),
    autoPair: z
      .boolean()
      .default(true)
      .describe('Pair the fields by name and type and choose the keys.'),
    ...partial(Rules),
    sides: Sides.optional(),
    keys: Keys.optional(),
    filters: Filters.optional(),
    likeness: Likeness.optional().describe('Matching by likeness; null for exact keys only.'),
    validation: WireRules.optional(),
    owner: WireOwners.nullable().optional().describe(OWNER),
  })
  .meta({
    id: 'PairingRequest',
    description: 'A table and an object to pair. What is left out follows the sync.',
  })
export type PairingRequest = z.input<typeof PairingRequest>

export const PairingPatch = z
  .strictObject({
    ...partial(Rules),
    sides: Sides.optional(),
    keys: Keys.optional(),
    filters: Filters.optional(),
    likeness: Likeness.optional(),
    validation: WireRules.optional(),
    owner: WireOwners.nullable().optional().describe(OWNER),
  })
  .meta({
    id: 'PairingPatch',
    description: 'The terms of a pairing that are to change; the others stay.',
  })
export type PairingPatch = z.infer<typeof PairingPatch>

const OnEachSide = z.object({ app: z.string().nullable(), crm: z.string().nullable() })

export const PairingView = z
  .object({
    entityType: z.string(),
    appTable: z.string(),
    crmTable: z.string(),
    tableNames: z
      .object({ app: z.string(), crm: z.string() })
      .describe('What each service calls them, as last read.'),
    ...Rules,
    syncDirection: Direction,
    sides: z.object({ app: SideTerms, crm: SideTerms }).describe('Where one side’s terms differ.'),
    keys: z.array(z.array(z.string())),
    likeness: z.object({ link: z.number(), ask: z.number() }).nullable(),
    validation: WireRules,
    owner: WireOwners.describe(OWNER),
    version: z.number(),
    fieldMappings: z.number().describe('How many fields are paired.'),
    filters: z.object({ app: Filter.nullable(), crm: Filter.nullable() }),
    twinFields: OnEachSide.describe('The fields that hold the other side’s record id.'),
    markFields: OnEachSide.describe('The fields in which a deletion is marked.'),
  })
  .meta({
    id: 'Pairing',
    description: 'One table paired with one object or list of the CRM, with its rules.',
  })
export type PairingView = z.infer<typeof PairingView>

export const PairingList = z
  .object({ items: z.array(PairingView) })
  .meta({ id: 'PairingList', description: 'The pairings of a sync.' })
export type PairingList = z.infer<typeof PairingList>

function partial(rules: typeof Rules) {
  return {
    syncDirection: rules.syncDirection.optional(),
    conflictResolution: rules.conflictResolution.optional(),
    firstMeeting: rules.firstMeeting.optional(),
    createMissing: rules.createMissing.optional(),
    updateExisting: rules.updateExisting.optional(),
    deletions: rules.deletions.optional(),
  }
}
