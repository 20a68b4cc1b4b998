import * as z from 'zod'
import { customList } from '../definitions.ts'
import { readList } from '../reading.ts'
import { badShape, invalid, notFound, Refusal, slugTaken, unknownValue } from '../refusal.ts'
import type { Answer, Call, Route } from '../route.ts'
import { data, listIn, readBody } from '../route.ts'
import type { AccessLevel, ListType } from '../workspace.ts'
import { findList, findObject } from '../workspace.ts'

const level = z.enum(['full-access', 'read-and-write', 'read-only'])
const access = level.nullable()
const members = z.array(z.object({ workspace_member_id: z.string(), level }))
const slug = z.string().regex(/^[a-z0-9][a-z0-9_-]*$/)
const name = z.string().min(1)

const NewList = z.object({
  data: z.object({
    name,
    api_slug: slug,
    // A text, although lists are given back with an array.
    parent_object: z.string(),
    workspace_access: access,
    workspace_member_access: members,
  }),
})
const ListPatch = z.object({
  data: z.strictObject({
    name: name.optional(),
    api_slug: slug.optional(),
    workspace_access: access.optional(),
    workspace_member_access: members.optional(),
  }),
})

type Access = {
  readonly access: AccessLevel | null
  readonly memberAccess: ListType['memberAccess']
}

/** Somebody must be able to change the list, and members must be members. */
function checkAccess(call: Call, { access: everybody, memberAccess }: Access): Refusal | null {
  const { members: known } = call.caller.workspace
  const stranger = memberAccess.find(({ memberId }) => !known.some(({ id }) => id === memberId))
  if (stranger) return unknownValue(`Workspace member with ID "${stranger.memberId}" not found.`)
  return everybody === 'full-access' || memberAccess.some((one) => one.level === 'full-access')
    ? null
    : badShape([invalid(['data', 'workspace_access'])])
}

const memberAccessOf = (given: z.output<typeof members>): ListType['memberAccess'] =>
  given.map((one) => ({ memberId: one.workspace_member_id, level: one.level }))

const taken = (api_slug: string) => slugTaken(`A list with api_slug "${api_slug}" already exists.`)

function create(call: Call): Answer | Refusal {
  const body = readBody(call, NewList)
  if (body instanceof Refusal) return body
  const { workspace, token } = call.caller
  const given = body.data
  const parent = findObject(workspace, given.parent_object)
  if (!parent) return notFound(`Parent object with slug/ID "${given.parent_object}"`)
  if (findList(workspace, given.api_slug)) return taken(given.api_slug)
  const reach = {
    access: given.workspace_access,
    memberAccess: memberAccessOf(given.workspace_member_access),
  }
  const refused = checkAccess(call, reach)
  if (refused) return refused
  const list = customList(
    {
      id: call.newId(),
      slug: given.api_slug,
      name: given.name,
      parents: [parent.id],
      ...reach,
      createdBy: { type: 'api-token', id: token.id },
    },
    call,
  )
  workspace.lists = [...workspace.lists, list]
  return data(readList(workspace, list))
}

function patch(call: Call): Answer | Refusal {
  const list = listIn(call)
  if (list instanceof Refusal) return list
  const body = readBody(call, ListPatch)
  if (body instanceof Refusal) return body
  const given = body.data
  const { workspace } = call.caller
  if (given.api_slug !== undefined && (findList(workspace, given.api_slug) ?? list).id !== list.id)
    return taken(given.api_slug)
  const next: ListType = {
    ...list,
    slug: given.api_slug ?? list.slug,
    plural: given.name ?? list.plural,
    access: given.workspace_access === undefined ? list.access : given.workspace_access,
    memberAccess: given.workspace_member_access
      ? memberAccessOf(given.workspace_member_access)
      : list.memberAccess,
  }
  const refused = checkAccess(call, next)
  if (refused) return refused
  workspace.lists = workspace.lists.map((one) => (one.id === list.id ? next : one))
  return data(readList(workspace, next))
}

const READ = { pace: 'read', scopes: ['list_configuration:read'] } as const
const WRITE = { pace: 'write', scopes: ['list_configuration:read-write'] } as const

export const LISTS: readonly Route[] = [
  {
    method: 'GET',
    path: '/v2/lists',
    kind: 'lists.list',
    ...READ,
    answer: ({ caller: { workspace } }) =>
      data(workspace.lists.map((one) => readList(workspace, one))),
  },
  { method: 'POST', path: '/v2/lists', kind: 'lists.create', ...WRITE, answer: create },
  {
    method: 'GET',
    path: '/v2/lists/{list}',
    kind: 'lists.get',
    ...READ,
    answer: (call) => {
      const list = listIn(call)
      return list instanceof Refusal ? list : data(readList(call.caller.workspace, list))
    },
  },
  { method: 'PATCH', path: '/v2/lists/{list}', kind: 'lists.patch', ...WRITE, answer: patch },
]
