/** What a record must keep before it is written: may a rule stand, and does a record keep it? */
import { RE2JS, RE2JSException } from 're2js'
import { readDomain, readEmail, readUrl } from '../codec/address.ts'
import { printNumber, readNumber } from '../codec/decimal.ts'
import { readDate } from '../codec/moment.ts'
import { readPhone } from '../codec/phone.ts'
import type { Failure } from '../failure.ts'
import { fieldById, type Table } from '../field.ts'
import { evaluate, type Formula, parseFormula } from '../formula.ts'
import { type Entry, type Pairing, slotKey } from '../mapping.ts'
import type { Check, Rule } from '../mapping/rule.ts'
import { type Both, type Side, SIDES } from '../record.ts'
import { err, ok, type Result } from '../result.ts'
import { type Element, elements, isParts, type Value, type Values } from '../value.ts'
import { readsOf } from './steps.ts'

const invalid = (why: string): Result<never, Failure> =>
  err({ reason: 'invalid', field: 'validation', why })

const sidesOf = (rule: Rule): readonly Side[] => (rule.side === 'both' ? SIDES : [rule.side])

/** The rules as they may stand in the pairing, with what their formulas read; or the first thing that is wrong. */
export function settleRules(
  rules: readonly Rule[],
  pairing: Pairing,
  tables: Both<Table>,
): Result<Rule[], Failure> {
  const ids = new Set(rules.map((rule) => rule.id))
  if (ids.size < rules.length) return invalid('two rules have the same id; give each its own')
  const settled: Rule[] = []
  for (const { reads: _, ...rule } of rules) {
    const fault = faultOf(rule, pairing, tables)
    if (fault !== null) return invalid(`rule “${rule.id}”: ${fault}`)
    settled.push({ ...rule, ...readBy(rule, tables) })
  }
  return ok(settled)
}

function readBy(rule: Rule, tables: Both<Table>): Pick<Rule, 'reads'> {
  const { check } = rule
  if (check.is !== 'custom') return {}
  const reads = sidesOf(rule).flatMap((side) => {
    const found = readsOf(check.formula, tables[side])
    return found.ok ? [[side, found.value] as const] : []
  })
  return { reads: Object.fromEntries(reads) }
}

function faultOf(rule: Rule, pairing: Pairing, tables: Both<Table>): string | null {
  const { check } = rule
  if (check.is === 'custom') {
    if (rule.says === undefined) return 'say in a sentence what the record must be like'
    for (const side of sidesOf(rule)) {
      const reads = readsOf(check.formula, tables[side])
      if (!reads.ok) return reads.error.reason === 'invalid' ? reads.error.why : 'it cannot be read'
      const unmapped = Object.entries(reads.value).find(
        ([, field]) => !pairing.entries.some((entry) => entry[side].field === field),
      )
      if (unmapped) return `“${unmapped[0]}” is not mapped, so nobody knows it; map it first`
    }
    return null
  }
  if (!pairing.entries.some((entry) => entry.id === rule.entry))
    return 'name the field mapping it is about'
  switch (check.is) {
    case 'pattern':
      return compiled(check.pattern) === null ? 'the pattern cannot be read' : null
    case 'range':
    case 'length':
      if (check.min === undefined && check.max === undefined) return 'give a least or a largest'
      return check.min !== undefined && check.max !== undefined && check.min > check.max
        ? 'the least is larger than the largest'
        : null
    case 'dates':
      if (check.from === undefined && check.to === undefined) return 'give a first or a last day'
      return check.from !== undefined && check.to !== undefined && check.from > check.to
        ? 'the first day comes after the last'
        : null
    default:
      return null
  }
}

/** The rule that could not be judged any more without this entry. */
export function ruleReading({ entries, validation = [] }: Pairing, id: string): Rule | undefined {
  const entry = entries.find((one) => one.id === id)
  const isRead = (rule: Rule, side: Side): boolean => {
    const field = entry?.[side].field
    const reads = Object.values(rule.reads?.[side] ?? {})
    const others = entries.filter((one) => one.id !== id && one[side].field === field)
    return field !== undefined && reads.includes(field) && others.length === 0
  }
  return validation.find((rule) => rule.entry === id || SIDES.some((side) => isRead(rule, side)))
}

function compiled(pattern: string): RE2JS | null {
  try {
    return RE2JS.compile(pattern)
  } catch (fault) {
    if (fault instanceof RE2JSException) return null
    throw fault
  }
}

/** Judges what a side's record would hold, by slot key; null where it keeps every rule. */
export type Judge = (side: Side, slots: Values) => Failure | null

type Ready = {
  readonly rule: Rule
  readonly entry: Entry | undefined
  readonly pattern: RE2JS | null
  readonly formula: Formula | null
}

/** The rules of a pairing, made ready for many records. */
export function judgeOf(
  { entries, validation = [] }: Pairing,
  tables: Both<Table>,
  setting: { readonly country: string },
): Judge {
  const ready = validation.map((rule): Ready => {
    const { check } = rule
    const read = check.is === 'custom' ? parseFormula(check.formula) : null
    return {
      rule,
      entry: entries.find(({ id }) => id === rule.entry),
      pattern: check.is === 'pattern' ? compiled(check.pattern) : null,
      formula: read?.ok ? read.value : null,
    }
  })
  return (side, slots) => {
    for (const one of ready) {
      if (!sidesOf(one.rule).includes(side)) continue
      const table = tables[side]
      const { check } = one.rule
      const says =
        check.is === 'custom'
          ? customFault(one, side, wholes(entries, side, slots))
          : entryFault(one, side, table, slots, setting)
      if (says !== null) return { reason: 'breaks_rule', says: one.rule.says ?? says }
    }
    return null
  }
}

/** What the record would hold, by field: whole values, and structured ones from their mapped parts. */
function wholes(entries: readonly Entry[], side: Side, slots: Values): Values {
  const out: { [field: string]: Value } = {}
  for (const entry of entries) {
    const { field, part } = entry[side]
    const value = slots[slotKey(entry[side])]
    if (value === undefined) continue
    if (part === undefined) out[field] = value
    else {
      const plain = typeof value === 'object' || typeof value === 'boolean' ? null : value
      const whole = out[field] ?? null
      out[field] = { ...(isParts(whole) ? whole : {}), [part]: plain }
    }
  }
  return out
}

/** A formula that gives nothing, 0, false or a fault, or any of these in a list, is a rule that is not kept. */
function customFault({ formula, rule }: Ready, side: Side, values: Values): string | null {
  const says = rule.says ?? rule.id
  if (formula === null) return says
  const made = evaluate(formula, {
    field(name) {
      const id = rule.reads?.[side]?.[name]
      return id === undefined ? undefined : (values[id] ?? null)
    },
    now: 0,
  })
  const given = made.ok ? elements(made.value) : []
  const isKept = given.length > 0 && given.every((one) => one !== false && one !== 0)
  return isKept ? null : says
}

function entryFault(
  { rule, entry, pattern }: Ready,
  side: Side,
  table: Table,
  slots: Values,
  setting: { readonly country: string },
): string | null {
  if (!entry) return null
  const name = fieldById(table, entry[side].field)?.name ?? entry[side].field
  const value = slots[slotKey(entry[side])]
  if (rule.check.is === 'required')
    return value === undefined || elements(value).length === 0
      ? `“${name}” must not be empty`
      : null
  for (const element of elements(value ?? null)) {
    const why = elementFault(rule.check, element, pattern, setting)
    if (why !== null) return `“${name}” ${why}`
  }
  return null
}

type ElementCheck = Exclude<Check, { is: 'required' | 'custom' }>

function elementFault(
  check: Exclude<Check, { is: 'required' }>,
  element: Element,
  pattern: RE2JS | null,
  { country }: { readonly country: string },
): string | null {
  if (check.is === 'custom') return null
  const text = wordsOf(element)
  return keeps(check, element, text, pattern, country) ? null : mustBe(check)
}

function keeps(
  check: ElementCheck,
  element: Element,
  text: string,
  pattern: RE2JS | null,
  country: string,
): boolean {
  switch (check.is) {
    case 'range': {
      const number = typeof element === 'number' ? element : readNumber(text)
      return number !== null && isBetween(number, check.min, check.max)
    }
    case 'dates': {
      const date = readDate(text)
      return (
        date !== null &&
        (check.from === undefined || date >= check.from) &&
        (check.to === undefined || date <= check.to)
      )
    }
    case 'length':
      return isBetween([...text].length, check.min, check.max)
    case 'pattern':
      return pattern !== null && pattern.matcher(text).find()
    case 'oneOf':
      return check.values.includes(text)
    case 'type':
      return isOf(check.type, element, text, country)
  }
}

const isBetween = (n: number, min: number | undefined, max: number | undefined): boolean =>
  (min === undefined || n >= min) && (max === undefined || n <= max)

function isOf(
  type: Extract<Check, { is: 'type' }>['type'],
  element: Element,
  text: string,
  country: string,
): boolean {
  switch (type) {
    case 'email':
      return readEmail(text) !== null
    case 'url':
      return readUrl(text) !== null
    case 'domain':
      return readDomain(text) !== null
    case 'phone':
      return readPhone(text, country) !== null
    case 'date':
      return readDate(text) !== null
    case 'number':
    case 'integer': {
      const number = typeof element === 'number' ? element : readNumber(text)
      return number !== null && (type === 'number' || Number.isInteger(number))
    }
  }
}

const KINDS: Readonly<Record<Extract<Check, { is: 'type' }>['type'], string>> = {
  email: 'an email address',
  url: 'a web address',
  domain: 'a domain',
  phone: 'a phone number',
  date: 'a date',
  number: 'a number',
  integer: 'a whole number',
}

function mustBe(check: ElementCheck): string {
  switch (check.is) {
    case 'range':
      return `must be ${span(check.min, check.max)}`
    case 'length':
      return `must have ${span(check.min, check.max)} characters`
    case 'dates':
      return `must be ${span(check.from, check.to)}`
    case 'pattern':
      return `must look like ${check.pattern}`
    case 'oneOf':
      return `must be one of ${check.values.slice(0, 10).join(', ')}`
    case 'type':
      return `must be ${KINDS[check.type]}`
  }
}

const span = (min: number | string | undefined, max: number | string | undefined): string =>
  min === undefined
    ? `at most ${String(max)}`
    : max === undefined
      ? `at least ${String(min)}`
      : `${String(min)} to ${String(max)}`

/** The words of an element, as a rule about texts reads it. */
function wordsOf(element: Element): string {
  if (typeof element === 'number') return printNumber(element)
  if (!isParts(element)) return String(element)
  const { full, email, name, url, text } = element
  return String(full ?? email ?? name ?? url ?? text ?? '')
}
