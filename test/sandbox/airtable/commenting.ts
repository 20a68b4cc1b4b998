/** Comments on a record: newest first, changed and removed by whoever wrote them. */
import * as z from 'zod'
import { isoInstant } from './calendar.ts'
import { shaped, type TableCall } from './call.ts'
import { refuse } from './refusal.ts'
import type { Comment, Row } from './state.ts'

const Words = z.strictObject({ text: z.string().min(1), parentCommentId: z.string().optional() })
const NewWords = z.strictObject({ text: z.string().min(1) })
const Ask = z.object({
  pageSize: z.coerce.number().int().min(1).max(100).default(100),
  offset: z.string().default(''),
})

/** The offset of the last page is null, other than that of records. */
export function listComments(call: TableCall) {
  const { pageSize, offset } = shaped(Ask, call.query)
  const newestFirst = [...rowOf(call).comments].reverse()
  const from = newestFirst.findIndex(({ id }) => id === offset) + 1
  const page = newestFirst.slice(from, from + pageSize)
  const more = from + pageSize < newestFirst.length
  return {
    comments: page.map((comment) => shown(call, comment)),
    offset: more ? (page.at(-1)?.id ?? null) : null,
  }
}

export function addComment(call: TableCall) {
  const { text, parentCommentId } = shaped(Words, call.body)
  const row = rowOf(call)
  const parent = parentCommentId ?? null
  if (parent !== null && !row.comments.some(({ id }) => id === parent)) throw refuse.shape()
  const { service, token } = call
  const at = service.clock.now()
  const comment = { id: service.id('com'), by: token.userId, text, at, editedAt: null, parent }
  row.comments.push(comment)
  return shown(call, comment)
}

export function editComment(call: TableCall) {
  const { text } = shaped(NewWords, call.body)
  const comment = ownComment(call)
  comment.text = text
  comment.editedAt = call.service.clock.now()
  return shown(call, comment)
}

export function deleteComment(call: TableCall) {
  const { id } = ownComment(call)
  const row = rowOf(call)
  row.comments.splice(
    row.comments.findIndex((one) => one.id === id),
    1,
  )
  return { id, deleted: true }
}

function rowOf({ table, path, service }: TableCall): Row {
  const row = table.rows.get(path.record ?? '')
  if (!row) throw refuse.goneRecord(service.switches.goneRecord)
  return row
}

function ownComment(call: TableCall): Comment {
  const comment = rowOf(call).comments.find(({ id }) => id === call.path.comment)
  if (!comment) throw refuse.unknownModel()
  if (comment.by !== call.token.userId) throw refuse.operation()
  return comment
}

function shown({ service }: TableCall, comment: Comment) {
  const author = service.users.get(comment.by)
  return {
    id: comment.id,
    author: {
      id: comment.by,
      email: author?.email ?? '',
      ...(author?.name === undefined ? {} : { name: author.name }),
    },
    text: comment.text,
    createdTime: isoInstant(comment.at),
    lastUpdatedTime: comment.editedAt === null ? null : isoInstant(comment.editedAt),
    ...(comment.parent === null ? {} : { parentCommentId: comment.parent }),
  }
}
