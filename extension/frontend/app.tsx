import { QueryClientProvider } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'
import { openClient } from '../../shared/api/client.ts'
import { useOpenBase } from './airtable/base.ts'
import { Connect } from './screens/connect.tsx'
import { Home } from './screens/home.tsx'
import { type Account, forgetKey, keepAccount, readAccount } from './worker/account.ts'
import { openQuestions } from './worker/questions.ts'
import { sendTo } from './worker/send.ts'

/** Asks for a key where there is none, and shows the syncs where there is one. */
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

  return account ? (
    <SignedIn account={account} onLeave={leave} />
  ) : (
    <Connect baseId={base.id} place={base.name} reason={reason} onConnected={connect} />
  )
}

type Props = { readonly account: Account; readonly onLeave: (why: string | null) => void }

function SignedIn({ account: { address, key }, onLeave }: Props) {
  const client = useMemo(() => openClient(key, sendTo(address)), [address, key])
  const questions = useMemo(openQuestions, [client])
  const refuse = useCallback(() => onLeave(REVOKED), [onLeave])
  return (
    <QueryClientProvider client={questions}>
      <Home client={client} address={address} onRefused={refuse} onLeave={() => onLeave(null)} />
    </QueryClientProvider>
  )
}

const REVOKED =
  'DataSync no longer accepts the key you used. It may have been revoked. Enter a new one; an admin can make it.'
