import { SIDES, type Side } from '../../shared/record.ts'
import { baseOn, idOn, isGone, isOutOn, type Link, orderOn } from '../objects/sync/links.ts'
import type { Memory } from '../objects/sync/memory.ts'
import type { Run } from '../objects/sync/runs.ts'
import { titleText } from '../../shared/title.ts'
import { twinIn } from './keys.ts'

/** Proposals taken back in one go. */
const PROPOSALS = 5_000
/** What taking down one part costs, in rows looked at. */
export const LEAVE_ROWS = 5_000

/**
 * A run that is over, or is being stopped, writes nothing of what it planned any more, and what it proposed is nobody's. That may
 * be a million rows, so it is taken down part by part: this is one of them. Nothing else is begun before the last.
 */
export function leave(memory: Memory, run: Pick<Run, 'id' | 'leaving'>, now: number): void {
  if (run.leaving === null) return
  const next = memory.plan.takeDown(run.id, run.leaving, now)
  if (next !== null) return memory.runs.change(run.id, { leaving: next })
  if (takeBackProposals(memory, PROPOSALS) < PROPOSALS)
    memory.runs.change(run.id, { leaving: null })
}

/**
 * Proposals of runs that never wrote, so many at a time: their records have no other half again. Where a pair agreed already
 * its link alone said what they hold, so that is kept of each of them once more: they are there, and to be told of
 * (seed 200002331). Called in a transaction; returns how many went.
 */
export function takeBackProposals(memory: Memory, limit: number): number {
  for (const side of SIDES)
    for (const link of memory.links.unseenProposed(side, limit)) keepHalf(memory, link, side)
  return memory.links.dropProposed(limit)
}

function keepHalf(memory: Memory, link: Link, side: Side): void {
  const mapped = memory.pairings.all().find(({ no }) => no === link.pairing)?.json
  if (!mapped || isGone(link, side)) return
  const { pairing } = link
  const recordId = idOn(link, side)
  const base = baseOn(link, side)
  const twin = mapped.twins[side]
  const named = twinIn(memory.keys.of(pairing, side, recordId))
  const primary = memory.described.table(side, mapped[side])?.primary
  const row = memory.seen.put({
    pairing,
    side,
    recordId,
    order: orderOn(link, side),
    slots: twin === null || named === null ? base : { ...base, [twin]: named },
    times: undefined,
    title: titleText(base[primary ?? ''] ?? null).slice(0, 200),
    since: null,
  })
  if (isOutOn(link, side)) memory.seen.setOut(row, true)
}
