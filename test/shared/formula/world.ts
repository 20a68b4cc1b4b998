/** One record, and what formulas make of it. */
import { evaluate, type FormulaFault, parseFormula, type Scope } from '../../../shared/formula.ts'
import type { Result } from '../../../shared/result.ts'
import type { Value, Values } from '../../../shared/value.ts'

export const FIELDS: Values = {
  Name: 'Ada',
  'Full Name': { first: 'Ada', last: 'Lovelace', full: 'Ada Lovelace' },
  Age: 36,
  Half: 0.5,
  Minus: -2.5,
  Tick: true,
  Unticked: false,
  Empty: null,
  Nothing: '',
  Tags: ['red', 'blue'],
  One: [7],
  Numbers: [3, 1, 2],
  Born: '1990-02-03',
  Met: '2026-01-01T10:30:00.000Z',
  Days: ['2026-01-02', '2026-01-05'],
  Owner: { id: 'usr1', email: 'bea@example.com', name: 'Bea' },
  Company: { table: 'companies', id: 'rec9' },
  File: { id: 'att1', name: 'plan.pdf', url: 'https://example.com/plan.pdf', size: 1, type: 'x' },
  Address: { line1: '1 High St', locality: 'Ely', postcode: 'CB7', country: 'GB' },
  Emoji: 'a😀b',
  'A } \\ B': 'brace',
}

export const SCOPE: Scope = {
  field: (name) => FIELDS[name],
  now: Date.UTC(2026, 0, 5, 9),
  recordId: 'rec1',
  createdTime: '2026-01-01T09:00:00.000Z',
  modifiedTime: '2026-01-02T09:00:00.000Z',
}

/** What a formula gives for the record, or what is wrong with it. */
export function gives(formula: string, scope: Scope = SCOPE): Result<Value, FormulaFault> {
  const read = parseFormula(formula)
  return read.ok ? evaluate(read.value, scope) : read
}

/** A result as text: yes is 1 and no is 0; a mistake is its sentence. */
export function text(result: Result<Value, FormulaFault>): string {
  if (!result.ok) return result.error.why
  const { value } = result
  if (Array.isArray(value)) return value.join(', ')
  return value === true ? '1' : value === false ? '0' : String(value ?? '')
}

/** A mistake at this place of the formula. */
export type At = { readonly from: number; readonly to: number }
export const at = (from: number, to: number): At => ({ from, to })
/** A formula and what it gives, or where it goes wrong. */
export type Row = readonly [formula: string, gives: Value | At]

/** What a row expects, in the form of a result; the sentence of a mistake may be any. */
export function outcome(result: Result<Value, FormulaFault>): Value | At {
  return result.ok ? result.value : at(result.error.from, result.error.to)
}
