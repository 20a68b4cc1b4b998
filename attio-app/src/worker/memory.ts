/**
 * What the card shows while the Worker does not answer: the last reading, for a short while, in Attio's own store. The
 * store is a cache; losing it, or failing to write it, costs nothing.
 */
import { kv } from 'attio/server'
import { parseSyncs, type Syncs } from './syncs.ts'

const PLACE = 'syncs'
const ONE_HOUR = 3_600

export const remember = (syncs: Syncs): Promise<void> =>
  kv.set(PLACE, JSON.stringify(syncs), { ttlInSeconds: ONE_HOUR }).catch(() => undefined)

export async function recall(): Promise<Syncs | null> {
  const kept = await kv.get(PLACE).catch(() => null)
  return typeof kept?.value === 'string' ? parseSyncs(parsed(kept.value)) : null
}

export const forget = (): Promise<void> => kv.delete(PLACE).catch(() => undefined)

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
