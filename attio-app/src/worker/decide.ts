import type { Client } from '../../../shared/api/client.ts'
import { failed, type Failed } from './account.ts'

/** Whose value holds; of a record whose other half was deleted, what becomes of it. */
export type Choice = 'app' | 'crm' | 'recreate' | 'apart'
export type Resolved = { readonly conflictId: string; readonly choice: Choice }
/** `decided` is how many were before the one that could not be. */
export type ResolvedAnswer = { readonly ok: true } | (Failed & { readonly decided: number })

/** A server function lives 30 seconds, and one call may take eight of them. */
const PATIENCE_MS = 20_000

/** Answers questions about a record, one after the other; stops at the first that cannot be answered, and tells it. */
export async function decide(
  client: Client,
  answers: readonly Resolved[],
): Promise<ResolvedAnswer> {
  const until = Date.now() + PATIENCE_MS
  for (const [decided, { conflictId, choice }] of answers.entries()) {
    if (Date.now() > until) return { ...SLOW, decided }
    const resolved = await client.resolveConflict(conflictId, { choice })
    if (!resolved.ok) return { ...failed(resolved.error), decided }
  }
  return { ok: true }
}

const SLOW: Failed = {
  ok: false,
  code: 'slow',
  says: 'DataSync answers slowly just now. Decide the others in a moment.',
}
