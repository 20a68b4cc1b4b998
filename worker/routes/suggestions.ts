import { SuggestionList, SuggestionQuery } from '../../shared/api/suggestion.ts'
import { suggestTables } from '../../shared/autopair/tables.ts'
import { err, ok } from '../../shared/result.ts'
import { connectorFor } from './connections.ts'
import { route } from './route.ts'

export const suggestPairings = route(
  'GET /api/crm/suggested-pairings',
  {
    says: 'All tables of two connections, and which of them seem to be about the same things.',
    query: SuggestionQuery,
    answer: SuggestionList,
  },
  async ({ deps, caller, query }) => {
    const workspace = deps.workspace(caller.workspaceId)
    const [app, crm] = await Promise.all(
      [query.appConnectionId, query.crmConnectionId].map((id) =>
        workspace.connection(id, caller.place),
      ),
    )
    if (!app?.ok) return app ?? err({ reason: 'not_found', what: 'connection' })
    if (!crm?.ok) return crm ?? err({ reason: 'not_found', what: 'connection' })
    const [left, right] = await Promise.all(
      [app.value, crm.value].map(async (entry) => (await connectorFor(deps, entry)).describe()),
    )
    if (!left?.ok) return left ?? err({ reason: 'not_found', what: 'connection' })
    if (!right?.ok) return right ?? err({ reason: 'not_found', what: 'connection' })
    const items = suggestTables({ left: left.value, right: right.value }).map((pair) => ({
      appTable: pair.left,
      crmTable: pair.right,
      confidence: pair.sure,
      fields: pair.fields,
    }))
    return ok({ items, app: [...left.value], crm: [...right.value] })
  },
)
