import { Download, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { Backup } from '../../../../shared/api/backup.ts'
import type { Config } from '../../../../shared/api/config.ts'
import { useOpenBase } from '../../airtable/base.ts'
import { Button } from '../../parts/button.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { TextField } from '../../parts/field.tsx'
import { once } from '../../parts/once.ts'
import { useToast } from '../../parts/toast.tsx'
import { useForbids } from '../../worker/allowed.ts'
import { useFile } from '../../worker/file.ts'
import { useBackups, useDeed } from '../../worker/settings.ts'
import { useSignedIn } from '../../worker/signed-in.tsx'
import { useWhere } from '../../shell/where.tsx'
import { say } from '../../words/say.ts'
import { count, day, moment, size } from '../../words/time.ts'

/** What is kept of the records of a sync, the ways to have it, and to have it destroyed. */
export function Privacy({ config }: { readonly config: Config }) {
  const { client } = useSignedIn()
  const file = useFile()
  const { privacy } = say
  return (
    <>
      <section className="card" aria-label={privacy.keeps}>
        <p className="quiet">{privacy.says}</p>
        <h2>{privacy.keeps}</h2>
        <ul className="kept">
          {privacy.kept.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      </section>
      <section className="card" aria-label={privacy.takeOut}>
        <h2>{privacy.takeOut}</h2>
        <ul className="entries">
          <li className="entry">
            <div className="entry-text">
              <strong>{privacy.ledger}</strong>
              <p className="quiet">{privacy.ledgerSays}</p>
            </div>
            <Button
              icon={Download}
              isBusy={file.isBusy}
              onPress={() =>
                file.fetch({
                  request: client.ledgerFile(config.id, { format: 'csv' }),
                  name: `${say.history.fileName(config.name, day(new Date().toISOString()))}.csv`,
                })
              }
            >
              {privacy.download}
            </Button>
          </li>
          <Backups config={config} />
        </ul>
      </section>
      <Removal config={config} />
    </>
  )
}

function Backups({ config }: { readonly config: Config }) {
  const { client } = useSignedIn()
  const { toast } = useToast()
  const base = useOpenBase()
  const forbids = useForbids(config.app.resource === base.id)
  const file = useFile()
  const backups = useBackups(client, config.id).data?.items ?? []
  const make = useDeed(() => client.backUp(config.id, once()), {
    changes: ['backups', 'syncs', 'live'],
    onDone: () => toast({ says: say.privacy.backupBegun, tone: 'good' }),
  })
  const drop = useDeed(({ id }: Backup) => client.deleteBackup(config.id, id), {
    changes: ['backups'],
  })
  const { privacy } = say
  return (
    <>
      <li className="entry">
        <div className="entry-text">
          <strong>{privacy.backupNow}</strong>
          <p className="quiet">{privacy.backupSays}</p>
        </div>
        <Button
          isBusy={make.isLoading}
          why={forbids('POST /api/crm/configs/:id/backups')}
          onPress={() => make.mutate(undefined)}
        >
          {privacy.backupNow}
        </Button>
      </li>
      {backups.length === 0 ? <li className="entry quiet">{privacy.noBackups}</li> : null}
      {backups.map((backup) => (
        <li key={backup.id} className="entry">
          <div className="entry-text">
            <strong>{privacy.backupOf(moment(backup.startedAt))}</strong>
            <p className="quiet">
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
              icon={Download}
              isBusy={file.isBusy}
              why={forbids('GET /api/crm/configs/:id/backups/:backupId')}
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
            onPress={() => drop.mutate(backup)}
          >
            {privacy.drop}
          </Button>
        </li>
      ))}
    </>
  )
}

/** The one thing here that cannot be taken back: its name has to be typed. */
function Removal({ config }: { readonly config: Config }) {
  const { client } = useSignedIn()
  const { toast } = useToast()
  const where = useWhere()
  const base = useOpenBase()
  const forbids = useForbids(config.app.resource === base.id)
  const [isAsking, setAsking] = useState(false)
  const [typed, setTyped] = useState('')
  const remove = useDeed(() => client.deleteConfig(config.id), {
    changes: ['syncs'],
    onDone: () => {
      toast({ says: say.privacy.removed(config.name) })
      where.begin({ at: 'home' })
    },
  })
  const { privacy } = say
  return (
    <section className="card" aria-label={privacy.destroy}>
      <h2>{privacy.destroy}</h2>
      <p className="quiet">{privacy.removeSays}</p>
      <div className="buttons">
        <Button
          look="danger"
          why={forbids('DELETE /api/crm/configs/:id')}
          onPress={() => setAsking(true)}
        >
          {privacy.remove}
        </Button>
      </div>
      {isAsking ? (
        <Confirm
          title={privacy.removeTitle(config.name)}
          says={privacy.removeSays}
          label={privacy.removeIt}
          isBusy={remove.isLoading}
          why={typed.trim() === config.name ? null : privacy.removeHow(config.name)}
          onConfirm={() => remove.mutate(undefined)}
          onClose={() => setAsking(false)}
        >
          <TextField
            label={privacy.removeLabel}
            value={typed}
            onChange={setTyped}
            hint={privacy.removeHow(config.name)}
          />
        </Confirm>
      ) : null}
    </section>
  )
}
