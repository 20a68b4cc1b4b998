import * as z from 'zod'
import { Role, Scope } from '../role.ts'
import { Id, Moment } from './page.ts'

export const KeyRequest = z
  .strictObject({
    name: z.string().trim().min(1).max(100).describe('Whom or what it is for.'),
    role: Role,
    scopes: z
      .array(Scope)
      .max(10)
      .default([])
      .describe('Only these parts; none = all the role allows.'),
    expiresAt: Moment.nullable()
      .default(null)
      .describe('When it stops by itself; null = when it is revoked.'),
    connectionId: Id.nullable()
      .default(null)
      .describe(
        'The connection whose account it speaks for, such as the workspace of the Attio app: it stops with it.',
      ),
  })
  .meta({ id: 'KeyRequest', description: 'A key to make.' })
export type KeyRequest = z.input<typeof KeyRequest>

export const Key = z
  .object({
    id: Id,
    name: z.string(),
    role: Role,
    scopes: z.array(Scope),
    createdAt: Moment,
    expiresAt: Moment.nullable(),
    memberId: Id.nullable().describe('Whose session it is; null for keys of programs.'),
    connectionId: Id.nullable().describe('The connection it stops with, or null.'),
    lastUsedAt: Moment.nullable().describe('To the minute; null where it was never used.'),
  })
  .meta({
    id: 'Key',
    description: 'A key of a program or the session of a person; only a hash of it is kept.',
  })
export type Key = z.infer<typeof Key>

export const KeyList = z
  .object({ items: z.array(Key) })
  .meta({ id: 'KeyList', description: 'Every key and session of the workspace.' })
export type KeyList = z.infer<typeof KeyList>

export const NewKey = Key.extend({
  key: z.string().describe('The key itself. It is shown this once; only a hash of it is kept.'),
}).meta({ id: 'NewKey', description: 'A key that was just made, told this once.' })
export type NewKey = z.infer<typeof NewKey>

export const WorkspaceRequest = z
  .strictObject({ name: z.string().trim().min(1).max(100) })
  .meta({ id: 'WorkspaceRequest', description: 'The workspace to open.' })
export type WorkspaceRequest = z.infer<typeof WorkspaceRequest>

export const NewWorkspace = z
  .object({ workspaceId: Id, key: z.string().describe('Its first key, with the role admin.') })
  .meta({
    id: 'NewWorkspace',
    description: 'A workspace that was just opened, with its first key, told this once.',
  })
export type NewWorkspace = z.infer<typeof NewWorkspace>
