import { Hold, HoldPage, HoldQuery, HoldRequest, ReleaseQuery } from '../../shared/api/hold.ts'
import { Done, Id } from '../../shared/api/page.ts'
import { ok } from '../../shared/result.ts'
import type { HoldView } from '../objects/sync/rpc.ts'
import { between } from './between.ts'
import { moment } from './log.ts'
import { route } from './route.ts'
import { ownSync, wireId } from './sync.ts'
import { sideOf, wireSide } from './wire-side.ts'

const OfConfig = { params: { id: Id } }

export const listHolds = route(
  'GET /api/crm/configs/:id/holds',
  {
    says: 'Records and fields that are set aside: nothing writes, copies or deletes them. Newest first.',
    ...OfConfig,
    query: HoldQuery,
    answer: HoldPage,
  },
  async ({ deps, caller, params, query }) => {
    const own = await ownSync(deps, caller, params.id)
    if (!own.ok) return own
    const page = await own.value.sync.holds(
      { cursor: query.cursor ?? null, limit: query.limit },
      { entityType: query.entityType, why: query.why, ...between(query) },
    )
    if (!page.ok) return page
    const items = page.value.items.map((view) => holdOf(params.id, view))
    return ok({ items, cursor: page.value.cursor })
  },
)

export const createHold = route(
  'POST /api/crm/configs/:id/holds',
  {
    says: 'Set a record, or one field of it, aside until it is let go.',
    ...OfConfig,
    body: HoldRequest,
    answer: Hold,
    status: 201,
  },
  async ({ deps, caller, params, body }) => {
    const own = await ownSync(deps, caller, params.id)
    if (!own.ok) return own
    const held = await own.value.sync.hold(
      {
        entityType: body.entityType,
        side: sideOf(body.side),
        recordId: body.recordId,
        entryId: body.mappingId ?? null,
        says: body.says ?? 'Somebody set it aside. Let it go, and it is synced again.',
      },
      caller.keyId,
    )
    return held.ok ? ok(holdOf(params.id, held.value)) : held
  },
)

export const releaseHold = route(
  'DELETE /api/crm/configs/:id/holds/:holdId',
  {
    says: 'Let it go: the next run syncs it again.',
    params: { id: Id, holdId: Id },
    query: ReleaseQuery,
    answer: Done,
  },
  async ({ deps, caller, params, query }) => {
    const own = await ownSync(deps, caller, params.id)
    if (!own.ok) return own
    const right = query.right === undefined ? null : sideOf(query.right)
    const released = await own.value.sync.releaseHold(params.holdId, right, caller.keyId)
    return released.ok ? ok({ done: true }) : released
  },
)

const holdOf = (configId: string, view: HoldView): Hold => ({
  id: view.id,
  entityType: view.entityType,
  side: wireSide(view.side),
  recordId: view.recordId,
  otherRecordId: view.otherId,
  mappingId: view.entryId,
  why: view.why,
  says: view.says,
  logId: view.runId === null ? null : wireId(configId, view.runId),
  actor: view.actor,
  since: moment(view.since),
})
