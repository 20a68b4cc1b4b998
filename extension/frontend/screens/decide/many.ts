/** One answer for many: whose sync they are of, and what became of it. */
import type { Config } from '../../../../shared/api/config.ts'
import type { Problem } from '../../../../shared/api/problem.ts'
import { ok, type Result } from '../../../../shared/result.ts'
import { say } from '../../words/say.ts'
import { number } from '../../words/time.ts'

/** Is any of them about a sync of this base? */
export const isOf = (
  baseId: string,
  asked: readonly { readonly configId: string }[],
  syncs: readonly Config[],
): boolean =>
  syncs.some(
    ({ id, app }) => app.resource === baseId && asked.some(({ configId }) => configId === id),
  )

type Sent = { readonly refused: readonly { readonly says: string }[] }

/** The Worker takes so many answers in a call. */
const MOST = 500

/** The same answer for any number. All calls begin at once: whoever leaves has sent them. */
export async function inBatches(
  ids: readonly string[],
  send: (ids: string[]) => Promise<Result<Sent, Problem>>,
): Promise<Result<Sent, Problem>> {
  const calls: Promise<Result<Sent, Problem>>[] = []
  for (let from = 0; from < ids.length; from += MOST) calls.push(send(ids.slice(from, from + MOST)))
  const refused: { readonly says: string }[] = []
  for (const sent of await Promise.all(calls)) {
    if (!sent.ok) return sent
    refused.push(...sent.value.refused)
  }
  return ok({ refused })
}

/** How many could not take the answer, and why the first of them could not; null where all did. */
export function toldOf(sent: Result<Sent, Problem>): Result<string | null, Problem> {
  if (!sent.ok) return sent
  const { refused } = sent.value
  if (refused.length === 0) return ok(null)
  return ok(`${say.decide.refused(number(refused.length))} ${refused[0]?.says ?? ''}`)
}
