import type { Direction, Entry } from '../../shared/mapping.ts'
import type { SyncSetup } from '../../worker/objects/sync/rpc.ts'
import { type Die, pick } from '../sandbox/random.ts'
import { type Engine } from '../worker/engine.ts'
import { FIELD_OF } from './sight.ts'

/** What the sync of one storm is told, thrown by its seed. */
export function termsOf(throwDie: Die): Partial<SyncSetup> {
  return {
    direction: pick(throwDie, [...BOTH, 'push', 'pull']),
    deletions: pick(throwDie, ['delete', 'delete', 'mark', 'keep']),
    conflictResolution: pick(throwDie, RULES),
    firstMeeting: pick(throwDie, ['app_wins', 'crm_wins', 'manual_review', 'last_write_wins']),
    createMissing: throwDie() < 0.9,
    updateExisting: throwDie() < 0.9,
  }
}
const BOTH = ['bidirectional', 'bidirectional', 'bidirectional', 'bidirectional'] as const
const RULES = ['manual_review', 'app_wins', 'crm_wins', 'last_write_wins'] as const

/** Some fields go another way than the rest, or nowhere. */
export async function turnSome(engine: Engine, throwDie: Die): Promise<void> {
  const pairings = await engine.agreement.pairings()
  const people = pairings.ok ? pairings.value.find((one) => one.entityType === 'people') : undefined
  for (const entry of people?.entries ?? []) {
    const turn = throwDie()
    const field = fieldOf(entry)
    // The address is what people are known by: it stays as it is.
    if (field === 'email' || turn > 0.2) continue
    const direction: Direction = turn < 0.05 ? 'none' : turn < 0.12 ? 'push' : 'pull'
    await engine.clock.run(engine.agreement.changeEntry('people', entry.id, { direction }))
  }
}

export const fieldOf = (entry: Entry): string =>
  FIELD_OF[
    entry.left.part === undefined ? entry.left.field : `${entry.left.field}.${entry.left.part}`
  ] ?? entry.id
