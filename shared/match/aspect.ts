import { splitName } from '../codec/name.ts'
import { type FieldType, fieldById, type Table } from '../field.ts'
import { type Entry, type Slot, slotKey } from '../mapping.ts'
import { keyType, matchKey, type KeySetting } from '../normal.ts'
import { ownName } from '../normal/company.ts'
import { latin } from '../normal/latin.ts'
import { type Both, SIDES, type Side } from '../record.ts'
import { elements, isParts, type Value, type Values } from '../value.ts'

/** What can be compared: each kind has its own levels of likeness. */
export const ASPECT_KINDS = [
  'person',
  'text',
  'email',
  'domain',
  'phone',
  'date',
  'number',
  'choice',
] as const
export type AspectKind = (typeof ASPECT_KINDS)[number]

/** One thing two records can be alike in: an entry of the mapping, or the entries that make one personal name. */
export type Aspect = {
  readonly kind: AspectKind
  /** What people call it: the left field's name. */
  readonly name: string
  /** Slot keys by what they hold: `first`, `last`, `full` of a personal name, else `whole`. */
  readonly slots: Both<{ readonly [role: string]: string }>
  /** Is it what the record is called? Two records called differently are never linked unasked. */
  readonly isTitle: boolean
  /** Is it an exact key by itself? Codes that differ are different things. */
  readonly isCode: boolean
}

/** A record as it is compared: one text for each aspect, empty where the record says nothing. */
export type Form = readonly string[]

/** Apart within a text of a form: elements of a value, or the parts of a name. */
const BETWEEN = '\u0002'

/**
 * What records of a pairing can be compared by. References, files, flags, long texts and whatever no codec knows are no
 * evidence. Empty where nothing can be compared.
 */
export function aspectsOf(
  entries: readonly Entry[],
  keys: readonly (readonly string[])[],
  tables: Both<Table>,
): Aspect[] {
  const aspects: Aspect[] = []
  const name: { left: { [role: string]: string }; right: { [role: string]: string }; says: string } = {
    left: {}, right: {}, says: '',
  } // prettier-ignore
  for (const entry of entries) {
    if (entry.mirrorOf !== undefined) continue
    const says = fieldById(tables.left, entry.left.field)?.name ?? entry.left.field
    const roles = { left: nameRole(entry, 'left', tables), right: nameRole(entry, 'right', tables) }
    if (roles.left !== null && roles.right !== null) {
      name.left[roles.left] = slotKey(entry.left)
      name.right[roles.right] = slotKey(entry.right)
      name.says ||= roles.left === 'full' ? says : 'Name'
      continue
    }
    const kind = kindOf(entry, tables)
    if (kind === null) continue
    const isTitle = kind === 'text' && SIDES.some((side) => isPrimary(entry[side], tables[side]))
    aspects.push({
      kind,
      name: says,
      slots: { left: { whole: slotKey(entry.left) }, right: { whole: slotKey(entry.right) } },
      isTitle,
      isCode:
        !isTitle &&
        CODES.includes(kind) &&
        keys.some((key) => key.length === 1 && key[0] === entry.id),
    })
  }
  if (Object.keys(name.left).length > 0)
    aspects.unshift({
      kind: 'person',
      name: name.says,
      slots: { left: name.left, right: name.right },
      isTitle: true,
      isCode: false,
    })
  return aspects
}
const CODES: readonly AspectKind[] = ['text', 'number', 'choice']

const isPrimary = (slot: Slot, table: Table): boolean =>
  table.primary === slot.field && slot.part === undefined

/** The role a slot plays in a personal name: by its part, by its type, or, for two plain texts, by what it is called. */
function nameRole(entry: Entry, side: Side, tables: Both<Table>): 'first' | 'last' | 'full' | null {
  const parts = SIDES.map((one) => entry[one].part).find((part) => part !== undefined)
  const types = SIDES.map((one) => typeAt(entry[one], tables[one]))
  if (types.includes('name')) {
    const { part } = entry[side]
    const own = part ?? (typeAt(entry[side], tables[side]) === 'name' ? 'full' : (parts ?? 'full'))
    return own === 'first' || own === 'last' || own === 'full' ? own : null
  }
  if (parts !== undefined || !types.every((type) => type === 'text')) return null
  const called = fieldById(tables[side], entry[side].field)?.name ?? ''
  if (/^\s*(first|given|fore)[\s_-]?name\s*$/i.test(called)) return 'first'
  if (/^\s*((last|family|sur)[\s_-]?name|surname)\s*$/i.test(called)) return 'last'
  return null
}

const typeAt = (slot: Slot, table: Table): FieldType =>
  fieldById(table, slot.field)?.type ?? 'opaque'

function kindOf(entry: Entry, tables: Both<Table>): AspectKind | null {
  const types = SIDES.map((side) =>
    entry[side].part === undefined ? typeAt(entry[side], tables[side]) : 'text',
  )
  const [left, right] = types as [FieldType, FieldType]
  // Who looks after it is one of a few, as a stage is.
  if (types.includes('person') || (left === 'choice' && right === 'choice')) return 'choice'
  const key = keyType(left, right)
  if (key === null || types.some((type) => type === 'longText' || type === 'richText')) return null
  switch (key) {
    case 'text':
    case 'barcode':
    case 'place':
      return 'text'
    case 'choice':
      return 'choice'
    case 'name':
      return 'person'
    case 'email':
      return 'email'
    case 'domain':
    case 'url':
      return 'domain'
    case 'phone':
      return 'phone'
    case 'date':
    case 'instant':
      return 'date'
    case 'number':
    case 'percent':
    case 'currency':
    case 'duration':
    case 'rating':
      return 'number'
    default:
      return null
  }
}

/** How a record looks to the comparison. `values` are by slot key; what is unknown or unreadable says nothing. */
export function formOf(
  aspects: readonly Aspect[],
  side: Side,
  values: Values,
  setting: KeySetting,
): Form {
  return aspects.map((aspect) =>
    aspect.kind === 'person'
      ? personForm(aspect.slots[side], values)
      : elements(values[aspect.slots[side]['whole']!] ?? null)
          .slice(0, MOST_ELEMENTS)
          .map((element) => elementForm(aspect.kind, element, setting))
          .filter((text) => text !== '')
          .join(BETWEEN),
  )
}
/** More elements than this say nothing more about who it is. */
const MOST_ELEMENTS = 8

/** First and last name. A full name is taken apart as its owner would say it. */
function personForm(slots: { readonly [role: string]: string }, values: Values): string {
  const text = (role: string): string => {
    const value = slots[role] === undefined ? null : (values[slots[role]] ?? null)
    return typeof value === 'string' ? value : ''
  }
  const whole = slots['full'] === undefined ? null : (values[slots['full']] ?? null)
  const parts = isParts(whole) ? whole : {}
  let first = latin(String(parts['first'] ?? text('first')))
  let last = latin(String(parts['last'] ?? text('last')))
  if (first === '' && last === '') {
    const guess = splitName(String(parts['full'] ?? text('full')).replace(TITLES, ''))
    ;[first, last] = [latin(guess.first ?? ''), latin(guess.last ?? '')]
  }
  last = last.replace(/ (jr|sr|ii|iii|iv)$/, '')
  return first === '' && last === '' ? '' : `${first}${BETWEEN}${last}`
}
const TITLES = /^\s*((mr|mrs|ms|miss|dr|prof|sir|herr|frau)\.?\s+)+/i

function elementForm(kind: AspectKind, element: Value, setting: KeySetting): string {
  switch (kind) {
    case 'text': {
      const text = latin(wordsOf(element, setting)).slice(0, 80)
      return ownName(text) === text ? text : `${text}${WITHOUT}${ownName(text)}`
    }
    case 'choice':
      return latin(matchKey('email', element, setting) ?? wordsOf(element, setting))
    case 'date':
      return matchKey('date', element, setting) ?? ''
    case 'person':
      return ''
    default:
      return matchKey(kind, element, setting) ?? ''
  }
}
const wordsOf = (element: Value, setting: KeySetting): string =>
  typeof element === 'string' ? element : (matchKey('text', element, setting) ?? '')

/** Apart within a name: as it is written, and without its legal forms. */
const WITHOUT = '\u0003'

/** The elements a text of a form holds. */
export const inForm = (text: string): readonly string[] =>
  text.includes(BETWEEN) ? text.split(BETWEEN) : [text]

/** First and last name. */
export function namesOf(text: string): [string, string] {
  const at = text.indexOf(BETWEEN)
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}

/** A name as it is written, and what of it is its own. */
export function inName(text: string): { readonly whole: string; readonly own: string } {
  const at = text.indexOf(WITHOUT)
  return at < 0 ? { whole: text, own: text } : { whole: text.slice(0, at), own: text.slice(at + 1) }
}

/** A form as one text, which is small to keep; `unpack` takes it apart again. */
export const pack = (form: Form): string => form.join('\u0001')
export const unpack = (packed: string): Form => packed.split('\u0001')

/** Is there anything to be alike in? Without a name, or something of one's own, likeness tells nothing. */
export const isComparable = (aspects: readonly Aspect[]): boolean =>
  aspects.some(({ isTitle, kind }) => isTitle || kind === 'email' || kind === 'phone')
