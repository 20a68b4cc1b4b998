import type { Connection } from 'attio/server'
import { openClient } from '../../../../shared/api/client.ts'
import { forget } from '../../worker/memory.ts'
import { readSecret } from '../../worker/secret.ts'
import { sendTo } from '../../worker/send.ts'

/** Tries the key before Attio keeps it. What is thrown is what the admin reads, and the connection is not made. */
export default async function connectionAdded({
  connection,
}: {
  connection: Connection
}): Promise<void> {
  const account = readSecret(connection.value)
  if (!account.ok) throw new Error(account.error)
  const answer = await openClient(
    account.value.key,
    sendTo(account.value.address, connection.ownedBy.id),
  ).configs()
  if (!answer.ok && answer.error.code === 'no_key')
    throw new Error(
      'DataSync does not know this key. It may have been revoked; make a new one under Settings, Keys.',
    )
  if (!answer.ok) throw new Error(answer.error.message)
  // What another connection left behind is not this one's.
  await forget()
}
