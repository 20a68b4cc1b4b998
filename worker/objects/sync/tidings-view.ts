import type { Tiding } from '../../../shared/api/subscription.ts'
import type { Memory } from './memory.ts'
import type { SyncSetup } from './rpc.ts'
import type { TidingRow } from './tidings.ts'

/** As it is told: ids, and what the fields are called. Null where its pairing went meanwhile. */
export function tidingOf(memory: Memory, setup: SyncSetup, row: TidingRow): Tiding | null {
  const pairing = memory.pairings.all().find(({ no }) => no === row.pairing)
  if (!pairing) return null
  const { entityType, right, entries } = pairing.json
  return {
    id: `${setup.id}.${row.id}`,
    event: row.event,
    at: new Date(row.at).toISOString(),
    configId: setup.id,
    entityType,
    table: right,
    recordId: row.record_id,
    fields: row.entries.flatMap((id) => {
      const entry = entries.find((one) => one.id === id)
      return entry ? memory.described.nameOf('right', right, entry.right.field) : []
    }),
  }
}
