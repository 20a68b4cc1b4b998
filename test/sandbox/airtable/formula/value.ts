/** What a formula reckons with, and how one kind of value passes for another. */
import { isoDate, isoInstant } from '../calendar.ts'
import { readLoosely } from '../pattern.ts'

/** An instant, or a civil date standing at its midnight in UTC; `zone` is the one it wants to be shown in. */
export class Moment {
  readonly at: number
  readonly dateOnly: boolean
  readonly zone: string

  constructor(at: number, dateOnly = false, zone = 'UTC') {
    this.at = at
    this.dateOnly = dateOnly
    this.zone = zone
  }
}

/** The value of a formula that went wrong. */
export class Fault {
  readonly error = '#ERROR!'
}
export const FAULT = new Fault()

export type Value = null | string | number | boolean | Moment | Fault | Value[]

export function toText(value: Value): string {
  if (value === null) return ''
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return value ? '1' : '0'
  if (typeof value === 'number') return String(value)
  if (value instanceof Moment) return value.dateOnly ? isoDate(value.at) : isoInstant(value.at)
  if (value instanceof Fault) return value.error
  return value.map(toText).join(', ')
}

/** NaN where it is no number: the callers make an error of that. */
export function toNumber(value: Value): number {
  if (value === null) return 0
  if (typeof value === 'number') return value
  if (typeof value === 'boolean') return value ? 1 : 0
  if (Array.isArray(value)) {
    if (value.length === 0) return 0
    return value.length === 1 ? toNumber(value[0] ?? null) : NaN
  }
  return NaN
}

export const isTrue = (value: Value): boolean =>
  !(
    value === null ||
    value === false ||
    value === 0 ||
    value === '' ||
    Number.isNaN(value) ||
    value instanceof Fault ||
    (Array.isArray(value) && !value.some(isTrue))
  )

/** A moment, or what can be read as one. */
export function toMoment(value: Value): Moment | null {
  if (value instanceof Moment) return value
  if (Array.isArray(value)) return value.length === 1 ? toMoment(value[0] ?? null) : null
  if (typeof value !== 'string') return null
  const read = readLoosely(value)
  return read && new Moment(read.at, read.dateOnly)
}

const isBlank = (value: Value): boolean =>
  value === null || value === '' || (Array.isArray(value) && value.every(isBlank))
const isNumeric = (value: Value): value is number | boolean =>
  typeof value === 'number' || typeof value === 'boolean'

export function isEqual(a: Value, b: Value): boolean {
  if (isBlank(a) || isBlank(b))
    return isBlank(a) ? isBlank(b) || b === 0 || b === false : a === 0 || a === false
  if (isNumeric(a) && isNumeric(b)) return Number(a) === Number(b)
  if (a instanceof Moment || b instanceof Moment) {
    const [left, right] = [toMoment(a), toMoment(b)]
    if (left && right) return left.at === right.at
  }
  return toText(a) === toText(b)
}

/** Below zero: `a` before `b`. NaN: they cannot be compared. */
export function compare(a: Value, b: Value): number {
  if (a instanceof Moment || b instanceof Moment) {
    const [left, right] = [toMoment(a), toMoment(b)]
    return left && right ? left.at - right.at : NaN
  }
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0
  return toNumber(a) - toNumber(b)
}

/** All single values in nested lists. */
export const flat = (values: readonly Value[]): Value[] =>
  values.flatMap((value) => (Array.isArray(value) ? flat(value) : [value]))
