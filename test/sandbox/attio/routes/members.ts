import { readMember } from '../reading.ts'
import { notFound } from '../refusal.ts'
import type { Route } from '../route.ts'
import { data } from '../route.ts'

const scopes = ['user_management:read']

/** Members are never deleted, only suspended; the list has no pages. */
export const MEMBERS: readonly Route[] = [
  {
    method: 'GET',
    path: '/v2/workspace_members',
    kind: 'members.list',
    pace: 'read',
    scopes,
    answer: ({ caller: { workspace } }) =>
      data(workspace.members.map((member) => readMember(workspace, member))),
  },
  {
    method: 'GET',
    path: '/v2/workspace_members/{member}',
    kind: 'members.get',
    pace: 'read',
    scopes,
    answer: ({ caller: { workspace }, params }) => {
      const member = workspace.members.find((one) => one.id === params['member'])
      return member
        ? data(readMember(workspace, member))
        : notFound(`Workspace member with ID "${params['member']}"`)
    },
  },
]
