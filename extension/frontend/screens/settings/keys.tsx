import { KeyRound } from 'lucide-react'
import { useState } from 'react'
import type { Key, NewKey } from '../../../../shared/api/key.ts'
import type { Role } from '../../../../shared/role.ts'
import { Button } from '../../parts/button.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { TextField } from '../../parts/field.tsx'
import { useNow } from '../../parts/now.ts'
import { Secret } from '../../parts/secret.tsx'
import { Select } from '../../parts/select.tsx'
import { Refused } from '../../parts/states.tsx'
import { useForbids } from '../../worker/allowed.ts'
import { useDeed, useKeys } from '../../worker/settings.ts'
import { useSignedIn } from '../../worker/signed-in.tsx'
import { say } from '../../words/say.ts'
import { fromNow, moment, number } from '../../words/time.ts'
import { RoleChoice } from './invite.tsx'
import { Listed } from './listed.tsx'

const DAY_MS = 86_400_000

/** Keys of programs, and the browsers that are signed in. */
export function Keys() {
  const why = useForbids(false)('GET /api/keys')
  return why === null ? <List /> : <Refused why={why} />
}

function List() {
  const { client } = useSignedIn()
  const asked = useKeys(client)
  const [isMaking, setMaking] = useState(false)
  const [ending, setEnding] = useState<Key | null>(null)
  const revoke = useDeed(({ id }: Key) => client.revokeKey(id), {
    changes: ['keys'],
    onDone: () => setEnding(null),
  })
  const { keys } = say
  return (
    <>
      <div className="settings-head">
        <p className="quiet">{keys.says}</p>
        <Button look="strong" icon={KeyRound} onPress={() => setMaking(true)}>
          {keys.make}
        </Button>
      </div>
      <Listed what={keys.theKeys} asked={asked} empty={[keys.none, keys.noneSay]}>
        {(items) => (
          <>
            {([keys.programs, keys.sessions] as const).map((title, at) => {
              const shown = items.filter(({ memberId }) => (memberId === null) === (at === 0))
              return shown.length === 0 ? null : (
                <section key={title} className="card" aria-label={title}>
                  <h2>{title}</h2>
                  <ul className="entries">
                    {shown.map((key) => (
                      <Entry key={key.id} of={key} onRevoke={() => setEnding(key)} />
                    ))}
                  </ul>
                </section>
              )
            })}
          </>
        )}
      </Listed>
      {isMaking ? <MakeKey onClose={() => setMaking(false)} /> : null}
      {ending ? (
        <Confirm
          title={keys.revokeTitle(ending.name)}
          says={keys.revokeSays}
          label={keys.revoke}
          isBusy={revoke.isLoading}
          onConfirm={() => revoke.mutate(ending)}
          onClose={() => setEnding(null)}
        />
      ) : null}
    </>
  )
}

function Entry({ of: key, onRevoke }: { readonly of: Key; readonly onRevoke: () => void }) {
  const now = useNow()
  const { keys } = say
  const used =
    key.lastUsedAt === null
      ? keys.neverUsed
      : keys.lastUsed(fromNow(Date.parse(key.lastUsedAt), now))
  return (
    <li className="entry">
      <div className="entry-text">
        <strong>{key.name}</strong> <span className="quiet">{say.roles[key.role]}</span>
        <p className="quiet">
          {used}
          {key.expiresAt === null ? '' : `, ${keys.ends(moment(key.expiresAt))}`}
        </p>
      </div>
      <Button size="small" label={`${keys.revoke}: ${key.name}`} onPress={onRevoke}>
        {keys.revoke}
      </Button>
    </li>
  )
}

function MakeKey({ onClose }: { readonly onClose: () => void }) {
  const { client } = useSignedIn()
  const [name, setName] = useState('')
  const [role, setRole] = useState<Role>('user')
  const [days, setDays] = useState<'' | '30' | '90' | '365'>('90')
  const [made, setMade] = useState<NewKey | null>(null)
  const make = useDeed(
    () =>
      client.createKey({
        name: name.trim(),
        role,
        expiresAt: days === '' ? null : new Date(Date.now() + Number(days) * DAY_MS).toISOString(),
      }),
    { changes: ['keys'], onDone: setMade },
  )
  const { keys, people } = say
  return (
    <Dialog
      title={keys.make}
      onClose={onClose}
      footer={
        made ? (
          <Button look="strong" onPress={onClose}>
            {people.done}
          </Button>
        ) : (
          <Button
            look="strong"
            isBusy={make.isLoading}
            why={name.trim() === '' ? keys.nameNeeded : null}
            onPress={() => make.mutate(undefined)}
          >
            {keys.makeIt}
          </Button>
        )
      }
    >
      {made ? (
        <Secret label={keys.theKey} hint={keys.shownOnce} value={made.key} />
      ) : (
        <>
          <TextField label={keys.what} value={name} onChange={setName} isRequired />
          <RoleChoice value={role} onChange={setRole} />
          <Select
            label={keys.expires}
            value={days}
            options={[
              ...(['30', '90', '365'] as const).map((value) => ({
                value,
                label: keys.inDays(number(Number(value))),
              })),
              { value: '' as const, label: keys.never },
            ]}
            onChange={setDays}
          />
        </>
      )}
    </Dialog>
  )
}
