import type { Failure } from '../shared/failure.ts'
import { err, ok, type Result } from '../shared/result.ts'
import { allows, type Need, needed } from '../shared/role.ts'
import type { Deps } from './deps.ts'
import { hashOf, workspaceOf } from './key.ts'
import type { Caller } from './objects/workspace/rpc.ts'

/** What identity needs of the world. */
export type IdentityDeps = Pick<Deps, 'callers' | 'operatorKey'>

/**
 * The one place that decides who calls and whether they may: `header` is the request's Authorization. Answers with the
 * caller, or null where the route needs none or is the operator's. `account` is where the call says it comes from: a key
 * that belongs to another account of the vendor's, or to none, is not valid there. `syncId` is the sync that the call
 * names, if it does: the same question to the workspace tells whether it is theirs. `mayRecall` where the call changes
 * nothing: then who was asked about a moment ago is not asked about again.
 */
export async function identify(
  header: string | null,
  need: Need,
  deps: IdentityDeps,
  account: string | null = null,
  syncId: string | null = null,
  mayRecall = false,
): Promise<Result<Caller | null, Failure>> {
  if (need === 'nobody') return ok(null)
  const key = /^Bearer ([\x21-\x7e]{1,200})$/i.exec(header ?? '')?.[1]
  if (key === undefined) return err({ reason: 'no_key' })
  if (need === 'operator' && (await isOperator(key, deps.operatorKey))) return ok(null)
  const workspaceId = workspaceOf(key)
  if (workspaceId === null) return err({ reason: 'no_key' })
  const caller = await deps.callers.of({ workspaceId, key, syncId }, mayRecall)
  if (!caller.ok) return caller
  if (account !== null && account !== caller.value.resource) {
    return err({ reason: 'no_key' })
  }
  // Whom one base lets in decides nothing about people and keys of all.
  if (typeof need === 'object' && need.scope === 'keys' && !caller.value.decides) {
    return err({ reason: 'role_too_low', needs: `${need.role} of the whole workspace` })
  }
  if (need !== 'anyone' && !allows(need, caller.value)) {
    return err({ reason: 'role_too_low', needs: needed(need, caller.value.scopes) })
  }
  return caller
}

// Hashes are compared, so that the time it takes says nothing about the key.
const isOperator = async (key: string, operatorKey: string | null): Promise<boolean> =>
  operatorKey !== null && operatorKey !== '' && (await hashOf(key)) === (await hashOf(operatorKey))
