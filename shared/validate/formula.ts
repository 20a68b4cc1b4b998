/** A formula tried before it is used: what is wrong with it, what it gives for some records, and what a way back loses. */
import { type Field, type FieldType, type Table } from '../field.ts'
import {
  comesHome,
  evaluate,
  type Formula,
  type FormulaFault,
  type Gives,
  givesOf,
  isSteady,
  mentions,
  nearest,
  parseFormula,
  textOf,
} from '../formula.ts'
import type { Record } from '../record.ts'
import type { Result } from '../result.ts'
import { THIS } from '../transform/program.ts'
import type { Value } from '../value.ts'
import { fieldCalled } from './steps.ts'

/** A formula held against the table of the side that gives: what may be used has no faults. */
export type Tried = {
  readonly faults: readonly (FormulaFault & { readonly suggestion: string | null })[]
  /** Null where it cannot be read at all. */
  readonly formula: Formula | null
  /** By the name the formula calls it. */
  readonly reads: ReadonlyMap<string, Field>
  readonly gives: Gives
  readonly steady: boolean
}

/** Reads a formula against a table; `own` is the field whose value it calls {this}. */
export function tryFormula(text: string, table: Table, own: Field | null): Tried {
  const read = parseFormula(text)
  if (!read.ok)
    return { faults: [{ ...read.error, suggestion: null }], formula: null, reads: new Map(), gives: 'any', steady: true } // prettier-ignore
  const reads = new Map<string, Field>()
  const faults: (FormulaFault & { suggestion: string | null })[] = []
  for (const { name, from, to } of mentions(read.value)) {
    if (name === THIS) continue
    const field = fieldCalled(table, name)
    if (field) reads.set(name, field)
    else faults.push({ from, to, ...unknown(name, table) })
  }
  const kind = (name: string): Gives => {
    const field = name === THIS ? own : reads.get(name)
    return field ? kindOf(field) : 'any'
  }
  return { faults, formula: read.value, reads, gives: givesOf(read.value, kind), steady: isSteady(read.value) } // prettier-ignore
}

function unknown(name: string, table: Table): { why: string; suggestion: string | null } {
  const suggestion = nearest(
    name,
    table.fields.map((field) => field.name),
  )
  const next = suggestion === null ? 'Choose one of its fields.' : `Did you mean “${suggestion}”?`
  return { why: `“${table.name}” has no field “${name}”. ${next}`, suggestion }
}

/** What a formula makes of a field’s value. */
function kindOf({ type, many }: Field): Gives {
  if (many) return 'list'
  return KINDS[type] ?? 'text'
}
const KINDS: Partial<{ readonly [type in FieldType]: Gives }> = {
  number: 'number',
  percent: 'number',
  currency: 'number',
  duration: 'number',
  rating: 'number',
  checkbox: 'truth',
  date: 'day',
  instant: 'instant',
}

/** The fields that have to be read so that the formula can be tried on records of its table. */
export const fieldsToTry = (tried: Tried, table: Table, own: Field | null): readonly Field[] => {
  const ids = new Set([...tried.reads.values()].map((field) => field.id))
  const wanted = (id: string): boolean =>
    ids.has(id) || id === own?.id || id === table.primary || id === CREATED
  return table.fields.filter((field) => wanted(field.id))
}
/** The fact every record gives of when it was made. */
const CREATED = ':created'

export type SampleResult = {
  readonly recordId: string
  /** The record in the words of its primary field. */
  readonly title: string
  readonly result: Result<Value, FormulaFault>
}

/** What the formula gives for these records; for those it cannot be reckoned for, why. `now` is in ms. */
export function sampleResults(
  { formula, reads }: Tried,
  table: Table,
  own: Field | null,
  records: readonly Record[],
  now: number,
): readonly SampleResult[] {
  if (formula === null) return []
  return records.map((record) => ({
    recordId: record.id,
    title: table.primary === undefined ? '' : textOf(record.values[table.primary] ?? null),
    result: reckon(formula, reads, record, now, own ? (record.values[own.id] ?? null) : undefined),
  }))
}

function reckon(
  formula: Formula,
  reads: ReadonlyMap<string, Field>,
  { id, values }: Record,
  now: number,
  current: Value | undefined,
): Result<Value, FormulaFault> {
  const created = values[CREATED]
  return evaluate(formula, {
    field(name) {
      if (name === THIS) return current
      const field = reads.get(name)
      return field && (values[field.id] ?? null)
    },
    now,
    recordId: id,
    ...(typeof created === 'string' ? { createdTime: created } : {}),
  })
}

/** Values that do not come home, and the sentence about all of them. */
export type Home = {
  readonly checked: number
  readonly strayed: readonly { readonly sample: Value; readonly says: string }[]
  readonly says: string
}

/**
 * Whether values of the field come home: from the giving record by `there`, and with what arrives by `back`, which
 * calls it {this} or by the name of the one field it reads.
 */
export function checkHome(
  there: Tried,
  back: Tried,
  own: Field | null,
  records: readonly Record[],
  now: number,
): Home {
  const [only, another] = there.reads.values()
  const field = own ?? (another === undefined ? only : undefined)
  const unchecked = (says: string): Home => ({ checked: 0, strayed: [], says })
  const { formula: toThere } = there
  const { formula: toHere } = back
  if (!toThere || !toHere) return unchecked('Both formulas must be right before the way back can be checked.') // prettier-ignore
  if (!field) return unchecked('Say which field the value belongs to, so that the way back can be checked.') // prettier-ignore
  if (back.reads.size > 1)
    return unchecked('The formula for the way back reads several fields, so it can only be tried by a preview.') // prettier-ignore

  const values = records.map((record) => ({ record, value: record.values[field.id] ?? null }))
  const strayed = values.flatMap(({ record, value }) =>
    comesHome(
      (sample) => reckon(toThere, there.reads, record, now, sample),
      (arrived) =>
        asWritten(value, evaluate(toHere, { field: () => arrived, now, recordId: record.id })),
      [value],
    ),
  )
  const list = strayed.map(({ sample, there, back }) => {
    const shown = (result: Result<Value, FormulaFault>): string =>
      result.ok ? quoted(result.value) : `nothing, because: ${result.error.why}`
    const came = back === null ? '' : ` there and comes home as ${shown(back)}`
    return { sample, says: `${quoted(sample)} becomes ${shown(there)}${came}${came === '' || back?.ok ? '.' : ''}` } // prettier-ignore
  })
  return { checked: values.length, strayed: list, says: homeSays(values.length, list.length) }
}

const quoted = (value: Value): string => (value === null ? 'nothing' : `“${textOf(value)}”`)

/** A number that is written into a text is a text from then on. */
const asWritten = (
  before: Value,
  made: Result<Value, FormulaFault>,
): Result<Value, FormulaFault> =>
  made.ok && typeof before === 'string' && typeof made.value === 'number'
    ? { ok: true, value: String(made.value) }
    : made

function homeSays(checked: number, lost: number): string {
  if (checked === 0) return 'There is no record to check the way back with.'
  if (lost === 0)
    return checked === 1
      ? 'The value of the record looked at comes home unchanged.'
      : `All ${checked} values looked at come home unchanged.`
  return `${lost} of ${checked} values looked at would not come home: change one of the formulas, or let the mapping go one way.`
}
