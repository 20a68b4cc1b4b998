/** What the metadata API says of a field, in neutral words (reference 3.1). */
import * as z from 'zod'
import type { Field, FieldType } from '../../field.ts'

/** One field of the metadata API, lenient: a new type or option of Airtable's must not stop a sync. */
export const AirtableField = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  options: z.unknown().optional(),
})
export type AirtableField = z.infer<typeof AirtableField>

/** What is read of the options of any type; whatever has another shape counts as not said. */
const Options = z.object({
  precision: z.number().optional().catch(undefined),
  symbol: z.string().optional().catch(undefined),
  max: z.number().optional().catch(undefined),
  durationFormat: z.string().optional().catch(undefined),
  choices: z
    .array(z.object({ name: z.string() }))
    .optional()
    .catch(undefined),
  linkedTableId: z.string().optional().catch(undefined),
  inverseLinkFieldId: z.string().optional().catch(undefined),
  result: z
    .object({ type: z.string(), options: z.unknown().optional() })
    .optional()
    .catch(undefined),
  referencedFieldIds: z.array(z.string()).optional().catch(undefined),
  recordLinkFieldId: z.string().optional().catch(undefined),
  fieldIdInLinkedTable: z.string().optional().catch(undefined),
})
type Options = z.infer<typeof Options>

/** What a type makes of a field, beside its id, name and access. */
type Shape = { type: FieldType; many?: true } & Partial<
  Pick<Field, 'choices' | 'precision' | 'currency' | 'max' | 'targets' | 'mirror' | 'stamps'>
>

type Shapes = ReadonlyMap<string, (options: Options) => Shape>

/** The types a record can be given values for. */
const WRITABLE: Shapes = new Map<string, (options: Options) => Shape>([
  ['singleLineText', () => ({ type: 'text' })],
  ['email', () => ({ type: 'email' })],
  ['url', () => ({ type: 'url' })],
  ['phoneNumber', () => ({ type: 'phone' })],
  ['multilineText', () => ({ type: 'longText' })],
  ['richText', () => ({ type: 'richText' })],
  ['number', (options) => ({ type: 'number', ...precise(options.precision) })],
  // The precision counts digits of the percentage: 12.5 % has one of them, the value 0.125 three.
  [
    'percent',
    ({ precision: digits }) => ({
      type: 'percent',
      ...precise(digits === undefined ? digits : digits + 2),
    }),
  ],
  [
    'currency',
    (options) => ({ type: 'currency', ...precise(options.precision), ...money(options.symbol) }),
  ],
  [
    'duration',
    (options) => ({ type: 'duration', ...precise(fractionDigits(options.durationFormat)) }),
  ],
  ['rating', ({ max }) => ({ type: 'rating', ...(max === undefined ? {} : { max }) })],
  ['checkbox', () => ({ type: 'checkbox' })],
  ['singleSelect', (options) => ({ type: 'choice', ...chosen(options) })],
  ['multipleSelects', (options) => ({ type: 'choice', many: true, ...chosen(options) })],
  ['date', () => ({ type: 'date' })],
  ['dateTime', () => ({ type: 'instant' })],
  ['multipleRecordLinks', (options) => ({ type: 'reference', many: true, ...linked(options) })],
  ['multipleAttachments', () => ({ type: 'file', many: true })],
  ['singleCollaborator', () => ({ type: 'person' })],
  ['multipleCollaborators', () => ({ type: 'person', many: true })],
  ['barcode', () => ({ type: 'barcode' })],
])

/** The types Airtable fills in by itself, once: a new record brings them, and they never move again. */
const STAMPED: Shapes = new Map<string, (options: Options) => Shape>([
  ['autoNumber', () => ({ type: 'number', precision: 0 })],
  ['createdTime', (options) => resultOf(options, { type: 'instant' })],
  ['createdBy', () => ({ type: 'person' })],
])

/** The types that may move without an edit of their record. */
const COMPUTED: Shapes = new Map<string, (options: Options) => Shape>([
  ['aiText', () => ({ type: 'longText' })],
  ['formula', (options) => resultOf(options, { type: 'opaque' })],
  ['rollup', (options) => resultOf(options, { type: 'opaque' })],
  ['multipleLookupValues', (options) => ({ ...resultOf(options, { type: 'opaque' }), many: true })],
  ['lookup', (options) => ({ ...resultOf(options, { type: 'opaque' }), many: true })],
  ['count', () => ({ type: 'number', precision: 0 })],
  ['lastModifiedTime', (options) => ({ ...resultOf(options, { type: 'instant' }), stamps: true })],
  ['lastModifiedBy', () => ({ type: 'person' })],
  ['button', () => ({ type: 'url' })],
  ['externalSyncSource', (options) => ({ type: 'choice', ...chosen(options) })],
])

/**
 * The neutral field. Airtable has no required and no unique fields; computed ones take the type of their result, and a
 * type nobody here knows is `opaque` and never written.
 */
export function airtableField(wire: AirtableField): Field {
  const options = optionsOf(wire.options)
  const writable = WRITABLE.get(wire.type)
  const computed = COMPUTED.get(wire.type)
  const shape = (writable ?? STAMPED.get(wire.type) ?? computed)?.(options) ?? { type: 'opaque' }
  return {
    id: wire.id,
    name: wire.name,
    many: false,
    ...shape,
    access: writable ? 'always' : 'never',
    required: false,
    unique: false,
    native: wire.type,
    ...(computed ? { computed: true, ...sourcesOf(options) } : {}),
    ...(writable || STAMPED.has(wire.type) || computed || KNOWN.has(wire.type)
      ? {}
      : { strange: true }),
  }
}

/** Types that have nothing to carry: they are known, and left alone. */
const KNOWN = new Set(['button', 'manualSort'])

/** What a computed field is reckoned from: the fields of a formula, the link and the foreign field of a lookup or rollup. */
function sourcesOf({ referencedFieldIds = [], recordLinkFieldId, fieldIdInLinkedTable }: Options): {
  from?: string[]
} {
  const from = [...referencedFieldIds, recordLinkFieldId, fieldIdInLinkedTable]
  const named = [...new Set(from.filter((id) => id !== undefined))]
  return named.length === 0 ? {} : { from: named }
}

const Lenient = Options.catch({})
const optionsOf = (options: unknown): Options => Lenient.parse(options ?? {})

/** The shape of what a computed field gives; a result of a type without values, or none at all, is the fallback. */
function resultOf({ result }: Options, fallback: Shape): Shape {
  const known =
    result && (WRITABLE.get(result.type) ?? STAMPED.get(result.type) ?? COMPUTED.get(result.type))
  return result && known ? known(optionsOf(result.options)) : fallback
}

const precise = (precision: number | undefined): { precision?: number } =>
  precision === undefined ? {} : { precision }

const chosen = ({ choices }: Options): { choices?: string[] } =>
  choices === undefined ? {} : { choices: choices.map((choice) => choice.name) }

const linked = ({
  linkedTableId,
  inverseLinkFieldId,
}: Options): { targets?: string[]; mirror?: string } => ({
  ...(linkedTableId === undefined ? {} : { targets: [linkedTableId] }),
  ...(inverseLinkFieldId === undefined ? {} : { mirror: inverseLinkFieldId }),
})

/** `h:mm:ss.SS` keeps two digits of a second. */
const fractionDigits = (format: string | undefined): number | undefined =>
  format === undefined ? undefined : (/\.(S+)$/.exec(format)?.[1]?.length ?? 0)

/** Symbols that mean one currency only; `$`, `¥` or `kr` are many countries' own, so they say nothing. */
const CODES: ReadonlyMap<string, string> = new Map([
  ['€', 'EUR'],
  ['£', 'GBP'],
  ['₹', 'INR'],
  ['₪', 'ILS'],
  ['₺', 'TRY'],
  ['₩', 'KRW'],
  ['₦', 'NGN'],
  ['₱', 'PHP'],
  ['US$', 'USD'],
  ['R$', 'BRL'],
  ['zł', 'PLN'],
  ['Kč', 'CZK'],
])

/** Airtable keeps a symbol, not a code: what it surely means, or nothing. */
function money(symbol: string | undefined): { currency?: string } {
  const bare = symbol?.trim() ?? ''
  const code = CODES.get(bare) ?? (/^[A-Z]{3}$/.test(bare) ? bare : undefined)
  return code === undefined ? {} : { currency: code }
}
