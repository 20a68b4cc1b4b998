/** Values that point at records and at people. */
import * as z from 'zod'
import { ok } from '../../result.ts'
import type { Parts } from '../../value.ts'
import { fitParts, textPart } from '../fit.ts'
import { type Fit, type Grain, misfit } from '../grain.ts'

const RecordReference = z.object({ target_object: z.string(), target_record_id: z.string() })

/** The target must exist and its object must be named (reference 2.4). */
export const recordReference: Grain<Parts> = {
  isExact: true,
  read(wire) {
    const found = RecordReference.safeParse(wire)
    return found.success
      ? { table: found.data.target_object, id: found.data.target_record_id }
      : undefined
  },
  fit(element) {
    const parts = fitParts(element, 'a link to a record')
    if (!parts.ok || parts.value === null) return parts
    const table = textPart(parts.value, 'table')
    const id = textPart(parts.value, 'id')
    return table === null || id === null
      ? misfit('it does not say which record it points at')
      : ok({ table, id })
  },
  write: ({ table, id }) => ({ target_object: table, target_record_id: id }),
}

/** A member of the workspace, as `GET /v2/workspace_members` tells of them. */
export type Member = {
  readonly id: string
  readonly email: string | null
  readonly name: string | null
}

const ActorReference = z.object({
  referenced_actor_type: z.string().nullish(),
  referenced_actor_id: z.string().nullish(),
})

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/**
 * People by their member id; values say no more than that. With the list of members, who they are is filled in on
 * reading, and an address nobody has is refused before it is sent; without it, `normal` of a person known by email
 * alone cannot foretell the id.
 */
export function actorReference(members: readonly Member[]): Grain<Parts> {
  const byId = new Map(members.map((member) => [member.id, member]))
  const byEmail = new Map(
    members.flatMap((member) =>
      member.email === null ? [] : [[fold(member.email), member] as const],
    ),
  )
  return {
    read(wire) {
      const found = ActorReference.safeParse(wire)
      if (!found.success) return undefined
      const { referenced_actor_id: id, referenced_actor_type: type } = found.data
      // The system has no id (reference 2.1); it stands in fields that are only read.
      if (!id) return type === 'system' ? { id: null, email: null, name: 'Attio' } : null
      return known(byId.get(id)) ?? { id, email: null, name: null }
    },

    fit(element): Fit<Parts> {
      const parts = fitParts(element, 'a person')
      if (!parts.ok || parts.value === null) return parts
      const id = textPart(parts.value, 'id')
      const email = fold(textPart(parts.value, 'email') ?? '') || null
      const ownId = id !== null && UUID.test(id) ? id : null
      const member = (email === null ? undefined : byEmail.get(email)) ?? byId.get(ownId ?? '')
      if (member) return ok(known(member))
      if (email !== null && members.length > 0)
        return misfit(`nobody in this Attio workspace has the address ${email}`)
      if (ownId === null && email === null)
        return misfit('people are found by email, and this one has none')
      return ok({ id: ownId, email, name: null })
    },

    write: ({ id, email }) =>
      email === null
        ? { referenced_actor_type: 'workspace-member', referenced_actor_id: id }
        : { workspace_member_email_address: email },
  }
}

const fold = (email: string): string => email.trim().toLowerCase()
const known = (member: Member | undefined): Parts | null =>
  member
    ? { id: member.id, email: member.email === null ? null : fold(member.email), name: member.name }
    : null
