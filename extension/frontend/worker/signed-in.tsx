import { createContext, useContext } from 'react'
import type { Client } from '../../../shared/api/client.ts'

/** The Worker as whoever signed in reaches it. */
export type SignedIn = {
  readonly client: Client
  readonly address: string
  /** Forgets the key; with a reason where it was not the person's own wish. */
  readonly leave: (why: string | null) => void
}

const Context = createContext<SignedIn | null>(null)
export const SignedInProvider = Context.Provider

export function useSignedIn(): SignedIn {
  const found = useContext(Context)
  if (found === null) throw new Error('useSignedIn stands outside of SignedInProvider')
  return found
}

export const useClient = (): Client => useSignedIn().client
