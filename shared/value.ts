import * as z from 'zod'

/**
 * What a field can hold. `null` is empty; a field *missing* from a record's values is unknown, which is not empty
 * and changes nothing. A value of many elements is a non-empty array: an empty list is `null`.
 */
export type Parts = { readonly [part: string]: string | number | null }
export type Element = string | number | boolean | Parts
export type Value = null | Element | readonly Element[]

// The types are written by hand because zod infers lists that may be changed, and values never are.
export const Parts: z.ZodType<Parts> = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.null()]),
)
export const Element: z.ZodType<Element> = z.union([z.string(), z.number(), z.boolean(), Parts])
export const Value: z.ZodType<Value> = z.union([z.null(), Element, z.array(Element)])

/** A record's values by field id. A missing key is *unknown*, never empty. */
export type Values = Readonly<Record<string, Value>>

const isPlain = (value: unknown): boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'

/** Parts, or one plain thing: the same as `Element` says, without building anything. */
function isElement(value: unknown): value is Element {
  if (typeof value !== 'object') return isPlain(value)
  if (value === null || Array.isArray(value)) return false
  return Object.values(value).every(
    (part) => part === null || typeof part === 'string' || typeof part === 'number',
  )
}

/** Is this a value, out of JSON? The same as the schema says, many times as fast. */
export const isValue = (value: unknown): value is Value =>
  value === null || (Array.isArray(value) ? value.every(isElement) : isElement(value))

/** The same of a record of values. */
export function areValues(value: unknown): value is Values {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return Object.values(value).every(isValue)
}

export const isParts = (value: Value | undefined): value is Parts =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const isMany = (value: Value | undefined): value is readonly Element[] =>
  Array.isArray(value)

/** The elements of a value: none, one or many. */
export const elements = (value: Value): readonly Element[] =>
  value === null ? [] : isMany(value) ? value : [value]

/** The value made of these elements: an empty list is empty, not a list. */
export const many = (list: readonly Element[]): Value => (list.length === 0 ? null : list)

/**
 * What makes an element itself, whatever else is said about it: a person is their address, a reference and a file are
 * their id, everything else is all it holds. Used to merge and compare values of many elements.
 */
export function elementKey(element: Element): string {
  if (typeof element !== 'object') return `${typeof element}:${String(element)}`
  const { id, table, email } = element
  // A person has another id on each side; what both know is the address.
  if (typeof email === 'string' && email !== '') return `email:${email.toLowerCase()}`
  if (typeof id === 'string') return `id:${JSON.stringify([table ?? null, id])}`
  return `parts:${JSON.stringify(
    Object.entries(element)
      .filter(([, part]) => part !== null)
      .sort(byFirst),
  )}`
}

const byFirst = ([a]: [string, unknown], [b]: [string, unknown]): number =>
  a < b ? -1 : a > b ? 1 : 0

/** Do two values of one side say the same? Lists are compared as sets: vendors re-order them as they like. */
export function sameValue(a: Value, b: Value): boolean {
  if (a === b) return true
  if (a === null || b === null) return false
  if (isMany(a) || isMany(b)) {
    if (isMany(a) && isMany(b) && a.length === b.length && a.every((one, i) => isSame(one, b[i]!)))
      return true
    const left = new Set(elements(a).map(elementKey))
    const right = new Set(elements(b).map(elementKey))
    return left.size === right.size && [...left].every((key) => right.has(key))
  }
  return isSame(a, b)
}

/** Most are texts and numbers, which need no key to be told apart. */
const isSame = (a: Element, b: Element): boolean =>
  a === b || (typeof a === 'object' && typeof b === 'object' && elementKey(a) === elementKey(b))

/**
 * Files sent by their address come back under ids and addresses of the vendor's own. They have arrived where everything
 * that was sent by id is there, and as many others as were sent by address.
 */
export function haveArrived(sent: Value, given: Value): boolean {
  const idsOf = (value: Value): string[] =>
    elements(value).flatMap((one) =>
      typeof one === 'object' && typeof one['id'] === 'string' ? [one['id']] : [],
    )
  const byAddress = elements(sent).filter(
    (one) => typeof one === 'object' && one['id'] === null && typeof one['url'] === 'string',
  ).length
  const [kept, there] = [idsOf(sent), idsOf(given)]
  return (
    byAddress > 0 &&
    kept.length + byAddress === elements(sent).length &&
    kept.every((id) => there.includes(id)) &&
    there.length === kept.length + byAddress
  )
}
