import { ArrowRight, RotateCcw, Undo2 } from 'lucide-react'
import { useState } from 'react'
import type { Config } from '../../../shared/api/config.ts'
import type { Log, Summary, Write, WriteQuery } from '../../../shared/api/run.ts'
import { isOver, isPlanned, isWorking } from '../../../shared/job.ts'
import { Button } from '../parts/button.tsx'
import { Chip } from '../parts/chip.tsx'
import { LongList } from '../parts/long-list.tsx'
import { Notice } from '../parts/notice.tsx'
import { useNow } from '../parts/now.ts'
import { Progress } from '../parts/progress.tsx'
import { Screen } from '../parts/screen.tsx'
import { EmptyState, Failed, Loading } from '../parts/states.tsx'
import { type Column, Table } from '../parts/table.tsx'
import { Tabs } from '../parts/tabs.tsx'
import { Timeline } from '../parts/timeline.tsx'
import { WriteDialog } from '../parts/write-dialog.tsx'
import { useWhere } from '../shell/where.tsx'
import { useForbidsOf } from '../worker/allowed.ts'
import { askOnce } from '../worker/ask-once.ts'
import { useAct, useSyncs } from '../worker/questions.ts'
import { useRun, useSummary, useWrites } from '../worker/runs.ts'
import { useSignedIn } from '../worker/signed-in.tsx'
import { serviceName } from '../words/direction.ts'
import { tellFate, tellPurpose, tellStatus, tellWrite } from '../words/run.ts'
import { say } from '../words/say.ts'
import { moment, number, shortly } from '../words/time.ts'
import './run.css'

/** One run: its stages, every record's fate, and what can still be done about it. */
export function Run({ runId }: { readonly runId: string }) {
  const { client } = useSignedIn()
  const now = useNow()
  const asked = useRun(client, runId)
  const syncs = useSyncs(client).data?.items
  const run = asked.data
  if (!run)
    return (
      <Screen title={say.history.theRun}>
        {asked.error ? (
          <Failed
            title={say.parts.couldNotRead(say.history.theRun)}
            problem={asked.error}
            onRetry={() => void asked.refetch()}
            isBusy={asked.isFetching}
          />
        ) : (
          <Loading />
        )}
      </Screen>
    )
  const config = syncs?.find(({ id }) => id === run.configId)
  const { tone, label } = tellStatus(run)
  return (
    <Screen
      title={tellPurpose(run)}
      says={`${config?.name ?? ''} · ${moment(run.startedAt)}`}
      actions={<Chip tone={tone}>{label}</Chip>}
    >
      <Says run={run} />
      <Actions run={run} config={config} />
      {isWorking(run.phase) ? <Progress run={run} now={now} /> : null}
      <section className="card run-sums" aria-label={say.history.changes}>
        <Sums run={run} />
      </section>
      <Timeline run={run} now={now} />
      {config ? <Fates run={run} config={config} /> : null}
    </Screen>
  )
}

function Says({ run }: { readonly run: Log }) {
  if (run.phase === 'planned')
    return (
      <Notice tone="info">
        {run.purpose === 'undo' ? say.run.undoPreviewSays : say.run.previewSays}
      </Notice>
    )
  if (run.says === null) return null
  const tone = run.phase === 'failed' ? 'bad' : run.phase === 'asking' ? 'warn' : 'info'
  return <Notice tone={tone}>{run.says}</Notice>
}

type ActionsProps = { readonly run: Log; readonly config: Config | undefined }

/** What can be done with a run as it stands; each button says why where it may not be pressed. */
function Actions({ run, config }: ActionsProps) {
  const { client } = useSignedIn()
  const where = useWhere()
  const forbids = useForbidsOf(config)
  const { id, configId, phase } = run
  const start = useAct(
    configId,
    () => askOnce(['carry out', id], (key) => client.trigger({ configId, previewId: id }, key)),
    () => {},
  )
  const cancel = useAct(configId, () => client.cancel(id))
  const approve = useAct(configId, () => client.approve(id))
  const retry = useAct(
    configId,
    () => askOnce(['retry', id], (key) => client.retry(id, key)),
    ({ job_id }) => where.go({ at: 'run', runId: job_id }),
  )
  const undo = useAct(
    configId,
    () => askOnce(['undo', id], (key) => client.undo(id, {}, key)),
    ({ job_id }) => where.go({ at: 'run', runId: job_id }),
  )
  const acts = [start, cancel, approve, retry, undo]
  const problem = acts.find((act) => act.problem)?.problem
  const mayUndo = run.kind === 'run' && isOver(phase) && run.recordsSynced > 0
  if (isOver(phase) && !mayUndo && !mayRetry(run)) return null
  return (
    <div className="actions">
      {problem ? <Notice tone="bad">{problem.message}</Notice> : null}
      <div className="buttons">
        {phase === 'planned' ? (
          <Button
            look="strong"
            isBusy={start.isBusy}
            why={forbids('POST /api/crm/sync/trigger')}
            onPress={start.run}
          >
            {run.purpose === 'undo' ? say.run.carryOutUndo : say.run.carryOut}
          </Button>
        ) : null}
        {phase === 'asking' ? (
          <Button
            look="strong"
            isBusy={approve.isBusy}
            why={forbids('POST /api/crm/sync/logs/:id/approve')}
            onPress={approve.run}
          >
            {say.run.approve}
          </Button>
        ) : null}
        {isOver(phase) ? null : (
          <Button
            isBusy={cancel.isBusy}
            why={forbids('POST /api/crm/sync/logs/:id/cancel')}
            onPress={cancel.run}
          >
            {phase === 'planned' ? say.run.throwAway : say.run.cancel}
          </Button>
        )}
        {mayRetry(run) ? (
          <Button
            look="strong"
            icon={RotateCcw}
            isBusy={retry.isBusy}
            why={forbids('POST /api/crm/sync/logs/:id/retry')}
            onPress={retry.run}
          >
            {say.run.retry}
          </Button>
        ) : null}
        {mayUndo ? (
          <Button
            icon={Undo2}
            isBusy={undo.isBusy}
            why={forbids('POST /api/crm/sync/logs/:id/undo')}
            onPress={undo.run}
          >
            {say.run.undo}
          </Button>
        ) : null}
      </div>
      {mayUndo ? <p className="quiet">{say.run.undoSays}</p> : null}
    </div>
  )
}

/** Its plan is whole, and nothing of it is written before somebody says so. */
const isUndecided = ({ phase }: Log): boolean => phase === 'planned' || phase === 'asking'

const mayRetry = ({ kind, phase, recordsFailed }: Log): boolean =>
  kind === 'run' && isOver(phase) && recordsFailed > 0

function Sums({ run }: { readonly run: Log }) {
  const done: readonly (readonly [string, number])[] = [
    [say.run.created, run.recordsCreated],
    [say.run.updated, run.recordsUpdated],
    [say.run.deleted, run.recordsDeleted],
    [say.run.linked, run.recordsLinked],
    [say.run.failedCount, run.recordsFailed],
  ]
  // Nothing is done yet; what would be stands below, by kind.
  const sums = isUndecided(run) ? [] : done
  return (
    <dl className="sums">
      {[[say.run.read, run.recordsProcessed] as const, ...sums].map(([name, n]) => (
        <div key={name} className={n === 0 ? 'sum-none' : undefined}>
          <dt>{name}</dt>
          <dd>{number(n)}</dd>
        </div>
      ))}
      <div>
        <dt>{say.history.took}</dt>
        <dd>{shortly(run.syncDurationMs)}</dd>
      </div>
    </dl>
  )
}

const SHOWN = ['all', 'blocked', 'create', 'update', 'delete', 'mark', 'link', 'unlink'] as const
type Show = (typeof SHOWN)[number]

/** Every record the run had to do with, by what was done. */
function Fates({ run, config }: { readonly run: Log; readonly config: Config }) {
  const { client } = useSignedIn()
  const [show, setShow] = useState<Show>('all')
  const [open, setOpen] = useState<Write | null>(null)
  const where = useWhere()
  const forbids = useForbidsOf(config)
  const isReady = isPlanned(run.phase)
  const summary = useSummary(client, run.id, isReady).data
  // Asked for before there is a plan, it would stay as empty as it was.
  const hasFates = isReady || isOver(run.phase)
  const list = useWrites(client, run.id, askOf(show), {
    isGoing: run.phase === 'writing',
    isOff: !hasFates,
  })
  const undo = useAct(
    config.id,
    () => {
      const record = {
        entityType: open?.entityType ?? '',
        side: open?.side ?? 'app',
        recordId: open?.recordId ?? '',
      }
      return askOnce(['undo', run.id, record], (key) => client.undo(run.id, { record }, key))
    },
    ({ job_id }) => where.go({ at: 'run', runId: job_id }),
  )
  const retry = useAct(
    config.id,
    () => askOnce(['retry', run.id], (key) => client.retry(run.id, key)),
    ({ job_id }) => where.go({ at: 'run', runId: job_id }),
  )
  if (!hasFates) return <EmptyState title={say.run.notPlanned}>{say.run.notPlannedSay}</EmptyState>
  const tabs = tabsOf(summary)
  const title = isUndecided(run) ? say.run.wouldBe : say.run.fates
  return (
    <section aria-label={title} className="fates">
      <h2>{title}</h2>
      {undo.problem ? <Notice tone="bad">{undo.problem.message}</Notice> : null}
      {retry.problem ? <Notice tone="bad">{retry.problem.message}</Notice> : null}
      <Tabs label={title} tabs={tabs} value={show} onChange={setShow}>
        <LongList
          what={title}
          list={list}
          isEndless
          empty={
            show === 'all' ? <Nothing run={run} /> : <p className="quiet">{say.run.noneSuch}</p>
          }
        >
          {(writes) => (
            <Table
              label={title}
              columns={columnsOf(config)}
              rows={writes}
              keyOf={({ id }) => id}
              onOpen={setOpen}
              onEnd={list.more}
              rowHeight={48}
              total={list.hasMore ? tabs.find(({ id }) => id === show)?.count : undefined}
            />
          )}
        </LongList>
      </Tabs>
      {open ? (
        <WriteDialog
          config={config}
          write={open}
          onClose={() => setOpen(null)}
          onUndo={open.status === 'settled' && open.recordId !== null ? undo.run : null}
          whyNoUndo={forbids('POST /api/crm/sync/logs/:id/undo')}
          retry={
            mayRetry(run) ? { ...retry, why: forbids('POST /api/crm/sync/logs/:id/retry') } : null
          }
        />
      ) : null}
    </section>
  )
}

/** No record had to be written, or it never came to that. */
const Nothing = ({ run: { phase } }: { readonly run: Log }) =>
  phase === 'failed' || phase === 'cancelled' ? (
    <EmptyState title={say.run.nothingYet}>{say.run.endedEarly}</EmptyState>
  ) : phase === 'asking' ? (
    <EmptyState title={say.run.nothingYet}>{say.run.waitsFirst}</EmptyState>
  ) : (
    <EmptyState title={say.run.nothing}>{say.run.nothingSay}</EmptyState>
  )

const askOf = (show: Show): Pick<WriteQuery, 'kind' | 'status'> =>
  show === 'all' ? {} : show === 'blocked' ? { status: 'blocked' } : { kind: show }

/** A tab for each kind there is, with how many. */
function tabsOf(summary: Summary | undefined) {
  const count = (of: (one: Summary['writes'][number]) => boolean): number =>
    summary?.writes.reduce((sum, one) => (of(one) ? sum + one.count : sum), 0) ?? 0
  return SHOWN.flatMap((id) => {
    const n =
      id === 'all'
        ? count(() => true)
        : id === 'blocked'
          ? count(({ status }) => status === 'blocked')
          : count(({ kind }) => kind === id)
    const label =
      id === 'all' ? say.run.all : id === 'blocked' ? say.run.notWritten : say.run.kinds[id]
    return id === 'all' || n > 0 ? [{ id, label, ...(summary ? { count: n } : {}) }] : []
  })
}

const columnsOf = (config: Config): readonly Column<Write>[] => [
  {
    key: 'record',
    title: say.run.record,
    width: 'minmax(0, 1.4fr)',
    render: (write) => (
      <span className="run-what">
        <strong>{write.title === '' ? say.run.untitled : write.title}</strong>
        <span className={write.status === 'blocked' ? 'wrong' : 'quiet'}>
          {write.says ?? (write.changes.map(({ name }) => name).join(', ') || write.reason)}
        </span>
      </span>
    ),
  },
  {
    key: 'where',
    title: say.run.where,
    width: 'minmax(0, 0.8fr)',
    isSecondary: true,
    render: ({ side }) => (
      <span className="run-way">
        {serviceName(config[side === 'app' ? 'crm' : 'app'].provider)}
        <ArrowRight size={13} aria-label="→" />
        {serviceName(config[side].provider)}
      </span>
    ),
  },
  {
    key: 'what',
    title: say.history.what,
    width: 'minmax(0, 0.7fr)',
    isSecondary: true,
    render: tellWrite,
  },
  {
    key: 'fate',
    title: say.history.result,
    width: 'minmax(0, 0.6fr)',
    render: (write) => {
      const { tone, label } = tellFate(write)
      return <Chip tone={tone}>{label}</Chip>
    },
  },
]
