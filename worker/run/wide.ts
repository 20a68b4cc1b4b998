import { project, type Slot, slotKey } from '../../shared/mapping.ts'
import type { Record, Side } from '../../shared/record.ts'
import { isParts, type Value, type Values } from '../../shared/value.ts'
import type { Write } from '../objects/sync/plan.ts'
import type { Lane } from './work.ts'

/** The same pairing, read with every field there is: what is put back goes beyond what is mapped. */
export const wide = (lane: Lane): Lane => ({
  ...lane,
  fields: { left: lane.tables.left.fields, right: lane.tables.right.fields },
})

/** The same pairing, read with what these were planned to write as well: its mapping may have changed since. */
export function reaching(lane: Lane, side: Side, writes: readonly Write[]): Lane {
  const known = new Set(lane.slots[side].map(slotKey))
  const more = writes
    .flatMap(({ changes }) => changes.map(({ slot }) => slot))
    .filter((slot) => !known.has(slotKey(slot)))
  if (more.length === 0) return lane
  const wanted = new Set([...lane.fields[side].map(({ id }) => id), ...more.map(({ field }) => field)]) // prettier-ignore
  const fields = lane.tables[side].fields.filter(({ id }) => wanted.has(id))
  return {
    ...lane,
    slots: { ...lane.slots, [side]: [...lane.slots[side], ...more] },
    fields: { ...lane.fields, [side]: fields },
  }
}

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
