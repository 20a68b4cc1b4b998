/** May these steps, maps and option policies stand in an entry, and which fields do its formulas read? */
import { loss, shapeOf, type Slot } from '../convert.ts'
import type { Failure } from '../failure.ts'
import { type Field, fieldById, type Table } from '../field.ts'
import { fieldsOf, isSteady, nearest, parseFormula } from '../formula.ts'
import { computedKey, type Entry, stepsToward, writesTo } from '../mapping.ts'
import { type Both, other, type Side, SIDES } from '../record.ts'
import { err, ok, type Result } from '../result.ts'
import { isElementwise } from '../transform.ts'
import { slotAfter } from '../transform/outcome.ts'
import { patternFault } from '../transform/pattern.ts'
import { THIS } from '../transform/program.ts'
import { mapFault } from '../transform/value-map.ts'

const invalid = (field: string, why: string): Result<never, Failure> =>
  err({ reason: 'invalid', field, why })

/**
 * The entry with what its formulas read, by name, and what its fields are like today. Refused where a formula cannot be
 * read, names a field its table does not have, or gives another value every time.
 */
export function settleEntry(entry: Entry, tables: Both<Table>): Result<Entry, Failure> {
  const reads: { left?: { [name: string]: string }; right?: { [name: string]: string } } = {}
  for (const to of SIDES) {
    const from = other(to)
    const table = tables[from]
    for (const step of entry.transform?.[to] ?? []) {
      if (step.do !== 'formula') continue
      const found = readsOf(step.text, table, [THIS])
      if (!found.ok) return found
      reads[from] = { ...reads[from], ...found.value }
    }
  }
  const { reads: _, ...rest } = entry
  const ends = SIDES.map((side) => fieldById(tables[side], entry[side].field))
  const [left, right] = ends
  return ok({
    ...rest,
    ...(Object.keys(reads).length === 0 ? {} : { reads }),
    ...(left && right ? { shape: { left: shapeOf(left), right: shapeOf(right) } } : {}),
  })
}

/** The fields a formula reads in this table, by the names it calls them. `given` are names that need no field. */
export function readsOf(
  text: string,
  table: Table,
  given: readonly string[] = [],
): Result<{ [name: string]: string }, Failure> {
  const read = parseFormula(text)
  if (!read.ok)
    return invalid('formula', `at character ${read.error.from + 1}: ${clause(read.error.why)}`)
  if (!isSteady(read.value))
    return invalid(
      'formula',
      'it reads the clock, so it would give another value every time and write for ever; take NOW( ) and TODAY( ) out',
    )
  const reads: { [name: string]: string } = {}
  for (const name of fieldsOf(read.value)) {
    if (given.includes(name)) continue
    const field = fieldCalled(table, name)
    if (!field) {
      const near = nearest(name, table.fields.map((one) => one.name)) // prettier-ignore
      return invalid(
        'formula',
        `“${table.name}” has no field “${name}”${near === null ? '; choose one of its fields' : `; did you mean “${near}”?`}`,
      )
    }
    reads[name] = field.id
  }
  const born = fieldById(table, ':created')
  if (born && /\bCREATED_TIME\s*\(/i.test(text)) reads[born.name] = born.id
  return ok(reads)
}

const clause = (why: string): string => why.replace(/[.\s]+$/, '')

/** A field by the name a person wrote: letter for letter, else the only one that differs in case alone, else by its id. */
export function fieldCalled(table: Table, name: string): Field | undefined {
  const exact = table.fields.find((field) => field.name === name)
  if (exact) return exact
  const fold = (text: string): string => text.trim().toLowerCase()
  const alike = table.fields.filter((field) => fold(field.name) === fold(name))
  return alike.length === 1 ? alike[0] : fieldById(table, name)
}

/** May these steps carry the values of the one field to the other, toward that side? */
export function checkSteps(entry: Entry, to: Side, slots: Both<Slot>): Result<true, Failure> {
  const from = other(to)
  const steps = stepsToward(entry, to)
  const name = slots[from].field.name
  const isMany = (side: Side): boolean => slots[side].part === undefined && slots[side].field.many
  if (steps.length > 0) {
    if (slots[from].field.type === 'reference' || slots[to].field.type === 'reference')
      return invalid(name, 'links to records cross as they are; take its steps out')
    if (isMany('left') && isMany('right') && !steps.every(isElementwise))
      return invalid(
        name,
        'lists are kept equal element by element, so only steps on single values fit; take formulas, joining and splitting out',
      )
    if (computedKey(entry, from) !== null && isMany(from) && entry.direction === 'bidirectional')
      return invalid(
        name,
        'a formula of a list cannot be told apart again on the way back; let the mapping go one way',
      )
  }
  for (const step of steps) {
    const fault = step.do === 'parseDate' ? patternFault(step.pattern) : null
    if (fault !== null) return invalid(name, fault)
  }
  const after = slotAfter(slots[from], steps)
  if (after !== null && loss(after, slots[to]) === 'impossible')
    return invalid(
      slots[to].field.name,
      `“${name}” cannot be turned into it; choose a field of a fitting type`,
    )
  const policy = entry.choices?.[to]
  if (policy !== undefined && slots[to].field.type !== 'choice')
    return invalid(
      slots[to].field.name,
      'it has no options, so none can be made; take that rule out',
    )
  if (policy === 'map' && entry.valueMap === undefined)
    return invalid(slots[to].field.name, 'its options are to follow a value map; draw one up first')
  return ok(true)
}

/** Is the value map of the entry clear in every way the entry goes? */
export function checkMap(entry: Entry, name: string): Result<true, Failure> {
  if (!entry.valueMap) return ok(true)
  const ways = SIDES.filter((side) => writesTo(entry.direction, side))
  const fault = mapFault(entry.valueMap, ways)
  return fault === null ? ok(true) : invalid(name, fault)
}
