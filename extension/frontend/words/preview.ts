/** A plan in numbers, gathered for people. */
import type { Config } from '../../../shared/api/config.ts'
import type { Summary } from '../../../shared/api/run.ts'
import { say } from './say.ts'

export type PlanRow = {
  readonly entityType: string
  readonly side: 'app' | 'crm'
  readonly kind: Summary['writes'][number]['kind']
  /** Why they cannot be made, by the engine's name for it; null where they can. */
  readonly reason: string | null
  readonly count: number
}

/** What would be written and what cannot be, one row for each place, kind and reason; most records first. */
export function planRows({ writes }: Summary): readonly PlanRow[] {
  const rows = new Map<string, PlanRow>()
  for (const { entityType, side, kind, reason, count, status } of writes) {
    if (status === 'dropped') continue
    const why = status === 'blocked' ? (reason ?? 'blocked') : null
    const key = `${entityType} ${side} ${kind} ${why ?? ''}`
    const before = rows.get(key)
    rows.set(key, { entityType, side, kind, reason: why, count: (before?.count ?? 0) + count })
  }
  return [...rows.values()].sort((a, b) => b.count - a.count)
}

/** Why a plan writes nothing, and what follows from that; null where it writes, or says itself what it cannot write. */
export function tellNothing(summary: Summary): string | null {
  if (planRows(summary).length > 0) return null
  return summary.conflicts > 0 ? say.setup.undecided : say.setup.nothing
}

/** Seconds until both sides are done: they are written beside each other. */
export const secondsOf = ({ estimate }: Summary): number =>
  Math.max(0, ...estimate.map(({ seconds }) => seconds))

/** How full the tables of the base would be, those that grow first. */
export function roomOf(
  summary: Summary,
  counts: Config['counts'],
): readonly { entityType: string; after: number; more: number }[] {
  const made = (entityType: string): number =>
    summary.writes
      .filter(
        (one) =>
          one.entityType === entityType &&
          one.side === 'app' &&
          one.kind === 'create' &&
          one.status !== 'blocked' &&
          one.status !== 'dropped',
      )
      .reduce((sum, { count }) => sum + count, 0)
  return counts
    .filter(({ side }) => side === 'app')
    .map(({ entityType, total }) => {
      const more = made(entityType)
      return { entityType, more, after: total + more }
    })
    .filter(({ more }) => more > 0)
    .sort((a, b) => b.more - a.more)
}
