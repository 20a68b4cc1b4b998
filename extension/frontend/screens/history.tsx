import { Download, FilterX, History as HistoryIcon } from 'lucide-react'
import { useState } from 'react'
import type { Config } from '../../../shared/api/config.ts'
import type { Log } from '../../../shared/api/run.ts'
import { LogStatus } from '../../../shared/job.ts'
import { Button } from '../parts/button.tsx'
import { Chip } from '../parts/chip.tsx'
import { TextField } from '../parts/field.tsx'
import { LongList } from '../parts/long-list.tsx'
import { Menu } from '../parts/menu.tsx'
import { useNow } from '../parts/now.ts'
import { Screen } from '../parts/screen.tsx'
import { Select } from '../parts/select.tsx'
import { EmptyState } from '../parts/states.tsx'
import { type Column, Table } from '../parts/table.tsx'
import { useWhere } from '../shell/where.tsx'
import { useFile } from '../worker/file.ts'
import { usePairings, useSyncs } from '../worker/questions.ts'
import { useRuns } from '../worker/runs.ts'
import { useSignedIn } from '../worker/signed-in.tsx'
import { dayEnd, dayStart, tellChanges, tellPurpose, tellStatus } from '../words/run.ts'
import { bothTables } from '../words/direction.ts'
import { say } from '../words/say.ts'
import { day, fromNow, shortly } from '../words/time.ts'
import './history.css'

type Filters = {
  readonly configId: string
  readonly entityType: string
  readonly status: LogStatus | ''
  readonly from: string
  readonly to: string
}
const NONE: Filters = { configId: '', entityType: '', status: '', from: '', to: '' }

/** Every run, found by sync, records, outcome and day. */
export function History({ configId = '' }: { readonly configId?: string | undefined }) {
  const { client } = useSignedIn()
  const where = useWhere()
  const now = useNow()
  const syncs = useSyncs(client).data?.items ?? []
  const [filters, setFilters] = useState<Filters>({ ...NONE, configId })
  const list = useRuns(client, askOf(filters))
  const isFiltered = JSON.stringify(filters) !== JSON.stringify({ ...NONE, configId })
  return (
    <Screen
      title={say.history.title}
      says={say.history.says}
      actions={
        <Export config={syncs.find(({ id }) => id === only(filters, syncs))} filters={filters} />
      }
    >
      <FilterBar syncs={syncs} filters={filters} onChange={setFilters} />
      <LongList
        what={say.history.theRuns}
        list={list}
        isEndless
        empty={
          isFiltered ? (
            <EmptyState
              title={say.history.noneFit}
              icon={FilterX}
              action={
                <Button onPress={() => setFilters({ ...NONE, configId })}>
                  {say.history.clear}
                </Button>
              }
            >
              {say.history.noneFitSay}
            </EmptyState>
          ) : (
            <EmptyState title={say.history.none} icon={HistoryIcon}>
              {say.history.noneSay}
            </EmptyState>
          )
        }
      >
        {(runs) => (
          <Table
            label={say.history.title}
            columns={columnsOf(syncs, now)}
            rows={runs}
            keyOf={({ id }) => id}
            onOpen={({ id }) => where.go({ at: 'run', runId: id })}
            onEnd={list.more}
            rowHeight={52}
            maxHeight="calc(100vh - 260px)"
          />
        )}
      </LongList>
    </Screen>
  )
}

const askOf = ({ configId, entityType, status, from, to }: Filters) => ({
  configId: configId === '' ? undefined : configId,
  entityType: entityType === '' || configId === '' ? undefined : entityType,
  status: status === '' ? undefined : status,
  from: dayStart(from),
  to: dayEnd(to),
})

/** The one sync that is meant: the chosen one, or the only one there is. */
const only = ({ configId }: Filters, syncs: readonly Config[]): string =>
  configId !== '' || syncs.length !== 1 ? configId : (syncs[0]?.id ?? '')

const columnsOf = (syncs: readonly Config[], now: number): readonly Column<Log>[] => [
  {
    key: 'what',
    title: say.history.what,
    width: 'minmax(0, 1.3fr)',
    render: (run) => (
      <span className="run-what">
        <strong>{tellPurpose(run)}</strong>
        <span className="quiet">
          {fromNow(Date.parse(run.startedAt), now)}
          <span className="run-docked"> · {tellChanges(run)}</span>
          {syncs.length > 1 ? ` · ${syncs.find(({ id }) => id === run.configId)?.name ?? ''}` : ''}
        </span>
      </span>
    ),
  },
  {
    key: 'changes',
    title: say.history.changes,
    width: 'minmax(0, 1.4fr)',
    isSecondary: true,
    render: tellChanges,
  },
  {
    key: 'result',
    title: say.history.result,
    width: 'minmax(0, 0.9fr)',
    render: (run) => {
      const { tone, label } = tellStatus(run)
      return (
        <Chip tone={tone} title={label}>
          {label}
        </Chip>
      )
    },
  },
  {
    key: 'took',
    title: say.history.took,
    width: '80px',
    isNumber: true,
    isSecondary: true,
    render: (run) => shortly(run.syncDurationMs),
  },
]

type BarProps = {
  readonly syncs: readonly Config[]
  readonly filters: Filters
  readonly onChange: (filters: Filters) => void
}

function FilterBar({ syncs, filters, onChange }: BarProps) {
  const { client } = useSignedIn()
  const configId = only(filters, syncs)
  const pairings = usePairings(client, configId).data?.items ?? []
  const set = (patch: Partial<Filters>) => onChange({ ...filters, configId, ...patch })
  const { history } = say
  return (
    <section className="filters" aria-label={history.filters}>
      {syncs.length > 1 ? (
        <Select
          label={history.sync}
          value={filters.configId}
          options={[
            { value: '', label: history.allSyncs },
            ...syncs.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onChange={(chosen) => onChange({ ...filters, configId: chosen, entityType: '' })}
        />
      ) : null}
      <Select
        label={history.outcome}
        value={filters.status}
        options={[
          { value: '' as const, label: history.anyOutcome },
          ...LogStatus.options.map((value) => ({ value, label: say.run.statuses[value] })),
        ]}
        onChange={(status) => set({ status })}
      />
      {configId === '' ? null : (
        <Select
          label={history.records}
          value={filters.entityType}
          options={[
            { value: '', label: history.anyRecords },
            ...pairings.map((one) => ({ value: one.entityType, label: bothTables(one) })),
          ]}
          onChange={(entityType) => set({ entityType })}
        />
      )}
      <TextField
        label={history.from}
        type="date"
        value={filters.from}
        max={filters.to === '' ? undefined : filters.to}
        onChange={(from) => set({ from })}
      />
      <TextField
        label={history.to}
        type="date"
        value={filters.to}
        min={filters.from === '' ? undefined : filters.from}
        onChange={(to) => set({ to })}
      />
    </section>
  )
}

/** What the chosen sync wrote in the chosen days, as a file. */
function Export({
  config,
  filters,
}: {
  readonly config: Config | undefined
  readonly filters: Filters
}) {
  const { client } = useSignedIn()
  const file = useFile()
  const { history } = say
  const save = (format: 'csv' | 'ndjson') => () => {
    if (!config) return
    const { from, to, entityType } = askOf({ ...filters, configId: config.id })
    const until = day(to ?? new Date().toISOString())
    file.fetch({
      request: client.ledgerFile(config.id, { format, from, to, entityType }),
      name: `${history.fileName(config.name, until)}.${format}`,
    })
  }
  const why = config ? (file.isBusy ? history.preparing : null) : history.exportChoose
  return (
    <Menu
      label={config ? history.exportWhat(config.name) : history.export}
      actions={[
        { label: history.exportCsv, icon: Download, run: save('csv'), why },
        { label: history.exportLines, icon: Download, run: save('ndjson'), why },
      ]}
    />
  )
}
