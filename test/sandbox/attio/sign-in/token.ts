/** Token, introspection and revocation: form in, JSON out. */
import type { Incoming } from '../http.ts'
import { answerSelf, INACTIVE } from '../routes/self.ts'
import type { WorldClient } from '../world.ts'
import type { Grants } from './grants.ts'

export function giveToken(grants: Grants, incoming: Incoming, now: number): Response {
  const form = new URLSearchParams(incoming.text)
  const client = clientOf(grants, form)
  if (!client) return refused(401, 'invalid_client')
  if (form.get('grant_type') !== 'authorization_code') return refused(400, 'unsupported_grant_type')
  const code = form.get('code')
  if (!code) return refused(400, 'invalid_request')
  const token = grants.redeem(code, client, form.get('redirect_uri'), now)
  if (!token) return refused(400, 'invalid_grant')
  return Response.json(
    { access_token: token.secret, token_type: 'Bearer' },
    { headers: { 'cache-control': 'no-store' } },
  )
}

/** The same fields as `/v2/self`. */
export function introspect(grants: Grants, incoming: Incoming): Response {
  const form = new URLSearchParams(incoming.text)
  if (!clientOf(grants, form)) return refused(401, 'invalid_client')
  const caller = grants.find(form.get('token') ?? '')
  return new Response((caller ? answerSelf({ caller }) : INACTIVE).text, {
    headers: { 'content-type': 'application/json; charset=utf-8' },
  })
}

/** The token in the header, in the form, or the same in both; 204 whether it was alive or not. */
export function revoke(grants: Grants, incoming: Incoming, caller: string, now: number): Response {
  if (!grants.mayRevoke(caller, now)) return new Response('', { status: 429 })
  const sent = /^Bearer\s+(\S+)\s*$/i.exec(incoming.authorization ?? '')?.[1] ?? null
  const said = new URLSearchParams(incoming.text).get('token')
  const token = sent ?? said
  if (token === null || (sent !== null && said !== null && sent !== said)) {
    return refused(400, 'invalid_request')
  }
  grants.revoke(token)
  return new Response(null, { status: 204 })
}

function clientOf(grants: Grants, form: URLSearchParams): WorldClient | null {
  const client = grants.client(form.get('client_id'))
  return client && client.client_secret === form.get('client_secret') ? client : null
}

const refused = (status: 400 | 401, error: string): Response =>
  Response.json({ error, error_description: error.replaceAll('_', ' ') }, { status })
