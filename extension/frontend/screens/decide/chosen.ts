import { useMemo, useState } from 'react'

/** Some of a list, marked by a person to be answered together. */
export type Chosen = {
  readonly has: (id: string) => boolean
  readonly turn: (id: string) => void
  readonly all: (ids: readonly string[]) => void
  readonly none: () => void
  /** Those that are still there. */
  readonly of: (ids: readonly string[]) => readonly string[]
}

export function useChosen(): Chosen {
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set())
  return useMemo(
    () => ({
      has: (id) => marked.has(id),
      turn: (id) =>
        setMarked((before) => {
          const after = new Set(before)
          if (!after.delete(id)) after.add(id)
          return after
        }),
      all: (ids) => setMarked(new Set(ids)),
      none: () => setMarked(new Set()),
      of: (ids) => (marked.size === 0 ? [] : ids.filter((id) => marked.has(id))),
    }),
    [marked],
  )
}
