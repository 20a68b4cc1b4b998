/** The single steps by which one element becomes one of another type. None of them throws, whatever it is given. */
import { bareDomain, domainOfEmail, readDomain, readEmail, readUrl } from '../codec/address.ts'
import { printDuration, printNumber, readDuration, readNumber } from '../codec/decimal.ts'
import { readDate, readInstant } from '../codec/moment.ts'
import { joinName, splitName } from '../codec/name.ts'
import { readPhone } from '../codec/phone.ts'
import { PLACE_PARTS } from '../codec/place.ts'
import type { Field } from '../field.ts'
import { err, ok, type Result } from '../result.ts'
import { type Element, isParts, type Parts } from '../value.ts'

/** Why an element cannot cross: a clause that follows a colon, or the option that is missing. */
export type Stuck = { readonly why: string } | { readonly choice: string }
export type Crossed = Result<Element | null, Stuck>
export type Context = { readonly from: Field; readonly to: Field; readonly country: string }
export type Step = (element: Element, context: Context) => Crossed

const stuck = (why: string): Result<never, Stuck> => err({ why })

export const same: Step = (element) => ok(element)

/** A step over texts: an empty one is nothing, one that cannot be read is stuck, and so is anything but a text. */
const reads =
  (why: string, read: (text: string, context: Context) => Element | null): Step =>
  (element, context) => {
    if (typeof element !== 'string') return stuck(why)
    if (element.trim() === '') return ok(null)
    const found = read(element, context)
    return found === null ? stuck(why) : ok(found)
  }

const counts =
  (step: (value: number, context: Context) => Crossed): Step =>
  (element, context) =>
    typeof element === 'number' && Number.isFinite(element)
      ? step(element, context)
      : stuck('it is not a number')

const takes =
  (noun: string, step: (parts: Parts) => Crossed): Step =>
  (element) =>
    isParts(element) ? step(element) : stuck(`it is not ${noun}`)

/** One step after the other. */
const then =
  (first: Step, second: Step): Step =>
  (element, context) => {
    const half = first(element, context)
    return half.ok && half.value !== null ? second(half.value, context) : half
  }

/** White space is a text too: only the empty text is nothing. */
export const text: Step = (element) =>
  typeof element === 'string' ? ok(element === '' ? null : element) : stuck('it is not a text')
export const email = reads('it is not an email address', readEmail)
export const url = reads('it is not a web address', readUrl)
export const domain = reads('there is no domain in it', (one) => {
  const found = readDomain(one)
  return found === null ? null : bareDomain(found)
})
export const emailDomain = reads('it is not an email address', domainOfEmail)
export const domainUrl = reads('it is not a domain', (one) => `https://${one.trim()}`)
export const phone = reads('it is not a phone number', (one, { country }) =>
  readPhone(one, country),
)
/** What no number plan knows is passed on as it is: the other side may take it. */
export const phoneAgain = reads(
  'it is not a phone number',
  (one, { country }) => readPhone(one, country) ?? one.trim(),
)

export const number = counts((value) => ok(value))
export const stars = counts((value, { to }) => {
  const rounded = Math.round(value)
  const max = to.max ?? 10
  return rounded < 0 || rounded > max ? stuck(`it is not between 0 and ${max}`) : ok(rounded + 0)
})
export const numberText = counts((value) => ok(printNumber(value)))
export const percentText = counts((value) => ok(`${printNumber(value, 2)}%`))
export const durationText = counts((value) => ok(printDuration(value)))
export const textNumber = reads('it is not a number', readNumber)
export const textStars = then(textNumber, stars)
export const textDuration = reads('it is not a duration such as 1:30:00', readDuration)

const YES = new Set(['yes', 'y', 'true', '1', 'on', 'x', '✓', '✔', 'checked', 'done'])
const NO = new Set(['no', 'n', 'false', '0', 'off', 'unchecked', 'open'])

export const tickText: Step = (element) => ok(element === true ? 'yes' : 'no')
export const tickNumber: Step = (element) => ok(element === true ? 1 : 0)
/** The option that says it, in whichever of the usual words the field has. */
export const tickChoice: Step = (element, { to }) => {
  const [words, usual] = element === true ? [YES, 'Yes'] : [NO, 'No']
  if (to.choices === undefined) return ok(usual)
  const found = to.choices.find((choice) => words.has(choice.trim().toLowerCase()))
  return found === undefined ? err({ choice: usual }) : ok(found)
}
export const textTick = reads('it is neither yes nor no', (one) => {
  const word = one.trim().toLowerCase()
  return YES.has(word) ? true : NO.has(word) ? false : null
})
export const numberTick = counts((value) =>
  value === 0 || value === 1 ? ok(value === 1) : stuck('it is neither 1 nor 0'),
)

export const instant = reads(
  'it is not a date with a time such as 2025-12-31T09:00:00Z',
  readInstant,
)
export const date = reads('it is not a date such as 2025-12-31', readDate)

/** The option of that name: letter for letter, else the only one that differs in case and space alone. */
export const choice: Step = (element, { to }) => {
  if (typeof element !== 'string') return stuck('it is not the name of an option')
  if (element.trim() === '') return ok(null)
  if (to.choices === undefined || to.choices.includes(element)) return ok(element)
  const fold = (name: string): string => name.trim().replace(/\s+/g, ' ').toLowerCase()
  const alike = to.choices.filter((one) => fold(one) === fold(element))
  return alike[0] !== undefined && alike.length === 1 ? ok(alike[0]) : err({ choice: element })
}
export const numberChoice = then(numberText, choice)

const part = (parts: Parts, name: string): string | null => {
  const found = parts[name]
  return found === null || found === undefined || found === '' ? null : String(found)
}

export const personEmail = takes('a person', (person) => {
  const found = part(person, 'email')
  return found === null ? stuck('the person has no email address here') : ok(found)
})
export const emailPerson = reads('it is not an email address', (one) => {
  const found = readEmail(one)
  return found === null ? null : { id: null, email: found, name: null }
})

export const nameText = takes('a name', (name) =>
  ok(part(name, 'full') ?? joinName(part(name, 'first'), part(name, 'last'))),
)
export const textName = reads('it is not a name', splitName)

export const placeText = takes('a place', (place) => {
  const lines = ['line1', 'line2', 'line3', 'line4'].map((line) => part(place, line))
  const town = joinName(part(place, 'postcode'), part(place, 'locality'))
  const words = [...lines, town, part(place, 'region'), part(place, 'country')]
  return ok(words.filter((word) => word !== null).join(', ') || null)
})
export const textPlace = reads('it is not an address', (one) =>
  Object.fromEntries(PLACE_PARTS.map((name) => [name, name === 'line1' ? one.trim() : null])),
)

export const barcodeText = takes('a barcode', (code) => ok(part(code, 'text')))
export const textBarcode: Step = (element, context) => {
  const words = text(element, context)
  return words.ok && words.value !== null ? ok({ text: String(words.value), type: null }) : words
}

/** An address of a file dies within hours; what people call it does not. */
export const fileName = takes('a file', (file) => {
  const found = part(file, 'name')
  return found === null ? stuck('the file has no name') : ok(found)
})
/** The other side fetches it from there, and calls it by the end of the address. */
export const fileAt = reads('it is not the web address of a file', (one) => {
  const found = readUrl(one)
  return found === null ? null : { id: null, name: null, url: found, size: null, type: null }
})
export const fileUrl = takes('a file', (file) => {
  const found = part(file, 'url')
  return found === null ? stuck('the file has no web address') : ok(found)
})
