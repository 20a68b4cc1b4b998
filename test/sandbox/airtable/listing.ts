/** Listing records: which, in what order, how much of them, page by page. */
import * as z from 'zod'
import { isZone } from './calendar.ts'
import { shaped, type TableCall } from './call.ts'
import { prepare, type Program } from './formula/program.ts'
import { isTrue, Moment, toText } from './formula/value.ts'
import { present, type Presented, type Presenting } from './presenting.ts'
import type { Query } from './query.ts'
import type { Reading } from './reading.ts'
import { refuse } from './refusal.ts'
import type { Field, Row, Table, View } from './state.ts'

const format = {
  cellFormat: z.enum(['json', 'string']).default('json'),
  returnFieldsByFieldId: z.boolean().default(false),
}
// Lenient in what it does not know: the official client repeats its own options in the body.
const ListOptions = z.object({
  ...format,
  pageSize: z.number().int().min(1).max(100).default(100),
  maxRecords: z.number().int().min(1).optional(),
  offset: z.string().default(''),
  fields: z.array(z.string()).default([]),
  filterByFormula: z.string().default(''),
  view: z.string().default(''),
  sort: z
    .array(z.object({ field: z.string(), direction: z.enum(['asc', 'desc']).default('asc') }))
    .default([]),
  recordMetadata: z.array(z.literal('commentCount')).default([]),
  includeDateDependencyMetadata: z.boolean().default(false),
})
type ListOptions = z.infer<typeof ListOptions>
const GetOptions = z.object(format)

/** Numbers and booleans of a query string as such; what is neither stays a text, to be refused by its schema. */
function typed(query: Query): { [key: string]: unknown } {
  const number = (value: unknown) =>
    typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value
  const boolean = (value: unknown) =>
    value === 'true' || value === '1' ? true : value === 'false' || value === '0' ? false : value
  return Object.fromEntries(
    Object.entries(query).map(([key, value]) => {
      if (key === 'pageSize' || key === 'maxRecords') return [key, number(value)]
      const isFlag = key === 'returnFieldsByFieldId' || key === 'includeDateDependencyMetadata'
      return [key, isFlag ? boolean(value) : value]
    }),
  )
}

/** Text cells want both the zone and the locale, and those are read from the query string alone. */
function tasteOf(
  cellFormat: 'json' | 'string',
  { timeZone, userLocale }: Query,
): Presenting['asText'] {
  if (cellFormat === 'json') return undefined
  if (typeof timeZone !== 'string' || typeof userLocale !== 'string') throw refuse.shape()
  if (!isZone(timeZone)) throw refuse.shape()
  const [locale] = Intl.DateTimeFormat.supportedLocalesOf(userLocale.replace('_', '-'))
  return { zone: timeZone, locale: locale ?? 'en-US' }
}

export const listByQuery = (call: TableCall) => list(call, shaped(ListOptions, typed(call.query)))
export const listByBody = (call: TableCall) => list(call, shaped(ListOptions, call.body))

/** One record; should it be in another table of the base, it is given all the same. */
export function getRecord(call: TableCall): Presented {
  const { service, base, table, path, query } = call
  const { cellFormat, returnFieldsByFieldId } = shaped(GetOptions, typed(query))
  const asText = tasteOf(cellFormat, query)
  const row = table.rows.get(path.record ?? '')
  const found = row ? { table, row } : base.find(path.record ?? '')
  if (!found) throw refuse.goneRecord(service.switches.goneRecord)
  return present(service.reading(base), found.row, found.table, {
    byFieldId: returnFieldsByFieldId,
    asText,
  })
}

function list(call: TableCall, options: ListOptions): { records: Presented[]; offset?: string } {
  const { service, base, table, query, fault } = call
  const reading = service.reading(base)
  const only = options.fields.map((name) => fieldOf(table, name).id)
  const how: Presenting = {
    only: only.length ? new Set(only) : undefined,
    byFieldId: options.returnFieldsByFieldId,
    asText: tasteOf(options.cellFormat, query),
    commentCount: options.recordMetadata.length > 0,
    linksAsObjects: options.includeDateDependencyMetadata,
  }
  const page = (rows: readonly Row[]) => rows.map((row) => present(reading, row, table, how))
  const { iterators, clock, switches } = service
  const size = Math.min(options.pageSize, switches.largestPage)
  if (options.offset) {
    if (fault === 'brokenListing') iterators.kill(options.offset)
    const walk = iterators.resume(options.offset, table.id, clock.now(), switches.listingIdleMs)
    if (!walk) throw refuse.iterator()
    const end = walk.from + size
    // What was deleted since the first page is missing from its place.
    const rows = walk.rowIds.slice(walk.from, end).flatMap((id) => table.rows.get(id) ?? [])
    const more = end < walk.rowIds.length
    return more
      ? { records: page(rows), offset: iterators.next(walk.id, walk.rowIds, end) }
      : { records: page(rows) }
  }
  const rows = choose(table, options, reading)
  const records = page(rows.slice(0, size))
  if (rows.length <= size) return { records }
  const ids = rows.map((row) => row.id)
  const idle = switches.listingIdleMs
  return { records, offset: iterators.open(table.id, ids, size, clock.now(), idle) }
}

function fieldOf(table: Table, nameOrId: string): Field {
  const field = table.field(nameOrId)
  if (!field) throw refuse.unknownField(nameOrId)
  return field
}

/** The rows a first page begins to walk, in order. */
function choose(table: Table, options: ListOptions, reading: Reading): readonly Row[] {
  const order = options.sort.map(({ field, direction }) => ({
    field: fieldOf(table, field),
    direction,
  }))
  const view = options.view === '' ? undefined : table.view(options.view)
  if (options.view !== '' && !view) throw refuse.view(options.view)
  const filters = [view?.filter ?? '', options.filterByFormula]
    .filter((formula) => formula.trim() !== '')
    .map((formula) => filterOf(formula, table))
  const viewOrder = view ? orderOf(table, view) : []
  let rows: readonly Row[] = view ? [...table.rows.values()] : table.unordered()
  for (const filter of filters) rows = rows.filter((row) => isTrue(reading.run(filter, row, table)))
  rows = sorted(rows, order.length ? order : viewOrder, table, reading)
  return options.maxRecords === undefined ? rows : rows.slice(0, options.maxRecords)
}

/** What a view shows, in its order. A filter that leans on a field that is gone lets everything through. */
export function rowsIn(table: Table, view: View, reading: Reading): readonly Row[] {
  const filter = prepare(view.filter ?? '', (name) => table.field(name)?.id)
  const all = [...table.rows.values()]
  const isFiltered = (view.filter ?? '').trim() !== '' && filter.ok
  const rows = isFiltered
    ? all.filter((row) => isTrue(reading.run(filter.program, row, table)))
    : all
  return sorted(rows, orderOf(table, view), table, reading)
}

const orderOf = (table: Table, view: View): Order =>
  (view.sort ?? []).flatMap(({ field, direction }) => {
    const known = table.fields.get(field)
    return known ? [{ field: known, direction }] : []
  })

function filterOf(formula: string, table: Table): Program {
  const prepared = prepare(formula, (name) => table.field(name)?.id)
  if (prepared.ok) return prepared.program
  throw refuse.formula(
    prepared.unknownFields.length
      ? `Unknown field names: ${prepared.unknownFields.join(', ')}`
      : 'Invalid formula. Please check your formula text.',
  )
}

type Order = readonly { readonly field: Field; readonly direction: 'asc' | 'desc' }[]

function sorted(
  rows: readonly Row[],
  order: Order,
  table: Table,
  reading: Reading,
): readonly Row[] {
  if (order.length === 0) return rows
  const keyed = rows.map((row) => ({
    row,
    keys: order.map(({ field }) => sortKey(row, field, table, reading)),
  }))
  keyed.sort((a, b) => {
    for (const [i, { direction }] of order.entries()) {
      const found = byKey(a.keys[i] ?? null, b.keys[i] ?? null)
      if (found !== 0) return direction === 'asc' ? found : -found
    }
    return 0
  })
  return keyed.map(({ row }) => row)
}

type Key = null | number | string

/** Selects sort by the order of their options, everything else by its value; empty cells come before all. */
function sortKey(row: Row, field: Field, table: Table, reading: Reading): Key {
  if (field.type === 'singleSelect') {
    const at = field.choices?.findIndex(({ id }) => id === row.cells.get(field.id)) ?? -1
    return at < 0 ? null : at
  }
  const value = reading.value(row, table, field)
  if (value === null || value === '') return null
  if (typeof value === 'number') return value
  if (typeof value === 'boolean') return Number(value)
  if (value instanceof Moment) return value.at
  return toText(value).toLowerCase() || null
}

function byKey(a: Key, b: Key): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1
  if (typeof a === 'number' && typeof b === 'number') return a - b
  const [left, right] = [String(a), String(b)]
  return left < right ? -1 : left > right ? 1 : 0
}
