/** The token endpoint: who asks, by Basic or as a public client, then what for. 401 for the client, 400 for the rest. */
import type { Service } from '../service.ts'
import type { WorldClient } from '../world.ts'
import { ACCESS_LIFE_MS, type Grant, type Grants, REFRESH_LIFE_MS } from './grants.ts'

export const TOKEN = '/oauth2/v1/token'

export type TokenAsked = { readonly authorization: string | null; readonly form: URLSearchParams }

export function answerToken(service: Service, grants: Grants, asked: TokenAsked): Response {
  const { form } = asked
  if ([...form.keys()].some((name) => form.getAll(name).length > 1)) {
    return refused(400, 'invalid_request', 'a parameter is repeated')
  }
  const client = clientOf(grants, asked)
  if (!client) return refused(401, 'invalid_client', 'the client is unknown or its secret is wrong')
  switch (form.get('grant_type')) {
    case 'authorization_code':
      return byCode(service, grants, client, form)
    case 'refresh_token':
      return byRefresh(service, grants, client, form)
    default:
      return refused(400, 'unsupported_grant_type', 'unknown grant_type')
  }
}

function byCode(service: Service, grants: Grants, client: WorldClient, form: URLSearchParams) {
  const [code, redirectUri, verifier] = ['code', 'redirect_uri', 'code_verifier'].map((name) =>
    form.get(name),
  )
  if (!code || !redirectUri || !verifier) {
    return refused(400, 'invalid_request', 'code, redirect_uri and code_verifier are required')
  }
  const isWellFormed = /^[A-Za-z0-9.\-_]{43,128}$/.test(verifier)
  const grant = grants.redeem(code, { clientId: client.client_id, redirectUri, verifier })
  if (!isWellFormed) return refused(400, 'invalid_request', 'bad code_verifier')
  return grant
    ? pair(service, grant, grant.scopes)
    : refused(400, 'invalid_grant', 'the code is not valid')
}

function byRefresh(service: Service, grants: Grants, client: WorldClient, form: URLSearchParams) {
  const token = form.get('refresh_token')
  if (!token) return refused(400, 'invalid_request', 'refresh_token is required')
  const wanted = form.get('scope')?.split(' ') ?? null
  const refreshed = grants.refresh(token, client.client_id, wanted)
  // What this answer says in its body is not published.
  if (refreshed === 'just_used') return new Response('', { status: 409 })
  if (refreshed === 'dead') return refused(400, 'invalid_grant', 'the refresh token is not valid')
  return pair(service, refreshed.grant, refreshed.scopes)
}

const pair = (service: Service, grant: Grant, scopes: readonly string[]): Response =>
  Response.json(
    {
      access_token: grant.access,
      refresh_token: grant.refresh.token,
      token_type: service.switches.spacedTokenType ? 'Bearer ' : 'Bearer',
      scope: scopes.join(' '),
      expires_in: ACCESS_LIFE_MS / 1_000,
      refresh_expires_in: REFRESH_LIFE_MS / 1_000,
    },
    { headers: { 'cache-control': 'no-store' } },
  )

/** A client with a secret shows it as Basic; one without must not show anything. Ids said twice must be the same. */
function clientOf(grants: Grants, { authorization, form }: TokenAsked): WorldClient | null {
  const said = form.get('client_id')
  if (authorization === null) {
    const client = grants.client(said)
    return client && client.client_secret === undefined ? client : null
  }
  const sent = /^Basic\s+(\S+)\s*$/i.exec(authorization)?.[1] ?? ''
  // Node reads both alphabets of base64.
  const [id, secret] = Buffer.from(sent, 'base64').toString().split(':').map(plain)
  const client = grants.client(id ?? null)
  const isRight = client?.client_secret !== undefined && client.client_secret === secret
  return isRight && (said === null || said === id) ? client : null
}

/** RFC 6749 has id and secret form-encoded inside Basic; clients that leave it out come through as well. */
function plain(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}

const refused = (status: 400 | 401, error: string, description: string): Response =>
  Response.json({ error, error_description: description }, { status })
