import { useEffect, useState } from 'react'
import type { Config } from '../../../../shared/api/config.ts'
import type { WireDraft } from '../../../../shared/api/preview.ts'
import type { Problem } from '../../../../shared/api/problem.ts'
import { isPlanned } from '../../../../shared/job.ts'
import { useOpenBase } from '../../airtable/base.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { useNow } from '../../parts/now.ts'
import { once } from '../../parts/once.ts'
import { PlanView } from '../../parts/plan-view.tsx'
import { Progress } from '../../parts/progress.tsx'
import { Failed, Loading } from '../../parts/states.tsx'
import { useRun, useSummary } from '../../worker/runs.ts'
import { useClient } from '../../worker/signed-in.tsx'
import { say } from '../../words/say.ts'

const words = say.mapping

type Props = {
  readonly config: Config
  readonly draft: WireDraft
  readonly onClose: () => void
}

/** What the next run would do with a mapping that is not saved. */
export function Effect({ config, draft, onClose }: Props) {
  const client = useClient()
  const base = useOpenBase()
  const now = useNow()
  // One preview for each time it is opened, of the mapping as it stood then.
  const [asked] = useState({ configId: config.id, draft })
  const [runId, setRunId] = useState<string | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  useEffect(() => {
    void client.preview(asked.configId, once(), { draft: asked.draft }).then((answer) => {
      if (answer.ok) setRunId(answer.value.job_id)
      else setProblem(answer.error)
    })
  }, [client, asked])
  const run = useRun(client, runId).data
  const isThere = run !== undefined && isPlanned(run.phase) && run.phase !== 'failed'
  const summary = useSummary(client, runId, isThere).data
  const failed = problem ?? (run?.phase === 'failed' ? { message: run.says ?? '' } : null)
  return (
    <Dialog title={words.effectTitle} says={words.effectSays} size="wide" onClose={onClose}>
      {failed ? (
        <Failed title={say.setup.previewFailed} problem={failed} />
      ) : summary ? (
        <PlanView
          summary={summary}
          configId={config.id}
          app={{ id: config.app.connectionId, provider: config.app.provider }}
          crm={{ id: config.crm.connectionId, provider: config.crm.provider }}
          mostRecords={base.mostRecords}
        />
      ) : (
        <>
          {run ? <Progress run={run} now={now} /> : null}
          <Loading rows={2} label={say.setup.reading} />
        </>
      )}
    </Dialog>
  )
}
