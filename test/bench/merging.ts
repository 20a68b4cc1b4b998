import type { Entry } from '../../shared/mapping.ts'
import { type Bridge, merge } from '../../shared/merge.ts'
import { ok } from '../../shared/result.ts'

/** Pairs of records merged a second on one core: ten fields each, one of them changed. */
export function benchMerge(pairs: number): { readonly pairs: number; readonly perSecond: number } {
  const entries: Entry[] = Array.from({ length: 10 }, (_, i) => ({
    id: `e${i}`,
    left: { field: `l${i}` },
    right: { field: `r${i}` },
    direction: 'bidirectional',
    since: 1,
  }))
  const bridge: Bridge = { isMany: () => false, carry: (_, __, value) => ok({ value, stuck: [] }) }
  const rules = {
    direction: 'bidirectional',
    conflictResolution: 'manual_review',
    firstMeeting: 'app_wins',
  } as const
  const side = (letter: string, last: string) =>
    Object.fromEntries(entries.map((_, i) => [`${letter}${i}`, i === 9 ? last : `value ${i}`]))
  const left = { now: side('l', 'new'), base: side('l', 'old') }
  const right = { now: side('r', 'old'), base: side('r', 'old') }
  let writes = 0
  const begun = performance.now()
  for (let i = 0; i < pairs; i++)
    writes += merge(entries, left, right, rules, bridge).changes.right.length
  const seconds = (performance.now() - begun) / 1000
  if (writes !== pairs) throw new Error('the bench merged something else than it meant to')
  return { pairs, perSecond: pairs / seconds }
}
