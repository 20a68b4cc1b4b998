import { computedKey, type Entry, slotKey } from '../mapping.ts'
import { type Both, type Side, SIDES } from '../record.ts'
import type { Value, Values } from '../value.ts'

/** What each side gives of an entry: what its formula makes of the record, else what the slot holds. Null where unknown. */
export function givenBy(entry: Entry, of: Both<Values>): Both<Value> | null {
  const left = of.left[computedKey(entry, 'left') ?? slotKey(entry.left)]
  const right = of.right[computedKey(entry, 'right') ?? slotKey(entry.right)]
  return left === undefined || right === undefined ? null : { left, right }
}

/** What formulas made, for the sides that have one. */
export function computedOf(
  entry: Entry,
  gives: Both<Value>,
): { computed?: { readonly [side in Side]?: Value } } {
  const has = SIDES.filter((side) => computedKey(entry, side) !== null)
  return has.length === 0
    ? {}
    : { computed: Object.fromEntries(has.map((side) => [side, gives[side]])) }
}
