import type { Wake } from '../../worker/connectors/feed.ts'
import { SIDES } from '../../shared/record.ts'
import { type Die, pick } from '../sandbox/random.ts'
import type { Engine } from '../worker/engine.ts'
import { hear } from '../worker/heard.ts'
import { id } from '../worker/worlds.ts'
import type { Witness } from './witness.ts'

const TABLES = {
  left: { people: id('tbl', 'people'), teams: id('tbl', 'teams') },
  right: { people: 'people', teams: 'teams' },
}
/** Longer than a sync waits for more of what a feed tells. */
const QUIET_MS = 10_000

/** The vendors tell at once of what somebody did while a run is under way. */
export async function tellNow(engine: Engine, { events }: Witness, from: number): Promise<void> {
  for (const { side, kind, id: record } of events.slice(from))
    await hear(engine, side, { is: 'record', table: TABLES[side][kind], id: record, own: false })
}

/**
 * The vendors tell of what happened since they last did: who was made, edited, deleted or merged, by whomever. Some of it
 * twice, and none of it in order.
 */
export async function tell(
  engine: Engine,
  { events }: Witness,
  from: number,
  throwDie: Die,
): Promise<void> {
  for (const side of SIDES) {
    const news = new Map<string, Wake>()
    for (const { side: on, kind, id: record, who } of events.slice(from))
      if (on === side)
        news.set(record, { is: 'record', table: TABLES[side][kind], id: record, own: who === 'product' }) // prettier-ignore
    const arriving = [...news.values()].flatMap((wake) => {
      const die = throwDie()
      return die < 0.15 ? [] : die < 0.3 ? [wake, wake] : [wake]
    })
    const shuffled: Wake[] = []
    while (arriving.length > 0)
      shuffled.push(...arriving.splice(arriving.indexOf(pick(throwDie, arriving)), 1))
    if (shuffled.length > 0) await hear(engine, side, ...shuffled)
  }
  await engine.clock.run(engine.clock.sleep(QUIET_MS))
}
