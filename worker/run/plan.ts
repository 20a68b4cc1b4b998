import { safeShare } from '../../shared/plan.ts'
import { bridgeOf } from './bridge.ts'
import { planCreate } from './create.ts'
import { order } from './order.ts'
import { planLink } from './pair.ts'
import { type Lane, lanesOf, type Step, type Work } from './work.ts'

const CHUNK = 200
const DAY_MS = 86_400_000

/** Merge what moved and list the writes that follow, in the order they can be made. */
export function plan(work: Work): Step {
  const { memory, run } = work
  const { lanes } = lanesOf(work)
  // A slice that was cut starts the phase again: planning is quick, and a plan is whole or not at all.
  memory.together(() => {
    memory.plan.clear(run.id)
    memory.runs.change(run.id, {
      versions: Object.fromEntries(
        lanes.map((lane) => [lane.pairing.entityType, lane.pairing.version]),
      ),
    })
  })
  for (const lane of lanes) {
    // Nothing that a bridge looks up moves while we plan.
    const bridge = bridgeOf(work, lane, lanes, new Map())
    for (let after = 0; ;) {
      const links = memory.links.dirty(lane.no, lane.pairing.version, after, CHUNK)
      if (links.length === 0) break
      after = links[links.length - 1]!.id
      memory.together(() => links.forEach((link) => planLink(work, lane, lanes, link, bridge)))
    }
    for (let after = 0; lane.frozen === null;) {
      const loose = memory.seen.toCreate(lane.no, after, CHUNK)
      if (loose.length === 0) break
      after = loose[loose.length - 1]!.id
      memory.together(() =>
        loose.forEach((record) => planCreate(work, lane, lanes, record, bridge)),
      )
    }
  }
  memory.together(() => order(work))
  const brake =
    run.approved === 0 ? lanes.flatMap((lane) => brakeOf(work, lane) ?? [])[0] : undefined
  if (brake !== undefined) return { is: 'next', to: 'asking', says: brake }
  return { is: 'next', to: run.kind === 'preview' ? 'planned' : 'writing' }
}

/** Why a person has to look first: too many records would go, or too many cells of one field would be emptied. */
function brakeOf(work: Work, lane: Lane): string | null {
  const { memory, run, clock, ports } = work
  const most = safeShare(memory.links.countLive(lane.no))
  if (memory.plan.deletions(lane.no, run.id, clock.now() - DAY_MS) > most)
    return `This run would delete or mark more records of “${lane.pairing.entityType}” than is usual in a day. Look at the list, then approve or cancel it.`
  const emptied = memory.plan.mostEmptied(lane.no, run.id)
  if (!emptied || emptied.n <= most) return null
  const table = lane.tables[emptied.side]
  const name = memory.described.nameOf(emptied.side, table.id, emptied.field)
  return `This run would empty “${name}” in ${emptied.n} records of “${table.name}” in ${ports[emptied.side].connector.name}. Look at the list, then approve or cancel it.`
}
