/** From what a caller sends to what a cell holds: one rule per field type, with the service's refusals. */
import * as z from 'zod'
import { isoDate, isoInstant, readIso, zoneOr } from './calendar.ts'
import { readLoosely } from './pattern.ts'
import { refuse } from './refusal.ts'
import { attachmentsOf } from './reading.ts'
import type { Attachment, Cell, Choice, Field, Row, Table, User } from './state.ts'

/** How forgiving a write is: `strict` as the API, `typecast` as the API when asked, `person` as the grid on screen. */
export type Manner = 'strict' | 'typecast' | 'person'

/** What a write may need beyond the value. */
export type WritingDeps = {
  readonly manner: Manner
  readonly users: ReadonlyMap<string, User>
  readonly roundsNumbers: boolean
  readonly id: (prefix: 'att' | 'sel') => string
  /** Make a new option of a select, or refuse. */
  addChoice(field: Field, choice: Choice): void
  /** The row of the linked table that bears this name; made when there is none. */
  namedRow(table: Table, name: string): Row
  linkedTable(field: Field): Table | undefined
  /** When a file at this address will have been fetched, and whether that fails. At once where it says nothing. */
  fetching?(url: string): Pick<Attachment, 'fetchedAt' | 'fails'>
}

/** Types the service itself fills in. */
export const COMPUTED: ReadonlySet<string> = new Set([
  'aiText',
  'autoNumber',
  'button',
  'count',
  'createdBy',
  'createdTime',
  'externalSyncSource',
  'formula',
  'lastModifiedBy',
  'lastModifiedTime',
  'multipleLookupValues',
  'rollup',
])

type Accept = (
  value: unknown,
  field: Field,
  deps: WritingDeps,
  before: Cell | undefined,
) => Cell | undefined

const TEXT_LIMIT = 100_000

const acceptText: Accept = (value, field, { manner }) => {
  const text = manner === 'strict' ? value : looseText(value)
  if (typeof text !== 'string' || text.length > TEXT_LIMIT) throw refuse.value(field)
  return text === '' ? undefined : text
}

const looseText = (value: unknown): unknown => {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return Array.isArray(value) ? value.map(looseText).join(', ') : value
}

/** The service keeps its own spelling: dashes for bullets, a line end after the last line. */
const acceptRichText: Accept = (value, field, deps, before) => {
  const text = acceptText(value, field, deps, before) ?? ''
  return `${String(text)
    .replace(/^([ \t]*)\* /gm, '$1- ')
    .replace(/\n$/, '')}\n`
}

const acceptNumber: Accept = (value, field, { manner, roundsNumbers }) => {
  const number = manner === 'strict' ? value : looseNumber(value, field)
  if (number === undefined) return undefined
  if (typeof number !== 'number' || !Number.isFinite(number)) throw refuse.value(field)
  const precision = field.options?.precision
  if (!roundsNumbers || typeof precision !== 'number') return number
  // A percent's precision counts the places of what is shown, a hundred times the value.
  return Number(number.toFixed(field.type === 'percent' ? precision + 2 : precision))
}

/** A number in a text; what holds none clears the cell. */
function looseNumber(value: unknown, field: Field): unknown {
  if (typeof value === 'boolean') return Number(value)
  if (typeof value !== 'string') return value
  const clock = /^\s*(\d+):(\d{1,2})(?::(\d{1,2}(?:\.\d+)?))?\s*$/.exec(value)
  if (clock && field.type === 'duration') {
    return Number(clock[1]) * 3600 + Number(clock[2]) * 60 + Number(clock[3] ?? 0)
  }
  const number = Number.parseFloat(value.replace(/[^0-9.eE+-]/g, ''))
  if (Number.isNaN(number)) return undefined
  return field.type === 'percent' && value.includes('%') ? number / 100 : number
}

const acceptRating: Accept = (value, field, { manner }) => {
  const number = manner === 'strict' ? value : looseNumber(value, field)
  if (number === undefined) return undefined
  const most = typeof field.options?.max === 'number' ? field.options.max : 5
  if (typeof number !== 'number' || !Number.isInteger(number) || number < 1 || number > most) {
    throw refuse.value(field)
  }
  return number
}

const TICKS = /^(true|checked|yes|1|x)$/i
const acceptCheckbox: Accept = (value, field, { manner }) => {
  if (typeof value === 'boolean') return value || undefined
  if (manner === 'strict') throw refuse.value(field)
  return TICKS.test(String(value)) || undefined
}

function choiceId(value: unknown, field: Field, deps: WritingDeps): string {
  const wanted = deps.manner === 'strict' ? value : looseText(value)
  if (typeof wanted !== 'string') throw refuse.value(field)
  const known = field.choices?.find((choice) => choice.id === wanted || choice.name === wanted)
  if (known) return known.id
  if (deps.manner === 'strict') throw refuse.choice(wanted)
  const name = wanted.trim()
  const alike = field.choices?.find((choice) => choice.name.toLowerCase() === name.toLowerCase())
  if (alike) return alike.id
  const made = { id: deps.id('sel'), name }
  deps.addChoice(field, made)
  return made.id
}

const acceptSelect: Accept = (value, field, deps) =>
  value === '' ? undefined : choiceId(value, field, deps)

const acceptSelects: Accept = (value, field, deps) => {
  const items = listOf(value, field, deps)
  return someOf(new Set(items.map((item) => choiceId(item, field, deps))))
}

/** A list; in a text, commas part its items. */
function listOf(value: unknown, field: Field, { manner }: WritingDeps): unknown[] {
  if (Array.isArray(value)) return value
  if (manner === 'strict' || typeof value !== 'string') throw refuse.value(field)
  return value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')
}

const someOf = (ids: Iterable<string>): readonly string[] | undefined => {
  const list = [...ids]
  return list.length ? list : undefined
}

const acceptDate: Accept = (value, field, { manner }) => {
  if (value === '') return undefined
  if (typeof value !== 'string') throw refuse.value(field)
  if (manner !== 'strict') {
    const read = readLoosely(value)
    if (!read) throw refuse.date(field, value)
    return isoDate(read.at)
  }
  const read = readIso(value)
  if (!read) throw refuse.date(field, value)
  // A full timestamp is understood, and refused all the same.
  if (!read.dateOnly) throw refuse.value(field)
  return isoDate(read.at)
}

const FARTHEST = 8.64e15
const acceptInstant: Accept = (value, field, { manner }) => {
  if (value === '') return undefined
  if (typeof value === 'number' && Math.abs(value) <= FARTHEST) return isoInstant(value)
  if (typeof value !== 'string') throw refuse.value(field)
  const zone = zoneOr(field.options?.timeZone)
  const read = manner === 'strict' ? readIso(value, zone) : readLoosely(value, zone)
  if (!read) throw refuse.date(field, value)
  return isoInstant(read.at)
}

const acceptLinks: Accept = (value, field, deps) => {
  const table = deps.linkedTable(field)
  if (!table) throw refuse.value(field)
  const ids = listOf(value, field, deps).map((item) => {
    if (typeof item !== 'string') throw refuse.value(field)
    if (table.rows.has(item)) return item
    if (deps.manner !== 'strict' && !/^rec[A-Za-z0-9]{14}$/.test(item)) {
      return deps.namedRow(table, item).id
    }
    throw /^rec[A-Za-z0-9]{14}$/.test(item) ? refuse.row(item) : refuse.value(field)
  })
  return someOf(new Set(ids))
}

const Sent = z.union([
  z.object({ id: z.string() }),
  z.object({ url: z.url({ protocol: /^https?$/ }), filename: z.string().min(1).optional() }),
])

const acceptAttachments: Accept = (value, field, deps, before) => {
  if (!Array.isArray(value)) throw refuse.value(field)
  const attachments = value.flatMap((item): Attachment[] => {
    const sent = Sent.safeParse(item)
    if (!sent.success) throw refuse.attachment()
    if ('id' in sent.data) {
      const { id } = sent.data
      const kept = attachmentsOf(before).find((one) => one.id === id)
      if (!kept) throw refuse.attachment()
      return [kept]
    }
    // Seen on the real service: a call with typecast loses the files it brings.
    if (deps.manner === 'typecast') return []
    const file = attachmentFrom(deps.id('att'), sent.data.url, sent.data.filename)
    return [{ ...file, ...(deps.fetching?.(sent.data.url) ?? {}) }]
  })
  return attachments.length ? { attachments } : undefined
}

const TYPES: { readonly [ending: string]: string } = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  pdf: 'application/pdf',
  txt: 'text/plain',
  csv: 'text/csv',
}

/** A stored file; what would be learnt by fetching it is made up from its address, the same each time. */
export function attachmentFrom(
  id: string,
  url: string,
  filename?: string,
  known?: { size: number; type: string },
): Attachment {
  const name =
    filename ?? (decodeURIComponent(new URL(url).pathname.split('/').at(-1) ?? '') || 'attachment')
  const type =
    known?.type ?? TYPES[name.split('.').at(-1)?.toLowerCase() ?? ''] ?? 'application/octet-stream'
  const sum = [...url].reduce((total, letter) => (total * 31 + letter.charCodeAt(0)) % 65_521, 7)
  const size = known?.size ?? 1_000 + sum
  const picture = type.startsWith('image/')
    ? { width: 100 + (sum % 900), height: 100 + (sum % 700) }
    : {}
  return { id, sourceUrl: url, filename: name, size, type, ...picture }
}

const Person = z.union([z.object({ id: z.string() }), z.object({ email: z.string() })])

function personId(value: unknown, field: Field, { users, manner }: WritingDeps): string {
  if (typeof value === 'string') {
    if (users.has(value)) return value
    const alike = [...users.values()].find((user) => user.email === value || user.name === value)
    if (alike && manner !== 'strict') return alike.id
    throw refuse.value(field)
  }
  const sent = Person.safeParse(value)
  if (!sent.success) throw refuse.value(field)
  const { data } = sent
  const found =
    'id' in data
      ? users.get(data.id)
      : [...users.values()].find((user) => user.email === data.email)
  if (!found) throw refuse.value(field)
  return found.id
}

const acceptPerson: Accept = (value, field, deps) => {
  // One person is an object; a bare id is understood only when asked to be lenient.
  if (typeof value === 'string' && deps.manner === 'strict') throw refuse.value(field)
  return personId(value, field, deps)
}

const acceptPeople: Accept = (value, field, deps) =>
  someOf(new Set(listOf(value, field, deps).map((item) => personId(item, field, deps))))

const Barcode = z.strictObject({ text: z.string(), type: z.string().nullable().optional() })

const acceptBarcode: Accept = (value, field, { manner }) => {
  const sent = Barcode.safeParse(
    typeof value === 'string' && manner !== 'strict' ? { text: value } : value,
  )
  if (!sent.success) throw refuse.value(field)
  const { text, type } = sent.data
  if (text === '') return undefined
  return { barcode: type ? { text, type } : { text } }
}

const ACCEPT: { readonly [type: string]: Accept } = {
  singleLineText: acceptText,
  email: acceptText,
  url: acceptText,
  phoneNumber: acceptText,
  multilineText: acceptText,
  richText: acceptRichText,
  number: acceptNumber,
  percent: acceptNumber,
  currency: acceptNumber,
  duration: acceptNumber,
  rating: acceptRating,
  checkbox: acceptCheckbox,
  singleSelect: acceptSelect,
  multipleSelects: acceptSelects,
  date: acceptDate,
  dateTime: acceptInstant,
  multipleRecordLinks: acceptLinks,
  multipleAttachments: acceptAttachments,
  singleCollaborator: acceptPerson,
  multipleCollaborators: acceptPeople,
  barcode: acceptBarcode,
}

/** Can its cells be written at all? Types nobody knows yet cannot. */
export const isWritable = (field: Field): boolean => field.type in ACCEPT

/**
 * What the cell will hold, undefined for empty. `before` is what it holds now. Throws a Refusal where the field does
 * not take the value.
 */
export function accept(
  value: unknown,
  field: Field,
  deps: WritingDeps,
  before: Cell | undefined,
): Cell | undefined {
  const rule = ACCEPT[field.type]
  if (!rule) throw COMPUTED.has(field.type) ? refuse.computed(field) : refuse.value(field)
  if (value === null) {
    // A rich text that was cleared keeps an empty line, one that never was written has none.
    return field.type === 'richText' && before !== undefined ? '\n' : undefined
  }
  if (value === '' && field.type === 'richText' && before === undefined) return undefined
  return rule(value, field, deps, before)
}
