import type { Client } from '../../../shared/api/client.ts'
import { type Target, targetOf } from '../push/target.ts'
import { failed, type Failed, READ_ONLY } from './account.ts'

export type TargetsAnswer = Failed | { readonly ok: true; readonly targets: readonly Target[] }

/** The tables that this record of an object may be pushed to, in order. */
export async function targetsOf(
  client: Client,
  object: string,
  recordId: string,
): Promise<TargetsAnswer> {
  const card = await client.card({ table: object, recordId })
  if (!card.ok) return failed(card.error)
  if (!card.value.may.push) return { ok: false, code: 'role_too_low', says: READ_ONLY }
  return { ok: true, targets: card.value.items.map(targetOf) }
}
