import type { Failure } from '../failure.ts'
import { type Field, type FieldType, fieldById, PARTS, type Table } from '../field.ts'
import { err, ok, type Result } from '../result.ts'
import { type Operator, type Rule, type Rules, rulesIn, valuesOf } from './rules.ts'

const MOST_RULES = 100

/** May these rules be asked of this table? The first thing that is wrong, naming the field. */
export function checkRules(rules: Rules, table: Table): Result<true, Failure> {
  const all = rulesIn(rules)
  if (all.length > MOST_RULES)
    return err({ reason: 'invalid', field: 'filter', why: `it has more than ${MOST_RULES} rules` })
  for (const rule of all) {
    const checked = checkRule(rule, table)
    if (!checked.ok) return checked
  }
  return ok(true)
}

export type Kind = 'text' | 'number' | 'time' | 'checkbox' | 'set' | 'named' | 'unread'

const TEXT = ['is', 'is_not', 'contains', 'does_not_contain', 'starts_with', 'ends_with'] as const
const SET = ['any_of', 'all_of', 'none_of'] as const
const EMPTY = ['is_empty', 'is_not_empty'] as const

/** What may be asked of each kind of value. */
const ALLOWED: Readonly<Record<Kind, readonly Operator[]>> = {
  text: [...TEXT, ...SET, ...EMPTY],
  number: ['is', 'is_not', 'greater', 'at_least', 'less', 'at_most', 'between', ...SET, ...EMPTY],
  time: [
    'is', 'is_not', 'before', 'after', 'on_or_before', 'on_or_after', 'between', 'within_last', 'within_next',
    ...EMPTY,
  ], // prettier-ignore
  checkbox: ['is_checked', 'is_not_checked'],
  set: [...TEXT, ...SET, ...EMPTY],
  named: ['is', 'is_not', ...SET, ...EMPTY],
  unread: EMPTY,
}

const KINDS: Readonly<Record<FieldType, Kind>> = {
  text: 'text',
  longText: 'text',
  richText: 'text',
  email: 'text',
  url: 'text',
  phone: 'text',
  domain: 'text',
  barcode: 'text',
  name: 'text',
  number: 'number',
  percent: 'number',
  currency: 'number',
  duration: 'number',
  rating: 'number',
  checkbox: 'checkbox',
  date: 'time',
  instant: 'time',
  choice: 'set',
  file: 'set',
  person: 'named',
  reference: 'named',
  place: 'unread',
  opaque: 'unread',
}

/** Is it a number that such a field holds? */
export const isNumber = (type: FieldType | undefined): boolean =>
  type !== undefined && KINDS[type] === 'number'

/** What may be asked of a field, or of a part of it: for the screens that build rules, too. */
export const operatorsOf = (field: Field, part?: string): readonly Operator[] =>
  ALLOWED[kindOf(field, part)]

export const kindOf = (field: Field, part: string | undefined): Kind =>
  part === undefined
    ? KINDS[field.type]
    : part === 'latitude' || part === 'longitude'
      ? 'number'
      : 'text'

function checkRule(rule: Rule, table: Table): Result<true, Failure> {
  const field = fieldById(table, rule.field)
  if (!field)
    return invalid(
      rule.field,
      `“${table.name}” has no such field; reload the fields and choose again`,
    )
  if (rule.part !== undefined && !(PARTS[field.type] ?? []).includes(rule.part))
    return invalid(field.name, `it has no part “${rule.part}”`)
  const kind = kindOf(field, rule.part)
  if (!ALLOWED[kind].includes(rule.operator))
    return invalid(
      field.name,
      `“${inWords(rule.operator)}” cannot be asked of it; ask one of: ${ALLOWED[kind].map(inWords).join(', ')}`,
    )
  const why = misfit(rule, kind, field)
  return why === null ? ok(true) : invalid(field.name, why)
}

const invalid = (field: string, why: string): Result<never, Failure> =>
  err({ reason: 'invalid', field, why })

const inWords = (operator: Operator): string => operator.replace(/_/g, ' ')

/** What is wrong with the value a rule compares with. */
function misfit(rule: Rule, kind: Kind, field: Field): string | null {
  const { operator, value } = rule
  const values = valuesOf(rule)
  const asked = inWords(operator)
  switch (operator) {
    case 'is_empty':
    case 'is_not_empty':
    case 'is_checked':
    case 'is_not_checked':
      return value === undefined ? null : `“${asked}” takes no value`
    case 'within_last':
    case 'within_next':
      return typeof value === 'number' && value >= 0 && value <= 36_500
        ? null
        : `“${asked}” takes a number of days`
    case 'between':
      if (values.length !== 2) return '“between” takes two values'
      break
    case 'any_of':
    case 'all_of':
    case 'none_of':
      if (!Array.isArray(value) || values.length === 0) return `“${asked}” takes a list of values`
      break
    default:
      if (value === undefined || Array.isArray(value)) return `“${asked}” takes one value`
  }
  if (values.some((one) => typeof one === 'object'))
    return field.type === 'person' ? null : 'only a field of people can be the current user'
  if (kind === 'number')
    return values.every((one) => typeof one === 'number') ? null : 'it is compared with a number'
  if (values.some((one) => typeof one !== 'string' || one.trim() === ''))
    return 'it is compared with a text that is not empty'
  if (kind === 'time' && !values.every(isTime))
    return 'it is compared with a day such as 2026-01-31, or an instant in UTC'
  return null
}

const isTime = (value: unknown): boolean =>
  typeof value === 'string' &&
  /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.test(value) &&
  !Number.isNaN(Date.parse(value))
