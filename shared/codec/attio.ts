/** Attio attribute values ⇄ value. */
import type { Field } from '../field.ts'
import { noteContent, taskContent, taskDone } from './attio/beside.ts'
import { domain, email, phone } from './attio/contact.ts'
import { checkbox, currency, date, interaction, number, rating, select, status, text, timestamp } from './attio/plain.ts' // prettier-ignore
import { actorReference, type Member, recordReference } from './attio/reference.ts'
import { ENVELOPE, values } from './attio/values.ts'
import { location, personalName } from './attio/whole.ts'
import type { Codec } from './codec.ts'
import { codecOf } from './grain.ts'
import { opaque } from './opaque.ts'

export { AttioAttribute, attioField } from './attio/field.ts'
export { attioMakes, attioNew } from './attio/make.ts'
export type { Member } from './attio/reference.ts'

const UNKNOWN = codecOf(values, opaque(ENVELOPE))

/** One codec for each of Attio's types: a select and a status mean the same and look different. */
const CODECS: ReadonlyMap<string, Codec> = new Map([
  ['text', codecOf(values, text)],
  ['number', codecOf(values, number)],
  ['checkbox', codecOf(values, checkbox)],
  ['currency', codecOf(values, currency)],
  ['date', codecOf(values, date)],
  ['timestamp', codecOf(values, timestamp)],
  ['rating', codecOf(values, rating)],
  ['status', codecOf(values, status)],
  ['select', codecOf(values, select)],
  ['record-reference', codecOf(values, recordReference)],
  ['actor-reference', codecOf(values, actorReference([]))],
  ['location', codecOf(values, location)],
  ['domain', codecOf(values, domain)],
  ['email-address', codecOf(values, email)],
  ['phone-number', codecOf(values, phone)],
  ['personal-name', codecOf(values, personalName)],
  ['interaction', codecOf(values, interaction)],
  ['note-content', codecOf(values, noteContent)],
  ['task-content', codecOf(values, taskContent)],
  ['task-done', codecOf(values, taskDone)],
])

/**
 * The codec of an Attio attribute: decodes the array of its values (current ones only), encodes the array to write.
 * With `members` (of this workspace), people are read with email and name and written only if they exist; make such
 * a codec once, not for each value.
 */
export function attioCodec(field: Field, members: readonly Member[] = []): Codec {
  if (field.native === 'actor-reference' && members.length > 0)
    return codecOf(values, actorReference(members))
  return CODECS.get(field.native) ?? UNKNOWN
}
