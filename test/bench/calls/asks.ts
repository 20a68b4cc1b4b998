/** What screens and programs ask of the API, as often as they do: mostly how things stand, now and then a change. */
import type { Client } from '../../../shared/api/client.ts'
import type { Hold } from '../../../shared/api/hold.ts'

/** What a caller asks about: a sync that has run, its run, and a record it wrote, another one for each of them. */
export type Subject = {
  readonly configId: string
  readonly logId: string
  readonly entityType: string
  readonly side: 'app' | 'crm'
  readonly recordId: string
}

export type Ask = {
  readonly says: string
  readonly share: number
  /** Makes the one call; `n` tells it from all others. */
  first(by: Client, about: Subject, n: number): Promise<unknown>
  /** What follows upon the answer. */
  then?(by: Client, about: Subject, json: unknown): Promise<unknown>
}

export const ASKS: readonly Ask[] = [
  { says: 'live', share: 20, first: (by, { configId }) => by.live({ configId }) },
  { says: 'configs', share: 8, first: (by) => by.configs() },
  { says: 'config', share: 12, first: (by, { configId }) => by.config(configId) },
  { says: 'logs', share: 10, first: (by, { configId }) => by.logs({ configId, limit: 20 }) },
  { says: 'log', share: 8, first: (by, { logId }) => by.log(logId) },
  { says: 'writes', share: 6, first: (by, { logId }) => by.writes(logId, { limit: 50 }) },
  { says: 'summary', share: 3, first: (by, { logId }) => by.summary(logId) },
  { says: 'conflicts', share: 6, first: (by, { configId }) => by.conflicts({ configId, limit: 50 }) }, // prettier-ignore
  { says: 'matches', share: 3, first: (by, { configId }) => by.matches({ configId, limit: 50 }) },
  { says: 'ledger', share: 4, first: (by, { configId }) => by.ledger({ configId, limit: 50 }) },
  { says: 'records', share: 3, first: (by, { configId, entityType }) => by.records(configId, { entityType, side: 'app', standing: 'blocked' }) }, // prettier-ignore
  { says: 'pairings', share: 3, first: (by, { configId }) => by.pairings(configId) },
  { says: 'fieldMappings', share: 3, first: (by, { configId }) => by.fieldMappings(configId) },
  { says: 'connections', share: 3, first: (by) => by.connections() },
  { says: 'me', share: 2, first: (by) => by.me() },
  { says: 'changeConfig', share: 3, first: (by, { configId }, n) => by.changeConfig(configId, { name: `Bench ${n}` }) }, // prettier-ignore
  {
    says: 'hold and release',
    share: 2,
    first: (by, { configId, entityType, side, recordId }) =>
      by.createHold(configId, { entityType, side, recordId }),
    then: (by, { configId }, json) => by.releaseHold(configId, (json as Hold).id),
  },
  { says: 'createKey', share: 1, first: (by, _, n) => by.createKey({ name: `k${n}`, role: 'user' }) }, // prettier-ignore
]

const wheel = ASKS.flatMap((one, i) => Array.from({ length: one.share }, () => i))
/** Which of them is asked as the n-th: 37 and the wheel have no common part, so every caller goes through all of it. */
export const turnOf = (n: number): number => wheel[(n * 37) % wheel.length] ?? 0
