import type { Pairing } from '../../shared/mapping.ts'
import type { Change, Merge } from '../../shared/merge.ts'
import { goesRound } from '../../shared/plan/breaker.ts'
import { other, type Side, SIDES } from '../../shared/record.ts'
import { rivalsOf } from '../../shared/validate/rivals.ts'
import { idOn, type Link } from '../objects/sync/links.ts'
import type { Lane, Work } from './work.ts'

/** Runs whose writes are looked at: an older one is a story of its own. */
const WINDOW = 12
/** Fewer writes than this are no circle. */
const FEWEST = 4

/** Look up together how often these pairs were written lately. */
export const aheadOfBreaking = ({ memory }: Work, lane: Lane, links: readonly Link[]): void =>
  memory.plan.latelyAhead(lane.no, links, memory.runs.back(WINDOW))

/**
 * A field that only goes round, without a person, is held: an automation or a formula over there, another tool, or a vendor
 * that rewrites what it is given each time otherwise. What remains of the merge is what may be written.
 */
export function breakCircles(work: Work, lane: Lane, link: Link, result: Merge): Merge {
  const turning = new Set<string>()
  if (SIDES.every((side) => result.changes[side].length === 0)) return result
  const { holds, plan, runs } = work.memory
  if (plan.fewerLately(link.id, FEWEST)) return result
  const past = plan.lately(lane.no, link.left_id, link.right_id, runs.back(WINDOW))
  if (past.length < FEWEST) return result
  for (const side of SIDES) {
    for (const change of result.changes[side]) {
      const calm = holds.calmSince(lane.no, link.left_id, link.right_id, change.entry)
      const echoes = past
        .filter((write) => write.id > calm)
        .flatMap((write) =>
          write.changes
            .filter((one) => one.entry === change.entry)
            .map(({ after, why }) => ({ run: write.run, side: write.side, after, why })),
        )
      const { after, why } = change
      if (!goesRound({ run: work.run.id, side, after, why }, echoes)) continue
      turning.add(change.entry)
      // A preview leaves it out of its plan and does nothing more: the next run holds it.
      if (work.run.kind !== 'preview') hold(work, lane, link, side, change)
    }
  }
  if (turning.size === 0) return result
  const rest = (side: Side) => result.changes[side].filter((one) => !turning.has(one.entry))
  return { ...result, changes: { left: rest('left'), right: rest('right') } }
}

function hold(work: Work, lane: Lane, link: Link, side: Side, change: Change): void {
  const field = work.memory.described.nameOf(side, lane.tables[side].id, change.slot.field)
  const name = {
    here: work.ports[side].connector.name,
    there: work.ports[other(side)].connector.name,
  }
  const by = change.why === 'drift' ? rivalOn(work, lane, link, side, change) : null
  const says =
    by !== null
      ? `“${field}” in ${name.here} is put right by “${by.mine}” and by “${by.theirs}” in turn: both write it, neither reads it, and they differ. Let only one of them write it, then let it go.`
      : change.why === 'drift'
        ? `“${field}” in ${name.here} is changed back each time the sync puts it right. Stop what changes it there, or take the field out of the mapping, then let it go.`
        : `“${field}” goes to and fro between ${name.there} and ${name.here}, and nobody is editing it. Stop the automation or formula that changes it, or sync it one way, then let it go.`
  work.memory.holds.put({
    pairing: lane.no,
    side,
    recordId: idOn(link, side),
    entry: change.entry,
    why: 'breaker',
    says,
    run: work.run.id,
    actor: null,
    now: work.clock.now(),
  })
}

/** The tables on the other side that both write this field of this very record, and take each other's word for drift. */
function rivalOn(
  { memory }: Work,
  { pairing }: Lane,
  link: Link,
  side: Side,
  { entry }: Change,
): { readonly mine: string; readonly theirs: string } | null {
  const all = memory.pairings.all()
  const rivals = rivalsOf(
    pairing,
    all.map(({ json }) => json),
  ).filter((one) => one.entry === entry && one.side === side)
  const found = all.find(
    ({ no, json }) =>
      rivals.some(({ by }) => by.entityType === json.entityType) &&
      memory.links.byRecord(no, side, idOn(link, side)) !== undefined,
  )
  const from = other(side)
  const nameOf = (one: Pairing): string => memory.described.nameOf(from, one[from])
  return found ? { mine: nameOf(pairing), theirs: nameOf(found.json) } : null
}
