import * as z from 'zod'
import { readFilter } from '../filter.ts'
import { select } from '../match.ts'
import { readEntry, rowText } from '../reading.ts'
import type { Row } from '../records.ts'
import { badShape, invalid, Refusal, unknownValue } from '../refusal.ts'
import type { Answer, Call, Route } from '../route.ts'
import { listIn, objectIn, readBody } from '../route.ts'
import { scoreOf } from '../score.ts'
import { Sort, sorted } from '../sort.ts'
import type { ObjectType } from '../workspace.ts'

const Query = z.object({
  filter: z.record(z.string(), z.unknown()).optional(),
  filter_view_id: z.string().optional(),
  sorts: z.array(Sort).default([]),
  limit: z.number().int().min(1).default(500),
  offset: z.number().int().min(0).default(0),
})

/**
 * One page of records, or of entries. There is no snapshot behind an offset: what was made or deleted in the meantime shifts the rows
 * of later pages.
 */
function answer(call: Call, object: ObjectType, textOf: (row: Row) => string): Answer | Refusal {
  const query = readBody(call, Query)
  if (query instanceof Refusal) return query
  const { filter, filter_view_id, sorts, limit, offset } = query
  if (filter_view_id !== undefined && filter)
    return badShape([invalid(['filter_view_id'], 'Cannot be given together with filter')])
  const { views } = call.caller.workspace
  const view = filter_view_id === undefined ? undefined : views.get(filter_view_id)
  if (filter_view_id !== undefined && (view?.of !== object.id || view.archived))
    return unknownValue(`View with ID "${filter_view_id}" not found.`)
  const asked = view?.filter ?? filter
  if (limit > call.switches.largestPage) return badShape([invalid(['limit'])])
  const { workspace } = call.caller
  const table = workspace.records.of(object.id)
  const scope = { workspace, object, switches: call.switches }
  const tree = readFilter(scope, asked ?? {})
  if (tree instanceof Refusal) return tree
  const score = scoreOf(table.size, asked, sorts.length)
  const tooDear = call.charge(score)
  if (tooDear) return tooDear
  const rows = sorted(scope, select(workspace, table, tree), sorts)
  if (rows instanceof Refusal) return rows
  const page = rows.slice(offset, offset + limit)
  const text = page.map(textOf).join(',')
  return { text: `{"data":[${text}]}`, score: call.switches.score ? score : 0 }
}

export const QUERIES: readonly Route[] = [
  {
    method: 'POST',
    path: '/v2/objects/{object}/records/query',
    kind: 'records.query',
    pace: 'read',
    scopes: ['record_permission:read', 'object_configuration:read'],
    answer(call) {
      const object = objectIn(call)
      return object instanceof Refusal
        ? object
        : answer(call, object, (row) => rowText(call.caller.workspace, object, row))
    },
  },
  {
    method: 'POST',
    path: '/v2/lists/{list}/entries/query',
    kind: 'entries.query',
    pace: 'read',
    scopes: ['list_entry:read', 'list_configuration:read'],
    answer(call) {
      const list = listIn(call)
      return list instanceof Refusal
        ? list
        : answer(call, list, (row) => JSON.stringify(readEntry(call.caller.workspace, list, row)))
    },
  },
]
