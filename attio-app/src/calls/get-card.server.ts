import { getWorkspaceConnection, Settings } from 'attio/server'
import type { Card } from '../../../shared/api/card.ts'
import schema from '../app/settings/schema.ts'
import { failed, type Failed, isPassing, workerOf } from '../worker/account.ts'
import { recall, remember } from '../worker/memory.ts'

const USUAL_STALE_HOURS = 24

export type CardAnswer = {
  /** What is known; `asOf` where the Worker does not answer and this is what it last said (ISO 8601). */
  readonly card: Card | null
  readonly asOf: string | null
  readonly problem: Failed | null
  readonly staleHours: number
}

/**
 * The card of one record. A workspace without a connection is not caught here: Attio shows its own connect prompt then.
 * What only says that it cannot be read just now is bridged with what was last said.
 */
export default async function getCard(object: string, recordId: string): Promise<CardAnswer> {
  const connection = getWorkspaceConnection()
  const { staleHours } = await Settings.getSettings(schema)
  const place = { connectionId: connection.id, object, recordId }
  const known = { asOf: null, problem: null, staleHours: staleHours ?? USUAL_STALE_HOURS }
  const worker = workerOf(connection)
  if (!worker.ok) return { ...known, card: null, problem: failed(worker.error) }
  const found = await worker.value.card({ table: object, recordId })
  if (found.ok) {
    await remember(place, { readAt: new Date().toISOString(), card: found.value })
    return { ...known, card: found.value }
  }
  const problem = failed(found.error)
  const last = isPassing(found.error) ? await recall(place) : null
  return { ...known, card: last?.card ?? null, asOf: last?.readAt ?? null, problem }
}
