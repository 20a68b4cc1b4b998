/** Which row an upsert means: the one whose merge fields hold what was sent. */
import { refuse } from './refusal.ts'
import type { Cell, Field, Row, Table } from './state.ts'

const MERGEABLE: ReadonlySet<string> = new Set([
  'number',
  'singleLineText',
  'multilineText',
  'singleSelect',
  'multipleSelects',
  'date',
])

/** The fields to merge on, or the refusal of one that is unknown or of a type that cannot be merged on. */
export function mergeFields(table: Table, names: readonly string[]): Field[] {
  return names.map((name) => {
    const field = table.field(name)
    if (!field) throw refuse.unknownField(name)
    if (!MERGEABLE.has(field.type)) {
      throw refuse.shape(`field "${field.name}" cannot be used to merge records.`)
    }
    return field
  })
}

/**
 * The row to update, undefined to create one. Every item must hold the merge fields; an empty one matches nothing;
 * two rows that match are a refusal. Matching is exact, case included.
 */
export function matchRow(
  table: Table,
  fields: readonly Field[],
  cells: readonly (readonly [Field, Cell | undefined])[],
): Row | undefined {
  const sent = new Map(cells)
  const wanted = fields.map((field) => {
    if (!sent.has(field)) throw refuse.shape(`record is missing merge field "${field.name}".`)
    return sent.get(field)
  })
  const filled = wanted.filter((cell) => cell !== undefined)
  if (filled.length < wanted.length) return undefined
  const [row, ...others] = table.matching(
    fields.map(({ id }) => id),
    filled,
  )
  if (others.length) throw refuse.severalMatches(fields.map(({ name }) => name))
  return row
}
