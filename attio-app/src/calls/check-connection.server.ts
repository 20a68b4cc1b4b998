import { getWorkspaceConnection } from 'attio/server'
import { failed, type Failed, workerOf } from '../worker/account.ts'

export type CheckAnswer =
  Failed | { readonly ok: true; readonly workspace: string; readonly role: string }

/** Does the connection work, for whom, and what may it do? */
export default async function checkConnection(): Promise<CheckAnswer> {
  const worker = workerOf(getWorkspaceConnection())
  if (!worker.ok) return failed(worker.error)
  const me = await worker.value.me()
  return me.ok
    ? { ok: true, workspace: me.value.workspaceName, role: me.value.role }
    : failed(me.error)
}
