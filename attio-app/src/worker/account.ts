import type { Connection } from 'attio/server'
import { type Client, openClient } from '../../../shared/api/client.ts'
import type { Problem } from '../../../shared/api/problem.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import { readSecret } from './secret.ts'
import { sendTo } from './send.ts'

/** The Worker that this connection leads to, spoken to for the Attio workspace that owns it. */
export function workerOf(connection: Connection): Result<Client, Problem> {
  const account = readSecret(connection.value)
  if (!account.ok) return err({ code: 'no_key', message: account.error, requestId: '' })
  const { address, key } = account.value
  return ok(openClient(key, sendTo(address, connection.ownedBy.id)))
}

/** What a server function hands to the client where something went wrong: JSON, with a sentence to be read. */
export type Failed = { readonly ok: false; readonly code: string; readonly says: string }

export const failed = ({ code, message }: Problem): Failed => ({
  ok: false,
  code,
  says: code === 'no_key' ? NO_KEY : code === 'role_too_low' ? READ_ONLY : message,
})

export const NO_KEY =
  'DataSync does not accept the key of this workspace: it was revoked, or made for another one. An admin can connect it again in the settings of this app.'
export const READ_ONLY =
  'The key of this workspace may only look. An admin can connect it again with a key that may also write.'
