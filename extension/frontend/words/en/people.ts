export const roles = {
  admin: 'admin',
  manager: 'manager',
  user: 'user',
  'read-only': 'viewer',
} as const

/** The parts of the product a key can be kept to. */
export const scopes = {
  connections: 'Connections',
  configs: 'Syncs and their fields',
  runs: 'Running and history',
  conflicts: 'To decide',
  keys: 'People and keys',
} as const

export const allowed = {
  needs: (role: string, mine: string) =>
    `This needs the role “${role}”; yours is “${mine}”. An admin of your workspace can change that under Settings, People.`,
  outside: (scope: string) =>
    `Your access key is kept to some parts of the product, and “${scope}” is none of them. Sign in with another key, or with Airtable.`,
  nobody: 'This can only be done by whoever runs the service.',
}
