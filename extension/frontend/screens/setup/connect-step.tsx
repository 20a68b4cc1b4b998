import { CircleCheck, CircleDashed, ExternalLink, TriangleAlert } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { Connection } from '../../../../shared/api/connection.ts'
import type { Problem } from '../../../../shared/api/problem.ts'
import type { SignInStarted } from '../../../../shared/api/sign-in.ts'
import { useOpenBase } from '../../airtable/base.ts'
import { Button } from '../../parts/button.tsx'
import { Notice } from '../../parts/notice.tsx'
import { useForbids } from '../../worker/allowed.ts'
import { useClient } from '../../worker/signed-in.tsx'
import { serviceName } from '../../words/direction.ts'
import { say } from '../../words/say.ts'

const words = say.setup
/** How often we look whether somebody has signed in (ms). */
const ASKED_EVERY = 2_000

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
  const [started, setStarted] = useState<SignInStarted | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [says, setSays] = useState<string | null>(null)
  const isConnected = connection?.status === 'connected'
  const name = serviceName(provider)

  useEffect(() => {
    if (started === null) return undefined
    const timer = setInterval(() => {
      void client.signInState(started.id).then((answer) => {
        if (!answer.ok) return
        setSays(answer.value.says)
        if (answer.value.state === 'done') {
          setStarted(null)
          onChanged()
        }
      })
    }, ASKED_EVERY)
    return () => clearInterval(timer)
    // It asks as long as this sign-in is open.
  }, [client, onChanged, started])

  async function begin() {
    setProblem(null)
    const answer = await client.signIn({
      provider,
      ...(provider === 'airtable' ? { baseId: base.id } : {}),
      ...(connection ? { connectionId: connection.id } : {}),
    })
    if (answer.ok) setStarted(answer.value)
    else setProblem(answer.error)
  }

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
        <Button look="strong" why={why} onPress={() => void begin()}>
          {words.connectTo(name)}
        </Button>
      )}
      {started ? (
        <div className="end-more" aria-live="polite">
          <p>{words.code}</p>
          <p className="code">{started.code}</p>
          <a
            className="button button-strong"
            href={started.url}
            target="_blank"
            rel="noopener noreferrer"
          >
            <ExternalLink size={16} aria-hidden="true" />
            {words.openPage}
          </a>
          <p className="quiet">{words.waiting}</p>
        </div>
      ) : null}
      {problem || says ? (
        <div className="end-more">
          <Notice tone="bad">{problem?.message ?? says}</Notice>
        </div>
      ) : null}
    </li>
  )
}
