import { type AttioAttribute, attioField } from '../../../shared/codec/attio.ts'
import type { Failure } from '../../../shared/failure.ts'
import { type Field, isNamed, type Table } from '../../../shared/field.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import type { Door } from '../../http.ts'
import { ask, askSimply, change, failureFrom, get } from './api.ts'
import { notesTable, OWN_FIELDS, OWN_WITHOUT_URL, parentField, tasksTable } from './beside.ts'
import { attributesOf, hasAttributes, listTableId } from './kind.ts'
import { isGranted } from './scopes.ts'
import { AttributesWire, AttributeWire, ChoicesWire, ListsWire, type ListWire, type ObjectWire, ObjectsWire, SelfWire } from './wire.ts' // prettier-ignore

const PAGE = 500

/**
 * All tables that the token may read, or those of `only`: objects and lists with their attributes, and the options of
 * those that can be written; then notes and tasks. Attio answers for one object, and one attribute's options, at a time.
 */
export async function describe(
  door: Door,
  only?: readonly string[],
): Promise<Result<readonly Table[], Failure>> {
  const isAsked = (id: string): boolean => only?.includes(id) ?? true
  const about = { needs: 'object_configuration:read', what: 'workspace', name: 'Attio' }
  const [answer, self] = await Promise.all([
    askSimply(door, get('/v2/objects'), ObjectsWire, about),
    askSimply(door, get('/v2/self'), SelfWire, about),
  ])
  if (!answer.ok) return answer
  if (!self.ok) return self
  const objects = answer.value.data
  const slugs = objects.map(({ api_slug }) => api_slug)
  const may = (...scopes: readonly string[]): boolean =>
    scopes.every((scope) => isGranted(self.value.scope.split(' '), scope))
  const mayLists = may('list_configuration:read', 'list_entry:read')
  const isAnyList = only?.some((id) => id.startsWith('list:')) ?? true
  const lists = mayLists && isAnyList ? await listsOf(door) : ok([])
  if (!lists.ok) return lists
  const tables = await Promise.all([
    ...objects
      .filter(({ api_slug }) => isAsked(api_slug))
      .map((object) => objectTable(door, object, objects)),
    ...lists.value
      .filter(({ api_slug }) => isAsked(listTableId(api_slug)))
      .map((list) => listTable(door, list, objects)),
  ])
  const described: Table[] = []
  for (const table of tables) {
    if (!table.ok) return table
    described.push(table.value)
  }
  if (may('note:read')) described.push(notesTable(slugs))
  if (may('task:read', 'user_management:read')) described.push(tasksTable(slugs))
  return ok(described.filter(({ id }) => isAsked(id)))
}

async function listsOf(door: Door): Promise<Result<readonly ListWire[], Failure>> {
  const about = { needs: 'list_configuration:read', what: 'workspace', name: 'Attio' }
  const answer = await askSimply(door, get('/v2/lists'), ListsWire, about)
  return answer.ok ? ok(answer.value.data) : answer
}

async function objectTable(
  door: Door,
  object: ObjectWire,
  objects: readonly ObjectWire[],
): Promise<Result<Table, Failure>> {
  const fields = await fieldsOf(door, object.api_slug, objects)
  if (!fields.ok) return fields
  const primary = primaryOf(fields.value)
  return ok({
    id: object.api_slug,
    name: object.plural_noun || object.singular_noun || object.api_slug,
    fields: [...fields.value, ...OWN_FIELDS],
    ...(primary ? { primary: primary.id } : {}),
  })
}

/** A list's entries; the record an entry stands for is called as its object is. */
async function listTable(
  door: Door,
  list: ListWire,
  objects: readonly ObjectWire[],
): Promise<Result<Table, Failure>> {
  const id = listTableId(list.api_slug)
  const fields = await fieldsOf(door, id, objects)
  if (!fields.ok) return fields
  const targets = list.parent_object.map((one) => slugIn(objects, one))
  const [only, ...more] = targets
  const noun = objects.find(({ api_slug }) => api_slug === only)?.singular_noun
  const parent = parentField((more.length === 0 && noun) || 'Parent record', targets)
  const primary = primaryOf(fields.value) ?? parent
  return ok({
    id,
    name: list.name || list.api_slug,
    fields: [parent, ...fields.value, ...OWN_WITHOUT_URL],
    primary: primary.id,
  })
}

async function fieldsOf(
  door: Door,
  tableId: string,
  objects: readonly ObjectWire[],
): Promise<Result<readonly Field[], Failure>> {
  const attributes = await allAttributes(door, tableId, false)
  if (!attributes.ok) return attributes
  const read = await Promise.all(
    attributes.value.map((attribute) => fieldOf(door, tableId, attribute)),
  )
  const fields: Field[] = []
  for (const field of read) {
    if (!field.ok) return field
    fields.push(withSlugs(field.value, objects))
  }
  return ok(fields)
}

export async function allAttributes(
  door: Door,
  tableId: string,
  withArchived: boolean,
): Promise<Result<readonly AttioAttribute[], Failure>> {
  const all: AttioAttribute[] = []
  for (;;) {
    const asked = new URLSearchParams({ limit: String(PAGE), offset: String(all.length) })
    if (withArchived) asked.set('show_archived', 'true')
    const call = get(`${attributesOf(tableId)}?${asked}`)
    const about = { needs: 'object_configuration:read', what: 'table', name: tableId }
    const page = await askSimply(door, call, AttributesWire, about)
    if (!page.ok) return page
    all.push(...page.value.data)
    if (page.value.data.length < PAGE) return ok(all)
  }
}

async function fieldOf(
  door: Door,
  tableId: string,
  attribute: AttioAttribute,
): Promise<Result<Field, Failure>> {
  const field = attioField(attribute)
  const shelf = { select: 'options', status: 'statuses' }[attribute.type]
  if (!shelf || field.access === 'never') return ok(field)
  const path = `${attributesOf(tableId)}/${encodeURIComponent(attribute.api_slug)}/${shelf}`
  const about = { needs: 'object_configuration:read', what: 'field', name: field.name }
  const answer = await askSimply(door, get(path), ChoicesWire, about)
  if (!answer.ok) return answer
  const live = answer.value.data.filter((choice) => !choice.is_archived)
  return ok(attioField(attribute, { choices: live.map(({ title }) => title) }))
}

/**
 * Targets as slugs, which is how tables are named here: the configuration of an attribute has object ids. A reference
 * that names no objects may point at any.
 */
function withSlugs(field: Field, objects: readonly ObjectWire[]): Field {
  if (field.type !== 'reference') return field
  const targets = field.targets ?? objects.map(({ api_slug }) => api_slug)
  return { ...field, targets: targets.map((target) => slugIn(objects, target)) }
}

const slugIn = (objects: readonly ObjectWire[], idOrSlug: string): string =>
  objects.find(({ id }) => id.object_id === idOrSlug)?.api_slug ?? idOrSlug

/** Records are known by their name; where an object has none, by its first text. */
const primaryOf = (fields: readonly Field[]): Field | undefined =>
  fields.find(({ id }) => id === 'name') ??
  fields.find(({ type, access }) => type === 'text' && access !== 'never')

/**
 * A text attribute of that name. One that is there already is taken if it can hold the text. An archived attribute
 * keeps its slug and cannot be taken, so the next free slug is.
 */
export async function createTextField(
  door: Door,
  table: Table,
  name: string,
  description: string,
): Promise<Result<Field, Failure>> {
  // What is made for every list or object cannot be made for notes and tasks, which have no attributes.
  if (!hasAttributes(table))
    return err({ reason: 'refused', vendor: 'Attio', what: `a new field in “${table.name}”` })
  const right = table.id.startsWith('list:') ? 'list_configuration' : 'object_configuration'
  const about = { needs: `${right}:read-write`, what: 'table', name: table.name }
  const first = slugOf(name)
  for (const slug of [first, `${first}_2`, `${first}_3`, `${first}_4`]) {
    const body = {
      data: {
        title: name,
        description: description || null,
        api_slug: slug,
        type: 'text',
        is_required: false,
        is_unique: false,
        is_multiselect: false,
        config: {},
      },
    }
    const there = table.fields.find((field) => holdsText(field) && isCalled(field, name, slug))
    if (there) return ok(there)
    const call = change('POST', attributesOf(table.id), body)
    const made = await ask(door, call, AttributeWire, 'a new field')
    if (made.ok) return ok(attioField(made.value.data))
    const { error } = made
    if (error.kind === 'failure' || error.refusal.code !== 'slug_conflict') {
      return err(failureFrom(error, about))
    }
    const now = await allAttributes(door, table.id, true)
    if (!now.ok) return now
    const taken = now.value.find(({ api_slug }) => api_slug === slug)
    const field = taken && !taken.is_archived ? attioField(taken) : null
    if (field && holdsText(field)) return ok(field)
  }
  return err({ reason: 'refused', vendor: 'Attio', what: `a new field “${name}”` })
}

const holdsText = (field: Field): boolean =>
  field.type === 'text' && field.access === 'always' && !field.many

const isCalled = (field: Field, name: string, slug: string): boolean =>
  field.id === slug || isNamed(field, name)

export const slugOf = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '') || 'field'
