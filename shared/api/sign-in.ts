import * as z from 'zod'
import { Role } from '../role.ts'
import { Provider } from './connection.ts'
import { Id, Moment } from './page.ts'

const BaseId = z
  .string()
  .regex(/^app[A-Za-z0-9]{3,30}$/, 'it must be the base’s id, which begins with “app”')
const Code = z
  .string()
  .describe('Six letters, shown here and on the page, for a person to compare.')

export const SignInRequest = z
  .strictObject({
    provider: Provider,
    baseId: BaseId.optional().describe('Which Airtable base; not for other services.'),
    connectionId: Id.optional().describe('To sign in again, perhaps as somebody else.'),
  })
  .meta({ id: 'SignInRequest', description: 'Which service a person is to sign in to.' })
export type SignInRequest = z.infer<typeof SignInRequest>

export const SignInStarted = z
  .object({
    id: Id,
    url: z.string().describe('Our page for the person, to be opened in a tab of its own.'),
    code: Code,
    expiresAt: Moment,
  })
  .meta({
    id: 'SignInStarted',
    description: 'A sign-in that began: the page to open, and the code to compare.',
  })
export type SignInStarted = z.infer<typeof SignInStarted>

export const SignInState = z
  .object({
    state: z.enum(['waiting', 'done']),
    says: z.string().nullable().describe('What was last refused on the page, and what to do.'),
  })
  .meta({ id: 'SignInState', description: 'How far a sign-in is.' })
export type SignInState = z.infer<typeof SignInState>

export const CallbackRequest = z
  .strictObject({
    provider: Provider,
    state: z.string().min(1).max(2_000),
    code: z.string().min(1).max(4_000).optional(),
    error: z.string().max(200).optional().describe('What the service says where it gave no code.'),
    iss: z.string().max(400).optional().describe('Who answered, where the service says so.'),
  })
  .meta({
    id: 'CallbackRequest',
    description: 'What a service answered at the end of its consent page.',
  })
export type CallbackRequest = z.infer<typeof CallbackRequest>

export const PairRequest = z
  .strictObject({ baseId: BaseId.describe('The base the panel is open in.') })
  .meta({ id: 'PairRequest', description: 'The base a panel is open in.' })
export type PairRequest = z.infer<typeof PairRequest>

export const PairStarted = SignInStarted.extend({
  secret: z
    .string()
    .describe('For whoever asked, to collect the session with. Never in an address.'),
}).meta({
  id: 'PairStarted',
  description:
    'A pairing of a panel that began: the page, the code to compare, and the secret to collect with.',
})
export type PairStarted = z.infer<typeof PairStarted>

export const CollectRequest = z
  .strictObject({ secret: z.string().min(20).max(100) })
  .meta({ id: 'CollectRequest', description: 'The secret that the pairing began with.' })
export type CollectRequest = z.infer<typeof CollectRequest>

export const Collected = z
  .object({
    state: z
      .enum(['waiting', 'ready', 'collected', 'ended'])
      .describe('`ready` is told once, with the key; ask about once in two seconds.'),
    key: z.string().nullable().describe('The session, `dsp_…`; kept by the browser, never shared.'),
    role: Role.nullable(),
    name: z.string().nullable(),
    expiresAt: Moment.nullable(),
    says: z.string().nullable().describe('What was last refused on the page, and what to do.'),
  })
  .meta({ id: 'Collected', description: 'The session of whoever signed in, once they have.' })
export type Collected = z.infer<typeof Collected>

export const Me = z
  .object({
    workspaceId: Id,
    workspaceName: z.string(),
    keyId: Id,
    name: z.string(),
    role: Role,
    scopes: z.array(z.string()).describe('Only these parts; none = all the role allows.'),
    memberId: Id.nullable().describe('Who it is, where this is somebody’s session.'),
    expiresAt: Moment.nullable(),
  })
  .meta({ id: 'Me', description: 'Who this key is.' })
export type Me = z.infer<typeof Me>
