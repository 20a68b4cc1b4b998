import type { Doorbell } from '../../doorbell.ts'
import { signatureOf } from './signature.ts'
import type { SubscriptionRow, Subscriptions } from './subscriptions.ts'

/** Calls to one address before the others have their turn again, one after the other. */
const IN_A_ROW = 20
/** Addresses at once: a request waits for one of six connections. */
const AT_ONCE = 4

export type TellerDeps = {
  readonly subscriptions: Subscriptions
  readonly ring: Doorbell
  /** Where it is told and how it is signed; null where that no longer opens. */
  addressOf(one: SubscriptionRow): Promise<{ readonly url: string; readonly secret: string } | null>
  now(): number
  die(): number
}

/** Tells whoever is to be told now. Returns when to go on (ms since 1970), or null where nothing is left. */
export async function tell(deps: TellerDeps): Promise<number | null> {
  const { subscriptions, now } = deps
  subscriptions.tidy(now())
  await Promise.all(
    subscriptions
      .due(now())
      .slice(0, AT_ONCE)
      .map((one) => tellOne(deps, one)),
  )
  return subscriptions.next()
}

/** In the order in which it happened, until one is not heard: the others would fare no better. */
async function tellOne(deps: TellerDeps, one: SubscriptionRow): Promise<void> {
  const { subscriptions, ring, now, die } = deps
  const address = await deps.addressOf(one)
  for (const { tiding, body } of subscriptions.errands(one.id, IN_A_ROW)) {
    const rung = address && (await ring(address.url, body, { [SIGNATURE]: await signatureOf(address.secret, body) })) // prettier-ignore
    subscriptions.told(one, tiding, rung ?? 'failed', now(), die())
    if (rung !== 'heard') return
  }
}

const SIGNATURE = 'x-datasync-signature'
