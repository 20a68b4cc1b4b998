import type { Connection } from 'attio/server'
import { workerOf } from '../../worker/account.ts'

/** The key stops with its connection. Never fails: a refusal here would keep the connection alive. */
export default async function connectionRemoved({
  connection,
}: {
  connection: Connection
}): Promise<void> {
  const worker = workerOf(connection)
  if (worker.ok) await worker.value.signOut().catch(() => undefined)
}
