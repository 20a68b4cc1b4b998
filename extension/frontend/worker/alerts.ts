import { useState } from 'react'
import type { NeedKind } from '../words/attention.ts'

const NAME = 'datasync.silent'

/** What this browser was told not to mention on top of the syncs. A browser that keeps nothing mentions everything. */
export function readSilent(): readonly string[] {
  try {
    return (localStorage.getItem(NAME) ?? '').split(' ').filter((kind) => kind !== '')
  } catch {
    return []
  }
}

export function useSilent(): readonly [
  readonly string[],
  (kind: NeedKind, isTold: boolean) => void,
] {
  const [silent, setSilent] = useState(readSilent)
  return [
    silent,
    (kind, isTold) => {
      const next = isTold ? silent.filter((one) => one !== kind) : [...silent, kind]
      setSilent(next)
      try {
        localStorage.setItem(NAME, next.join(' '))
      } catch {
        return
      }
    },
  ]
}
