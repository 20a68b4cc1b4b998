import { AuditPage, AuditQuery } from '../../shared/api/audit.ts'
import type { AuditEntry } from '../../shared/audit.ts'
import { err, ok } from '../../shared/result.ts'
import type { Deps } from '../deps.ts'
import { between } from './between.ts'
import { route, streamRoute } from './route.ts'

export const listAudit = route(
  'GET /api/audit',
  {
    says: 'Who did what to what, newest first. Entries are only ever added, each bound to the one before by a hash.',
    query: AuditQuery,
    answer: AuditPage,
  },
  async ({ deps, caller, query }) => {
    const under = query.cursor === undefined ? Number.MAX_SAFE_INTEGER : Number(query.cursor)
    if (!Number.isInteger(under)) {
      const why = 'it is not one that this list gave; begin without it'
      return err({ reason: 'invalid', field: 'cursor', why })
    }
    const workspace = deps.workspace(caller.workspaceId)
    const [trail, head] = await Promise.all([
      workspace.auditNewest(under, query.limit, {
        ...between(query),
        action: query.action,
        actor: query.actor,
      }),
      workspace.auditHead(),
    ])
    if (!trail.ok) return trail
    if (!head.ok) return head
    const { items, next } = trail.value
    const cursor = next === null ? null : String(next)
    return ok({ items: [...items], cursor, head: head.value?.hash ?? null })
  },
)

/** Entries asked for at once: what an export holds in memory. */
const PAGE = 500

export const exportAudit = streamRoute(
  'GET /api/audit/export',
  {
    says: 'The whole trail, oldest first, an entry a line, as JSON: whoever has it can verify the chain of hashes.',
    media: 'application/x-ndjson',
  },
  async ({ deps, caller }) => {
    const first = await deps.workspace(caller.workspaceId).auditOldest(0, PAGE)
    if (!first.ok) return first
    return ok(
      new Response(linesOf(deps, caller.workspaceId, first.value), {
        headers: {
          'content-type': 'application/x-ndjson',
          'content-disposition': 'attachment; filename="audit.ndjson"',
        },
      }),
    )
  },
)

function linesOf(
  deps: Deps,
  workspaceId: string,
  first: readonly AuditEntry[],
): ReadableStream<Uint8Array> {
  const spell = new TextEncoder()
  let page = first
  return new ReadableStream({
    async pull(stream) {
      const last = page.at(-1)
      if (last === undefined) return stream.close()
      stream.enqueue(spell.encode(page.map((entry) => `${JSON.stringify(entry)}\n`).join('')))
      const next = await deps.workspace(workspaceId).auditOldest(last.n, PAGE)
      if (!next.ok) return stream.error(new Error('the trail broke off'))
      page = next.value
    },
  })
}
