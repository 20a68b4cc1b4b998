import * as z from 'zod'
import { badShape, invalid, Refusal } from '../refusal.ts'
import type { Answer, Call, Route } from '../route.ts'
import { ARCHIVED, Count, holderIn, readQuery } from '../route.ts'
import { instant } from '../times.ts'
import { isList } from '../workspace.ts'

const LARGEST = 1_000

/** The saved views of an object or a list in the order of their ids; pages follow a cursor. */
function list(call: Call): Answer | Refusal {
  const holder = holderIn(call)
  if (holder instanceof Refusal) return holder
  const query = readQuery(call, {
    ...ARCHIVED,
    limit: Count.optional(),
    cursor: z.string().optional(),
  })
  if (query instanceof Refusal) return query
  const { limit = 500, cursor, show_archived } = query
  if (limit < 1 || limit > LARGEST)
    return badShape([invalid(['limit'])], 'Query params validation error.')
  const { workspace } = call.caller
  const all = [...workspace.views.values()]
    .filter((one) => one.of === holder.id && (show_archived || !one.archived))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
  const from = cursor === undefined ? 0 : all.findIndex(({ id }) => id === cursor) + 1
  const shown = all.slice(from, from + limit)
  const next = from + limit < all.length ? (shown.at(-1)?.id ?? null) : null
  const data = shown.map(({ id, title, createdAt }) => ({
    id: {
      workspace_id: workspace.id,
      [isList(holder) ? 'list_id' : 'object_id']: holder.id,
      view_id: id,
    },
    title,
    created_at: instant(createdAt),
  }))
  return { text: JSON.stringify({ data, pagination: { next_cursor: next } }) }
}

const VIEW = { method: 'GET', kind: 'views.list', pace: 'read', answer: list } as const

export const VIEWS: readonly Route[] = [
  { ...VIEW, path: '/v2/objects/{object}/views', scopes: ['object_configuration:read'] },
  { ...VIEW, path: '/v2/lists/{list}/views', scopes: ['list_configuration:read'] },
]
