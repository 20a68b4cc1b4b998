import type { Failure } from '../../../shared/failure.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import type { Door } from '../../http.ts'
import type { Account } from '../connector.ts'
import { ask, failureFrom, get } from './api.ts'
import { missingScopes } from './scopes.ts'
import { SelfWire } from './wire.ts'

/** Which workspace the token belongs to and what it may do. `workspace` is the one it should be, or empty. */
export async function identify(door: Door, workspace: string): Promise<Result<Account, Failure>> {
  const self = await ask(door, get('/v2/self'), SelfWire, 'the account')
  if (!self.ok) {
    const { error } = self
    // A malformed token is a 400 here; this address has nothing else to refuse.
    if (error.kind === 'refusal' && error.refusal.status === 400) {
      return err({ reason: 'signed_out', vendor: 'Attio' })
    }
    return err(failureFrom(error, { needs: 'a workspace', what: 'account', name: 'Attio' }))
  }
  const { active, scope, workspace_id, workspace_name } = self.value
  if (!active || !workspace_id) return err({ reason: 'signed_out', vendor: 'Attio' })
  if (workspace && workspace !== workspace_id) {
    return err({
      reason: 'forbidden',
      vendor: 'Attio',
      missing: 'a key of the workspace that was connected',
    })
  }
  const scopes = scope.split(' ').filter(Boolean)
  return ok({
    id: workspace_id,
    name: workspace_name || workspace_id,
    scopes,
    missing: missingScopes(scopes),
    placeName: workspace_name || null,
    userId: self.value.authorized_by_workspace_member_id ?? null,
  })
}
