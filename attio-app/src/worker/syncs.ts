import type { Client } from '../../../shared/api/client.ts'
import { type Config, ConfigList } from '../../../shared/api/config.ts'
import { PairingList, type PairingView } from '../../../shared/api/pairing.ts'
import type { Problem } from '../../../shared/api/problem.ts'
import { ok, type Result } from '../../../shared/result.ts'

/** A sync with the pairings it holds. */
export type Sync = { readonly config: Config; readonly pairings: readonly PairingView[] }
export type Syncs = { readonly readAt: string; readonly syncs: readonly Sync[] }

/** Every sync of the workspace behind that key, as it is now. */
export async function readSyncs(client: Client): Promise<Result<Syncs, Problem>> {
  const configs = await client.configs()
  if (!configs.ok) return configs
  const syncs: Sync[] = []
  for (const answer of await Promise.all(configs.value.items.map(withPairings(client)))) {
    if (!answer.ok) return answer
    syncs.push(answer.value)
  }
  return ok({ readAt: new Date().toISOString(), syncs })
}

const withPairings =
  (client: Client) =>
  async (config: Config): Promise<Result<Sync, Problem>> => {
    const pairings = await client.pairings(config.id)
    return pairings.ok ? ok({ config, pairings: pairings.value.items }) : pairings
  }

/** What was remembered, if it is still in the shape we know: another version of the app may have kept it. */
export function parseSyncs(kept: unknown): Syncs | null {
  if (!isObject(kept) || typeof kept['readAt'] !== 'string' || !Array.isArray(kept['syncs']))
    return null
  const syncs: Sync[] = []
  for (const one of kept['syncs']) {
    const config = ConfigList.safeParse({ items: [isObject(one) ? one['config'] : null] })
    const pairings = PairingList.safeParse({ items: isObject(one) ? one['pairings'] : null })
    const only = config.data?.items[0]
    if (!only || !pairings.success) return null
    syncs.push({ config: only, pairings: pairings.data.items })
  }
  return { readAt: kept['readAt'], syncs }
}

const isObject = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
