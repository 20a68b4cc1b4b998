import type { Client } from '../../../shared/api/client.ts'
import type { Config } from '../../../shared/api/config.ts'
import type { Connection } from '../../../shared/api/connection.ts'
import type { Problem } from '../../../shared/api/problem.ts'
import type { Met } from '../setup/pairs.ts'
import { usePairingsOf, useSyncs } from './questions.ts'

type Asked = {
  /** Undefined while they are read, or where they cannot be. */
  readonly data: readonly Met[] | undefined
  readonly error: Problem | null
  readonly isFetching: boolean
  readonly refetch: () => Promise<unknown>
}

/** The tables that other syncs between these two accounts keep equal already. */
export function useMetElsewhere(
  client: Client,
  app: Connection,
  crm: Connection,
  ownId: string | null,
): Asked {
  const syncs = useSyncs(client)
  const others = (syncs.data?.items ?? []).filter(
    (one) =>
      one.id !== ownId &&
      one.app.resource === app.resource &&
      one.crm.resource === crm.resource &&
      isRunning(one),
  )
  const pairings = usePairingsOf(
    client,
    others.map(({ id }) => id),
  )
  const isKnown = syncs.data !== undefined && pairings.every(({ data }) => data !== undefined)
  return {
    data: isKnown
      ? others.flatMap(({ name }, at) =>
          (pairings[at]?.data?.items ?? []).map(({ appTable, crmTable }) => ({
            appTable,
            crmTable,
            sync: name,
          })),
        )
      : undefined,
    error: syncs.error ?? pairings.find(({ error }) => error)?.error ?? null,
    isFetching: syncs.isFetching || pairings.some(({ isFetching }) => isFetching),
    refetch: () => Promise.all([syncs, ...pairings].map((one) => one.refetch())),
  }
}

/** One that is still being set up, here or in another tab, keeps nothing equal yet. */
const isRunning = ({ syncFrequency, lastRun }: Config): boolean =>
  syncFrequency !== 'manual' || (lastRun !== null && lastRun.kind === 'run')
