import * as z from 'zod'
import { STANDS } from '../objects/sync/pairings.ts'
import { SCHEDULE } from '../objects/sync/purpose.ts'
import { Emptied } from '../objects/sync/reckoning.ts'
import { aheadOfCreating, aheadOfMerging } from './ahead.ts'
import { bridgeOf } from './bridge.ts'
import { brakeOf, tally } from './brake.ts'
import { planCreate } from './create.ts'
import { foresee } from './draft.ts'
import { Ordered, orderOn, UNORDERED } from './order.ts'
import { planLink } from './pair.ts'
import { seek, SOUGHT, type Sought } from './seek.ts'
import { type Thin, Thinned, thinning, THINNED_AT_ONCE, UNTHINNED } from './thin.ts'
import { isSpent, type Lane, lanesOf, type Step, type Work } from './work.ts'

/** Links or records planned in one transaction. */
const CHUNK = 200

/** How far planning has got: which pairing, what of it, and the last row that was dealt with. */
const Position = z.object({
  lane: z.number(),
  stage: z.enum([...SOUGHT, 'links', 'creates']),
  after: z.union([z.number(), z.string()]),
  emptied: z.array(Emptied),
  /** How many records would be written because the mapping changed. */
  mapped: z.number().default(0),
  /** Everything is planned; how far it has been thinned to what the run is for. */
  thin: Thinned.nullable().default(null),
  /** How far its order has got. */
  order: Ordered.nullable().default(null),
})
type Position = z.infer<typeof Position>

const BEGIN: Omit<Position, 'lane'> = {
  stage: SOUGHT[0],
  after: '',
  emptied: [],
  mapped: 0,
  thin: null,
  order: null,
}

/**
 * Merge what moved and list the writes that follow, in the order they can be made. The plan grows slice by slice, each
 * part of it committed with the place it reached; nobody is shown it before it is whole.
 */
export function plan(work: Work): Step {
  const { memory, run } = work
  const { lanes } = lanesOf(work)
  if (lanes.some(({ no }) => memory.pairings.keyed(no) !== STANDS)) {
    // What tells records apart was changed since they were matched by it: nobody is planned as a stranger by the old keys.
    memory.progress.drop(run.id)
    return { is: 'next', to: 'matching' }
  }
  let at = run.cursor === null ? begin(work, lanes) : Position.parse(JSON.parse(run.cursor))
  for (let lane = lanes[at.lane]; lane !== undefined; lane = lanes[at.lane]) {
    const next = planLane(work, lanes, lane, at)
    if (next === null) return { is: 'again' }
    at = next
  }
  const thin = thinning(work)
  if (thin && at.order === null && !thinOut(work, at, thin)) return { is: 'again' }
  if (!putInOrder(work, at)) return { is: 'again' }
  const emptied = run.purpose.is === 'sync' ? at.emptied : memory.plan.emptied(run.id, run.first)
  const brake =
    run.approved === 0 ? (brakeOf(work, lanes, emptied) ?? remappedSays(run, at.mapped)) : null
  if (run.purpose.is === 'draft') return foresee(work, brake)
  if (brake !== null) return { is: 'next', to: 'asking', says: brake }
  // What is merged anew while it writes is counted on from here.
  if (emptied.length > 0) memory.runs.change(run.id, { emptied: [...emptied] })
  return { is: 'next', to: run.kind === 'preview' ? 'planned' : 'writing' }
}

/** Leave in the plan what the run is for. Says whether it came to the end. */
function thinOut(work: Work, from: Position, thin: Thin): boolean {
  const { memory, run } = work
  for (let at: Thinned | null = from.thin ?? UNTHINNED; at !== null;) {
    const here: Thinned = at
    at = memory.together(() => {
      const next = thin(here)
      const reached = next === null ? { order: UNORDERED } : { thin: next }
      memory.runs.change(run.id, { cursor: JSON.stringify({ ...from, ...reached }) })
      return next
    })
    if (at !== null && isSpent(work, THINNED_AT_ONCE)) return false
  }
  return true
}

/** Bring it into the order in which it can be made. Says whether it came to the end. */
function putInOrder(work: Work, from: Position): boolean {
  const { memory, run } = work
  return orderOn(work, from.order ?? UNORDERED, (order) => {
    if (order !== null) memory.runs.change(run.id, { cursor: JSON.stringify({ ...from, order }) })
    // What only events told of says nothing of a reading that was cut off half-way.
    else if (run.purpose.is !== 'draft' && run.purpose.is !== 'events')
      memory.pairings.dropAccounts()
  })
}

/** Nobody has looked at what a changed mapping does: a run that nobody started asks first. */
const remappedSays = (run: Work['run'], records: number): string | null =>
  run.kind === 'preview' || run.actor !== SCHEDULE || records === 0
    ? null
    : `The mapping changed: ${records} ${records === 1 ? 'record' : 'records'} would be written because of it. Look at the list, then approve or cancel it.`

function begin({ memory, run }: Work, lanes: readonly Lane[]): Position {
  memory.together(() => {
    memory.plan.clear(run.id)
    for (const { no } of lanes) memory.bits.drop(no, MOVED)
    memory.runs.change(run.id, {
      versions: Object.fromEntries(
        lanes.map((lane) => [lane.pairing.entityType, lane.pairing.version]),
      ),
    })
  })
  return { lane: 0, ...BEGIN }
}

/** The name of the set of links that have something to merge. */
const MOVED = 'moved'

/** Plan one pairing to its end, and say where to go on; or null where the slice is spent, its place stored. */
function planLane(work: Work, lanes: readonly Lane[], lane: Lane, from: Position): Position | null {
  const { memory, run } = work
  // Nothing that a bridge looks up moves while we plan.
  const bridge = bridgeOf(work, lane, lanes, new Map())
  const moved = memory.bits.get(lane.no, MOVED)
  let at = from
  const save = (next: Position): void => {
    at = next
    memory.runs.change(run.id, { cursor: JSON.stringify(at) })
  }
  /** Plan some, and remember with them how many cells they would empty and where they end. */
  const step = (rows: readonly { readonly id: number }[], work: () => void, rest: Position) =>
    memory.together(() => {
      memory.bits.save(lane.no, MOVED, moved)
      const planned = memory.plan.reckon(work)
      const emptied = tally(at.emptied, planned.emptied)
      const mapped = at.mapped + planned.mapped
      const last = rows.at(-1)
      save(last ? { ...at, after: last.id, emptied, mapped } : { ...rest, emptied, mapped })
    })

  for (;;) {
    let looked = CHUNK
    switch (at.stage) {
      case 'links': {
        const ids = moved.after(Number(at.after), CHUNK)
        const links = memory.links.fitting(ids)
        const planAll = (): void => {
          aheadOfMerging(work, lane, links)
          memory.seen.dropTogether(() => {
            for (const link of links) planLink(work, lane, lanes, link, bridge)
          })
          memory.links.lookedAt(
            lane.no,
            links.map(({ id }) => id),
            run.id,
          )
        }
        // Links that a person took away meanwhile are passed over: others may follow.
        const reached = links.length > 0 ? links : ids.slice(-1).map((id) => ({ id }))
        step(reached, planAll, { ...at, stage: 'creates', after: 0 })
        looked = ids.length
        break
      }
      case 'creates': {
        const loose =
          lane.frozen === null ? memory.seen.toCreate(lane.no, Number(at.after), CHUNK) : []
        const isLast = loose.length === 0
        const planAll = (): void => {
          aheadOfCreating(work, lane, loose)
          for (const one of loose) planCreate(work, lane, lanes, one, bridge)
        }
        step(loose, planAll, { ...BEGIN, lane: at.lane + 1 })
        if (isLast) {
          memory.bits.drop(lane.no, MOVED)
          settleVersion(work, lane)
          return at
        }
        looked = loose.length
        break
      }
      default: {
        const found: Sought = seek(work, lane, at.stage, at.after)
        for (const id of found.ids) moved.add(id)
        looked = found.looked
        const next = SOUGHT[SOUGHT.indexOf(at.stage) + 1]
        const position: Position =
          found.after !== null
            ? { ...at, after: found.after }
            : { ...at, stage: next ?? 'links', after: next === undefined ? 0 : '' }
        // A set that fits one slice is not worth storing.
        if (isSpent(work, looked)) {
          memory.together(() => {
            memory.bits.save(lane.no, MOVED, moved)
            save(position)
          })
          return null
        }
        at = position
        continue
      }
    }
    if (isSpent(work, looked * ROWS_EACH)) return null
  }
}

/** Planning one link costs about as much as looking at this many rows. */
const ROWS_EACH = 4

/** Once every link has met the mapping, only what moves has to be looked at. */
function settleVersion({ memory }: Work, lane: Lane): void {
  const { version } = lane.pairing
  if (memory.pairings.metVersion(lane.no) === version) return
  if (!memory.links.isAnyStale(lane.no, version)) memory.pairings.setMetVersion(lane.no, version)
}
