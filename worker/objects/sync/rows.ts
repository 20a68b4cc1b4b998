import * as z from 'zod'
import { Failure } from '../../../shared/failure.ts'
import { Slot } from '../../../shared/mapping.ts'
import { Value } from '../../../shared/value.ts'
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

export function row<T extends z.ZodType>(
  sql: Sql,
  schema: T,
  query: string,
  ...bindings: SqlValue[]
): z.infer<T> | undefined {
  return rows(sql, schema, query, ...bindings)[0]
}

const Count = z.object({ n: z.number() })
/** The one number a query named `n` gives. */
export const count = (sql: Sql, query: string, ...bindings: SqlValue[]): number =>
  row(sql, Count, query, ...bindings)?.n ?? 0

/** A column that holds JSON of this shape. */
export const json = <T extends z.ZodType>(schema: T) =>
  z.string().transform((text, ctx): z.infer<T> => {
    const parsed = schema.safeParse(JSON.parse(text))
    if (parsed.success) return parsed.data
    ctx.addIssue({ code: 'custom', message: parsed.error.message })
    return z.NEVER
  })

export const SideColumn = z.enum(['left', 'right'])
export const SlotValues = json(z.record(z.string(), Value))
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
  /** Options that the field does not have yet, made before the write. */
  makes: z.array(z.string()).optional(),
  /** Who decided it, where a person did. */
  actor: z.string().optional(),
  /** What the side gave back, where it writes the same in other words. */
  got: Value.optional(),
  /** It follows from a change of the mapping, not of a value. */
  mapped: z.literal(true).optional(),
  /** The other side is written too: they have met only once both are. */
  both: z.literal(true).optional(),
})
export type ChangeRow = z.infer<typeof ChangeRow>
