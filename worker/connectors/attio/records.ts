import * as z from 'zod'
import type { Failure } from '../../../shared/failure.ts'
import type { Field, Table } from '../../../shared/field.ts'
import type { Record } from '../../../shared/record.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import { elements } from '../../../shared/value.ts'
import type { Door } from '../../http.ts'
import { decodeCells } from '../cells.ts'
import type { Page, Reading } from '../connector.ts'
import { ask, askSimply, failureFrom, get, query } from './api.ts'
import type { Members } from './members.ts'
import { OneRecordWire, type RecordWire, RecordsWire } from './wire.ts'

/** Where records are read and written: one object of one workspace, through one door. */
export type Place = {
  readonly door: Door
  readonly table: Table
  readonly members: Members
}

export const recordsPath = ({ table }: Place): string =>
  `/v2/objects/${encodeURIComponent(table.id)}/records`
export const recordPath = (place: Place, id: string): string =>
  `${recordsPath(place)}/${encodeURIComponent(id)}`

const PAGE = 500
/** Texts in one query: each is a filter of its own, and queries are scored by their filters. */
const TEXTS = 100

/** Where a listing stands. Offsets have no snapshot, so the next page begins among the last records of this one. */
const Cursor = z.object({ offset: z.number(), last: z.array(z.string()) })
type Cursor = z.infer<typeof Cursor>
/** So many records are remembered; while fewer vanish between two pages, none is missed and none is listed twice. */
const REMEMBERED = 100

/**
 * One page, oldest records first, so that new ones come last. Each page overlaps the one before by a record; if that one
 * has moved, records were deleted meanwhile, and we step back until we meet one that we know.
 */
export async function listPage(
  place: Place,
  fields: readonly Field[],
  cursor: string | null,
): Promise<Result<Page, Failure>> {
  const before = cursorOf(cursor)
  if (!before) return err({ reason: 'listing_broke', vendor: 'Attio', table: place.table.name })
  const known = new Set(before.last)
  const overlap = known.size > 0 ? 1 : 0
  for (const back of overlap ? [overlap, REMEMBERED] : [0]) {
    const offset = Math.max(0, before.offset - back)
    const page = await queryPage(place, { sorts: OLDEST_FIRST, limit: PAGE, offset })
    if (!page.ok) return page
    const wires = page.value
    if (overlap && !wires.some(({ id }) => known.has(id.record_id))) continue
    const fresh = wires.filter(({ id }) => !known.has(id.record_id))
    const records = await recordsOf(place, fields, fresh)
    if (wires.length < PAGE) return ok({ records, cursor: null })
    const last = [...before.last, ...fresh.map(({ id }) => id.record_id)].slice(-REMEMBERED)
    return ok({ records, cursor: JSON.stringify({ offset: offset + wires.length, last }) })
  }
  return err({ reason: 'listing_broke', vendor: 'Attio', table: place.table.name })
}

const OLDEST_FIRST = [{ direction: 'asc', attribute: 'created_at' }]

function cursorOf(cursor: string | null): Cursor | null {
  if (cursor === null) return { offset: 0, last: [] }
  try {
    return Cursor.safeParse(JSON.parse(cursor)).data ?? null
  } catch {
    return null
  }
}

/** Records by id in one query. Those not given back are asked for one by one: only “not found” says that one is gone. */
export async function readByIds(
  place: Place,
  fields: readonly Field[],
  ids: readonly string[],
): Promise<Result<readonly Reading[], Failure>> {
  if (ids.length === 0) return ok([])
  const filter = { record_id: { $in: ids } }
  const page = await queryPage(place, { filter, limit: ids.length })
  if (!page.ok) return page
  const found = new Map(page.value.map((wire) => [wire.id.record_id, wire]))
  const absent = ids.filter((id) => !found.has(id))
  for (const look of await Promise.all(absent.map((id) => lookAt(place, id)))) {
    if (!look.ok) return look
    if (look.value) found.set(look.value.id.record_id, look.value)
  }
  const wires = ids.flatMap((id) => found.get(id) ?? [])
  const records = await recordsOf(place, fields, wires)
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
  const chunks: string[][] = []
  for (let i = 0; i < texts.length; i += TEXTS) chunks.push(texts.slice(i, i + TEXTS))
  const answers = await Promise.all(chunks.map((chunk) => queryTexts(place, by, chunk)))
  const wires = new Map<string, RecordWire>()
  for (const answer of answers) {
    if (!answer.ok) return answer
    for (const wire of answer.value) wires.set(wire.id.record_id, wire)
  }
  const asked = fields.some(({ id }) => id === by.id) ? fields : [...fields, by]
  const fold = (text: string): string =>
    by.type === 'email' || by.type === 'domain' ? text.toLowerCase() : text
  const wanted = new Set(texts.map(fold))
  const records = await recordsOf(place, asked, [...wires.values()])
  // Its filters do not look at case, but ids of the other side may differ by case alone.
  return ok(
    records.filter(({ values }) =>
      elements(values[by.id] ?? null).some((one) => wanted.has(fold(String(one)))),
    ),
  )
}

async function queryTexts(
  place: Place,
  by: Field,
  texts: readonly string[],
): Promise<Result<readonly RecordWire[], Failure>> {
  const filter = { $or: texts.map((text) => ({ [by.id]: { $eq: text } })) }
  const wires: RecordWire[] = []
  for (;;) {
    const page = await queryPage(place, { filter, limit: PAGE, offset: wires.length })
    if (!page.ok) return page
    wires.push(...page.value)
    if (page.value.length < PAGE) return ok(wires)
  }
}

async function queryPage(
  place: Place,
  body: { readonly [key: string]: unknown },
): Promise<Result<readonly RecordWire[], Failure>> {
  const { door, table } = place
  const about = { needs: 'record_permission:read', what: 'table', name: table.name }
  const answer = await askSimply(
    door,
    query(`${recordsPath(place)}/query`, body),
    RecordsWire,
    about,
  )
  return answer.ok ? ok(answer.value.data) : answer
}

async function lookAt(place: Place, id: string): Promise<Result<RecordWire | null, Failure>> {
  const look = await ask(place.door, get(recordPath(place, id)), OneRecordWire, 'a record')
  if (look.ok) return ok(look.value.data)
  const { error } = look
  if (
    error.kind === 'refusal' &&
    error.refusal.status === 404 &&
    error.refusal.code === 'not_found'
  ) {
    return ok(null)
  }
  return err(failureFrom(error, { needs: 'record_permission:read', what: 'record', name: id }))
}

/** The records, with people's emails filled in where any field names people. */
export async function recordsOf(
  place: Place,
  fields: readonly Field[],
  wires: readonly RecordWire[],
): Promise<readonly Record[]> {
  if (wires.length > 0) await place.members.loadFor(fields)
  return wires.map((wire) => recordOf(place, fields, wire))
}

function recordOf({ members }: Place, fields: readonly Field[], wire: RecordWire): Record {
  const cells = wire.values ?? {}
  const there = fields.filter(({ id }) => id in cells)
  const values = decodeCells(members.codecOf, there, ({ id }) => cells[id])
  const times: { [fieldId: string]: string } = {}
  for (const { id } of there) {
    const time = setAt(cells[id])
    if (time) times[id] = time
  }
  const { web_url: url } = wire
  return {
    id: wire.id.record_id,
    values,
    times,
    ...(url ? { url } : {}),
    ...(isMadeBySystem(cells['created_by']) ? { byVendor: true } : {}),
  }
}

/** Attio's own doing stands under the actor `system`, such as the company it makes for a person's work address. */
const isMadeBySystem = (cell: unknown): boolean =>
  Actors.safeParse(cell).data?.[0]?.referenced_actor_type === 'system'
const Actors = z.array(z.object({ referenced_actor_type: z.string() }))

const Elements = z.array(z.object({ active_from: z.string() }))

/** When the attribute was last set, in whole milliseconds: the newest `active_from` of its elements. */
function setAt(cell: unknown): string | null {
  const read = Elements.safeParse(cell)
  if (!read.success || read.data.length === 0) return null
  const newest = Math.max(...read.data.map(({ active_from }) => Date.parse(active_from)))
  return Number.isNaN(newest) ? null : new Date(newest).toISOString()
}
