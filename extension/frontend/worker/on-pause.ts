import { useEffect, useRef, useState } from 'react'
import type { Answered, Client } from '../../../shared/api/client.ts'
import { useClient } from './signed-in.tsx'

/** How long somebody has to pause before the Worker is asked (ms). */
const PAUSE = 500

export type Paused<Said> = {
  /** The last answer that came; what it was about may have changed since, and `isBusy` says so. */
  readonly answer: Said | null
  readonly says: string | null
  readonly isBusy: boolean
}

/** What the Worker says of something a person is still changing: asked once they pause, with what stands then. Null asks nothing. */
export function useOnPause<Asked, Said>(
  asked: Asked | null,
  ask: (client: Client, asked: Asked) => Answered<Said>,
): Paused<Said> {
  const client = useClient()
  const [paused, setPaused] = useState<Paused<Said>>({ answer: null, says: null, isBusy: true })
  // Callers build both anew for every drawing; only what the question says tells one from the next.
  const latest = useRef({ asked, ask })
  useEffect(() => {
    latest.current = { asked, ask }
  })
  const text = JSON.stringify(asked)
  useEffect(() => {
    let isHere = true
    const isAsked = latest.current.asked !== null
    setPaused((before) => (isAsked ? { ...before, isBusy: true } : NOTHING))
    const timer = setTimeout(() => {
      if (latest.current.asked === null) return
      void latest.current.ask(client, latest.current.asked).then((answer) => {
        if (!isHere) return
        setPaused(
          answer.ok
            ? { answer: answer.value, says: null, isBusy: false }
            : { answer: null, says: answer.error.message, isBusy: false },
        )
      })
    }, PAUSE)
    return () => {
      isHere = false
      clearTimeout(timer)
    }
  }, [client, text])
  return paused
}

const NOTHING = { answer: null, says: null, isBusy: false }
