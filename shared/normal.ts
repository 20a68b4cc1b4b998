/** Normal forms for telling who is who: what two sides write differently and mean alike is folded to one text. */
import { bareDomain, domainOfEmail, readDomain, readEmail } from './codec/address.ts'
import { printNumber, readNumber } from './codec/decimal.ts'
import { readDate, readInstant } from './codec/moment.ts'
import { joinName, splitName } from './codec/name.ts'
import { readPhone } from './codec/phone.ts'
import type { FieldType } from './field.ts'
import { type Element, elements, isParts, type Parts, type Value } from './value.ts'

/** `country` (ISO 3166, two letters) is whose phone numbers come without one. */
export type KeySetting = { readonly country: string }

/**
 * The folded form of a value for exact matching under `type`, or null where it is empty or too weak to tell anybody
 * apart. The type is that of the key, the value may be of a kindred one: under `domain` a web address or an email gives
 * its domain, under `email` a person gives theirs. Several elements give one key of them all, in no order; to
 * match on any of them, ask for each.
 */
export function matchKey(type: FieldType, value: Value, setting: KeySetting): string | null {
  const keys = new Set<string>()
  for (const element of elements(value)) {
    const key = keyOf(type, element, setting)
    if (key !== null) keys.add(key)
  }
  return keys.size === 0 ? null : [...keys].sort().join('\n')
}

/**
 * The type under which two fields can be told equal, or null where no key would mean the same on both: a web
 * address meets a domain by its domain, a text meets an email address as one.
 */
export function keyType(a: FieldType, b: FieldType): FieldType | null {
  const [left, right] = [KINDS[a], KINDS[b]]
  if (left === undefined || right === undefined) return null
  if (left === right) return a === b ? a : left
  if (left === 'text') return right
  if (right === 'text') return left
  return MEETINGS.find(([one, two]) => sameTwo(one, two, left, right))?.[2] ?? null
}

const sameTwo = (a: FieldType, b: FieldType, c: FieldType, d: FieldType): boolean =>
  (a === c && b === d) || (a === d && b === c)

const MEETINGS: readonly (readonly [FieldType, FieldType, FieldType])[] = [
  ['url', 'domain', 'domain'],
  ['email', 'domain', 'domain'],
  ['email', 'url', 'domain'],
  ['email', 'person', 'email'],
  ['date', 'instant', 'date'],
]

/** Types that are keyed alike, by the one that stands for them. References, files and the opaque are no evidence. */
const KINDS: Partial<Record<FieldType, FieldType>> = {
  text: 'text',
  longText: 'text',
  richText: 'text',
  choice: 'text',
  barcode: 'text',
  place: 'text',
  name: 'name',
  email: 'email',
  person: 'person',
  url: 'url',
  domain: 'domain',
  phone: 'phone',
  number: 'number',
  percent: 'number',
  currency: 'number',
  duration: 'number',
  rating: 'number',
  checkbox: 'checkbox',
  date: 'date',
  instant: 'instant',
}

function keyOf(type: FieldType, element: Element, setting: KeySetting): string | null {
  const text = textOf(element)
  switch (KINDS[type]) {
    case 'text':
      return textKey(text)
    case 'name':
      return foldText(splitName(text).full ?? '') || null
    case 'email':
    case 'person':
      return readEmail(text)?.toLowerCase() ?? null
    case 'url':
      return urlKey(text)
    case 'domain':
      return domainKey(text)
    case 'phone':
      return readPhone(text, setting.country)
    case 'number': {
      const number = typeof element === 'number' ? element : readNumber(text)
      return number === null || !Number.isFinite(number) ? null : printNumber(number)
    }
    case 'checkbox':
      return typeof element === 'boolean' ? String(element) : null
    case 'date':
      return readDate(text)
    case 'instant':
      return readInstant(text)
    default:
      return null
  }
}

/** The words of an element: of one with parts those that name it. */
function textOf(element: Element): string {
  if (typeof element === 'number') return printNumber(element)
  if (!isParts(element)) return String(element)
  if ('first' in element || 'full' in element)
    return word(element, 'full') || (joinName(word(element, 'first'), word(element, 'last')) ?? '')
  if ('email' in element) return word(element, 'email')
  if ('text' in element) return word(element, 'text')
  if ('locality' in element || 'line1' in element) return Object.values(element).join(' ')
  return ''
}

const word = (parts: Parts, name: string): string => String(parts[name] ?? '')

/** A text that is an address is keyed as one, so that it meets the field that says it is. */
function textKey(text: string): string | null {
  const bare = text.trim()
  if (bare.includes('@')) {
    const email = readEmail(bare)
    if (email !== null) return email.toLowerCase()
  }
  if (/^[a-z][a-z\d+.-]*:\/\//i.test(bare)) return urlKey(bare)
  if (/^-?\d+\.\d+$/.test(bare)) return printNumber(Number(bare))
  return foldText(bare) || null
}

/** Host and path: another path is another page, but scheme, `www.` and a slash at the end say nothing. */
function urlKey(text: string): string | null {
  const bare = text.trim().replace(/^[a-z][a-z\d+.-]*:\/\//i, '')
  const host = readDomain(bare)
  if (host === null) return null
  const path = /^[^/?#]*([^#]*)/.exec(bare)?.[1] ?? ''
  return `${bareDomain(host)}${path.replace(/\/+(?=$|\?)/, '')}`
}

/** Providers of mailboxes: whoever writes from there, the domain is not their company's. */
const MAILBOXES = new Set(
  (
    'gmail.com googlemail.com outlook.com hotmail.com hotmail.co.uk live.com msn.com yahoo.com yahoo.co.uk ymail.com ' +
    'icloud.com me.com mac.com aol.com proton.me protonmail.com pm.me gmx.de gmx.net gmx.com web.de t-online.de mail.com ' +
    'mail.ru yandex.ru orange.fr free.fr laposte.net libero.it qq.com 163.com 126.com naver.com zoho.com fastmail.com'
  ).split(' '),
)

function domainKey(text: string): string | null {
  if (readEmail(text) === null) {
    const domain = readDomain(text)
    return domain === null ? null : bareDomain(domain)
  }
  const domain = domainOfEmail(text)
  return domain === null || MAILBOXES.has(domain) ? null : bareDomain(domain)
}

/** Letters that Unicode does not take apart, and the sigma that only looks different at the end of a word. */
const LETTERS: Readonly<Record<string, string>> = {
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  æ: 'ae',
  œ: 'oe',
  þ: 'th',
  ı: 'i',
  ħ: 'h',
  ς: 'σ',
}

/**
 * A text as it sounds: case, accents, punctuation and white space folded away. Only the marks of European scripts go: in
 * others a mark is a vowel, and two names would become one.
 */
export function foldText(text: string): string {
  return (
    text
      .normalize('NFKD')
      .replace(/[\u0300-\u036f]/g, '')
      // By way of the upper case, which turns ß into ss; by way of the lower one, which turns ẞ into ß.
      .toLowerCase()
      .toUpperCase()
      .toLowerCase()
      .normalize('NFKD')
      .replace(/[\u0300-\u036f]/g, '')
      .replace(/[łøđðæœþıħς]/g, (letter) => LETTERS[letter] ?? letter)
      .replace(/[\p{P}\p{Z}\p{C}\s]+/gu, ' ')
      .trim()
  )
}
