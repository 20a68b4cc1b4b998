import { SIDES } from '../../shared/record.ts'
import { STANDS } from '../objects/sync/pairings.ts'
import { isPush } from '../objects/sync/purpose.ts'
import { aheadOfPlacing } from './ahead.ts'
import { compareLoose } from './compare.ts'
import { judgeLikeness } from './judge.ts'
import { prepareLikeness } from './learn.ts'
import { place } from './place.ts'
import { rekeyAll } from './rekey.ts'
import { isSpent, type Lane, lanesOf, type Step, type Work } from './work.ts'

/** How far one stage has got: the row it has dealt with last, and where the part of the records in hand begins. */
export type Reached = { readonly part: number; readonly after: number }

/**
 * Works from there on; returns where it was when the slice ended, or null when it is through. `anew`: what records are
 * compared by has changed since it was learnt what that means, so the pairing is matched from its first stage on.
 */
export type Stage = (work: Work, lane: Lane, from: Reached) => Reached | 'anew' | null

/** What matching does for each pairing, in this order. */
const STAGES: readonly Stage[] = [
  rekeyAll,
  ...SIDES.map(
    (side): Stage =>
      (work, lane, from) =>
        placeAll(work, lane, side, from),
  ),
  prepareLikeness,
  ...compareLoose,
  ...judgeLikeness,
]

/**
 * Who is who: every record without a link finds its other half, or is a stranger who may be created, or a doubt for a
 * person. First by twin ids and keys, then by likeness. Links found here are proposals until the run writes.
 */
export function match(work: Work): Step {
  const { memory, run } = work
  const { lanes } = lanesOf(work)
  let { stage, ...from }: Reached & { stage: number } = memory.progress.of(run.id)
  for (; stage < lanes.length * STAGES.length; stage++) {
    const lane = lanes[Math.floor(stage / STAGES.length)]!
    const isBegun = stage % STAGES.length > 0
    const isStale = isBegun && memory.pairings.keyed(lane.no) !== STANDS
    const reached = isStale ? 'anew' : STAGES[stage % STAGES.length]!(work, lane, from)
    if (reached === 'anew') stage -= (stage % STAGES.length) + 1
    else if (reached !== null) {
      memory.progress.save(run.id, { stage, ...reached })
      return { is: 'again' }
    }
    from = START
  }
  memory.runs.change(run.id, { linked: memory.links.countProposed(run.id), position: 0 })
  return { is: 'next', to: 'merging' }
}
/** Records placed in one transaction. */
const CHUNK = 200
/** Rows looked through for them: most may be linked, or of the other side. */
const WINDOW = 10_000
/** Placing one record costs about as much as looking at this many rows. */
const ROWS_EACH = 3

const START: Reached = { part: 0, after: 0 }

function placeAll(work: Work, lane: Lane, side: 'left' | 'right', from: Reached): Reached | null {
  const { memory, run } = work
  // What was read because a feed or a person told of it has no fate yet; the others were placed before.
  const only = run.purpose.is === 'events' || isPush(run.purpose) ? 'undecided' : 'all'
  const end = memory.seen.last()
  for (let { after } = from; after < end;) {
    const found = memory.seen.loose(lane.no, side, after, after + WINDOW, CHUNK, only)
    const loose = found.records
    after = found.upTo
    memory.together(() => {
      const keys = aheadOfPlacing(work, lane, side, loose)
      for (const record of loose)
        if (record.slots) place(work, lane, side, record, keys.get(record.record_id) ?? [])
    })
    if (isSpent(work, Math.max(loose.length * ROWS_EACH, WINDOW / 20))) return { part: 0, after }
  }
  return null
}
