import type { Engine } from '../worker/engine.ts'

/**
 * Airtable no longer shows some of a table's rows: a listing that leaves them out although they are there (`listed`), or
 * an account that may see none of them (`all`, which also finds none of them by name). Gives back the way out of it.
 */
export function hide(
  { airtable }: Engine,
  rows: readonly string[],
  from: 'listed' | 'all',
): () => void {
  const fetch = airtable.fetch.bind(airtable)
  airtable.fetch = async (request) => {
    const asked = `${decodeURIComponent(request.url)} ${await request.clone().text()}`
    const answer = await fetch(request)
    const isHidden = (id: string): boolean =>
      rows.includes(id) && (from === 'all' || !asked.includes(id))
    const body: unknown = await answer
      .clone()
      .json()
      .catch(() => null)
    if (isRow(body) && isHidden(body.id))
      return Response.json({ error: 'NOT_FOUND' }, { status: 404 })
    if (request.method === 'PATCH' || !isPage(body)) return answer
    return Response.json({ ...body, records: body.records.filter(({ id }) => !isHidden(id)) })
  }
  return () => {
    airtable.fetch = fetch
  }
}

/** Each page of Airtable's listings shows its first row a second time, as pages do that overlap. Gives back the way out. */
export function repeat({ airtable }: Engine): () => void {
  const fetch = airtable.fetch.bind(airtable)
  airtable.fetch = async (request) => {
    const answer = await fetch(request)
    const body: unknown = await answer
      .clone()
      .json()
      .catch(() => null)
    if (request.method !== 'GET' || !isPage(body)) return answer
    return Response.json({ ...body, records: [...body.records, ...body.records.slice(0, 1)] })
  }
  return () => {
    airtable.fetch = fetch
  }
}

const isRow = (body: unknown): body is { readonly id: string } =>
  typeof body === 'object' && body !== null && 'id' in body && typeof body.id === 'string'
const isPage = (body: unknown): body is { readonly records: readonly { readonly id: string }[] } =>
  typeof body === 'object' && body !== null && 'records' in body && Array.isArray(body.records)
