import { ArrowLeftRight } from 'lucide-react'
import { useState } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import type { ConfigList } from '../../../../shared/api/config.ts'
import type { Connection } from '../../../../shared/api/connection.ts'
import type { Problem } from '../../../../shared/api/problem.ts'
import type { SuggestionList } from '../../../../shared/api/suggestion.ts'
import type { MadeTable } from '../../../../shared/api/making.ts'
import type { Table } from '../../../../shared/field.ts'
import { ok, type Result } from '../../../../shared/result.ts'
import { useOpenBase } from '../../airtable/base.ts'
import { Button } from '../../parts/button.tsx'
import { Chip } from '../../parts/chip.tsx'
import { Foot } from '../../parts/foot.tsx'
import { Notice } from '../../parts/notice.tsx'
import { once } from '../../parts/once.ts'
import { Select } from '../../parts/select.tsx'
import { EmptyState, Failed, Loading } from '../../parts/states.tsx'
import {
  isDouble,
  leftNothingBy,
  type Met,
  metIn,
  ordered,
  type Row,
  rowsOf,
} from '../../setup/pairs.ts'
import { firstMade } from '../../setup/first-made.ts'
import { pairTables } from '../../setup/pair-tables.ts'
import { nameOfSync } from '../../setup/sync-name.ts'
import { useWhere } from '../../shell/where.tsx'
import { useForbids } from '../../worker/allowed.ts'
import { useSuggestions } from '../../worker/connections.ts'
import { useMetElsewhere } from '../../worker/met-elsewhere.ts'
import { usePairings } from '../../worker/questions.ts'
import { useClient } from '../../worker/signed-in.tsx'
import { serviceName } from '../../words/direction.ts'
import { say } from '../../words/say.ts'
import { percent } from '../../words/time.ts'
import { MakeTables } from './make-table.tsx'
import { OnlyThere } from './only-there.tsx'
import type { StepProps } from './step.ts'

const words = say.setup
const NONE = ''

/** Which tables meet which: suggested, ticked, to be changed. Going on makes the sync, which does nothing yet. */
export function ChooseStep(props: StepProps & { readonly crms: readonly Connection[] }) {
  const { draft, change, app, crm, crms } = props
  const client = useClient()
  const suggestions = useSuggestions(client, app.id, crm.id)
  const pairings = usePairings(client, draft.configId)
  const elsewhere = useMetElsewhere(client, app, crm, draft.configId)
  // One that is made from here has no pairs yet: what is ticked stays in sight while they are made.
  const [isResumed] = useState(draft.configId !== null)
  // As of when the tables come into sight: a sync that is made meanwhile unticks nothing.
  const [met, setMet] = useState<{ readonly with: string; readonly all: readonly Met[] }>()
  if (met?.with !== crm.id && elsewhere.data) setMet({ with: crm.id, all: elsewhere.data })
  const asked = isResumed ? [suggestions, pairings, elsewhere] : [suggestions, elsewhere]
  // What is paired has to be known before anything is ticked: it would be paired again.
  if (!suggestions.data || (isResumed && !pairings.data) || met?.with !== crm.id) {
    const problem = asked.find(({ error }) => error)?.error
    return problem ? (
      <Failed
        title={say.parts.couldNotRead(words.steps.choose)}
        problem={problem}
        onRetry={() => void Promise.all(asked.map((one) => one.refetch()))}
        isBusy={asked.some(({ isFetching }) => isFetching)}
      />
    ) : (
      <Loading rows={4} />
    )
  }
  return (
    <>
      {crms.length > 1 ? (
        <Select
          label={words.whichCrm}
          value={crm.id}
          options={crms.map(({ id, provider, account }) => ({
            value: id,
            label: `${serviceName(provider)}: ${account}`,
          }))}
          onChange={(id) => change({ crmConnectionId: id })}
        />
      ) : null}
      <Rows
        key={crm.id}
        {...props}
        suggested={suggestions.data}
        paired={pairings.data?.items ?? []}
        elsewhere={met.all}
      />
    </>
  )
}

type RowsProps = StepProps & {
  readonly suggested: SuggestionList
  readonly paired: readonly { entityType: string; appTable: string; crmTable: string }[]
  readonly elsewhere: readonly Met[]
}

type Making = {
  readonly sources: readonly Table[]
  /** In this base, rather than in the CRM. */
  readonly isHere: boolean
  readonly pairs: readonly { readonly from: string; readonly to: string }[]
}

function Rows(props: RowsProps) {
  const { draft, read, change, app, crm, go, suggested, paired, elsewhere } = props
  const base = useOpenBase()
  const where = useWhere()
  const client = useClient()
  const questions = useQueryClient()
  const [rows, setRows] = useState<readonly Row[]>(() => rowsOf(suggested, paired, elsewhere))
  const [isAll, setAll] = useState(false)
  const [doing, setDoing] = useState<string | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [making, setMaking] = useState<Making | null>(null)
  const service = serviceName(crm.provider)

  const nameOf = (id: string) => suggested.app.find((table) => table.id === id)?.name ?? id
  const put = (row: Row, patch: Partial<Row>) =>
    setRows((all) => all.map((one) => (one.appTable === row.appTable ? { ...one, ...patch } : one)))

  const taken = rows.filter(({ isTaken, crmTable }) => isTaken && crmTable !== null)
  const isWrong = rows.some((row) => isDouble(row, rows))
  const likely = rows.filter(({ crmTable, isTaken }) => crmTable !== null || isTaken)
  const shown = isAll || likely.length === 0 ? rows : likely

  const meeting = rows.flatMap(({ isTaken, appTable, crmTable }) =>
    isTaken && crmTable !== null ? [{ appTable, crmTable }] : [],
  )
  const mayMake = useForbids()('POST /api/crm/:provider/tables')
  const alone = suggested.app.filter(({ id }) =>
    shown.some(({ appTable, crmTable }) => appTable === id && crmTable === null),
  )
  const onlyThere = suggested.crm.filter(({ id }) =>
    [...meeting, ...elsewhere].every((one) => one.crmTable !== id),
  )

  /** The tables that stand for each other now: what links to them can be made. */
  const begin = (sources: readonly Table[], isHere: boolean) =>
    setMaking({
      sources,
      isHere,
      pairs: meeting.map(({ appTable, crmTable }) =>
        isHere ? { from: crmTable, to: appTable } : { from: appTable, to: crmTable },
      ),
    })

  /** A table that was made is there for everybody who asks, and is ticked. */
  function onMade(source: Table, { table, left }: MadeTable) {
    if (making === null) return
    const { isHere } = making
    const side = isHere ? 'app' : 'crm'
    const key = ['suggestions', app.id, crm.id]
    questions.setQueryData<SuggestionList>(key, (list = suggested) => ({
      ...list,
      [side]: [...list[side].filter(({ id }) => id !== table.id), table],
    }))
    // A link shows in the table at its other end as well.
    void questions.invalidateQueries(key)
    const [appTable, crmTable] = isHere ? [table.id, source.id] : [source.id, table.id]
    const fields = table.fields.filter((field) => field.access !== 'never').length - left.length
    const row = { appTable, crmTable, isTaken: true, confidence: null, fields }
    // Last: it may link to those before it, which are therefore paired first.
    setRows((all) => [...all.filter((one) => one.appTable !== appTable), row])
  }

  const freshName = (): string =>
    nameOfSync(
      `${base.name} ⇄ ${service}`,
      taken.map(({ appTable }) => nameOf(appTable)),
      questions.getQueryData<ConfigList>(['syncs'])?.items.map((one) => one.name) ?? [],
    )

  /** The sync, which is made where nobody did so yet. */
  async function ownSync(): Promise<Result<string, Problem>> {
    const { configId, deed: asked, name: called } = read()
    if (configId !== null) return ok(configId)
    const deed = asked ?? once()
    const name = called ?? freshName()
    if (asked === null || called === null) change({ deed, name })
    const made = await client.createConfig(
      {
        name,
        appConnectionId: app.id,
        crmConnectionId: crm.id,
        // Until somebody presses Start it does nothing by itself.
        syncFrequency: 'manual',
        firstMeeting: draft.firstMeeting,
        conflictResolution: draft.afterwards,
        syncDirection: draft.direction,
      },
      `${deed}-${app.id}-${crm.id}`,
    )
    if (!made.ok) return made
    const { id } = await firstMade(client, made.value)
    change({ configId: id, crmConnectionId: crm.id })
    return ok(id)
  }

  /** Makes the sync and brings its pairings to what is ticked: what is paired already stays. */
  async function makePairs(): Promise<Problem | null> {
    setDoing(words.starting)
    const own = await ownSync()
    if (!own.ok) return own.error
    const failed = await pairTables(client, {
      configId: own.value,
      rows: ordered(taken, suggested.app),
      seen: paired,
      tables: suggested,
      onEach: ({ appTable }, at, of) => setDoing(words.pairing(nameOf(appTable), at, of)),
    })
    await Promise.all(
      [['pairings', own.value], ['mappings', own.value], ['syncs']].map((key) =>
        questions.invalidateQueries(key),
      ),
    )
    return failed
  }

  async function goOn() {
    setProblem(null)
    const failed = await makePairs()
    setDoing(null)
    if (failed) setProblem(failed)
    else go('fields')
  }

  const isEmpty = suggested.app.length === 0
  const leavers = leftNothingBy(rows, elsewhere)
  return (
    <>
      {isEmpty ? <EmptyState title={words.noTables}>{words.noTablesSays}</EmptyState> : null}
      <ul className="pairs">
        {shown.map((row) => (
          <PairRow
            key={row.appTable}
            row={row}
            name={nameOf(row.appTable)}
            service={service}
            tables={suggested.crm}
            isWrong={isDouble(row, rows)}
            metIn={metIn(row, elsewhere)?.sync ?? null}
            onChange={(patch) => put(row, patch)}
            onMake={() => {
              const source = suggested.app.find(({ id }) => id === row.appTable)
              if (source) begin([source], false)
            }}
          />
        ))}
      </ul>
      {shown.length < rows.length ? (
        <Button look="quiet" onPress={() => setAll(true)}>
          {words.others(rows.length - shown.length)}
        </Button>
      ) : null}
      {alone.length > 1 ? (
        <Button why={mayMake} onPress={() => begin(alone, false)}>
          {say.making.makeAllThere(alone.length, service)}
        </Button>
      ) : null}
      <OnlyThere service={service} tables={onlyThere} onBring={(sources) => begin(sources, true)} />
      {making ? (
        <MakeTables
          sources={making.sources}
          from={making.isHere ? crm : app}
          to={making.isHere ? app : crm}
          pairs={making.pairs}
          onMade={onMade}
          onClose={() => setMaking(null)}
        />
      ) : null}
      {leavers.length > 0 ? (
        <Notice tone="info" action={{ label: words.toSyncs, run: () => where.go({ at: 'home' }) }}>
          {words.allMet(leavers)}
        </Notice>
      ) : null}
      {problem ? <Notice tone="bad">{problem.message}</Notice> : null}
      <Foot>
        <p className="foot-says" aria-live="polite">
          {doing ?? (taken.length === 0 ? words.nothingChosen : '')}
        </p>
        <Button
          look="strong"
          isBusy={doing !== null}
          why={taken.length === 0 ? words.nothingChosen : isWrong ? words.twice : null}
          onPress={() => void goOn()}
        >
          {words.next}
        </Button>
      </Foot>
    </>
  )
}

type PairRowProps = {
  readonly row: Row
  readonly name: string
  readonly service: string
  readonly tables: SuggestionList['crm']
  readonly isWrong: boolean
  /** The other sync that has these two already, or null. */
  readonly metIn: string | null
  readonly onChange: (patch: Partial<Row>) => void
  readonly onMake: () => void
}

function PairRow(props: PairRowProps) {
  const { row, name, service, tables, isWrong, metIn: other, onChange, onMake } = props
  const { confidence, fields, isTaken, crmTable } = row
  const why = useForbids()('POST /api/crm/:provider/tables')
  return (
    <li className={`card pair ${isTaken ? 'pair-taken' : ''}`}>
      <label className="pair-name">
        <input
          type="checkbox"
          checked={isTaken}
          disabled={crmTable === null}
          aria-label={words.take(name)}
          onChange={(event) => onChange({ isTaken: event.target.checked })}
        />
        <strong>{name}</strong>
      </label>
      <ArrowLeftRight className="pair-arrow" size={16} aria-hidden="true" />
      <Select
        label={words.counterpart(name)}
        isBare
        value={crmTable ?? NONE}
        wrong={isWrong ? words.twice : null}
        options={[
          { value: NONE, label: words.noCounterpart },
          ...tables.map((table) => ({ value: table.id, label: table.name, group: service })),
        ]}
        onChange={(value) =>
          onChange({
            crmTable: value === NONE ? null : value,
            isTaken: value !== NONE,
            confidence: null,
            fields: null,
          })
        }
      />
      <p className="pair-more">
        {crmTable === null ? (
          <Button
            size="small"
            why={why}
            label={say.making.makeThereOf(service, name)}
            onPress={onMake}
          >
            {say.making.makeThere(service)}
          </Button>
        ) : other !== null ? (
          <Chip>{words.met}</Chip>
        ) : confidence === null ? (
          <Chip>{words.byYou}</Chip>
        ) : (
          <Chip
            tone={confidence >= 0.8 ? 'good' : confidence >= 0.55 ? 'busy' : 'warn'}
            title={words.sureness(percent(confidence))}
          >
            {words.sure(confidence)}
          </Chip>
        )}
        {other !== null ? (
          <span className="quiet pair-met">
            {isTaken ? words.metSays(other) : words.metIn(other)}
          </span>
        ) : fields !== null && crmTable !== null ? (
          <span className="quiet">{words.wouldPair(fields)}</span>
        ) : null}
      </p>
    </li>
  )
}
