import { type Candidate, doubtSays, identify, ONLY } from '../../shared/match.ts'
import { slotKey, termsOn, writesTo } from '../../shared/mapping.ts'
import { other, type Side } from '../../shared/record.ts'
import { sameValue } from '../../shared/value.ts'
import { idOn, isGone, type Link } from '../objects/sync/links.ts'
import type { Fate, Seen } from '../objects/sync/seen.ts'
import { twinKey } from './keys.ts'
import { tellingKeys } from './promised.ts'
import type { Lane, Work } from './work.ts'

/** What a doubt about a record is filed under. */
export const aboutMatch = (lane: Lane, side: Side, recordId: string): string =>
  `match:${lane.no}:${side}:${recordId}`

/** Decide about one record without a link by its keys (those of the mapping); whom they leave a stranger is left to its likenesses. */
export function place(
  work: Work,
  lane: Lane,
  side: Side,
  record: Seen,
  keys: readonly string[],
): void {
  const { memory } = work
  const about = aboutMatch(lane, side, record.record_id)
  // The other side's turn may have linked it already.
  if (memory.links.otherHalf(lane.no, side, record.record_id)) return
  const hold = memory.holds.of(lane.no, side, record.record_id).find((one) => one.entry === '')
  if (hold) {
    memory.runs.addResolved(work.run.id, memory.conflicts.clear(about))
    memory.seen.decide(record.id, 'held', hold.says)
    return
  }

  const same = memory.verdicts.sameAs(lane.no, side, record.record_id)
  if (same !== undefined && joinAsSaid(work, lane, side, record, same)) return

  const apart = memory.verdicts.apartFrom(lane.no, side, record.record_id)
  const twin = byTwin(work, lane, side, record, apart)
  const identity =
    twin.is === 'unknown'
      ? identify(keys.map((key) => candidates(work, lane, side, record.record_id, key, apart)))
      : twin

  switch (identity.is) {
    case 'match': {
      join(work, lane, side, record, identity.id)
      return
    }
    case 'held':
      if (record.out === 1) return filtered(work, record, about)
      memory.runs.addResolved(work.run.id, memory.conflicts.clear(about))
      memory.seen.decide(record.id, 'held', identity.says)
      return
    case 'doubt': {
      const lost =
        identity.ids.length === 1 ? lostTwin(work, lane, side, identity.ids[0]!) : undefined
      if (lost) {
        // Its old other half is gone and this one has its keys: a re-creation or a merge, so the link follows.
        follow(work, lane, side, record, lost)
        return
      }
      if (record.out === 1) return filtered(work, record, about)
      const says = doubtSays(identity)
      memory.seen.decide(record.id, 'conflict', says)
      memory.conflicts.raise({
        about,
        pairing: lane.no,
        kind: 'match',
        link: null,
        leftId: side === 'left' ? record.record_id : (identity.ids[0] ?? null),
        rightId: side === 'right' ? record.record_id : (identity.ids[0] ?? null),
        entry: null,
        base: null,
        left: side === 'left' ? record.title : identity.ids.join(', '),
        right: side === 'right' ? record.title : identity.ids.join(', '),
        says,
        now: work.clock.now(),
        candidates: identity.ids.map((id) => ({ id, likeness: null })),
      })
      return
    }
    case 'stranger': {
      const bearer = [...apart].find((id) =>
        memory.keys.holders(lane.no, other(side), twinKey(record.record_id)).includes(id),
      )
      if (bearer !== undefined) {
        // A create that is found again by that id would land in the very record it was parted from.
        memory.seen.decide(record.id, 'held', BORNE)
        return
      }
      const holder = holderOf(work, lane, side, record, apart)
      if (holder) {
        if (holder.lost) follow(work, lane, side, record, holder.lost)
        else join(work, lane, side, record, holder.id)
        return
      }
      const late = lateTwin(work, lane, side, record)
      if (late !== null) {
        propose(work, lane, side, record, late)
        return
      }
      if (lane.likeness !== null && record.wanted === 0) {
        // Judged already, as it is; or its fate is open until its likenesses are known.
        if (record.judged === null) memory.seen.decide(record.id, null, null)
        else if (record.fate !== 'conflict') {
          // Nobody is like it; but the sync may make such records by now, or make them no more.
          const { fate, says } = strangerFate(work, lane, side, record)
          if (fate === null) memory.seen.decide(record.id, null, null)
          else if (fate !== record.fate || says !== record.says)
            memory.seen.judge(record.id, fate, says, record.judged)
        }
        return
      }
      memory.runs.addResolved(work.run.id, memory.conflicts.clear(about))
      const { fate, says } = strangerFate(work, lane, side, record)
      memory.seen.decide(record.id, fate, says)
      return
    }
  }
}

const BORNE =
  'The record it was unlinked from still bears its id. Empty the record id field there, and this one is made anew.'

/**
 * Whoever holds, on the other side, a value of which there may be only one that this record is to be made with: it cannot be
 * made beside them, so they are it, where nobody else could be. The vendor would refuse it, but only once the preview has
 * promised it.
 */
function holderOf(
  work: Work,
  lane: Lane,
  side: Side,
  record: Seen,
  apart: ReadonlySet<string>,
): { readonly id: string; readonly lost?: Link } | undefined {
  const { memory } = work
  const to = other(side)
  const keys = tellingKeys(work, lane, record).filter((key) => key.startsWith(ONLY))
  if (keys.length === 0 || strangerFate(work, lane, side, record).fate !== 'create')
    return undefined
  const [id, ...more] = new Set(keys.flatMap((key) => memory.keys.holders(lane.no, to, key)))
  if (id === undefined || more.length > 0 || apart.has(id)) return undefined
  if (keys.some((key) => memory.keys.holders(lane.no, side, key).length > 1)) return undefined
  if (memory.links.otherHalf(lane.no, to, id) === undefined)
    return memory.seen.get(lane.no, to, id)?.slots ? { id } : undefined
  const lost = lostTwin(work, lane, side, id)
  return lost && { id, lost }
}

/** What becomes of a record that nobody on the other side is. */
export function strangerFate(
  work: Work,
  lane: Lane,
  side: Side,
  record: Pick<Seen, 'record_id' | 'out' | 'by_vendor' | 'wanted'>,
): { fate: Fate | null; says: string | null } {
  if (record.out === 1) return { fate: 'filtered', says: OUTSIDE }
  if (record.by_vendor === 1)
    return {
      fate: 'held',
      says: `${work.ports[side].connector.name} made this record by itself, so it is not copied. Make it on the other side, and the two are linked.`,
    }
  const to = other(side)
  const may =
    (record.wanted === 1 ||
      isAskedFor(work, lane, side, record.record_id) ||
      termsOn(lane.pairing, to).createMissing) &&
    writesTo(lane.pairing.direction, to)
  if (!may)
    return { fate: 'not_created', says: 'The sync does not create records on the other side.' }
  if (lane.blind !== null) return { fate: 'held', says: lane.blind }
  return { fate: lane.frozen === null ? 'create' : null, says: null }
}
const OUTSIDE = 'It is outside the filter.'

/** Is this run for a person who wants this very record on the other side, whatever the terms say? */
const isAskedFor = ({ run }: Work, lane: Lane, side: Side, recordId: string): boolean =>
  run.purpose.is === 'direct' &&
  run.purpose.records.some(
    (mark) =>
      mark.wanted === true &&
      mark.pairing === lane.no &&
      mark.side === side &&
      mark.recordId === recordId,
  )

/** A person said who it is: so it is, as long as both are there and neither belongs to somebody else. */
function joinAsSaid(work: Work, lane: Lane, side: Side, record: Seen, same: string): boolean {
  const { memory } = work
  const lost = lostTwin(work, lane, side, same)
  if (lost) {
    follow(work, lane, side, record, lost)
    return true
  }
  const free =
    !memory.links.otherHalf(lane.no, other(side), same) &&
    memory.seen.get(lane.no, other(side), same)?.slots
  if (!free) return false
  join(work, lane, side, record, same)
  return true
}

/** The two are one: nobody is asked any more, and the link is proposed. */
export function join(
  work: Work,
  lane: Lane,
  side: Side,
  record: Pick<Seen, 'record_id'>,
  otherId: string,
): void {
  const { memory, run } = work
  for (const [on, id] of [
    [side, record.record_id],
    [other(side), otherId],
  ] as const)
    memory.runs.addResolved(run.id, memory.conflicts.clear(aboutMatch(lane, on, id)))
  propose(work, lane, side, record, otherId)
}

/** Its old other half is gone and this one is it: a re-creation or a merge, so the link follows. */
function follow(work: Work, lane: Lane, side: Side, record: Seen, lost: Link): void {
  const { memory } = work
  const about = aboutMatch(lane, side, record.record_id)
  memory.runs.addResolved(work.run.id, memory.conflicts.clear(about))
  memory.seen.drop(lane.no, side, idOn(lost, side))
  memory.holds.follow(lane.no, side, idOn(lost, side), record.record_id)
  memory.verdicts.rename(lane.no, side, idOn(lost, side), record.record_id)
  // Nobody looked at the living half of a tombstone: it is read before the two are merged.
  const alone = lost.gone === null || lost.gone === 'both' ? null : other(lost.gone)
  memory.links.repoint(lost.id, side, record.record_id, alone)
  memory.links.setOut(lost.id, side, record.out === 1)
  memory.seen.decide(record.id, null, null)
}

/**
 * A record outside the filter is copied nowhere and asks nobody. It still has its keys, so that the one it belongs to is
 * linked with it instead of being made a second time.
 */
function filtered(work: Work, record: Seen, about: string): void {
  work.memory.runs.addResolved(work.run.id, work.memory.conflicts.clear(about))
  work.memory.seen.decide(record.id, 'filtered', OUTSIDE)
}

type ByTwin = { is: 'match'; id: string } | { is: 'held'; says: string } | { is: 'unknown' }

/**
 * The twin ids are evidence where they are unequivocal: the record names a free one, or a free one names it, and nobody
 * else does. A copy of a linked record carries its twin id too: that one is held.
 */
function byTwin(
  work: Work,
  lane: Lane,
  side: Side,
  record: Seen,
  apart: ReadonlySet<string>,
): ByTwin {
  const { memory } = work
  const to = other(side)
  const field = lane.twins[side]
  const named = field ? record.slots?.[field.id] : null
  if (typeof named === 'string' && named !== '' && !apart.has(named)) {
    const link = memory.links.byRecord(lane.no, to, named)
    if (
      link &&
      idOn(link, side) !== record.record_id &&
      !isGone(link, side) &&
      !isDeparted(work, lane, link, side)
    )
      return {
        is: 'held',
        says: 'It looks like a copy of a linked record. Empty its record id field to let it be created.',
      }
    const claims = memory.keys.holders(lane.no, side, twinKey(named)).length
    if (!link && claims === 1 && memory.seen.get(lane.no, to, named)?.slots)
      return { is: 'match', id: named }
  }
  const naming = memory.keys
    .holders(lane.no, to, twinKey(record.record_id))
    .filter(
      (id) =>
        !apart.has(id) &&
        !memory.links.byRecord(lane.no, to, id) &&
        memory.seen.get(lane.no, to, id)?.slots,
    )
  return naming.length === 1 ? { is: 'match', id: naming[0]! } : { is: 'unknown' }
}

function candidates(
  work: Work,
  lane: Lane,
  side: Side,
  recordId: string,
  key: string,
  apart: ReadonlySet<string>,
): Candidate[] {
  const { memory } = work
  const found = memory.keys.holders(lane.no, other(side), key).filter((id) => !apart.has(id))
  if (found.length === 0) return []
  const sharing = memory.keys.holders(lane.no, side, key).filter((id) => id !== recordId)
  return found.map((id) => ({
    id,
    linked: memory.links.otherHalf(lane.no, other(side), id) !== undefined,
    rivals: sharing.length === 0 ? 0 : rivalsFor(work, lane, side, id, sharing),
  }))
}

/** Of the records that share a key with this one, those that are not said to be somebody else. */
function rivalsFor(
  work: Work,
  lane: Lane,
  side: Side,
  id: string,
  sharing: readonly string[],
): number {
  const apart = work.memory.verdicts.apartFrom(lane.no, other(side), id)
  return sharing.filter((rival) => !apart.has(rival)).length
}

/**
 * Without twin ids a create whose answer was lost can only be known again by what it holds: a record on the other side,
 * without a link, that has every value we sent. The listing that met it began after the call could no longer take
 * effect, so if there is none it was never made.
 */
function lateTwin(work: Work, lane: Lane, side: Side, record: Seen): string | null {
  const { memory } = work
  const to = other(side)
  const lost = memory.plan.lostCreate(lane.no, to, record.record_id)
  if (!lost) return null
  const end = memory.seen.last()
  for (let after = 0; after < end;) {
    const { records, upTo } = memory.seen.loose(lane.no, to, after, end, 500)
    const twin = records.find(
      ({ slots }) =>
        slots !== null &&
        lost.changes.every(({ slot, after: sent }) => {
          const holds = slots[slotKey(slot)]
          return holds !== undefined && sameValue(holds, sent)
        }),
    )
    if (twin) return twin.record_id
    after = upTo
  }
  return null
}

/**
 * The link of a candidate that is there, perhaps again, and whose half on the asker's side has gone. Where that half came
 * back too, its link is its own, and who else has its keys is somebody to ask about.
 */
function lostTwin(work: Work, lane: Lane, side: Side, candidate: string): Link | undefined {
  const to = other(side)
  const link = work.memory.links.byRecord(lane.no, to, candidate)
  if (!link) return undefined
  const isBack = (on: Side): boolean =>
    Boolean(work.memory.seen.get(lane.no, on, idOn(link, on))?.slots)
  const isThere = !isGone(link, to) || isBack(to)
  const isLost = isGone(link, side) ? !isBack(side) : isDeparted(work, lane, link, side)
  return isThere && isLost ? link : undefined
}

/** Was it proved gone in this very run? */
const isDeparted = (work: Work, lane: Lane, link: Link, side: Side): boolean => {
  const row = work.memory.seen.get(lane.no, side, idOn(link, side))
  return row !== undefined && row.slots === null
}

function propose(
  work: Work,
  lane: Lane,
  side: Side,
  record: Pick<Seen, 'record_id'>,
  otherId: string,
): void {
  const mine = { id: record.record_id, base: {}, order: 0 }
  const theirs = { id: otherId, base: {}, order: 0 }
  const link = work.memory.links.add({
    pairing: lane.no,
    left: side === 'left' ? mine : theirs,
    right: side === 'right' ? mine : theirs,
    version: 0,
    proposed: work.run.id,
  })
  for (const [on, id] of [
    [side, record.record_id],
    [other(side), otherId],
  ] as const) {
    const row = work.memory.seen.get(lane.no, on, id)
    if (!row) continue
    work.memory.seen.decide(row.id, null, null)
    if (row.out === 1) work.memory.links.setOut(link, on, true)
  }
}
