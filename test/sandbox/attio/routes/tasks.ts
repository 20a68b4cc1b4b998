import * as z from 'zod'
import { readActor } from '../reading.ts'
import { badShape, invalid, notFound, Refusal, unknownValue } from '../refusal.ts'
import type { Answer, Call, Route } from '../route.ts'
import { data, page, PAGING, readBody, readQuery } from '../route.ts'
import { instant } from '../times.ts'
import type { Place, Task, Workspace } from '../workspace.ts'
import { findObject, objectOf } from '../workspace.ts'
import { placeOf } from './notes.ts'

const deadline = z.string().nullable()
const links = z.array(z.object({ target_object: z.string(), target_record_id: z.string() }))
const assignees = z.array(
  z.union([
    z.strictObject({
      referenced_actor_type: z.literal('workspace-member'),
      referenced_actor_id: z.string(),
    }),
    z.strictObject({ workspace_member_email_address: z.string() }),
  ]),
)
/** All six are compulsory. */
const NewTask = z.object({
  data: z.object({
    content: z.string().max(2000),
    format: z.literal('plaintext'),
    deadline_at: deadline,
    is_completed: z.boolean(),
    linked_records: links,
    assignees,
  }),
})
/** The words of a task stand for ever. */
const TaskPatch = z.object({
  data: z.strictObject({
    deadline_at: deadline.optional(),
    is_completed: z.boolean().optional(),
    linked_records: links.optional(),
    assignees: assignees.optional(),
  }),
})

const readTask = (workspace: Workspace, task: Task) => ({
  id: { workspace_id: workspace.id, task_id: task.id },
  content_plaintext: task.content,
  deadline_at: task.deadline === null ? null : instant(task.deadline),
  is_completed: task.completedAt !== null,
  completed_at: task.completedAt === null ? null : instant(task.completedAt),
  linked_records: task.linked.map(({ object, record }) => ({
    target_object_id: objectOf(workspace, object).slug,
    target_record_id: record,
  })),
  assignees: task.assignees.map((id) => ({
    referenced_actor_type: 'workspace-member',
    referenced_actor_id: id,
  })),
  created_by_actor: readActor(task.createdBy),
  created_at: instant(task.createdAt),
})

const memberNamed = ({ members }: Workspace, name: string): string | undefined =>
  members.find(({ id, email }) => id === name || email.toLowerCase() === name.toLowerCase())?.id

function assigneesIn(
  workspace: Workspace,
  given: z.output<typeof assignees>,
): readonly string[] | Refusal {
  const ids = new Set<string>()
  for (const one of given) {
    const name =
      'referenced_actor_id' in one ? one.referenced_actor_id : one.workspace_member_email_address
    const id = memberNamed(workspace, name)
    if (id === undefined) return unknownValue(`Could not find workspace member "${name}".`)
    ids.add(id)
  }
  return [...ids]
}

function linksIn(workspace: Workspace, given: z.output<typeof links>): readonly Place[] | Refusal {
  const places = new Map<string, Place>()
  for (const { target_object, target_record_id } of given) {
    const place = placeOf(workspace, target_object, target_record_id)
    if (place instanceof Refusal) return place
    places.set(place.record, place)
  }
  return [...places.values()]
}

/** A day is its first moment, in UTC. */
function deadlineIn(given: string | null): number | null | Refusal {
  if (given === null) return null
  const at = Date.parse(given)
  return Number.isNaN(at) ? badShape([invalid(['data', 'deadline_at'])]) : at
}

/** The task with what was given laid over it. */
function withGiven(
  { caller: { workspace }, now }: Call,
  task: Task,
  given: z.output<typeof TaskPatch>['data'],
): Task | Refusal {
  const due = given.deadline_at === undefined ? task.deadline : deadlineIn(given.deadline_at)
  if (due instanceof Refusal) return due
  const linked =
    given.linked_records === undefined ? task.linked : linksIn(workspace, given.linked_records)
  if (linked instanceof Refusal) return linked
  const who =
    given.assignees === undefined ? task.assignees : assigneesIn(workspace, given.assignees)
  if (who instanceof Refusal) return who
  const { is_completed = task.completedAt !== null } = given
  const completedAt = is_completed ? (task.completedAt ?? now) : null
  return { ...task, deadline: due, linked, assignees: who, completedAt }
}

function create(call: Call): Answer | Refusal {
  const body = readBody(call, NewTask)
  if (body instanceof Refusal) return body
  const { content, deadline_at, is_completed, linked_records, assignees: people } = body.data
  const { workspace, token } = call.caller
  const blank: Task = {
    id: call.newId(),
    content,
    deadline: null,
    completedAt: null,
    linked: [],
    assignees: [],
    createdBy: { type: 'api-token', id: token.id },
    createdAt: call.now,
  }
  const task = withGiven(call, blank, {
    deadline_at,
    is_completed,
    linked_records,
    assignees: people,
  })
  if (task instanceof Refusal) return task
  workspace.tasks.set(task.id, task)
  return data(readTask(workspace, task))
}

function taskIn({ caller: { workspace }, params }: Call): Task | Refusal {
  const id = params['task'] ?? ''
  return workspace.tasks.get(id) ?? notFound(`Task with ID "${id}"`)
}

function patch(call: Call): Answer | Refusal {
  const task = taskIn(call)
  if (task instanceof Refusal) return task
  const body = readBody(call, TaskPatch)
  if (body instanceof Refusal) return body
  const next = withGiven(call, task, body.data)
  if (next instanceof Refusal) return next
  call.caller.workspace.tasks.set(task.id, next)
  return data(readTask(call.caller.workspace, next))
}

const LISTING = {
  ...PAGING,
  sort: z.enum(['created_at:asc', 'created_at:desc', 'completed_at:asc', 'completed_at:desc']).default('created_at:asc'),
  linked_object: z.string().optional(),
  linked_record_id: z.string().optional(),
  assignee: z.string().optional(),
  is_completed: z.enum(['true', 'false']).optional(),
} // prettier-ignore

function list(call: Call): Answer | Refusal {
  const query = readQuery(call, LISTING)
  if (query instanceof Refusal) return query
  const { linked_object, linked_record_id, assignee, is_completed, limit = 500, offset } = query
  const { workspace } = call.caller
  if ((linked_object === undefined) !== (linked_record_id === undefined))
    return badShape([invalid(['linked_record_id'])], 'Query params validation error.')
  const object = linked_object === undefined ? undefined : findObject(workspace, linked_object)
  if (linked_object !== undefined && !object)
    return notFound(`Object with slug/ID "${linked_object}"`)
  const who = assignee === undefined ? undefined : memberNamed(workspace, assignee)
  const by = (task: Task) =>
    query.sort.startsWith('created') ? task.createdAt : (task.completedAt ?? Infinity)
  const sign = query.sort.endsWith('asc') ? 1 : -1
  const shown = [...workspace.tasks.values()]
    .filter(({ linked }) => !object || linked.some((one) => one.record === linked_record_id))
    .filter(
      ({ assignees: people }) =>
        assignee === undefined ||
        (assignee === 'null' ? people.length === 0 : people.some((id) => id === who)),
    )
    .filter(
      ({ completedAt }) =>
        is_completed === undefined || String(completedAt !== null) === is_completed,
    )
    .sort((one, other) => sign * (by(one) - by(other)))
  return data(page(shown, { limit, offset }).map((one) => readTask(workspace, one)))
}

const ABOUT = ['object_configuration:read', 'record_permission:read', 'user_management:read']
const READ = { pace: 'read', scopes: ['task:read', ...ABOUT] } as const
const WRITE = { pace: 'write', scopes: ['task:read-write', ...ABOUT] } as const
const ONE = '/v2/tasks/{task}'

export const TASKS: readonly Route[] = [
  { method: 'GET', path: '/v2/tasks', kind: 'tasks.list', ...READ, answer: list },
  { method: 'POST', path: '/v2/tasks', kind: 'tasks.create', ...WRITE, answer: create },
  {
    method: 'GET',
    path: ONE,
    kind: 'tasks.get',
    ...READ,
    answer: (call) => {
      const task = taskIn(call)
      return task instanceof Refusal ? task : data(readTask(call.caller.workspace, task))
    },
  },
  { method: 'PATCH', path: ONE, kind: 'tasks.patch', ...WRITE, answer: patch },
  {
    method: 'DELETE',
    path: ONE,
    kind: 'tasks.delete',
    ...WRITE,
    answer: (call) => {
      const task = taskIn(call)
      if (task instanceof Refusal) return task
      call.caller.workspace.tasks.delete(task.id)
      return { text: '{}' }
    },
  },
]
