import type { Outcome } from '../../../shared/api/card.ts'
import type { Client } from '../../../shared/api/client.ts'
import type { Target } from '../push/target.ts'
import { longer, pause, waiting } from '../push/waiting.ts'
import { NOT_SYNCED } from '../push/words.ts'
import { failed, type Failed } from './account.ts'
import { targetsOf } from './targets.ts'

type Taken = {
  readonly ok: true
  readonly is: 'done' | 'waiting'
  readonly target: Target
  readonly since: string
  readonly outcome: Outcome
}
export type PushAnswer =
  | Failed
  /** Its object is not synced. */
  | { readonly ok: true; readonly is: 'nowhere'; readonly says: string }
  /** It could go to several tables. */
  | { readonly ok: true; readonly is: 'choose'; readonly targets: readonly Target[] }
  | Taken

/** A server function lives 30 seconds; what takes longer than this, the calls before included, is asked for again. */
const PATIENCE_MS = 12_000
const FIRST_MS = 125
const MOST_MS = 1_000

/** Pushes one record, to the only table there is or the one that was chosen, and waits for what becomes of it. */
export async function push(
  client: Client,
  { object, recordId, chosen }: { object: string; recordId: string; chosen: Target | null },
): Promise<PushAnswer> {
  const began = Date.now()
  if (chosen !== null) return pushTo(client, recordId, chosen, began)
  const found = await targetsOf(client, object, recordId)
  if (!found.ok) return found
  const [only] = found.targets
  if (only === undefined) return { ok: true, is: 'nowhere', says: NOT_SYNCED }
  if (found.targets.length > 1) return { ok: true, is: 'choose', targets: found.targets }
  return pushTo(client, recordId, only, began)
}

/** Pushes one record to this table, and waits for what becomes of it, in all so long since the first call `began`. */
export async function pushTo(
  client: Client,
  recordId: string,
  target: Target,
  began: number,
): Promise<Failed | Taken> {
  const until = began + PATIENCE_MS
  const { configId, entityType } = target
  const request = { configId, entityType, recordIds: [recordId] }
  const pushed = await client.push(request)
  if (!pushed.ok) return failed(pushed.error)
  const { since } = pushed.value
  // The record is taken. A question that finds no answer now changes nothing of that.
  let outcome = waiting(recordId)
  for (let wait = FIRST_MS; ; wait = longer(wait, MOST_MS)) {
    const found = await client.outcomes({ ...request, since })
    if (found.ok) outcome = found.value.items[0] ?? outcome
    if (outcome.outcome !== 'waiting') return { ok: true, is: 'done', target, since, outcome }
    if (Date.now() + wait > until) return { ok: true, is: 'waiting', target, since, outcome }
    await pause(wait)
  }
}
