import { isVendor } from '../connectors/registry.ts'
import type { Deps } from '../deps.ts'

/** Far above any delivery seen; a body is read whole. */
const LARGEST = 1_000_000

/**
 * A vendor tells us something. What it sent is handed on untouched, because the signature is over its bytes, and answered
 * as soon as it is kept. An address that nobody waits at is not there; a wrong signature is refused, and says no more.
 */
export async function receiveWebhook(
  request: Request,
  vendor: string,
  id: string,
  deps: Pick<Deps, 'feed'>,
): Promise<Response> {
  const dot = id.lastIndexOf('.')
  const [resource, key] = [id.slice(0, dot), id.slice(dot + 1)]
  if (!isVendor(vendor) || dot < 1 || !/^[A-Za-z0-9]{24}$/.test(key) || resource.length > 100)
    return new Response(null, { status: 404 })
  if (Number(request.headers.get('content-length') ?? 0) > LARGEST)
    return new Response(null, { status: 413 })
  const body = await request.arrayBuffer()
  if (body.byteLength > LARGEST) return new Response(null, { status: 413 })
  const headers = Object.fromEntries(request.headers)
  const received = await deps.feed(vendor, resource).receive(key, { headers, body })
  return new Response(null, { status: { taken: 200, unknown: 404, refused: 401 }[received] })
}
