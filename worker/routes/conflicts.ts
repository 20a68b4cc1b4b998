import { type Conflict, ConflictPage, ConflictQuery } from '../../shared/api/conflict.ts'
import { ok } from '../../shared/result.ts'
import type { ConflictView } from '../objects/sync/rpc.ts'
import { moment } from './log.ts'
import { merge, type Source } from './merged.ts'
import { route } from './route.ts'
import { askedSyncs, plain } from './runs.ts'
import { wireId } from './sync.ts'

export const listConflicts = route(
  'GET /api/crm/conflicts',
  {
    says: 'What waits for a person to decide, newest first.',
    query: ConflictQuery,
    answer: ConflictPage,
  },
  async ({ deps, caller, query }) => {
    const ids = await askedSyncs(deps, caller, query.configId)
    if (!ids.ok) return ids
    const sources = ids.value.map((id): Source<{ configId: string; view: ConflictView }> => ({
      key: id,
      async page(ask) {
        const page = await deps.sync(id).conflicts(ask)
        if (!page.ok) return page
        const items = page.value.items.map((view) => ({ configId: id, view }))
        return ok({ items, cursor: page.value.cursor })
      },
    }))
    const page = await merge(
      sources,
      { cursor: query.cursor ?? null, limit: query.limit },
      { id: ({ view }) => view.id, when: ({ view }) => view.since },
    )
    if (!page.ok) return page
    const items = page.value.items.map(({ configId, view }) => conflictOf(configId, view))
    return ok({ items, cursor: page.value.cursor })
  },
)

const conflictOf = (configId: string, view: ConflictView): Conflict => ({
  id: wireId(configId, view.id),
  configId,
  entityType: view.entityType,
  kind: view.kind,
  appRecordId: view.leftId,
  crmRecordId: view.rightId,
  mappingId: view.entryId,
  base: plain(view.base),
  app: plain(view.left),
  crm: plain(view.right),
  says: view.says,
  since: moment(view.since),
})
