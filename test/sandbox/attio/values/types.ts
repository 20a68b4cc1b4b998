import type { Identity } from '../records.ts'
import type { Attribute } from '../workspace.ts'
import { select, status } from './choices.ts'
import { domain, emailAddress, phoneNumber } from './contacts.ts'
import { date, timestamp } from './dates.ts'
import { interaction } from './interaction.ts'
import { location } from './location.ts'
import { personalName } from './name.ts'
import { checkbox, currency, number, rating, text } from './plain.ts'
import { actorReference, recordReference } from './references.ts'
import type { ValueType } from './type.ts'

/** Attio's attribute types by the names it gives them. */
export const TYPES: Readonly<Record<string, ValueType>> = {
  text,
  number,
  checkbox,
  currency,
  date,
  timestamp,
  rating,
  status,
  select,
  'record-reference': recordReference,
  'actor-reference': actorReference,
  location,
  domain,
  'email-address': emailAddress,
  'phone-number': phoneNumber,
  interaction,
  'personal-name': personalName,
}

export function typeOf(attribute: Attribute): ValueType {
  const type = TYPES[attribute.type]
  if (!type) throw new Error(`no such attribute type: ${attribute.type}`)
  return type
}

/** How the values of an attribute are told apart. */
export const identityOf = (attribute: Attribute): Identity => ({
  id: attribute.id,
  key: typeOf(attribute).key,
})
