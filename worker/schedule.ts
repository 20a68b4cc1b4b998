import { goOn } from './claim.ts'
import type { Deps } from './deps.ts'

/** What the schedule does: every workspace drops what has lasted long enough. One that cannot does not stop the others. */
export async function tidyAll(
  deps: Pick<Deps, 'directory' | 'workspace' | 'sync' | 'connection' | 'log'>,
): Promise<void> {
  let after = ''
  for (;;) {
    const ids = await deps.directory().workspaces(after)
    const last = ids.at(-1)
    if (last === undefined) return
    const tidied = await Promise.allSettled(ids.map((id) => tidy(deps, id)))
    const failed = tidied.filter(({ status }) => status === 'rejected').length
    if (failed > 0) deps.log('warn', 'tidy_failed', { failed })
    after = last
  }
}

/** A workspace and its syncs, one after another: each drops a bounded piece, and the rest the next time. Sign-ins that nobody uses are kept alive. */
async function tidy(
  deps: Pick<Deps, 'workspace' | 'sync' | 'connection'>,
  workspaceId: string,
): Promise<void> {
  const workspace = deps.workspace(workspaceId)
  await workspace.tidy()
  const connections = await workspace.connections()
  const tended = (connections.ok ? connections.value : []).map(async ({ id }) => {
    if (await deps.connection(id).tend()) await goOn(deps, workspaceId, id)
  })
  await Promise.allSettled(tended)
  const syncs = await workspace.syncs()
  if (!syncs.ok) return
  for (const { id } of syncs.value) await deps.sync(id).tidy()
}
