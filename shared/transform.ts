/** What a person asks to be done to values on their way, step by step. Conversion between types comes after it. */
import { parsePhoneNumberFromString } from 'libphonenumber-js/min'
import { printNumber, readNumber, tidy } from './codec/decimal.ts'
import { readPhone } from './codec/phone.ts'
import type { Failure } from './failure.ts'
import { err, ok, type Result } from './result.ts'
import { hasTime, printDate, readByPattern } from './transform/pattern.ts'
import type { Step } from './transform/step.ts'
import { lookUp } from './transform/value-map.ts'
import { type Element, elements, isMany, many, type Value } from './value.ts'

/** What steps may lean on: the name people see, whose phone numbers come without a country, and how a formula is reckoned. */
export type StepContext = {
  readonly field: string
  readonly country: string
  /** The formula's result for the value as it stands at that step, or why there is none: a clause or a sentence. */
  formula(text: string, value: Value): Result<Value, string>
}

/** What one element becomes, or why it cannot: a clause, or that the map does not name it. */
type Stepped = Result<Element | null, { readonly why: string } | { readonly unmapped: string }>
const stuck = (why: string): Stepped => err({ why })

/**
 * The value after all steps, or the first that could not be taken. Empty stays empty, but for a formula, which may make
 * something of nothing. Steps on one element are taken for each element of a list; what becomes empty falls out.
 */
export function applySteps(
  value: Value,
  steps: readonly Step[],
  context: StepContext,
): Result<Value, Failure> {
  let now = value
  for (const step of steps) {
    const next = take(step, now, context)
    if (!next.ok) return next
    now = next.value
  }
  return ok(now)
}

function take(step: Step, value: Value, context: StepContext): Result<Value, Failure> {
  const { field } = context
  switch (step.do) {
    case 'formula': {
      const made = context.formula(step.text, value)
      return made.ok ? made : err({ reason: 'cannot_transform', field, why: clause(made.error) })
    }
    case 'join': {
      const texts = elements(value).map(textOf)
      if (texts.includes(null))
        return err({
          reason: 'cannot_transform',
          field,
          why: 'only texts and numbers can be joined',
        })
      return ok(texts.join(step.with) || null)
    }
    case 'split': {
      const pieces = elements(value).flatMap((one) => textOf(one)?.split(step.at) ?? [one])
      const kept = pieces.map((one) => (typeof one === 'string' ? one.trim() : one))
      return ok(many(kept.filter((one) => one !== '')))
    }
    default:
      return each(value, field, (element) => stepOn(step, element, context.country))
  }
}

/** A reason stands after a colon: without the full stop of a sentence of its own. */
const clause = (why: string): string => why.replace(/[.\s]+$/, '')

function each(
  value: Value,
  field: string,
  by: (element: Element) => Stepped,
): Result<Value, Failure> {
  const made: Element[] = []
  for (const element of elements(value)) {
    const one = by(element)
    if (!one.ok)
      return 'unmapped' in one.error
        ? err({ reason: 'not_mapped', field, value: one.error.unmapped })
        : err({ reason: 'cannot_transform', field, why: one.error.why })
    if (one.value !== null && one.value !== '') made.push(one.value)
  }
  return ok(isMany(value) ? many([...new Set(made)]) : (made[0] ?? null))
}

type Single = Exclude<Step, { do: 'formula' | 'join' | 'split' }>

function stepOn(step: Single, element: Element, country: string): Stepped {
  switch (step.do) {
    case 'map': {
      const found = lookUp(step.pairs, element)
      if (found !== undefined) return ok(found)
      if (step.otherwise === 'block') return err({ unmapped: textOf(element) ?? 'this value' })
      return ok(step.otherwise === 'keep' ? element : null)
    }
    case 'case':
      return onText(element, (text) => ok(CASES[step.to](text)))
    case 'trim':
      return onText(element, (text) => ok(text.trim().replace(/[^\S\n]+/g, ' ')))
    case 'prefix':
      return onText(element, (text) => ok(step.text + text))
    case 'suffix':
      return onText(element, (text) => ok(text + step.text))
    case 'unprefix':
      return onText(element, (text) =>
        text.startsWith(step.text)
          ? ok(text.slice(step.text.length))
          : stuck(`it does not begin with “${step.text}”`),
      )
    case 'unsuffix':
      return onText(element, (text) =>
        text.endsWith(step.text)
          ? ok(text.slice(0, text.length - step.text.length))
          : stuck(`it does not end with “${step.text}”`),
      )
    case 'round':
      return onNumber(element, (number) => ok(roundedTo(number, step.digits, step.how)))
    case 'scale':
      return onNumber(element, (number) => scaled(number, step.by, step.plus))
    case 'date':
      return onText(element, (text) => {
        const printed = printDate(text, step.pattern)
        return printed === null ? stuck('it is not a date') : ok(printed)
      })
    case 'parseDate':
      return onText(element, (text) => {
        const read = readByPattern(text, step.pattern)
        return read === null ? stuck(`it is not a date written as ${step.pattern}`) : ok(read)
      })
    case 'phone':
      return onText(element, (text) => phone(text, step.form, step.country ?? country))
  }
}

/** A text, or a number as it is written; anything with parts, and a tick, is none. */
const textOf = (element: Element): string | null =>
  typeof element === 'string' ? element : typeof element === 'number' ? printNumber(element) : null

function onText(element: Element, by: (text: string) => Stepped): Stepped {
  const text = textOf(element)
  return text === null ? stuck('it is not a text') : by(text)
}

function onNumber(element: Element, by: (number: number) => Stepped): Stepped {
  const number =
    typeof element === 'string' ? readNumber(element) : typeof element === 'number' ? element : null
  return number === null || !Number.isFinite(number) ? stuck('it is not a number') : by(number)
}

const upperFirst = (text: string): string =>
  text.replace(/\p{L}/u, (letter) => letter.toUpperCase())

const CASES = {
  upper: (text: string): string => text.toUpperCase(),
  lower: (text: string): string => text.toLowerCase(),
  title: (text: string): string =>
    text.toLowerCase().replace(/\p{L}[\p{L}\p{M}\p{N}'’]*/gu, (word) => upperFirst(word)),
  sentence: (text: string): string => upperFirst(text.toLowerCase()),
}

/** Rounded as written in decimals: 1.005 to two digits is 1.01, however it is kept in binary. */
function roundedTo(value: number, digits: number, how: 'nearest' | 'up' | 'down'): number {
  const shift = (number: number, by: number): number => {
    const [mantissa = '0', exponent = '0'] = String(number).split('e')
    return Number(`${mantissa}e${Number(exponent) + by}`)
  }
  const moved = shift(Math.abs(value), digits)
  if (!Number.isFinite(moved)) return value
  const away = how === (value < 0 ? 'down' : 'up')
  const whole = how === 'nearest' ? Math.round(moved) : away ? Math.ceil(moved) : Math.floor(moved)
  return tidy(Math.sign(value) * shift(whole, -digits))
}

/** Fifteen digits are what a number surely holds: what the machine adds beyond them is not the person's. */
function scaled(value: number, by: number, plus: number): Stepped {
  const made = value * by + plus
  return Number.isFinite(made)
    ? ok(tidy(Number(made.toPrecision(15))))
    : stuck('it becomes too large')
}

function phone(
  text: string,
  form: 'e164' | 'national' | 'international',
  country: string,
): Stepped {
  const number = readPhone(text, country)
  if (number === null) return stuck('it is not a phone number')
  if (form === 'e164') return ok(number)
  const read = parsePhoneNumberFromString(number)
  if (!read) return ok(number)
  return ok(form === 'national' ? read.formatNational() : read.formatInternational())
}

/** Is each element of a list transformed by itself, so that lists can be merged element by element? */
export const isElementwise = (step: Step): boolean =>
  step.do !== 'formula' && step.do !== 'join' && step.do !== 'split'

/** What the steps lose for some values, as clauses a person reads. */
export const stepLosses = (steps: readonly Step[]): readonly string[] =>
  steps.flatMap((step) => lossOf(step) ?? [])

function lossOf(step: Step): string | null {
  switch (step.do) {
    case 'map': {
      const into = step.pairs.map(({ to }) => to)
      if (new Set(into).size < into.length) return 'different values become the same one'
      if (step.otherwise === 'empty') return 'values that the map does not name become empty'
      return step.otherwise === 'block' ? 'values that the map does not name stay behind' : null
    }
    case 'case':
      return 'capital and small letters are made alike'
    case 'trim':
      return 'spaces at the ends and double ones are taken out'
    case 'round':
      return step.digits === 0
        ? 'only whole numbers are kept'
        : `only ${step.digits} digits after the decimal point are kept`
    case 'date':
      return hasTime(step.pattern) ? null : 'the time of day is dropped'
    case 'phone':
      return 'extensions of phone numbers are dropped'
    case 'join':
      return 'the list becomes one text'
    case 'formula':
      return 'what a formula makes is not turned back by itself'
    default:
      return null
  }
}
