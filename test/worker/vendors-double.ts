import type { Outbound } from '../sandbox/runtime.ts'
import { ConnectionCut } from '../sandbox/weather.ts'

const SCOPES = 'record_permission:read-write object_configuration:read user_management:read'

/** The few calls of both vendors that connecting and looking at a table need. Tokens say by themselves whose they are: `pat-ada`, `attio-W1`. */
export function openVendors() {
  const seen: { host: string; path: string; token: string }[] = []
  const dead = new Set<string>()
  let isCut = false
  const answer: Outbound = async (request) => {
    const { hostname: host, pathname: path } = new URL(request.url)
    const token = (request.headers.get('authorization') ?? '').replace('Bearer ', '')
    seen.push({ host, path, token })
    if (isCut) throw new ConnectionCut()
    if (host === 'api.airtable.com') return airtable(path, token, dead)
    if (host === 'api.attio.com') return attio(path, token, dead)
    return new Response('nobody answers here', { status: 599 })
  }
  return {
    answer,
    seen,
    kill: (token: string) => dead.add(token),
    cut: (whether: boolean) => {
      isCut = whether
    },
  }
}

function airtable(path: string, token: string, dead: ReadonlySet<string>): Response {
  if (!token.startsWith('pat-') || dead.has(token)) {
    const error = { type: 'AUTHENTICATION_REQUIRED', message: 'Authentication required' }
    return Response.json({ error }, { status: 401 })
  }
  if (path === '/v0/meta/whoami')
    return Response.json({ id: `usr${token}`, email: `${token}@example.com` })
  if (/^\/v0\/meta\/bases\/\w+$/.test(path))
    return Response.json({ name: 'Sales', permissionLevel: 'create' })
  if (/^\/v0\/meta\/bases\/\w+\/tables$/.test(path)) {
    const fields = [{ id: 'fldName', name: 'Name', type: 'singleLineText' }]
    return Response.json({
      tables: ['People', 'Deals'].map((name) => ({
        id: `tbl${name}`,
        name,
        primaryFieldId: 'fldName',
        fields,
      })),
    })
  }
  if (/^\/v0\/\w+\/tblPeople$/.test(path)) {
    const names = ['Ada', 'Bob', null]
    return Response.json({
      records: names.map((name, i) => ({
        id: `rec${i}`,
        createdTime: '2026-01-01T09:00:00.000Z',
        fields: name === null ? {} : { fldName: name },
      })),
    })
  }
  return Response.json({ error: { type: 'NOT_FOUND' } }, { status: 404 })
}

function attio(path: string, token: string, dead: ReadonlySet<string>): Response {
  const workspace = /^attio-(\w+)/.exec(token)?.[1]
  if (path === '/v2/self' && workspace !== undefined && !dead.has(token)) {
    return Response.json({
      active: true,
      scope: token.endsWith('-poor') ? '' : SCOPES,
      workspace_id: workspace,
      workspace_name: `Acme ${workspace}`,
    })
  }
  if (path === '/v2/self') return Response.json({ active: false })
  if (path === '/v2/objects') {
    const object = {
      id: { object_id: 'o1' },
      api_slug: 'people',
      singular_noun: 'Person',
      plural_noun: 'People',
    }
    return Response.json({ data: [object] })
  }
  if (path === '/v2/objects/people/attributes') {
    const name = { title: 'Full name', api_slug: 'name', type: 'text', is_writable: true }
    return Response.json({ data: [name] })
  }
  return Response.json(
    { status_code: 404, type: 'invalid_request_error', code: 'not_found', message: '' },
    { status: 404 },
  )
}
