import * as z from 'zod'
import type { Failure } from '../../shared/failure.ts'
import { other, SIDES, type Side } from '../../shared/record.ts'
import { baseOn, halfOn, idOn, isGone, isThere, type Link } from '../objects/sync/links.ts'
import { type Listing, provesAbsence } from '../objects/sync/listings.ts'
import { keysOn } from './keys.ts'
import { observe } from './observe.ts'
import { titleFromBase } from './sighting.ts'
import { isSpent, type Lane, numberedOf, type Work } from './work.ts'

/** How far the search for absent records has got: which pairing and side, what of it, after which record. */
const Position = z.object({
  turn: z.number(),
  stage: z.enum(['loose', 'links']),
  after: z.string(),
  /** Where some were read once more after all had been searched: these turns alone, by name. */
  only: z.array(z.string()).optional(),
})
type Position = z.infer<typeof Position>

const CHUNK = 2_000

/**
 * What complete listings did not meet. A linked record is asked for by name: only the vendor's own "gone" counts. A
 * record without a link is simply forgotten. Both are found by their bits, without reading what was met.
 */
export async function settleAbsences(
  work: Work,
  lanes: readonly Lane[],
): Promise<'complete' | 'later' | Failure> {
  const { memory, run } = work
  const turns = lanes.flatMap((lane) => SIDES.map((side): Turn => ({ lane, side })))
  const stored = memory.runs.get(run.id)?.cursor ?? null
  let at: Position =
    stored === null ? { turn: 0, stage: 'loose', after: '' } : Position.parse(JSON.parse(stored))
  for (let turn = turns[at.turn]; turn !== undefined; turn = turns[at.turn]) {
    const { lane, side } = turn
    const listing = memory.listings.get(lane.no, side, run.id)
    if (listing?.complete && (at.only?.includes(nameOf(turn)) ?? true)) {
      const end = await settleSide(work, lane, side, listing, at)
      if (end !== 'complete') return end
    }
    at = { ...at, turn: at.turn + 1, stage: 'loose', after: '' }
    memory.runs.change(run.id, { cursor: JSON.stringify(at) })
  }
  return 'complete'
}

type Turn = { readonly lane: Lane; readonly side: Side }
const nameOf = ({ lane, side }: Turn): string => `${lane.no} ${side}`

/**
 * These are listed once more, after all had been searched: so they are searched once more, and nobody else is, who would be
 * counted a second time where a search found them (seeds 410004127, 410004233).
 */
export function searchAgain({ memory, run }: Work, turns: readonly Turn[]): void {
  const begin: Position = { turn: 0, stage: 'loose', after: '', only: turns.map(nameOf) }
  memory.runs.change(run.id, { cursor: JSON.stringify(begin) })
}

async function settleSide(
  work: Work,
  lane: Lane,
  side: Side,
  listing: Listing,
  from: Position,
): Promise<'complete' | 'later' | Failure> {
  const { memory, run } = work
  const save = (at: Position) => memory.runs.change(run.id, { cursor: JSON.stringify(at) })

  for (let { stage, after } = from; stage === 'loose';) {
    const rows = memory.seen.idsBy(lane.no, side, after, CHUNK)
    after = rows.at(-1)?.at ?? ''
    memory.together(() => {
      for (const { id, at } of rows) if (!listing.loose.has(id)) forget(work, lane, side, at)
      if (rows.length === CHUNK) save({ ...from, stage, after })
    })
    if (rows.length < CHUNK) break
    if (isSpent(work, CHUNK)) return 'later'
  }

  const there = memory.links.countOn(lane.no, side)
  const isProof = provesAbsence(listing, there)
  if (isProof && listing.known >= there) return 'complete'
  for (let after = from.stage === 'links' ? from.after : ''; ;) {
    const rows = memory.links.idsBy(lane.no, side, after, CHUNK)
    const unmet = rows.filter(({ id }) => !listing.links.has(id)).map(({ id }) => id)
    const absent = memory.links.many(unmet).filter((link) => !isGone(link, side))
    // Where nobody known was met, only who has turned up again under another id is looked for.
    const missing = absent.filter((link) => isProof || turnedUp(work, lane, side, link, listing))
    missing.sort((a, b) => (idOn(a, side) < idOn(b, side) ? -1 : 1))
    const { lookup } = work.ports[side].connector.limits
    for (let i = 0; i < missing.length; i += lookup) {
      const part = missing.slice(i, i + lookup)
      // What is found changes the count, so a search that is cut off does not begin again before it.
      const failure = await lookFor(work, lane, side, part, isProof, () =>
        save({ ...from, stage: 'links', after: idOn(part.at(-1)!, side) }),
      )
      if (failure) return failure
      if (isSpent(work)) return 'later'
    }
    after = rows.at(-1)?.at ?? ''
    if (rows.length < CHUNK) return 'complete'
    if (!isSpent(work, CHUNK)) continue
    save({ ...from, stage: 'links', after })
    return 'later'
  }
}

/** A record without a link that is not listed any more: nothing of it is kept. */
export function forget(
  { memory }: Work,
  lane: Pick<Lane, 'no'>,
  side: Side,
  recordId: string,
): void {
  if (memory.links.otherHalf(lane.no, side, recordId)) return
  memory.seen.drop(lane.no, side, recordId)
  memory.keys.set(lane.no, side, recordId, [])
  memory.conflicts.clear(`match:${lane.no}:${side}:${recordId}`)
  memory.blocks.clear(lane.no, other(side), recordId)
}

/**
 * We deleted it ourselves: counted off where it was counted. Another table that has seen it, and has no half for it yet, is
 * not to find one for who is no more: that half would go with it by the next look (seed 82002170). A half that is being made
 * there already comes, and counts until that look (seed 530000010).
 */
export function countOff(work: Work, lane: Lane, side: Side, recordId: string): void {
  const { memory, run, clock } = work
  for (const { no, json } of numberedOf(memory, run)) {
    if (json[side] !== lane.pairing[side]) continue
    const link = memory.links.byRecord(no, side, recordId)
    const isOther = no !== lane.no
    if (isOther && link) continue
    const made = isOther ? memory.plan.openFrom(run.id, no, other(side), recordId) : []
    if (made.some(({ state }) => state === 'sent')) continue
    for (const { id } of made) memory.plan.drop(id, clock.now())
    const row = memory.seen.get(no, side, recordId)
    if (isThere(link, side, row)) memory.pairings.addTotal(no, side, -1)
    if (isOther && row) forget(work, { no }, side, recordId)
  }
}

/** Rows that were removed and put in again: exactly one listed record without a link goes by a key of this one. */
function turnedUp(work: Work, lane: Lane, side: Side, link: Link, listing: Listing): boolean {
  const { memory } = work
  return keysOn(work, lane, side, baseOn(link, side)).some((key) => {
    const others = memory.keys
      .holders(lane.no, side, key)
      .filter((holder) => holder !== idOn(link, side))
    const row = others.length === 1 ? memory.seen.get(lane.no, side, others[0]!) : undefined
    return row !== undefined && listing.loose.has(row.id)
  })
}

/** Ask for linked records that a listing did not meet: there after all, or proved gone. */
async function lookFor(
  work: Work,
  lane: Lane,
  side: Side,
  links: readonly Link[],
  isProof: boolean,
  save: () => void,
): Promise<Failure | null> {
  const { memory, ports } = work
  const order = memory.setup.nextOrder()
  const readings = await ports[side].connector.read(
    lane.tables[side],
    lane.fields[side],
    links.map((link) => idOn(link, side)),
  )
  if (!readings.ok) return readings.error
  memory.together(() => {
    save()
    for (const reading of readings.value) {
      const link = links.find((one) => idOn(one, side) === reading.id)
      if (!link) continue
      if (reading.record) {
        // There after all, though the listing did not count it.
        if (isProof) memory.pairings.addTotal(lane.no, side, 1)
        const row = memory.seen.get(lane.no, side, reading.id)
        observe(work, lane, side, reading.record, order, halfOn(link, side), row)
        continue
      }
      // It was counted as there as long as nothing was proved.
      const before = memory.seen.get(lane.no, side, reading.id)
      if (!isProof && before?.slots !== null) memory.pairings.addTotal(lane.no, side, -1)
      keepGone(work, lane, link, side, order)
    }
  })
  return null
}

/** Is more known of it than a look with this number can say? Two looks may overtake each other. */
export const isOlder = (row: { readonly read_order: number } | undefined, order: number): boolean =>
  row !== undefined && row.read_order > order

/** The vendor itself says, asked by name, that this one is not there (any more). False where a newer look knows better. */
export function lose(work: Work, lane: Lane, side: Side, id: string, order: number): boolean {
  const { memory } = work
  const link = memory.links.byRecord(lane.no, side, id)
  const row = memory.seen.get(lane.no, side, id)
  if (isOlder(row, order)) return false
  if (!isThere(link, side, row)) return true
  memory.pairings.addTotal(lane.no, side, -1)
  if (link && !isGone(link, side)) keepGone(work, lane, link, side, order)
  else forget(work, lane, side, id)
  return true
}

/** A linked record was seen to be gone: it goes by no key, and the plan decides what becomes of its other half. */
export function keepGone(
  { memory }: Work,
  lane: Lane,
  link: Link,
  side: Side,
  order: number,
): void {
  const recordId = idOn(link, side)
  memory.keys.set(lane.no, side, recordId, [])
  memory.seen.put({
    pairing: lane.no,
    side,
    recordId,
    order,
    slots: null,
    times: undefined,
    title: titleFromBase(lane, link, side),
    since: lane.since[side],
  })
}
