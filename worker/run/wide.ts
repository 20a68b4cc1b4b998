import { project, type Slot } from '../../shared/mapping.ts'
import type { Record, Side } from '../../shared/record.ts'
import type { Values } from '../../shared/value.ts'
import type { Lane } from './work.ts'

/** The same pairing, read with every field there is: what is put back goes beyond what is mapped. */
export const wide = (lane: Lane): Lane => ({
  ...lane,
  fields: { left: lane.tables.left.fields, right: lane.tables.right.fields },
})

/** What a record holds in these slots, by slot key. */
export const valuesIn = (record: Record, slots: readonly Slot[]): Values =>
  project(record.values, [...slots])

/**
 * The names of fields that hold something the sync did not write: somebody else's work. What the vendor computes or
 * mirrors by itself is nobody's, and our own twin ids and marks are ours.
 */
export function filledIn(
  lane: Lane,
  side: Side,
  record: Record,
  written: ReadonlySet<string>,
): string[] {
  const ours = [lane.twins[side]?.id, lane.marks[side]?.id]
  return lane.tables[side].fields
    .filter(
      (field) =>
        field.access === 'always' &&
        field.mirror === undefined &&
        !field.computed &&
        !ours.includes(field.id) &&
        !written.has(field.id) &&
        (record.values[field.id] ?? null) !== null &&
        record.values[field.id] !== false,
    )
    .map((field) => field.name)
}
