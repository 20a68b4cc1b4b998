import { decideDeparture, type DepartureChoice } from '../../shared/departure.ts'
import { termsOn, writesTo } from '../../shared/mapping.ts'
import type { Bridge } from '../../shared/merge.ts'
import { other, SIDES, type Side } from '../../shared/record.ts'
import type { Decision } from '../objects/sync/decisions.ts'
import { baseOn, idOn, isThere, type Link } from '../objects/sync/links.ts'
import type { Write } from '../objects/sync/plan.ts'
import type { Seen } from '../objects/sync/seen.ts'
import { planLink } from './pair.ts'
import { holdsBase, titleFromBase } from './pull.ts'
import type { ChangeRow } from '../objects/sync/rows.ts'
import { bridgeOf } from './bridge.ts'
import { type Lane, lanesBeside, numberedOf, type Work } from './work.ts'
import { isChangedElsewhere } from './yielding.ts'

/** One half is gone, and proved so. */
export function planDeparture(
  work: Work,
  lane: Lane,
  lanes: readonly Lane[],
  link: Link,
  departed: readonly Side[],
  bridge: Bridge,
): void {
  const { memory, run } = work
  const about = `deletion:${link.id}`
  const back = SIDES.filter(
    (side) =>
      (link.gone === side || link.gone === 'both') &&
      memory.seen.get(lane.no, side, idOn(link, side))?.slots,
  )
  if (link.gone !== null && back.length > 0) {
    // Restored where it had been deleted: the link lives again, and merges on the next look.
    memory.runs.addResolved(work.run.id, memory.conflicts.clear(about))
    if (link.gone === 'both' && back.length < 2) memory.links.bury(link.id, other(back[0]!))
    else {
      memory.links.bury(link.id, null, link.gone === 'both' ? null : other(link.gone))
      const revived = memory.links.get(link.id)
      if (revived) planLink(work, lane, lanes, revived, bridge)
    }
    return
  }
  const gone = new Set<Side>([
    ...departed,
    ...(link.gone === 'both' ? SIDES : link.gone ? [link.gone] : []),
  ])
  if (gone.size === 2) {
    bury(work, lane, link, 'both')
    return
  }
  const [side] = [...gone]
  if (side === undefined || link.gone !== null) return
  const to = other(side)
  const alive = memory.seen.get(lane.no, to, idOn(link, to))
  const title = titleOf(lane, link) || (alive?.title ?? '')
  const { deletions } = termsOn(lane.pairing, to)
  const decision = memory.decisions.about(link.id, '')
  // What a person said of it holds for the record as they saw it, and not where another table brings it something new.
  const stands =
    decision !== undefined &&
    sawThis(decision, alive) &&
    !isChangedElsewhere(work, lane, lanes, link, to)
  if (decision && !stands) memory.decisions.drop(link.id, [''])
  const departure = decideDeparture({
    deletions,
    mayWrite: writesTo(lane.pairing.direction, to),
    canMark: lane.marks[to] !== null,
    shared: isHeldElsewhere(work, lane, to, idOn(link, to)),
    edited:
      alive !== undefined &&
      alive.slots !== null &&
      !holdsBase(lane.entries, to, alive.slots, baseOn(link, to)),
    decided: stands ? choiceOf(decision) : null,
  })
  if (departure === 'keep') {
    bury(work, lane, link, side)
    return
  }
  if (departure === 'ask') {
    memory.conflicts.raise({
      about,
      pairing: lane.no,
      kind: 'deletion',
      link: link.id,
      leftId: link.left_id,
      rightId: link.right_id,
      entry: null,
      base: title,
      left: side === 'left' ? null : title,
      right: side === 'right' ? null : title,
      says: `“${title}” was deleted on one side and edited on the other. The edited record stays until you decide.`,
      now: work.clock.now(),
      stamp: alive?.read_order ?? 0,
    })
    return
  }
  memory.runs.addResolved(work.run.id, memory.conflicts.clear(about))
  // Both tables lost it at once: it goes once, and the next look finds it gone for this one too.
  const isGoing = removalsElsewhere(work, lanes, lane, to, idOn(link, to)).some(
    ({ removal }) => removal.kind === 'delete',
  )
  if (isGoing) return
  memory.plan.add({
    run: run.id,
    pairing: lane.no,
    side: to,
    kind: departure,
    link: link.id,
    record_id: idOn(link, to),
    source_id: idOn(link, side),
    title,
    changes: departure === 'delete' ? [] : [markChange(lane, to, markText(work, side))],
    source: [],
    version: lane.pairing.version,
  })
}

/** Does another pairing hold this record of the same table too, with a half that lives? */
export function isHeldElsewhere(
  { memory, run }: Work,
  lane: Lane,
  side: Side,
  recordId: string,
): boolean {
  return numberedOf(memory, run).some(({ no, json }) => {
    if (no === lane.no || json[side] !== lane.pairing[side]) return false
    const link = memory.links.byRecord(no, side, recordId)
    if (!link) return false
    // Also where this run only proposes it, or has yet to find that its half is there again: whoever has just been entered
    // there is not deleted with the other.
    const from = other(side)
    return isThere(link, from, memory.seen.get(no, from, idOn(link, from)))
  })
}

/** What other pairings are about to delete or to mark of this record of the same table in the same run, or have. */
export const removalsElsewhere = (
  { memory, run }: Work,
  lanes: readonly Lane[],
  lane: Lane,
  side: Side,
  recordId: string,
): readonly { readonly lane: Lane; readonly removal: Write }[] =>
  lanesBeside(lanes, lane, side).flatMap((one) =>
    memory.plan.removals(run.id, one.no, side, recordId).map((removal) => ({ lane: one, removal })),
  )

/**
 * This pairing has something new for a record that another is to delete by a person's word: they said so before. What becomes of
 * it is decided anew, so that a list never holds both (seed 410000011).
 */
export function takeBack(
  work: Work,
  lanes: readonly Lane[],
  lane: Lane,
  side: Side,
  recordId: string,
): void {
  const { memory, run, clock } = work
  for (const { lane: one, removal } of removalsElsewhere(work, lanes, lane, side, recordId)) {
    const link = removal.link === null ? undefined : memory.links.get(removal.link)
    if (removal.kind !== 'delete' || removal.state !== 'planned' || !link) continue
    // Before the plan is whole nobody was shown it.
    if (run.state === 'merging') memory.plan.forget([removal.id])
    else memory.plan.drop(removal.id, clock.now())
    planLink(work, one, lanes, link, bridgeOf(work, one, lanes))
  }
}

const choiceOf = ({ choice }: Decision): DepartureChoice | null =>
  choice.is === 'delete' || choice.is === 'apart' ? choice.is : null

/** Is the living half still what the person saw when they decided? */
const sawThis = ({ seen }: Decision, alive: Seen | undefined): boolean =>
  seen === null || ('stamp' in seen && seen.stamp === (alive?.read_order ?? 0))

/** What a mark says: where the other half was deleted, and when that was seen. */
function markText(work: Work, side: Side): string {
  const day = new Date(work.clock.now()).toISOString().slice(0, 10)
  return `Deleted in ${work.ports[side].connector.name} (seen ${day})`
}

const markChange = (lane: Lane, on: Side, after: string | null): ChangeRow => ({
  entry: '',
  slot: { field: lane.marks[on]!.id },
  before: null,
  after,
  why: after === null ? 'restored' : 'deleted',
})

/** Both halves are there again: the mark comes off the one that was alone and bears it. */
export function reunite(work: Work, lane: Lane, link: Link): void {
  const on = link.alone
  if (on === null) return
  if (lane.marks[on] === null || termsOn(lane.pairing, on).deletions !== 'mark')
    return work.memory.links.reunite(link.id)
  work.memory.plan.add({
    run: work.run.id,
    pairing: lane.no,
    side: on,
    kind: 'mark',
    link: link.id,
    record_id: idOn(link, on),
    source_id: idOn(link, other(on)),
    title: titleOf(lane, link),
    changes: [markChange(lane, on, null)],
    source: [],
    version: lane.pairing.version,
  })
}

/** The link becomes a tombstone: what still lives of it is not brought back and not deleted. */
export function bury(work: Work, lane: Lane, link: Link, gone: Side | 'both'): void {
  const { memory } = work
  memory.links.bury(link.id, gone)
  memory.decisions.dropLink(link.id)
  memory.runs.addResolved(work.run.id, memory.conflicts.clearLink(link.id))
  for (const side of SIDES) {
    memory.seen.drop(lane.no, side, idOn(link, side))
    memory.blocks.clear(lane.no, side, idOn(link, other(side)))
  }
}

/** What a linked record is called, as far as the bases remember. */
export function titleOf(lane: Lane, link: Link): string {
  return titleFromBase(lane, link, 'left') || titleFromBase(lane, link, 'right')
}
