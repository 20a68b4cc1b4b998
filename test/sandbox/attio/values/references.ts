import * as z from 'zod'
import { badValue, invalid, Refusal, unknownValue } from '../refusal.ts'
import type { Attribute, ObjectType } from '../workspace.ts'
import { findAttribute, findObject, objectOf } from '../workspace.ts'
import { domain, emailAddress, phoneNumber } from './contacts.ts'
import { number, text } from './plain.ts'
import type { Property, ValueType, WriteSetting } from './type.ts'
import { EQUALITY, exact, IGNORED, parse, textIn } from './type.ts'

/** What each standard object may be named by in a bare string. */
const SHORTHAND: Readonly<Record<string, string>> = {
  companies: 'domains',
  people: 'email_addresses',
  users: 'user_id',
  workspaces: 'workspace_id',
}

const MATCHABLE: Readonly<Record<string, ValueType>> = {
  text,
  number,
  domain,
  'email-address': emailAddress,
  'phone-number': phoneNumber,
}

/** The one record that holds this value of a unique attribute. */
function byMatch(
  setting: WriteSetting,
  object: ObjectType,
  attribute: Attribute,
  given: unknown,
): string | Refusal {
  const type = MATCHABLE[attribute.type]
  if (!type || !attribute.unique)
    return badValue(setting.attribute.slug, [invalid([attribute.slug])])
  const wanted = type.coerce(given, { ...setting, attribute })
  if (wanted instanceof Refusal || wanted === IGNORED)
    return badValue(setting.attribute.slug, [invalid([attribute.slug])])
  const identity = { id: attribute.id, key: type.key }
  const [id, ...others] = setting.draft.holders(object.id, identity, type.key(wanted))
  if (id === undefined || others.length > 0)
    return unknownValue(
      `Could not find one record of "${object.slug}" with that value of "${attribute.slug}".`,
    )
  return id
}

const allows = ({ attribute }: WriteSetting, object: ObjectType): boolean =>
  attribute.allowed === null || attribute.allowed.includes(object.id)

function byString(given: string, setting: WriteSetting) {
  const only = setting.attribute.allowed?.length === 1 ? setting.attribute.allowed[0] : undefined
  const object = setting.workspace.objects.find((one) => one.id === only && one.enabled)
  const attribute = object && findAttribute(object, SHORTHAND[object.slug] ?? '')
  if (!object || !attribute) return badValue(setting.attribute.slug, [invalid([])])
  const id = byMatch(setting, object, attribute, given)
  return id instanceof Refusal ? id : { target_object: object.id, target_record_id: id }
}

const Target = z.looseObject({ target_object: z.string() })
const Id = z.uuid()
const Match = z.array(z.unknown()).length(1)

function byObject(given: unknown, setting: WriteSetting) {
  const target = parse(Target, given, setting)
  if (target instanceof Refusal) return target
  const { target_object, ...rest } = target
  const object = findObject(setting.workspace, target_object)
  if (!object || !allows(setting, object))
    return unknownValue(`Object with slug/ID "${target_object}" not found.`)
  const [field, ...others] = Object.keys(rest)
  if (field === undefined || others.length > 0)
    return badValue(setting.attribute.slug, [invalid(['target_record_id'], 'Required')])
  if (field === 'target_record_id') {
    const id = parse(Id, rest[field], setting)
    if (id instanceof Refusal) return id
    return setting.draft.get(object.id, id)
      ? { target_object: object.id, target_record_id: id }
      : unknownValue(`Record with ID "${id}" not found.`)
  }
  const attribute = findAttribute(object, field)
  if (!attribute) return unknownValue(`Cannot find attribute with slug/ID "${field}".`)
  const match = parse(Match, rest[field], setting)
  if (match instanceof Refusal) return match
  const id = byMatch(setting, object, attribute, match[0])
  return id instanceof Refusal ? id : { target_object: object.id, target_record_id: id }
}

const targetObject: Property = {
  operators: EQUALITY,
  operand: (given, { workspace }) =>
    typeof given === 'string' ? (findObject(workspace, given)?.id ?? '') : undefined,
  of: ({ data }) => data['target_object'] ?? null,
}

export const recordReference: ValueType = {
  coerce: (given, setting) =>
    typeof given === 'string' ? byString(given, setting) : byObject(given, setting),
  key: (data) => textIn(data, 'target_record_id'),
  read: (data, { workspace }) => ({
    target_object: objectOf(workspace, textIn(data, 'target_object')).slug,
    target_record_id: data['target_record_id'],
  }),
  properties: {
    target_object: targetObject,
    target_record_id: exact('target_record_id', '$in'),
  },
  main: null,
  mayBeMany: true,
  mayBeUnique: false,
  creatable: true,
}

const ActorObject = z.strictObject({
  referenced_actor_type: z.literal('workspace-member'),
  referenced_actor_id: z.uuid(),
})
const ActorByEmail = z.strictObject({ workspace_member_email_address: z.string() })

/** Only members of the workspace can be written; other actors are Attio's own doing. */
export const actorReference: ValueType = {
  coerce(given, setting) {
    const written =
      typeof given === 'string'
        ? given
        : typeof given === 'object' && given !== null && 'workspace_member_email_address' in given
          ? parse(ActorByEmail, given, setting)
          : parse(ActorObject, given, setting)
    if (written instanceof Refusal) return written
    const name =
      typeof written === 'string'
        ? written
        : 'referenced_actor_id' in written
          ? written.referenced_actor_id
          : written.workspace_member_email_address
    const member = setting.workspace.members.find(
      (one) => one.id === name || one.email.toLowerCase() === name.toLowerCase(),
    )
    return member
      ? { referenced_actor_type: 'workspace-member', referenced_actor_id: member.id }
      : unknownValue(`Could not find workspace member "${name}".`)
  },
  key: (data) => `${data['referenced_actor_type']} ${data['referenced_actor_id']}`,
  read: ({ referenced_actor_type, referenced_actor_id }) => ({
    referenced_actor_type,
    referenced_actor_id,
  }),
  properties: {
    referenced_actor_type: exact('referenced_actor_type'),
    referenced_actor_id: exact('referenced_actor_id'),
  },
  main: null,
  mayBeMany: true,
  mayBeUnique: false,
  creatable: true,
}
