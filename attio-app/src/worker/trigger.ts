/**
 * Triggers of workflows: DataSync calls an address of Attio's when something happens. What it says there is believed where it is
 * signed with a secret that follows from the connection's key and the activation, so it need not be kept anywhere.
 */
import type { Connection, kv } from 'attio/server'
import { Tiding, type TidingEvent } from '../../../shared/api/subscription.ts'
import { isSignedBy, signatureOf } from './signature.ts'
import { failed, workerOf } from './account.ts'
import { parsed } from './parsed.ts'
import { readSecret } from './secret.ts'

/** What a trigger waits for: this event of records of this object. */
export type Awaited = { readonly event: TidingEvent; readonly object: string }
export type Activation = {
  readonly uniqueActivationId: string
  readonly triggerCallbackUrl: string
}
/** Attio's own store, where it is noted what was heard. */
export type Store = Pick<typeof kv, 'get' | 'set'>
type Activated = { type: 'complete' } | { type: 'error'; errorMessage: string }

/** DataSync keeps to tell what is a day old at most. */
const TWO_DAYS = 2 * 24 * 3_600

export async function activate(
  connection: Connection,
  { event, object }: Awaited,
  { uniqueActivationId, triggerCallbackUrl }: Activation,
): Promise<Activated> {
  const worker = workerOf(connection)
  if (!worker.ok) return { type: 'error', errorMessage: worker.error.message }
  const made = await worker.value.subscribe({
    ref: refOf(uniqueActivationId),
    event,
    table: object,
    url: triggerCallbackUrl,
    secret: await secretOf(connection, uniqueActivationId),
  })
  return made.ok ? { type: 'complete' } : { type: 'error', errorMessage: failed(made.error).says }
}

/**
 * Never fails: whoever switches a workflow off is not to be held up. What stays at DataSync goes with its key, or when its
 * address no longer answers.
 */
export async function deactivate(
  connected: () => Connection,
  { uniqueActivationId }: Pick<Activation, 'uniqueActivationId'>,
): Promise<{ type: 'complete' }> {
  try {
    const worker = workerOf(connected())
    if (worker.ok) await worker.value.unsubscribe(refOf(uniqueActivationId))
  } catch {
    // Without a connection its key is gone, and what was asked for with it.
  }
  return { type: 'complete' }
}

/** What DataSync says has happened; null where it is not DataSync, nothing that is waited for, or heard before. */
export async function heard(
  connection: Connection,
  store: Store,
  request: Request,
  { event, object }: Awaited,
  { uniqueActivationId }: Pick<Activation, 'uniqueActivationId'>,
): Promise<Tiding | null> {
  const body = await request.text()
  const signature = request.headers.get('x-datasync-signature') ?? ''
  const secret = await secretOf(connection, uniqueActivationId)
  if (!(await isSignedBy(secret, body, signature))) return null
  const found = Tiding.safeParse(parsed(body))
  if (!found.success || found.data.event !== event || found.data.table !== object) return null
  // It is told until it was heard, so it may be told twice.
  const place = ['heard', uniqueActivationId, found.data.id].join(' ')
  if ((await store.get(place).catch(() => null)) !== null) return null
  await store.set(place, true, { ttlInSeconds: TWO_DAYS }).catch(() => undefined)
  return found.data
}

const refOf = (uniqueActivationId: string): string =>
  uniqueActivationId.replace(/[^\w.:-]/g, '-').slice(0, 200)

/** Another activation, and another key, have another one. */
function secretOf(connection: Connection, uniqueActivationId: string): Promise<string> {
  const account = readSecret(connection.value)
  return signatureOf(account.ok ? account.value.key : connection.value, `trigger ${uniqueActivationId}`) // prettier-ignore
}
