import type { RunView, WriteView } from '../../worker/objects/sync/rpc.ts'
import type { Engine } from '../worker/engine.ts'
import type { Breach } from './laws.ts'
import { FIELD_OF, FOLLOWS, kindOn } from './sight.ts'
import type { Event } from './witness.ts'

/** A preview, or null where something else is under way. */
export async function foretell(engine: Engine): Promise<RunView | null> {
  const asked = await engine.clock.run(engine.agreement.preview({}, 'Ops'))
  await engine.drain()
  return asked.ok ? asked.value : null
}

/** All that a preview, or the run it became, lists. */
export async function listOf(engine: Engine, run: string): Promise<readonly WriteView[]> {
  const found = await engine.agreement.writes(run, { cursor: null, limit: 500 })
  return found.ok ? found.value.items.filter((one) => one.state !== 'blocked') : []
}

/**
 * L9: with nobody at work in between, what both vendors saw is what had been listed: no more and no less. Seen red where
 * the run planned anew instead of writing what was previewed (seven of eight seeds), and once in earnest: a record that
 * came out of the trash was planned with what its twin had held before.
 */
export function unforetold(listed: readonly WriteView[], seen: readonly Event[]): Breach[] {
  const events = seen.filter((one) => one.who === 'product')
  const born = new Set(events.filter(isBirth).map((one) => one.id))
  const says = (event: Event): string =>
    event.field === null
      ? isBirth(event)
        ? 'somebody was made'
        : 'somebody was deleted'
      : `${event.field} became ${event.after}`
  const isListed = (event: Event): boolean =>
    listed.some(
      (write) =>
        write.side === event.side &&
        kindOn(write.entityType, write.side) === event.kind &&
        (isBirth(event)
          ? write.kind === 'create'
          : write.recordId === event.id &&
            (event.field === null
              ? write.kind === 'delete'
              : write.changes.some((change) => FIELD_OF[change.slot] === event.field))),
    )
  const more = events
    .filter((one) => one.field === null || !(FOLLOWS.includes(one.field) || born.has(one.id)))
    .filter((one) => !isListed(one))
    .map((one): Breach => ({ law: 'L9', says: `not in the preview: ${says(one)}`, about: { side: one.side, id: one.id, twin: null } })) // prettier-ignore
  const [made, meant] = [born.size, listed.filter((one) => one.kind === 'create').length]
  const less: Breach[] =
    made === meant ? [] : [{ law: 'L9', says: `the preview lists ${meant} new ones, ${made} were made` }] // prettier-ignore
  return [...more, ...less]
}

const isBirth = (event: Event): boolean => event.field === null && event.before === null

/** Was each listed write made, and none overtaken by another? */
export async function unmade(
  engine: Engine,
  run: string,
  listed: readonly WriteView[],
): Promise<Breach[]> {
  const found = await engine.agreement.writes(run, { cursor: null, limit: 500 })
  const after = new Map((found.ok ? found.value.items : []).map((one) => [one.id, one]))
  return listed.flatMap((one): Breach[] => {
    const now = after.get(one.id)
    const says = `the preview lists a ${one.kind} of ${one.title} that is ${now?.state}: ${now?.says}`
    return now?.state === 'settled' ? [] : [{ law: 'L9', says }]
  })
}
