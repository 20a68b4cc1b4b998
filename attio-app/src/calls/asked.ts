import type { Failed } from '../worker/account.ts'

/**
 * What a server function answered. One that was cut off or broke is answered for, with a sentence; a missing connection
 * passes, because Attio asks for it then.
 */
export const asked = <T>(call: Promise<T>): Promise<T | Failed> =>
  call.catch((error: unknown) => {
    if (isMissing(error)) throw error
    return CUT_OFF
  })

const MISSING = ['no-workspace-connection', 'no-user-connection', 'connection-expired']

export const isMissing = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'code' in error &&
  MISSING.includes(`${error.code}`)

const CUT_OFF: Failed = {
  ok: false,
  code: 'cut_off',
  says: 'Attio did not hear the end of it. Look at the card in a moment, and try again if nothing has happened.',
}

/** Nobody knows whether it was done: to call it undone may be wrong. */
export const titleOf = ({ code }: Failed, undone: string): string =>
  code === 'cut_off' || code === 'unreachable' ? 'No answer' : undone
