/** Cells as Airtable's page and the extensions in it see them: a third dialect, next to those of records and of payloads. */
import { isoInstant } from './calendar.ts'
import type { Reading } from './reading.ts'
import { refuse } from './refusal.ts'
import type { Base, Field, Json, Row, Table } from './state.ts'
import { inV2 } from './telling.ts'
import { linkedIds } from './transaction.ts'

export type RecordOnScreen = {
  readonly id: string
  readonly createdTime: string
  readonly commentCount: number
  readonly cellValuesByFieldId: { readonly [fieldId: string]: Json }
}

/** A whole record, or these fields of it. An empty cell is null. */
export const recordOnScreen = (
  reading: Reading,
  base: Base,
  table: Table,
  row: Row,
  only: readonly Field[] = [...table.fields.values()],
): RecordOnScreen => ({
  id: row.id,
  createdTime: isoInstant(row.createdAt),
  commentCount: row.comments.length,
  cellValuesByFieldId: Object.fromEntries(
    only.map((field) => [field.id, cellOnScreen(reading, base, table, row, field)]),
  ),
})

function cellOnScreen(reading: Reading, base: Base, table: Table, row: Row, field: Field): Json {
  if (field.type !== 'multipleLookupValues') return inV2(reading, base, table, row, field) ?? null
  // Each value says which record it stands in.
  const link = table.fields.get(field.through?.linkFieldId ?? '')
  const other = base.tables.get(link?.link?.linkedTableId ?? '')
  const target = other?.fields.get(field.through?.targetFieldId ?? '')
  if (!link || !other || !target) return null
  const values = linkedIds(row.cells.get(link.id)).flatMap((linkedRecordId) => {
    const linked = other.rows.get(linkedRecordId)
    const value = linked ? cellOnScreen(reading, base, other, linked, target) : null
    if (value === null) return []
    return [value].flat().map((one): Json => ({ linkedRecordId, value: one }))
  })
  return values.length > 0 ? values : null
}

/** What an extension writes, in the words the service takes: options and linked records are objects on screen. */
export function fromScreen(value: unknown, field: Field): unknown {
  if (value === '' || value === null || value === undefined) return null
  switch (field.type) {
    case 'singleSelect':
      return idOrName(value, field)
    case 'multipleSelects':
      return listed(value, field).map((one) => idOrName(one, field))
    case 'multipleRecordLinks':
      return listed(value, field).map((one) => idOrName(one, field))
    case 'multipleCollaborators':
      return listed(value, field)
    case 'date':
      // A `Date` arrives as the text of an instant.
      return typeof value === 'string' ? value.slice(0, 10) : value
    case 'barcode':
      throw refuse.value(field)
    default:
      return value
  }
}

function listed(value: unknown, field: Field): readonly unknown[] {
  if (!Array.isArray(value)) throw refuse.value(field)
  return value
}

function idOrName(value: unknown, field: Field): string {
  if (typeof value === 'object' && value !== null) {
    if ('id' in value && typeof value.id === 'string') return value.id
    if ('name' in value && typeof value.name === 'string') return value.name
  }
  throw refuse.value(field)
}
