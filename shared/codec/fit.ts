/** What any vendor's field asks of an element before its own oddities: the right kind, and a form that can be kept. */
import type { Field } from '../field.ts'
import { err, ok } from '../result.ts'
import { type Element, isParts, type Parts } from '../value.ts'
import { roundTo, tidy } from './decimal.ts'
import { type Fit, misfit } from './grain.ts'
import { readDate, readInstant } from './moment.ts'

/** Text of at most `limit` characters; half a surrogate pair becomes the replacement character, as in UTF-8. */
export function fitText(element: Element, limit: number): Fit<string> {
  if (typeof element !== 'string') return misfit('it is not a text')
  if (element.length > limit)
    return misfit(
      `it has ${element.length.toLocaleString('en')} characters, more than ${limit.toLocaleString('en')}`,
    )
  return ok(element === '' ? null : element.toWellFormed())
}

/** A finite number, rounded where the vendor keeps so many digits only. */
export function fitNumber(element: Element, digits?: number): Fit<number> {
  if (typeof element !== 'number' || !Number.isFinite(element)) return misfit('it is not a number')
  return ok(digits === undefined ? tidy(element) : roundTo(element, digits))
}

export function fitRating(element: Element, min: number, max: number): Fit<number> {
  if (typeof element !== 'number' || !Number.isInteger(element) || element < min || element > max)
    return misfit(`a rating is a whole number from ${min} to ${max}`)
  return ok(tidy(element))
}

export function fitCheckbox(element: Element): Fit<boolean> {
  return typeof element === 'boolean' ? ok(element) : misfit('it is neither yes nor no')
}

export function fitDate(element: Element): Fit<string> {
  const date = typeof element === 'string' ? readDate(element) : null
  return date === null ? misfit('it is not a date') : ok(date)
}

export function fitInstant(element: Element): Fit<string> {
  const instant = typeof element === 'string' ? readInstant(element) : null
  return instant === null ? misfit('it is not a date with a time') : ok(instant)
}

/** One of the field's options. Where the options are not known the vendor decides. */
export function fitChoice(element: Element, field: Field): Fit<string> {
  if (typeof element !== 'string') return misfit('it is not the name of an option')
  if (element === '') return ok(null)
  if (field.choices !== undefined && !field.choices.includes(element))
    return err({ choice: element })
  return ok(element)
}

/** Anything with parts; what they must be is the caller's to say. */
export function fitParts(element: Element, noun: string): Fit<Parts> {
  return isParts(element) ? ok(element) : misfit(`it is not ${noun}`)
}

/** A part that is a text and not empty. */
export const textPart = (parts: Parts, name: string): string | null => {
  const part = parts[name]
  return typeof part === 'string' && part !== '' ? part.toWellFormed() : null
}
