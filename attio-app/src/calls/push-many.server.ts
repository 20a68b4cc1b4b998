import { getWorkspaceConnection } from 'attio/server'
import type { Target } from '../push/target.ts'
import { failed, type Failed, workerOf } from '../worker/account.ts'

export type PushedAnswer = Failed | { readonly ok: true; readonly since: string }

/** Queues a batch of records; what becomes of each is asked for afterwards. */
export default async function pushMany(
  { configId, entityType }: Target,
  recordIds: string[],
): Promise<PushedAnswer> {
  const worker = workerOf(getWorkspaceConnection())
  if (!worker.ok) return failed(worker.error)
  const pushed = await worker.value.push({ configId, entityType, recordIds })
  return pushed.ok ? { ok: true, since: pushed.value.since } : failed(pushed.error)
}
