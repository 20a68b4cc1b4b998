import { getWorkspaceConnection } from 'attio/server'
import type { Target } from '../push/target.ts'
import { failed, workerOf } from '../worker/account.ts'
import { push, type PushAnswer } from '../worker/push.ts'

/** Pushes one record and waits a while for what becomes of it. */
export default async function pushRecord(
  object: string,
  recordId: string,
  chosen: Target | null,
): Promise<PushAnswer> {
  const worker = workerOf(getWorkspaceConnection())
  if (!worker.ok) return failed(worker.error)
  return push(worker.value, { object, recordId, chosen })
}
