import type { Client } from '../../../shared/api/client.ts'
import type { Problem } from '../../../shared/api/problem.ts'
import type { Log, Summary } from '../../../shared/api/run.ts'
import { isPlanned } from '../../../shared/job.ts'
import { say } from '../words/say.ts'
import { useRun, useSummary } from './runs.ts'

export type Preview = {
  readonly run: Log | undefined
  /** There once the plan is whole. */
  readonly summary: Summary | undefined
  /** Why there is nothing to show, whichever of the questions failed, or null. */
  readonly failed: Pick<Problem, 'message'> | null
}

/** A preview on its way, by the run that makes it. */
export function usePreview(client: Client, id: string | null): Preview {
  const run = useRun(client, id)
  const phase = run.data?.phase
  const isFailed = phase === 'failed'
  const isThere = phase !== undefined && isPlanned(phase) && !isFailed
  const summary = useSummary(client, id, isThere)
  return {
    run: run.data,
    summary: summary.data,
    failed: isFailed
      ? { message: run.data?.says ?? say.setup.previewFailed }
      : summary.data
        ? null
        : (run.error ?? summary.error),
  }
}
