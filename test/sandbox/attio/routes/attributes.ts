import * as z from 'zod'
import { defineAttribute, readDefault } from '../definitions.ts'
import { readAttribute } from '../reading.ts'
import { badShape, invalid, notFound, Refusal, slugTaken } from '../refusal.ts'
import type { Answer, Call, Route } from '../route.ts'
import {
  ARCHIVED,
  attributeIn,
  data,
  holderIn,
  page,
  PAGING,
  readBody,
  readQuery,
} from '../route.ts'
import { CURRENCIES } from '../values/countries.ts'
import { TYPES, typeOf } from '../values/types.ts'
import type { Attribute } from '../workspace.ts'
import { findAttribute, findObject, objectOf, putAttribute } from '../workspace.ts'
import { ATTRIBUTE_TYPES } from '../world.ts'

const Config = z.object({
  currency: z
    .object({
      default_currency_code: z.enum(CURRENCIES),
      display_type: z.enum(['code', 'name', 'narrowSymbol', 'symbol']),
    })
    .optional(),
  record_reference: z.object({ allowed_objects: z.array(z.string()).min(1) }).optional(),
})

const Default = z.union([
  z.object({ type: z.literal('dynamic'), template: z.string() }),
  z.object({ type: z.literal('static'), template: z.array(z.unknown()) }),
])

const slug = z.string().regex(/^[a-z0-9][a-z0-9_-]*$/)

const NewAttribute = z.object({
  data: z.strictObject({
    title: z.string().min(1),
    description: z.string().nullable(),
    api_slug: slug,
    type: z.enum(ATTRIBUTE_TYPES),
    is_required: z.boolean(),
    is_unique: z.boolean(),
    is_multiselect: z.boolean(),
    config: Config,
    default_value: Default.nullable().default(null),
    relationship: z
      .strictObject({
        object: z.string(),
        title: z.string(),
        api_slug: slug,
        is_multiselect: z.boolean(),
      })
      .nullable()
      .default(null),
  }),
})

const AttributePatch = z.object({
  data: z.strictObject({
    title: z.string().min(1).optional(),
    description: z.string().nullable().optional(),
    api_slug: slug.optional(),
    is_required: z.boolean().optional(),
    is_unique: z.boolean().optional(),
    default_value: Default.nullable().optional(),
    config: Config.optional(),
    is_archived: z.boolean().optional(),
  }),
})

const isPersonOrCompany = (objectSlug: string) => ['people', 'companies'].includes(objectSlug)

const refuse = (field: string, message: string) => badShape([invalid(['data', field], message)])

/** What no attribute of this type, or on this object, may be. */
function impossible(
  call: Call,
  objectSlug: string,
  given: z.output<typeof NewAttribute>['data'],
): Refusal | null {
  const type = TYPES[given.type]
  if (!type?.creatable) return refuse('type', `Attributes of type ${given.type} cannot be created`)
  if (given.is_multiselect && !type.mayBeMany)
    return refuse('is_multiselect', `Attributes of type ${given.type} hold one value`)
  if (given.is_unique && !type.mayBeUnique)
    return refuse('is_unique', `Attributes of type ${given.type} cannot be unique`)
  if (given.is_unique && isPersonOrCompany(objectSlug) && !call.switches.uniqueOnStandard)
    return refuse('is_unique', 'Unique attributes cannot be added to this object')
  if (given.default_value && isPersonOrCompany(objectSlug))
    return refuse('default_value', 'Default values are not supported on this object')
  if (given.relationship && given.type !== 'record-reference')
    return refuse('relationship', 'Only record references can be relationships')
  return null
}

function create(call: Call): Answer | Refusal {
  const object = holderIn(call)
  if (object instanceof Refusal) return object
  const body = readBody(call, NewAttribute)
  if (body instanceof Refusal) return body
  const refused = impossible(call, object.slug, body.data)
  if (refused) return refused
  const { workspace } = call.caller
  const made = defineAttribute(
    workspace,
    object,
    { ...body.data, options: [], formula: null },
    call,
  )
  return made instanceof Refusal ? made : data(readAttribute(workspace, object, made))
}

type Patch = z.output<typeof AttributePatch>['data']

function patched(call: Call, attribute: Attribute, given: Patch): Attribute | Refusal {
  const { workspace } = call.caller
  if (given.is_unique && !typeOf(attribute).mayBeUnique)
    return refuse('is_unique', `Attributes of type ${attribute.type} cannot be unique`)
  const standing =
    given.default_value === undefined
      ? attribute.defaultValue
      : readDefault(workspace, attribute, given.default_value)
  if (standing instanceof Refusal) return standing
  const allowed: string[] = []
  for (const name of given.config?.record_reference?.allowed_objects ?? []) {
    const target = findObject(workspace, name)
    if (!target) return notFound(`Object with slug/ID "${name}"`)
    allowed.push(target.id)
  }
  const money = given.config?.currency
  return {
    ...attribute,
    title: given.title ?? attribute.title,
    description: given.description === undefined ? attribute.description : given.description,
    slug: given.api_slug ?? attribute.slug,
    required: given.is_required ?? attribute.required,
    unique: given.is_unique ?? attribute.unique,
    archived: given.is_archived ?? attribute.archived,
    defaultValue: standing,
    allowed: allowed.length > 0 ? allowed : attribute.allowed,
    currency: money
      ? { code: money.default_currency_code, display: money.display_type }
      : attribute.currency,
  }
}

function patch(call: Call): Answer | Refusal {
  const found = attributeIn(call)
  if (found instanceof Refusal) return found
  const { object, attribute } = found
  const body = readBody(call, AttributePatch)
  if (body instanceof Refusal) return body
  if (attribute.system)
    return new Refusal(400, 'system_edit_unauthorized', 'Cannot update a System attribute.')
  const holder = body.data.api_slug && findAttribute(object, body.data.api_slug)
  if (holder && holder.id !== attribute.id)
    return slugTaken('An attribute with the same API slug already exists on this object.')
  const next = patched(call, attribute, body.data)
  if (next instanceof Refusal) return next
  const { workspace } = call.caller
  putAttribute(workspace, object.id, next)
  return data(readAttribute(workspace, objectOf(workspace, object.id), next))
}

const LISTING = { ...PAGING, ...ARCHIVED }
function list(call: Call): Answer | Refusal {
  const object = holderIn(call)
  if (object instanceof Refusal) return object
  const query = readQuery(call, LISTING)
  if (query instanceof Refusal) return query
  const shown = object.attributes.filter((one) => query.show_archived || !one.archived)
  return data(page(shown, query).map((one) => readAttribute(call.caller.workspace, object, one)))
}

const READ = { pace: 'read', scopes: ['object_configuration:read'] } as const
const WRITE = { pace: 'write' } as const

/** Objects and lists have the same calls; only the right to change them differs. */
export const ATTRIBUTES: readonly Route[] = [
  { all: '/v2/objects/{object}/attributes', scopes: ['object_configuration:read-write'] },
  { all: '/v2/lists/{list}/attributes', scopes: ['list_configuration:read-write'] },
].flatMap(({ all, scopes }): Route[] => [
  { method: 'GET', path: all, kind: 'attributes.list', ...READ, answer: list },
  { method: 'POST', path: all, kind: 'attributes.create', ...WRITE, scopes, answer: create },
  { method: 'GET', path: `${all}/{attribute}`, kind: 'attributes.get', ...READ, answer: get },
  {
    method: 'PATCH',
    path: `${all}/{attribute}`,
    kind: 'attributes.patch',
    ...WRITE,
    scopes,
    answer: patch,
  },
])

function get(call: Call): Answer | Refusal {
  const found = attributeIn(call)
  return found instanceof Refusal
    ? found
    : data(readAttribute(call.caller.workspace, found.object, found.attribute))
}
