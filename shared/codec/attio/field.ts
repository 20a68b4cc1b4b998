/** What Attio says of an attribute, in neutral words (reference 2.2 and 2.4). */
import * as z from 'zod'
import type { Access, Field, FieldType } from '../../field.ts'

/** One attribute, lenient: whatever has another shape than we know counts as not said. */
export const AttioAttribute = z.object({
  id: z.object({ attribute_id: z.string() }).nullish().catch(null),
  title: z.string(),
  api_slug: z.string(),
  type: z.string(),
  is_writable: z.boolean().catch(false),
  is_required: z.boolean().catch(false),
  is_unique: z.boolean().catch(false),
  is_multiselect: z.boolean().catch(false),
  is_archived: z.boolean().catch(false),
  relationship: z.object({ object_slug: z.string(), api_slug: z.string() }).nullish().catch(null),
  config: z
    .object({
      currency: z.object({ default_currency_code: z.string().nullish() }).nullish().catch(null),
      record_reference: z
        .object({ allowed_object_ids: z.array(z.string()).nullish() })
        .nullish()
        .catch(null),
    })
    .nullish()
    .catch(null),
})
export type AttioAttribute = z.infer<typeof AttioAttribute>

/** The neutral type of each of Attio's. */
export const TYPES: ReadonlyMap<string, FieldType> = new Map<string, FieldType>([
  ['text', 'text'],
  ['number', 'number'],
  ['checkbox', 'checkbox'],
  ['currency', 'currency'],
  ['date', 'date'],
  ['timestamp', 'instant'],
  ['rating', 'rating'],
  ['status', 'choice'],
  ['select', 'choice'],
  ['record-reference', 'reference'],
  ['actor-reference', 'person'],
  ['location', 'place'],
  ['domain', 'domain'],
  ['email-address', 'email'],
  ['phone-number', 'phone'],
  ['personal-name', 'name'],
  // Of an interaction people want to know when it was; its kind and owner are not carried.
  ['interaction', 'instant'],
])

/** Attio fills these in for every record, whatever it says of their being writable (reference 2.5). */
const STAMPED = new Set(['record_id', 'created_at', 'created_by'])

/**
 * The neutral field; its id is the slug. `choices` are the titles of the options or statuses, asked for apart; without
 * them the options count as not known. Targets are as given: a mirrored reference names its object by slug, a plain one by ids.
 */
export function attioField(wire: AttioAttribute, options: { choices?: string[] } = {}): Field {
  const type = TYPES.get(wire.type) ?? 'opaque'
  return {
    id: wire.api_slug,
    name: wire.title,
    type,
    many: wire.is_multiselect,
    access: accessOf(wire, type),
    required: wire.is_required,
    unique: wire.is_unique,
    native: wire.type,
    ...(type === 'choice' && options.choices !== undefined ? { choices: options.choices } : {}),
    // 64-bit floats of which four decimals are kept, money too (reference 2.4).
    ...(type === 'number' || type === 'currency' ? { precision: 4 } : {}),
    ...(type === 'rating' ? { max: 5 } : {}),
    ...currencyOf(wire),
    ...targetsOf(wire),
    ...(wire.type === 'interaction' ? { computed: true } : {}),
    ...(TYPES.has(wire.type) ? {} : { strange: true }),
  }
}

function accessOf(wire: AttioAttribute, type: FieldType): Access {
  const isOurs = type !== 'opaque' && wire.type !== 'interaction' && !STAMPED.has(wire.api_slug)
  return isOurs && wire.is_writable ? 'always' : 'never'
}

function currencyOf(wire: AttioAttribute): { currency?: string } {
  const code = wire.type === 'currency' ? wire.config?.currency?.default_currency_code : null
  // Attio's one code that is not the standard's: the New Taiwan dollar (reference 2.4).
  return code ? { currency: code === 'NTD' ? 'TWD' : code } : {}
}

function targetsOf({ relationship, config }: AttioAttribute): {
  targets?: string[]
  mirror?: string
} {
  if (relationship) return { targets: [relationship.object_slug], mirror: relationship.api_slug }
  const allowed = config?.record_reference?.allowed_object_ids
  return allowed ? { targets: allowed } : {}
}
