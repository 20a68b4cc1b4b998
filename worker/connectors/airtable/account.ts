import type { Failure } from '../../../shared/failure.ts'
import { ok, type Result } from '../../../shared/result.ts'
import type { Role } from '../../../shared/role.ts'
import type { Account } from '../connector.ts'
import type { Door } from '../../http.ts'
import { ASKED, neededOf } from '../scopes.ts'
import { askSimply } from './api.ts'
import { BaseWire, WhoWire } from './wire.ts'

const NEEDED = neededOf(ASKED.airtable.sync)
const EDITING = ['edit', 'create', 'owner']

/** What somebody may do here follows from what they may do on the base: builders are admins, editors users. */
const roleOf = (level: string): Role =>
  level === 'owner' || level === 'create' ? 'admin' : level === 'edit' ? 'user' : 'read-only'

/**
 * Who the token acts as, and whether it reaches the base (not looked at while `base` is empty). Personal tokens do not
 * say their scopes: there only the base's answer shows what is missing.
 */
export async function identify(door: Door, base: string): Promise<Result<Account, Failure>> {
  const call = { kind: 'read', method: 'GET', repeatable: true } as const
  const about = { needs: 'schema.bases:read', what: 'account', name: 'Airtable' }
  const who = await askSimply(door, { ...call, path: '/v0/meta/whoami' }, WhoWire, about)
  if (!who.ok) return who
  const { id, email, scopes } = who.value
  const missing = scopes ? NEEDED.filter((scope) => !scopes.includes(scope)) : []
  let role: Role | null = null
  let placeName: string | null = null
  if (base && !missing.includes('schema.bases:read')) {
    const path = `/v0/meta/bases/${encodeURIComponent(base)}`
    const found = await askSimply(door, { ...call, path }, BaseWire, {
      needs: 'access to the base, with schema.bases:read',
      what: 'base',
      name: base,
    })
    if (!found.ok) return found
    const level = found.value.permissionLevel
    placeName = found.value.name ?? null
    role = level === undefined ? null : roleOf(level)
    if (level !== undefined && !EDITING.includes(level))
      missing.push('editor permission on the base')
  }
  return ok({
    id,
    name: email ?? id,
    scopes: scopes ?? null,
    missing,
    userId: id,
    email: email ?? null,
    role,
    placeName,
  })
}
