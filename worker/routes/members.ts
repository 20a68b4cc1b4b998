import {
  type Invitation,
  InvitationList,
  InvitationRequest,
  Member,
  MemberList,
  MemberPatch,
  NewInvitation,
} from '../../shared/api/member.ts'
import { Done, Id } from '../../shared/api/page.ts'
import { ok } from '../../shared/result.ts'
import { type InvitationView, type MemberView, roleOf } from '../objects/workspace/rpc.ts'
import { moment } from './log.ts'
import { route } from './route.ts'

export const listMembers = route(
  'GET /api/members',
  { says: 'The people of this workspace, with their roles.', answer: MemberList },
  async ({ deps, caller }) => {
    const members = await deps.workspace(caller.workspaceId).members()
    return members.ok ? ok({ items: members.value.map(memberOf) }) : members
  },
)

export const changeMember = route(
  'PATCH /api/members/:id',
  {
    says: 'Give somebody a role, or let their permission on the base decide again. It counts from their next call on.',
    params: { id: Id },
    body: MemberPatch,
    answer: Member,
  },
  async ({ deps, caller, params, body }) => {
    const member = await deps.workspace(caller.workspaceId).giveRole(params.id, body.role)
    return member.ok ? ok(memberOf(member.value)) : member
  },
)

export const removeMember = route(
  'DELETE /api/members/:id',
  {
    says: 'Remove somebody: their sessions end at once. Whoever still has access to the base can sign in again.',
    params: { id: Id },
    answer: Done,
  },
  async ({ deps, caller, params }) => {
    const removed = await deps.workspace(caller.workspaceId).removeMember(params.id)
    return removed.ok ? ok({ done: true as const }) : removed
  },
)

export const listInvitations = route(
  'GET /api/invitations',
  { says: 'Who was asked in, and who came.', answer: InvitationList },
  async ({ deps, caller }) => {
    const found = await deps.workspace(caller.workspaceId).invitations()
    return found.ok ? ok({ items: found.value.map(invitationOf) }) : found
  },
)

export const invite = route(
  'POST /api/invitations',
  {
    says: 'Ask somebody in: gives a link, good for seven days and once.',
    body: InvitationRequest,
    answer: NewInvitation,
    status: 201,
    secret: true,
  },
  async ({ deps, caller, address, body }) => {
    const { workspaceId, keyId } = caller
    const made = await deps.workspace(workspaceId).invite({ ...body, by: keyId })
    if (!made.ok) return made
    const url = `${address}/connect/invitation/${workspaceId}.${made.value.secret}`
    return ok({ ...invitationOf(made.value), url })
  },
)

export const withdraw = route(
  'DELETE /api/invitations/:id',
  {
    says: 'Take an invitation back: its link opens nothing any more.',
    params: { id: Id },
    answer: Done,
  },
  async ({ deps, caller, params }) => {
    const gone = await deps.workspace(caller.workspaceId).withdraw(params.id)
    return gone.ok ? ok({ done: true as const }) : gone
  },
)

const memberOf = (member: MemberView): Member => ({
  id: member.id,
  name: member.name,
  email: member.email,
  role: roleOf(member),
  given: member.given,
  derived: member.derived,
  addedAt: moment(member.addedAt),
  seenAt: moment(member.seenAt),
})

const invitationOf = (one: InvitationView): Invitation => ({
  id: one.id,
  name: one.name,
  role: one.role,
  createdBy: one.createdBy,
  createdAt: moment(one.createdAt),
  expiresAt: moment(one.expiresAt),
  usedBy: one.usedBy,
})
