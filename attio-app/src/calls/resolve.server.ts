import { getWorkspaceConnection } from 'attio/server'
import { failed, type Failed, workerOf } from '../worker/account.ts'

/** Whose value holds; of a record whose other half was deleted, what becomes of it. */
export type Choice = 'app' | 'crm' | 'recreate' | 'apart'
export type Resolved = {
  readonly conflictId: string
  readonly choice: Choice
}
export type ResolvedAnswer = Failed | { readonly ok: true }

/** Answers questions about a record, one after the other; the first that cannot be answered is told. */
export default async function resolve(answers: Resolved[]): Promise<ResolvedAnswer> {
  const worker = workerOf(getWorkspaceConnection())
  if (!worker.ok) return failed(worker.error)
  for (const { conflictId, choice } of answers) {
    const resolved = await worker.value.resolveConflict(conflictId, { choice })
    if (!resolved.ok) return failed(resolved.error)
  }
  return { ok: true }
}
