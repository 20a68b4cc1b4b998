import { Draft } from './draft.ts'
import { badShape, invalid, notFound, Refusal, slugTaken } from './refusal.ts'
import type { StandardObject } from './standard.ts'
import { COMES_WITH, CUSTOM_BEGINNING, CUSTOM_END, STANDARD_CHOICES } from './standard.ts'
import { USUAL } from './switches.ts'
import type { Attribute, Choice, DefaultValue, ListType, ObjectType, Workspace } from './workspace.ts' // prettier-ignore
import { findAttribute, findObject, putAttribute } from './workspace.ts'
import type { AttributeSpec } from './world.ts'
import { readItems } from './write.ts'

/** What making a definition needs from outside. */
export type Making = { readonly now: number; newId(): string }

export const choice = (title: string, { newId }: Making): Choice => ({
  id: newId(),
  title,
  archived: false,
  celebration: title.startsWith('Won'),
  targetTime: null,
})

const BLANK = {
  description: null,
  archived: false,
  defaultValue: null,
  mirror: null,
  currency: null,
  allowed: null,
  formula: null,
} as const

const USD = { code: 'USD', display: 'symbol' } as const

function standardAttribute(
  [slug, title, type, ...traits]: StandardObject['attributes'][number],
  making: Making,
): Attribute {
  return {
    ...BLANK,
    id: making.newId(),
    slug,
    title,
    type,
    system: true,
    writable: !traits.includes('fixed'),
    required: traits.includes('required'),
    unique: traits.includes('unique'),
    many: traits.includes('many'),
    enriched: traits.includes('enriched'),
    createdAt: making.now,
    currency: type === 'currency' ? USD : null,
    choices: ['select', 'status'].includes(type)
      ? (STANDARD_CHOICES[slug] ?? []).map((one) => choice(one, making))
      : [],
    defaultValue:
      slug === 'created_at'
        ? { type: 'dynamic', template: 'PT0S' }
        : slug === 'created_by'
          ? { type: 'dynamic', template: 'current-user' }
          : null,
  }
}

/** `on` are the slugs of the objects that are switched on. */
export const standardObject = (
  { slug, singular, plural, always, attributes }: StandardObject,
  on: ReadonlySet<string>,
  making: Making,
): ObjectType => ({
  id: making.newId(),
  slug,
  singular,
  plural,
  createdAt: making.now,
  enabled: always || on.has(slug),
  attributes: attributes
    .filter(([name]) => on.has(COMES_WITH[name] ?? slug) || !(name in COMES_WITH))
    .map((row) => standardAttribute(row, making)),
})

export const customObject = (
  slug: string,
  singular: string,
  plural: string,
  making: Making,
): ObjectType => ({
  id: making.newId(),
  slug,
  singular,
  plural,
  createdAt: making.now,
  enabled: true,
  attributes: [...CUSTOM_BEGINNING, ...CUSTOM_END].map((row) => standardAttribute(row, making)),
})

export const customList = (
  facts: Pick<ListType, 'id' | 'slug' | 'parents' | 'access' | 'memberAccess' | 'createdBy'> & {
    readonly name: string
  },
  making: Making,
): ListType => {
  const { name, ...rest } = facts
  return {
    ...rest,
    singular: name,
    plural: name,
    createdAt: making.now,
    enabled: true,
    attributes: CUSTOM_END.map((row) => standardAttribute(row, making)),
  }
}

/** Joins two record references so that each is the other's mirror. */
export function pair(
  workspace: Workspace,
  [one, oneSlug]: readonly [ObjectType, string],
  [other, otherSlug]: readonly [ObjectType, string],
): void {
  const left = findAttribute(one, oneSlug)
  const right = findAttribute(other, otherSlug)
  if (!left || !right) return
  putAttribute(workspace, one.id, {
    ...left,
    allowed: [other.id],
    mirror: { object: other.id, attribute: right.id },
  })
  putAttribute(workspace, other.id, {
    ...right,
    allowed: [one.id],
    mirror: { object: one.id, attribute: left.id },
  })
}

const slugConflict = slugTaken(
  'An attribute with the same API slug already exists on this object. Please choose a different API slug.',
)

/** Makes a custom attribute, and its mirror where it is one end of a relationship. */
export function defineAttribute(
  workspace: Workspace,
  object: ObjectType,
  spec: AttributeSpec,
  making: Making,
): Attribute | Refusal {
  // Archived attributes keep their slug, so they count too.
  if (findAttribute(object, spec.api_slug)) return slugConflict
  const other = spec.relationship && findObject(workspace, spec.relationship.object)
  if (spec.relationship && !other)
    return notFound(`Object with slug/ID "${spec.relationship.object}"`)
  const allowed: string[] = []
  for (const name of spec.config.record_reference?.allowed_objects ?? []) {
    const target = findObject(workspace, name)
    if (!target) return notFound(`Object with slug/ID "${name}"`)
    allowed.push(target.id)
  }
  if (other && allowed.some((id) => id !== other.id))
    return badShape([invalid(['data', 'config', 'record_reference', 'allowed_objects'])])
  const attribute: Attribute = {
    ...BLANK,
    id: making.newId(),
    slug: spec.api_slug,
    title: spec.title ?? spec.api_slug,
    description: spec.description,
    type: spec.type,
    system: false,
    writable: spec.formula === null,
    formula: spec.formula,
    required: spec.is_required,
    unique: spec.is_unique,
    many: spec.is_multiselect,
    enriched: false,
    defaultValue: null,
    createdAt: making.now,
    currency: spec.type === 'currency' ? currencyOf(spec) : null,
    allowed: allowed.length > 0 ? allowed : null,
    choices: spec.options.map((title) => choice(title, making)),
  }
  if (!spec.relationship || !other) {
    const standing = readDefault(workspace, attribute, spec.default_value)
    if (standing instanceof Refusal) return standing
    const complete = { ...attribute, defaultValue: standing }
    putAttribute(workspace, object.id, complete)
    return complete
  }
  const { api_slug, title, is_multiselect } = spec.relationship
  const ownTwin = other.id === object.id && api_slug === spec.api_slug
  if (ownTwin || findAttribute(other, api_slug)) return slugConflict
  const twin = making.newId()
  const near = { ...attribute, allowed: [other.id], mirror: { object: other.id, attribute: twin } }
  putAttribute(workspace, object.id, near)
  putAttribute(workspace, other.id, {
    ...attribute,
    id: twin,
    slug: api_slug,
    title,
    description: null,
    required: false,
    unique: false,
    many: is_multiselect,
    defaultValue: null,
    allowed: [object.id],
    mirror: { object: object.id, attribute: attribute.id },
  })
  return near
}

/** A default as written, its values in the form they will be kept. */
export function readDefault(
  workspace: Workspace,
  attribute: Attribute,
  given: AttributeSpec['default_value'],
): DefaultValue | Refusal | null {
  if (given === null || given.type === 'dynamic') return given
  const draft = new Draft(workspace.records)
  const items = readItems({ workspace, draft, switches: USUAL }, attribute, given.template)
  return items instanceof Refusal ? items : { type: 'static', template: items.data }
}

const currencyOf = ({ config: { currency } }: AttributeSpec) =>
  currency ? { code: currency.default_currency_code, display: currency.display_type } : USD
