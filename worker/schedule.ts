import type { Deps } from './deps.ts'

/** What the schedule does: every workspace drops what has lasted long enough. One that cannot does not stop the others. */
export async function tidyAll(deps: Pick<Deps, 'directory' | 'workspace' | 'log'>): Promise<void> {
  let after = ''
  for (;;) {
    const ids = await deps.directory().workspaces(after)
    const last = ids.at(-1)
    if (last === undefined) return
    const tidied = await Promise.allSettled(ids.map((id) => deps.workspace(id).tidy()))
    const failed = tidied.filter(({ status }) => status === 'rejected').length
    if (failed > 0) deps.log('warn', 'tidy_failed', { failed })
    after = last
  }
}
