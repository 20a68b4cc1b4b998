import { type AttioAttribute, attioField } from '../../../shared/codec/attio.ts'
import type { Failure } from '../../../shared/failure.ts'
import type { Field, Table } from '../../../shared/field.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import type { Door } from '../../http.ts'
import { ask, askSimply, change, failureFrom, get } from './api.ts'
import { AttributesWire, AttributeWire, ChoicesWire, type ObjectWire, ObjectsWire } from './wire.ts'

const PAGE = 500
const attributesPath = (slug: string): string =>
  `/v2/objects/${encodeURIComponent(slug)}/attributes`

/** All objects with their attributes, and the options of those attributes that can be written. */
export async function describe(door: Door): Promise<Result<readonly Table[], Failure>> {
  const about = { needs: 'object_configuration:read', what: 'workspace', name: 'Attio' }
  const answer = await askSimply(door, get('/v2/objects'), ObjectsWire, about)
  if (!answer.ok) return answer
  const objects = answer.value.data
  const tables = await Promise.all(objects.map((object) => tableOf(door, object, objects)))
  const broken = tables.find((table) => !table.ok)
  return broken && !broken.ok
    ? broken
    : ok(tables.flatMap((table) => (table.ok ? [table.value] : [])))
}

async function tableOf(
  door: Door,
  object: ObjectWire,
  objects: readonly ObjectWire[],
): Promise<Result<Table, Failure>> {
  const attributes = await attributesOf(door, object.api_slug, false)
  if (!attributes.ok) return attributes
  const fields: Field[] = []
  const read = await Promise.all(
    attributes.value.map((attribute) => fieldOf(door, object.api_slug, attribute)),
  )
  for (const field of read) {
    if (!field.ok) return field
    fields.push(withSlugs(field.value, objects))
  }
  const primary = primaryOf(fields)
  const name = object.plural_noun || object.singular_noun || object.api_slug
  return ok({ id: object.api_slug, name, fields, ...(primary ? { primary: primary.id } : {}) })
}

async function attributesOf(
  door: Door,
  slug: string,
  withArchived: boolean,
): Promise<Result<readonly AttioAttribute[], Failure>> {
  const all: AttioAttribute[] = []
  for (;;) {
    const asked = new URLSearchParams({ limit: String(PAGE), offset: String(all.length) })
    if (withArchived) asked.set('show_archived', 'true')
    const call = get(`${attributesPath(slug)}?${asked}`)
    const about = { needs: 'object_configuration:read', what: 'table', name: slug }
    const page = await askSimply(door, call, AttributesWire, about)
    if (!page.ok) return page
    all.push(...page.value.data)
    if (page.value.data.length < PAGE) return ok(all)
  }
}

async function fieldOf(
  door: Door,
  slug: string,
  attribute: AttioAttribute,
): Promise<Result<Field, Failure>> {
  const field = attioField(attribute)
  const shelf = { select: 'options', status: 'statuses' }[attribute.type]
  if (!shelf || field.access === 'never') return ok(field)
  const path = `${attributesPath(slug)}/${encodeURIComponent(attribute.api_slug)}/${shelf}`
  const about = { needs: 'object_configuration:read', what: 'field', name: field.name }
  const answer = await askSimply(door, get(path), ChoicesWire, about)
  if (!answer.ok) return answer
  const live = answer.value.data.filter((choice) => !choice.is_archived)
  return ok(attioField(attribute, { choices: live.map(({ title }) => title) }))
}

/** Targets as slugs, which is how tables are named here: the configuration of an attribute has object ids. */
function withSlugs(field: Field, objects: readonly ObjectWire[]): Field {
  if (!field.targets) return field
  const slug = (target: string): string =>
    objects.find(({ id }) => id.object_id === target)?.api_slug ?? target
  return { ...field, targets: field.targets.map(slug) }
}

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
  const about = { needs: 'object_configuration:read-write', what: 'table', name: table.name }
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
    const call = change('POST', attributesPath(table.id), body)
    const made = await ask(door, call, AttributeWire, 'a new field')
    if (made.ok) return ok(attioField(made.value.data))
    const { error } = made
    if (error.kind === 'failure' || error.refusal.code !== 'slug_conflict') {
      return err(failureFrom(error, about))
    }
    const now = await attributesOf(door, table.id, true)
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
  field.id === slug || field.name.trim().toLowerCase() === name.trim().toLowerCase()

const slugOf = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '') || 'field'
