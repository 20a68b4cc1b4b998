import { RotateCcw } from 'lucide-react'
import { useCallback, useMemo, useState } from 'react'
import type { Config } from '../../../shared/api/config.ts'
import type { PairingView } from '../../../shared/api/pairing.ts'
import type { RecordStanding, StandingRecord } from '../../../shared/api/record.ts'
import { useOpenBase } from '../airtable/base.ts'
import { Button } from '../parts/button.tsx'
import { CardList } from '../parts/card-list.tsx'
import { GoneSync } from '../parts/gone-sync.tsx'
import { LetGo } from '../parts/let-go.tsx'
import { LongList } from '../parts/long-list.tsx'
import { Notice } from '../parts/notice.tsx'
import { OpenRecord } from '../parts/open-record.tsx'
import { Screen } from '../parts/screen.tsx'
import { Select } from '../parts/select.tsx'
import { EmptyState, Failed, Loading } from '../parts/states.tsx'
import { SyncActions } from '../parts/sync-actions.tsx'
import { Tabs } from '../parts/tabs.tsx'
import { useToast } from '../parts/toast.tsx'
import { useWhere } from '../shell/where.tsx'
import { useForbidsOf } from '../worker/allowed.ts'
import { askOnce } from '../worker/ask-once.ts'
import { type Later, useLater } from '../worker/later.ts'
import { useAct, usePairings, useSyncs } from '../worker/questions.ts'
import { useStanding } from '../worker/runs.ts'
import { useSignedIn } from '../worker/signed-in.tsx'
import { serviceName } from '../words/direction.ts'
import { say } from '../words/say.ts'
import './sync.css'

const KINDS = ['blocked', 'conflict', 'pending', 'held', 'filtered', 'notCreated', 'kept'] as const

/** The records of a sync that are not in sync, each with why and the way to mend it. */
export function Sync({ configId }: { readonly configId: string }) {
  const { client } = useSignedIn()
  const syncs = useSyncs(client)
  const pairings = usePairings(client, configId)
  const config = syncs.data?.items.find(({ id }) => id === configId)
  if (!config)
    return (
      <Screen title={say.home.records}>
        {syncs.data ? (
          <GoneSync />
        ) : syncs.error ? (
          <Failed
            title={say.parts.couldNotRead(say.standing.theRecords)}
            problem={syncs.error}
            onRetry={() => void syncs.refetch()}
          />
        ) : (
          <Loading />
        )}
      </Screen>
    )
  return (
    <Screen title={say.standing.title(config.name)} says={say.standing.says}>
      <Records key={config.id} config={config} pairings={pairings.data?.items ?? []} />
    </Screen>
  )
}

type Props = { readonly config: Config; readonly pairings: readonly PairingView[] }

function Records({ config, pairings }: Props) {
  const base = useOpenBase()
  const tables = config.counts.map(({ entityType, side }) => `${side} ${entityType}`)
  const [table, setTable] = useState(
    firstWith(config, 'blocked') ?? firstWith(config, 'conflict') ?? tables[0] ?? '',
  )
  const counts = config.counts.find((one) => `${one.side} ${one.entityType}` === table)
  const [kind, setKind] = useState<RecordStanding>(
    KINDS.find((one) => (counts?.[one] ?? 0) > 0) ?? 'blocked',
  )
  if (!counts) return <EmptyState title={say.home.nothingCounted} />
  return (
    <>
      <Select
        label={say.standing.tables}
        value={table}
        options={config.counts.map(({ entityType, side }) => {
          const pairing = pairings.find((one) => one.entityType === entityType)
          const name =
            (side === 'app' && pairing && base.tableName(pairing.appTable)) ||
            pairing?.tableNames[side]
          return {
            value: `${side} ${entityType}`,
            label: `${serviceName(config[side].provider)} · ${name ?? entityType}`,
          }
        })}
        onChange={setTable}
      />
      <Tabs
        label={say.standing.title(config.name)}
        tabs={KINDS.map((id) => ({ id, label: say.standing.kinds[id], count: counts[id] }))}
        value={kind}
        onChange={setKind}
      >
        <Standing config={config} entityType={counts.entityType} side={counts.side} kind={kind} />
      </Tabs>
      <SyncActions config={config} run={config.lastRun} isHere={config.app.resource === base.id} />
    </>
  )
}

/** The first table in which anything stands so. */
function firstWith({ counts }: Config, kind: RecordStanding): string | undefined {
  const found = counts.find((one) => one[kind] > 0)
  return found && `${found.side} ${found.entityType}`
}

/** A record with one reason in a docked panel (px). */
const GUESS = 150

const idOf = ({ recordId }: StandingRecord): string => recordId

type StandingProps = {
  readonly config: Config
  readonly entityType: string
  readonly side: 'app' | 'crm'
  readonly kind: RecordStanding
}

function Standing({ config, entityType, side, kind }: StandingProps) {
  const { client } = useSignedIn()
  const where = useWhere()
  const { hidden, decide } = useLater()
  const list = useStanding(client, config.id, { entityType, side, standing: kind })
  // The same as long as nothing in it changes: each other one has the place of every card worked out anew.
  const shown = useMemo(
    () => list.items?.filter(({ recordId }) => !hidden.has(recordId)) ?? null,
    [list.items, hidden],
  )
  const draw = useCallback(
    (record: StandingRecord) => <Record {...{ record, config, entityType, side, decide }} />,
    [config, entityType, side, decide],
  )
  return (
    <LongList
      what={say.standing.theRecords}
      list={{ ...list, items: shown }}
      isEndless
      empty={<EmptyState title={say.standing.none}>{say.standing.noneSay[kind]}</EmptyState>}
    >
      {(records) => (
        <>
          <CardList items={records} keyOf={idOf} guess={GUESS} onEnd={list.more}>
            {draw}
          </CardList>
          {kind === 'conflict' ? (
            <Button look="strong" onPress={() => where.go({ at: 'decide', configId: config.id })}>
              {say.attention.decide}
            </Button>
          ) : null}
        </>
      )}
    </LongList>
  )
}

type RecordProps = Omit<StandingProps, 'kind'> & {
  readonly record: StandingRecord
  readonly decide: Later['decide']
}

const nameOf = ({ title }: StandingRecord): string => (title === '' ? say.run.untitled : title)

/** What was mended goes at once, and without all the others. */
function Retry({ record, config, entityType, side }: Omit<RecordProps, 'decide'>) {
  const { client } = useSignedIn()
  const { toast } = useToast()
  const forbids = useForbidsOf(config)
  const retry = useAct(
    config.id,
    // Another try after the last run that is seen here.
    () =>
      askOnce(['push', config.id, entityType, side, record.recordId, config.lastRun?.id], (key) =>
        client.push({ configId: config.id, entityType, side, recordIds: [record.recordId] }, key),
      ),
    () => toast({ says: say.standing.retried(nameOf(record)) }),
  )
  return (
    <>
      {retry.problem ? <Notice tone="bad">{retry.problem.message}</Notice> : null}
      <Button
        size="small"
        icon={RotateCcw}
        isBusy={retry.isBusy}
        why={forbids('POST /api/crm/push')}
        label={say.standing.retryOf(nameOf(record))}
        onPress={retry.run}
      >
        {say.standing.retry}
      </Button>
    </>
  )
}

const Record = ({ record, config, entityType, side, decide }: RecordProps) => (
  <div className="card standing-record">
    <strong>{nameOf(record)}</strong>
    {record.says.map((sentence) => (
      <p key={sentence}>{sentence}</p>
    ))}
    <div className="buttons">
      {record.standing === 'blocked' ? <Retry {...{ record, config, entityType, side }} /> : null}
      {record.holdIds.length > 0 ? (
        <LetGo
          config={config}
          recordId={record.recordId}
          name={nameOf(record)}
          holdIds={record.holdIds}
          says={say.standing.letGone(nameOf(record))}
          decide={decide}
        />
      ) : null}
      <OpenRecord config={config} entityType={entityType} side={side} recordId={record.recordId} />
      {record.otherRecordId ? (
        <OpenRecord
          config={config}
          entityType={entityType}
          side={side === 'app' ? 'crm' : 'app'}
          recordId={record.otherRecordId}
        />
      ) : null}
    </div>
  </div>
)
