/**
 * The scopes of a sync of records both ways (its OpenAPI document); `:read-write` is granted without its `:read`. Lists
 * (`list_configuration`, `list_entry`), notes (`note`) and tasks (`task`) ask for scopes of their own: without them
 * their tables are not shown.
 */
export const NEEDED: readonly string[] = [
  'record_permission:read-write',
  'object_configuration:read',
  'user_management:read',
]

export const isGranted = (granted: readonly string[], scope: string): boolean =>
  granted.includes(scope) || granted.includes(`${scope}-write`)

export const missingScopes = (granted: readonly string[]): string[] =>
  NEEDED.filter((scope) => !isGranted(granted, scope))
