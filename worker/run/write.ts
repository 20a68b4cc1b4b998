import { type Failure, stopsConnection, tell } from '../../shared/failure.ts'
import { retryAt } from '../../shared/job.ts'
import { SIDES, type Side } from '../../shared/record.ts'
import { isRestoring } from '../objects/sync/purpose.ts'
import { meetWhoCame } from './came.ts'
import { News } from './news.ts'
import { Options } from './options.ts'
import { backUp } from './backup.ts'
import { Queue, SINGLES } from './queue.ts'
import { recover } from './recover.ts'
import { Refusals } from './refusals.ts'
import { send } from './send.ts'
import { wide } from './wide.ts'
import { isSpent, lanesOf, type Step, type Work } from './work.ts'

/** Where everything is to be kept before anything is written, that comes first. What is put back was kept before. */
async function backUpFirst(work: Work): Promise<Step | null> {
  const { memory, run, setup, clock } = work
  if (setup.backupBeforeSync !== 'full' || isRestoring(run.purpose)) return null
  // A single change is kept with what it replaces; the whole of both sides is kept by the runs that read it.
  if (run.purpose.is === 'events') return null
  const known = memory.backups.ofRun(run.id)
  if (known === undefined && memory.plan.isDone(run.id)) return null
  return backUp(work, known?.id ?? memory.backups.begin(run.id, clock.now()))
}

const CHUNK = 5_000

/** Was everything its plan found to be written? */
const isWhole = ({ purpose }: Work['run']): boolean =>
  purpose.is === 'sync' || purpose.is === 'retry'

/** Work off the plan: both sides at once, each as fast as its vendor lets us, every record with its own outcome. */
export async function write(work: Work): Promise<Step> {
  const { memory, run, clock } = work
  const all = lanesOf(work).lanes
  const lanes = isRestoring(run.purpose) ? all.map(wide) : all
  const step = await backUpFirst(work)
  if (step !== null) return step
  const met = await meetWhoCame(work, lanes)
  if (met !== null) return met
  while (memory.links.confirm(CHUNK) === CHUNK) if (isSpent(work, CHUNK)) return { is: 'again' }

  let putOff: Failure | null = await recover(work, lanes)
  // What a cut-off slice sent and nobody could look for yet is still to be looked for by the next one.
  const isOpen = putOff !== null
  if (run.sending === 0) memory.runs.change(run.id, { sending: 1 })
  const busy: { left: Set<Promise<void>>; right: Set<Promise<void>> } = {
    left: new Set(),
    right: new Set(),
  }
  const queue = new Queue(work, lanes)
  const news = new News(work, lanes, queue)
  const options = new Options(work)
  const refusals = new Refusals(work.ports)

  /** What is under way: batches where the vendor takes them whole, single writes elsewhere. */
  const underWay = { left: 0, right: 0 }

  const fill = (side: Side): void => {
    const { connector, lanes: most } = work.ports[side]
    const isBulk = connector.limits.batch > 1
    const room = isBulk ? most : most * SINGLES
    while (putOff === null && clock.now() < work.until && underWay[side] < room) {
      const batch = queue.take(side, busy.left.size + busy.right.size === 0)
      if (!batch) return
      const weight = isBulk ? 1 : batch.writes.length
      underWay[side] += weight
      const job: Promise<void> = send(work, lanes, batch, { options, refusals })
        .then((failure) => {
          putOff ??= failure
        })
        .finally(() => {
          underWay[side] -= weight
          queue.release(batch)
          busy[side].delete(job)
        })
      busy[side].add(job)
    }
  }

  for (;;) {
    if (putOff === null) news.listen()
    for (const side of SIDES) fill(side)
    const under = [...busy.left, ...busy.right, ...news.reading()]
    if (under.length === 0) break
    await Promise.race(under)
  }
  // Nothing is under way: whatever was sent has its outcome, or a moment to look for it.
  memory.runs.change(run.id, {
    sending: isOpen ? 1 : 0,
    ...(run.attempt > 0 && !putOff ? { attempt: 0 } : {}),
  })

  if (putOff) {
    if (stopsConnection(putOff) || putOff.reason === 'forbidden')
      return { is: 'failed', failure: putOff }
    const at = retryAt(run.attempt, clock.now(), 0.5)
    memory.runs.change(run.id, { attempt: run.attempt + 1 })
    if (at === null) return { is: 'failed', failure: putOff }
    return { is: 'wait', until: at, says: tell(putOff) }
  }
  // What proved not to have been sent after all is not sent again: it is taken down with the rest.
  if (memory.runs.get(run.id)?.stopping && !memory.plan.isAnySent(run.id))
    return { is: 'next', to: 'cancelled' }
  if (memory.plan.isDone(run.id)) {
    // Whoever asked for a link to be looked at has been served, where all that followed was to be written.
    while (isWhole(run) && memory.links.untouch(run.id, CHUNK) === CHUNK)
      if (isSpent(work, CHUNK)) return { is: 'again' }
    return { is: 'next', to: 'done' }
  }
  if (clock.now() >= work.until) return { is: 'again' }
  const look = memory.plan.nextLook(run.id)
  if (look === null || look <= clock.now()) return { is: 'again' }
  return {
    is: 'wait',
    until: look,
    says: 'An answer was lost on the way. We wait to see what became of that call.',
  }
}
