import * as z from 'zod'
import type { Scope } from './filter.ts'
import type { Row } from './records.ts'
import { valuesOf } from './records.ts'
import { badFilter, Refusal } from './refusal.ts'
import type { Comparable } from './values/type.ts'
import { textIn } from './values/type.ts'
import { typeOf } from './values/types.ts'
import type { Attribute, ObjectType } from './workspace.ts'
import { findAttribute, findObject } from './workspace.ts'

const direction = z.enum(['asc', 'desc'])
const field = z.string().optional()

/** By an attribute of the record itself, or by one reached over references. */
export const Sort = z.union([
  z.strictObject({ direction, attribute: z.string(), field }),
  z.strictObject({ direction, path: z.array(z.tuple([z.string(), z.string()])).min(1), field }),
])
export type Sort = z.infer<typeof Sort>

type Key = (row: Row) => Comparable

function keyOf(scope: Scope, attribute: Attribute, name: string | undefined): Key | Refusal {
  const { main, properties } = typeOf(attribute)
  const { workspace } = scope
  const property = properties[name ?? main ?? '']
  if (!property)
    return badFilter(`Cannot sort by "${attribute.slug}"${name ? ` and "${name}"` : ''}.`)
  const setting = { workspace, attribute }
  const titles = new Map(attribute.choices.map(({ id, title }) => [id, title.toLowerCase()]))
  return (row) => {
    const value = valuesOf(row, attribute.id)[0]
    if (!value) return null
    const key = property.of(value, setting)
    return typeof key === 'string' ? (titles.get(key) ?? key) : key
  }
}

function alongPath(scope: Scope, sort: Extract<Sort, { path: unknown }>): Key | Refusal {
  const steps: { attribute: Attribute; object: ObjectType }[] = []
  for (const [objectName, attributeName] of sort.path) {
    const object = findObject(scope.workspace, objectName)
    const attribute = object && findAttribute(object, attributeName)
    if (!object || !attribute || attribute.archived)
      return badFilter(`Unknown "${objectName}.${attributeName}" in path.`)
    const before = steps.at(-1)?.attribute
    const leads = before
      ? before.type === 'record-reference' &&
        (before.allowed === null || before.allowed.includes(object.id))
      : object.id === scope.object.id
    if (!leads) return badFilter(`The path does not lead to object "${objectName}".`)
    steps.push({ attribute, object })
  }
  const last = steps.pop()
  const end = last ? keyOf(scope, last.attribute, sort.field) : badFilter('The path is empty.')
  if (end instanceof Refusal) return end
  return (row) => {
    let at: Row | undefined = row
    for (const [i, { attribute }] of steps.entries()) {
      const next = steps[i + 1]?.object ?? last?.object
      const link: string = textIn(valuesOf(at, attribute.id)[0]?.data ?? {}, 'target_record_id')
      at = next && scope.workspace.records.of(next.id).get(link)
      if (!at) return null
    }
    return end(at)
  }
}

const rank = (one: Comparable, other: Comparable): number =>
  one === other || one === null || other === null ? 0 : one < other ? -1 : 1

// The pages of one walk sort the same list again and again; a list is replaced whenever anything in it changes.
const walks = new WeakMap<
  readonly Row[],
  { objects: unknown; sorts: string; ordered: readonly Row[] }
>()

/** The rows in the order asked for: empty ones last either way, ties by id, the order `rows` come in. */
export function sorted(
  scope: Scope,
  rows: readonly Row[],
  sorts: readonly Sort[],
): readonly Row[] | Refusal {
  if (sorts.length === 0) return rows
  const known = walks.get(rows)
  const asked = JSON.stringify(sorts)
  const { objects } = scope.workspace
  if (known?.sorts === asked && known.objects === objects) return known.ordered
  const ordered = sortBy(scope, rows, sorts)
  // Over a path the order hangs on other records, too.
  if (!(ordered instanceof Refusal) && sorts.every((sort) => 'attribute' in sort))
    walks.set(rows, { objects, sorts: asked, ordered })
  return ordered
}

function sortBy(scope: Scope, rows: readonly Row[], sorts: readonly Sort[]) {
  let ordered = rows
  // From the last key to the first: each pass keeps what the one before it did where it finds no difference.
  for (const sort of sorts.toReversed()) {
    const key = keyFor(scope, sort)
    if (key instanceof Refusal) return key
    const sign = sort.direction === 'asc' ? 1 : -1
    const keyed = ordered.map((row) => ({ row, by: key(row) }))
    const full = keyed.filter(({ by }) => by !== null)
    full.sort((one, other) => sign * rank(one.by, other.by))
    ordered = [...full, ...keyed.filter(({ by }) => by === null)].map(({ row }) => row)
  }
  return ordered
}

function keyFor(scope: Scope, sort: Sort): Key | Refusal {
  if ('path' in sort) return alongPath(scope, sort)
  const attribute = findAttribute(scope.object, sort.attribute)
  return attribute && !attribute.archived
    ? keyOf(scope, attribute, sort.field)
    : badFilter(`Unknown attribute "${sort.attribute}" in sort.`)
}
