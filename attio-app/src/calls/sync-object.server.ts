import { getWorkspaceConnection } from 'attio/server'
import { failed, type Failed, workerOf } from '../worker/account.ts'

export type SyncAnswer = Failed | { readonly ok: true; readonly runs: readonly string[] }

/** Starts a run of each of these syncs; the first that cannot be started is told. */
export default async function syncObject(configIds: string[]): Promise<SyncAnswer> {
  const worker = workerOf(getWorkspaceConnection())
  if (!worker.ok) return failed(worker.error)
  const runs: string[] = []
  for (const configId of configIds) {
    const started = await worker.value.trigger({ configId })
    if (!started.ok) return failed(started.error)
    runs.push(started.value.job_id)
  }
  return { ok: true, runs }
}
