import type { Row, Value } from './records.ts'
import { valuesOf } from './records.ts'
import { instant } from './times.ts'
import { typeOf } from './values/types.ts'
import type { Actor, Attribute, ListType, Member, ObjectType, Workspace } from './workspace.ts'
import { attributeOf, objectOf } from './workspace.ts'

/** Wire shapes, their keys in the order of the wire. */

export const readActor = ({ type, id }: Actor) => ({ type, id })

/** One value: envelope, own fields, type. */
export const readValue = (workspace: Workspace, attribute: Attribute, value: Value) => ({
  active_from: instant(value.from),
  active_until: value.until === null ? null : instant(value.until),
  created_by_actor: readActor(value.actor),
  ...typeOf(attribute).read(value.data, { workspace, attribute }),
  attribute_type: attribute.type,
})

type ReadValues = { [slug: string]: readonly ReturnType<typeof readValue>[] }
const NOTHING: ReadValues[string] = []

/** Every attribute that is not archived, in their order, [] where there is nothing. */
export function readValues(workspace: Workspace, object: ObjectType, row: Row): ReadValues {
  const read: ReadValues = {}
  for (const attribute of object.attributes) {
    if (attribute.archived) continue
    const values = valuesOf(row, attribute.id)
    read[attribute.slug] =
      values.length > 0 ? values.map((value) => readValue(workspace, attribute, value)) : NOTHING
  }
  return read
}

const PAGES: Readonly<Record<string, string>> = { people: 'person', companies: 'company' }

export function readRow(workspace: Workspace, object: ObjectType, row: Row) {
  const page = PAGES[object.slug] ?? `${object.slug}/record`
  return {
    id: { workspace_id: workspace.id, object_id: object.id, record_id: row.id },
    created_at: instant(row.createdAt),
    web_url: `https://app.attio.com/${workspace.slug}/${page}/${row.id}`,
    values: readValues(workspace, object, row),
  }
}

export const readEntry = (workspace: Workspace, list: ListType, row: Row) => ({
  id: { workspace_id: workspace.id, list_id: list.id, entry_id: row.id },
  parent_record_id: row.parent?.record,
  parent_object: objectOf(workspace, row.parent?.object ?? '').slug,
  created_at: instant(row.createdAt),
  entry_values: readValues(workspace, list, row),
})

export const readList = (workspace: Workspace, list: ListType) => ({
  id: { workspace_id: workspace.id, list_id: list.id },
  api_slug: list.slug,
  name: list.plural,
  parent_object: list.parents.map((id) => objectOf(workspace, id).slug),
  workspace_access: list.access,
  workspace_member_access: list.memberAccess.map(({ memberId, level }) => ({
    workspace_member_id: memberId,
    level,
  })),
  created_by_actor: readActor(list.createdBy),
  created_at: instant(list.createdAt),
})

// Records and definitions are replaced, never changed, so a text stays true for the pair it was made of.
const texts = new WeakMap<Workspace['objects'], WeakMap<Row, string>>()

/** The record as JSON, kept for as long as neither it nor any definition changes. */
export function rowText(workspace: Workspace, object: ObjectType, row: Row): string {
  let known = texts.get(workspace.objects)
  if (!known) texts.set(workspace.objects, (known = new WeakMap()))
  let text = known.get(row)
  if (text === undefined) {
    text = JSON.stringify(readRow(workspace, object, row))
    known.set(row, text)
  }
  return text
}

export const readObject = (workspace: Workspace, object: ObjectType) => ({
  id: { workspace_id: workspace.id, object_id: object.id },
  api_slug: object.slug,
  singular_noun: object.singular,
  plural_noun: object.plural,
  created_at: instant(object.createdAt),
})

function readMirror(workspace: Workspace, { mirror }: Attribute) {
  if (!mirror) return null
  const other = objectOf(workspace, mirror.object)
  const far = attributeOf(other, mirror.attribute)
  return {
    id: { workspace_id: workspace.id, object_id: other.id, attribute_id: far.id },
    object_slug: other.slug,
    api_slug: far.slug,
    is_multiselect: far.many,
    title: far.title,
  }
}

function readDefault(workspace: Workspace, attribute: Attribute) {
  const { defaultValue } = attribute
  if (defaultValue?.type !== 'static') return defaultValue
  const template = defaultValue.template.map((data) => ({
    ...typeOf(attribute).read(data, { workspace, attribute }),
    attribute_type: attribute.type,
  }))
  return { type: 'static', template }
}

export const readAttribute = (workspace: Workspace, object: ObjectType, attribute: Attribute) => ({
  id: { workspace_id: workspace.id, object_id: object.id, attribute_id: attribute.id },
  title: attribute.title,
  description: attribute.description,
  api_slug: attribute.slug,
  type: attribute.type,
  is_system_attribute: attribute.system,
  is_writable: attribute.writable,
  is_required: attribute.required,
  is_unique: attribute.unique,
  is_multiselect: attribute.many,
  is_default_value_enabled: attribute.defaultValue !== null,
  is_archived: attribute.archived,
  default_value: readDefault(workspace, attribute),
  relationship: readMirror(workspace, attribute),
  created_at: instant(attribute.createdAt),
  config: {
    currency: {
      default_currency_code: attribute.currency?.code ?? null,
      display_type: attribute.currency?.display ?? null,
    },
    record_reference: { allowed_object_ids: attribute.allowed },
  },
})

export const readMember = (workspace: Workspace, member: Member) => ({
  id: { workspace_id: workspace.id, workspace_member_id: member.id },
  first_name: member.first,
  last_name: member.last,
  avatar_url: null,
  email_address: member.email,
  access_level: member.access,
  created_at: instant(member.createdAt),
})
