import { narrow, type Pairing, type Slot, slotKey, writesTo } from '../mapping.ts'
import { type Side, SIDES } from '../record.ts'

/** A slot of a table that a sync writes. */
export type Inbound = { readonly side: Side; readonly table: string; readonly slot: Slot }

/** Everything these pairings write into, each slot once. */
export function inboundOf(pairings: readonly Pairing[]): readonly Inbound[] {
  const found = new Map<string, Inbound>()
  for (const pairing of pairings)
    for (const entry of pairing.entries) {
      const direction = narrow(pairing.direction, entry.direction)
      for (const side of SIDES) {
        if (!writesTo(direction, side)) continue
        const slot = entry[side]
        const table = pairing[side]
        found.set(`${side} ${table} ${slotKey(slot)}`, { side, table, slot })
      }
    }
  return [...found.values()]
}
