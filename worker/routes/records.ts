import { Id } from '../../shared/api/page.ts'
import { Address, AddressQuery, RecordPage, RecordQuery } from '../../shared/api/record.ts'
import { ok } from '../../shared/result.ts'
import { route } from './route.ts'
import { ownSync, pageOf } from './sync.ts'
import { toldOnce } from './told-once.ts'
import { sideOf } from './wire-side.ts'

export const listRecords = route(
  'GET /api/crm/configs/:id/records',
  {
    says: 'The records of one side that are not in sync, by where they stand, each with the reason.',
    params: { id: Id },
    query: RecordQuery,
    answer: RecordPage,
  },
  async ({ deps, caller, params, query }) => {
    const own = await ownSync(deps, caller, params.id)
    if (!own.ok) return own
    const { entityType, standing } = query
    const page = await pageOf(
      deps,
      params.id,
      'records',
      { entityType, side: sideOf(query.side), standing },
      { cursor: query.cursor ?? null, limit: query.limit },
    )
    if (!page.ok) return page
    return ok(
      toldOnce(page.value, ({ items, cursor }) => ({
        items: items.map(({ recordId, otherId, title, says, holds }) => ({
          recordId,
          otherRecordId: otherId,
          title,
          standing,
          says: [...says],
          holdIds: [...holds],
        })),
        cursor,
      })),
    )
  },
)

export const recordAddress = route(
  'GET /api/crm/configs/:id/records/address',
  {
    says: 'Where a record is opened: its page at the service, asked for there.',
    params: { id: Id },
    query: AddressQuery,
    answer: Address,
  },
  async ({ deps, caller, params, query }) => {
    const own = await ownSync(deps, caller, params.id)
    if (!own.ok) return own
    const url = await own.value.sync.address({ ...query, side: sideOf(query.side) })
    return url.ok ? ok({ url: url.value }) : url
  },
)
