import { type Key, KeyList, KeyRequest, NewKey } from '../../shared/api/key.ts'
import { Done, Id } from '../../shared/api/page.ts'
import { err, ok } from '../../shared/result.ts'
import type { KeyView } from '../objects/workspace/rpc.ts'
import { moment } from './log.ts'
import { route } from './route.ts'

export const listKeys = route(
  'GET /api/keys',
  { says: 'The access keys of this workspace, without the keys themselves.', answer: KeyList },
  async ({ deps, caller }) => {
    const keys = await deps.workspace(caller.workspaceId).keys()
    return keys.ok ? ok({ items: keys.value.map(keyOf) }) : keys
  },
)

export const createKey = route(
  'POST /api/keys',
  {
    says: 'Make an access key. It is shown this once.',
    body: KeyRequest,
    answer: NewKey,
    status: 201,
    secret: true,
  },
  async ({ deps, caller, body }) => {
    const { connectionId } = body
    const workspace = deps.workspace(caller.workspaceId)
    const bound = connectionId === null ? ok(null) : await workspace.connection(connectionId)
    if (!bound.ok) return bound
    const expiresAt = body.expiresAt === null ? null : Date.parse(body.expiresAt)
    if (expiresAt !== null && expiresAt <= deps.clock.now()) {
      return err({ reason: 'invalid', field: 'expiresAt', why: 'it is not in the future' })
    }
    const made = await workspace.createKey({ ...body, expiresAt })
    return made.ok ? ok({ ...keyOf(made.value), key: made.value.key }) : made
  },
)

export const revokeKey = route(
  'DELETE /api/keys/:id',
  { says: 'Revoke an access key. It stops working at once.', params: { id: Id }, answer: Done },
  async ({ deps, caller, params }) => {
    const revoked = await deps.workspace(caller.workspaceId).revokeKey(params.id)
    return revoked.ok ? ok({ done: true }) : revoked
  },
)

const keyOf = (key: KeyView): Key => ({
  id: key.id,
  name: key.name,
  role: key.role,
  scopes: [...key.scopes],
  createdAt: moment(key.createdAt),
  expiresAt: key.expiresAt === null ? null : moment(key.expiresAt),
  memberId: key.memberId,
  connectionId: key.connectionId,
  lastUsedAt: key.lastUsedAt === null ? null : moment(key.lastUsedAt),
})
