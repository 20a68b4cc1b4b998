/** Cells of collaborators: written by Airtable's own user or group id, or by email (reference 3.1). */
import * as z from 'zod'
import { ok } from '../../result.ts'
import type { Parts } from '../../value.ts'
import { fitParts, textPart } from '../fit.ts'
import { type Grain, misfit } from '../grain.ts'

const Collaborator = z.object({
  id: z.string(),
  email: z.string().nullish(),
  name: z.string().nullish(),
})

/** Users and groups of Airtable; the id of another vendor's member means nothing here. */
const OWN_ID = /^(usr|ugp|grp)/

export const person: Grain<Parts> = {
  read(wire) {
    const found = Collaborator.safeParse(wire)
    if (!found.success) return undefined
    const { id, email, name } = found.data
    return { id, email: email ?? null, name: name ?? null }
  },

  fit(element) {
    const parts = fitParts(element, 'a person')
    if (!parts.ok || parts.value === null) return parts
    const id = textPart(parts.value, 'id')
    const email = textPart(parts.value, 'email')?.trim().toLowerCase() || null
    if (id !== null && OWN_ID.test(id))
      return ok({ id, email, name: textPart(parts.value, 'name') })
    if (email === null) return misfit('people are found by email, and this one has none')
    // Whose id and name the email has there, only the answer tells.
    return ok({ id: null, email, name: null })
  },

  write: ({ id, email }) => (id === null ? { email } : { id }),
}
