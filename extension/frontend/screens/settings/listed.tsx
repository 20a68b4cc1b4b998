import type { ReactNode } from 'react'
import type { Problem } from '../../../../shared/api/problem.ts'
import { EmptyState, Failed, Loading } from '../../parts/states.tsx'
import { say } from '../../words/say.ts'

type Props<T> = {
  readonly what: string
  readonly asked: {
    readonly data: { readonly items: readonly T[] } | undefined
    readonly error: Problem | null
    readonly isFetching: boolean
    readonly refetch: () => unknown
  }
  readonly empty: readonly [title: string, says?: string]
  readonly children: (items: readonly T[]) => ReactNode
}

/** A short list of the workspace: being read, not to be read, empty, or there. */
export function Listed<T>({ what, asked, empty: [title, says], children }: Props<T>) {
  if (asked.data === undefined)
    return asked.error ? (
      <Failed
        title={say.parts.couldNotRead(what)}
        problem={asked.error}
        onRetry={() => void asked.refetch()}
        isBusy={asked.isFetching}
      />
    ) : (
      <Loading />
    )
  return asked.data.items.length === 0 ? (
    <EmptyState title={title}>{says}</EmptyState>
  ) : (
    <>{children(asked.data.items)}</>
  )
}
