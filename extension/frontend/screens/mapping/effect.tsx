import { useEffect, useState } from 'react'
import type { Config } from '../../../../shared/api/config.ts'
import type { WireDraft } from '../../../../shared/api/preview.ts'
import type { Problem } from '../../../../shared/api/problem.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { useNow } from '../../parts/now.ts'
import { once } from '../../parts/once.ts'
import { PlanView } from '../../parts/plan-view.tsx'
import { Progress } from '../../parts/progress.tsx'
import { Failed, Loading } from '../../parts/states.tsx'
import { usePreview } from '../../worker/preview.ts'
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
  const now = useNow()
  // One preview for each time it is opened, of the mapping as it stood then.
  const [asked] = useState({ configId: config.id, draft })
  const [runId, setRunId] = useState<string | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [tries, setTries] = useState(1)
  useEffect(() => {
    void client.preview(asked.configId, once(), { draft: asked.draft }).then((answer) => {
      if (answer.ok) setRunId(answer.value.job_id)
      else setProblem(answer.error)
    })
  }, [client, asked, tries])
  const { run, summary, ...preview } = usePreview(client, runId)
  const failed = problem ?? preview.failed
  return (
    <Dialog title={words.effectTitle} says={words.effectSays} size="wide" onClose={onClose}>
      {failed ? (
        <Failed
          title={say.setup.previewFailed}
          problem={failed}
          onRetry={() => {
            setProblem(null)
            setRunId(null)
            setTries(tries + 1)
          }}
        />
      ) : summary ? (
        <PlanView summary={summary} configId={config.id} />
      ) : (
        <>
          {run ? <Progress run={run} now={now} /> : null}
          <Loading rows={2} label={say.setup.reading} />
        </>
      )}
    </Dialog>
  )
}
