import {
  FieldSuggestionList,
  FieldSuggestionRequest,
  SuggestionList,
  SuggestionQuery,
} from '../../shared/api/suggestion.ts'
import { suggestTables } from '../../shared/autopair/tables.ts'
import { err, ok } from '../../shared/result.ts'
import { connectorFor } from './connections.ts'
import { slotOf } from './mappings.ts'
import { route } from './route.ts'
import { ownSync } from './sync.ts'

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

export const suggestFields = route(
  'POST /api/crm/field-mappings/suggest',
  {
    says: 'Which fields of a pairing that are not paired yet would pair themselves, and how sure that is. Nothing changes.',
    body: FieldSuggestionRequest,
    answer: FieldSuggestionList,
  },
  async ({ deps, caller, body }) => {
    const own = await ownSync(deps, caller, body.configId)
    if (!own.ok) return own
    const pairs = body.pairs?.map((one) => ({
      left: slotOf(one.appField, one.appPart),
      right: slotOf(one.crmField, one.crmPart),
    }))
    const found = await own.value.sync.suggest(body.entityType, pairs ?? null)
    if (!found.ok) return found
    const items = found.value.map(({ left, right, direction, sure = 0 }) => ({
      appField: left.field,
      appPart: left.part ?? null,
      crmField: right.field,
      crmPart: right.part ?? null,
      syncDirection: direction,
      confidence: sure,
    }))
    return ok({ items: items.sort((a, b) => b.confidence - a.confidence) })
  },
)
