import type { Failure } from '../shared/failure.ts'
import type { Result } from '../shared/result.ts'
import type { Account } from './connectors/connector.ts'
import { VENDORS, type VendorId } from './connectors/registry.ts'
import type { Deps } from './deps.ts'
import type { Grant } from './grant.ts'
import { hashOf } from './key.ts'
import type { ConnectionView } from './objects/connection/rpc.ts'

export type Claim = {
  readonly workspaceId: string
  readonly vendor: VendorId
  /** The base, or the vendor's own workspace. */
  readonly resource: string
  readonly account: Account
  readonly grant: Grant
}

/**
 * An account the vendor has just said is ours becomes a connection of this workspace, or is signed in to again: whoever
 * it is now, the connection and all that hangs on it stay. `taken` where another workspace holds it. What stood still
 * for want of it goes on.
 */
export async function claimAccount(
  deps: Pick<Deps, 'workspace' | 'claims' | 'connection' | 'sync'>,
  { workspaceId, vendor, resource, account, grant }: Claim,
): Promise<Result<ConnectionView, Failure>> {
  const id = await connectionId(workspaceId, vendor, resource)
  const entry = { id, vendor, resource }
  const workspace = deps.workspace(workspaceId)
  const known = await workspace.connection(id)
  // Listed before it is claimed: if we are cut off in between, it can be seen, and disconnected.
  await workspace.addConnection(entry)
  const claimed = await deps
    .claims(vendor, resource)
    .claim(workspaceId, id, `This ${VENDORS[vendor].shares}`)
  if (!claimed.ok) {
    if (!known.ok) await workspace.removeConnection(id)
    return claimed
  }
  const signedIn = await deps.connection(id).signIn({ ...entry, workspaceId, account, grant })
  if (signedIn.ok) await goOn(deps, workspaceId, id)
  return signedIn
}

/** The syncs that stopped because this connection was signed out take up again where they were. */
export async function goOn(
  deps: Pick<Deps, 'workspace' | 'sync'>,
  workspaceId: string,
  connection: string,
): Promise<void> {
  const syncs = await deps.workspace(workspaceId).syncs()
  if (!syncs.ok) return
  await Promise.allSettled(syncs.value.map(({ id }) => deps.sync(id).reconnected(connection)))
}

/** Where a person's own grant is kept for what it proves: what they may do on this resource. */
export const witnessId = async (
  workspaceId: string,
  vendor: string,
  resource: string,
  userId: string,
): Promise<string> =>
  `p${(await hashOf(JSON.stringify([workspaceId, vendor, resource, userId]))).slice(0, 24)}`

/** The same account of the same workspace is always the same connection: who signs in again finds everything as it was. */
export const connectionId = async (
  workspaceId: string,
  vendor: string,
  resource: string,
): Promise<string> =>
  `c${(await hashOf(JSON.stringify([workspaceId, vendor, resource]))).slice(0, 24)}`
