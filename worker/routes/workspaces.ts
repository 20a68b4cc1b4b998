import { NewWorkspace, WorkspaceRequest } from '../../shared/api/key.ts'
import { ok } from '../../shared/result.ts'
import { openRoute } from './route.ts'

export const createWorkspace = openRoute(
  'POST /api/workspaces',
  {
    says: 'Open a workspace for a customer. Only the operator may.',
    body: WorkspaceRequest,
    answer: NewWorkspace,
    status: 201,
  },
  async ({ deps, body }) => {
    const id = deps.newId('w')
    const first = await deps.workspace(id).open({ id, name: body.name })
    if (!first.ok) return first
    await deps.directory().enlist(id)
    return ok({ workspaceId: id, key: first.value.key })
  },
)
