/**
 * What the card shows while the Worker does not answer: its last reading, for a short while, in Attio's own store. The
 * store is a cache; losing it, or failing to write it, costs nothing. Of values it keeps the name of the row.
 */
import { kv } from 'attio/server'
import { Card } from '../../../shared/api/card.ts'
import { bare } from './bare.ts'
import { parsed } from './parsed.ts'

const ONE_HOUR = 3_600

/** Another connection never sees what this one left behind. */
export type Place = {
  readonly connectionId: string
  readonly object: string
  readonly recordId: string
}
const placeOf = ({ connectionId, object, recordId }: Place): string =>
  ['card', connectionId, object, recordId].join(' ')

export type Remembered = { readonly readAt: string; readonly card: Card }

export const remember = (place: Place, { readAt, card }: Remembered): Promise<void> => {
  const text = JSON.stringify({ readAt, card: bare(card) })
  return kv.set(placeOf(place), text, { ttlInSeconds: ONE_HOUR }).catch(() => undefined)
}

/** Null too where another version of this app kept it in another shape. */
export async function recall(place: Place): Promise<Remembered | null> {
  const kept = await kv.get(placeOf(place)).catch(() => null)
  const found = typeof kept?.value === 'string' ? parsed(kept.value) : null
  if (typeof found !== 'object' || found === null) return null
  if (!('readAt' in found) || typeof found.readAt !== 'string' || !('card' in found)) return null
  const card = Card.safeParse(found.card)
  return card.success ? { readAt: found.readAt, card: card.data } : null
}
