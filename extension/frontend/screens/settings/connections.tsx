import { useState } from 'react'
import type { Connection } from '../../../../shared/api/connection.ts'
import { useOpenBase } from '../../airtable/base.ts'
import { Button } from '../../parts/button.tsx'
import { Chip } from '../../parts/chip.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { SettledSelect } from '../../parts/settled-choice.tsx'
import { useToast } from '../../parts/toast.tsx'
import { useForbids } from '../../worker/allowed.ts'
import { useConnections } from '../../worker/connections.ts'
import { useDeed } from '../../worker/settings.ts'
import { useSignedIn } from '../../worker/signed-in.tsx'
import { serviceName } from '../../words/direction.ts'
import { say } from '../../words/say.ts'
import { day, percent } from '../../words/time.ts'
import { Listed } from './listed.tsx'
import { SignInAgain } from './sign-in-again.tsx'

const SHARES = [0, 10, 25, 50, 75]

/** The accounts the syncs use: as whom, whether they work, and the ways to mend or end them. */
export function Connections() {
  const { client } = useSignedIn()
  const asked = useConnections(client)
  const [again, setAgain] = useState<Connection | null>(null)
  const [ending, setEnding] = useState<Connection | null>(null)
  const { toast } = useToast()
  const forbids = useForbids(false)
  const disconnect = useDeed(({ provider, id }: Connection) => client.disconnect(provider, id), {
    changes: ['connections', 'syncs', 'live'],
    onDone: ({ says }) => {
      setEnding(null)
      toast({ says })
    },
  })
  return (
    <>
      <p className="quiet">{say.connections.says}</p>
      <Listed
        what={say.connections.theConnections}
        asked={asked}
        empty={[say.connections.none, say.connections.noneSay]}
      >
        {(items) => (
          <>
            {items.map((connection) => (
              <One
                key={connection.id}
                connection={connection}
                onAgain={() => setAgain(connection)}
                onEnd={() => setEnding(connection)}
              />
            ))}
          </>
        )}
      </Listed>
      {again ? <SignInAgain connection={again} onClose={() => setAgain(null)} /> : null}
      {ending ? (
        <Confirm
          title={say.connections.disconnectTitle(serviceName(ending.provider))}
          says={say.connections.disconnectSays}
          label={say.connections.disconnect}
          isBusy={disconnect.isLoading}
          why={forbids('DELETE /api/crm/disconnect/:provider')}
          onConfirm={() => disconnect.mutate(ending)}
          onClose={() => setEnding(null)}
        />
      ) : null}
    </>
  )
}

type OneProps = {
  readonly connection: Connection
  readonly onAgain: () => void
  readonly onEnd: () => void
}

function One({ connection, onAgain, onEnd }: OneProps) {
  const { client } = useSignedIn()
  const base = useOpenBase()
  const { toast } = useToast()
  const forbids = useForbids(false)
  const { id, provider, account, status, missing, says, leaveToOthers } = connection
  const service = serviceName(provider)
  const test = useDeed(() => client.testConnection(provider, id), {
    changes: ['connections'],
    onDone: (answer) => toast({ says: answer.says, tone: answer.working ? 'good' : 'bad' }),
  })
  const leave = useDeed((share: number) => client.changeConnection(id, { leaveToOthers: share }), {
    changes: ['connections'],
    onDone: () => toast({ says: say.settings.saved, tone: 'good' }),
  })
  const { connections } = say
  const shares = [...new Set([...SHARES, leaveToOthers])].sort((a, b) => a - b)
  return (
    <section className="card" aria-label={service}>
      <div className="settings-head">
        <div className="entry-text">
          <h2>{service}</h2>
          <p>{account}</p>
          <p className="quiet">
            {connection.resource === base.id ? `${base.name} · ` : ''}
            {connections.since(day(connection.connectedAt))}
          </p>
        </div>
        <Chip tone={status === 'connected' ? 'good' : 'bad'}>
          {status === 'connected' ? connections.connected : connections.signedOut}
        </Chip>
      </div>
      {says ? <p className="says says-warn">{says}</p> : null}
      {missing.length > 0 ? (
        <p className="quiet">
          {connections.missing}: {missing.join(', ')}
        </p>
      ) : null}
      <SettledSelect
        label={connections.leave}
        value={String(leaveToOthers)}
        options={shares.map((share) => ({ value: String(share), label: percent(share / 100) }))}
        hint={connections.leaveSays}
        why={forbids('PATCH /api/crm/connections/:id')}
        onSettle={(share) => leave.mutate(Number(share))}
      />
      <div className="buttons">
        <Button
          isBusy={test.isLoading}
          why={forbids('POST /api/crm/:provider/test-connection')}
          label={`${connections.test}: ${service}`}
          onPress={() => test.mutate(undefined)}
        >
          {connections.test}
        </Button>
        <Button
          look={status === 'connected' ? 'plain' : 'strong'}
          why={forbids('POST /api/crm/sign-in')}
          label={`${connections.again}: ${service}`}
          onPress={onAgain}
        >
          {connections.again}
        </Button>
        <Button
          why={forbids('DELETE /api/crm/disconnect/:provider')}
          label={`${connections.disconnect}: ${service}`}
          onPress={onEnd}
        >
          {connections.disconnect}
        </Button>
      </div>
    </section>
  )
}
