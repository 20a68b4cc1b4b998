/**
 * The one door to addresses that others gave us. Nothing is believed of such a place: it has to be a public name, its answer
 * is a number and nothing else, and it leads nowhere further.
 */
import type { Clock } from './clock.ts'
import { openWatch } from './connectors/watch.ts'

/** What came of it. `gone`: the address says that nobody lives there any more. */
export type Rung = 'heard' | 'gone' | 'failed'
export type Doorbell = (
  url: string,
  body: string,
  headers: { readonly [name: string]: string },
) => Promise<Rung>

export type DoorbellDeps = {
  readonly clock: Clock
  fetch(request: Request): Promise<Response>
  readonly timeoutMs: number
  /** Host names that are our own: whoever could make us call ourselves could do so in circles. */
  readonly own: readonly string[]
}

export function openDoorbell({ clock, fetch, timeoutMs, own }: DoorbellDeps): Doorbell {
  const watch = openWatch(clock)
  return async (url, body, headers) => {
    if (strangeness(url, own) !== null) return 'failed'
    const cut = new AbortController()
    const request = new Request(url, {
      method: 'POST',
      body,
      headers: { ...headers, 'content-type': 'application/json' },
      redirect: 'manual',
      signal: cut.signal,
    })
    const status = fetch(request).then(async (answer) => {
      // What it says is nobody's business, and may be without end.
      await answer.body?.cancel()
      return answer.status
    })
    const said = await watch
      .race<number>(status, clock.now() + timeoutMs, () => {
        cut.abort()
        return 0
      })
      .catch(() => 0)
    return said >= 200 && said < 300 ? 'heard' : GONE.has(said) ? 'gone' : 'failed'
  }
}

const GONE: ReadonlySet<number> = new Set([404, 410])

/** What is wrong with an address that somebody wants to be called at, as the end of a sentence; null where nothing is. */
export function strangeness(address: string, own: readonly string[]): string | null {
  const url = URL.parse(address)
  if (url === null) return 'it is no address'
  if (url.protocol !== 'https:') return 'it does not begin with https'
  if (url.username !== '' || url.password !== '') return 'it holds a name or a password'
  if (url.port !== '') return 'it names a port'
  if (url.hash !== '') return 'it holds a #'
  // The parser has spelt out whatever means an IP address by now, and lower-cased the rest.
  const host = url.hostname.replace(/\.$/, '')
  const isPublic =
    host.includes('.') &&
    !/^[\d.]+$|^\[/.test(host) &&
    !INNER.some((name) => host.endsWith(`.${name}`))
  if (!isPublic) return 'its host is no public name'
  if (own.includes(host)) return 'it leads back here'
  return null
}

/** Endings of names that mean something only within a network (RFC 6761, 6762, 8375, and what clouds use). */
const INNER = ['localhost', 'local', 'internal', 'intranet', 'lan', 'home', 'corp', 'home.arpa', 'onion', 'invalid'] // prettier-ignore
