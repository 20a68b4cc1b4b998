import * as z from 'zod'
import { Refusal } from '../refusal.ts'
import { timestamp, toInstant } from './dates.ts'
import type { ValueType } from './type.ts'
import { EQUALITY, exact, parse } from './type.ts'

const Interaction = z.strictObject({
  interaction_type: z.enum([
    'calendar-event', 'call', 'chat-thread', 'email', 'in-person-meeting', 'meeting',
  ]), // prettier-ignore
  interacted_at: z.string(),
  owner_member_id: z.uuid().nullable().default(null),
})

const whenInteracted = timestamp.properties['value']

/** Attio's own record of a contact with somebody; only a world may fill it. */
export const interaction: ValueType = {
  coerce(given, setting) {
    const written = parse(Interaction, given, setting)
    if (written instanceof Refusal) return written
    return { ...written, interacted_at: toInstant(written.interacted_at) }
  },
  key: (data) => JSON.stringify(data),
  read: ({ interaction_type, interacted_at, owner_member_id }) => ({
    interaction_type,
    interacted_at,
    owner_actor: {
      type: owner_member_id === null ? 'system' : 'workspace-member',
      id: owner_member_id,
    },
  }),
  properties: {
    interaction_type: exact('interaction_type', '$not_empty'),
    owner_member_id: { ...exact('owner_member_id'), operators: EQUALITY },
    ...(whenInteracted && {
      interacted_at: { ...whenInteracted, of: ({ data }) => data['interacted_at'] ?? null },
    }),
  },
  main: null,
  mayBeMany: false,
  mayBeUnique: false,
  creatable: false,
}
