import { QueryClientProvider } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { openClient } from '../../shared/api/client.ts'
import { useOpenBase } from './airtable/base.ts'
import { ToastProvider } from './parts/toast.tsx'
import { Connect } from './screens/connect.tsx'
import { screenOf } from './screens/screen-of.tsx'
import { Shell } from './shell/shell.tsx'
import { useWhere, WhereProvider } from './shell/where.tsx'
import { type Account, forgetKey, keepAccount, readAccount } from './worker/account.ts'
import { openQuestions, useSyncs } from './worker/questions.ts'
import { sendTo } from './worker/send.ts'
import { SignedInProvider, useSignedIn } from './worker/signed-in.tsx'
import { say } from './words/say.ts'

/** Asks for a key where there is none, and shows the screens where there is one. */
export function App() {
  const base = useOpenBase()
  const [account, setAccount] = useState(readAccount)
  const [reason, setReason] = useState<string | null>(null)

  const connect = useCallback((found: Account) => {
    keepAccount(found)
    setReason(null)
    setAccount(found)
  }, [])
  const leave = useCallback((why: string | null) => {
    forgetKey()
    setReason(why)
    setAccount(null)
  }, [])

  return (
    <ToastProvider>
      {account ? (
        <WithAccount account={account} onLeave={leave} />
      ) : (
        <Connect baseId={base.id} place={base.name} reason={reason} onConnected={connect} />
      )}
    </ToastProvider>
  )
}

type Props = { readonly account: Account; readonly onLeave: (why: string | null) => void }

function WithAccount({ account: { address, key }, onLeave }: Props) {
  const base = useOpenBase()
  const signedIn = useMemo(
    () => ({ client: openClient(key, sendTo(address)), address, leave: onLeave }),
    [address, key, onLeave],
  )
  const questions = useMemo(openQuestions, [signedIn])
  return (
    <QueryClientProvider client={questions}>
      <SignedInProvider value={signedIn}>
        <WhereProvider baseId={base.id}>
          <Screens />
        </WhereProvider>
      </SignedInProvider>
    </QueryClientProvider>
  )
}

function Screens() {
  const base = useOpenBase()
  const { client, leave } = useSignedIn()
  const { place, begin } = useWhere()
  const syncs = useSyncs(client)
  const isRefused = syncs.error?.code === 'no_key'
  useEffect(() => {
    if (isRefused) leave(say.connect.revoked)
  }, [isRefused, leave])

  // Who has no sync in this base yet is led to making one; whoever goes back to the list may stay there.
  const isLed = useRef(false)
  const isNew = syncs.data?.items.every(({ app }) => app.resource !== base.id) ?? false
  useEffect(() => {
    if (!isNew || isLed.current) return
    isLed.current = true
    if (place.at === 'home') begin({ at: 'setup' })
  }, [isNew, place, begin])

  const waiting = syncs.data?.items.reduce(
    (sum, { counts }) =>
      sum + counts.reduce((all, one) => all + (one.side === 'app' ? one.conflict : 0), 0),
    0,
  )
  return (
    <Shell place={base.name} waiting={waiting ?? null}>
      {screenOf(place)}
    </Shell>
  )
}
