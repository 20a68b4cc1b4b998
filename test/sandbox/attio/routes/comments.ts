import * as z from 'zod'
import { readActor } from '../reading.ts'
import { badShape, invalid, notFound, Refusal, unknownValue } from '../refusal.ts'
import type { Answer, Call, Route } from '../route.ts'
import { data, page, PAGING, readBody, readQuery } from '../route.ts'
import { instant } from '../times.ts'
import type { Comment, Place, Workspace } from '../workspace.ts'
import { findList } from '../workspace.ts'
import { madeAt, placeOf } from './notes.ts'

const common = {
  format: z.literal('plaintext'),
  content: z.string().min(1),
  author: z.object({ type: z.literal('workspace-member'), id: z.string() }),
  created_at: z.string().optional(),
}
/** Exactly one of the three says what it is about. */
const NewComment = z.object({
  data: z.union([
    z.strictObject({ ...common, thread_id: z.string() }),
    z.strictObject({
      ...common,
      record: z.object({ object: z.string(), record_id: z.string() }),
    }),
    z.strictObject({ ...common, entry: z.object({ list: z.string(), entry_id: z.string() }) }),
  ]),
})

const readComment = (workspace: Workspace, comment: Comment) => ({
  id: { workspace_id: workspace.id, comment_id: comment.id },
  thread_id: comment.thread,
  content_plaintext: comment.content,
  entry: comment.entry && { entry_id: comment.entry.entry, list_id: comment.entry.list },
  record: { record_id: comment.about.record, object_id: comment.about.object },
  resolved_at: comment.resolved && instant(comment.resolved.at),
  resolved_by: comment.resolved ? readActor(comment.resolved.by) : { type: null, id: null },
  created_at: instant(comment.createdAt),
  author: readActor(comment.author),
})

/** The comments of each thread in the order they were made. */
function threadsOf(workspace: Workspace): ReadonlyMap<string, readonly Comment[]> {
  const threads = new Map<string, Comment[]>()
  for (const comment of workspace.comments.values())
    threads.set(comment.thread, [...(threads.get(comment.thread) ?? []), comment])
  for (const comments of threads.values())
    comments.sort((one, other) => one.createdAt - other.createdAt)
  return threads
}

const readThread = (workspace: Workspace, comments: readonly Comment[]) => ({
  id: { workspace_id: workspace.id, thread_id: comments[0]?.thread },
  comments: comments.map((one) => readComment(workspace, one)),
  created_at: instant(comments[0]?.createdAt ?? 0),
})

type About = { readonly about: Place; readonly entry: Comment['entry'] }

function entryAt(workspace: Workspace, listName: string, id: string): About | Refusal {
  const list = findList(workspace, listName)
  const row = list && workspace.records.of(list.id).get(id)
  return list && row?.parent
    ? { about: row.parent, entry: { list: list.id, entry: id } }
    : notFound(`Entry with ID "${id}"`)
}

function aboutOf(
  workspace: Workspace,
  given: z.output<typeof NewComment>['data'],
): About | Refusal {
  if ('thread_id' in given)
    return (
      workspace.comments.get(given.thread_id) ??
      unknownValue('The referenced Thread could not be found, it might have been deleted.')
    )
  const found =
    'record' in given
      ? placeOf(workspace, given.record.object, given.record.record_id)
      : entryAt(workspace, given.entry.list, given.entry.entry_id)
  if (found instanceof Refusal) return unknownValue(found.message)
  return 'about' in found ? found : { about: found, entry: null }
}

function create(call: Call): Answer | Refusal {
  const body = readBody(call, NewComment)
  if (body instanceof Refusal) return body
  const given = body.data
  const { workspace } = call.caller
  if (!workspace.members.some(({ id }) => id === given.author.id))
    return unknownValue(`Workspace member with ID "${given.author.id}" not found.`)
  const about = aboutOf(workspace, given)
  if (about instanceof Refusal) return about
  const createdAt = madeAt(given.created_at, call.now)
  if (createdAt === undefined) return badShape([invalid(['data', 'created_at'])])
  const id = call.newId()
  const comment: Comment = {
    id,
    thread: 'thread_id' in given ? given.thread_id : id,
    about: about.about,
    entry: about.entry,
    content: given.content,
    author: given.author,
    createdAt,
    resolved: null,
  }
  workspace.comments.set(id, comment)
  return data(readComment(workspace, comment))
}

function commentIn({ caller: { workspace }, params }: Call): Comment | Refusal {
  const id = params['comment'] ?? ''
  return workspace.comments.get(id) ?? notFound(`Comment with ID "${id}"`)
}

/** With its head the whole thread goes. */
function remove(call: Call): Answer | Refusal {
  const comment = commentIn(call)
  if (comment instanceof Refusal) return comment
  const { comments } = call.caller.workspace
  for (const one of [...comments.values()])
    if (one.id === comment.id || one.thread === comment.id) comments.delete(one.id)
  return { text: '{}' }
}

const word = z.string().optional()
const LISTING = { ...PAGING, record_id: word, object: word, entry_id: word, list: word }

function listThreads(call: Call): Answer | Refusal {
  const query = readQuery(call, LISTING)
  if (query instanceof Refusal) return query
  const { workspace } = call.caller
  const { record_id, object, entry_id, list, limit = 10, offset } = query
  const about =
    record_id !== undefined && object !== undefined
      ? placeOf(workspace, object, record_id)
      : entryAt(workspace, list ?? '', entry_id ?? '')
  if (about instanceof Refusal) return about
  if (limit < 1 || limit > 50)
    return badShape([invalid(['limit'])], 'Query params validation error.')
  const shown = [...threadsOf(workspace).values()].filter(([head]) =>
    'about' in about
      ? head?.entry?.entry === about.entry?.entry
      : head?.about.record === about.record && head.entry === null,
  )
  return data(page(shown, { limit, offset }).map((one) => readThread(workspace, one)))
}

function getThread(call: Call): Answer | Refusal {
  const id = call.params['thread'] ?? ''
  const { workspace } = call.caller
  const found = threadsOf(workspace).get(id)
  return found ? data(readThread(workspace, found)) : notFound(`Thread with ID "${id}"`)
}

const READ = { pace: 'read', scopes: ['comment:read'] } as const
const WRITE = { pace: 'write', scopes: ['comment:read-write'] } as const

export const COMMENTS: readonly Route[] = [
  { method: 'GET', path: '/v2/threads', kind: 'threads.list', ...READ, answer: listThreads },
  {
    method: 'GET',
    path: '/v2/threads/{thread}',
    kind: 'threads.get',
    ...READ,
    answer: getThread,
  },
  { method: 'POST', path: '/v2/comments', kind: 'comments.create', ...WRITE, answer: create },
  {
    method: 'GET',
    path: '/v2/comments/{comment}',
    kind: 'comments.get',
    ...READ,
    answer: (call) => {
      const comment = commentIn(call)
      return comment instanceof Refusal
        ? comment
        : data(readComment(call.caller.workspace, comment))
    },
  },
  {
    method: 'DELETE',
    path: '/v2/comments/{comment}',
    kind: 'comments.delete',
    ...WRITE,
    answer: remove,
  },
]
