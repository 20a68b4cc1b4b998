import { other, type Record, SIDES, type Side } from '../../shared/record.ts'
import { isThere } from '../objects/sync/links.ts'
import type { Write } from '../objects/sync/plan.ts'
import { isRestoring } from '../objects/sync/purpose.ts'
import { keysOn } from './keys.ts'
import { askFor } from './newcomers.ts'
import { sighting } from './sighting.ts'
import { isSpent, type Lane, type Step, type Work } from './work.ts'

/** A list that somebody looked at for longer than this (ms) before they started it is an old one. */
const FRESH_MS = 60_000
/** Writes of the plan gone through at once. */
const PART = 500
/** What the run remembers once everybody was asked for. */
const ALL = 'all'

const CAME =
  'Somebody who was to be made is there by now. What this run had not written of them is planned anew by the next run, which links the two.'

/**
 * A plan that waited for a person is as old as that: whom it makes others may have entered meanwhile, or taken out of the
 * trash. So before the first is made they are asked for by their keys, and who came is left to the next run (seeds 93000023,
 * 200001665). A plan that goes out at once asks nobody: its listings have just done so. Null where there is nothing to wait for.
 */
export async function meetWhoCame(work: Work, lanes: readonly Lane[]): Promise<Step | null> {
  const { memory, run } = work
  if (run.cursor === ALL || isRestoring(run.purpose) || !hasWaited(work)) return null
  for (let after = Number(run.cursor ?? 0); ;) {
    const writes = memory.plan.page(run.id, after, PART)
    const last = writes.at(-1)
    for (const lane of lanes)
      for (const side of SIDES) {
        const makes = writes.filter((one) => one.pairing === lane.no && one.side === side)
        const sources = makes.filter(isToBeMade).flatMap(({ source_id: id }) => id ?? [])
        const from = other(side)
        const known = memory.seen.byRecords(lane.no, from, sources)
        const found = await askFor(work, lane, lanes, from, [...known.values()])
        if ('reason' in found) return { is: 'failed', failure: found }
        memory.together(() => {
          for (const { records } of found)
            for (const record of records) makeWay(work, lane, side, record)
        })
      }
    memory.runs.change(run.id, { cursor: last === undefined ? ALL : String(last.id) })
    if (last === undefined) return null
    after = last.id
    if (isSpent(work, PART)) return { is: 'again' }
  }
}

const isToBeMade = ({ kind, state, attempt }: Write): boolean =>
  kind === 'create' && state === 'planned' && attempt === 0

/** Did it wait for somebody between its listings and its first write? */
function hasWaited({ run }: Work): boolean {
  const at = run.stages.findLastIndex(({ phase }) => phase === 'writing')
  const [before, writing] = [run.stages[at - 1], run.stages[at]]
  if (before?.phase === 'asking') return true
  return before?.phase === 'planned' && writing !== undefined && writing.at - before.at > FRESH_MS
}

/**
 * Whoever the plan did not know of under this key, and who goes by it, may be one of those it makes on that side: those are
 * taken out of it. The next look knows them, and says who is who. Called inside a transaction.
 */
export function makeWay(work: Work, lane: Lane, side: Side, record: Record): void {
  const { memory, run, clock } = work
  const from = other(side)
  const link = memory.links.byRecord(lane.no, side, record.id)
  const row = memory.seen.get(lane.no, side, record.id)
  const wasThere = isThere(link, side, row)
  const isApart = memory.verdicts.apartFrom(lane.no, side, record.id)
  for (const key of keysOn(work, lane, side, sighting(lane, side, record, 0).slots)) {
    if (wasThere && memory.keys.holders(lane.no, side, key).includes(record.id)) continue
    for (const { source_id: source } of memory.plan
      .createsBy(run.id, lane.no, side, key)
      .filter(isToBeMade)) {
      if (source === null || isApart.has(source)) continue
      for (const write of memory.plan.openFrom(run.id, lane.no, side, source))
        if (write.state === 'planned') memory.plan.drop(write.id, clock.now())
      const theirs = memory.seen.get(lane.no, from, source)
      if (theirs) memory.seen.decide(theirs.id, null, null)
      memory.runs.change(run.id, { says: CAME })
    }
  }
}
