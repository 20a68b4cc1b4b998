import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useState } from 'react'
import type { Problem } from '../../../../shared/api/problem.ts'
import type { Answered } from '../../../../shared/api/client.ts'
import type { Started, Summary } from '../../../../shared/api/run.ts'
import { isPlanned } from '../../../../shared/job.ts'
import { Button } from '../../parts/button.tsx'
import { Notice } from '../../parts/notice.tsx'
import { useNow } from '../../parts/now.ts'
import { once } from '../../parts/once.ts'
import { PlanView } from '../../parts/plan-view.tsx'
import { Progress } from '../../parts/progress.tsx'
import { Failed, Loading } from '../../parts/states.tsx'
import { useForbids } from '../../worker/allowed.ts'
import { usePreview } from '../../worker/preview.ts'
import { useRun } from '../../worker/runs.ts'
import { useClient } from '../../worker/signed-in.tsx'
import { say } from '../../words/say.ts'
import type { StepProps } from './step.ts'

const words = say.setup
const TRIED = 5

/** Makes a preview by itself and shows it; from here a few records are tried, or all of it is started. */
export function PreviewStep({ draft, change, go }: StepProps) {
  const configId = draft.configId ?? ''
  const client = useClient()
  const now = useNow()
  const questions = useQueryClient()
  const why = useForbids()('POST /api/crm/sync/trigger')
  const [previewId, setPreviewId] = useState<string | null>(null)
  const [triedId, setTriedId] = useState<string | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [isBusy, setBusy] = useState(false)

  const { run, summary, ...preview } = usePreview(client, previewId)
  const tried = useRun(client, triedId).data

  const look = useCallback(async () => {
    setProblem(null)
    setPreviewId(null)
    const answer = await client.preview(configId, once())
    if (answer.ok) setPreviewId(answer.value.job_id)
    else setProblem(answer.error)
  }, [client, configId])
  useEffect(() => {
    // Once for each time somebody comes to this step; “Look again” asks anew.
    void look()
  }, [look])

  async function begin(started: Answered<Started>): Promise<string | null> {
    const answer = await started
    if (answer.ok) return answer.value.job_id
    setProblem(answer.error)
    return null
  }

  /** Plans a few records, then runs exactly that plan. */
  async function tryFew() {
    setBusy(true)
    setProblem(null)
    const sampled = await begin(client.preview(configId, once(), { sample: TRIED }))
    if (sampled !== null && (await planned(sampled)))
      setTriedId(await begin(client.trigger({ configId, previewId: sampled }, once())))
    setBusy(false)
  }

  async function planned(id: string): Promise<boolean> {
    for (;;) {
      const log = await client.log(id)
      if (!log.ok) {
        setProblem(log.error)
        return false
      }
      if (log.value.phase === 'planned') return true
      if (isPlanned(log.value.phase)) {
        setProblem({ code: '', message: log.value.says ?? words.previewFailed, requestId: '' })
        return false
      }
      await new Promise((wake) => setTimeout(wake, 500))
    }
  }

  async function start() {
    setBusy(true)
    setProblem(null)
    const changed = await client.changeConfig(configId, { syncFrequency: 'realtime' })
    // What was tried is part of the plan no more: then everything is looked at anew.
    const exactly = triedId === null && previewId !== null ? { previewId } : {}
    const runId = changed.ok
      ? await begin(client.trigger({ configId, ...exactly }, once()))
      : (setProblem(changed.error), null)
    setBusy(false)
    if (runId === null) return
    void questions.invalidateQueries(['syncs'])
    change({ runId })
    go('start')
  }

  const failure = problem ?? preview.failed
  return (
    <>
      {failure && !summary ? (
        <Failed title={words.previewFailed} problem={failure} onRetry={() => void look()} />
      ) : summary ? (
        <PlanView summary={summary} configId={configId} />
      ) : (
        <section className="card" aria-live="polite">
          {run ? <Progress run={run} now={now} /> : null}
          <p className="quiet">{words.reading}</p>
          <Loading rows={2} />
        </section>
      )}
      {failure && summary ? <Notice tone="bad">{failure.message}</Notice> : null}
      {tried ? (
        <Notice tone="info">
          {tried.endedAt === null ? words.trying : words.tried(tried.recordsSynced)}
        </Notice>
      ) : null}
      <footer className="screen-foot">
        <Button onPress={() => go('rules')}>{words.back}</Button>
        {summary && !isEmpty(summary) && triedId === null ? (
          <Button why={why} isBusy={isBusy} onPress={() => void tryFew()}>
            {words.tryFive}
          </Button>
        ) : null}
        <Button
          look="strong"
          why={summary ? why : words.reading}
          isBusy={isBusy}
          onPress={() => void start()}
        >
          {words.start}
        </Button>
      </footer>
    </>
  )
}

const isEmpty = ({ create, update, mark, delete: deleted }: Summary): boolean =>
  create + update + mark + deleted === 0
