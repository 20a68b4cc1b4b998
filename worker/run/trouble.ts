import { shapeOf, tellShape } from '../../shared/convert.ts'
import type { Failure } from '../../shared/failure.ts'
import { fieldById, type Table } from '../../shared/field.ts'
import { type Entry, narrow, type Pairing, writesTo } from '../../shared/mapping.ts'
import { type Both, SIDES, type Side } from '../../shared/record.ts'
import { slotIn } from '../../shared/validate.ts'

/** How people know a side, and a field of it that may be gone. */
export type Names = {
  vendor(side: Side): string
  field(side: Side, id: string): string
}

/**
 * Why this entry must stand still as its tables are now, or null: a field is gone, is of another kind than when a person
 * last confirmed the entry, or can no longer be written where the entry writes it. Everything else of the pairing goes on.
 */
export function troubleOf(
  entry: Entry,
  pairing: Pairing,
  tables: Both<Table>,
  names: Names,
): Failure | null {
  const direction = narrow(pairing.direction, entry.direction)
  for (const side of SIDES) {
    const table = tables[side]
    const vendor = names.vendor(side)
    const needed = [entry[side].field, ...Object.values(entry.reads?.[side] ?? {})]
    const lost = needed.find((id) => !fieldById(table, id))
    if (lost !== undefined)
      return {
        reason: 'gone',
        vendor,
        what: 'field',
        name: `${table.name}: ${names.field(side, lost)}`,
      }
    const field = fieldById(table, entry[side].field)!
    const name = `${table.name}: ${field.name}`
    const was = entry.shape?.[side]
    if ((was !== undefined && was !== shapeOf(field)) || !slotIn(table, entry[side]).ok)
      return {
        reason: 'changed_type',
        vendor,
        field: name,
        was: was === undefined ? 'of another kind' : tellShape(was),
        is: tellShape(shapeOf(field)),
      }
    if (field.access === 'never' && writesTo(direction, side))
      return { reason: 'read_only', vendor, field: name }
  }
  return null
}
