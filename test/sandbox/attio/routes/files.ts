import * as z from 'zod'
import { readActor } from '../reading.ts'
import { badShape, invalid, notFound, Refusal } from '../refusal.ts'
import type { Answer, Call, Route } from '../route.ts'
import { PAGING, readQuery } from '../route.ts'
import { instant } from '../times.ts'
import type { File, Workspace } from '../workspace.ts'
import { objectOf } from '../workspace.ts'
import { placeOf } from './notes.ts'

/** Files of a record. Only reading is served: an upload is no JSON, and nothing here sends one. */

const readFile = (workspace: Workspace, file: File) => ({
  id: { workspace_id: workspace.id, file_id: file.id },
  object_id: file.place.object,
  object_slug: objectOf(workspace, file.place.object).slug,
  record_id: file.place.record,
  file_type: 'file',
  name: file.name,
  content_type: file.type,
  content_size: file.bytes.byteLength,
  created_by_actor: readActor(file.createdBy),
  created_at: instant(file.createdAt),
})

const LARGEST = 200

/** The record must be named; pages follow a cursor. */
function list(call: Call): Answer | Refusal {
  const query = readQuery(call, {
    object: z.string(),
    record_id: z.string(),
    limit: PAGING.limit,
    cursor: z.string().optional(),
  })
  if (query instanceof Refusal) return query
  const { workspace } = call.caller
  const place = placeOf(workspace, query.object, query.record_id)
  if (place instanceof Refusal) return place
  const { limit = 50, cursor } = query
  if (limit < 1 || limit > LARGEST)
    return badShape([invalid(['limit'])], 'Query params validation error.')
  const all = [...workspace.files.values()].filter((one) => one.place.record === place.record)
  const from = cursor === undefined ? 0 : all.findIndex(({ id }) => id === cursor) + 1
  const shown = all.slice(from, from + limit)
  const next = from + limit < all.length ? (shown.at(-1)?.id ?? null) : null
  return {
    text: JSON.stringify({
      data: shown.map((one) => readFile(workspace, one)),
      pagination: { next_cursor: next },
    }),
  }
}

function get(call: Call): Answer | Refusal {
  const id = call.params['file'] ?? ''
  const { workspace } = call.caller
  const file = workspace.files.get(id)
  return file
    ? { text: JSON.stringify({ data: readFile(workspace, file) }) }
    : notFound(`File with ID "${id}"`)
}

const READ = {
  pace: 'read',
  scopes: ['file:read', 'object_configuration:read', 'record_permission:read'],
} as const

export const FILES: readonly Route[] = [
  { method: 'GET', path: '/v2/files', kind: 'files.list', ...READ, answer: list },
  { method: 'GET', path: '/v2/files/{file}', kind: 'files.get', ...READ, answer: get },
]
