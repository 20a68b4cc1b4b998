import type { Connection } from 'attio/server'
import type { Problem } from '../../../../shared/api/problem.ts'
import { clientOf, NO_KEY } from '../../worker/account.ts'
import { readSecret } from '../../worker/secret.ts'

/**
 * Tries the key before Attio keeps it: it has to be one that DataSync made for the very workspace that connects. What is
 * thrown is what the admin reads, and the connection is not made.
 */
export default async function connectionAdded({
  connection,
}: {
  connection: Connection
}): Promise<void> {
  const account = readSecret(connection.value)
  if (!account.ok) throw new Error(account.error)
  const me = await clientOf(account.value, connection).me()
  if (!me.ok) throw new Error(refusalOf(me.error, account.value.address))
}

/** What an admin reads who has just typed the secret. */
export function refusalOf({ code, message }: Problem, address: string): string {
  switch (code) {
    case 'no_key':
      return `${NO_KEY} ${WHERE}`
    case 'unreachable':
    case 'unreadable':
      return `DataSync does not answer at ${address}. Check the address before the # of the secret, then try again.`
    default:
      return message
  }
}

const WHERE =
  'Make a new key in DataSync under Settings, API keys, for the connection of this Attio workspace.'
