import { CircleCheck, CircleDashed, TriangleAlert } from 'lucide-react'
import type { Connection } from '../../../../shared/api/connection.ts'
import { useOpenBase } from '../../airtable/base.ts'
import { Button } from '../../parts/button.tsx'
import { Notice } from '../../parts/notice.tsx'
import { SignInCode } from '../../parts/sign-in-code.tsx'
import { useForbids } from '../../worker/allowed.ts'
import { useSignIn } from '../../worker/sign-in.ts'
import { useClient } from '../../worker/signed-in.tsx'
import { serviceName } from '../../words/direction.ts'
import { say } from '../../words/say.ts'

const words = say.setup

type Props = {
  readonly app: Connection | null
  readonly crms: readonly Connection[]
  readonly onChanged: () => void
}

/** Both services, each with its state and the way to sign in on a page of its own. */
export const ConnectStep = ({ app, crms, onChanged }: Props) => (
  <ul className="ends">
    <End provider="airtable" connection={app} onChanged={onChanged} />
    <End provider="attio" connection={crms[0] ?? null} onChanged={onChanged} />
  </ul>
)

type EndProps = {
  readonly provider: string
  readonly connection: Connection | null
  readonly onChanged: () => void
}

function End({ provider, connection, onChanged }: EndProps) {
  const base = useOpenBase()
  const client = useClient()
  const why = useForbids()('POST /api/crm/sign-in')
  const { started, says, isBusy, begin } = useSignIn(client, onChanged)
  const isConnected = connection?.status === 'connected'
  const name = serviceName(provider)
  const Icon = isConnected ? CircleCheck : connection ? TriangleAlert : CircleDashed
  return (
    <li className={`card end ${isConnected ? 'end-good' : ''}`}>
      <Icon size={22} aria-hidden="true" />
      <div className="end-text">
        <h2>{name}</h2>
        <p className="quiet">
          {isConnected
            ? `${words.connected}: ${connection.account}`
            : (connection?.says ?? (connection ? words.signedOut : words.notConnected))}
        </p>
      </div>
      {isConnected || started ? null : (
        <Button
          look="strong"
          why={why}
          isBusy={isBusy}
          onPress={() =>
            begin({
              provider,
              ...(provider === 'airtable' ? { baseId: base.id } : {}),
              ...(connection ? { connectionId: connection.id } : {}),
            })
          }
        >
          {words.connectTo(name)}
        </Button>
      )}
      {started ? (
        <div className="end-more" aria-live="polite">
          <SignInCode code={started.code} url={started.url} />
        </div>
      ) : null}
      {says ? (
        <div className="end-more">
          <Notice tone="bad">{says}</Notice>
        </div>
      ) : null}
    </li>
  )
}
