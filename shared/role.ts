import * as z from 'zod'

/** What a person or a key may do, the most powerful first. */
export const ROLES = ['admin', 'manager', 'user', 'read-only'] as const
export const Role = z.enum(ROLES)
export type Role = z.infer<typeof Role>

/** The parts of the product a key can be narrowed to, besides its role. */
export const SCOPES = ['connections', 'configs', 'runs', 'conflicts', 'keys'] as const
export const Scope = z.enum(SCOPES)
export type Scope = z.infer<typeof Scope>

/** What a route asks of its caller. The operator is whoever runs the Worker, and belongs to no workspace. */
export type KeyNeed = { readonly role: Role; readonly scope: Scope }
/** `anyone` is whoever has a valid key of any kind. */
export type Need = 'nobody' | 'operator' | 'anyone' | KeyNeed

const read = (scope: Scope): Need => ({ role: 'read-only', scope })
const use = (scope: Scope): Need => ({ role: 'user', scope })
const manage = (scope: Scope): KeyNeed => ({ role: 'manager', scope })
const administer = (scope: Scope): Need => ({ role: 'admin', scope })

/** Every route there is, and what it asks. A route that is not in this table cannot be written. */
export const NEEDS = {
  'GET /healthz': 'nobody',
  'GET /openapi.json': 'nobody',
  'GET /docs': 'nobody',
  'POST /api/workspaces': 'operator',

  'GET /connect/:id': 'nobody',
  'POST /connect/:id/confirm': 'nobody',
  'POST /connect/:id/begin': 'nobody',
  'GET /connect/callback/:provider': 'nobody',
  'GET /connect/invitation/:ticket': 'nobody',
  'POST /connect/invitation/:ticket': 'nobody',
  'POST /api/crm/oauth/callback': 'nobody',
  'POST /api/pair': 'nobody',
  'POST /api/pair/:id': 'nobody',
  'GET /api/me': 'anyone',
  'DELETE /api/me': 'anyone',
  'POST /api/crm/sign-in': administer('connections'),
  'GET /api/crm/sign-in/:id': administer('connections'),

  'GET /api/crm/connections': read('connections'),
  'POST /api/crm/connect': administer('connections'),
  'POST /api/crm/:provider/test-connection': use('connections'),
  'DELETE /api/crm/disconnect/:provider': administer('connections'),
  'PATCH /api/crm/connections/:id': manage('connections'),
  'GET /api/crm/:provider/available-fields': use('connections'),
  'GET /api/crm/:provider/views': use('connections'),

  'GET /api/crm/suggested-pairings': use('connections'),
  'POST /api/crm/:provider/table-offer': use('connections'),
  'POST /api/crm/:provider/tables': manage('connections'),
  'POST /api/crm/:provider/tables/:table/fields': manage('connections'),

  'GET /api/crm/configs': read('configs'),
  'POST /api/crm/configs': manage('configs'),
  'GET /api/crm/configs/:id': read('configs'),
  'PATCH /api/crm/configs/:id': manage('configs'),
  'DELETE /api/crm/configs/:id': manage('configs'),
  'PATCH /api/crm/configs/:id/pause': manage('configs'),
  'PATCH /api/crm/configs/:id/resume': manage('configs'),

  'GET /api/crm/configs/:id/pairings': read('configs'),
  'POST /api/crm/configs/:id/pairings': manage('configs'),
  'PATCH /api/crm/configs/:id/pairings/:entityType': manage('configs'),
  'DELETE /api/crm/configs/:id/pairings/:entityType': manage('configs'),
  'POST /api/crm/configs/:id/filter-count': use('configs'),
  'GET /api/crm/configs/:id/field-mappings': read('configs'),
  'POST /api/crm/configs/:id/field-mappings': manage('configs'),
  'PATCH /api/crm/configs/:id/field-mappings/:mappingId': manage('configs'),
  'DELETE /api/crm/configs/:id/field-mappings/:mappingId': manage('configs'),

  'GET /api/crm/formula/functions': read('configs'),
  'POST /api/crm/formula/check': use('configs'),
  'POST /api/crm/field-mappings/sample': use('configs'),
  'POST /api/crm/field-mappings/suggest': use('configs'),

  'POST /api/crm/sync/preview': use('runs'),
  'POST /api/crm/sync/trigger': use('runs'),
  'POST /api/crm/sync/live/ticket': read('runs'),
  'GET /api/crm/sync/live': read('runs'),
  'GET /api/crm/sync/logs': read('runs'),
  'GET /api/crm/sync/logs/:id': read('runs'),
  'GET /api/crm/sync/logs/:id/writes': read('runs'),
  'POST /api/crm/sync/logs/:id/undo': use('runs'),
  'POST /api/crm/sync/logs/:id/retry': use('runs'),
  'POST /api/crm/sync/logs/:id/cancel': use('runs'),
  'POST /api/crm/sync/logs/:id/approve': manage('runs'),

  'GET /api/crm/card': read('runs'),
  'POST /api/crm/push': use('runs'),
  'POST /api/crm/push/outcomes': read('runs'),

  'GET /api/crm/subscriptions': read('runs'),
  'POST /api/crm/subscriptions': use('runs'),
  'DELETE /api/crm/subscriptions/:ref': use('runs'),

  'GET /api/crm/configs/:id/backups': read('configs'),
  'POST /api/crm/configs/:id/backups': manage('configs'),
  'GET /api/crm/configs/:id/backups/:backupId': manage('configs'),
  'DELETE /api/crm/configs/:id/backups/:backupId': administer('configs'),
  'POST /api/crm/configs/:id/backups/:backupId/restore': manage('configs'),

  'GET /api/crm/sync/logs/:id/summary': read('runs'),
  'GET /api/crm/ledger': read('runs'),
  'GET /api/crm/configs/:id/ledger': read('runs'),
  'GET /api/crm/explain': read('runs'),

  'GET /api/crm/conflicts': read('conflicts'),
  'POST /api/crm/conflicts/resolve': use('conflicts'),
  'POST /api/crm/conflicts/:id/resolve': use('conflicts'),
  'POST /api/crm/conflicts/:id/ignore': use('conflicts'),
  'GET /api/crm/configs/:id/records': read('runs'),
  'GET /api/crm/matches': read('conflicts'),
  'POST /api/crm/matches/answer': use('conflicts'),
  'POST /api/crm/matches/:id/same': use('conflicts'),
  'POST /api/crm/matches/:id/apart': use('conflicts'),
  'GET /api/crm/duplicates': read('conflicts'),

  'GET /api/crm/configs/:id/numbers': read('runs'),
  'GET /api/crm/configs/:id/records/address': read('runs'),

  'GET /api/crm/configs/:id/holds': read('conflicts'),
  'POST /api/crm/configs/:id/holds': use('conflicts'),
  'DELETE /api/crm/configs/:id/holds/:holdId': use('conflicts'),

  'GET /api/crm/configs/:id/erasures': administer('configs'),
  'POST /api/crm/configs/:id/erasures': administer('configs'),

  'GET /api/crm/configs/:id/links': read('conflicts'),
  'POST /api/crm/configs/:id/links': use('conflicts'),
  'DELETE /api/crm/configs/:id/links/:linkId': use('conflicts'),

  'GET /api/keys': administer('keys'),
  'POST /api/keys': administer('keys'),
  'DELETE /api/keys/:id': administer('keys'),
  'GET /api/members': administer('keys'),
  'PATCH /api/members/:id': administer('keys'),
  'DELETE /api/members/:id': administer('keys'),
  'GET /api/invitations': administer('keys'),
  'POST /api/invitations': administer('keys'),
  'DELETE /api/invitations/:id': administer('keys'),
  'GET /api/audit': administer('keys'),
  'GET /api/audit/export': administer('keys'),
} as const satisfies { readonly [route: string]: Need }
export type RouteName = keyof typeof NEEDS
/** The routes for programs; the others are pages for people. */
export type ApiRouteName = Extract<RouteName, `${string} /api/${string}`>

/** May somebody with this role and these scopes (none = everything the role allows) use a route with this need? */
export function allows(
  need: Need,
  held: { readonly role: Role; readonly scopes: readonly Scope[] },
): boolean {
  if (need === 'nobody' || need === 'anyone') return true
  if (need === 'operator') return false
  return (
    ROLES.indexOf(held.role) <= ROLES.indexOf(need.role) &&
    (held.scopes.length === 0 || held.scopes.includes(need.scope))
  )
}

/** What to ask an admin for, in words. */
export function needed(need: Exclude<Need, 'nobody' | 'anyone'>, held: readonly Scope[]): string {
  if (need === 'operator') return 'operator'
  return held.length === 0 || held.includes(need.scope)
    ? need.role
    : `${need.role}, with “${need.scope}”`
}
