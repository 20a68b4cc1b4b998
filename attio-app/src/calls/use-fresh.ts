import { useEffect, useState } from 'react'
import type { Failed } from '../worker/account.ts'
import { asked } from './asked.ts'

/**
 * What a question brings, asked each time it is shown; null until then. Attio's own cache would answer as of the moment the
 * page was opened.
 */
export function useFresh<T>(ask: () => Promise<T>): T | Failed | null {
  const [question] = useState(() => ask)
  const [answer, setAnswer] = useState<T | Failed | null>(null)
  const [missing, setMissing] = useState<unknown>(null)
  // Only what is thrown while drawing reaches Attio, which asks for the connection then.
  if (missing !== null) throw missing
  useEffect(() => {
    let isShown = true
    asked(question()).then(
      (found) => isShown && setAnswer(found),
      (error: unknown) => isShown && setMissing(error),
    )
    return () => {
      isShown = false
    }
  }, [question])
  return answer
}
