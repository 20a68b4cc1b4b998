import * as z from 'zod'
import { airtableCodec } from '../../../shared/codec/airtable.ts'
import type { Failure } from '../../../shared/failure.ts'
import type { Field, Table } from '../../../shared/field.ts'
import type { VendorFilter } from '../../../shared/filter.ts'
import type { Record } from '../../../shared/record.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import type { Door } from '../../http.ts'
import { decodeCells } from '../cells.ts'
import type { Members, Page, Reading } from '../connector.ts'
import { addressOf } from './address.ts'
import { ask, failureFrom, type Trouble } from './api.ts'
import { withFolded, withIds, withTexts } from './formula.ts'
import { isOwn, ownValue } from './own.ts'
import { askedAt, cursorAfter } from './parts.ts'
import type { People } from './people.ts'
import type { About } from './refusal.ts'
import { PageWire, RecordWire } from './wire.ts'

/** Where records are read and written: one table of one base, through one door. */
export type Place = {
  readonly door: Door
  readonly base: string
  readonly table: Table
  readonly people: People
}

export const tablePath = ({ base, table }: Place): string =>
  `/v0/${encodeURIComponent(base)}/${encodeURIComponent(table.id)}`

/** URLs may have 16,000 characters (its page on listing); longer lists are asked for in a body. */
const LONGEST_URL = 14_000
const PAGE = 100

type Listing = {
  readonly fields: readonly Field[]
  readonly formula?: string
  readonly view?: string
  readonly offset?: string | null
}

/** One page of the table, or of a part of it; an offset lives for minutes and then breaks the listing. */
export async function listPage(
  place: Place,
  fields: readonly Field[],
  cursor: string | null,
): Promise<Result<Page, Failure>> {
  const page = await tablePage(place, { fields, ...askedAt(cursor) })
  if (!page.ok) return page
  const records = page.value.records.map((wire) => recordOf(place, fields, wire))
  return ok({ records, cursor: cursorAfter(cursor, page.value.offset) })
}

/**
 * The ids of the records in a view, or those a formula keeps. A view is known by its id, so that a rename changes
 * nothing; what a formula lacks is said with its own words left out.
 */
export async function memberPage(
  place: Place,
  filter: VendorFilter,
  cursor: string | null,
): Promise<Result<Members, Failure>> {
  if (filter.kind === 'expression' && typeof filter.expression !== 'string')
    return err({ reason: 'invalid', field: 'filter', why: 'Airtable takes a formula, as a text' })
  const asked =
    filter.kind === 'view' ? { view: filter.view } : { formula: String(filter.expression) }
  const page = await pageOf(place, { fields: [], offset: cursor, ...asked })
  if (page.ok)
    return ok({ ids: page.value.records.map(({ id }) => id), cursor: page.value.offset ?? null })
  return err(filterFailure(page.error, place.table, filter))
}

function filterFailure(trouble: Trouble, table: Table, filter: VendorFilter): Failure {
  const failure = failureFrom(trouble, aboutTable(table))
  if (trouble.kind === 'failure' || trouble.refusal.status !== 422) return failure
  const { type, message } = trouble.refusal
  if (filter.kind === 'view' && /^VIEW/.test(type))
    return { reason: 'gone', vendor: 'Airtable', what: 'view', name: filter.view }
  if (type !== 'INVALID_FILTER_BY_FORMULA') return failure
  const why = /unknown field/i.test(message)
    ? `the formula names a field that “${table.name}” does not have`
    : 'Airtable cannot read the formula; check it in a formula field there'
  return { reason: 'invalid', field: 'filter', why }
}

/**
 * Records by id in one call. Those not given back are asked for one by one: only 404 says that a record is gone. A get
 * finds records of *other* tables of the base as well, so its yes counts only with a field of this table, or on a
 * second look at the table itself.
 */
export async function readByIds(
  place: Place,
  fields: readonly Field[],
  ids: readonly string[],
): Promise<Result<readonly Reading[], Failure>> {
  const found = await wiresByIds(place, fields, ids)
  if (!found.ok) return found
  const absent = ids.filter((id) => !found.value.has(id))
  const looks = await Promise.all(absent.map((id) => lookAt(place, id)))
  const unsure: string[] = []
  for (const look of looks) {
    if (!look.ok) return look
    const { wire } = look.value
    if (wire && isOf(place.table, wire)) found.value.set(look.value.id, wire)
    else if (wire) unsure.push(look.value.id)
  }
  if (unsure.length > 0) {
    const again = await wiresByIds(place, fields, unsure)
    if (!again.ok) return again
    for (const [id, wire] of again.value) found.value.set(id, wire)
  }
  return ok(
    ids.map((id) => {
      const wire = found.value.get(id)
      return { id, record: wire ? recordOf(place, fields, wire) : null }
    }),
  )
}

/** Records whose text field equals one of the texts, letter for letter; an address in capitals is the same address. */
export async function findByText(
  place: Place,
  fields: readonly Field[],
  by: Field,
  texts: readonly string[],
): Promise<Result<readonly Record[], Failure>> {
  if (texts.length === 0) return ok([])
  const asked = fields.some(({ id }) => id === by.id) ? fields : [...fields, by]
  const isAddress = by.type === 'email'
  const fold = (text: string): string => (isAddress ? text.toLowerCase() : text)
  const wanted = new Set(texts.map(fold))
  const formula = (isAddress ? withFolded : withTexts)(by.id, [...wanted])
  const all = await allOf(place, asked, formula)
  if (!all.ok) return all
  const records = all.value.map((wire) => recordOf(place, asked, wire))
  // How its formulas compare case and blanks is not documented; ids differ by case alone.
  return ok(records.filter(({ values }) => wanted.has(fold(String(values[by.id] ?? '')))))
}

/**
 * A record as the payloads of a webhook word it: as the second version of cells has them, where an option is an object and not
 * a name (its page on cell values).
 */
export function recordTold(
  place: Place,
  fields: readonly Field[],
  id: string,
  cells: { readonly [field: string]: unknown },
): Record {
  const told = fields.filter((field) => cells[field.id] !== undefined && !isOwn(field))
  const worded = told.map(({ id: field, native }) => [field, asRead(native, cells[field])])
  return recordOf(place, told, { id, fields: Object.fromEntries(worded) })
}

const CHOICES: ReadonlySet<string> = new Set(['singleSelect', 'multipleSelects'])
function asRead(native: string, cell: unknown): unknown {
  if (Array.isArray(cell)) return cell.map((one) => asRead(native, one))
  const option = CHOICES.has(native) ? Option.safeParse(cell) : null
  return option?.success ? option.data.name : cell
}
const Option = z.object({ name: z.string() })

export function recordOf(place: Place, fields: readonly Field[], wire: RecordWire): Record {
  const { base, table, people } = place
  // Every field asked for is answered: what is left out is empty.
  const url = addressOf(base, table.id, wire.id)
  const cells = fields.filter((field) => !isOwn(field))
  const own = fields.filter(isOwn).flatMap((field) => {
    const value = ownValue(field, wire, url)
    return value === undefined ? [] : [[field.id, value] as const]
  })
  const values = {
    ...decodeCells(airtableCodec, cells, ({ id }) => wire.fields[id]),
    ...Object.fromEntries(own),
  }
  for (const field of fields) {
    const value = values[field.id]
    if (field.type === 'person' && value !== undefined) people.learnFrom(value)
  }
  return { id: wire.id, values, url }
}

async function pageOf(place: Place, listing: Listing) {
  const { table } = place
  // No `fields` at all would mean every field, so a listing of bare ids asks for one.
  const ids = listing.fields.filter((field) => !isOwn(field)).map(({ id }) => id)
  const fields = ids.length > 0 ? ids : [table.primary ?? table.fields[0]?.id ?? ''].filter(Boolean)
  const query = new URLSearchParams({ pageSize: String(PAGE), returnFieldsByFieldId: 'true' })
  for (const id of fields) query.append('fields[]', id)
  if (listing.formula) query.set('filterByFormula', listing.formula)
  const url = `${tablePath(place)}?${query}`
  const { offset, formula, view } = listing
  const call =
    url.length < LONGEST_URL && formula === undefined && view === undefined
      ? ({
          method: 'GET',
          path: offset ? `${url}&${new URLSearchParams({ offset })}` : url,
        } as const)
      : ({
          method: 'POST',
          path: `${tablePath(place)}/listRecords`,
          body: {
            pageSize: PAGE,
            returnFieldsByFieldId: true,
            fields,
            ...(formula === undefined ? {} : { filterByFormula: formula }),
            ...(view === undefined ? {} : { view }),
            ...(offset ? { offset } : {}),
          },
        } as const)
  return ask(place.door, { ...call, kind: 'read', repeatable: true }, PageWire, table.name)
}

/** One page for our own purposes: its refusal is about the table. */
async function tablePage(place: Place, listing: Listing) {
  const page = await pageOf(place, listing)
  return page.ok ? page : err(failureFrom(page.error, aboutTable(place.table)))
}

const aboutTable = (table: Table): About => ({
  needs: `data.records:read, and access to “${table.name}”`,
  what: 'table',
  name: table.name,
  fields: table.fields,
})

async function allOf(
  place: Place,
  fields: readonly Field[],
  formula: string,
): Promise<Result<readonly RecordWire[], Failure>> {
  const wires: RecordWire[] = []
  let offset: string | null = null
  do {
    const page: Awaited<ReturnType<typeof tablePage>> = await tablePage(place, {
      fields,
      formula,
      offset,
    })
    if (!page.ok) return page
    wires.push(...page.value.records)
    offset = page.value.offset ?? null
  } while (offset !== null)
  return ok(wires)
}

async function wiresByIds(
  place: Place,
  fields: readonly Field[],
  ids: readonly string[],
): Promise<Result<Map<string, RecordWire>, Failure>> {
  if (ids.length === 0) return ok(new Map())
  const wires = await allOf(place, fields, withIds(ids))
  return wires.ok ? ok(new Map(wires.value.map((wire) => [wire.id, wire]))) : wires
}

async function lookAt(
  place: Place,
  id: string,
): Promise<Result<{ readonly id: string; readonly wire: RecordWire | null }, Failure>> {
  const path = `${tablePath(place)}/${encodeURIComponent(id)}?returnFieldsByFieldId=true`
  const call = { kind: 'read', method: 'GET', path, repeatable: true } as const
  const look = await ask(place.door, call, RecordWire, 'a record')
  if (look.ok) return ok({ id, wire: look.value })
  const { error } = look
  if (error.kind === 'refusal' && error.refusal.status === 404) return ok({ id, wire: null })
  const about = { needs: `access to “${place.table.name}”`, what: 'record', name: id }
  return err(failureFrom(error, about))
}

const isOf = (table: Table, wire: RecordWire): boolean =>
  table.fields.some(({ id }) => id in wire.fields)
