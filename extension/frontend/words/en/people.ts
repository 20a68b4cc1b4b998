export const roles = {
  admin: 'admin',
  manager: 'manager',
  user: 'user',
  'read-only': 'viewer',
} as const

export const allowed = {
  needs: (role: string, mine: string) =>
    `This needs the role “${role}”; yours is “${mine}”. An admin of your workspace can change that under Settings, People.`,
  nobody: 'This can only be done by whoever runs the service.',
}
