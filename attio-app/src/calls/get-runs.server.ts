import { getWorkspaceConnection } from 'attio/server'
import type { Log } from '../../../shared/api/run.ts'
import { isOver } from '../../../shared/job.ts'
import { failed, type Failed, workerOf } from '../worker/account.ts'

export type RunsAnswer =
  | Failed
  | {
      readonly ok: true
      readonly isOver: boolean
      /** 0 to 100. */
      readonly progress: number
      readonly written: number
      readonly unwritten: number
      /** What a person has to know or do, or null. */
      readonly says: string | null
    }

/** How far these runs are, taken together. A run that waits for a person's approval goes no further by itself. */
export default async function getRuns(ids: string[]): Promise<RunsAnswer> {
  const worker = workerOf(getWorkspaceConnection())
  if (!worker.ok) return failed(worker.error)
  const logs: Log[] = []
  for (const id of ids) {
    const log = await worker.value.log(id)
    if (!log.ok) return failed(log.error)
    logs.push(log.value)
  }
  const sum = (of: (log: Log) => number) => logs.reduce((total, log) => total + of(log), 0)
  return {
    ok: true,
    isOver: logs.every(({ phase }) => isOver(phase) || phase === 'asking'),
    progress: Math.round((sum(({ progress }) => progress) / Math.max(1, logs.length)) * 100),
    written: sum((log) => log.recordsSynced),
    unwritten: sum((log) => log.recordsFailed),
    says: logs.find(({ says }) => says !== null)?.says ?? null,
  }
}
