/** What becomes of a value that meets a field of another kind, and what is lost on the way. */
import { readCountry } from './codec/place.ts'
import { crossing } from './convert/crossing.ts'
import type { Stuck } from './convert/step.ts'
import type { Failure } from './failure.ts'
import type { Field, FieldType } from './field.ts'
import { err, ok, type Result } from './result.ts'
import { type Element, elementKey, elements, isParts, many, type Value } from './value.ts'

/** A field, or one part of it. The value of a part slot is the part's own. */
export type Slot = { readonly field: Field; readonly part?: string }

/** `country` (ISO 3166, two letters) is whose phone numbers come without one. */
export type ConvertSetting = { readonly country: string }

export type Loss = 'none' | 'some' | 'impossible'

/** Types that can hold a list as words. */
const TEXT: ReadonlySet<FieldType> = new Set<FieldType>(['text', 'longText', 'richText'])

/**
 * The value as the other slot would hold it; empty stays empty. A list becomes one text joined by “, ”, or its first
 * element where only one fits; a text becomes a list at commas, semicolons and line breaks. Never throws: what cannot cross is
 * `cannot_convert` or `unknown_choice`, naming the field people see. Vendors' own rewriting is not applied.
 */
export function convert(
  value: Value,
  from: Slot,
  to: Slot,
  setting: ConvertSetting,
): Result<Value, Failure> {
  const context = { from: fieldOf(from), to: fieldOf(to), country: setting.country }
  const way = crossing(context.from.type, context.to.type)
  if (!way) return fail(context.from, context.to, { why: cannot(context.from, context.to) })

  const given = from.part !== undefined && isParts(value) ? (value[from.part] ?? null) : value
  const crossed: Element[] = []
  for (const element of spread(given, context.from, context.to)) {
    const one = way.by(element, context)
    if (!one.ok) return fail(context.from, context.to, one.error)
    const kept =
      to.part === undefined || one.value === null ? one.value : partOf(one.value, to.part)
    if (kept !== null) crossed.push(kept)
  }
  return ok(gather(crossed, context.to))
}

/** Does every value come home unchanged, does some not, or can none cross at all? */
export function loss(from: Slot | Field, to: Slot | Field): Loss {
  const [source, target] = [slotOf(from), slotOf(to)]
  if (!crossing(fieldOf(source).type, fieldOf(target).type)) return 'impossible'
  return lossWords(source, target) === null ? 'none' : 'some'
}

/** What is lost, as a clause a person reads, or null where nothing is. */
export function lossWords(from: Slot | Field, to: Slot | Field): string | null {
  const [source, target] = [slotOf(from), slotOf(to)]
  const words = wordsOf(fieldOf(source), fieldOf(target))
  return words ?? (target.part === 'country' && source.part !== 'country' ? COUNTRY : null)
}
const COUNTRY = 'countries are written by their two-letter code'

const slotOf = (one: Slot | Field): Slot => ('native' in one ? { field: one } : one)

/** A part behaves as a field of its own: of text, or of numbers on the map. */
function fieldOf({ field, part }: Slot): Field {
  if (part === undefined) return field
  const { choices: _, targets: __, mirror: ___, ...plain } = field
  const type = part === 'latitude' || part === 'longitude' ? 'number' : 'text'
  return { ...plain, name: `${field.name} (${part})`, type, many: false }
}

/**
 * Parts are kept trimmed, as a name or an address is read; countries by their code. A country we do not know is
 * left for the other side to judge.
 */
function partOf(element: Element, part: string): Element | null {
  if (typeof element !== 'string') return element
  const words = element.trim()
  return (part === 'country' ? readCountry(words) : null) ?? (words || null)
}

/** The elements to cross. Of a list that meets a single field only the first does, unless it can be written out. */
function spread(value: Value, from: Field, to: Field): readonly Element[] {
  const list = elements(value)
  if (!to.many) return TEXT.has(to.type) ? list : list.slice(0, 1)
  if (from.many || !TEXT.has(from.type)) return list
  return list.flatMap((one) => (to.type === 'file' ? addresses(one) : split(one, to)))
}

/** A comma may be part of an address, white space never. */
const addresses = (element: Element): readonly Element[] =>
  typeof element === 'string' ? element.split(/\s+/).filter((piece) => piece !== '') : [element]

/** An option whose name has a comma in it is still one option. */
function split(element: Element, to: Field): readonly Element[] {
  if (typeof element !== 'string' || to.choices?.includes(element)) return [element]
  const pieces = element.split(/[,;\n]/).map((piece) => piece.trim())
  return pieces.filter((piece) => piece !== '')
}

function gather(list: readonly Element[], to: Field): Value {
  if (list.length < 2) return to.many ? many(list) : (list[0] ?? null)
  if (to.many) return many([...new Map(list.map((one) => [elementKey(one), one])).values()])
  return list.map(String).join(', ')
}

function wordsOf(from: Field, to: Field): string | null {
  const way = crossing(from.type, to.type)
  if (!way) return cannot(from, to)
  const alone = typeof way.loses === 'function' ? way.loses(from, to) : way.loses
  const together =
    from.many && !to.many
      ? TEXT.has(to.type)
        ? 'the list becomes one text, joined by commas'
        : 'only the first of the list is kept'
      : to.many && !from.many && TEXT.has(from.type)
        ? to.type === 'file'
          ? 'the text is split at blanks'
          : 'the text is split at commas'
        : null
  return [together, alone].filter((words) => words !== null).join('; ') || null
}

const fail = (from: Field, to: Field, why: Stuck): Result<never, Failure> =>
  'choice' in why
    ? err({ reason: 'unknown_choice', field: to.name, choice: why.choice })
    : err({ reason: 'cannot_convert', field: from.name, to: `“${to.name}”`, why: why.why })

const cannot = (from: Field, to: Field): string =>
  `${NOUNS[from.type]} cannot become ${NOUNS[to.type]}`

/** What a field is like, as far as what crosses depends on it: another shape means another kind of value. */
export const shapeOf = ({ type, many: list }: Field): string => `${type}${list ? '[]' : ''}`

/** A shape in words. */
export function tellShape(shape: string): string {
  const noun = NOUNS[shape.replace('[]', '') as FieldType] ?? NOUNS.opaque
  return shape.endsWith('[]') ? `a list, each ${noun}` : noun
}

/** What a value of each type is called. */
const NOUNS: Readonly<Record<FieldType, string>> = {
  text: 'a text',
  longText: 'a long text',
  richText: 'a formatted text',
  email: 'an email address',
  url: 'a web address',
  phone: 'a phone number',
  domain: 'a domain',
  number: 'a number',
  percent: 'a percentage',
  currency: 'an amount of money',
  duration: 'a duration',
  rating: 'a rating',
  checkbox: 'a checkbox',
  date: 'a date',
  instant: 'a date with a time',
  choice: 'an option',
  person: 'a person',
  reference: 'a link to a record',
  name: 'a personal name',
  place: 'an address',
  file: 'a file',
  barcode: 'a barcode',
  opaque: 'a kind of value we do not know',
}
