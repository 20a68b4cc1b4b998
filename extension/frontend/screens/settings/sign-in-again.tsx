import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { Connection } from '../../../../shared/api/connection.ts'
import type { Problem } from '../../../../shared/api/problem.ts'
import type { SignInStarted, SignInState } from '../../../../shared/api/sign-in.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Loading } from '../../parts/states.tsx'
import { useToast } from '../../parts/toast.tsx'
import { take } from '../../worker/questions.ts'
import { useDeed } from '../../worker/settings.ts'
import { useSignedIn } from '../../worker/signed-in.tsx'
import { serviceName } from '../../words/direction.ts'
import { say } from '../../words/say.ts'

/** How often (ms) the service is asked whether somebody signed in. */
const ASKED_EVERY = 2_000

type Props = { readonly connection: Connection; readonly onClose: () => void }

/** Somebody signs in on our page in a tab of its own; a code shows that it is the same. */
export function SignInAgain({ connection: { id, provider, resource }, onClose }: Props) {
  const { client } = useSignedIn()
  const { toast } = useToast()
  const [started, setStarted] = useState<SignInStarted | null>(null)
  const service = serviceName(provider)
  const begin = useDeed(
    () =>
      client.signIn({
        provider,
        connectionId: id,
        ...(resource.startsWith('app') ? { baseId: resource } : {}),
      }),
    { changes: [], onDone: setStarted },
  )
  const { mutate } = begin
  useEffect(() => mutate(undefined), [mutate])
  const asked = useQuery<SignInState, Problem>(
    ['sign-in', started?.id],
    () => take(client.signInState(started?.id ?? '')),
    { enabled: started !== null, refetchInterval: ASKED_EVERY },
  )
  const isDone = asked.data?.state === 'done'
  useEffect(() => {
    if (!isDone) return
    toast({ says: say.connections.signedIn(service), tone: 'good' })
    onClose()
  }, [isDone, toast, service, onClose])
  return (
    <Dialog
      title={say.connections.againTitle(service)}
      says={say.connections.againSays}
      onClose={onClose}
    >
      {begin.error ? <Notice tone="bad">{begin.error.message}</Notice> : null}
      {asked.data?.says ? <Notice tone="warn">{asked.data.says}</Notice> : null}
      {started ? (
        <>
          <p className="code">{started.code}</p>
          <a
            className="button button-strong"
            href={started.url}
            target="_blank"
            rel="noopener noreferrer"
          >
            {say.connections.openPage}
          </a>
        </>
      ) : begin.error ? null : (
        <Loading rows={1} />
      )}
    </Dialog>
  )
}
