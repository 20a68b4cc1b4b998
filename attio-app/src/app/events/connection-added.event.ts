import type { Connection } from 'attio/server'
import { NO_KEY, workerOf } from '../../worker/account.ts'

/**
 * Tries the key before Attio keeps it: it has to be one that DataSync made for the very workspace that connects. What is
 * thrown is what the admin reads, and the connection is not made.
 */
export default async function connectionAdded({
  connection,
}: {
  connection: Connection
}): Promise<void> {
  const worker = workerOf(connection)
  if (!worker.ok) throw new Error(worker.error.message)
  const me = await worker.value.me()
  if (me.ok) return
  throw new Error(me.error.code === 'no_key' ? `${NO_KEY} ${WHERE}` : me.error.message)
}

const WHERE =
  'Make a new key in DataSync under Settings, Keys, for the connection of this Attio workspace.'
