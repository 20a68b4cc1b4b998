/** The authorize page: checked in the order of the documentation, and answered by a redirect wherever that is safe. */
import { holds } from '../call.ts'
import type { Service } from '../service.ts'
import type { WorldClient } from '../world.ts'
import type { Grants } from './grants.ts'
import { accountPage, consentPage, strangePage } from './pages.ts'

export const AUTHORIZE = '/oauth2/v1/authorize'

type Wrong = { readonly error: string; readonly description: string }
type Asked = { readonly scopes: readonly string[]; readonly challenge: string }

const SINGLE = [
  'client_id',
  'redirect_uri',
  'response_type',
  'scope',
  'state',
  'code_challenge',
  'code_challenge_method',
]

/** `body` is the form a person sent, empty for a look at the page. */
export function authorize(service: Service, grants: Grants, here: URL, body: string): Response {
  const query = here.searchParams
  const client = grants.client(query.get('client_id'))
  if (!client) return strangePage('We do not know the integration that sent you here.')
  const redirectUri = query.get('redirect_uri') ?? ''
  if (!client.redirect_uris.includes(redirectUri)) {
    return strangePage('The address to return to is not one this integration registered.')
  }
  const state = query.get('state') ?? ''
  const asked = read(query, client, grants)
  if ('error' in asked) return back(redirectUri, { ...fields(asked), state })
  const user = service.users.get(query.get('account') ?? '')
  if (!user) return accountPage([...service.users.values()], here)
  const bases = [...service.bases.values()].filter((base) => holds(base.levelOf(user.id), 'read'))
  if (body === '') return consentPage(client, user, asked.scopes, bases, here)

  const form = new URLSearchParams(body)
  if (form.get('decision') !== 'grant') {
    const denied = { error: 'access_denied', description: 'The user denied the request' }
    return back(redirectUri, { ...fields(denied), state })
  }
  const chosen = form.getAll('base')
  const seen = chosen.filter((id) => bases.some((base) => base.id === id))
  const code = grants.giveCode({
    clientId: client.client_id,
    redirectUri,
    challenge: asked.challenge,
    userId: user.id,
    scopes: asked.scopes,
    bases: chosen.includes('all') ? 'all' : seen,
  })
  return back(redirectUri, { code, state, code_challenge_method: 'S256' })
}

function read(query: URLSearchParams, client: WorldClient, grants: Grants): Asked | Wrong {
  const wrong = (description: string, error = 'invalid_request'): Wrong => ({ error, description })
  const twice = SINGLE.find((name) => query.getAll(name).length > 1)
  if (twice !== undefined) return wrong(`${twice} is given more than once`)
  if (!/^[A-Za-z0-9.\-_]{16,1024}$/.test(query.get('state') ?? '')) return wrong('bad state')
  if (query.get('response_type') !== 'code') {
    return wrong('only code is supported', 'unsupported_response_type')
  }
  const challenge = query.get('code_challenge') ?? ''
  if (!/^[A-Za-z0-9\-_]{43}$/.test(challenge)) return wrong('bad code_challenge')
  if (query.get('code_challenge_method') !== 'S256') return wrong('bad code_challenge_method')
  const scopes = (query.get('scope') ?? '').split(' ').filter((scope) => scope !== '')
  const isFine =
    scopes.length > 0 &&
    new Set(scopes).size === scopes.length &&
    scopes.every((scope) => grants.enabledScopes(client).includes(scope))
  if (!isFine) return wrong('a scope is missing, repeated or not enabled', 'invalid_scope')
  if (!client.complete) {
    return wrong('the integration lacks terms, privacy or support', 'access_denied')
  }
  return { scopes, challenge }
}

const fields = ({ error, description }: Wrong) => ({ error, error_description: description })

function back(address: string, answer: { readonly [name: string]: string }): Response {
  const to = new URL(address)
  for (const [name, value] of Object.entries(answer)) to.searchParams.set(name, value)
  return new Response(null, { status: 302, headers: { location: to.href } })
}
