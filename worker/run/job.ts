import { type Failure, stopsConnection, tell } from '../../shared/failure.ts'
import { SIDES } from '../../shared/record.ts'
import { canMove, type JobState, retryAt } from '../../shared/job.ts'
import { quietOf } from '../objects/sync/inbox.ts'
import { isNamed, isRestoring } from '../objects/sync/purpose.ts'
import type { Mend } from '../objects/sync/setup.ts'
import { backUp } from './backup.ts'
import { dateClears } from './dates.ts'
import { copyKnown } from './draft.ts'
import { hear } from './hear.ts'
import { match } from './match.ts'
import { namedStep } from './named.ts'
import { plan } from './plan.ts'
import { pull } from './pull.ts'
import { narrowedBy } from './refusals.ts'
import { planRestoring } from './restoring.ts'
import { readAlone } from './returned.ts'
import { freshen } from './schema.ts'
import { lanesOf, mayPass, type Step, type Work } from './work.ts'
import { write } from './write.ts'

/** What is put back is not pulled and matched: it is planned from what was kept. */
const RESTORING: { readonly [state in JobState]?: JobState } = {
  pulling: 'matching',
  matching: 'merging',
}

/** Take one step of a run: the phase it is in, for as long as the slice lasts. */
async function stepOf(work: Work): Promise<Step> {
  if (work.run.purpose.is === 'backup') return backupStep(work, work.run.purpose.backup)
  if (isNamed(work.run.purpose) && work.run.state !== 'writing') return namedStep(work)
  if (isRestoring(work.run.purpose)) {
    const to = RESTORING[work.run.state]
    if (to !== undefined) return { is: 'next', to }
    if (work.run.state === 'merging') return planRestoring(work)
  }
  switch (work.run.state) {
    case 'queued':
      return work.run.purpose.is === 'draft'
        ? copyKnown(work, work.run.purpose.pairings)
        : { is: 'next', to: 'pulling' }
    case 'pulling':
      return work.run.purpose.is === 'events' ? hear(work, quietOf(work.setup)) : pull(work)
    case 'matching':
      return match(work)
    case 'merging':
      // Only before a plan begins: what it asks here must not move while it grows.
      if (work.run.cursor === null) {
        const { lanes } = lanesOf(work)
        const unread = await readAlone(work, lanes)
        if (unread) return { is: 'failed', failure: unread }
        await dateClears(work, lanes)
      }
      return plan(work)
    case 'writing':
      return write(work)
    default:
      return { is: 'wait', until: Infinity, says: null }
  }
}

/** A run that only backs up goes through the phases without planning anything. */
async function backupStep(work: Work, backup: number): Promise<Step> {
  switch (work.run.state) {
    case 'queued':
      return { is: 'next', to: 'pulling' }
    case 'pulling': {
      const fresh = await freshen(work)
      return fresh.ok ? { is: 'next', to: 'matching' } : { is: 'failed', failure: fresh.error }
    }
    case 'matching':
      return { is: 'next', to: 'merging' }
    case 'merging':
      return { is: 'next', to: 'writing' }
    default:
      return (await backUp(work, backup)) ?? { is: 'next', to: 'done' }
  }
}

/** Take a step and store where the run stands after it. */
export async function advance(work: Work): Promise<Step> {
  const step = await stepOf(work)
  const { memory, run, clock } = work
  // A person may have cancelled it while the step was under way.
  const now = memory.runs.get(run.id)
  if (!now || now.state !== run.state) return { is: 'again' }
  switch (step.is) {
    case 'next':
      move(work, step.to, step.says)
      return step
    case 'again':
      memory.runs.change(run.id, { wake: null, waits_for: null })
      return step
    case 'wait':
      memory.runs.change(run.id, {
        wake: Number.isFinite(step.until) ? step.until : null,
        waits_for: step.says,
      })
      return step
    case 'failed': {
      const failure = await narrowedBy(work, step.failure)
      const at = mayPass(failure) ? retryAt(run.attempt, clock.now(), 0.5) : null
      if (at !== null) {
        memory.runs.change(run.id, {
          attempt: run.attempt + 1,
          wake: at,
          waits_for: tell(failure),
        })
        return { is: 'wait', until: at, says: tell(failure) }
      }
      memory.together(() => {
        if (stopsConnection(failure)) memory.setup.stop(tell(failure), mendOf(work, failure))
        move(work, 'failed', tell(failure))
      })
      return { is: 'failed', failure }
    }
  }
}

/** What a person does about it, and at which side; null where nothing helps but time. */
function mendOf({ ports }: Work, failure: Failure): Mend | null {
  const side = SIDES.find(
    (one) => 'vendor' in failure && ports[one].connector.name === failure.vendor,
  )
  if (side === undefined) return null
  return { does: failure.reason === 'signed_out' ? 'reconnect' : 'resume', side }
}

function move(work: Work, to: JobState, says: string | undefined): void {
  const { memory, run, clock } = work
  if (!canMove(run.state, to)) throw new Error(`a run cannot go from ${run.state} to ${to}`)
  const over = to === 'done' || to === 'failed' || to === 'cancelled'
  if (over && run.purpose.is === 'draft') memory.endDraft(run)
  memory.runs.enter(run.id, to, clock.now(), {
    position: 0,
    cursor: null,
    attempt: 0,
    wake: null,
    waits_for: null,
    ...(says === undefined ? {} : { says }),
    ...(over ? { ended: clock.now(), counts: memory.plan.finalCounts(run.id) } : {}),
    ...(over && to !== 'done' ? { leaving: run.first } : {}),
  })
  if (over) memory.gauges.note(clock.now(), memory.setup.quota()?.used ?? null)
}
