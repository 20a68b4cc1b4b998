import { Erasure, ErasurePage, ErasureQuery, ErasureRequest } from '../../shared/api/erasure.ts'
import { Id } from '../../shared/api/page.ts'
import { ok } from '../../shared/result.ts'
import type { ErasedView } from '../objects/sync/rpc.ts'
import { moment } from './log.ts'
import { route } from './route.ts'
import { ownSync, wireId } from './sync.ts'
import { sideOf } from './wire-side.ts'

const OfConfig = { params: { id: Id } }

export const listErasures = route(
  'GET /api/crm/configs/:id/erasures',
  {
    says: 'Whose traces were destroyed, and in how many backups they are still looked for. Newest first.',
    ...OfConfig,
    query: ErasureQuery,
    answer: ErasurePage,
  },
  async ({ deps, caller, params, query }) => {
    const own = await ownSync(deps, caller, params.id)
    if (!own.ok) return own
    const page = await own.value.sync.erasures({ cursor: query.cursor ?? null, limit: query.limit })
    if (!page.ok) return page
    const items = page.value.items.map((view) => erasureOf(params.id, view))
    return ok({ items, cursor: page.value.cursor })
  },
)

export const eraseRecord = route(
  'POST /api/crm/configs/:id/erasures',
  {
    says: 'Destroy what is kept of one record and its other half: what it is known by, its lines in the ledger, what waits about it, its part of every backup. Where there are many backups, that goes on after the answer. Both records stay where they are, and are not synced any more.',
    ...OfConfig,
    body: ErasureRequest,
    answer: Erasure,
    status: 201,
  },
  async ({ deps, caller, params, body }) => {
    const own = await ownSync(deps, caller, params.id)
    if (!own.ok) return own
    const { entityType, side, recordId } = body
    const erased = await own.value.sync.erase(
      { entityType, side: sideOf(side), recordId },
      caller.keyId,
    )
    return erased.ok ? ok(erasureOf(params.id, erased.value)) : erased
  },
)

const erasureOf = (configId: string, { id, left, right, since, ...rest }: ErasedView): Erasure => ({
  id: wireId(configId, id),
  appRecordId: left,
  crmRecordId: right,
  at: moment(since),
  ...rest,
})
