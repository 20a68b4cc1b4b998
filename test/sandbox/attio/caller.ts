import { FULL } from './cast.ts'

export type Reply = { status: number; headers: Headers; body: unknown }

/** Speaks HTTP to an Attio, simulated in this process or served on a port. */
export type Caller = (
  method: string,
  path: string,
  body?: unknown,
  token?: string | null,
) => Promise<Reply>

export const callerOf =
  (fetch: (request: Request) => Promise<Response>, address = 'https://api.attio.com'): Caller =>
  async (method, path, body, token = FULL) => {
    const headers = new Headers({ 'content-type': 'application/json' })
    if (token !== null) headers.set('authorization', `Bearer ${token}`)
    const text = body === undefined ? null : JSON.stringify(body)
    const response = await fetch(new Request(address + path, { method, headers, body: text }))
    return { status: response.status, headers: response.headers, body: await response.json() }
  }

/** What stands at a path inside a body; undefined where there is nothing. */
export const dig = (value: unknown, ...path: (string | number)[]): unknown =>
  path.reduce<unknown>(
    (at, step) =>
      typeof at === 'object' && at !== null
        ? Object.entries(at).find(([key]) => key === String(step))?.[1]
        : undefined,
    value,
  )

/** A list inside a body. */
export function digList(value: unknown, ...path: (string | number)[]): unknown[] {
  const found = dig(value, ...path)
  if (!Array.isArray(found)) throw new Error(`no list at ${path.join('.')}`)
  return found
}

const ENVELOPE = new Set(['active_from', 'active_until', 'created_by_actor', 'attribute_type'])

/** The values of one attribute of a record answer, without their envelopes. */
export const bare = (body: unknown, slug: string): unknown[] =>
  digList(body, 'data', 'values', slug).map((value) =>
    Object.fromEntries(Object.entries(value ?? {}).filter(([key]) => !ENVELOPE.has(key))),
  )
