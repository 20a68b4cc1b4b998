import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { Problem } from '../../../../shared/api/problem.ts'
import type { Answered, Client } from '../../../../shared/api/client.ts'
import type { Started, Summary, TriggerRequest } from '../../../../shared/api/run.ts'
import { isOver, isPlanned, type JobState } from '../../../../shared/job.ts'
import { Button } from '../../parts/button.tsx'
import { Foot } from '../../parts/foot.tsx'
import { Notice } from '../../parts/notice.tsx'
import { useNow } from '../../parts/now.ts'
import { PlanView } from '../../parts/plan-view.tsx'
import { Progress } from '../../parts/progress.tsx'
import { Failed, Loading } from '../../parts/states.tsx'
import { useForbids } from '../../worker/allowed.ts'
import { once } from '../../parts/once.ts'
import { askOnce, isLost } from '../../worker/ask-once.ts'
import { usePreview } from '../../worker/preview.ts'
import { useRun } from '../../worker/runs.ts'
import { useClient } from '../../worker/signed-in.tsx'
import { say } from '../../words/say.ts'
import type { StepProps } from './step.ts'

const words = say.setup
const TRIED = 5
const READY: readonly JobState[] = ['planned', 'writing', 'done']

/** So old (ms) it says little of what is there now. */
const OLD_MS = 600_000
/** How often another tab's asking is waited for, and how long (ms) each time. */
const [WAITS, WAIT_MS] = [20, 500]

/** The preview of that name; while another tab asks for it, its answer is waited for. */
async function previewUnder(client: Client, configId: string, name: string, isHere: () => boolean) {
  for (let at = 0; ; at++) {
    const answer = await client.preview(configId, name)
    if (answer.ok || answer.error.code !== 'not_now' || at === WAITS || !isHere()) return answer
    await new Promise((wake) => setTimeout(wake, WAIT_MS))
  }
}

/** Makes a preview by itself and shows it; from here a few records are tried, or all of it is started. */
export function PreviewStep({ draft, read, change, go }: StepProps) {
  const configId = draft.configId ?? ''
  const client = useClient()
  const now = useNow()
  const questions = useQueryClient()
  const why = useForbids()('POST /api/crm/sync/trigger')
  const [previewId, setPreviewId] = useState<string | null>(null)
  const [triedId, setTriedId] = useState<string | null>(null)
  /** The plan of a few, while nobody knows that it ran: trying again runs that one, and not a few more. */
  const [sampledId, setSampledId] = useState<string | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [isBusy, setBusy] = useState(false)

  const { run, summary, ...preview } = usePreview(client, previewId)
  const tried = useRun(client, triedId).data

  const { look } = draft
  const [tries, setTries] = useState(0)
  const isOld = useRef(true)
  const latest = useRef({ change })
  useEffect(() => {
    latest.current = { change }
  })
  const again = useCallback(() => {
    setProblem(null)
    setPreviewId(null)
    isOld.current = false
    latest.current.change({ look: once() })
  }, [])
  // Every tab that shows this step asks under the same name, and gets the same preview.
  useEffect(() => {
    if (look === null) return again()
    let isHere = true
    void previewUnder(client, configId, look, () => isHere).then((answer) => {
      if (!isHere) return
      setProblem(answer.ok ? null : answer.error)
      setPreviewId(answer.ok ? answer.value.job_id : null)
    })
    return () => {
      isHere = false
    }
  }, [client, configId, look, again, tries])
  /** What could not be asked or read is asked for again under its name; what came to nothing is made anew. */
  const retry = () => {
    if (run !== undefined && isOver(run.phase)) return again()
    setProblem(null)
    setTries((count) => count + 1)
    void questions.invalidateQueries(['runs'])
  }
  // One from another day, or one that came to nothing, is made anew once for whoever comes back to it.
  const isPast =
    run !== undefined && (isOver(run.phase) || Date.parse(run.startedAt) < now - OLD_MS)
  useEffect(() => {
    if (isPast && isOld.current && triedId === null) again()
    else if (run) isOld.current = false
  }, [isPast, run, triedId, again])

  async function begin(started: Answered<Started>): Promise<string | null> {
    const answer = await started
    if (answer.ok) return answer.value.job_id
    setProblem(answer.error)
    // One that was refused, as plans are that grew old, is made anew.
    if (!isLost(answer.error)) setSampledId(null)
    return null
  }

  /** Plans a few records, then runs exactly that plan. */
  async function tryFew() {
    setBusy(true)
    setProblem(null)
    const sampled = sampledId ?? (await begin(sample()))
    setSampledId(sampled)
    if (sampled !== null && (await planned(sampled)))
      setTriedId(await begin(startNow({ configId, previewId: sampled })))
    setBusy(false)
  }

  const sample = () =>
    askOnce(['sample', configId], (key) => client.preview(configId, key, { sample: TRIED }))
  const startNow = (request: TriggerRequest) =>
    askOnce(['start', request], (key) => client.trigger(request, key))

  async function planned(id: string): Promise<boolean> {
    for (;;) {
      const log = await client.log(id)
      if (!log.ok) {
        setProblem(log.error)
        return false
      }
      // Or it runs already: the answer that said so was lost.
      if (READY.includes(log.value.phase)) return true
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
    // What was tried is part of the plan no more: then everything is looked at anew.
    const exactly = triedId === null && previewId !== null ? { previewId } : {}
    // Started already, here or in another tab: then only what follows is left to do.
    const runId = read().runId ?? (await begin(startNow({ configId, ...exactly })))
    if (runId === null) return setBusy(false)
    change({ runId })
    // After it: on its own, the sync would begin a run before this one.
    const changed = await client.changeConfig(configId, { syncFrequency: 'realtime' })
    setBusy(false)
    if (!changed.ok) return setProblem(changed.error)
    void questions.invalidateQueries(['syncs'])
    go('start')
  }

  const failure = problem ?? preview.failed
  return (
    <>
      {failure && !summary ? (
        <Failed title={words.previewFailed} problem={failure} onRetry={retry} />
      ) : summary ? (
        <PlanView summary={summary} configId={configId} />
      ) : (
        <section className="card" aria-live="polite">
          {run ? <Progress run={run} now={now} /> : null}
          <p className="quiet">{words.reading}</p>
          <Loading rows={2} />
        </section>
      )}
      {failure && summary ? (
        <Notice
          tone="bad"
          action={
            problem !== null && isLost(problem) ? undefined : { label: words.lookAgain, run: again }
          }
        >
          {failure.message}
        </Notice>
      ) : null}
      {tried ? (
        <Notice tone="info">
          {tried.endedAt === null ? words.trying : words.tried(tried.recordsSynced)}
        </Notice>
      ) : null}
      <Foot>
        <Button onPress={() => go('rules')}>{words.back}</Button>
        {summary && !isEmpty(summary) && triedId === null ? (
          <Button why={why} isBusy={isBusy} onPress={() => void tryFew()}>
            {words.tryFive}
          </Button>
        ) : null}
        <Button
          look="strong"
          why={summary ? why : failure ? words.previewFailed : words.reading}
          isBusy={isBusy}
          onPress={() => void start()}
        >
          {words.start}
        </Button>
      </Foot>
    </>
  )
}

const isEmpty = ({ create, update, mark, delete: deleted }: Summary): boolean =>
  create + update + mark + deleted === 0
