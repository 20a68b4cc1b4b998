import type { Replaced, Wake } from '../../worker/connectors/feed.ts'
import { SIDES } from '../../shared/record.ts'
import { type Die, pick } from '../sandbox/random.ts'
import type { Engine } from '../worker/engine.ts'
import { hear } from '../worker/heard.ts'
import { id } from '../worker/worlds.ts'
import type { Event, Witness } from './witness.ts'

const TABLES = {
  left: {
    people: id('tbl', 'people'),
    teams: id('tbl', 'teams'),
    customers: id('tbl', 'customers'),
  },
  right: { people: 'people', teams: 'teams', customers: 'people' },
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
  witness: Witness,
  from: number,
  throwDie: Die,
): Promise<void> {
  const { events } = witness
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
    const told = side === 'left' ? withReplaced(shuffled, witness, from) : shuffled
    if (told.length > 0) await hear(engine, side, ...told)
  }
  await engine.clock.run(engine.clock.sleep(QUIET_MS))
}

/** The base says of each write of ours what it replaced, in a payload of its own. */
function withReplaced(wakes: readonly Wake[], { events, told }: Witness, from: number): Wake[] {
  const ours = Map.groupBy(events.slice(from).filter(isOurs), ({ id: record }) => record)
  return wakes.flatMap((wake): Wake[] => {
    if (wake.is !== 'record') return [wake]
    const its = ours.get(wake.id) ?? []
    for (const one of its) told.add(one)
    return [wake, ...its.map((one) => ({ ...wake, own: true, replaced: moved(one) }))]
  })
}

const isOurs = ({ who, side, field }: Event): boolean =>
  who === 'product' && side === 'left' && field !== null && CELLS[field] !== undefined

function moved({ kind, field, before, after }: Event): { [field: string]: Replaced } {
  const { id: known, as } = CELLS[field!]!
  // The same columns again, under ids of their own.
  const cell = kind === 'customers' ? known.replace('fldp', 'fldk') : known
  return {
    [cell]: { was: before === null ? null : as(before), is: after === null ? null : as(after) },
  }
}

/** As cells stand in payloads: an option and a link are objects. */
const text = (seen: string): unknown => seen
const option = (seen: string): unknown => ({ id: `sel${seen}`, name: seen, color: 'blueLight2' })
const each =
  (as: (seen: string) => unknown) =>
  (seen: string): unknown =>
    seen.split('|').map(as)
const link = (seen: string): unknown => ({ id: seen, name: seen })
const CELLS: {
  readonly [field: string]: { readonly id: string; readonly as: (seen: string) => unknown }
} = {
  email: { id: id('fld', 'pEmail'), as: text },
  first: { id: id('fld', 'pFirst'), as: text },
  last: { id: id('fld', 'pLast'), as: text },
  score: { id: id('fld', 'pScore'), as: Number },
  born: { id: id('fld', 'pBorn'), as: text },
  level: { id: id('fld', 'pLevel'), as: option },
  teams: { id: id('fld', 'pTeams'), as: each(link) },
  tags: { id: id('fld', 'pTags'), as: each(option) },
  name: { id: id('fld', 'tName'), as: text },
  code: { id: id('fld', 'tCode'), as: text },
  parent: { id: id('fld', 'tParent'), as: each(link) },
}
