import * as z from 'zod'

/**
 * The neutral kinds of field, and what a value of each is:
 * text-like kinds, `choice`, `date` (YYYY-MM-DD) and `instant` (UTC, ISO 8601 with milliseconds) are strings;
 * `number`, `percent` (0.5 is 50 %), `currency` (the code belongs to the field), `duration` (seconds) and `rating`
 * are numbers; `checkbox` is a boolean; the rest are parts:
 *   reference {table, id} · person {id, email, name} · name {first, last, full} ·
 *   place {line1 … line4, locality, region, postcode, country, latitude, longitude} ·
 *   file {id, name, url, size, type} · barcode {text, type} · opaque {json}, for what no codec knows.
 */
export const FIELD_TYPES = [
  'text', 'longText', 'richText', 'email', 'url', 'phone', 'domain',
  'number', 'percent', 'currency', 'duration', 'rating', 'checkbox',
  'date', 'instant', 'choice', 'person', 'reference', 'name', 'place', 'file', 'barcode', 'opaque',
] as const // prettier-ignore
export const FieldType = z.enum(FIELD_TYPES)
export type FieldType = z.infer<typeof FieldType>

/** The parts that may be mapped one by one, for the kinds that have them. */
export const PARTS: Partial<Record<FieldType, readonly string[]>> = {
  name: ['first', 'last', 'full'],
  place: [
    'line1', 'line2', 'line3', 'line4', 'locality', 'region', 'postcode', 'country', 'latitude', 'longitude',
  ], // prettier-ignore
}

export const Access = z.enum(['never', 'create', 'always'])
export type Access = z.infer<typeof Access>

export const Field = z.object({
  /** The vendor's lasting id (Airtable `fld…`, Attio's slug), never the name people see. */
  id: z.string(),
  name: z.string(),
  type: FieldType,
  /** May it hold more than one element? */
  many: z.boolean(),
  access: Access,
  required: z.boolean(),
  unique: z.boolean(),
  /** The vendor's own word for the type: for its codec, and for messages. */
  native: z.string(),
  /** The names of the options of a choice, as far as they are known. */
  choices: z.array(z.string()).optional(),
  /** Digits kept after the decimal point. */
  precision: z.number().optional(),
  /** ISO 4217 code of a currency field. */
  currency: z.string().optional(),
  /** The largest rating. */
  max: z.number().optional(),
  /** The tables a reference may point into. */
  targets: z.array(z.string()).optional(),
  /** The field in the target table that the vendor keeps as this reference's mirror. */
  mirror: z.string().optional(),
  /** Only a sweep sees it change: computed from other records. */
  computed: z.boolean().optional(),
  /** The fields a computed one is reckoned from, as far as the vendor says. */
  from: z.array(z.string()).optional(),
  /** Says when the fields in `from`, or without it any field, were last changed by somebody; to the second. */
  stamps: z.boolean().optional(),
  /** Of a type its connector has never seen: read-only, and reported. */
  strange: z.boolean().optional(),
})
export type Field = z.infer<typeof Field>

export const Table = z.object({
  /** The vendor's lasting id (Airtable `tbl…`, Attio's object slug). */
  id: z.string(),
  name: z.string(),
  fields: z.array(Field),
  /** The field people know a record by. */
  primary: z.string().optional(),
})
export type Table = z.infer<typeof Table>

/** The longest name a new field or table may have, and the most options. */
export const MOST_LETTERS = 200
export const MOST_CHOICES = 1_000

/** A field that is to be made: what it is called and what it will hold. How it looks there is its vendor's to choose. */
export const NewField = z
  .strictObject({
    name: z.string().trim().min(1).max(MOST_LETTERS),
    type: FieldType,
    many: z.boolean().describe('Is it to hold a list?'),
    choices: z.array(z.string().min(1).max(1_000)).max(MOST_CHOICES).optional(),
    precision: z.int().min(0).max(10).optional(),
    currency: z.string().length(3).optional(),
    max: z.int().min(1).max(10).optional(),
    targets: z
      .array(z.string())
      .length(1)
      .optional()
      .describe('The table a reference points into, by its id; “:self” is the table it stands in.'),
  })
  .meta({ id: 'NewField', description: 'A field that is to be made, in neutral words.' })
export type NewField = z.infer<typeof NewField>

/** The target of a reference that points into the table it is made in, which has no id before. */
export const SELF = ':self'

/** Names are the same whatever their case: so vendors see it, and so do people. */
export const isNamed = ({ name }: { readonly name: string }, wanted: string): boolean =>
  name.trim().toLowerCase() === wanted.trim().toLowerCase()

/** Does a field that is there hold what a new one was to hold? Its details may be set otherwise. */
export const isAsWished = (field: Field, wish: NewField): boolean =>
  field.type === wish.type && field.many === wish.many && field.access === 'always'

export const fieldById = (table: Table, id: string): Field | undefined =>
  table.fields.find((field) => field.id === id)

/**
 * What every record of any vendor says of itself, to be mapped one way like any field: its id, where a person opens it,
 * when it was made. The colon keeps them apart from every vendor's own ids.
 */
export const ownFields = (vendor: string): readonly Field[] => {
  const fact = {
    many: false,
    access: 'never',
    required: false,
    native: `${vendor} record`,
  } as const
  return [
    { ...fact, id: ':id', name: 'Record ID', type: 'text', unique: true },
    { ...fact, id: ':url', name: 'Record link', type: 'url', unique: true },
    { ...fact, id: ':created', name: 'Created at', type: 'instant', unique: false },
  ]
}
export const isOwnField = (field: Field): boolean => field.id.startsWith(':')

/** What to say of a field whose type its connector has never seen. */
export const strangeSays = (vendor: string, table: Table, field: Field): string =>
  `“${table.name}: ${field.name}” in ${vendor} is of a kind we have never seen (${field.native}). It is only read, and left as it is; please tell us.`
