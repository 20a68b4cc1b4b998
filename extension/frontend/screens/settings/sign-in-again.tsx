import { useCallback, useEffect } from 'react'
import type { Connection } from '../../../../shared/api/connection.ts'
import { Button } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { Notice } from '../../parts/notice.tsx'
import { SignInCode } from '../../parts/sign-in-code.tsx'
import { Loading } from '../../parts/states.tsx'
import { useToast } from '../../parts/toast.tsx'
import { useSignIn } from '../../worker/sign-in.ts'
import { useSignedIn } from '../../worker/signed-in.tsx'
import { serviceName } from '../../words/direction.ts'
import { say } from '../../words/say.ts'

type Props = { readonly connection: Connection; readonly onClose: () => void }

/** Somebody signs in on our page in a tab of its own; a code shows that it is the same. */
export function SignInAgain({ connection: { id, provider, resource }, onClose }: Props) {
  const { client } = useSignedIn()
  const { toast } = useToast()
  const service = serviceName(provider)
  const { started, says, isBusy, begin } = useSignIn(client, () => {
    toast({ says: say.connections.signedIn(service), tone: 'good' })
    onClose()
  })
  const again = useCallback(
    () =>
      begin({
        provider,
        connectionId: id,
        ...(resource.startsWith('app') ? { baseId: resource } : {}),
      }),
    [begin, provider, id, resource],
  )
  useEffect(again, [again])
  return (
    <Dialog title={say.connections.againTitle(service)} onClose={onClose}>
      {says ? <Notice tone="warn">{says}</Notice> : null}
      {started ? (
        <SignInCode code={started.code} url={started.url} />
      ) : says === null || isBusy ? (
        <Loading rows={1} />
      ) : (
        <Button look="strong" onPress={again}>
          {say.connections.beginAgain}
        </Button>
      )}
    </Dialog>
  )
}
