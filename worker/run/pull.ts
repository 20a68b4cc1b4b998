import type { Failure } from '../../shared/failure.ts'
import type { Table } from '../../shared/field.ts'
import { computedKey, type Entry, project, slotKey } from '../../shared/mapping.ts'
import { keysOf, onlyKeysOf } from '../../shared/match.ts'
import type { Record } from '../../shared/record.ts'
import { type Both, other, SIDES, type Side } from '../../shared/record.ts'
import { ok, type Result } from '../../shared/result.ts'
import { elements, sameValue, type Value, type Values } from '../../shared/value.ts'
import { baseOn, type Half, isGone, type Link } from '../objects/sync/links.ts'
import { type Listing, provesAbsence } from '../objects/sync/listings.ts'
import type { Observation, Seen } from '../objects/sync/seen.ts'
import type { Connector } from '../connectors/connector.ts'
import { searchAgain, settleAbsences } from './absences.ts'
import { computedOn, told } from './computed.ts'
import { fetched } from './files.ts'
import { takeBackProposals } from './leave.ts'
import { beginRules, isJudged, judgeOf, learnMe, noteMembership, takeMembers } from './members.ts'
import { readReturned } from './returned.ts'
import { isTooLarge, portions, TOO_LARGE } from './size.ts'
import { strangers } from './strange.ts'
import { tellTwice } from './twice.ts'
import { beginWalks, partsFor, readWalks, startAgain, type Walk, WALKERS } from './walks.ts'
import { isSpent, type Lane, lanesOf, mayPass, type Step, type Work } from './work.ts'

const CHUNK = 5_000
/** A listing may be gone on with for this long; after it the vendor's cursor may have died (Airtable: "minutes"). */
const CURSOR_LIFE_MS = 120_000

/**
 * Read both sides whole, page by page. Only differences leave a row: what equals its base sets a bit. The bits and the
 * place are stored together every few seconds, so a crash costs at most the pages since.
 */
export async function pull(work: Work): Promise<Step> {
  const { memory, run } = work
  const isDraft = run.purpose.is === 'draft'
  if (run.position === 0) {
    const me = await learnMe(work, lanesOf(work).lanes)
    if (!me.ok) return { is: 'failed', failure: me.error }
    while (memory.together(() => takeBackProposals(memory, CHUNK)) === CHUNK)
      if (isSpent(work, CHUNK)) return { is: 'again' }
    memory.together(() => {
      // From here until the plan is whole, half of what is known is old.
      if (!isDraft)
        for (const one of memory.pairings.all())
          memory.pairings.keepAccount(one.no, memory.accounts.of(one, work.clock.now()))
      memory.pairings.turnOver(isDraft)
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
    keep(work, schema.value)
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

  const absences = await settleAbsences(work, lanes)
  if (absences === 'later') return { is: 'again' }
  if (absences !== 'complete') return { is: 'failed', failure: absences }
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
  const unread = await readReturned(work, lanes)
  if (unread) return { is: 'failed', failure: unread }
  const now = lanesOf(work)
  const rechosen = now.lanes.flatMap((lane) =>
    SIDES.filter((side) => !isJudged(work, lane, side)).map((side) => ({ lane, side })),
  )
  // Somebody chose another filter meanwhile. A vendor is asked by it; rules need the records once more.
  const anew = rechosen.filter(({ lane, side }) => lane.filters[side]?.kind === 'rules')
  memory.together(() => {
    for (const { lane, side } of anew) beginListing(work, lane, side)
    if (anew.length > 0) searchAgain(work, anew)
  })
  if (rechosen.length > 0) return { is: 'again' }
  // What people are told once, a draft that nobody has saved does not tell.
  const strange = isDraft ? [] : strangers(work, now.lanes)
  const says = [...now.troubles.map((one) => one.says), ...strange]
  return { is: 'next', to: 'matching', ...(says.length > 0 ? { says: says.join(' ') } : {}) }
}

/** A schema read this long ago is still believed. */
const SCHEMA_LIFE_MS = 60_000

/** How far pulling has got, as the run remembers it. */
const BEGUN = 1
const DESCRIBED = 2

/** Read this short a time (ms) ago, a schema holds also what somebody else is about to fill in. */
export const JUST_DESCRIBED_MS = 500

/** Have the schemas as they are now, or were `life` (ms) ago at most. */
export async function freshen(work: Work, life = SCHEMA_LIFE_MS): Promise<Result<true, Failure>> {
  const { memory, clock } = work
  if (clock.now() - memory.setup.describedAt() < life) return ok(true)
  const schema = await describe(work)
  if (!schema.ok) return schema
  memory.together(() => keep(work, schema.value))
  return ok(true)
}

/** The tables that take part, as they are described now, and which of them were asked for. */
type Schema = Both<{ readonly asked: readonly string[]; readonly tables: readonly Table[] }>

async function describe({ memory, ports }: Work): Promise<Result<Schema, Failure>> {
  const asked = { left: memory.pairings.tablesOn('left'), right: memory.pairings.tablesOn('right') }
  const [left, right] = await Promise.all(
    SIDES.map((side) => ports[side].connector.describe(asked[side])),
  )
  if (!left!.ok) return left!
  if (!right!.ok) return right!
  return ok({
    left: { asked: asked.left, tables: left!.value },
    right: { asked: asked.right, tables: right!.value },
  })
}

function keep({ memory, clock }: Work, schema: Schema): void {
  for (const side of SIDES) memory.described.put(side, schema[side].asked, schema[side].tables)
  memory.setup.setDescribed(clock.now())
}

/** What the reading of a pairing depends on. */
const shapeOf = (lane: Lane): unknown => [
  lane.no,
  lane.fields,
  lane.twins,
  lane.frozen,
  lane.entries.map(({ id }) => id),
]

/** A listing is stored at most this often: each time is some rows written, and a crash costs the pages since. */
const SAVE_EVERY_MS = 4_000

/** How many calls a second the vendor lets a listing have. */
const perSecondOf = ({ limits }: Connector): number =>
  Math.min(...limits.pace.filter(({ kind }) => kind !== 'write').map((one) => one.perSecond))

async function list(work: Work, lane: Lane, side: Side): Promise<'complete' | 'later' | Failure> {
  const { memory, run, clock } = work
  const { connector } = work.ports[side]
  const table = lane.tables[side]
  const listing = memory.listings.get(lane.no, side, run.id) ?? beginListing(work, lane, side)
  const begin = (expected: number, least?: number): Walk[] =>
    beginWalks(connector, table, expected, least)
  const expected = memory.pairings.totalOn(lane.no, side)
  let walks = readWalks(listing.cursor) ?? begin(expected)
  if (clock.now() - listing.touched > CURSOR_LIFE_MS) for (const walk of walks) startAgain(walk)
  let fresh = 0
  let saved = clock.now()
  const save = (): void => {
    memory.listings.save({ ...listing, cursor: JSON.stringify(walks) })
    memory.runs.addRead(run.id, fresh)
    fresh = 0
    saved = clock.now()
  }
  let broken: Failure | null = null
  let late = false

  const walkOn = async (walk: Walk): Promise<void> => {
    for (let restarts = 0; !walk.done && broken === null && walks.includes(walk);) {
      late ||= isSpent(work)
      if (late) return
      const order = memory.setup.nextOrder()
      const asked = clock.now()
      const page = await connector.list(table, lane.fields[side], walk.at)
      const took = clock.now() - asked
      if (!page.ok) {
        if (page.error.reason !== 'listing_broke' || ++restarts > 3) {
          broken ??= page.error
          return
        }
        // What was met stays met, and counts once. A whole table that turned out large goes on in parts.
        startAgain(walk)
        if (walks.length === 1 && begin(listing.count).length > 1) walks = begin(listing.count)
        continue
      }
      const { records, cursor } = page.value
      const isFirst = walk.at === null
      walk.at = cursor
      walk.done = cursor === null
      if (isFirst && cursor !== null && expected === 0) {
        const least = partsFor(took, perSecondOf(connector), memory.pairings.all().length)
        const parts = begin(expected, least)
        if (parts.length > 1) walks = parts
      }
      listing.touched = clock.now()
      listing.complete = walks.every(({ done }) => done) ? 1 : 0
      memory.together(() => {
        for (const part of portions(records)) fresh += take(work, lane, side, part, order, listing)
        if (!listing.complete && clock.now() - saved < SAVE_EVERY_MS) return
        save()
        if (listing.complete) {
          // Where absence is not proved, who was not met still counts as there.
          const known = memory.links.countOn(lane.no, side)
          const unproved = provesAbsence(listing, known) ? 0 : known
          memory.pairings.listed(lane.no, side, listing.count + unproved, listing.started)
        }
      })
      work.budget.rows -= records.length
    }
  }
  while (listing.complete === 0 && broken === null && !late) {
    const open = walks.filter(({ done }) => !done)
    const walkers = Array.from({ length: Math.min(WALKERS, open.length) }, async () => {
      for (let walk = open.shift(); walk !== undefined; walk = open.shift()) await walkOn(walk)
    })
    await Promise.all(walkers)
  }
  if (listing.complete) return 'complete'
  memory.together(save)
  return broken ?? 'later'
}

function beginListing(work: Work, lane: Lane, side: Side): Listing {
  const { memory, run, clock } = work
  return memory.together(() => {
    beginRules(work, lane, side)
    return memory.listings.begin(lane.no, side, run.id, clock.now())
  })
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
  const links = memory.links.halves(lane.no, side, ids)
  const rows = memory.seen.byRecords(lane.no, side, ids)
  // What is new goes by no keys yet, as a rule; asked for all of them at once.
  memory.keys.ahead(
    lane.no,
    side,
    ids.filter((_, at) => links[at] === undefined || lane.telling.length > 0),
  )
  memory.holds.ahead(lane.no, side, ids)
  const met = new Set<string>()
  const judge = judgeOf(work, lane, side)
  let fresh = 0
  for (const [at, record] of records.entries()) {
    const link = links[at]
    const row = rows.get(record.id)
    // Pages overlap where a vendor shifts them: a record counts once.
    const again =
      met.has(record.id) ||
      (link ? listing.links.has(link.id) : row ? listing.loose.has(row.id) : false)
    met.add(record.id)
    if (!again) fresh++
    const rowId = observe(work, lane, side, record, order, link, row)
    noteMembership(work, lane, side, judge(record), { link, row, rowId })
    if (link) {
      listing.links.add(link.id)
      if (!again && !isGone(link, side)) listing.known++
    } else if (rowId !== null) listing.loose.add(rowId)
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
  link: Half | undefined,
  row: Seen | undefined,
): number | null {
  const seen = sighting(lane, side, record, order)
  const rowId = keepSight(work, lane, side, record, seen, link, row)
  // What stands as it stood was brought by nobody.
  if (link && (row?.slots || rowId !== null)) {
    const isNewest = order > link.order && order > (row?.read_order ?? 0)
    if (isNewest && link.gone === null) tellTwice(work, lane, seen, { ...link.base, ...row?.slots })
  }
  return rowId
}

function keepSight(
  work: Work,
  lane: Lane,
  side: Side,
  record: Record,
  seen: ReturnType<typeof sighting>,
  link: Half | undefined,
  row: Seen | undefined,
): number | null {
  const { memory } = work
  const { order } = seen
  if (isErased(work, lane, side, seen, link)) {
    // It says nothing, and goes on saying it.
    if (row?.slots && sameSlots(row.slots, {}) && row.title === '') return row.id
    return memory.seen.put({ ...seen, slots: {}, times: undefined, title: '' })
  }
  const isLarge = isTooLarge(seen.slots)
  standAside(work, lane, side, record, isLarge)
  if (isLarge) {
    if (row) memory.seen.drop(lane.no, side, record.id)
    if (link) return null
    // It is still known by its keys, so that it is not made a second time.
    memory.keys.set(lane.no, side, record.id, keysOn(work, lane, side, seen.slots))
    return memory.seen.put({ ...seen, slots: {} })
  }
  if (link && !isGone(link, side)) {
    // The living half of a tombstone has nothing to say but that it is there, where it had gone meanwhile.
    if (link.gone !== null && row?.slots === null && order > row.read_order)
      memory.seen.drop(lane.no, side, record.id)
    // An older observation never beats a newer base.
    if (order <= link.order || link.gone !== null) return null
    const learnt = fetched(lane, side, seen.slots, link.base)
    if (learnt) memory.links.replaceBase(link.id, side, learnt)
    if (
      link.version === lane.pairing.version &&
      holdsBase(lane.entries, side, seen.slots, link.base)
    ) {
      // What tells it apart and crosses nowhere stands in no base.
      if (lane.telling.length > 0)
        memory.keys.set(lane.no, side, record.id, keysOn(work, lane, side, seen.slots))
      if (row) {
        memory.seen.drop(lane.no, side, record.id)
        // It is back where both agreed: what could not cross is not to cross any more.
        memory.blocks.clear(lane.no, other(side), record.id)
      }
      return null
    }
  }
  // Also where it says nothing new: what tells records apart may have changed since it was last met.
  memory.keys.set(lane.no, side, record.id, keysOn(work, lane, side, seen.slots))
  if (row?.slots && sameSlots(row.slots, seen.slots) && row.title === seen.title) return row.id
  return memory.seen.put(seen)
}

/**
 * Was what was kept of it erased, or does a stranger go by a key of somebody erased? Nothing of it is kept then, and nobody
 * is made from it: the other half of who was erased may stand there unknown.
 */
function isErased(
  work: Work,
  lane: Lane,
  side: Side,
  { recordId, slots }: ReturnType<typeof sighting>,
  link: Half | undefined,
): boolean {
  const { tombstones, holds } = work.memory
  if (holds.isErased(lane.no, side, recordId)) return true
  if (link || !tombstones.any(lane.no)) return false
  const keys = keysOn(work, lane, side, slots)
  if (!tombstones.isKnownBy(lane.no, side, recordId, keys)) return false
  holds.put({
    pairing: lane.no,
    side,
    recordId,
    entry: '',
    why: 'erased',
    says: LIKE_ERASED,
    run: work.run.id,
    actor: null,
    now: work.clock.now(),
  })
  return true
}
const LIKE_ERASED =
  'It goes by the same key as a record of which everything was erased, so it is not copied. Let it go if it is to be synced all the same.'

/** A record too large to be kept is held until it is smaller. */
function standAside(work: Work, lane: Lane, side: Side, record: Record, isLarge: boolean): void {
  const { holds } = work.memory
  const held = holds.of(lane.no, side, record.id).filter((one) => one.entry === '')
  if (!isLarge) {
    for (const one of held) if (one.why === 'size') holds.release(one.id)
  } else if (held.length === 0)
    holds.put({
      pairing: lane.no,
      side,
      recordId: record.id,
      entry: '',
      why: 'size',
      says: TOO_LARGE,
      run: work.run.id,
      actor: null,
      now: work.clock.now(),
    })
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
    slots: {
      ...project(record.values, [...lane.slots[side], ...(twin ? [{ field: twin.id }] : [])]),
      ...computedOn(lane, side, record),
    },
    times: record.times,
    title: titleText(title).slice(0, 200),
    byVendor: record.byVendor,
    since: lane.since[side],
  }
}

/** What one half of a link is called, as far as its base remembers. */
export function titleFromBase(lane: Lane, link: Link, side: Side): string {
  const { primary } = lane.tables[side]
  return primary === undefined ? '' : titleText(baseOn(link, side)[primary] ?? null)
}

/** What a value reads as in a title. */
export const titleText = (value: Value): string => elements(value).map(titleOf).join(', ')

const titleOf = (element: unknown): string =>
  typeof element === 'object' && element !== null
    ? String(
        (element as { full?: unknown; name?: unknown }).full ??
          (element as { name?: unknown }).name ??
          '',
      )
    : String(element)

const TWIN = 'twin:'
/** The keys a record goes by: those of the mapping, what there may be only once, and the twin id it carries. */
export function keysOn(work: Work, lane: Lane, side: Side, slots: Values): string[] {
  const setting = { country: work.setup.defaultCountry }
  const values = told(lane, side, slots, setting)
  const twin = lane.twins[side]
  const carried = twin ? slots[twin.id] : null
  return [
    ...keysOf(lane.pairing, side, lane.tables, values, setting),
    ...onlyKeysOf(lane.pairing, side, lane.tables, values, setting),
    ...(typeof carried === 'string' ? [twinKey(carried)] : []),
  ]
}
export const twinKey = (id: string): string => `${TWIN}${id}`
/** The twin id among the keys a record goes by. */
export const twinIn = (keys: readonly string[]): string | null =>
  keys.find((key) => key.startsWith(TWIN))?.slice(TWIN.length) ?? null

/** Does a side still hold what it held? Unknown slots say nothing. */
export function holdsBase(
  entries: readonly Entry[],
  side: Side,
  slots: Values,
  base: Values,
): boolean {
  return entries.every((entry) => {
    const computedAt = computedKey(entry, side)
    return (
      stillAt(slotKey(entry[side]), slots, base) &&
      (computedAt === null || stillAt(computedAt, slots, base))
    )
  })
}

function stillAt(key: string, slots: Values, base: Values): boolean {
  const now = slots[key]
  if (now === undefined) return true
  const was = base[key]
  return was !== undefined && sameValue(now, was)
}

export function sameSlots(a: Values, b: Values): boolean {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)])
  return [...keys].every((key) => {
    const one = a[key]
    const two = b[key]
    return one === undefined || two === undefined ? one === two : sameValue(one, two)
  })
}
