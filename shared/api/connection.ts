import * as z from 'zod'
import { Table } from '../field.ts'
import { Role } from '../role.ts'
import { MOST_LEFT } from '../pace.ts'
import { Id, Moment } from './page.ts'

/** The name of a service in addresses, such as `airtable`. Which there are is for the Worker's registry to say. */
export const Provider = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,30}$/, 'it must be the lower-case name of a service')

/** Hundredths of a service's limit that we do not use. */
const LeaveToOthers = z
  .int()
  .min(0)
  .max(MOST_LEFT)
  .describe(
    'Hundredths of the service’s limit on calls that we leave to other programs; 0 by default. Whole calls are ours: of 5 a second, 50 leaves us 2.',
  )

export const ConnectRequest = z
  .strictObject({
    provider: Provider,
    token: z
      .string()
      .trim()
      .min(1)
      .max(4_000)
      .describe('A token or API key made at the service. Kept sealed.'),
    baseId: z
      .string()
      .regex(/^app[A-Za-z0-9]{3,30}$/, 'it must be the base’s id, which begins with “app”')
      .optional()
      .describe('Which Airtable base. Not for services whose token says it by itself.'),
  })
  .meta({
    id: 'ConnectRequest',
    description: 'A token or API key made at a service, to connect it without its consent page.',
  })
export type ConnectRequest = z.infer<typeof ConnectRequest>

export const Connection = z
  .object({
    id: Id,
    provider: Provider,
    resource: z.string().describe('The vendor’s id of what is shared: a base, an Attio workspace.'),
    account: z.string().describe('Whose account it is, as the service names it.'),
    status: z.enum(['connected', 'signed_out']),
    missing: z.array(z.string()).describe('Permissions the token lacks, in the service’s words.'),
    says: z.string().nullable().describe('What to do about it, or null where all is well.'),
    leaveToOthers: LeaveToOthers,
    connectedAt: Moment,
  })
  .meta({
    id: 'Connection',
    description:
      'One account at a service that the workspace may use: an Airtable base, an Attio workspace.',
  })
export type Connection = z.infer<typeof Connection>

export const ConnectionPatch = z
  .strictObject({ leaveToOthers: LeaveToOthers })
  .meta({ id: 'ConnectionPatch', description: 'What of a connection is to change.' })
export type ConnectionPatch = z.infer<typeof ConnectionPatch>

export const ConnectionList = z
  .object({ items: z.array(Connection) })
  .meta({ id: 'ConnectionList', description: 'Every account the workspace may use.' })
export type ConnectionList = z.infer<typeof ConnectionList>

export const TestRequest = z
  .strictObject({ connectionId: Id })
  .meta({ id: 'TestRequest', description: 'Which connection to test.' })
export type TestRequest = z.infer<typeof TestRequest>

export const TestAnswer = z
  .object({
    working: z.boolean(),
    says: z.string(),
    missing: z.array(z.string()).describe('Permissions the token lacks, in the service’s words.'),
    account: z.string().nullable().describe('Whose account it is, as the service names it.'),
    place: z.string().nullable().describe('The base or workspace, by its name there.'),
    role: Role.nullable().describe('What they may do here by their permission on the base.'),
  })
  .meta({
    id: 'TestAnswer',
    description: 'What a connection can do now: who it is, where, and what it lacks.',
  })
export type TestAnswer = z.infer<typeof TestAnswer>

export const DisconnectAnswer = z
  .object({
    done: z.literal(true),
    says: z.string().describe('What is left to do at the service itself.'),
  })
  .meta({ id: 'DisconnectAnswer', description: 'A connection is gone, with its tokens.' })
export type DisconnectAnswer = z.infer<typeof DisconnectAnswer>

export const FieldsQuery = z.strictObject({
  connectionId: Id,
  entityType: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe('A table’s id or name; without it, all tables.'),
})
export type FieldsQuery = z.infer<typeof FieldsQuery>

export const AvailableFields = z
  .object({
    tables: z.array(Table),
    notes: z
      .array(z.string())
      .describe('Fields of a kind we have never seen, each with a sentence.'),
  })
  .meta({ id: 'AvailableFields', description: 'The tables of an account with their fields.' })
export type AvailableFields = z.infer<typeof AvailableFields>
