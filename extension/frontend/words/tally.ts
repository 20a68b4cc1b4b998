import type { Counts } from '../../../shared/api/config.ts'
import { say } from './say.ts'

export type Share = {
  readonly key: (typeof KEYS)[number]
  readonly name: string
  readonly records: number
}

/** In the order they are shown; together they are the total. */
const KEYS = [
  'inSync',
  'pending',
  'conflict',
  'blocked',
  'filtered',
  'held',
  'notCreated',
  'kept',
] as const

/** The shares of a side that hold any record; an empty side has none. */
export const shares = (counts: Counts): readonly Share[] =>
  KEYS.map((key) => ({ key, name: say.standing.shares[key], records: counts[key] })).filter(
    ({ records }) => records > 0,
  )

/** The pairings of a sync in the order the Worker names them, each with its two sides. */
export function byPairing(
  counts: readonly Counts[],
): readonly { entityType: string; sides: readonly Counts[] }[] {
  return [...new Set(counts.map(({ entityType }) => entityType))].map((entityType) => ({
    entityType,
    sides: counts.filter((one) => one.entityType === entityType),
  }))
}
