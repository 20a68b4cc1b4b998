import { decideDeparture, type DepartureChoice } from '../../shared/departure.ts'
import { termsOn, writesTo } from '../../shared/mapping.ts'
import { other, SIDES, type Side } from '../../shared/record.ts'
import type { Decision } from '../objects/sync/decisions.ts'
import { baseOn, idOn, type Link } from '../objects/sync/links.ts'
import type { Seen } from '../objects/sync/seen.ts'
import type { ChangeRow } from '../objects/sync/rows.ts'
import { bury } from './bury.ts'
import { isHeldElsewhere, removalsElsewhere } from './elsewhere.ts'
import { holdsBase, titleOf } from './sighting.ts'
import type { Lane, Work } from './work.ts'
import { isChangedElsewhere } from './yielding.ts'

/** On which sides a half that was known to be gone is there again. */
export const backOn = ({ memory }: Work, lane: Lane, link: Link): readonly Side[] =>
  SIDES.filter(
    (side) =>
      (link.gone === side || link.gone === 'both') &&
      memory.seen.get(lane.no, side, idOn(link, side))?.slots,
  )

/** Restored where it had been deleted. Returns the link where both halves live, to be merged like any other. */
export function revive({ memory, run }: Work, link: Link, back: readonly Side[]): Link | undefined {
  memory.runs.addResolved(run.id, memory.conflicts.clear(aboutDeletion(link)))
  if (link.gone === 'both' && back.length < 2) {
    memory.links.bury(link.id, other(back[0]!))
    return undefined
  }
  memory.links.bury(
    link.id,
    null,
    link.gone === 'both' || link.gone === null ? null : other(link.gone),
  )
  return memory.links.get(link.id)
}

const aboutDeletion = (link: Link): string => `deletion:${link.id}`

/** One half is gone, and proved so. */
export function planDeparture(
  work: Work,
  lane: Lane,
  lanes: readonly Lane[],
  link: Link,
  departed: readonly Side[],
): void {
  const { memory, run } = work
  const about = aboutDeletion(link)
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
