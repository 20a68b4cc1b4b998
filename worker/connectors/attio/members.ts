import { attioCodec, type Member } from '../../../shared/codec/attio.ts'
import type { Codec } from '../../../shared/codec/codec.ts'
import type { Field } from '../../../shared/field.ts'
import type { Door } from '../../http.ts'
import { ask, get } from './api.ts'
import { type MemberWire, MembersWire } from './wire.ts'

/** The people of a workspace, and the codecs that know them. */
export type Members = {
  /** Reads the list, once, if any of these fields names people. */
  loadFor(fields: readonly Field[]): Promise<void>
  codecOf(field: Field): Codec
}

/**
 * Records name their people by id only; the list of members gives them their email. Without the right to read the list
 * people stay ids, and are written by email unchecked.
 */
export function openMembers(door: Door): Members {
  let members: readonly Member[] = []
  let loading: Promise<void> | null = null
  const codecs = new Map<string, Codec>()

  async function load(): Promise<void> {
    const answer = await ask(door, get('/v2/workspace_members'), MembersWire, 'the members')
    if (answer.ok) members = answer.value.data.map(memberOf)
    else if (answer.error.kind === 'failure') loading = null
  }

  return {
    async loadFor(fields) {
      if (!fields.some(({ type }) => type === 'person')) return
      loading ??= load()
      await loading
    },
    codecOf(field) {
      if (field.type !== 'person' || members.length === 0) return attioCodec(field)
      const codec = codecs.get(field.native) ?? attioCodec(field, members)
      codecs.set(field.native, codec)
      return codec
    },
  }
}

const memberOf = ({ id, first_name, last_name, email_address }: MemberWire): Member => ({
  id: id.workspace_member_id,
  email: email_address ?? null,
  name: [first_name, last_name].filter(Boolean).join(' ') || null,
})
