import * as z from 'zod'
import type { Failure } from '../../../shared/failure.ts'
import { type Field, isOwnField, type Table } from '../../../shared/field.ts'
import type { Record } from '../../../shared/record.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import { elements, type Value } from '../../../shared/value.ts'
import type { Call, Door } from '../../http.ts'
import { decodeCells } from '../cells.ts'
import type { Page, Reading } from '../connector.ts'
import { ask, askSimply, failureFrom, get } from './api.ts'
import { type Kind, kindOf, oneOf } from './kind.ts'
import type { Members } from './members.ts'
import type { Objects } from './objects.ts'
import type { Row } from './row.ts'

/** Where things are read and written: one table of one workspace, through one door. */
export type Place = {
  readonly door: Door
  readonly table: Table
  readonly members: Members
  readonly objects: Objects
}

/** Texts in one query: each is a filter of its own, and queries are scored by their filters. */
const TEXTS = 100
const PAGE = 500

/**
 * Where a listing stands. Offsets have no snapshot, so the next page begins among the last records of this one.
 * `plain`: in the order of ids, because sorting was too much for the vendor.
 */
const Cursor = z.object({
  offset: z.number(),
  last: z.array(z.string()),
  plain: z.boolean().optional(),
})
type Cursor = z.infer<typeof Cursor>
/** So many records are remembered; while fewer vanish between two pages, none is missed and none is listed twice. */
const REMEMBERED = 100

/**
 * One page, oldest records first, so that new ones come last. Each page overlaps the one before by a record; if that one
 * has moved, records were deleted meanwhile, and we step back until we meet one that we know. What comes between the
 * pages may be listed twice or not at all: it is new, and the next listing has it.
 */
export async function listPage(
  place: Place,
  fields: readonly Field[],
  cursor: string | null,
): Promise<Result<Page, Failure>> {
  const before = cursorOf(cursor)
  if (!before) return broke(place)
  const kind = kindOf(place.table)
  const known = new Set(before.last)
  const overlap = known.size > 0 ? 1 : 0
  for (const back of overlap ? [overlap, REMEMBERED] : [0]) {
    const offset = Math.max(0, before.offset - back)
    const found = await sortedPage(place, kind, offset, before.plain ?? false)
    if (!found.ok) return found
    const { rows, plain } = found.value
    if (overlap && !rows.some(({ id }) => known.has(id))) continue
    const fresh = rows.filter(({ id }) => !known.has(id))
    const records = await recordsOf(place, fields, fresh)
    if (rows.length < kind.page) return ok({ records, cursor: null })
    const last = [...before.last, ...fresh.map(({ id }) => id)].slice(-REMEMBERED)
    const next: Cursor = { offset: offset + rows.length, last, ...(plain ? { plain } : {}) }
    return ok({ records, cursor: JSON.stringify(next) })
  }
  return broke(place)
}

const broke = ({ table }: Place): Result<never, Failure> =>
  err({ reason: 'listing_broke', vendor: 'Attio', table: table.name })

/**
 * Attio scores a query by its sorts, its filters and how many records there are; one that costs too much is put off for
 * ever (its guide on rate limits). Then the first page, and with it the listing, does without the order.
 */
async function sortedPage(
  place: Place,
  kind: Kind,
  offset: number,
  plain: boolean,
): Promise<Result<{ readonly rows: readonly Row[]; readonly plain: boolean }, Failure>> {
  const page = await pageOf(place, kind, kind.list(place.table, offset, !plain))
  if (page.ok) return ok({ rows: page.value, plain })
  if (page.error.reason !== 'slow_down' || plain || offset > 0 || !kind.query) return page
  const again = await pageOf(place, kind, kind.list(place.table, offset, false))
  return again.ok ? ok({ rows: again.value, plain: true }) : page
}

function cursorOf(cursor: string | null): Cursor | null {
  if (cursor === null) return { offset: 0, last: [] }
  try {
    return Cursor.safeParse(JSON.parse(cursor)).data ?? null
  } catch {
    return null
  }
}

/** By id, in one query where Attio has one. Those not given back are asked for one by one: only “not found” says gone. */
export async function readByIds(
  place: Place,
  fields: readonly Field[],
  ids: readonly string[],
): Promise<Result<readonly Reading[], Failure>> {
  if (ids.length === 0) return ok([])
  const kind = kindOf(place.table)
  const found = new Map<string, Row>()
  if (kind.query && kind.idAttribute) {
    const filter = { [kind.idAttribute]: { $in: ids } }
    const page = await pageOf(place, kind, kind.query(place.table, { filter, limit: ids.length }))
    if (!page.ok) return page
    for (const row of page.value) found.set(row.id, row)
  }
  const absent = ids.filter((id) => !found.has(id))
  for (const look of await Promise.all(absent.map((id) => lookAt(place, id)))) {
    if (!look.ok) return look
    if (look.value) found.set(look.value.id, look.value)
  }
  const rows = ids.flatMap((id) => found.get(id) ?? [])
  const records = await recordsOf(place, fields, rows)
  const byId = new Map(records.map((record) => [record.id, record]))
  return ok(ids.map((id) => ({ id, record: byId.get(id) ?? null })))
}

/** Records whose text field equals one of the texts: letter for letter, but for what the vendor folds by itself. */
export async function findByText(
  place: Place,
  fields: readonly Field[],
  by: Field,
  texts: readonly string[],
): Promise<Result<readonly Record[], Failure>> {
  if (texts.length === 0) return ok([])
  const kind = kindOf(place.table)
  const rows = await (kind.query ? queryTexts(place, kind, by, texts) : allRows(place, kind))
  if (!rows.ok) return rows
  const asked = fields.some(({ id }) => id === by.id) ? fields : [...fields, by]
  const fold = (text: string): string =>
    by.type === 'email' || by.type === 'domain' ? text.toLowerCase() : text
  const wanted = new Set(texts.map(fold))
  const records = await recordsOf(place, asked, rows.value)
  // Its filters do not look at case, but ids of the other side may differ by case alone.
  return ok(
    records.filter(({ values }) =>
      elements(values[by.id] ?? null).some((one) => wanted.has(fold(String(one)))),
    ),
  )
}

async function queryTexts(
  place: Place,
  kind: Kind,
  by: Field,
  texts: readonly string[],
): Promise<Result<readonly Row[], Failure>> {
  const chunks: string[][] = []
  for (let i = 0; i < texts.length; i += TEXTS) chunks.push(texts.slice(i, i + TEXTS))
  const answers = await Promise.all(
    chunks.map((chunk) => {
      const filter = { $or: chunk.map((text) => ({ [by.id]: { $eq: text } })) }
      return allOf(place, kind, PAGE, (offset) =>
        kind.query!(place.table, { filter, limit: PAGE, offset }),
      )
    }),
  )
  const rows = new Map<string, Row>()
  for (const answer of answers) {
    if (!answer.ok) return answer
    for (const row of answer.value) rows.set(row.id, row)
  }
  return ok([...rows.values()])
}

/** Notes and tasks cannot be searched: all of them are read. */
const allRows = (place: Place, kind: Kind): Promise<Result<readonly Row[], Failure>> =>
  allOf(place, kind, kind.page, (offset) => kind.list(place.table, offset, true))

async function allOf(
  place: Place,
  kind: Kind,
  size: number,
  callAt: (offset: number) => Call,
): Promise<Result<readonly Row[], Failure>> {
  const rows: Row[] = []
  for (;;) {
    const page = await pageOf(place, kind, callAt(rows.length))
    if (!page.ok) return page
    rows.push(...page.value)
    if (page.value.length < size) return ok(rows)
  }
}

async function pageOf(
  { door, table, objects }: Place,
  kind: Kind,
  call: Call,
): Promise<Result<readonly Row[], Failure>> {
  const about = { needs: kind.rightToRead, what: 'table', name: table.name }
  const answer = await askSimply(door, call, kind.many, about)
  return answer.ok ? ok(await objects.named(answer.value.data)) : answer
}

/** One thing, or null where it is gone for good. */
export async function lookAt(place: Place, id: string): Promise<Result<Row | null, Failure>> {
  const kind = kindOf(place.table)
  const look = await ask(place.door, get(oneOf(kind, place.table, id)), kind.one, 'a record')
  if (look.ok) return ok((await place.objects.named([look.value.data]))[0] ?? null)
  const { error } = look
  if (
    error.kind === 'refusal' &&
    error.refusal.status === 404 &&
    error.refusal.code === 'not_found'
  ) {
    return ok(null)
  }
  return err(failureFrom(error, { needs: kind.rightToRead, what: 'record', name: id }))
}

/** The records, with people's emails filled in where any field names people. */
export async function recordsOf(
  place: Place,
  fields: readonly Field[],
  rows: readonly Row[],
): Promise<readonly Record[]> {
  if (rows.length > 0) await place.members.loadFor(fields)
  return rows.map((row) => recordOf(place, fields, row))
}

function recordOf({ members }: Place, fields: readonly Field[], row: Row): Record {
  const { id, cells, url } = row
  const there = fields.filter((field) => field.id in cells)
  const own = fields.filter(isOwnField).flatMap((field) => {
    const value = ownValue(field, row)
    return value === undefined ? [] : [[field.id, value] as const]
  })
  const times: { [fieldId: string]: string } = {}
  for (const field of there) {
    const time = setAt(cells[field.id])
    if (time) times[field.id] = time
  }
  return {
    id,
    values: {
      ...decodeCells(members.codecOf, there, (field) => cells[field.id]),
      ...Object.fromEntries(own),
    },
    times,
    ...(url ? { url } : {}),
    ...(isMadeBySystem(cells['created_by']) ? { byVendor: true } : {}),
  }
}

/** What a record says of itself; what Attio did not say is unknown. */
function ownValue(field: Field, { id, url, created }: Row): Value | undefined {
  if (field.id === ':id') return id
  if (field.id === ':url') return url ?? undefined
  return instantOf(created ?? '') ?? undefined
}

/** Attio's own doing stands under the actor `system`, such as the company it makes for a person's work address. */
const isMadeBySystem = (cell: unknown): boolean =>
  Actors.safeParse(cell).data?.[0]?.referenced_actor_type === 'system'
const Actors = z.array(z.object({ referenced_actor_type: z.string() }))

const Elements = z.array(z.object({ active_from: z.string() }))

/** When the attribute was last set, in whole milliseconds: the newest `active_from` of its elements. */
function setAt(cell: unknown): string | null {
  const read = Elements.safeParse(cell)
  return read.success ? newest(read.data.map(({ active_from }) => active_from)) : null
}

/** The latest of some instants, in whole milliseconds. */
export function newest(instants: readonly string[]): string | null {
  const times = instants.map((one) => Date.parse(one))
  const latest = Math.max(...times)
  return times.length === 0 || Number.isNaN(latest) ? null : new Date(latest).toISOString()
}
const instantOf = (text: string): string | null => newest([text])
