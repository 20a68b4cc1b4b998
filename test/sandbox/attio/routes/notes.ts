import * as z from 'zod'
import { plainOf } from '../markdown.ts'
import { readActor } from '../reading.ts'
import { badShape, invalid, notFound, Refusal } from '../refusal.ts'
import type { Answer, Call, Route } from '../route.ts'
import { data, page, PAGING, readBody, readQuery } from '../route.ts'
import { instant } from '../times.ts'
import type { Note, Place, Workspace } from '../workspace.ts'
import { findObject, objectOf } from '../workspace.ts'

const format = z.enum(['plaintext', 'markdown'])
/** Backdating is allowed, but not before 1970 and not into the future. */
const NewNote = z.object({
  data: z.object({
    parent_object: z.string(),
    parent_record_id: z.string(),
    title: z.string(),
    format,
    content: z.string(),
    created_at: z.string().optional(),
    meeting_id: z.string().nullable().optional(),
  }),
})
const NotePatch = z.object({
  data: z.strictObject({
    title: z.string().optional(),
    format: format.optional(),
    content: z.string().optional(),
  }),
})

/** What is too large is not documented as a number. */
const LARGEST = 1_000_000

const readNote = (workspace: Workspace, note: Note) => ({
  id: { workspace_id: workspace.id, note_id: note.id },
  parent_object: objectOf(workspace, note.parent.object).slug,
  parent_record_id: note.parent.record,
  title: note.title,
  meeting_id: note.meetingId,
  content_plaintext: note.plain,
  content_markdown: note.markdown,
  tags: [],
  created_by_actor: readActor(note.createdBy),
  created_at: instant(note.createdAt),
})

const tooLarge = () => new Refusal(413, 'validation_type', 'The note is too large.')

/** A record that notes, tasks and comments may be about. */
export function placeOf(workspace: Workspace, object: string, record: string): Place | Refusal {
  const found = findObject(workspace, object)
  if (!found) return notFound(`Object with slug/ID "${object}"`)
  return workspace.records.of(found.id).get(record)
    ? { object: found.id, record }
    : notFound(`Record with ID "${record}"`)
}

export const contentOf = (format: 'plaintext' | 'markdown', content: string) =>
  format === 'markdown'
    ? { markdown: content.trimEnd(), plain: plainOf(content) }
    : { markdown: content, plain: content }

/** When something backdated was made; undefined where it may not be. */
export function madeAt(given: string | undefined, now: number): number | undefined {
  if (given === undefined) return now
  const at = Date.parse(given)
  return at >= 0 && at <= now ? at : undefined
}

function create(call: Call): Answer | Refusal {
  const body = readBody(call, NewNote)
  if (body instanceof Refusal) return body
  const given = body.data
  if (given.content.length > LARGEST) return tooLarge()
  const { workspace, token } = call.caller
  const parent = placeOf(workspace, given.parent_object, given.parent_record_id)
  if (parent instanceof Refusal) return parent
  const createdAt = madeAt(given.created_at, call.now)
  if (createdAt === undefined) return badShape([invalid(['data', 'created_at'])])
  const note: Note = {
    id: call.newId(),
    parent,
    title: given.title,
    ...contentOf(given.format, given.content),
    meetingId: given.meeting_id ?? null,
    createdBy: { type: 'api-token', id: token.id },
    createdAt,
  }
  workspace.notes.set(note.id, note)
  return data(readNote(workspace, note))
}

function noteIn({ caller: { workspace }, params }: Call): Note | Refusal {
  const id = params['note'] ?? ''
  return workspace.notes.get(id) ?? notFound(`Note with ID "${id}"`)
}

function patch(call: Call): Answer | Refusal {
  if (!call.switches.notesCanChange)
    return new Refusal(
      404,
      'not_found',
      `Could not find endpoint "PATCH /v2/notes/${call.params['note']}".`,
    )
  const note = noteIn(call)
  if (note instanceof Refusal) return note
  const body = readBody(call, NotePatch)
  if (body instanceof Refusal) return body
  const { title = note.title, format: form, content } = body.data
  if (content !== undefined && form === undefined)
    return badShape([invalid(['data', 'format'], 'Required')])
  if (content !== undefined && content.length > LARGEST) return tooLarge()
  const next: Note = {
    ...note,
    title,
    ...(content !== undefined && form !== undefined ? contentOf(form, content) : {}),
  }
  call.caller.workspace.notes.set(note.id, next)
  return data(readNote(call.caller.workspace, next))
}

function list(call: Call): Answer | Refusal {
  const query = readQuery(call, {
    ...PAGING,
    parent_object: z.string().optional(),
    parent_record_id: z.string().optional(),
  })
  if (query instanceof Refusal) return query
  const { limit = 10, parent_object, parent_record_id } = query
  if (limit < 1 || limit > 50)
    return badShape([invalid(['limit'])], 'Query params validation error.')
  const { workspace } = call.caller
  const object = parent_object === undefined ? undefined : findObject(workspace, parent_object)
  if (parent_object !== undefined && !object)
    return notFound(`Object with slug/ID "${parent_object}"`)
  const shown = [...workspace.notes.values()]
    .filter(({ parent }) => object === undefined || parent.object === object.id)
    .filter(({ parent }) => parent_record_id === undefined || parent.record === parent_record_id)
    .sort((one, other) => other.createdAt - one.createdAt)
  return data(page(shown, { limit, offset: query.offset }).map((one) => readNote(workspace, one)))
}

const ABOUT = ['object_configuration:read', 'record_permission:read']
const READ = { pace: 'read', scopes: ['note:read', ...ABOUT] } as const
const WRITE = { pace: 'write', scopes: ['note:read-write', ...ABOUT] } as const
const ONE = '/v2/notes/{note}'

export const NOTES: readonly Route[] = [
  { method: 'GET', path: '/v2/notes', kind: 'notes.list', ...READ, answer: list },
  { method: 'POST', path: '/v2/notes', kind: 'notes.create', ...WRITE, answer: create },
  {
    method: 'GET',
    path: ONE,
    kind: 'notes.get',
    ...READ,
    answer: (call) => {
      const note = noteIn(call)
      return note instanceof Refusal ? note : data(readNote(call.caller.workspace, note))
    },
  },
  { method: 'PATCH', path: ONE, kind: 'notes.patch', ...WRITE, answer: patch },
  {
    method: 'DELETE',
    path: ONE,
    kind: 'notes.delete',
    pace: 'write',
    scopes: ['note:read-write'],
    answer: (call) => {
      const note = noteIn(call)
      if (note instanceof Refusal) return note
      call.caller.workspace.notes.delete(note.id)
      return { text: '{}' }
    },
  },
]
