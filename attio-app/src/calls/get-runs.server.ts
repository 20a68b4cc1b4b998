import { getWorkspaceConnection } from 'attio/server'
import type { Client } from '../../../shared/api/client.ts'
import type { JobState } from '../../../shared/job.ts'
import { failed, type Failed, workerOf } from '../worker/account.ts'

export type RunNow = {
  readonly phase: JobState
  /** 0 to 1. */
  readonly progress: number
  readonly written: number
  readonly unwritten: number
  /** Questions of its sync that wait for a person, once it is done. */
  readonly open: number
  /** Why it failed or what it waits for, or null. */
  readonly says: string | null
}
export type RunsAnswer = Failed | { readonly ok: true; readonly runs: readonly RunNow[] }

/** How far these runs are. */
export default async function getRuns(ids: string[]): Promise<RunsAnswer> {
  const worker = workerOf(getWorkspaceConnection())
  if (!worker.ok) return failed(worker.error)
  const runs: RunNow[] = []
  for (const run of await Promise.all(ids.map((id) => look(worker.value, id)))) {
    if (!run.ok) return failed(run.error)
    runs.push(run.value)
  }
  return { ok: true, runs }
}

async function look(client: Client, id: string) {
  const found = await client.log(id)
  if (!found.ok) return found
  const { phase, progress, recordsSynced, recordsFailed, says } = found.value
  const now = { phase, progress, written: recordsSynced, unwritten: recordsFailed, says }
  if (phase !== 'done') return { ok: true, value: { ...now, open: 0 } } as const
  // What was open before this run, and still is, is in no count of its own.
  const summary = await client.summary(id)
  return summary.ok ? ({ ok: true, value: { ...now, open: summary.value.conflicts } } as const) : summary
} // prettier-ignore
