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

/** What the Worker says of something a person is still changing: asked once they pause, with what stands then. */
export function useOnPause<Asked, Said>(
  asked: Asked,
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
    setPaused((before) => ({ ...before, isBusy: true }))
    const timer = setTimeout(() => {
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
