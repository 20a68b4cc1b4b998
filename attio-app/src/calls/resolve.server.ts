import { getWorkspaceConnection } from 'attio/server'
import { failed, workerOf } from '../worker/account.ts'
import { decide, type Resolved, type ResolvedAnswer } from '../worker/decide.ts'

export type { Resolved, ResolvedAnswer }

/** Answers questions about a record; the first that cannot be answered is told. */
export default async function resolve(answers: Resolved[]): Promise<ResolvedAnswer> {
  const worker = workerOf(getWorkspaceConnection())
  return worker.ok ? decide(worker.value, answers) : { ...failed(worker.error), decided: 0 }
}
