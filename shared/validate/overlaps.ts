import { type Slot, slotKey } from '../mapping.ts'

/** Do two slots write the same place? A whole field overlaps each of its parts. */
export const overlaps = (a: Slot, b: Slot): boolean =>
  a.field === b.field && (a.part === undefined || b.part === undefined || slotKey(a) === slotKey(b))
