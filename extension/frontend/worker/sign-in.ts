import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { Client } from '../../../shared/api/client.ts'
import type { Problem } from '../../../shared/api/problem.ts'
import type { SignInRequest, SignInStarted, SignInState } from '../../../shared/api/sign-in.ts'
import { say } from '../words/say.ts'
import { take } from './questions.ts'

/** How often (ms) the service is asked whether somebody signed in. */
const ASKED_EVERY = 2_000
/** What is otherwise once a service is connected. */
const CHANGED = ['connections', 'syncs', 'live', 'suggestions']

export type SigningIn = {
  /** The page and its code, as long as somebody may sign in there. */
  readonly started: SignInStarted | null
  /** Why nobody can, or what was last refused on the page; null where all is well. */
  readonly says: string | null
  readonly isBusy: boolean
  readonly begin: (asked: SignInRequest) => void
}

/** Somebody signs in to a service on our page, in a tab of its own: followed until they did, or their time is over. */
export function useSignIn(client: Client, onDone: () => void): SigningIn {
  const questions = useQueryClient()
  const beginning = useMutation<SignInStarted, Problem, SignInRequest>((asked) =>
    take(client.signIn(asked)),
  )
  const id = beginning.data?.id
  const asked = useQuery<SignInState, Problem>(
    ['sign-in', id],
    () => take(client.signInState(id ?? '')),
    {
      enabled: id !== undefined,
      refetchInterval: (state, { state: { error } }) =>
        state?.state === 'done' || isOver(error) ? false : ASKED_EVERY,
    },
  )
  const isEnded = isOver(asked.error)
  const isDone = asked.data?.state === 'done'
  // Whoever listens may be drawn anew; it is told once.
  const listener = useRef(onDone)
  useEffect(() => {
    listener.current = onDone
  })
  const { reset } = beginning
  useEffect(() => {
    if (!isDone) return
    for (const name of CHANGED) void questions.invalidateQueries([name])
    reset()
    listener.current()
  }, [isDone, questions, reset])
  return {
    started: isEnded || isDone ? null : (beginning.data ?? null),
    says:
      beginning.error?.message ??
      (isEnded ? say.connections.tooLate : (asked.data?.says ?? asked.error?.message ?? null)),
    isBusy: beginning.isLoading,
    begin: beginning.mutate,
  }
}

/** One that ended is told like one that never was. A line that is down says nothing of it. */
const isOver = (problem: unknown): boolean => (problem as Problem | null)?.code === 'not_found'
