/** Pages of several lists as pages of one. */
import * as z from 'zod'
import type { Failure } from '../../shared/failure.ts'
import { err, ok, type Result } from '../../shared/result.ts'
import type { PageAsk, Paged } from '../objects/sync/rpc.ts'

export type Source<T> = {
  readonly key: string
  page(ask: PageAsk): Promise<Result<Paged<T>, Failure>>
}

/** Where one list stands: the page being read, and the last of its items already given out. */
const Place = z.object({
  from: z.string().nullable(),
  after: z.object({ id: z.string(), when: z.number() }).nullable(),
})
const Places = z.record(z.string(), Place)
type Place = z.infer<typeof Place>

/** What tells items apart, and their moment (ms since 1970). */
type Of<T> = { id(item: T): string; when(item: T): number }

type Lane<T> = {
  readonly key: string
  readonly items: readonly T[]
  readonly next: string | null
  readonly place: Place
}

/**
 * The next items of all lists, newest first; each list must be newest first itself. A page may be shorter than `limit`
 * where a list has to be read on first; only a null cursor says that it is the last. Lists that are new since the first
 * page are left out of the later ones.
 */
export async function merge<T>(
  sources: readonly Source<T>[],
  ask: PageAsk,
  of: Of<T>,
): Promise<Result<Paged<T>, Failure>> {
  const [only] = sources
  if (only !== undefined && sources.length === 1 && ask.cursor === null) {
    const page = await only.page(ask)
    if (page.ok && (page.value.items.length > 0 || page.value.cursor === null))
      return ok(begunWith(only.key, page.value))
  }
  const places = ask.cursor === null ? null : readCursor(ask.cursor)
  if (places && !places.ok) return places
  const lanes: Lane<T>[] = []
  for (const source of sources) {
    const place = places ? places.value[source.key] : { from: null, after: null }
    if (!place) continue
    const lane = await fill(source, place, ask.limit, of)
    if (!lane.ok) return lane
    if (lane.value) lanes.push(lane.value)
  }
  const items: T[] = []
  const taken = new Map(lanes.map((lane) => [lane.key, 0]))
  while (items.length < ask.limit) {
    const heads = lanes.map((lane) => ({ lane, item: lane.items[taken.get(lane.key) ?? 0] }))
    // The next item of a list that was not read far enough could be the newest of all.
    if (heads.some(({ lane, item }) => item === undefined && lane.next !== null)) break
    const newest = heads
      .flatMap(({ lane, item }) => (item === undefined ? [] : [{ lane, item }]))
      .reduce<{ lane: Lane<T>; item: T } | null>(
        (best, head) => (best && of.when(best.item) >= of.when(head.item) ? best : head),
        null,
      )
    if (!newest) break
    items.push(newest.item)
    taken.set(newest.lane.key, (taken.get(newest.lane.key) ?? 0) + 1)
  }
  const left = lanes.flatMap((lane): [string, Place][] => {
    const count = taken.get(lane.key) ?? 0
    const last = lane.items[count - 1]
    if (count < lane.items.length) {
      const after = last === undefined ? lane.place.after : { id: of.id(last), when: of.when(last) }
      return [[lane.key, { from: lane.place.from, after }]]
    }
    return lane.next === null ? [] : [[lane.key, { from: lane.next, after: null }]]
  })
  return ok({ items, cursor: left.length === 0 ? null : writeCursor(Object.fromEntries(left)) })
}

const begun = new WeakMap<object, { readonly key: string; readonly page: object }>()
/** The first page of one list alone is that of all lists: made once for as long as it is the same. */
function begunWith<T>(key: string, page: Paged<T>): Paged<T> {
  const before = begun.get(page)
  // Only what was made of this page is kept under it.
  if (before?.key === key) return before.page as Paged<T>
  const { items, cursor } = page
  const next = cursor === null ? null : writeCursor({ [key]: { from: cursor, after: null } })
  const fresh = { items, cursor: next }
  begun.set(page, { key, page: fresh })
  return fresh
}

/** What is left of the page a list stands at, or of the next one that holds anything; null at its end. */
async function fill<T>(
  source: Source<T>,
  from: Place,
  limit: number,
  of: Of<T>,
): Promise<Result<Lane<T> | null, Failure>> {
  for (let place = from; ;) {
    const page = await source.page({ cursor: place.from, limit })
    if (!page.ok) return page.error.reason === 'not_found' ? ok(null) : page
    const { items, cursor } = page.value
    const rest = beyond(items, place.after, of)
    if (rest.length > 0) return ok({ key: source.key, items: rest, next: cursor, place })
    if (cursor === null) return ok(null)
    place = { from: cursor, after: place.after }
  }
}

/** What of a page was not given out yet. Newer items may have pushed the last one given out to a later page. */
function beyond<T>(items: readonly T[], after: Place['after'], of: Of<T>): readonly T[] {
  if (after === null) return items
  const last = items.findIndex((item) => of.id(item) === after.id)
  return last >= 0 ? items.slice(last + 1) : items.filter((item) => of.when(item) < after.when)
}

const writeCursor = (places: z.infer<typeof Places>): string =>
  btoa(String.fromCharCode(...new TextEncoder().encode(JSON.stringify(places))))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')

function readCursor(cursor: string): Result<z.infer<typeof Places>, Failure> {
  try {
    const text = atob(cursor.replaceAll('-', '+').replaceAll('_', '/'))
    const bytes = Uint8Array.from(text, (char) => char.charCodeAt(0))
    return ok(Places.parse(JSON.parse(new TextDecoder().decode(bytes))))
  } catch {
    return err({
      reason: 'invalid',
      field: 'cursor',
      why: 'it is not one of ours; begin again without it',
    })
  }
}
