import { KeyRound } from 'lucide-react'
import { useState } from 'react'
import type { Key } from '../../../../shared/api/key.ts'
import { Button } from '../../parts/button.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { useNow } from '../../parts/now.ts'
import { Refused } from '../../parts/states.tsx'
import { useForbids } from '../../worker/allowed.ts'
import { useDeed, useKeys } from '../../worker/settings.ts'
import { useSignedIn } from '../../worker/signed-in.tsx'
import { say } from '../../words/say.ts'
import { fromNow, moment } from '../../words/time.ts'
import { Listed } from './listed.tsx'
import { MakeKey } from './make-key.tsx'

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
        <strong>{key.name}</strong> <span className="quiet">· {say.roles[key.role]}</span>
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
