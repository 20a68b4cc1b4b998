import { Provider } from '../../shared/api/connection.ts'
import { FilterCount, FilterCountRequest, ViewList, ViewsQuery } from '../../shared/api/filter.ts'
import { Id } from '../../shared/api/page.ts'
import { err, ok } from '../../shared/result.ts'
import { ownConnector } from './connections.ts'
import { route } from './route.ts'
import { ownSync } from './sync.ts'

export const listViews = route(
  'GET /api/crm/:provider/views',
  {
    says: 'The saved views of a table, which a pairing may be narrowed to.',
    params: { provider: Provider },
    query: ViewsQuery,
    answer: ViewList,
  },
  async ({ deps, caller, params, query }) => {
    const own = await ownConnector(deps, caller, params.provider, query.connectionId)
    if (!own.ok) return own
    const connector = own.value
    const tables = await connector.describe()
    if (!tables.ok) return tables
    const table = tables.value.find((one) => one.id === query.table)
    if (!table) return err({ reason: 'not_found', what: `table “${query.table}”` })
    const views = await connector.views?.(table)
    if (views === undefined) return ok({ items: [] })
    return views.ok ? ok({ items: [...views.value] }) : views
  },
)

export const countFilter = route(
  'POST /api/crm/configs/:id/filter-count',
  {
    says: 'How many records a filter would let through, and who would join or stand still because of it. Nothing changes.',
    params: { id: Id },
    body: FilterCountRequest,
    answer: FilterCount,
  },
  async ({ deps, caller, params, body }) => {
    const own = await ownSync(deps, caller, params.id)
    if (!own.ok) return own
    const side = body.side === 'app' ? 'left' : 'right'
    return own.value.sync.countFilter(body.entityType, side, body.filter)
  },
)
