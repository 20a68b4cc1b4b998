import type { Failure } from '../../shared/failure.ts'
import { asksForMe, type Filter, type FilterContext, holds } from '../../shared/filter.ts'
import { SIDES, type Side } from '../../shared/record.ts'
import type { Record } from '../../shared/record.ts'
import { ok, type Result } from '../../shared/result.ts'
import type { Half } from '../objects/sync/links.ts'
import type { Listing } from '../objects/sync/listings.ts'
import type { Membership } from '../objects/sync/memberships.ts'
import type { Seen } from '../objects/sync/seen.ts'
import { isSpent, type Lane, mayPass, type Work } from './work.ts'

/** A record outside the filter, inside, or not to be told: then it stays as it was. */
export type Judge = (record: Record) => boolean | null

/** How the records of one side are judged as they are read; what the vendor judges is asked afterwards. */
export function judgeOf(work: Work, lane: Lane, side: Side): Judge {
  const filter = lane.filters[side]
  if (filter === undefined) return () => true
  if (filter.kind !== 'rules' || lane.frozen !== null) return () => null
  const context: FilterContext = {
    now: new Date(work.clock.now()).toISOString(),
    me: work.memory.setup.me(side),
  }
  return (record) => holds(filter.rules, record.values, context)
}

/**
 * Note whether a record that was just read stands inside its filter. `isIn` null: it cannot be told, so it stays as it was;
 * nothing is copied of a record that was never known to pass.
 */
export function noteMembership(
  { memory }: Work,
  lane: Lane,
  side: Side,
  isIn: boolean | null,
  known: {
    readonly link: Half | undefined
    readonly row: Seen | undefined
    readonly rowId: number | null
  },
): void {
  const { link, row, rowId } = known
  if (link) {
    if (isIn !== null && (link.out === 1) === isIn) memory.links.setOut(link.id, side, !isIn)
  } else if (rowId !== null) {
    const isOut =
      isIn === null ? (row ? row.out === 1 : lane.filters[side]?.kind === 'rules') : !isIn
    if (((row?.out ?? 0) === 1) !== isOut) memory.seen.setOut(rowId, isOut)
  }
}

/** A listing begins: remember by which rules its records are judged. */
export function beginRules({ memory, run, clock }: Work, lane: Lane, side: Side): void {
  const filter = lane.filters[side]
  // Where another filter cannot be judged, nobody is: once it can, they are read again (seed 430044002).
  if (filter?.kind !== 'rules' || lane.frozen !== null) return
  const begun = memory.memberships.begin(lane.no, side, run.id, filter, clock.now())
  memory.memberships.save({ ...begun, stage: 'done' })
}

/** Was everybody judged in this run by the filter that stands there now? Somebody may have changed it meanwhile. */
export function isJudged({ memory, run }: Work, lane: Lane, side: Side): boolean {
  const filter = lane.filters[side]
  if (filter === undefined || lane.frozen !== null) return true
  return memory.memberships.isAsked(lane.no, side, run.id, filter)
}

/** Rules may speak of the “current user”: ask, once a run, who that is. Nobody to be found settles nothing. */
export async function learnMe(work: Work, lanes: readonly Lane[]): Promise<Result<true, Failure>> {
  for (const side of SIDES) {
    const asks = (filter: Filter | undefined): boolean =>
      filter?.kind === 'rules' && asksForMe(filter.rules)
    if (!lanes.some((lane) => asks(lane.filters[side]))) continue
    const account = await work.ports[side].connector.identify()
    if (!account.ok) return account
    const { userId, email } = account.value
    work.memory.setup.setMe(side, userId === null ? null : { id: userId, email: email ?? null })
  }
  return ok(true)
}

/** Pages between two checkpoints: a crash costs these few calls, a checkpoint a blob of all bits. */
const PAGES_PER_SAVE = 20
const CURSOR_LIFE_MS = 120_000
const CHUNK = 500

/**
 * Ask the vendor which records pass its own filter, and note who left it or came back. Only records that this run's
 * complete listing met are judged: who is absent has not left the filter. A filter that cannot be judged (its view is
 * gone) freezes the pairing instead of emptying it.
 */
export async function takeMembers(
  work: Work,
  lane: Lane,
  side: Side,
  listing: Listing,
): Promise<'complete' | 'later' | Failure> {
  const { memory, run, clock } = work
  const filter = lane.filters[side]
  if (filter === undefined || filter.kind === 'rules') return 'complete'
  const known = memory.memberships.get(lane.no, side)
  const isOld =
    known?.run !== run.id ||
    known.filter !== JSON.stringify(filter) ||
    (known.stage === 'reading' && clock.now() - known.touched > CURSOR_LIFE_MS)
  let members = isOld
    ? memory.memberships.begin(lane.no, side, run.id, filter, clock.now())
    : known!
  const { connector } = work.ports[side]
  let pages = 0
  for (let restarts = 0; members.stage === 'reading';) {
    if (isSpent(work)) {
      memory.memberships.save(members)
      return 'later'
    }
    const page = connector.members
      ? await connector.members(lane.tables[side], filter, members.cursor)
      : unheard(connector.name)
    if (!page.ok) {
      if (page.error.reason === 'listing_broke' && ++restarts <= 3) {
        members = memory.memberships.begin(lane.no, side, run.id, filter, clock.now())
        continue
      }
      if (!isOfTheFilter(page.error)) return page.error
      memory.memberships.save({ ...members, stage: 'done', failure: page.error })
      return 'complete'
    }
    const { ids, cursor } = page.value
    for (const id of memory.links.numbersOf(lane.no, side, ids)) members.links.add(id)
    for (const id of memory.seen.numbersOf(lane.no, side, ids)) members.loose.add(id)
    members.cursor = cursor
    members.touched = clock.now()
    if (cursor === null) members.stage = 'links'
    if (cursor === null || ++pages % PAGES_PER_SAVE === 0) memory.memberships.save(members)
  }
  return settleMembers(work, lane, side, listing, members)
}

/** A vendor that knows no filters of its own was told to judge one. */
const unheard = (name: string): Result<never, Failure> => ({
  ok: false,
  error: { reason: 'invalid', field: 'filter', why: `${name} cannot judge it; use rules instead` },
})

/** Is it the filter that is wrong, rather than the line or the connection? */
const isOfTheFilter = (failure: Failure): boolean =>
  !mayPass(failure) && ['gone', 'invalid', 'refused'].includes(failure.reason)

function settleMembers(
  work: Work,
  lane: Lane,
  side: Side,
  listing: Listing,
  members: Membership,
): 'complete' | 'later' {
  const { memory } = work
  while (members.stage !== 'done') {
    if (isSpent(work, CHUNK)) {
      memory.memberships.save(members)
      return 'later'
    }
    memory.together(() => {
      const rows =
        members.stage === 'links'
          ? memory.links.outs(lane.no, side, members.after, CHUNK)
          : memory.seen.outs(lane.no, side, members.after, CHUNK)
      const [met, passing] =
        members.stage === 'links' ? [listing.links, members.links] : [listing.loose, members.loose]
      for (const { id, out } of rows) {
        const isOutNow = !passing.has(id)
        if (!met.has(id) || (out === 1) === isOutNow) continue
        if (members.stage === 'links') memory.links.setOut(id, side, isOutNow)
        else memory.seen.setOut(id, isOutNow)
      }
      const last = rows[rows.length - 1]
      if (last) members.after = last.id
      else {
        members.stage = members.stage === 'links' ? 'loose' : 'done'
        members.after = 0
      }
    })
  }
  memory.memberships.save(members)
  return 'complete'
}
