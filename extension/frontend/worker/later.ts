import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { Problem } from '../../../shared/api/problem.ts'
import type { Result } from '../../../shared/result.ts'
import { useToast } from '../parts/toast.tsx'
import { say } from '../words/say.ts'

/** How long (ms) an answer can be taken back before it is sent. */
const WAITS_MS = 5_000

/** What was decided: about what, in which words, and how it is sent. `send` answers with a sentence where not all was well. */
export type Decision = {
  readonly keys: readonly string[]
  readonly says: string
  readonly send: () => Promise<Result<string | null, Problem>>
}
export type Later = {
  /** What is decided and not sent yet: shown as if it were gone. */
  readonly hidden: ReadonlySet<string>
  readonly decide: (decision: Decision) => void
}

/**
 * Answers that can be taken back for a moment: that is kinder than asking “are you sure?”. Whoever leaves the screen
 * has decided: what still waits is sent then.
 */
export function useLater(): Later {
  const questions = useQueryClient()
  const { toast } = useToast()
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set())
  const waiting = useRef(new Set<() => void>())

  const show = useCallback(
    (keys: readonly string[]) =>
      setHidden((all) => new Set([...all].filter((key) => !keys.includes(key)))),
    [],
  )
  const decide = useCallback(
    ({ keys, says, send }: Decision) => {
      setHidden((all) => new Set([...all, ...keys]))
      const go = () => {
        clearTimeout(timer)
        if (!waiting.current.delete(go)) return
        void send().then(async (sent) => {
          const wrong = sent.ok ? sent.value : sent.error.message
          if (wrong !== null) toast({ says: wrong, tone: 'bad' })
          await Promise.all(
            ['conflicts', 'matches', 'records', 'syncs', 'why'].map((name) =>
              questions.invalidateQueries([name]),
            ),
          )
          show(keys)
        })
      }
      const timer = setTimeout(go, WAITS_MS)
      waiting.current.add(go)
      toast({
        says,
        tone: 'good',
        stands: WAITS_MS,
        undo: () => {
          clearTimeout(timer)
          if (waiting.current.delete(go)) show(keys)
          else toast({ says: say.decide.tooLate, tone: 'warn' })
        },
      })
    },
    [questions, toast, show],
  )

  useEffect(() => {
    const flush = () => {
      for (const go of [...waiting.current]) go()
    }
    addEventListener('pagehide', flush)
    return () => {
      removeEventListener('pagehide', flush)
      flush()
    }
  }, [])
  return { hidden, decide }
}
