import { Download } from 'lucide-react'
import { useState } from 'react'
import type { Client } from '../../../../shared/api/client.ts'
import type { Config } from '../../../../shared/api/config.ts'
import type { Erasure } from '../../../../shared/api/erasure.ts'
import { useOpenBase } from '../../airtable/base.ts'
import { Button } from '../../parts/button.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { TextField } from '../../parts/field.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Select } from '../../parts/select.tsx'
import { useForbidsOf } from '../../worker/allowed.ts'
import { useFile } from '../../worker/file.ts'
import { usePairings } from '../../worker/questions.ts'
import { useDeed, useErasures } from '../../worker/settings.ts'
import { useSignedIn } from '../../worker/signed-in.tsx'
import { serviceName } from '../../words/direction.ts'
import { recordIdIn, tableOf } from '../../words/record-id.ts'
import { say } from '../../words/say.ts'
import { count } from '../../words/time.ts'

/** What is kept of one record: its history taken out, or all of it destroyed. */
export function OnePerson({ config }: { readonly config: Config }) {
  const { client } = useSignedIn()
  const base = useOpenBase()
  const file = useFile()
  const pairings = usePairings(client, config.id).data?.items ?? []
  const forbids = useForbidsOf(config)
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState<string | null>(null)
  const [isAsking, setAsking] = useState(false)
  const { privacy } = say

  const tables = (['app', 'crm'] as const).flatMap((side) =>
    pairings.map(({ entityType, appTable, crmTable, tableNames }) => ({
      value: `${side} ${entityType}`,
      side,
      entityType,
      table: side === 'app' ? appTable : crmTable,
      label: `${serviceName(config[side].provider)} · ${
        (side === 'app' ? base.tableName(appTable) : null) ?? tableNames[side]
      }`,
    })),
  )
  const table =
    tables.find(({ value }) => value === chosen) ?? tableOf(text, tables) ?? tables[0] ?? null
  const recordId = recordIdIn(text)
  const needed = recordId === '' || table === null ? privacy.personNeeded : null

  const erase = useDeed(
    () =>
      client.eraseRecord(config.id, {
        entityType: table?.entityType ?? '',
        side: table?.side ?? 'app',
        recordId,
      }),
    {
      changes: ['syncs', 'records', 'runs', 'conflicts', 'matches', 'backups', 'erasures'],
      onDone: () => {
        setAsking(false)
        setText('')
        setChosen(null)
      },
    },
  )
  return (
    <section className="card" aria-label={privacy.person}>
      <h2>{privacy.person}</h2>
      <p className="quiet">{privacy.personSays}</p>
      <TextField
        label={privacy.personWhich}
        hint={privacy.personHint}
        value={text}
        onChange={(next) => {
          setText(next)
          erase.reset()
        }}
      />
      {table ? (
        <Select
          label={privacy.personWhere}
          value={table.value}
          options={tables}
          onChange={setChosen}
        />
      ) : null}
      <Erased client={client} config={config} just={erase.data ?? null} />
      <div className="buttons">
        <Button
          icon={Download}
          isBusy={file.isBusy}
          why={needed}
          onPress={() =>
            file.fetch({
              request: client.ledgerFile(config.id, {
                format: 'csv',
                recordId,
                ...(table ? { entityType: table.entityType } : {}),
              }),
              name: `${privacy.personFile(config.name, recordId)}.csv`,
            })
          }
        >
          {privacy.personExport}
        </Button>
        <Button
          look="danger"
          why={forbids('POST /api/crm/configs/:id/erasures') ?? needed}
          onPress={() => setAsking(true)}
        >
          {privacy.personErase}
        </Button>
      </div>
      {isAsking ? (
        <Confirm
          title={privacy.personTitle}
          says={privacy.personEraseSays}
          label={privacy.personEraseIt}
          isBusy={erase.isLoading}
          onConfirm={() => erase.mutate(undefined)}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </section>
  )
}

type ErasedProps = {
  readonly client: Client
  readonly config: Config
  /** The one that was asked for here. */
  readonly just: Erasure | null
}

/** What became of it, and how many backups somebody may still stand in. */
function Erased({ client, config, just }: ErasedProps) {
  const forbids = useForbidsOf(config)
  const isOff = forbids('GET /api/crm/configs/:id/erasures') !== null
  const erasures = useErasures(client, config.id, isOff).items ?? []
  const { privacy } = say
  const told = erasures.find(({ id }) => id === just?.id) ?? just
  const most = Math.max(
    0,
    ...erasures.filter(({ id }) => id !== just?.id).map(({ backupsLeft }) => backupsLeft),
  )
  const [lines, done] = [count(told?.lines ?? 0, 'line'), count(told?.backups ?? 0, 'backup')]
  return (
    <>
      {told === null ? null : told.backupsLeft > 0 ? (
        <Notice tone="info">
          {privacy.personErasing(lines, done, count(told.backupsLeft, 'backup'))}
        </Notice>
      ) : (
        <Notice tone="info">{privacy.personErased(lines, done)}</Notice>
      )}
      {most > 0 ? (
        <Notice tone="info">{privacy.othersErasing(count(most, 'backup'))}</Notice>
      ) : null}
    </>
  )
}
