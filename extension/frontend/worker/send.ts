import type { Answered, Send, Sent } from '../../../shared/api/client.ts'
import { Problem } from '../../../shared/api/problem.ts'
import { err, ok } from '../../../shared/result.ts'
import { say } from '../words/say.ts'

const TIMEOUT_MS = 20_000
/** Browsers let so much outlive its page, in bytes of all that is on its way. */
const OUTLIVES = 16_000

/** Carries requests to the Worker at that address, by the browser's own network. The extension's one door. */
export const sendTo =
  (address: string): Send =>
  async ({ method, path, headers, body }) => {
    const cut = new AbortController()
    const timer = setTimeout(() => cut.abort(), TIMEOUT_MS)
    try {
      const response = await fetch(`${address}${path}`, {
        method,
        headers,
        body,
        signal: cut.signal,
        credentials: 'omit',
        cache: 'no-store',
        // What somebody decided goes out even as they close the page.
        keepalive: method !== 'GET' && (body?.length ?? 0) < OUTLIVES,
      })
      const text = await response.text()
      return { status: response.status, json: parsed(text) }
    } finally {
      clearTimeout(timer)
    }
  }

/** What is too large to be waited for like an answer: it may take as long as it takes. */
export async function fileFrom(address: string, { method, path, headers }: Sent): Answered<Blob> {
  const unreachable = { code: 'unreachable', message: say.parts.unreachable, requestId: '' }
  try {
    const response = await fetch(`${address}${path}`, {
      method,
      headers,
      credentials: 'omit',
      cache: 'no-store',
    })
    if (response.ok) return ok(await response.blob())
    const problem = Problem.safeParse(parsed(await response.text()))
    return err(problem.success ? problem.data : unreachable)
  } catch {
    return err(unreachable)
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
