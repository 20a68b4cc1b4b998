import type { Connector } from '../connectors/connector.ts'
import type { Failure } from '../../shared/failure.ts'
import { type Record, type Side, SIDES } from '../../shared/record.ts'
import { isGone } from '../objects/sync/links.ts'
import { type Listing, provesAbsence } from '../objects/sync/listings.ts'
import { STANDS } from '../objects/sync/pairings.ts'
import { searchAgain, settleAbsences } from './absences.ts'
import { takeBackProposals } from './leave.ts'
import { beginRules, isJudged, judgeOf, learnMe, noteMembership, takeMembers } from './members.ts'
import { observe } from './observe.ts'
import { readReturned } from './returned.ts'
import { describe, isFresh, keep } from './schema.ts'
import { portions } from './size.ts'
import { strangers } from './strange.ts'
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
      // What is listed from here on goes by the keys of the mapping as it is.
      for (const { no } of lanesOf(work).lanes)
        if (memory.pairings.keyed(no) !== STANDS) memory.pairings.setKeyed(no, run.id)
      memory.pairings.turnOver(isDraft)
      memory.runs.change(run.id, { position: BEGUN })
    })
  }
  // Both schemas are asked for again beside the listings, which trust the last answer meanwhile; one that was read a
  // moment ago, while the mapping was drawn up, is trusted altogether.
  const { lanes } = lanesOf(work)
  const [schema, ends] = await Promise.all([
    run.position < DESCRIBED && !isFresh(work) ? describe(work) : null,
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

/** How far pulling has got, as the run remembers it. */
const BEGUN = 1
const DESCRIBED = 2

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
