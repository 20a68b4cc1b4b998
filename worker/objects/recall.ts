import type { Noted, WatchedSql } from './watched.ts'

/** Beyond so many answers all are forgotten. */
const MOST_KNOWN = 1_000

/**
 * What a database answers, known by what was asked until it would answer otherwise. What it gives is shared by all who ask.
 * That something is not there (undefined) is asked anew each time.
 */
export function openRecall<K, T>(sql: WatchedSql) {
  const known = new Map<K, Noted<T>>()
  return {
    of(key: K, ask: () => T): T {
      const before = known.get(key)
      if (before?.holds()) return before.value
      if (before === undefined && known.size >= MOST_KNOWN) known.clear()
      const answer = sql.note(ask)
      if (answer.value !== undefined) known.set(key, answer)
      return answer.value
    },
  }
}
