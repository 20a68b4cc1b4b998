import { getWorkspaceConnection } from 'attio/server'
import type { Outcome } from '../../../shared/api/card.ts'
import type { Target } from '../push/target.ts'
import { failed, type Failed, workerOf } from '../worker/account.ts'

export type OutcomesAnswer = Failed | { readonly ok: true; readonly outcomes: readonly Outcome[] }

/** What became of records that were pushed at that moment. */
export default async function getOutcomes(
  { configId, entityType }: Target,
  recordIds: string[],
  since: string,
): Promise<OutcomesAnswer> {
  const worker = workerOf(getWorkspaceConnection())
  if (!worker.ok) return failed(worker.error)
  const found = await worker.value.outcomes({ configId, entityType, recordIds, since })
  return found.ok ? { ok: true, outcomes: found.value.items } : failed(found.error)
}
