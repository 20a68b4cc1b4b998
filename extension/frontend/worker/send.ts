import type { Send } from '../../../shared/api/client.ts'

const TIMEOUT_MS = 20_000

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
      })
      const text = await response.text()
      return { status: response.status, json: parsed(text) }
    } finally {
      clearTimeout(timer)
    }
  }

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
