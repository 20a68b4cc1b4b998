import type { Failure } from '../../shared/failure.ts'
import { err, ok, type Result } from '../../shared/result.ts'
import type { Deps } from '../deps.ts'
import type { PageName, Paging, SyncRpc } from '../objects/sync/rpc.ts'
import type { Caller, SyncEntry } from '../objects/workspace/rpc.ts'
import type { Raw } from './route.ts'

/** One of the caller's own syncs; anybody else's does not exist. Every route that touches a sync comes through here. */
export async function ownSync(
  deps: Deps,
  caller: Caller,
  id: string,
): Promise<Result<{ sync: SyncRpc; entry: SyncEntry }, Failure>> {
  if (caller.sync?.id === id) return ok({ sync: deps.sync(id), entry: caller.sync })
  const entry = await deps.workspace(caller.workspaceId).sync(id, caller.place)
  return entry.ok ? ok({ sync: deps.sync(id), entry: entry.value }) : entry
}

/**
 * The sync a request is likely to be about, to be looked up together with who asks. It decides nothing: what is no sync of
 * theirs is not found, and what was not foreseen is asked for by its route.
 */
export function syncNamedIn({ params, query }: Pick<Raw, 'params' | 'query'>): string | null {
  const named = query['configId'] ?? params['id']
  return named === undefined ? null : (readWireId(named)?.syncId ?? named)
}

/** On the wire a run, and a conflict, is named by its sync's id and its own: so it is found without an index. */
export const wireId = (syncId: string, id: string): string => `${syncId}.${id}`

export function readWireId(wire: string): { syncId: string; id: string } | null {
  const dot = wire.indexOf('.')
  return dot < 1 || dot === wire.length - 1
    ? null
    : { syncId: wire.slice(0, dot), id: wire.slice(dot + 1) }
}

/** The sync of a run's wire id, and the id the sync knows it by. */
export async function ownRun(
  deps: Deps,
  caller: Caller,
  wire: string,
): Promise<Result<{ sync: SyncRpc; syncId: string; runId: string }, Failure>> {
  const read = readWireId(wire)
  if (!read) return err({ reason: 'not_found', what: 'run' })
  const own = await ownSync(deps, caller, read.syncId)
  if (!own.ok) return err({ reason: 'not_found', what: 'run' })
  return ok({ sync: own.value.sync, syncId: read.syncId, runId: read.id })
}

/**
 * A page of a sync that is the caller's own: as it is known here, where the sync says that it still is that one; and then
 * the very same object, which nobody changes.
 */
export async function pageOf<Name extends PageName>(
  deps: Pick<Deps, 'marked' | 'pages'>,
  syncId: string,
  name: Name,
  ...asked: Parameters<Paging[Name]>
): Promise<Awaited<ReturnType<Paging[Name]>>> {
  const question = JSON.stringify([syncId, name, asked])
  const known = deps.pages.get(question)
  const marked = await deps.marked(syncId, { name, asked, mark: known?.mark ?? null })
  if (!marked.ok) return marked as Awaited<ReturnType<Paging[Name]>>
  const { mark, json } = marked.value
  if (json === null && known === undefined) throw new Error('the same as a page that nobody has')
  // Of many who asked at once the first has read it by now.
  const read = json === null ? known : deps.pages.get(question)
  const isRead = json === null || read?.mark === mark
  const page: unknown = isRead ? read?.page : JSON.parse(json)
  if (!isRead) deps.pages.put(question, mark, page, json.length)
  // Our own object made it of what the method of that name answers.
  return ok(page) as Awaited<ReturnType<Paging[Name]>>
}
