import { type Failure, tell } from '../../shared/failure.ts'
import { retryAt } from '../../shared/job.ts'
import { other, SIDES, type Side } from '../../shared/record.ts'
import type { Write } from '../objects/sync/plan.ts'
import { recover } from './recover.ts'
import { type Batch, send } from './send.ts'
import { type Lane, lanesOf, type Step, type Work } from './work.ts'

/** Records of a vendor without bulk writes that travel together: enough for one invocation's connections. */
const SINGLES = 10

/** Work off the plan: both sides at once, each as fast as its vendor lets us, every record with its own outcome. */
export async function write(work: Work): Promise<Step> {
  const { memory, run, clock } = work
  const { lanes } = lanesOf(work)
  memory.links.confirm(run.id)

  let putOff: Failure | null = await recover(work, lanes)
  const busy: { left: Set<Promise<void>>; right: Set<Promise<void>> } = {
    left: new Set(),
    right: new Set(),
  }
  const taken = new Set<number>()

  const fill = (side: Side): void => {
    while (
      putOff === null &&
      clock.now() < work.until &&
      busy[side].size < work.ports[side].lanes
    ) {
      const batch = nextBatch(work, lanes, side, taken, busy.left.size + busy.right.size === 0)
      if (!batch) return
      for (const one of batch.writes) taken.add(one.id)
      const job: Promise<void> = send(work, lanes, batch)
        .then((failure) => {
          putOff ??= failure
        })
        .finally(() => {
          for (const one of batch.writes) taken.delete(one.id)
          busy[side].delete(job)
        })
      busy[side].add(job)
    }
  }

  for (;;) {
    for (const side of SIDES) fill(side)
    const under = [...busy.left, ...busy.right]
    if (under.length === 0) break
    await Promise.race(under)
  }

  if (putOff) {
    if (putOff.reason === 'signed_out' || putOff.reason === 'quota_spent')
      return { is: 'failed', failure: putOff }
    const at = retryAt(run.attempt, clock.now(), 0.5)
    memory.runs.change(run.id, { attempt: run.attempt + 1 })
    if (at === null) return { is: 'failed', failure: putOff }
    return { is: 'wait', until: at, says: tell(putOff) }
  }
  if (run.attempt > 0) memory.runs.change(run.id, { attempt: 0 })
  if (memory.plan.isDone(run.id))
    return { is: 'next', to: memory.runs.get(run.id)?.stopping ? 'cancelled' : 'done' }
  if (clock.now() >= work.until) return { is: 'again' }
  const look = memory.plan.nextLook(run.id)
  if (look === null || look <= clock.now()) return { is: 'again' }
  return {
    is: 'wait',
    until: look,
    says: 'An answer was lost on the way. We wait to see what became of that call.',
  }
}

/** Writes of one pairing and kind that can go now. When nothing else moves, those that wait for each other go too. */
function nextBatch(
  work: Work,
  lanes: readonly Lane[],
  side: Side,
  taken: ReadonlySet<number>,
  still: boolean,
): Batch | null {
  const { memory, run, ports } = work
  const { batch } = ports[side].connector.limits
  const want = 200
  const free = (list: readonly Write[]) => list.filter((one) => !taken.has(one.id))
  let ready = free(memory.plan.ready(run.id, side, want))
  if (
    ready.length === 0 &&
    still &&
    memory.plan.nextLook(run.id) === null &&
    memory.plan.ready(run.id, other(side), 1).length === 0
  )
    ready = free(memory.plan.planned(run.id, side, want))
  const first = ready[0]
  if (!first) return null
  const lane = lanes.find((one) => one.no === first.pairing)
  if (!lane || lane.pairing.version !== first.version) {
    // The mapping changed under the plan: what was planned from the old one is not written.
    memory.plan.drop(first.id, work.clock.now())
    return nextBatch(work, lanes, side, taken, still)
  }
  const size = first.kind === 'create' ? Math.max(batch, SINGLES) : 5 * SINGLES
  const writes = ready
    .filter((one) => one.pairing === first.pairing && one.kind === first.kind)
    .slice(0, size)
  return { lane, side, kind: first.kind, writes }
}
