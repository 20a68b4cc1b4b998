import { getWorkspaceConnection } from 'attio/server'
import type { Problem } from '../../../shared/api/problem.ts'
import { failed, type Failed, workerOf } from '../worker/account.ts'

export type SyncAnswer =
  | Failed
  | {
      readonly ok: true
      readonly runs: readonly string[]
      /** Why others did not begin, in sentences. */
      readonly refused: readonly string[]
    }

/** Starts a run of each of these syncs; fails where none could be started. */
export default async function syncObject(configIds: string[]): Promise<SyncAnswer> {
  const worker = workerOf(getWorkspaceConnection())
  if (!worker.ok) return failed(worker.error)
  const runs: string[] = []
  const refused: Problem[] = []
  const all = await Promise.all(configIds.map((configId) => worker.value.trigger({ configId })))
  for (const started of all) {
    if (started.ok) runs.push(started.value.job_id)
    else refused.push(started.error)
  }
  const [first] = refused
  if (runs.length === 0 && first !== undefined) return failed(first)
  return { ok: true, runs, refused: refused.map((problem) => failed(problem).says) }
}
