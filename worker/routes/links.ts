import { Link, LinkPage, LinkQuery, LinkRequest, UnlinkQuery } from '../../shared/api/link.ts'
import { Id } from '../../shared/api/page.ts'
import { Started } from '../../shared/api/run.ts'
import { ok } from '../../shared/result.ts'
import type { LinkView } from '../objects/sync/rpc.ts'
import { route } from './route.ts'
import { started } from './runs.ts'
import { ownSync } from './sync.ts'
import { sideOf, wireSide } from './wire-side.ts'

export const listLinks = route(
  'GET /api/crm/configs/:id/links',
  {
    says: 'Which record is which: the links of a pairing, or the one of a record.',
    params: { id: Id },
    query: LinkQuery,
    answer: LinkPage,
  },
  async ({ deps, caller, params, query }) => {
    const own = await ownSync(deps, caller, params.id)
    if (!own.ok) return own
    const { entityType, side, recordId } = query
    const record =
      side === undefined || recordId === undefined ? undefined : { side: sideOf(side), recordId }
    const page = { cursor: query.cursor ?? null, limit: query.limit }
    const found = await own.value.sync.links({ entityType, record }, page)
    if (!found.ok) return found
    return ok({ items: found.value.items.map(linkOf), cursor: found.value.cursor })
  },
)

export const createLink = route(
  'POST /api/crm/configs/:id/links',
  {
    says: 'These two records are the same: link them, and write what follows. A record is linked with one other at most.',
    params: { id: Id },
    body: LinkRequest,
    answer: Started,
    status: 202,
  },
  async ({ deps, caller, params, body }) => {
    const own = await ownSync(deps, caller, params.id)
    if (!own.ok) return own
    const { sync } = own.value
    const run = await sync.link(
      {
        entityType: body.entityType,
        left: body.appRecordId,
        right: body.crmRecordId,
        holds: body.right === undefined ? null : sideOf(body.right),
      },
      caller.keyId,
    )
    return run.ok ? started(params.id, run.value, await sync.view()) : run
  },
)

export const deleteLink = route(
  'DELETE /api/crm/configs/:id/links/:linkId',
  {
    says: 'Part two records without deleting either. They are not linked again by themselves, unless asked for.',
    params: { id: Id, linkId: Id },
    query: UnlinkQuery,
    answer: Started,
    status: 202,
  },
  async ({ deps, caller, params, query }) => {
    const own = await ownSync(deps, caller, params.id)
    if (!own.ok) return own
    const { sync } = own.value
    const run = await sync.unlink(params.linkId, query.then, caller.keyId)
    return run.ok ? started(params.id, run.value, await sync.view()) : run
  },
)

const linkOf = ({ id, entityType, leftId, rightId, title, gone }: LinkView): Link => ({
  id,
  entityType,
  appRecordId: leftId,
  crmRecordId: rightId,
  title,
  gone: gone === null || gone === 'both' ? gone : wireSide(gone),
})
