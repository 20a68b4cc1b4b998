import * as z from 'zod'
import type { Failure } from '../../../shared/failure.ts'
import type { VendorFilter } from '../../../shared/filter.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import type { Table } from '../../../shared/field.ts'
import type { Door } from '../../http.ts'
import type { Members, View } from '../connector.ts'
import { ask, askSimply, failureFrom, get } from './api.ts'
import { kindOf } from './kind.ts'
import type { Place } from './records.ts'

const PAGE = 500
/** Our own bounds: its score limit is not documented as a number (its guide on rate limits). */
const LONGEST = 10_000
const DEEPEST = 12

const Cursor = z.object({ offset: z.number().int().min(0), last: z.string() })

const invalid = (why: string): Failure => ({ reason: 'invalid', field: 'filter', why })

/**
 * One page of the ids of the records, or entries, that pass a filter in Attio's own JSON, or that of a saved view
 * (`filter_view_id`, which takes the view's filter and nothing else of it; its reference 3.2). The order is that of ids, so
 * that what the filter costs there is the filter alone. Offsets have no snapshot: each page begins with the last record
 * of the one before, and where that one has moved the listing is told to have broken.
 */
export async function memberPage(
  place: Place,
  filter: VendorFilter,
  cursor: string | null,
): Promise<Result<Members, Failure>> {
  const { table } = place
  const kind = kindOf(table)
  if (!kind.query) return err(invalid(`Attio cannot filter “${table.name}”; use rules instead`))
  const checked = checkShape(filter)
  if (!checked.ok) return checked
  const at = cursorOf(cursor)
  if (!at) return err({ reason: 'listing_broke', vendor: 'Attio', table: table.name })
  const overlap = at.last === '' ? 0 : 1
  const body = { ...checked.value, limit: PAGE, offset: at.offset - overlap }
  const answer = await ask(place.door, kind.query(table, body), kind.many, table.name)
  if (!answer.ok) {
    const { error } = answer
    // A view that was deleted or archived is an unknown value there; one whose id is no id is of a wrong shape.
    if (filter.kind === 'view' && error.kind === 'refusal' && error.refusal.status === 400)
      return err({ reason: 'gone', vendor: 'Attio', what: 'view', name: filter.view })
    if (error.kind === 'refusal' && error.refusal.status === 400)
      return err(invalid('Attio cannot read it; check the attributes and operators it names'))
    const about = { needs: kind.rightToRead, what: 'table', name: table.name }
    return err(failureFrom(error, about))
  }
  const ids = answer.value.data.map(({ id }) => id)
  if (overlap === 1 && ids[0] !== at.last)
    return err({ reason: 'listing_broke', vendor: 'Attio', table: table.name })
  const fresh = ids.slice(overlap)
  const next = { offset: at.offset + fresh.length, last: fresh.at(-1) ?? at.last }
  return ok({ ids: fresh, cursor: ids.length < PAGE ? null : JSON.stringify(next) })
}

function cursorOf(cursor: string | null): z.infer<typeof Cursor> | null {
  if (cursor === null) return { offset: 0, last: '' }
  try {
    return Cursor.safeParse(JSON.parse(cursor)).data ?? null
  } catch {
    return null
  }
}

/** A saved view by its id, or a JSON object of a size and depth that can be sent: what it means is for Attio to judge. */
function checkShape(filter: VendorFilter): Result<{ readonly [key: string]: unknown }, Failure> {
  if (filter.kind === 'view') return ok({ filter_view_id: filter.view })
  const { expression } = filter
  if (typeof expression === 'string')
    return err(invalid('Attio takes a filter as a JSON object, such as {"name": "Acme"}'))
  if (JSON.stringify(expression).length > LONGEST)
    return err(invalid(`it has more than ${LONGEST.toLocaleString('en')} characters; say less`))
  if (depthOf(expression) > DEEPEST)
    return err(invalid(`it is nested more than ${DEEPEST} deep; say it more simply`))
  return ok({ filter: expression })
}

const depthOf = (json: unknown): number =>
  typeof json === 'object' && json !== null
    ? 1 + Math.max(0, ...Object.values(json).map(depthOf))
    : 0

const ViewsWire = z.object({
  data: z.array(z.object({ id: z.object({ view_id: z.string() }), title: z.string() })),
  pagination: z.object({ next_cursor: z.string().nullable() }),
})
/** Pages of views asked for: five thousand views are enough to choose from. */
const MOST_PAGES = 5

/** The saved views of an object or a list; notes and tasks have none. */
export async function viewsOf(door: Door, table: Table): Promise<Result<readonly View[], Failure>> {
  const { views } = kindOf(table)
  if (!views) return ok([])
  const found: View[] = []
  let cursor: string | null = null
  for (let page = 0; page < MOST_PAGES; page++) {
    const after: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const answer: Result<z.infer<typeof ViewsWire>, Failure> = await askSimply(
      door,
      get(`${views(table)}?limit=1000${after}`),
      ViewsWire,
      { needs: 'object_configuration:read', what: 'views', name: table.name },
    )
    if (!answer.ok) return answer
    const { data, pagination } = answer.value
    found.push(...data.map(({ id, title }) => ({ id: id.view_id, name: title, type: 'view' })))
    cursor = pagination.next_cursor
    if (cursor === null) break
  }
  return ok(found)
}
