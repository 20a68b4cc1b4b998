import type { Failure } from '../../shared/failure.ts'
import { fieldById } from '../../shared/field.ts'
import { other, type Record } from '../../shared/record.ts'
import { isMany, type Values } from '../../shared/value.ts'
import type { Write } from '../objects/sync/plan.ts'
import { bridgeOf } from './bridge.ts'
import { removalsElsewhere } from './elsewhere.ts'
import { observe } from './observe.ts'
import { planLink } from './pair.ts'
import { block } from './settle.ts'
import type { Lane, Work } from './work.ts'

/**
 * The create was refused because another record holds one of its unique values. Where exactly one does, and it has no
 * link, it is the other half: linked and merged as at any first meeting. Otherwise a person has to look.
 */
export async function adopt(
  work: Work,
  lanes: readonly Lane[],
  lane: Lane,
  write: Write,
  failure: Failure,
): Promise<void> {
  const { memory, ports } = work
  const { side } = write
  const { connector } = ports[side]
  const order = memory.setup.nextOrder()
  const rivals = new Map<string, Record>()
  for (const change of write.changes) {
    const field = fieldById(lane.tables[side], change.slot.field)
    if (!field?.unique) continue
    const texts = (isMany(change.after) ? change.after : [change.after]).filter(
      (one) => typeof one === 'string',
    )
    const found =
      texts.length === 0
        ? null
        : await connector.find(lane.tables[side], lane.fields[side], field, texts)
    if (found?.ok) for (const record of found.value) rivals.set(record.id, record)
  }
  memory.together(() => {
    const [rival] = rivals.values()
    const from = other(side)
    // A person's word that the two are not the same holds also where the vendor takes one of them only.
    const apart = memory.verdicts.apartFrom(lane.no, from, write.source_id ?? '')
    const isTaken = (id: string): boolean =>
      apart.has(id) ||
      memory.links.byRecord(lane.no, side, id) !== undefined ||
      memory.holds.isErased(lane.no, side, id)
    if (rivals.size !== 1 || !rival || isTaken(rival.id)) {
      block(work, lane, write, failure)
      return
    }
    const theirs = memory.seen.get(lane.no, from, write.source_id ?? '')
    if (!theirs) return block(work, lane, write, failure)
    const going = removalsElsewhere(work, lanes, lane, side, rival.id)
    if (going.some(({ removal }) => removal.kind === 'delete' && removal.state !== 'planned'))
      return block(work, lane, write, { reason: 'not_now', why: GOING })
    memory.plan.drop(write.id, work.clock.now())
    const known = memory.seen.get(lane.no, side, rival.id)
    // It came after the listing that counted this side.
    if (!known) memory.pairings.addTotal(lane.no, side, 1)
    observe(work, lane, side, rival, order, undefined, known)
    memory.seen.decide(theirs.id, null, null)
    const ends = {
      [side]: { id: rival.id, base: {}, order: 0 },
      [from]: { id: theirs.record_id, base: {}, order: 0 },
    } as {
      left: { id: string; base: Values; order: number }
      right: { id: string; base: Values; order: number }
    }
    const id = memory.links.add({ pairing: lane.no, ...ends, version: 0, proposed: null })
    const link = memory.links.get(id)
    if (link) planLink(work, lane, lanes, link, bridgeOf(work, lane, lanes))
    // Another table lost it, but it is this one's by now: what becomes of it is decided anew.
    for (const { lane: one, removal } of going) {
      const lost = removal.link === null ? undefined : memory.links.get(removal.link)
      if (removal.state !== 'planned' || !lost) continue
      memory.plan.drop(removal.id, work.clock.now())
      planLink(work, one, lanes, lost, bridgeOf(work, one, lanes))
    }
  })
}

const GOING =
  'Another table lost it, so it is deleted there in the same run. The next run makes it anew.'
