import * as z from 'zod'
import { Failure } from '../../../shared/failure.ts'
import { ConflictRule, Slot } from '../../../shared/mapping.ts'
import { areValues, isValue, Value, type Values } from '../../../shared/value.ts'
import type { Sql, SqlValue } from '../store.ts'

/** Rows as their tables promise them. Stored JSON has a schema and is parsed with it, once, here. */
export function rows<T extends z.ZodType>(
  sql: Sql,
  schema: T,
  query: string,
  ...bindings: SqlValue[]
): z.infer<T>[] {
  return sql
    .exec(query, ...bindings)
    .toArray()
    .map((row) => schema.parse(row))
}

/** A row as SQLite gives it. */
export type Columns = { readonly [column: string]: unknown }

/**
 * The same where rows are read by the thousand: `quick` reads a row that is as it should be, many times as fast as a
 * schema does. Whatever it does not know for certain (null) is left to the schema.
 */
export function manyRows<T extends z.ZodType>(
  sql: Sql,
  schema: T,
  quick: (row: Columns) => z.infer<T> | null,
  query: string,
  ...bindings: SqlValue[]
): z.infer<T>[] {
  return sql
    .exec(query, ...bindings)
    .toArray()
    .map((row) => quick(row) ?? schema.parse(row))
}

/** The same of the first row alone. */
export function quickRow<T extends z.ZodType>(
  sql: Sql,
  schema: T,
  quick: (row: Columns) => z.infer<T> | null,
  query: string,
  ...bindings: SqlValue[]
): z.infer<T> | undefined {
  return manyRows(sql, schema, quick, query, ...bindings)[0]
}

/** For such a look: the values in a column of JSON, or undefined where they are not what the schema knows. */
export function quickValues(text: unknown): Values | undefined {
  if (typeof text !== 'string') return undefined
  const value: unknown = JSON.parse(text)
  return areValues(value) ? value : undefined
}
/** The same for moments by field. */
export function quickTimes(text: unknown): { [field: string]: string } | undefined {
  if (typeof text !== 'string') return undefined
  const value: unknown = JSON.parse(text)
  return areTexts(value) ? value : undefined
}
const areTexts = (value: unknown): value is { [field: string]: string } =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every((one) => typeof one === 'string')
export const isNumberOrNull = (value: unknown): value is number | null =>
  value === null || typeof value === 'number'
export const isTextOrNull = (value: unknown): value is string | null =>
  value === null || typeof value === 'string'

export function row<T extends z.ZodType>(
  sql: Sql,
  schema: T,
  query: string,
  ...bindings: SqlValue[]
): z.infer<T> | undefined {
  return rows(sql, schema, query, ...bindings)[0]
}

/** The number of a row and what its JSON takes. */
export const Sized = z.object({ id: z.number(), bytes: z.number() })
export type Sized = z.infer<typeof Sized>
export const quickSized = ({ id, bytes }: Columns): Sized | null =>
  typeof id === 'number' && typeof bytes === 'number' ? { id, bytes } : null
/** The rows of a query for `id` and `bytes`. */
export const sized = (sql: Sql, query: string, ...bindings: SqlValue[]): Sized[] =>
  manyRows(sql, Sized, quickSized, query, ...bindings)
/** Rows read in one go take no more memory than this, unless one alone does. */
const MOST_BYTES = 4_000_000

/** The first of these rows that fit into memory together: one at least. */
export function fitting(found: readonly Sized[]): number[] {
  let room = MOST_BYTES
  const end = found.findIndex(({ bytes }, at) => (room -= bytes) < 0 && at > 0)
  return (end < 0 ? found : found.slice(0, end)).map(({ id }) => id)
}

const Count = z.object({ n: z.number() })
/** The one number a query named `n` gives. */
export function count(sql: Sql, query: string, ...bindings: SqlValue[]): number {
  const found = sql.exec(query, ...bindings).toArray()[0]
  if (found === undefined) return 0
  return typeof found['n'] === 'number' ? found['n'] : Count.parse(found).n
}

/**
 * A column that holds JSON of this shape. `fits` is a quicker look for what is read by the thousand: whatever it does not
 * know for certain is left to the schema.
 */
export const json = <T extends z.ZodType>(
  schema: T,
  fits?: (value: unknown) => value is z.infer<T>,
) =>
  z.string().transform((text, ctx): z.infer<T> => {
    const value: unknown = JSON.parse(text)
    if (fits?.(value)) return value
    const parsed = schema.safeParse(value)
    if (parsed.success) return parsed.data
    ctx.addIssue({ code: 'custom', message: parsed.error.message })
    return z.NEVER
  })

/**
 * The same for what is large, seldom changes and is asked for again and again, as a described table: one text is parsed
 * once. What it gives is shared by all who ask, so it is frozen.
 */
export function jsonOnce<T extends z.ZodType>(schema: T) {
  const known = new Map<string, z.infer<T>>()
  return z.string().transform((text, ctx): z.infer<T> => {
    const before = known.get(text)
    if (before !== undefined) return before
    const parsed = schema.safeParse(JSON.parse(text))
    if (!parsed.success) {
      ctx.addIssue({ code: 'custom', message: parsed.error.message })
      return z.NEVER
    }
    if (known.size === MOST_KNOWN) known.clear()
    known.set(text, freeze(parsed.data))
    return parsed.data
  })
}
const MOST_KNOWN = 64

function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  Object.values(value).forEach(freeze)
  return Object.freeze(value)
}

export const SideColumn = z.enum(['left', 'right'])
export const SlotValues = json(z.record(z.string(), Value), areValues)
export const Times = json(z.record(z.string(), z.string()))
export const FailureColumn = json(Failure)

/** A change of one slot, as the plan and the ledger keep it. */
export const ChangeRow = z.object({
  entry: z.string(),
  slot: Slot,
  before: Value,
  after: Value,
  why: z.string(),
  lost: Value.optional(),
  /** Which rule decided it, and whose word that was, where one did. */
  rule: z.object({ is: ConflictRule, of: z.enum(['condition', 'field', 'pairing']) }).optional(),
  /** Options that the field does not have yet, made before the write. */
  makes: z.array(z.string()).optional(),
  /** Who decided it, where a person did. */
  actor: z.string().optional(),
  /** What the side gave back, where it writes the same in other words. */
  got: Value.optional(),
  /** What somebody had entered there since it was sent, as long as its call may still arrive and replace that. */
  met: Value.optional(),
  /** The other parts of its whole at such a look, by name: the call brings them as they stood when it was sent. */
  rest: z.record(z.string(), Value).optional(),
  /** What else its calls replaced, where it was sent more than once and may have arrived as often. */
  besides: z.array(Value).optional(),
  /** It follows from a change of the mapping, not of a value. */
  mapped: z.literal(true).optional(),
  /** The other side is written too: they have met only once both are. */
  both: z.literal(true).optional(),
})
export type ChangeRow = z.infer<typeof ChangeRow>

/** For a quick look: the changes in a column of JSON, or undefined where one is not what the schema knows. */
export function quickChanges(text: unknown): ChangeRow[] | undefined {
  if (typeof text !== 'string') return undefined
  const list: unknown = JSON.parse(text)
  return Array.isArray(list) && list.every(isChange) ? list : undefined
}

/** What is seldom there is left to the schema, whatever it holds. */
function isChange(value: unknown): value is ChangeRow {
  if (typeof value !== 'object' || value === null) return false
  const change: { readonly [K in keyof ChangeRow]?: unknown } = value
  return (
    typeof change.entry === 'string' &&
    isSlot(change.slot) &&
    isValue(change.before) &&
    isValue(change.after) &&
    typeof change.why === 'string' &&
    (change.lost === undefined || isValue(change.lost)) &&
    (change.got === undefined || isValue(change.got)) &&
    (change.met === undefined || isValue(change.met)) &&
    (change.mapped === undefined || change.mapped === true) &&
    (change.both === undefined || change.both === true) &&
    change.rest === undefined &&
    change.besides === undefined &&
    change.rule === undefined &&
    change.makes === undefined &&
    change.actor === undefined
  )
}

function isSlot(value: unknown): value is Slot {
  if (typeof value !== 'object' || value === null) return false
  const slot: { readonly [K in keyof Slot]?: unknown } = value
  return (
    typeof slot.field === 'string' && (slot.part === undefined || typeof slot.part === 'string')
  )
}
