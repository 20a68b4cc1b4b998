import * as z from 'zod'
import { badFilter, Refusal } from './refusal.ts'
import type { AttioSwitches } from './switches.ts'
import type { Comparable, Operator, Property } from './values/type.ts'
import { typeOf } from './values/types.ts'
import type { Attribute, ListType, ObjectType, Workspace } from './workspace.ts'
import { findAttribute, findObject, isList, objectOf } from './workspace.ts'

/** One comparison of one property of a value. */
export type Condition = Readonly<{
  name: string
  property: Property
  operator: Operator
  /** A list for `$in` only. */
  operand: Comparable | readonly Comparable[]
}>

/** A filter understood: all conditions of a `holds` must be met by one and the same value. */
export type Tree =
  | Readonly<{ kind: 'all' | 'any'; of: readonly Tree[] }>
  | Readonly<{ kind: 'not'; of: Tree }>
  | Readonly<{ kind: 'holds'; attribute: Attribute; conditions: readonly Condition[] }>
  | Readonly<{ kind: 'follow'; attribute: Attribute; object: ObjectType; of: Tree }>
  /** Of list entries: their record is one of these, or passes itself. */
  | Readonly<{ kind: 'parentIs'; ids: readonly string[] }>
  | Readonly<{ kind: 'parent'; object: ObjectType; of: Tree }>

/** Where a filter is read: the object asked about. */
export type Scope = {
  readonly workspace: Workspace
  readonly object: ObjectType
  readonly switches: AttioSwitches
}

const Plain = z.record(z.string(), z.unknown())
const Paths = z.array(z.tuple([z.string(), z.string()])).min(1)

const LARGEST_PATH = 5

/** Reads a filter as sent, or says what is wrong with it (`filter_error`). */
export function readFilter(scope: Scope, given: unknown): Tree | Refusal {
  const filter = Plain.safeParse(given)
  if (!filter.success) return badFilter('A filter must be an object.')
  if ('path' in filter.data) return readPath(scope, filter.data)
  const parts: Tree[] = []
  for (const [key, inner] of Object.entries(filter.data)) {
    const part =
      key === '$and' || key === '$or'
        ? readList(scope, key, inner)
        : key === '$not'
          ? readNot(scope, inner)
          : readAttribute(scope, key, inner)
    if (part instanceof Refusal) return part
    parts.push(part)
  }
  return parts.length === 1 && parts[0] ? parts[0] : { kind: 'all', of: parts }
}

function readList(scope: Scope, key: '$and' | '$or', given: unknown): Tree | Refusal {
  if (!Array.isArray(given)) return badFilter(`"${key}" must be given an array.`)
  const parts: Tree[] = []
  for (const inner of given) {
    const part = readFilter(scope, inner)
    if (part instanceof Refusal) return part
    parts.push(part)
  }
  return { kind: key === '$and' ? 'all' : 'any', of: parts }
}

function readNot(scope: Scope, given: unknown): Tree | Refusal {
  const inner = readFilter(scope, given)
  if (inner instanceof Refusal) return inner
  if (
    scope.switches.narrowNot &&
    (inner.kind === 'all' || inner.kind === 'any' || inner.kind === 'not')
  )
    return badFilter('"$not" takes a single comparison.')
  return { kind: 'not', of: inner }
}

/** Entries are also known by their record, which is no attribute of the list. */
function readParentId(given: unknown): Tree | Refusal {
  const shape = ParentId.safeParse(given)
  if (!shape.success) return badFilter('"parent_record_id" takes "$eq" or "$in".')
  const wanted = typeof shape.data === 'string' ? { $eq: shape.data } : shape.data
  return { kind: 'parentIs', ids: [wanted.$eq ?? [], wanted.$in ?? []].flat() }
}
const ParentId = z.union([
  z.string(),
  z.strictObject({ $eq: z.string().optional(), $in: z.array(z.string()).optional() }),
])

function readAttribute(scope: Scope, key: string, given: unknown): Tree | Refusal {
  if (isList(scope.object) && key === 'parent_record_id') return readParentId(given)
  const attribute = findAttribute(scope.object, key)
  if (!attribute || attribute.archived) return badFilter(`Unknown attribute "${key}" in filter.`)
  return readConstraints(scope, attribute, given)
}

/** `value`, `{$op: value}`, `{property: value}` or `{property: {$op: value}}`. */
function readConstraints(scope: Scope, attribute: Attribute, given: unknown): Tree | Refusal {
  const { main, properties } = typeOf(attribute)
  const shape = Plain.safeParse(given)
  const operators = shape.success && Object.keys(shape.data).some((key) => key.startsWith('$'))
  const byProperty: [string, unknown][] =
    shape.success && !operators ? Object.entries(shape.data) : [[main ?? '', given]]
  const conditions: Condition[] = []
  for (const [name, tests] of byProperty) {
    const property = properties[name]
    if (!property)
      return badFilter(
        name === ''
          ? `Attribute "${attribute.slug}" needs a property to be filtered by.`
          : `Invalid field "${name}" for attribute "${attribute.slug}".`,
      )
    const shaped = Plain.safeParse(tests)
    const pairs = shaped.success ? Object.entries(shaped.data) : [['$eq', tests] as const]
    for (const [operator, operand] of pairs) {
      const condition = readCondition(scope, attribute, name, property, operator, operand)
      if (condition instanceof Refusal) return condition
      conditions.push(condition)
    }
  }
  return conditions.length > 0
    ? { kind: 'holds', attribute, conditions }
    : badFilter(`Nothing is asked of "${attribute.slug}".`)
}

const isOperator = (word: string, property: Property): word is Operator =>
  property.operators.some((operator) => operator === word)

function readCondition(
  { workspace }: Scope,
  attribute: Attribute,
  name: string,
  property: Property,
  operator: string,
  given: unknown,
): Condition | Refusal {
  // Of all texts only the record's own id may be looked up in a list.
  const listed = operator === '$in' && attribute.slug === 'record_id' && attribute.system
  if (!listed && !isOperator(operator, property))
    return badFilter(`Operator "${operator}" cannot be used with "${attribute.slug}.${name}".`)
  const setting = { workspace, attribute }
  const wrong = badFilter(`Invalid value for "${operator}" on "${attribute.slug}.${name}".`)
  if (operator === '$in') {
    if (!Array.isArray(given)) return wrong
    const operand = given.map((one) => property.operand(one, setting))
    if (operand.includes(undefined)) return wrong
    return {
      name,
      property,
      operator,
      operand: operand.flatMap((one) => (one === undefined ? [] : [one])),
    }
  }
  if (!isOperator(operator, property)) return wrong
  if (operator === '$not_empty')
    return given === true ? { name, property, operator, operand: true } : wrong
  const operand = property.operand(given, setting)
  return operand === undefined ? wrong : { name, property, operator, operand }
}

function followParent(
  scope: Scope,
  list: ListType,
  rest: readonly (readonly [string, string])[],
  end: (scope: Scope, attribute: Attribute) => Tree | Refusal,
): Tree | Refusal {
  const object = rest[0] && findObject(scope.workspace, rest[0][0])
  if (!object || !list.parents.includes(object.id))
    return badFilter(`The records of "${list.slug}" are none of "${rest[0]?.[0] ?? ''}".`)
  const of = followPath({ ...scope, object }, rest, end)
  return of instanceof Refusal ? of : { kind: 'parent', object, of }
}

/** `{path: [[object, attribute], …], constraints}`: references followed, the last attribute constrained. */
function readPath(scope: Scope, given: Readonly<Record<string, unknown>>): Tree | Refusal {
  const { path, constraints, ...rest } = given
  const steps = Paths.safeParse(path)
  if (!steps.success || Object.keys(rest).length > 0)
    return badFilter('A path must be a list of object and attribute, with its constraints.')
  if (steps.data.length > LARGEST_PATH) return badFilter('A path has at most five segments.')
  return followPath(scope, steps.data, (last, attribute) =>
    readConstraints(last, attribute, constraints),
  )
}

function followPath(
  scope: Scope,
  [step, ...rest]: readonly (readonly [string, string])[],
  end: (scope: Scope, attribute: Attribute) => Tree | Refusal,
): Tree | Refusal {
  const [objectName, attributeName] = step ?? ['', '']
  const { object: from } = scope
  const named = isList(from)
    ? [from.slug, from.id].includes(objectName)
    : findObject(scope.workspace, objectName)?.id === from.id
  if (!named) return badFilter(`The path does not lead to object "${objectName}".`)
  if (isList(from) && attributeName === 'parent_record') return followParent(scope, from, rest, end)
  const attribute = findAttribute(scope.object, attributeName)
  if (!attribute || attribute.archived)
    return badFilter(`Unknown attribute "${attributeName}" in path.`)
  const next = rest[0]
  if (!next) return end(scope, attribute)
  const object = findObject(scope.workspace, next[0])
  const leads =
    attribute.type === 'record-reference' &&
    object !== undefined &&
    (attribute.allowed === null || attribute.allowed.includes(object.id))
  if (!leads) return badFilter(`The path does not lead from "${attributeName}" to "${next[0]}".`)
  const of = followPath({ ...scope, object: objectOf(scope.workspace, object.id) }, rest, end)
  return of instanceof Refusal ? of : { kind: 'follow', attribute, object, of }
}
