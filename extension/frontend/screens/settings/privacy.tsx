import { Download } from 'lucide-react'
import { useState } from 'react'
import type { Config } from '../../../../shared/api/config.ts'
import { Button } from '../../parts/button.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { TextField } from '../../parts/field.tsx'
import { useToast } from '../../parts/toast.tsx'
import { useForbidsOf } from '../../worker/allowed.ts'
import { useFile } from '../../worker/file.ts'
import { useDeed } from '../../worker/settings.ts'
import { useSignedIn } from '../../worker/signed-in.tsx'
import { useWhere } from '../../shell/where.tsx'
import { say } from '../../words/say.ts'
import { day } from '../../words/time.ts'
import { Backups } from './backups.tsx'
import { OnePerson } from './one-person.tsx'

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
        </ul>
      </section>
      <Backups config={config} />
      <OnePerson config={config} />
      <Removal config={config} />
    </>
  )
}

/** The one thing here that cannot be taken back: its name has to be typed. */
function Removal({ config }: { readonly config: Config }) {
  const { client } = useSignedIn()
  const { toast } = useToast()
  const where = useWhere()
  const forbids = useForbidsOf(config)
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
