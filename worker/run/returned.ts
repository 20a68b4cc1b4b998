import type { Failure } from '../../shared/failure.ts'
import { other, SIDES, type Side } from '../../shared/record.ts'
import { idOn, type Link } from '../objects/sync/links.ts'
import { lose } from './absences.ts'
import { sighting } from './sighting.ts'
import type { Lane, Work } from './work.ts'

/**
 * Records that are there again after they had been deleted: their other halves were not looked at while the link was a
 * tombstone, so they are read by name before the two are merged. Otherwise the plan would go by what they once held.
 */
export async function readReturned(work: Work, lanes: readonly Lane[]): Promise<Failure | null> {
  for (const lane of lanes)
    for (const side of SIDES)
      for (let after = 0; ;) {
        const links = work.memory.links.returned(lane.no, side, after, PAGE)
        const failure = await readHalves(work, lane, other(side), links)
        if (failure) return failure
        if (links.length < PAGE) break
        after = links.at(-1)!.id
      }
  return null
}

/** Links read for in one go. */
const PAGE = 500

/** The same of those that matching found under another id: made again, or merged into another. */
export async function readAlone(work: Work, lanes: readonly Lane[]): Promise<Failure | null> {
  for (const lane of lanes)
    for (const side of SIDES)
      for (let after = 0; ;) {
        const links = work.memory.links.alone(lane.no, side, after, PAGE)
        const failure = await readHalves(work, lane, side, links)
        if (failure) return failure
        if (links.length < PAGE) break
        after = links.at(-1)!.id
      }
  return null
}

/** Read these links' halves of one side by name, and keep what they hold now, or that they are gone too. */
async function readHalves(
  work: Work,
  lane: Lane,
  side: Side,
  links: readonly Link[],
): Promise<Failure | null> {
  const { memory, ports } = work
  const { connector } = ports[side]
  const order = links.length > 0 ? memory.setup.nextOrder() : 0
  for (let i = 0; i < links.length; i += connector.limits.lookup) {
    const part = links.slice(i, i + connector.limits.lookup)
    const ids = part.map((link) => idOn(link, side))
    const readings = await connector.read(lane.tables[side], lane.fields[side], ids)
    if (!readings.ok) return readings.error
    memory.together(() => {
      for (const { id, record } of readings.value) {
        const link = part.find((one) => idOn(one, side) === id)
        if (link && record) memory.seen.put(sighting(lane, side, record, order))
        // Counted as there until now: where nobody known was met, a listing says of nobody that they are gone.
        else if (link) lose(work, lane, side, id, order)
      }
    })
  }
  return null
}
