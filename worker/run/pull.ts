import type { Failure } from '../../shared/failure.ts'
import { fieldById, type Table } from '../../shared/field.ts'
import { type Entry, project, slotKey } from '../../shared/mapping.ts'
import { keysOf } from '../../shared/match.ts'
import type { Record } from '../../shared/record.ts'
import { type Both, other, SIDES, type Side } from '../../shared/record.ts'
import { ok, type Result } from '../../shared/result.ts'
import { elements, sameValue, type Values } from '../../shared/value.ts'
import { baseOn, idOn, isGone, isOutOn, type Link, orderOn } from '../objects/sync/links.ts'
import { type Listing, provesAbsence } from '../objects/sync/listings.ts'
import type { Observation, Seen } from '../objects/sync/seen.ts'
import { judgeOf, learnMe, takeMembers } from './members.ts'
import { type Lane, lanesOf, mayPass, type Step, type Work } from './work.ts'

/** A listing may be gone on with for this long; after it the vendor's cursor may have died (Airtable: "minutes"). */
const CURSOR_LIFE_MS = 120_000

/**
 * Read both sides whole, page by page. Only differences leave a row: what equals its base sets a bit. Each page, its
 * bits and its checkpoint are committed together, so a crash costs at most the page under way.
 */
export async function pull(work: Work): Promise<Step> {
  const { memory, run } = work
  if (run.position === 0) {
    const me = await learnMe(work, lanesOf(work).lanes)
    if (!me.ok) return { is: 'failed', failure: me.error }
    memory.together(() => {
      memory.links.dropProposed()
      memory.pairings.turnOver()
      memory.runs.change(run.id, { position: BEGUN })
    })
  }
  // Both schemas are asked for again beside the listings, which trust the last answer meanwhile; one that was read a
  // moment ago, while the mapping was drawn up, is trusted altogether.
  const { lanes } = lanesOf(work)
  const isFresh = work.clock.now() - memory.setup.describedAt() < SCHEMA_LIFE_MS
  const [schema, ends] = await Promise.all([
    run.position < DESCRIBED && !isFresh ? describe(work) : null,
    Promise.all(lanes.flatMap((lane) => SIDES.map((side) => list(work, lane, side)))),
  ])
  if (schema && !schema.ok) return { is: 'failed', failure: schema.error }
  if (schema) {
    const before = lanes.map(shapeOf)
    for (const side of SIDES) memory.described.put(side, schema.value[side])
    memory.setup.setDescribed(work.clock.now())
    memory.runs.change(run.id, { position: DESCRIBED })
    if (JSON.stringify(lanesOf(work).lanes.map(shapeOf)) !== JSON.stringify(before)) {
      // Something we read by has changed: what was read so far is read again.
      memory.listings.dropRun(run.id)
      return { is: 'again' }
    }
  }
  const broken = ends.find((end) => end !== 'complete' && end !== 'later')
  if (broken !== undefined) {
    // It may have failed because the schema is not what it was.
    const doubtful = run.position < DESCRIBED && schema === null && !mayPass(broken as Failure)
    if (!doubtful) return { is: 'failed', failure: broken as Failure }
    memory.setup.setDescribed(0)
    return { is: 'again' }
  }
  if (ends.includes('later')) return { is: 'again' }

  for (const lane of lanes) {
    for (const side of SIDES) {
      const failure = await settleAbsences(work, lane, side)
      if (failure) return { is: 'failed', failure }
    }
  }
  const members = await Promise.all(
    lanes.flatMap((lane) =>
      SIDES.map((side) =>
        takeMembers(work, lane, side, memory.listings.get(lane.no, side, run.id)!),
      ),
    ),
  )
  const unjudged = members.find((end) => end !== 'complete' && end !== 'later')
  if (unjudged !== undefined) return { is: 'failed', failure: unjudged as Failure }
  if (members.includes('later')) return { is: 'again' }
  const { troubles } = lanesOf(work)
  return {
    is: 'next',
    to: 'matching',
    ...(troubles.length > 0 ? { says: troubles.join(' ') } : {}),
  }
}

/** A schema read this long ago is still believed. */
const SCHEMA_LIFE_MS = 60_000

/** How far pulling has got, as the run remembers it. */
const BEGUN = 1
const DESCRIBED = 2

async function describe(work: Work): Promise<Result<Both<readonly Table[]>, Failure>> {
  const [left, right] = await Promise.all(
    SIDES.map((side) => work.ports[side].connector.describe()),
  )
  if (!left!.ok) return left!
  if (!right!.ok) return right!
  return ok({ left: left!.value, right: right!.value })
}

/** What the reading of a pairing depends on. */
const shapeOf = (lane: Lane): unknown => [
  lane.no,
  lane.fields,
  lane.twins,
  lane.frozen,
  lane.entries.map(({ id }) => id),
]

async function list(work: Work, lane: Lane, side: Side): Promise<'complete' | 'later' | Failure> {
  const { memory, run, clock } = work
  let listing = memory.listings.get(lane.no, side, run.id)
  if (!listing || (!listing.complete && clock.now() - listing.touched > CURSOR_LIFE_MS))
    listing = memory.listings.begin(lane.no, side, run.id, clock.now())
  for (let restarts = 0; listing.complete === 0;) {
    if (clock.now() >= work.until) return 'later'
    const order = memory.setup.nextOrder()
    const page = await work.ports[side].connector.list(
      lane.tables[side],
      lane.fields[side],
      listing.cursor,
    )
    if (!page.ok) {
      if (page.error.reason !== 'listing_broke' || ++restarts > 3) return page.error
      listing = memory.listings.begin(lane.no, side, run.id, clock.now())
      continue
    }
    const { records, cursor } = page.value
    listing.cursor = cursor
    listing.touched = clock.now()
    listing.complete = cursor === null ? 1 : 0
    memory.together(() => {
      const fresh = take(work, lane, side, records, order, listing!)
      memory.listings.save(listing!)
      memory.runs.addRead(run.id, fresh)
      if (listing!.complete) memory.pairings.listed(lane.no, side, listing!.count, listing!.started)
    })
  }
  return 'complete'
}

/** Compare a page with what is remembered. Returns how many records were met for the first time in this listing. */
function take(
  work: Work,
  lane: Lane,
  side: Side,
  records: readonly Record[],
  order: number,
  listing: Listing,
): number {
  const { memory } = work
  const ids = records.map((record) => record.id)
  const links = memory.links.byRecords(lane.no, side, ids)
  const rows = memory.seen.byRecords(lane.no, side, ids)
  const met = new Set<string>()
  const judge = judgeOf(work, lane, side)
  let fresh = 0
  for (const record of records) {
    const link = links.get(record.id)
    const row = rows.get(record.id)
    // Pages overlap where a vendor shifts them: a record counts once.
    const again =
      met.has(record.id) ||
      (link ? listing.links.has(link.id) : row ? listing.loose.has(row.id) : false)
    met.add(record.id)
    if (!again) fresh++
    const rowId = observe(work, lane, side, record, order, link, row)
    const isIn = judge(record)
    if (link) {
      if (isIn !== null && isOutOn(link, side) === isIn) memory.links.setOut(link.id, side, !isIn)
      listing.links.add(link.id)
      if (!again && !isGone(link, side)) listing.known++
    } else if (rowId !== null) {
      // Nothing is copied of a record that was never known to pass.
      const isOut =
        isIn === null ? (row ? row.out === 1 : lane.filters[side]?.kind === 'rules') : !isIn
      if (((row?.out ?? 0) === 1) !== isOut) memory.seen.setOut(rowId, isOut)
      listing.loose.add(rowId)
    }
  }
  listing.count += fresh
  return fresh
}

/**
 * Keep what one record was seen to hold, if it says anything new. Returns the row that holds it, or null where the base
 * says it all.
 */
export function observe(
  work: Work,
  lane: Lane,
  side: Side,
  record: Record,
  order: number,
  link: Link | undefined,
  row: Seen | undefined,
): number | null {
  const { memory } = work
  const seen = sighting(lane, side, record, order)
  if (link && !isGone(link, side)) {
    // An older observation never beats a newer base; the living half of a tombstone has nothing to say.
    if (order <= orderOn(link, side) || link.gone !== null) return null
    if (
      link.version === lane.pairing.version &&
      holdsBase(lane.entries, side, seen.slots, baseOn(link, side))
    ) {
      if (row) memory.seen.drop(lane.no, side, record.id)
      return null
    }
  }
  if (row?.slots && sameSlots(row.slots, seen.slots) && row.title === seen.title) return row.id
  memory.keys.set(lane.no, side, record.id, keysOn(work, lane, side, seen.slots))
  return memory.seen.put(seen)
}

/** A record as the engine keeps it: its mapped slots, and its twin id. */
export function sighting(
  lane: Lane,
  side: Side,
  record: Record,
  order: number,
): Observation & { readonly slots: Values } {
  const twin = lane.twins[side]
  const primary = lane.tables[side].primary
  const title = primary === undefined ? null : (record.values[primary] ?? null)
  return {
    pairing: lane.no,
    side,
    recordId: record.id,
    order,
    slots: project(record.values, [...lane.slots[side], ...(twin ? [{ field: twin.id }] : [])]),
    times: record.times,
    title: elements(title).map(titleOf).join(', ').slice(0, 200),
    byVendor: record.byVendor,
    since: lane.since[side],
  }
}

const titleOf = (element: unknown): string =>
  typeof element === 'object' && element !== null
    ? String(
        (element as { full?: unknown; name?: unknown }).full ??
          (element as { name?: unknown }).name ??
          '',
      )
    : String(element)

/** The keys a record goes by: those of the mapping, and the twin id it carries. */
export function keysOn(work: Work, lane: Lane, side: Side, slots: Values): string[] {
  const setting = { country: work.setup.defaultCountry }
  const twin = lane.twins[side]
  const carried = twin ? slots[twin.id] : null
  return [
    ...keysOf(lane.pairing, side, lane.tables, slots, setting),
    ...(typeof carried === 'string' ? [twinKey(carried)] : []),
  ]
}
export const twinKey = (id: string): string => `twin:${id}`

/** Does a side still hold what it held? Unknown slots say nothing. */
export function holdsBase(
  entries: readonly Entry[],
  side: Side,
  slots: Values,
  base: Values,
): boolean {
  return entries.every((entry) => {
    const key = slotKey(entry[side])
    const now = slots[key]
    if (now === undefined) return true
    const was = base[key]
    return was !== undefined && sameValue(now, was)
  })
}

function sameSlots(a: Values, b: Values): boolean {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)])
  return [...keys].every((key) => {
    const one = a[key]
    const two = b[key]
    return one === undefined || two === undefined ? one === two : sameValue(one, two)
  })
}

/**
 * What a complete listing did not meet. A linked record is asked for by name: only the vendor's own "gone" counts. A
 * record without a link is simply forgotten.
 */
async function settleAbsences(work: Work, lane: Lane, side: Side): Promise<Failure | null> {
  const { memory, run, ports } = work
  const listing = memory.listings.get(lane.no, side, run.id)
  if (!listing?.complete) return null
  const { connector } = ports[side]

  for (let after = 0; ;) {
    const loose = memory.seen.loose(lane.no, side, after, 500)
    if (loose.length === 0) break
    after = loose[loose.length - 1]!.id
    memory.together(() => {
      for (const row of loose) {
        if (listing.loose.has(row.id)) continue
        memory.seen.drop(lane.no, side, row.record_id)
        memory.keys.set(lane.no, side, row.record_id, [])
        memory.conflicts.clear(`match:${lane.no}:${side}:${row.record_id}`)
        memory.blocks.clear(lane.no, other(side), row.record_id)
      }
    })
  }

  if (!provesAbsence(listing, memory.links.countLive(lane.no))) return null
  for (let after = 0; ;) {
    const links = memory.links.after(lane.no, after, 500)
    if (links.length === 0) return null
    after = links[links.length - 1]!.id
    const missing = links.filter((link) => link.gone === null && !listing.links.has(link.id))
    for (let i = 0; i < missing.length; i += connector.limits.lookup) {
      const part = missing.slice(i, i + connector.limits.lookup)
      const order = memory.setup.nextOrder()
      const readings = await connector.read(
        lane.tables[side],
        lane.fields[side],
        part.map((link) => idOn(link, side)),
      )
      if (!readings.ok) return readings.error
      memory.together(() => {
        for (const reading of readings.value) {
          const link = part.find((one) => idOn(one, side) === reading.id)
          if (!link) continue
          if (reading.record) {
            const row = memory.seen.get(lane.no, side, reading.id)
            observe(work, lane, side, reading.record, order, link, row)
          } else {
            memory.keys.set(lane.no, side, reading.id, [])
            memory.seen.put({
              pairing: lane.no,
              side,
              recordId: reading.id,
              order,
              slots: null,
              times: undefined,
              title: titleFromBase(lane, link, side),
              since: lane.since[side],
            })
          }
        }
      })
    }
  }
}

function titleFromBase(lane: Lane, link: Link, side: Side): string {
  const primary = lane.tables[side].primary
  const field = primary === undefined ? undefined : fieldById(lane.tables[side], primary)
  const value = field ? (baseOn(link, side)[field.id] ?? null) : null
  return elements(value).map(titleOf).join(', ')
}
