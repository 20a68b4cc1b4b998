import { project, type Slot, slotKey } from '../../shared/mapping.ts'
import type { Record, Side } from '../../shared/record.ts'
import { isParts, type Value, type Values } from '../../shared/value.ts'
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
  /** The slots it wrote, by key. */
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
        holdsMore(field.id, record.values[field.id] ?? null, written),
    )
    .map((field) => field.name)
}

/** Does it hold anything beside the parts that were written? The whole of a name follows from its parts. */
function holdsMore(field: string, value: Value, written: ReadonlySet<string>): boolean {
  const isPartly = [...written].some((key) => key.startsWith(`${field}.`))
  if (!isPartly || !isParts(value)) return value !== null && value !== false
  return Object.entries(value).some(
    ([part, one]) => part !== 'full' && one !== null && !written.has(slotKey({ field, part })),
  )
}
