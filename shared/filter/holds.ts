import { type Element, elements, isParts, type Value, type Values } from '../value.ts'
import { type Rule, type Rules, valuesOf } from './rules.ts'

/** What rules know beside the record: the time (ISO 8601, UTC) and whoever connected the account, if that is known. */
export type FilterContext = {
  readonly now: string
  readonly me: { readonly id: string | null; readonly email: string | null } | null
}

/**
 * Does a record with these values (by field id) keep the rules? Null means it cannot be told: a field that was not read,
 * or whose value no rule can judge, says neither yes nor no, and only settles what it settles either way.
 */
export function holds(rules: Rules, values: Values, context: FilterContext): boolean | null {
  if ('all' in rules) return every(rules.all.map((one) => holds(one, values, context)))
  if ('any' in rules) return not(every(rules.any.map((one) => not(holds(one, values, context)))))
  if ('not' in rules) return not(holds(rules.not, values, context))
  return holdsOne(rules, values, context)
}

type Truth = boolean | null
const not = (truth: Truth): Truth => (truth === null ? null : !truth)
const every = (truths: readonly Truth[]): Truth =>
  truths.includes(false) ? false : truths.includes(null) ? null : true
const some = (truths: readonly Truth[]): Truth => not(every(truths.map(not)))

function holdsOne(rule: Rule, values: Values, context: FilterContext): Truth {
  const whole = values[rule.field]
  if (whole === undefined) return null
  const value = rule.part === undefined ? whole : partOf(whole, rule.part)
  const has = elements(value)
  const wanted = valuesOf(rule)
  const [first, second] = wanted
  /** True when any element meets the question with the value asked for. */
  const any = (meets: (element: Element, asked: unknown) => Truth, asked: unknown = first): Truth =>
    some(has.map((element) => meets(element, asked)))
  const isSame = (element: Element, asked: unknown): Truth => same(element, asked, context)

  switch (rule.operator) {
    case 'is':
      return any(isSame)
    case 'is_not':
      return not(any(isSame))
    case 'contains':
      return any(textual((text, asked) => text.includes(asked)))
    case 'does_not_contain':
      return not(any(textual((text, asked) => text.includes(asked))))
    case 'starts_with':
      return any(textual((text, asked) => text.startsWith(asked)))
    case 'ends_with':
      return any(textual((text, asked) => text.endsWith(asked)))
    case 'is_empty':
      return isEmpty(value)
    case 'is_not_empty':
      return !isEmpty(value)
    case 'greater':
    case 'after':
      return any(ordered((sign) => sign > 0))
    case 'at_least':
    case 'on_or_after':
      return any(ordered((sign) => sign >= 0))
    case 'less':
    case 'before':
      return any(ordered((sign) => sign < 0))
    case 'at_most':
    case 'on_or_before':
      return any(ordered((sign) => sign <= 0))
    case 'between':
      return any((element) =>
        every([
          ordered((sign) => sign >= 0)(element, first),
          ordered((sign) => sign <= 0)(element, second),
        ]),
      )
    case 'within_last':
      return any((element, days) => within(element, days, context.now, -1))
    case 'within_next':
      return any((element, days) => within(element, days, context.now, 1))
    case 'any_of':
      return some(wanted.map((asked) => any(isSame, asked)))
    case 'none_of':
      return not(some(wanted.map((asked) => any(isSame, asked))))
    case 'all_of':
      return every(wanted.map((asked) => any(isSame, asked)))
    case 'is_checked':
      return has.includes(true)
    case 'is_not_checked':
      return !has.includes(true)
  }
}

const partOf = (whole: Value, part: string): Value =>
  isParts(whole) ? (whole[part] ?? null) : null

const isEmpty = (value: Value): boolean =>
  elements(value).every((element) => typeof element === 'string' && element.trim() === '')

/** Texts are compared without regard to case and to blanks around them. */
const folded = (text: string): string => text.normalize('NFC').toLowerCase().trim()

/** What a person reads of an element, or null where it has no text of its own. */
function textOf(element: Element): string | null {
  if (typeof element === 'boolean') return null
  if (typeof element !== 'object') return String(element)
  const { full, first, last, name, email, text } = element
  if (typeof full === 'string') return full
  if (typeof first === 'string' || typeof last === 'string')
    return [first, last].filter((part) => typeof part === 'string').join(' ')
  const said = [name, text, email].find((part) => typeof part === 'string')
  return said === undefined ? null : String(said)
}

const textual =
  (meets: (text: string, asked: string) => boolean) =>
  (element: Element, asked: unknown): Truth => {
    const text = textOf(element)
    return text === null ? null : meets(folded(text), folded(String(asked)))
  }

function same(element: Element, asked: unknown, { me }: FilterContext): Truth {
  if (typeof asked === 'object') {
    if (me === null) return null
    return some(
      [me.id, me.email].map((known) => (known === null ? false : isNamed(element, known))),
    )
  }
  if (typeof element === 'object') {
    return typeof asked === 'string' ? isNamed(element, asked) : null
  }
  if (typeof element === 'string' && typeof asked === 'string' && isTime(element) && isTime(asked))
    return sign(element, asked) === 0
  if (typeof element !== typeof asked) return null
  return typeof element === 'string' && typeof asked === 'string'
    ? folded(element) === folded(asked)
    : element === asked
}

/** A person, record or file is meant by its id, address or name. Ids are case-sensitive, what people read is not. */
function isNamed(element: Element, asked: string): Truth {
  if (typeof element !== 'object') return folded(String(element)) === folded(asked)
  if (element['id'] === asked) return true
  const names = [textOf(element), element['email']].filter((one) => typeof one === 'string')
  return names.some((one) => folded(one) === folded(asked))
}

const ordered =
  (meets: (sign: number) => boolean) =>
  (element: Element, asked: unknown): Truth => {
    if (typeof element === 'number' && typeof asked === 'number') return meets(element - asked)
    if (typeof element !== 'string' || typeof asked !== 'string') return null
    return isTime(element) && isTime(asked) ? meets(sign(element, asked)) : null
  }

const DAY = /^\d{4}-\d\d-\d\d$/
const DAY_MS = 86_400_000
const isTime = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d(T.*)?$/.test(text) && !Number.isNaN(Date.parse(text))

/** A day against an instant is a day against a day, in UTC. */
const sign = (a: string, b: string): number =>
  DAY.test(a) || DAY.test(b)
    ? Date.parse(a.slice(0, 10)) - Date.parse(b.slice(0, 10))
    : Date.parse(a) - Date.parse(b)

/** From now, so many days back or ahead, both ends in: whole days (UTC) for a day, to the moment for an instant. */
function within(element: Element, days: unknown, now: string, way: 1 | -1): Truth {
  if (typeof element !== 'string' || !isTime(element) || typeof days !== 'number') return null
  const away = way * sign(element, now)
  return away >= 0 && away <= days * DAY_MS
}
