/** What a formula reckons with, and how it is read from and becomes a field's value. */
import { isMany, isParts, type Element, type Parts, type Value } from '../value.ts'
import type { Place } from './tree.ts'

/** An instant, or a day (then `at` is its midnight in UTC); `zone` is where its clock is read, `locale` in whose words. */
export type Moment = {
  readonly kind: 'moment'
  readonly at: number
  readonly isDay: boolean
  readonly zone: string
  readonly locale: string
}
/** Something that went wrong; `place` is null until it is known where. */
export type Wrong = { readonly kind: 'wrong'; readonly why: string; readonly place: Place | null }
export type Thing = null | string | number | boolean | Moment | Wrong | readonly Thing[]

export const wrong = (why: string, place: Place | null = null): Wrong => ({
  kind: 'wrong',
  why,
  place,
})

export const TOO_LARGE = 'The result is too large for a number: check what is multiplied or raised.'

export const isList = (thing: Thing): thing is readonly Thing[] => Array.isArray(thing)
export const isMoment = (thing: unknown): thing is Moment =>
  typeof thing === 'object' && thing !== null && 'kind' in thing && thing.kind === 'moment'
export const isWrong = (thing: unknown): thing is Wrong =>
  typeof thing === 'object' && thing !== null && 'kind' in thing && thing.kind === 'wrong'

/** What is in a list and in the lists inside it, one after the other. */
export const flat = (list: readonly Thing[]): Thing[] =>
  list.some(isList) ? list.flatMap((one) => (isList(one) ? flat(one) : [one])) : [...list]

/** Nothing at all: empty, an empty text, or a list of nothing. */
export const isBlank = (thing: Thing): boolean =>
  thing === null || thing === '' || (isList(thing) && thing.every(isBlank))

/** Does it count as yes? Nothing, zero, no and lists of those do not. */
export const isTrue = (thing: Thing): boolean =>
  isList(thing)
    ? thing.some(isTrue)
    : thing !== null && thing !== '' && thing !== 0 && thing !== false && !isWrong(thing)

const DAY = /^\d{4}-\d{2}-\d{2}$/
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/

/** The day (YYYY-MM-DD) or instant (ISO, milliseconds, UTC) in the form values are kept in; years 0 to 9999. */
export function momentText({ at, isDay }: Moment): string {
  const text = new Date(at).toISOString()
  return isDay ? text.slice(0, 10) : text
}

/** Years 0 to 9999: what else is there no vendor reads. */
const [FIRST, LAST] = [Date.parse('0000-01-01T00:00:00Z'), Date.parse('9999-12-31T23:59:59.999Z')]

/** A moment, or what is wrong with it. */
export const moment = (at: number, isDay: boolean, zone: string, locale = 'en'): Moment | Wrong =>
  at >= FIRST && at <= LAST
    ? { kind: 'moment', at: Math.trunc(at), isDay, zone: isDay ? 'UTC' : zone, locale }
    : wrong('This date lies outside the years 0 to 9999: check what is added to it.')

/** A text in the form values keep days and instants in is a moment. Every other text stays one. */
function textThing(text: string, zone: string): Thing {
  const isDay = text.length === 10 && DAY.test(text)
  if (!isDay && !(text.length === 24 && INSTANT.test(text))) return text
  const at = Date.parse(isDay ? `${text}T00:00:00.000Z` : text)
  if (Number.isNaN(at)) return text
  const read = moment(at, isDay, zone)
  // The 30th of February is read as a day in March: it was no date, so it stays the text it is.
  return isMoment(read) && momentText(read) === text ? read : text
}

const words = (...parts: readonly (string | number | null | undefined)[]): string =>
  parts.filter((part) => part !== null && part !== undefined && part !== '').join(', ')

/**
 * What a structured value reads as: a person by name, else address, else id; a file by name, else address; a name in
 * full; an address from its first line to its country; a barcode as its text; a reference by its id, for the name of
 * the record it points to is not in it.
 */
export function partsText(parts: Parts): string {
  const text = (part: string): string => String(parts[part] ?? '')
  if ('email' in parts) return text('name') || text('email') || text('id')
  if ('url' in parts) return text('name') || text('url') || text('id')
  if ('table' in parts) return text('id')
  if ('full' in parts || 'first' in parts || 'last' in parts)
    return text('full') || [text('first'), text('last')].filter((one) => one !== '').join(' ')
  if ('text' in parts) return text('text')
  if ('json' in parts) return text('json')
  const { line1, line2, line3, line4, locality, region, postcode, country } = parts
  const place = words(line1, line2, line3, line4, locality, region, postcode, country)
  return place || text('name') || text('id') || words(parts['latitude'], parts['longitude'])
}

const elementThing = (element: Element, zone: string): Thing =>
  typeof element === 'string'
    ? textThing(element, zone)
    : isParts(element)
      ? partsText(element)
      : element

/** A field's value as a formula sees it. Instants are shown in `zone`. */
export const thingOf = (value: Value, zone: string): Thing =>
  value === null
    ? null
    : isMany(value)
      ? value.map((element) => elementThing(element, zone))
      : elementThing(value, zone)

/** A result as a field can hold it: an empty text is nothing, a list loses its blanks. */
export function valueOf(thing: Thing): Value | Wrong {
  if (!isList(thing)) return elementOf(thing)
  const list: Element[] = []
  for (const one of flat(thing)) {
    const element = elementOf(one)
    if (isWrong(element)) return element
    if (element !== null) list.push(element)
  }
  return list.length === 0 ? null : list
}

function elementOf(thing: Thing): Element | null | Wrong {
  if (thing === null || thing === '') return null
  if (isMoment(thing)) return momentText(thing)
  if (typeof thing === 'number') return Number.isFinite(thing) ? thing + 0 : wrong(TOO_LARGE)
  return isList(thing) ? null : thing
}
