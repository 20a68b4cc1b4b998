import { type ReactNode, useEffect } from 'react'
import { say } from '../words/say.ts'
import type { Long } from '../worker/runs.ts'
import { Failed, Loading } from './states.tsx'

type Props<T> = {
  /** What the list is of, as the beginning of a sentence. */
  readonly what: string
  readonly list: Long<T>
  /** Shown where there is nothing. */
  readonly empty: ReactNode
  readonly children: (items: readonly T[]) => ReactNode
}

/** A list that is being read, could not be read, is empty, or is there. */
export function LongList<T>({ what, list, empty, children }: Props<T>) {
  // A page may hold nothing and still not be the last: then the next one is asked for.
  const isAskedFor = list.items?.length === 0 && list.hasMore
  useEffect(() => {
    if (isAskedFor) list.more()
  })
  if (list.items === null)
    return list.problem ? (
      <Failed
        title={say.parts.couldNotRead(what)}
        problem={list.problem}
        onRetry={list.again}
        isBusy={list.isBusy}
      />
    ) : (
      <Loading />
    )
  if (isAskedFor) return <Loading />
  return <>{list.items.length === 0 ? empty : children(list.items)}</>
}
