import type { Client } from '../../../../shared/api/client.ts'
import type { WireDraft } from '../../../../shared/api/preview.ts'
import type { Problem } from '../../../../shared/api/problem.ts'

/** Saves a draft piece by piece: first what goes, so that its fields are free. Stops at what is refused, and answers why. */
export async function saveEdit(
  client: Client,
  configId: string,
  { entityType, pairing, add = [], change = [], remove = [] }: WireDraft,
): Promise<Problem | null> {
  for (const id of remove) {
    const gone = await client.deleteFieldMapping(configId, id, { entityType })
    if (!gone.ok) return gone.error
  }
  for (const { mappingId, ...patch } of change) {
    const changed = await client.changeFieldMapping(configId, mappingId, patch, { entityType })
    if (!changed.ok) return changed.error
  }
  for (const request of add) {
    const made = await client.createFieldMapping(configId, { entityType, ...request })
    if (!made.ok) return made.error
  }
  if (pairing === undefined) return null
  const ruled = await client.changePairing(configId, entityType, pairing)
  return ruled.ok ? null : ruled.error
}
