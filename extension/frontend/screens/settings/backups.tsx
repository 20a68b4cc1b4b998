import { Download, RotateCcw, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { Backup } from '../../../../shared/api/backup.ts'
import type { Config } from '../../../../shared/api/config.ts'
import { Button } from '../../parts/button.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { LongList } from '../../parts/long-list.tsx'
import { Select } from '../../parts/select.tsx'
import { useToast } from '../../parts/toast.tsx'
import { useForbidsOf } from '../../worker/allowed.ts'
import { askOnce } from '../../worker/ask-once.ts'
import { useFile } from '../../worker/file.ts'
import { usePairings } from '../../worker/questions.ts'
import { useBackups, useDeed } from '../../worker/settings.ts'
import { useSignedIn } from '../../worker/signed-in.tsx'
import { bothTables } from '../../words/direction.ts'
import { say } from '../../words/say.ts'
import { count, day, moment, size } from '../../words/time.ts'
import { RestoreBackup } from './restore-backup.tsx'

/** Both sides as they were, kept on a shelf: made, taken out, and destroyed only when that is said twice. */
export function Backups({ config }: { readonly config: Config }) {
  const { client } = useSignedIn()
  const { toast } = useToast()
  const why = useForbidsOf(config)('POST /api/crm/configs/:id/backups')
  const list = useBackups(client, config.id)
  const pairings = usePairings(client, config.id).data?.items ?? []
  const [entityType, setEntityType] = useState('')
  const [dropping, setDropping] = useState<Backup | null>(null)
  const [restoring, setRestoring] = useState<Backup | null>(null)
  const make = useDeed(
    // Another one after the newest that is seen here.
    () =>
      askOnce(['back up', config.id, entityType, list.items?.[0]?.id], (key) =>
        client.backUp(config.id, entityType === '' ? {} : { entityType }, key),
      ),
    {
      changes: ['backups', 'syncs', 'live'],
      onDone: () => toast({ says: say.privacy.backupBegun, tone: 'good' }),
    },
  )
  const drop = useDeed(({ id }: Backup) => client.deleteBackup(config.id, id), {
    changes: ['backups'],
    onDone: () => setDropping(null),
  })
  const { privacy } = say
  const nameOf = (type: string): string => {
    const pairing = pairings.find((one) => one.entityType === type)
    return pairing ? bothTables(pairing) : type
  }
  return (
    <section className="card" aria-label={privacy.backups}>
      <div className="settings-head">
        <div className="entry-text">
          <h2>{privacy.backups}</h2>
          <p className="quiet">{privacy.backupSays}</p>
        </div>
        <Button isBusy={make.isLoading} why={why} onPress={() => make.mutate(undefined)}>
          {privacy.backupNow}
        </Button>
      </div>
      {pairings.length > 1 ? (
        <Select
          label={privacy.backupOfWhat}
          value={entityType}
          options={[
            { value: '', label: privacy.backupOfAll },
            ...pairings.map((one) => ({ value: one.entityType, label: bothTables(one) })),
          ]}
          onChange={setEntityType}
        />
      ) : null}
      <LongList
        what={privacy.theBackups}
        list={list}
        empty={<p className="quiet">{privacy.noBackups}</p>}
      >
        {(backups) => (
          <ul className="entries">
            {backups.map((backup) => (
              <Entry
                key={backup.id}
                of={backup}
                config={config}
                holds={backup.entityType === null ? null : nameOf(backup.entityType)}
                onRestore={() => setRestoring(backup)}
                onDrop={() => setDropping(backup)}
              />
            ))}
          </ul>
        )}
      </LongList>
      {restoring ? (
        <RestoreBackup
          of={restoring}
          config={config}
          pairings={pairings.filter(
            (one) => restoring.entityType === null || one.entityType === restoring.entityType,
          )}
          onClose={() => setRestoring(null)}
        />
      ) : null}
      {dropping ? (
        <Confirm
          title={privacy.dropTitle(moment(dropping.startedAt))}
          says={privacy.dropSays}
          label={privacy.drop}
          isBusy={drop.isLoading}
          onConfirm={() => drop.mutate(dropping)}
          onClose={() => setDropping(null)}
        />
      ) : null}
    </section>
  )
}

type EntryProps = {
  readonly of: Backup
  readonly config: Config
  /** The tables it holds; `null` where it holds all. */
  readonly holds: string | null
  readonly onRestore: () => void
  readonly onDrop: () => void
}

function Entry({ of: backup, config, holds, onRestore, onDrop }: EntryProps) {
  const { client } = useSignedIn()
  const forbids = useForbidsOf(config)
  const file = useFile()
  const { privacy } = say
  const name = privacy.backupOf(moment(backup.startedAt))
  return (
    <li className="entry">
      <div className="entry-text">
        <strong>{name}</strong>
        <p className="quiet">
          {holds === null ? null : `${holds} · `}
          {backup.status === 'done'
            ? privacy.backupSize(count(backup.records, 'record'), size(backup.bytes))
            : backup.status === 'running'
              ? privacy.backupRunning
              : privacy.backupFailed}
        </p>
      </div>
      {backup.status === 'done' ? (
        <Button
          size="small"
          icon={RotateCcw}
          why={forbids('POST /api/crm/configs/:id/backups/:backupId/restore')}
          label={`${privacy.restore}: ${name}`}
          onPress={onRestore}
        >
          {privacy.restore}
        </Button>
      ) : null}
      {backup.status === 'done' ? (
        <Button
          size="small"
          icon={Download}
          isBusy={file.isBusy}
          why={forbids('GET /api/crm/configs/:id/backups/:backupId')}
          label={`${privacy.download}: ${name}`}
          onPress={() =>
            file.fetch({
              request: client.backupFile(config.id, backup.id),
              name: `${privacy.backupOf(day(backup.startedAt))}.ndjson.gz`,
            })
          }
        >
          {privacy.download}
        </Button>
      ) : null}
      <Button
        size="small"
        icon={Trash2}
        why={forbids('DELETE /api/crm/configs/:id/backups/:backupId')}
        label={`${privacy.drop}: ${name}`}
        onPress={onDrop}
      >
        {privacy.drop}
      </Button>
    </li>
  )
}
