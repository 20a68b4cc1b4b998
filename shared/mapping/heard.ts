import type { Table } from '../field.ts'
import { fieldsOf } from '../filter.ts'
import type { Pairing } from '../mapping.ts'
import type { Side } from '../record.ts'
import { fieldsAsked } from './owner.ts'

/**
 * The fields of that side whose changes may mean something to a pairing, also through what stands still just now and may go
 * on without a word; null where any field may, or where the table is not known.
 */
export function heardOn(
  pairing: Pairing,
  side: Side,
  table: Table | undefined,
): readonly string[] | null {
  const filter = pairing.filters?.[side]
  // What a vendor judges may ask for anything.
  if (!table || (filter && filter.kind !== 'rules')) return null
  const owners = [...(pairing.owner ?? []), ...pairing.entries.flatMap((one) => one.owner ?? [])]
  const heard = [
    table.primary,
    pairing.twins[side],
    pairing.marks[side],
    ...(filter ? fieldsOf(filter.rules) : []),
    ...pairing.entries.map((entry) => entry[side].field),
    ...pairing.entries.flatMap((entry) => Object.values(entry.reads?.[side] ?? {})),
    ...owners.flatMap(({ when }) => (when.side === side ? fieldsAsked(when) : [])),
    ...table.fields.filter(({ stamps }) => stamps === true).map(({ id }) => id),
  ]
  return [...new Set(heard.filter((id) => id != null))].toSorted()
}
