/** Records as the API gives them out. */
import { isoInstant } from './calendar.ts'
import { cellText, type Taste } from './cell-text.ts'
import type { Reading } from './reading.ts'
import type { Json, Row, Table } from './state.ts'

export type Presenting = {
  /** Only these fields, by id. */
  readonly only?: ReadonlySet<string> | undefined
  readonly byFieldId?: boolean | undefined
  /** Cells as text, in this zone and locale. */
  readonly asText?: Taste | undefined
  readonly commentCount?: boolean | undefined
  /** Linked records as objects instead of ids. */
  readonly linksAsObjects?: boolean | undefined
}

export type Presented = {
  id: string
  createdTime: string
  fields: { [field: string]: Json }
  commentCount?: number
}

export function present(reading: Reading, row: Row, table: Table, how: Presenting = {}): Presented {
  const fields: { [field: string]: Json } = {}
  const all = [...table.fields.values()]
  // The service gives the cells in an order of its own, another for each record: start somewhere else.
  const start = row.id.charCodeAt(16) % (all.length || 1)
  for (const field of [...all.slice(start), ...all.slice(0, start)]) {
    if (how.only && !how.only.has(field.id)) continue
    const cell = how.asText
      ? cellText(reading, row, table, field, how.asText)
      : reading.shown(row, table, field)
    if (cell === undefined || cell === null) continue
    const asObjects = how.linksAsObjects && field.link && Array.isArray(cell)
    fields[how.byFieldId ? field.id : field.name] = asObjects ? cell.map((id) => ({ id })) : cell
  }
  const record = { id: row.id, createdTime: isoInstant(row.createdAt), fields }
  return how.commentCount ? { ...record, commentCount: row.comments.length } : record
}
