import type { Condition, Tree } from './filter.ts'
import type { Row, Table, Value } from './records.ts'
import { valuesOf } from './records.ts'
import type { Comparable } from './values/type.ts'
import { textIn } from './values/type.ts'
import type { Attribute, Workspace } from './workspace.ts'

/** Does this record pass? */
export type Test = (row: Row) => boolean

const compare = (held: Comparable, wanted: Comparable): number | null =>
  typeof held === 'number' && typeof wanted === 'number'
    ? held - wanted
    : typeof held === 'string' && typeof wanted === 'string'
      ? Number(held > wanted) - Number(held < wanted)
      : null

const words = (test: (held: string, wanted: string) => boolean) =>
  (held: Comparable, wanted: Comparable) =>
    typeof held === 'string' && typeof wanted === 'string' && test(held, wanted) // prettier-ignore

const range = (test: (difference: number) => boolean) => (held: Comparable, wanted: Comparable) => {
  const difference = compare(held, wanted)
  return difference !== null && test(difference)
}

const TESTS = {
  $eq: (held: Comparable, wanted: Comparable) => held !== null && held === wanted,
  $not_empty: (held: Comparable) => held !== null && held !== '',
  $contains: words((held, wanted) => held.includes(wanted)),
  $starts_with: words((held, wanted) => held.startsWith(wanted)),
  $ends_with: words((held, wanted) => held.endsWith(wanted)),
  $lt: range((difference) => difference < 0),
  $lte: range((difference) => difference <= 0),
  $gt: range((difference) => difference > 0),
  $gte: range((difference) => difference >= 0),
}

/** A test of one value. Lists are looked up, not walked. */
function testOf(
  workspace: Workspace,
  attribute: Attribute,
  { property, operator, operand }: Condition,
): (value: Value) => boolean {
  const setting = { workspace, attribute }
  if (operator === '$in') {
    const wanted = new Set(Array.isArray(operand) ? operand : [operand])
    return (value) => wanted.has(property.of(value, setting))
  }
  const test = TESTS[operator]
  const wanted: Comparable = isList(operand) ? null : operand
  return (value) => test(property.of(value, setting), wanted)
}

const isList = (operand: Condition['operand']): operand is readonly Comparable[] =>
  Array.isArray(operand)

/** The test a filter means. */
function matcher(workspace: Workspace, tree: Tree): Test {
  if (tree.kind === 'holds') {
    const tests = tree.conditions.map((one) => testOf(workspace, tree.attribute, one))
    const { id } = tree.attribute
    return (row) => valuesOf(row, id).some((value) => tests.every((test) => test(value)))
  }
  if (tree.kind === 'not') {
    const inner = matcher(workspace, tree.of)
    return (row) => !inner(row)
  }
  if (tree.kind === 'follow') {
    const inner = matcher(workspace, tree.of)
    const targets = workspace.records.of(tree.object.id)
    return (row) =>
      valuesOf(row, tree.attribute.id).some(({ data }) => {
        const target = targets.get(textIn(data, 'target_record_id'))
        return target !== undefined && inner(target)
      })
  }
  if (tree.kind === 'parentIs') {
    const wanted = new Set(tree.ids)
    return ({ parent }) => parent !== undefined && wanted.has(parent.record)
  }
  if (tree.kind === 'parent') {
    const inner = matcher(workspace, tree.of)
    const targets = workspace.records.of(tree.object.id)
    return ({ parent }) => {
      const target = parent && targets.get(parent.record)
      return target !== undefined && inner(target)
    }
  }
  const tests = (tree.kind === 'any' ? gather(tree.of) : tree.of).map((one) =>
    matcher(workspace, one),
  )
  return tree.kind === 'any'
    ? (row) => tests.some((test) => test(row))
    : (row) => tests.every((test) => test(row))
}

/** Many equalities of one property, or-ed, are one lookup in a list. */
function gather(trees: readonly Tree[]): Tree[] {
  const lists = new Map<string, { attribute: Attribute; condition: Condition; all: Comparable[] }>()
  const others: Tree[] = []
  for (const tree of trees) {
    const [condition, ...more] = tree.kind === 'holds' ? tree.conditions : []
    const equality =
      tree.kind === 'holds' && condition?.operator === '$eq' && more.length === 0
        ? { attribute: tree.attribute, condition }
        : null
    if (!equality || isList(equality.condition.operand)) {
      others.push(tree)
      continue
    }
    const key = `${equality.attribute.id} ${equality.condition.name}`
    const list = lists.get(key)
    if (list) list.all.push(equality.condition.operand)
    else lists.set(key, { ...equality, all: [equality.condition.operand] })
  }
  const gathered = [...lists.values()].map(({ attribute, condition, all }): Tree => {
    const wanted: Condition = { ...condition, operator: '$in', operand: all }
    return { kind: 'holds', attribute, conditions: [wanted] }
  })
  return [...gathered, ...others]
}

/** The ids a filter comes down to where it asks for record ids outright; null where it does not. */
function idsIn(tree: Tree): Set<string> | null {
  if (tree.kind === 'all') return tree.of.map(idsIn).find((ids) => ids !== null) ?? null
  if (tree.kind !== 'holds' || tree.attribute.slug !== 'record_id') return null
  const asked = tree.conditions.find(({ operator }) => operator === '$in' || operator === '$eq')
  if (!asked) return null
  return new Set((isList(asked.operand) ? asked.operand : [asked.operand]).map(String))
}

/** The records of a table that pass, in Attio's order: by id. */
export function select(workspace: Workspace, table: Table, tree: Tree): readonly Row[] {
  const ids = idsIn(tree)
  const rows = ids ? [...ids].sort().flatMap((id) => table.get(id) ?? []) : table.inOrder()
  return tree.kind === 'all' && tree.of.length === 0 ? rows : rows.filter(matcher(workspace, tree))
}
