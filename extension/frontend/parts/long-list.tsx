import { type ReactNode, useEffect } from 'react'
import { say } from '../words/say.ts'
import type { Long } from '../worker/runs.ts'
import { Button } from './button.tsx'
import { Notice } from './notice.tsx'
import { Failed, Loading } from './states.tsx'

type Props<T> = {
  /** What the list is of, as the beginning of a sentence. */
  readonly what: string
  readonly list: Long<T>
  /** Shown where there is nothing. */
  readonly empty: ReactNode
  /** What is inside asks for more by itself when its end comes into sight. */
  readonly isEndless?: boolean
  readonly children: (items: readonly T[]) => ReactNode
}

/** A list that is being read, could not be read, is empty, or is there: with what follows behind a button. */
export function LongList<T>({ what, list, empty, isEndless = false, children }: Props<T>) {
  const { items, problem, hasMore, isBusy, more, again } = list
  // A page may hold nothing and still not be the last: then the next one is asked for, but not for ever.
  const isAskedFor = items?.length === 0 && hasMore && problem === null
  useEffect(() => {
    if (isAskedFor) more()
  })
  const retry = hasMore ? more : again
  const title = say.parts.couldNotRead(what)
  if (problem && (items === null || items.length === 0))
    return <Failed title={title} problem={problem} onRetry={retry} isBusy={isBusy} />
  if (items === null || isAskedFor) return <Loading />
  return (
    <>
      {items.length === 0 ? empty : children(items)}
      {problem ? (
        <Notice tone="bad" title={title} action={{ label: say.parts.tryAgain, run: retry, isBusy }}>
          {problem.message}
        </Notice>
      ) : hasMore && !isEndless ? (
        <Button isBusy={isBusy} onPress={more}>
          {say.parts.showMore}
        </Button>
      ) : null}
    </>
  )
}
