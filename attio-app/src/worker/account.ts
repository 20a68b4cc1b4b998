import type { Connection } from 'attio/server'
import { type Client, openClient } from '../../../shared/api/client.ts'
import type { Problem } from '../../../shared/api/problem.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import { type Account, readSecret } from './secret.ts'
import { sendTo } from './send.ts'

/** The Worker that this connection leads to, spoken to for the Attio workspace that owns it. */
export function workerOf(connection: Connection): Result<Client, Problem> {
  const account = readSecret(connection.value)
  if (!account.ok) return err({ code: 'no_key', message: account.error, requestId: '' })
  return ok(clientOf(account.value, connection))
}

export const clientOf = ({ address, key }: Account, { ownedBy }: Connection): Client =>
  openClient(key, sendTo(address, ownedBy.id))

/** What a server function hands to the client where something went wrong: JSON, with a sentence to be read. */
export type Failed = { readonly ok: false; readonly code: string; readonly says: string }

export const failed = (problem: Problem): Failed => ({
  ok: false,
  code: problem.code,
  says: saysOf(problem),
})

const PASSING: ReadonlySet<string> = new Set([
  'unreachable',
  'unreadable',
  'fault',
  'too_often',
  'slow_down',
])

/** Does it say nothing about the record, and go over by itself? */
export const isPassing = ({ code }: { readonly code: string }): boolean => PASSING.has(code)

function saysOf({ code, message, requestId }: Problem): string {
  switch (code) {
    case 'no_key':
      return NO_KEY
    case 'role_too_low':
      return READ_ONLY
    case 'unreachable':
      return AWAY
    case 'fault':
      // The message asks for it.
      return `${message} (${requestId})`
    default:
      return message
  }
}

export const NO_KEY =
  'DataSync does not accept the key of this workspace: it was revoked, or made for another one. An admin can connect it again in the settings of this app.'
export const READ_ONLY =
  'The key of this workspace may only look. An admin can connect it again with a key that may also write.'
/** It is Attio that asks: nothing is said about the line of whoever reads it. */
const AWAY =
  'DataSync does not answer just now. If it stays so, an admin can check the address in the connection of this app.'
