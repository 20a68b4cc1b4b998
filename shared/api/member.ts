import * as z from 'zod'
import { Role } from '../role.ts'
import { Id, Moment } from './page.ts'

export const Member = z
  .object({
    id: Id,
    name: z.string(),
    email: z.string().nullable(),
    role: Role.describe('What counts: the one given, or else the one the base says.'),
    given: Role.nullable().describe('What an admin gave, or null.'),
    derived: Role.describe('What their permission on the base says.'),
    addedAt: Moment,
    seenAt: Moment.describe('When they last signed in.'),
  })
  .meta({ id: 'Member', description: 'A person of the workspace, with the role that counts.' })
export type Member = z.infer<typeof Member>

export const MemberList = z
  .object({ items: z.array(Member) })
  .meta({ id: 'MemberList', description: 'Everybody of the workspace.' })
export type MemberList = z.infer<typeof MemberList>

export const MemberPatch = z
  .strictObject({
    role: Role.nullable().describe('The role to give; null goes by the base again.'),
  })
  .meta({ id: 'MemberPatch', description: 'The role to give a member.' })
export type MemberPatch = z.infer<typeof MemberPatch>

export const InvitationRequest = z
  .strictObject({
    name: z.string().trim().min(1).max(100).describe('Whom it is for.'),
    role: Role,
  })
  .meta({ id: 'InvitationRequest', description: 'Whom to invite, and as what.' })
export type InvitationRequest = z.infer<typeof InvitationRequest>

export const Invitation = z
  .object({
    id: Id,
    name: z.string(),
    role: Role,
    createdBy: z.string(),
    createdAt: Moment,
    expiresAt: Moment,
    usedBy: Id.nullable().describe('The member who took it up.'),
  })
  .meta({ id: 'Invitation', description: 'A link for one person to join with.' })
export type Invitation = z.infer<typeof Invitation>

export const InvitationList = z
  .object({ items: z.array(Invitation) })
  .meta({ id: 'InvitationList', description: 'Every invitation that was made.' })
export type InvitationList = z.infer<typeof InvitationList>

export const NewInvitation = Invitation.extend({
  url: z.string().describe('The link to send them. It is shown this once, and serves once.'),
}).meta({
  id: 'NewInvitation',
  description: 'An invitation that was just made, with its link, told this once.',
})
export type NewInvitation = z.infer<typeof NewInvitation>
