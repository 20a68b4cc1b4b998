import type { Send } from '../../../shared/api/client.ts'
import { parsed } from './parsed.ts'

/** A server function of Attio lives 30 seconds; a card that takes longer than this has lost its reader anyway. */
const TIMEOUT_MS = 8_000

/**
 * Carries requests to the Worker at that address, for that Attio workspace: a key that belongs to another one is refused.
 * The app's one door, for server functions only.
 */
export const sendTo =
  (address: string, workspaceId: string): Send =>
  async ({ method, path, headers, body }) => {
    const named = { ...headers, 'x-datasync-account': workspaceId }
    const call = fetch(`${address}${path}`, { method, headers: named, body }).then(
      async (response) => {
        const text = await response.text()
        return { status: response.status, json: parsed(text) }
      },
    )
    const late = new Promise<never>((_, tooLate) =>
      setTimeout(() => tooLate(new Error('too late')), TIMEOUT_MS),
    )
    return Promise.race([call, late])
  }
