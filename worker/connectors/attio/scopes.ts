/** The scopes of a sync of records both ways (its OpenAPI document); `:read-write` is granted without its `:read`. */
export const NEEDED: readonly string[] = [
  'record_permission:read-write',
  'object_configuration:read',
  'user_management:read',
]

export const missingScopes = (granted: readonly string[]): string[] =>
  NEEDED.filter((scope) => !granted.includes(scope) && !granted.includes(`${scope}-write`))
