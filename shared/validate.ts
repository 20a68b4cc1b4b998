import { err, ok, type Result } from './result.ts'
import type { Failure } from './failure.ts'
import { type Field, fieldById, PARTS, type Table } from './field.ts'
import { type Direction, type Entry, type Slot, writesTo } from './mapping.ts'
import type { Both, Side } from './record.ts'
import { overlaps } from './validate/overlaps.ts'
import { checkMap, checkSteps } from './validate/steps.ts'

/** Which tables are paired with which, so that references can cross: `left table id` → `right table id`. */
export type Paired = (left: string, right: string) => boolean

const invalid = (field: string, why: string): Result<never, Failure> =>
  err({ reason: 'invalid', field, why })

/** The field and part a slot means in a table, or why there is none. */
export function slotIn(table: Table, slot: Slot): Result<{ field: Field; part?: string }, Failure> {
  const field = fieldById(table, slot.field)
  if (!field)
    return invalid(
      slot.field,
      `“${table.name}” has no such field; reload the fields and choose again`,
    )
  if (slot.part === undefined) return ok({ field })
  const parts = PARTS[field.type] ?? []
  if (!parts.includes(slot.part))
    return invalid(
      field.name,
      parts.length === 0
        ? 'it has no parts; map the whole field'
        : `it has no part “${slot.part}”; choose one of ${parts.join(', ')}`,
    )
  return ok({ field, part: slot.part })
}

/** May this entry stand in the mapping beside the others? The first thing that is wrong, naming the field. */
export function checkEntry(
  entry: Entry,
  others: readonly Entry[],
  tables: Both<Table>,
  paired: Paired,
): Result<true, Failure> {
  const left = slotIn(tables.left, entry.left)
  if (!left.ok) return left
  const right = slotIn(tables.right, entry.right)
  if (!right.ok) return right
  const slots = { left: left.value, right: right.value }
  if (entry.direction === 'none') return ok(true)

  for (const side of ['left', 'right'] as const) {
    if (!writesTo(entry.direction, side)) continue
    const { field } = slots[side]
    if (field.access === 'never')
      return invalid(
        field.name,
        `it cannot be written in “${tables[side].name}”; choose the other direction`,
      )
    const rival = others.find(
      (one) =>
        one.id !== entry.id &&
        one.mirrorOf === undefined &&
        writesTo(one.direction, side) &&
        overlaps(one[side], entry[side]),
    )
    if (rival && entry.mirrorOf === undefined)
      return invalid(field.name, 'another entry already writes it; a field has one owner')
    const fits = checkSteps(entry, side, slots)
    if (!fits.ok) return fits
  }
  const clear = checkMap(entry, slots.left.field.name)
  if (!clear.ok) return clear

  const ends = { left: slots.left.field, right: slots.right.field }
  if (ends.left.type === 'reference' && ends.right.type === 'reference') {
    const crosses = (ends.left.targets ?? []).some((l) =>
      (ends.right.targets ?? []).some((r) => paired(l, r)),
    )
    if (!crosses)
      return invalid(
        ends.left.name,
        'the tables it points into are not paired yet; pair those tables first',
      )
  }
  return ok(true)
}

/** The widest direction two fields allow. */
export function widest(left: Field, right: Field): Direction {
  const to = (side: Side): boolean => (side === 'left' ? left : right).access !== 'never'
  return to('left') ? (to('right') ? 'bidirectional' : 'pull') : to('right') ? 'push' : 'none'
}
