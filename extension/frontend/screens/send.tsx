import { useQueryClient } from '@tanstack/react-query'
import { Suspense, useState } from 'react'
import type { Config } from '../../../shared/api/config.ts'
import type { Problem } from '../../../shared/api/problem.ts'
import { isOver, isWorking } from '../../../shared/job.ts'
import { useOpenBase } from '../airtable/base.ts'
import { type Chosen, useChosen } from '../airtable/chosen.ts'
import { Button } from '../parts/button.tsx'
import { Choices } from '../parts/choices.tsx'
import { Foot } from '../parts/foot.tsx'
import { Notice } from '../parts/notice.tsx'
import { useNow } from '../parts/now.ts'
import { PlanView } from '../parts/plan-view.tsx'
import { Progress } from '../parts/progress.tsx'
import { Screen } from '../parts/screen.tsx'
import { Select } from '../parts/select.tsx'
import { EmptyState, Failed, Loading } from '../parts/states.tsx'
import { useForbids } from '../worker/allowed.ts'
import { askOnce } from '../worker/ask-once.ts'
import { usePairingsOf, useSyncs } from '../worker/questions.ts'
import { usePreview } from '../worker/preview.ts'
import { useRun } from '../worker/runs.ts'
import { useClient } from '../worker/signed-in.tsx'
import { serviceName } from '../words/direction.ts'
import { tellOutcome } from '../words/progress.ts'
import { say } from '../words/say.ts'
import { BeginSetup } from './setup/door.tsx'

const words = say.send
/** As many as a preview of chosen records takes. */
const MOST = 100

/** Pushes what somebody marked in Airtable, or the view they have open, after showing what that would do. */
export const Send = () => (
  <Suspense
    fallback={
      <Screen title={words.title} width="narrow">
        <Loading />
      </Screen>
    }
  >
    <Found />
  </Suspense>
)

function Found() {
  const base = useOpenBase()
  const client = useClient()
  const chosen = useChosen()
  const syncs = useSyncs(client)
  const here = syncs.data?.items.filter(({ app }) => app.resource === base.id) ?? []
  const asked = usePairingsOf(
    client,
    here.map(({ id }) => id),
  )
  const [wanted, setWanted] = useState<string | null>(null)
  // A table may be in several syncs, each with another service or filter.
  const found = here.flatMap((config, at) => {
    const pairing = asked[at]?.data?.items.find(({ appTable }) => appTable === chosen?.tableId)
    return pairing ? [{ config, pairing }] : []
  })
  const { config, pairing } = found.find((one) => one.config.id === wanted) ?? found[0] ?? {}
  const unread = [syncs, ...asked].find(({ data, error }) => data === undefined && error !== null)
  if (chosen === null)
    return (
      <Screen title={words.title} width="narrow">
        <EmptyState title={words.noTable}>{words.noTableSays}</EmptyState>
      </Screen>
    )
  if (unread?.error && !config)
    return (
      <Screen title={words.title} width="narrow">
        <Failed
          title={say.parts.couldNotRead(say.home.theSyncs)}
          problem={unread.error}
          onRetry={() => void unread.refetch()}
          isBusy={unread.isFetching}
        />
      </Screen>
    )
  if (syncs.isLoading || asked.some(({ isLoading }) => isLoading))
    return (
      <Screen title={words.title} width="narrow">
        <Loading />
      </Screen>
    )
  if (!config || !pairing)
    return (
      <Screen title={words.title} width="narrow">
        <EmptyState title={words.notSynced(chosen.tableName)} action={<BeginSetup />}>
          {words.notSyncedSays}
        </EmptyState>
      </Screen>
    )
  return (
    <Screen
      title={words.titleTo(serviceName(config.crm.provider))}
      says={words.says}
      width="narrow"
    >
      {found.length > 1 ? (
        <Select
          label={say.settings.which}
          value={config.id}
          options={found.map((one) => ({ value: one.config.id, label: one.config.name }))}
          onChange={setWanted}
        />
      ) : null}
      <Push key={config.id} config={config} entityType={pairing.entityType} chosen={chosen} />
    </Screen>
  )
}

type Props = { readonly config: Config; readonly entityType: string; readonly chosen: Chosen }
type Source = 'marked' | 'view'

function Push({ config, entityType, chosen }: Props) {
  const client = useClient()
  const now = useNow()
  const questions = useQueryClient()
  const why = useForbids()('POST /api/crm/sync/preview')
  const [source, setSource] = useState<Source>(chosen.marked.length > 0 ? 'marked' : 'view')
  const [previewId, setPreviewId] = useState<string | null>(null)
  const [runId, setRunId] = useState<string | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  /** Why the push itself was not taken. */
  const [refused, setRefused] = useState<Problem | null>(null)
  const [isBusy, setBusy] = useState(false)
  const ids = source === 'marked' ? chosen.marked : chosen.inView

  const { run: preview, summary, failed: unseen } = usePreview(client, previewId)
  const run = useRun(client, runId).data

  async function look() {
    setBusy(true)
    setProblem(null)
    setRefused(null)
    setRunId(null)
    const records = ids
      .slice(0, MOST)
      .map((recordId) => ({ entityType, side: 'app' as const, recordId }))
    const answer = await askOnce(['look', config.id, records], (key) =>
      client.preview(config.id, key, { records }),
    )
    setBusy(false)
    if (answer.ok) setPreviewId(answer.value.job_id)
    else setProblem(answer.error)
  }
  async function push() {
    if (previewId === null) return
    setBusy(true)
    setRefused(null)
    const answer = await askOnce(['carry out', previewId], (key) =>
      client.trigger({ configId: config.id, previewId }, key),
    )
    setBusy(false)
    if (answer.ok) setRunId(answer.value.job_id)
    else setRefused(answer.error)
    void questions.invalidateQueries(['syncs'])
  }

  const isNothing =
    summary !== undefined && summary.create + summary.update + summary.delete + summary.mark === 0
  /** Equal, that is: what waits for a person or cannot be written is not. */
  const isSame = isNothing && summary.blocked + summary.conflicts === 0
  const failed = problem ?? unseen
  return (
    <>
      <Choices<Source>
        legend={words.which}
        value={source}
        onChange={(next) => {
          setSource(next)
          setPreviewId(null)
          setRunId(null)
          setProblem(null)
          setRefused(null)
        }}
        choices={[
          {
            value: 'marked',
            label: words.marked(chosen.marked.length),
            says: chosen.marked.length > 0 ? words.markedSays : words.nothingMarked,
          },
          {
            value: 'view',
            label: words.view(chosen.viewName, chosen.inView.length),
            says: words.viewSays,
          },
        ]}
      />
      {ids.length > MOST ? <p className="quiet">{words.most(MOST, ids.length)}</p> : null}
      {failed ? <Failed title={say.setup.previewFailed} problem={failed} /> : null}
      {refused ? <Failed title={words.refused} problem={refused} /> : null}
      {run ? (
        <section className="card" aria-live="polite">
          {isWorking(run.phase) ? <Progress run={run} now={now} /> : <p>{tellOutcome(run, now)}</p>}
        </section>
      ) : preview && !summary && !failed ? (
        <section className="card" aria-live="polite">
          <Progress run={preview} now={now} />
        </section>
      ) : isSame ? (
        <Notice tone="info">{words.nothing}</Notice>
      ) : summary ? (
        <PlanView summary={summary} configId={config.id} />
      ) : null}
      <Foot>
        <Button
          look={summary && !isNothing && runId === null ? 'plain' : 'strong'}
          why={ids.length === 0 ? words.nothingMarked : why}
          isBusy={isBusy || (preview !== undefined && isWorking(preview.phase))}
          onPress={() => void look()}
        >
          {words.preview}
        </Button>
        {summary && !isNothing && (runId === null || (run && !isOver(run.phase))) ? (
          <Button
            look="strong"
            why={why}
            isBusy={isBusy || runId !== null}
            onPress={() => void push()}
          >
            {runId === null ? words.run : words.running}
          </Button>
        ) : null}
      </Foot>
    </>
  )
}
