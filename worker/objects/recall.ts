import type { Sql } from './store.ts'

/** Beyond so many answers all are forgotten. */
const MOST_KNOWN = 1_000

/**
 * What a database answers, known by what was asked until anything at all is written to it. Not for use within a
 * transaction: what is taken back would still be known. What it gives is shared by all who ask.
 */
export function openRecall<K, T>(sql: Sql) {
  const known = new Map<K, T>()
  let changes: unknown = null
  return {
    of(key: K, ask: () => T): T {
      const now = sql.exec('select total_changes() as n').toArray()[0]?.['n'] ?? 0
      if (now !== changes || known.size > MOST_KNOWN) known.clear()
      changes = now
      const before = known.get(key)
      if (before !== undefined) return before
      const answer = ask()
      known.set(key, answer)
      return answer
    },
  }
}
