import type { Failure } from '../../shared/failure.ts'
import { other, SIDES } from '../../shared/record.ts'
import { idOn } from '../objects/sync/links.ts'
import { keepGone } from './absences.ts'
import { sighting } from './pull.ts'
import type { Lane, Work } from './work.ts'

/**
 * Records that are there again after they had been deleted: their other halves were not looked at while the link was a
 * tombstone, so they are read by name before the two are merged. Otherwise the plan would go by what they once held.
 */
export async function readReturned(work: Work, lanes: readonly Lane[]): Promise<Failure | null> {
  const { memory, ports } = work
  for (const lane of lanes)
    for (const side of SIDES) {
      const to = other(side)
      const links = memory.links.returned(lane.no, side)
      const { connector } = ports[to]
      const order = links.length > 0 ? memory.setup.nextOrder() : 0
      for (let i = 0; i < links.length; i += connector.limits.lookup) {
        const part = links.slice(i, i + connector.limits.lookup)
        const ids = part.map((link) => idOn(link, to))
        const readings = await connector.read(lane.tables[to], lane.fields[to], ids)
        if (!readings.ok) return readings.error
        memory.together(() => {
          for (const { id, record } of readings.value) {
            const link = part.find((one) => idOn(one, to) === id)
            if (link && record) memory.seen.put(sighting(lane, to, record, order))
            else if (link) keepGone(work, lane, link, to, order)
          }
        })
      }
    }
  return null
}
