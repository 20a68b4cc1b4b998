import type { Failure } from '../../shared/failure.ts'
import { SIDES, type Side } from '../../shared/record.ts'
import type { Write } from '../objects/sync/plan.ts'
import { isRestoring } from '../objects/sync/purpose.ts'
import { bearersOf } from './bearers.ts'
import { becameOf, sentValues } from './became.ts'
import { awaitLate, keepArrived, settleArrived } from './late.ts'
import { nextLook } from './looks.ts'
import { isSetAside, mayGoAgain } from './queue.ts'
import { lookForRemade } from './remade.ts'
import { mergeAgain } from './reread.ts'
import { block, settle } from './settle.ts'
import { reaching } from './wide.ts'
import type { Lane, Work } from './work.ts'

/** Intents looked into at once. */
const MOST = 400
/** A create whose answer was lost this often is left to a person. */
const MOST_ATTEMPTS = 5

/**
 * Intents whose answer never came: sent by a slice that was cut off, or answered by silence. Nothing is sent again
 * before a look has shown what became of them. Returns a failure that everything has to wait for.
 */
export async function recover(work: Work, lanes: readonly Lane[]): Promise<Failure | null> {
  const { memory, run, clock, epoch } = work
  for (let isCut = run.sending === 1; ;) {
    const orphaned = isCut ? memory.plan.orphaned(run.id, epoch, MOST) : []
    isCut = orphaned.length > 0
    const lost = isCut ? orphaned : memory.plan.lost(run.id, clock.now(), MOST)
    if (lost.length === 0) return null
    for (const lane of lanes) {
      for (const side of SIDES) {
        const mine = lost.filter((one) => one.pairing === lane.no && one.side === side)
        const failure =
          (await lookForCreates(
            work,
            lanes,
            lane,
            side,
            mine.filter((one) => one.kind === 'create'),
          )) ??
          (await lookAtTargets(
            work,
            lanes,
            lane,
            side,
            mine.filter((one) => one.kind !== 'create'),
          ))
        if (failure) return failure
      }
    }
    // A pairing that can no longer run leaves its intents to a person.
    for (const one of lost)
      if (!lanes.some((lane) => lane.no === one.pairing)) memory.plan.drop(one.id, clock.now())
  }
}

/** A create is found by the twin id it carried. Until its call can no longer take effect, not found proves nothing. */
async function lookForCreates(
  work: Work,
  lanes: readonly Lane[],
  lane: Lane,
  side: Side,
  all: readonly Write[],
): Promise<Failure | null> {
  const { memory, ports, clock } = work
  const { connector } = ports[side]
  const twin = lane.twins[side]
  const isRemade = (write: Write): boolean =>
    isRestoring(work.run.purpose) && (twin === null || write.source_id === null)
  const failure = await lookForRemade(work, lanes, lane, side, all.filter(isRemade))
  if (failure) return failure
  const writes = all.filter((write) => !isRemade(write))
  for (let i = 0; i < writes.length; i += connector.limits.lookup) {
    const part = writes.slice(i, i + connector.limits.lookup)
    const order = memory.setup.nextOrder()
    const halves = part.map((one) => one.source_id ?? '')
    const bearers = await bearersOf(work, lane, side, halves)
    if (!bearers.ok) return bearers.error
    memory.together(() => {
      for (const write of part) {
        // A copy of a linked record carries its twin id too.
        const [record] = (bearers.value.get(write.source_id ?? '') ?? []).filter(
          (one) => !memory.links.otherHalf(lane.no, side, one.id),
        )
        if (record) {
          const sent = sentValues(write)
          settle(work, lane, lanes, write, sent, { ok: true, record }, order, true)
          continue
        }
        const at = nextLook(write, clock.now(), connector.limits.longestCallMs)
        if (at !== null) memory.plan.lookAt(write.id, work.epoch, at)
        else if (isSetAside(work, write)) memory.plan.drop(write.id, clock.now())
        else if (write.attempt >= MOST_ATTEMPTS)
          block(work, lane, write, {
            reason: 'unreachable',
            vendor: connector.name,
            executed: 'maybe',
          })
        else if (twin && write.source_id !== null) memory.plan.again(write.id)
        // Without a twin id a look proves nothing: the next listing finds it by its keys, or plans it anew.
        else memory.plan.drop(write.id, clock.now())
      }
    })
  }
  return null
}

/** An update or deletion shows in its target: done, not done, or overtaken by somebody else. */
async function lookAtTargets(
  work: Work,
  lanes: readonly Lane[],
  lane: Lane,
  side: Side,
  writes: readonly Write[],
): Promise<Failure | null> {
  const { memory, ports, clock } = work
  const { connector } = ports[side]
  for (let i = 0; i < writes.length; i += connector.limits.lookup) {
    const part = writes.slice(i, i + connector.limits.lookup)
    const order = memory.setup.nextOrder()
    const ids = part.map((one) => one.record_id ?? '')
    const sight = reaching(lane, side, part)
    // What may be deleted yet is read whole, and kept.
    const isWhole = part.some((one) => one.kind === 'delete')
    const fields = isWhole ? lane.tables[side].fields : sight.fields[side]
    const readings = await connector.read(lane.tables[side], fields, ids)
    if (!readings.ok) return readings.error
    for (const write of part) {
      const record = readings.value.find((one) => one.id === write.record_id)?.record ?? null
      const verdict = becameOf(sight, side, write, record, order)
      if (verdict === 'done') {
        memory.together(() => settleArrived(work, lanes, lane, write, record, order))
        continue
      }
      const isToGo = verdict === 'not_done' && mayGoAgain(work, write)
      if (!isToGo && awaitLate(work, sight, write, record, order)) continue
      if (verdict === 'not_done') {
        if (isSetAside(work, write)) memory.plan.drop(write.id, clock.now())
        else memory.plan.again(write.id)
        continue
      }
      keepArrived(work, sight, write, record, order)
      await mergeAgain(work, lanes, lane, write)
    }
  }
  return null
}
