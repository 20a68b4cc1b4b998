/**
 * One element on a vendor's wire. A codec is a grain in a frame: the grain knows one element, the frame
 * how the vendor wraps one, none or many of them. The access, the single and the many are decided here, once.
 */
import type { Failure } from '../failure.ts'
import type { Field } from '../field.ts'
import { err, ok, type Result } from '../result.ts'
import { type Element, elementKey, elements, many, type Value } from '../value.ts'
import type { Codec } from './codec.ts'

/** Why an element does not fit: a clause that follows a colon, or the option nobody knows. */
export type Misfit = { readonly why: string } | { readonly choice: string }
export const misfit = (why: string): Result<never, Misfit> => err({ why })

/** An element in the form the vendor will keep; null where it keeps nothing. */
export type Fit<E extends Element = Element> = Result<E | null, Misfit>

export interface Grain<E extends Element> {
  /** What the wire says; null for nothing, undefined for what we do not understand. */
  read(wire: unknown, field: Field): E | null | undefined
  /** What is read is always in the form that is kept, so that fitting it again would only cost time. */
  readonly isExact?: true
  /** The form the vendor will keep, or why it cannot hold the element. Idempotent. */
  fit(element: Element, field: Field): Fit<E>
  /** The wire's form of a fitted element. */
  write(element: E, field: Field): unknown
}

export type Frame = {
  readonly vendor: string
  /** The elements on the wire, or undefined where they cannot be told. */
  open(wire: unknown, field: Field): readonly unknown[] | undefined
  /** Elements as the vendor wants them sent; none of them clears the field. */
  close(list: readonly unknown[], field: Field): unknown
}

/** The codec of a grain in a frame. `normal` leaves alone what `encode` refuses. */
export function codecOf<E extends Element>(frame: Frame, grain: Grain<E>): Codec {
  return {
    decode(wire, field) {
      const list = frame.open(wire, field)
      if (list === undefined) return undefined
      const found: Element[] = []
      for (const one of list) {
        const element = grain.read(one, field)
        if (element === undefined) return undefined
        if (element === null) continue
        // A vendor may hold what it would refuse today: then it stands as it was read.
        const fitted = grain.isExact ? ok(element) : grain.fit(element, field)
        const kept = fitted.ok ? fitted.value : element
        if (kept !== null) found.push(kept)
      }
      if (field.many) return many(found)
      return found.length > 1 ? undefined : (found[0] ?? null)
    },

    encode(value, field) {
      if (field.access === 'never')
        return err(refusal(frame.vendor, field, { why: 'the field cannot be written' }))
      const list = fitAll(value, field, grain)
      if (!list.ok) return err(refusal(frame.vendor, field, list.error))
      return ok(
        frame.close(
          list.value.map((element) => grain.write(element, field)),
          field,
        ),
      )
    },

    normal(value, field) {
      const list = fitAll(value, field, grain)
      if (!list.ok) return value
      return field.many ? many(list.value) : (list.value[0] ?? null)
    },
  }
}

function fitAll<E extends Element>(
  value: Value,
  field: Field,
  grain: Grain<E>,
): Result<readonly E[], Misfit> {
  const list = elements(value)
  if (!field.many && list.length > 1) return misfit(`it holds one value, not ${list.length}`)
  const [only] = list
  if (only !== undefined && list.length === 1) {
    const one = grain.fit(only, field)
    return !one.ok ? one : ok(one.value === null ? [] : [one.value])
  }
  const fitted = new Map<string, E>()
  for (const element of list) {
    const one = grain.fit(element, field)
    if (!one.ok) return one
    if (one.value === null) continue
    const key = elementKey(one.value)
    if (!fitted.has(key)) fitted.set(key, one.value)
  }
  return ok([...fitted.values()])
}

const refusal = (vendor: string, field: Field, why: Misfit): Failure =>
  'choice' in why
    ? { reason: 'unknown_choice', field: field.name, choice: why.choice }
    : { reason: 'refused_value', vendor, field: field.name, why: why.why }
