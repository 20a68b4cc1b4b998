import type { Client } from '../../../../shared/api/client.ts'
import type { WireDraft } from '../../../../shared/api/preview.ts'
import type { Problem } from '../../../../shared/api/problem.ts'
import { renamed, unnamedIn } from '../../mapping/edit.ts'
import { askOnce, isGone } from '../../worker/ask-once.ts'

export type Saved = {
  /** Why it went no further, or null. */
  readonly problem: Problem | null
  /** Are the terms of the pairing saved, whatever became of the rest? */
  readonly isRuled: boolean
}

/**
 * Saves a draft piece by piece; stops at what is refused. What goes comes first, so that its fields are free. A check may read a
 * pair that goes, or one that only comes: so the terms of the pairing are tried before all of that and, refused, once more after;
 * what speaks of a pair that has no id yet can only be said after.
 */
export async function saveEdit(
  client: Client,
  configId: string,
  { entityType, pairing, add = [], change = [], remove = [] }: WireDraft,
): Promise<Saved> {
  const ids = new Map<string, string>()
  const rule = async () =>
    pairing === undefined ? null : client.changePairing(configId, entityType, renamed(pairing, ids))
  const isEarly = pairing === undefined || unnamedIn(pairing).length === 0
  const isRuled = isEarly && (await rule())?.ok !== false
  const refused = (problem: Problem): Saved => ({ problem, isRuled })
  for (const id of remove) {
    const gone = await client.deleteFieldMapping(configId, id, { entityType })
    // Somebody else took it apart already: that is what was asked for.
    if (!gone.ok && !isGone(gone.error)) return refused(gone.error)
  }
  for (const { mappingId, ...patch } of change) {
    const changed = await client.changeFieldMapping(configId, mappingId, patch, { entityType })
    if (!changed.ok) return refused(changed.error)
  }
  for (const { ref, ...request } of add) {
    const asked = { entityType, ...request }
    const made = await askOnce(['field mapping', configId, asked], (key) =>
      client.createFieldMapping(configId, asked, key),
    )
    if (!made.ok) return refused(made.error)
    if (ref !== undefined) ids.set(ref, made.value.id)
  }
  const again = isRuled ? null : await rule()
  return again?.ok === false ? refused(again.error) : { problem: null, isRuled: true }
}
