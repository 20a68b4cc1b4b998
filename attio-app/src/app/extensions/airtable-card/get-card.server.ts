import { getWorkspaceConnection, Settings } from 'attio/server'
import { openClient } from '../../../../../shared/api/client.ts'
import { type Card, cardOf, cardOfProblem } from '../../../card/card.ts'
import { recall, remember } from '../../../worker/memory.ts'
import { readSecret } from '../../../worker/secret.ts'
import { sendTo } from '../../../worker/send.ts'
import { readSyncs } from '../../../worker/syncs.ts'
import schema from '../../settings/schema.ts'

const USUAL_STALE_HOURS = 24

export type CardAnswer = {
  readonly card: Card
  readonly staleHours: number
  readonly hidesRuns: boolean
}

/**
 * The card of an object. A workspace without a connection is not caught here: Attio shows its own connect prompt then.
 * A Worker that does not answer is bridged with what it last said.
 */
export default async function getCard(object: string): Promise<CardAnswer> {
  const { value, ownedBy } = getWorkspaceConnection()
  const { staleHours, hideRuns } = await Settings.getSettings(schema)
  return {
    card: await readCard(object, value, ownedBy.id),
    staleHours: staleHours ?? USUAL_STALE_HOURS,
    hidesRuns: hideRuns === true,
  }
}

async function readCard(object: string, secret: string, workspaceId: string): Promise<Card> {
  const account = readSecret(secret)
  if (!account.ok) return cardOfProblem({ code: 'no_key', message: account.error, requestId: '' })
  const found = await readSyncs(
    openClient(account.value.key, sendTo(account.value.address, workspaceId)),
  )
  if (found.ok) {
    await remember(found.value)
    return cardOf(object, found.value, null)
  }
  const known = found.error.code === 'unreachable' ? await recall() : null
  return known ? cardOf(object, known, known.readAt) : cardOfProblem(found.error)
}
