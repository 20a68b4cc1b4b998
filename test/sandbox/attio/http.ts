import { Refusal } from './refusal.ts'
import type { Answer } from './route.ts'
import { instant, nextSecond } from './times.ts'

/** The edges: a Request taken apart, a Response put together. */

export type Incoming = {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly authorization: string | null
  /** The raw text: whether it is JSON matters only once the call was let in. */
  readonly text: string
}

/** The host plays no part, so that a plain address on this machine does as well. */
export async function receive(request: Request): Promise<Incoming> {
  const url = new URL(request.url)
  return {
    method: request.method,
    path: url.pathname,
    query: url.searchParams,
    authorization: request.headers.get('authorization'),
    text: await request.text(),
  }
}

/** A body that is not JSON is as good as none: every schema refuses it. */
export function jsonIn({ text }: Incoming): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const EXPOSED = [
  'x-attio-client',
  'x-attio-execution-id',
  'x-attio-platform',
  'x-attio-platform-version',
  'x-attio-record-query-score',
  'x-attio-app-installation-bundle-id',
  'WWW-Authenticate',
].join(',')

const headersFor = (executionId: string) => ({
  'content-type': 'application/json; charset=utf-8',
  'x-attio-execution-id': executionId,
  'access-control-allow-origin': '*',
  'access-control-expose-headers': EXPOSED,
  vary: 'Origin',
  'x-frame-options': 'DENY',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  via: '1.1 google',
})

/** `accurate`: reads say as of when they are true. Attio never tells what is left of an allowance. */
export const respond = (
  { text, score }: Answer,
  { executionId, now, accurate }: { executionId: string; now: number; accurate: boolean },
): Response =>
  new Response(text, {
    headers: {
      ...headersFor(executionId),
      date: new Date(now).toUTCString(),
      ...(accurate && { 'x-accurate-at': instant(now) }),
      ...(score !== undefined && { 'x-attio-record-query-score': String(score) }),
    },
  })

export const respondRefused = (
  refusal: Refusal,
  { executionId, now }: { executionId: string; now: number },
): Response =>
  new Response(JSON.stringify(refusal), {
    status: refusal.status,
    headers: {
      ...headersFor(executionId),
      date: new Date(now).toUTCString(),
      ...(refusal.status === 429 && { 'retry-after': nextSecond(now) }),
    },
  })

/** What a server in trouble says; nothing was done. */
export const broken = () =>
  new Refusal(500, 'internal_error', 'Something went wrong.', { type: 'server_error' })

export const overloaded = () =>
  new Refusal(503, 'service_unavailable', 'Service temporarily unavailable.', {
    type: 'server_error',
  })
