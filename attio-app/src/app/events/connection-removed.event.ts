import type { Connection } from 'attio/server'
import { workerOf } from '../../worker/account.ts'

/**
 * The key stops with its connection, where the Worker can be told; else it lives until an admin revokes it in DataSync. Never
 * fails: a refusal here would keep the connection alive.
 */
export default async function connectionRemoved({
  connection,
}: {
  connection: Connection
}): Promise<void> {
  const worker = workerOf(connection)
  if (worker.ok) await worker.value.signOut().catch(() => undefined)
}
