/** An OAuth client that nobody here wrote walks through both vendors' sign-in; what it refuses, we would have got wrong. */
import * as oauth from 'oauth4webapi'
import { describe, expect, test } from 'vitest'
import { AirtableSandbox } from '../sandbox/airtable/airtable.ts'
import { ANN, CRM, OTHER, sampleWorld } from '../sandbox/airtable/sample.ts'
import type { AirtableSwitches } from '../sandbox/airtable/switches.ts'
import { AttioSandbox } from '../sandbox/attio/attio.ts'
import { type VirtualClock, virtualClock } from '../sandbox/clock.ts'
import type { Vendor } from '../sandbox/vendor.ts'

const BACK = 'https://client.test/back'
const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const SCOPES = ['data.records:read', 'schema.bases:read', 'user.email:read']
const STATE = 'a-state-of-enough-letters'

const registered = {
  name: 'Witness',
  redirect_uris: [BACK],
  scopes: [...SCOPES, 'data.records:write'],
}
const airtableWorld = {
  ...sampleWorld,
  clients: [
    { ...registered, client_id: 'private', client_secret: 's3cr:t +ü' },
    { ...registered, client_id: 'public' },
    { ...registered, client_id: 'unready', complete: false },
  ],
}

type Client = { readonly client: oauth.Client; readonly auth: oauth.ClientAuth }
const PRIVATE: Client = {
  client: { client_id: 'private' },
  auth: oauth.ClientSecretBasic('s3cr:t +ü'),
}
const PUBLIC: Client = { client: { client_id: 'public' }, auth: oauth.None() }

const airtableServer: oauth.AuthorizationServer = {
  issuer: 'https://airtable.com',
  authorization_endpoint: 'https://airtable.com/oauth2/v1/authorize',
  token_endpoint: 'https://airtable.com/oauth2/v1/token',
}
const attioServer: oauth.AuthorizationServer = {
  issuer: 'https://app.attio.com',
  authorization_endpoint: 'https://app.attio.com/authorize',
  token_endpoint: 'https://app.attio.com/oauth/token',
  introspection_endpoint: 'https://app.attio.com/oauth/introspect',
  revocation_endpoint: 'https://app.attio.com/oauth/revoke',
}

/** Requests of the library, carried to the sandbox; time passes as fast as it can. */
const through = (vendor: Vendor, clock: VirtualClock) => ({
  [oauth.customFetch]: (url: string, init: RequestInit) =>
    clock.run(vendor.fetch(new Request(url, init))),
})

function openAirtable(switches: Partial<AirtableSwitches> = {}) {
  const clock = virtualClock()
  const airtable = new AirtableSandbox(airtableWorld, { clock, switches })
  const visit = (url: string, form?: { [name: string]: string }) =>
    clock.run(
      airtable.fetch(
        new Request(url, form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
      ),
    )
  const asOf = (
    { client }: Client,
    challenge: string,
    change: { [name: string]: string | null } = {},
  ) => {
    const url = new URL(airtableServer.authorization_endpoint!)
    const asked = {
      client_id: client.client_id,
      redirect_uri: BACK,
      response_type: 'code',
      scope: SCOPES.join(' '),
      state: STATE,
      code_challenge: challenge,
      code_challenge_method: 'S256',
      ...change,
    }
    for (const [name, value] of Object.entries(asked))
      if (value !== null) url.searchParams.set(name, value)
    return url
  }
  /** A person says yes; answers with the address they are sent back to. */
  async function consent(who: Client, verifier: string, base = CRM): Promise<URL> {
    const url = asOf(who, await oauth.calculatePKCECodeChallenge(verifier))
    url.searchParams.set('account', ANN)
    const answer = await visit(url.href, { base, decision: 'grant' })
    return new URL(answer.headers.get('location')!)
  }
  const redeem = async (who: Client, back: URL, verifier: string, redirect = BACK) => {
    const params = oauth.validateAuthResponse(airtableServer, who.client, back, STATE)
    const answer = await oauth.authorizationCodeGrantRequest(
      airtableServer,
      who.client,
      who.auth,
      params,
      redirect,
      verifier,
      through(airtable, clock),
    )
    return oauth.processAuthorizationCodeResponse(airtableServer, who.client, answer)
  }
  const refresh = async (who: Client, token: string) =>
    oauth.processRefreshTokenResponse(
      airtableServer,
      who.client,
      await oauth.refreshTokenGrantRequest(
        airtableServer,
        who.client,
        who.auth,
        token,
        through(airtable, clock),
      ),
    )
  const rawRefresh = (who: Client, token: string) =>
    oauth.refreshTokenGrantRequest(
      airtableServer,
      who.client,
      who.auth,
      token,
      through(airtable, clock),
    )
  const api = async (token: string, path: string, method = 'GET') =>
    (
      await clock.run(
        airtable.fetch(
          new Request(`https://api.airtable.com${path}`, {
            method,
            headers: { authorization: `Bearer ${token}` },
            ...(method === 'POST' ? { body: '{"fields":{}}' } : {}),
          }),
        ),
      )
    ).status
  async function signIn(who: Client) {
    const verifier = oauth.generateRandomCodeVerifier()
    return redeem(who, await consent(who, verifier), verifier)
  }
  return { airtable, clock, visit, asOf, consent, redeem, refresh, rawRefresh, api, signIn }
}

/** The library's own error for an OAuth error body: its code, or that of the challenge. */
const errorOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'no error',
    (error: unknown) => (error instanceof oauth.ResponseBodyError ? error.error : error),
  )

describe('Airtable', () => {
  test.each([
    { says: 'a client with a secret', who: PRIVATE },
    { says: 'a public client', who: PUBLIC },
  ])('lets in $says, and again by refresh', async ({ who }) => {
    const at = openAirtable()
    const first = await at.signIn(who)
    expect(first).toMatchObject({
      token_type: 'bearer',
      scope: SCOPES.join(' '),
      expires_in: 3600,
      refresh_expires_in: 5_184_000,
    })
    expect(await at.api(first.access_token, '/v0/meta/whoami')).toBe(200)
    const second = await at.refresh(who, first.refresh_token!)
    expect(second.refresh_token).not.toBe(first.refresh_token)
    expect(await at.api(second.access_token, `/v0/${CRM}/People`)).toBe(200)
    // The pair before is gone at once, its access token too.
    expect(await at.api(first.access_token, '/v0/meta/whoami')).toBe(401)
  })

  test.each([
    { says: 'a scope that was not granted', path: `/v0/${CRM}/People`, method: 'POST', status: 403 },
    { says: 'a base that was not chosen', path: `/v0/meta/bases/${OTHER}`, method: 'GET', status: 403 },
    { says: 'what was granted', path: `/v0/${CRM}/People`, method: 'GET', status: 200 },
  ])('$says answers $status', async ({ path, method, status }) => {
    const at = openAirtable()
    const { access_token } = await at.signIn(PRIVATE)
    expect(await at.api(access_token, path, method)).toBe(status)
  }) // prettier-ignore

  test.each([
    { says: 'an access token lives an hour', passed: 60 * MINUTE - 1, status: 200 },
    { says: 'and not longer', passed: 60 * MINUTE, status: 401 },
  ])('$says', async ({ passed, status }) => {
    const at = openAirtable()
    const { access_token } = await at.signIn(PRIVATE)
    await at.clock.advance(passed)
    expect(await at.api(access_token, '/v0/meta/whoami')).toBe(status)
  })

  test.each([
    { says: 'a refresh token lives 60 days', passed: 60 * DAY - 1, want: 'no error' },
    { says: 'and not longer', passed: 60 * DAY, want: 'invalid_grant' },
  ])('$says', async ({ passed, want }) => {
    const at = openAirtable()
    const { refresh_token } = await at.signIn(PRIVATE)
    await at.clock.advance(passed)
    expect(await errorOf(at.refresh(PRIVATE, refresh_token!))).toBe(want)
  })

  test('a refresh token used twice is a 409 at first, then refused, and by the switch ends the grant', async () => {
    for (const usedRefresh of ['refused', 'burns'] as const) {
      const at = openAirtable({ usedRefresh })
      const first = await at.signIn(PRIVATE)
      const second = await at.refresh(PRIVATE, first.refresh_token!)
      expect((await at.rawRefresh(PRIVATE, first.refresh_token!)).status).toBe(409)
      expect(await at.api(second.access_token, '/v0/meta/whoami')).toBe(200)
      await at.clock.advance(30_000)
      expect(await errorOf(at.refresh(PRIVATE, first.refresh_token!))).toBe('invalid_grant')
      expect(await at.api(second.access_token, '/v0/meta/whoami')).toBe(
        usedRefresh === 'burns' ? 401 : 200,
      )
    }
  })

  test('more than ten refreshes a second of one token end the grant', async () => {
    const at = openAirtable()
    const first = await at.signIn(PRIVATE)
    const second = await at.refresh(PRIVATE, first.refresh_token!)
    for (let i = 0; i < 9; i++) await at.rawRefresh(PRIVATE, first.refresh_token!)
    expect(await at.api(second.access_token, '/v0/meta/whoami')).toBe(200)
    await at.rawRefresh(PRIVATE, first.refresh_token!)
    expect(await at.api(second.access_token, '/v0/meta/whoami')).toBe(401)
  })

  test.each<{ says: string; spoil: (at: ReturnType<typeof openAirtable>, back: URL) => Promise<unknown>; want: unknown }>([
    { says: 'another verifier', spoil: (at, back) => at.redeem(PRIVATE, back, oauth.generateRandomCodeVerifier()), want: 'invalid_grant' },
    { says: 'another redirect', spoil: (at, back) => at.redeem(PRIVATE, back, VERIFIER, `${BACK}/`), want: 'invalid_grant' },
    { says: 'another client', spoil: (at, back) => at.redeem(PUBLIC, back, VERIFIER), want: 'invalid_grant' },
    { says: 'ten minutes', spoil: async (at, back) => { await at.clock.advance(10 * MINUTE); return at.redeem(PRIVATE, back, VERIFIER) }, want: 'invalid_grant' },
    { says: 'a use that failed', spoil: async (at, back) => { await at.redeem(PUBLIC, back, VERIFIER).catch(() => null); return at.redeem(PRIVATE, back, VERIFIER) }, want: 'invalid_grant' },
    { says: 'nothing at all', spoil: (at, back) => at.redeem(PRIVATE, back, VERIFIER), want: 'no error' },
  ])('a code is spoilt by $says: $want', async ({ spoil, want }) => {
    const at = openAirtable()
    expect(await errorOf(spoil(at, await at.consent(PRIVATE, VERIFIER)))).toBe(want)
  }) // prettier-ignore

  test.each<{ says: string; change: { [name: string]: string | null }; who?: Client; error: string | null }>([
    { says: 'an unknown client is not sent back', change: { client_id: 'nobody' }, error: null },
    { says: 'nor an unknown redirect', change: { redirect_uri: `${BACK}?x` }, error: null },
    { says: 'a short state', change: { state: 'short' }, error: 'invalid_request' },
    { says: 'no challenge', change: { code_challenge: null }, error: 'invalid_request' },
    { says: 'a plain challenge', change: { code_challenge_method: 'plain' }, error: 'invalid_request' },
    { says: 'another response type', change: { response_type: 'token' }, error: 'unsupported_response_type' },
    { says: 'a scope that is not registered', change: { scope: 'block:manage' }, error: 'invalid_scope' },
    { says: 'a scope twice', change: { scope: 'data.records:read data.records:read' }, error: 'invalid_scope' },
    { says: 'an integration without terms', change: { client_id: 'unready' }, error: 'access_denied' },
  ])('the authorize page: $says', async ({ change, error }) => {
    const at = openAirtable()
    const challenge = await oauth.calculatePKCECodeChallenge(VERIFIER)
    const answer = await at.visit(at.asOf(PRIVATE, challenge, change).href)
    const location = answer.headers.get('location')
    expect(answer.status).toBe(error === null ? 400 : 302)
    expect(location === null ? null : new URL(location).searchParams.get('error')).toBe(error)
  }) // prettier-ignore

  test('somebody who says no is sent back with that', async () => {
    const at = openAirtable()
    const url = at.asOf(PRIVATE, await oauth.calculatePKCECodeChallenge(VERIFIER))
    url.searchParams.set('account', ANN)
    const answer = await at.visit(url.href, { decision: 'cancel' })
    const back = new URL(answer.headers.get('location')!)
    expect(() => oauth.validateAuthResponse(airtableServer, PRIVATE.client, back, STATE)).toThrow(
      oauth.AuthorizationResponseError,
    )
    expect(back.searchParams.get('error')).toBe('access_denied')
  })

  test.each([
    { says: 'a wrong secret', who: { client: { client_id: 'private' }, auth: oauth.ClientSecretBasic('x') } },
    { says: 'a secret that is missing', who: { client: { client_id: 'private' }, auth: oauth.None() } },
    { says: 'a secret nobody gave it', who: { client: { client_id: 'public' }, auth: oauth.ClientSecretBasic('x') } },
    { says: 'another id in the body', who: { client: { client_id: 'private' }, auth: contradicting } },
  ])('$says is invalid_client with 401', async ({ who }) => {
    const at = openAirtable()
    const answer = await at.rawRefresh(who, 'any')
    expect([answer.status, await answer.json()]).toMatchObject([401, { error: 'invalid_client' }])
  }) // prettier-ignore

  test('a scope switched off at the integration is lost by live tokens, and back with it', async () => {
    const at = openAirtable()
    const { access_token } = await at.signIn(PRIVATE)
    at.airtable.grants.disable('private', ['data.records:read'])
    expect(await at.api(access_token, `/v0/${CRM}/People`)).toBe(403)
    at.airtable.grants.disable('private', [])
    expect(await at.api(access_token, `/v0/${CRM}/People`)).toBe(200)
  })
})

const VERIFIER = 'v'.repeat(64)

function contradicting(
  _server: oauth.AuthorizationServer,
  { client_id }: oauth.Client,
  body: URLSearchParams,
  headers: Headers,
): void {
  body.set('client_id', 'public')
  headers.set('authorization', `Basic ${btoa(`${client_id}:${encodeURIComponent('s3cr:t +ü')}`)}`)
}

const W = '00000000-0000-4000-8000-00000000aaaa'
const GRANTED = ['record_permission:read', 'user_management:read']

function openAttio() {
  const clock = virtualClock()
  const attio = new AttioSandbox(
    {
      clients: [
        {
          client_id: 'app',
          client_secret: 'secret',
          name: 'Witness',
          redirect_uris: [BACK],
          scopes: GRANTED,
        },
      ],
      workspaces: [
        {
          id: W,
          name: 'Acme',
          slug: 'acme',
          members: [
            {
              id: 'm1',
              first_name: 'Ann',
              last_name: 'A',
              email_address: 'ann@acme.test',
              access_level: 'admin',
            },
          ],
          tokens: [],
        },
      ],
    },
    { clock },
  )
  const client: oauth.Client = { client_id: 'app' }
  const auth = oauth.ClientSecretPost('secret')
  async function signIn() {
    const url = `${attioServer.authorization_endpoint}?client_id=app&response_type=code&redirect_uri=${encodeURIComponent(BACK)}&state=s`
    const page = await clock.run(attio.fetch(new Request(url)))
    expect(await page.text()).toContain('Acme as ann@acme.test')
    const body = new URLSearchParams({ person: `${W} m1`, decision: 'allow' })
    const answer = await clock.run(attio.fetch(new Request(url, { method: 'POST', body })))
    const back = new URL(answer.headers.get('location')!)
    const params = oauth.validateAuthResponse(attioServer, client, back, 's')
    return { params, ...(await redeem(params)) }
  }
  const redeem = async (params: URLSearchParams) =>
    oauth.processAuthorizationCodeResponse(
      attioServer,
      client,
      await oauth.authorizationCodeGrantRequest(
        attioServer,
        client,
        auth,
        params,
        BACK,
        oauth.nopkce,
        through(attio, clock),
      ),
    )
  const introspect = async (token: string) =>
    oauth.processIntrospectionResponse(
      attioServer,
      client,
      await oauth.introspectionRequest(attioServer, client, auth, token, through(attio, clock)),
    )
  const revoke = (token: string) =>
    oauth.revocationRequest(attioServer, client, auth, token, through(attio, clock))
  const api = async (token: string, path: string, method = 'GET') =>
    (
      await clock.run(
        attio.fetch(
          new Request(`https://api.attio.com${path}`, {
            method,
            headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
            ...(method === 'POST' ? { body: '{}' } : {}),
          }),
        ),
      )
    ).status
  return { clock, attio, signIn, redeem, introspect, revoke, api }
}

describe('Attio', () => {
  test('gives a token without an end and without a refresh, of 64 letters', async () => {
    const at = openAttio()
    const token = await at.signIn()
    expect(token.access_token).toHaveLength(64)
    expect([token.refresh_token, token.expires_in]).toEqual([undefined, undefined])
    await at.clock.advance(400 * DAY)
    expect(await at.api(token.access_token, '/v2/workspace_members')).toBe(200)
  })

  test('has the scopes the app was given, and no others', async () => {
    const at = openAttio()
    const { access_token } = await at.signIn()
    expect(await at.api(access_token, '/v2/objects/people/records/query', 'POST')).toBe(403)
    expect(await at.introspect(access_token)).toMatchObject({
      active: true,
      scope: GRANTED.join(' '),
      client_id: 'app',
      workspace_id: W,
      authorized_by_workspace_member_id: 'm1',
    })
  })

  test('a code opens once', async () => {
    const at = openAttio()
    const { params } = await at.signIn()
    expect(await errorOf(at.redeem(params))).toBe('invalid_grant')
  })

  test('a revoked token is 204, then inactive, and a second revocation is 204 again', async () => {
    const at = openAttio()
    const { access_token } = await at.signIn()
    expect((await at.revoke(access_token)).status).toBe(204)
    expect(await at.introspect(access_token)).toEqual({ active: false })
    expect(await at.api(access_token, '/v2/workspace_members')).toBe(401)
    expect((await at.revoke(access_token)).status).toBe(204)
  })

  test.each([
    { says: 'no token', header: null, form: '', status: 400 },
    { says: 'two that differ', header: 'Bearer a', form: 'token=b', status: 400 },
    { says: 'the same twice', header: 'Bearer a', form: 'token=a', status: 204 },
    { says: 'the header alone', header: 'Bearer a', form: '', status: 204 },
  ])('revoking $says answers $status', async ({ header, form, status }) => {
    const at = openAttio()
    const answer = await at.clock.run(
      at.attio.fetch(
        new Request(attioServer.revocation_endpoint!, {
          method: 'POST',
          headers: {
            'content-type': 'application/x-www-form-urlencoded',
            ...(header === null ? {} : { authorization: header }),
          },
          body: form,
        }),
      ),
    )
    expect(answer.status).toBe(status)
  })

  test('the 51st revocation of a minute waits', async () => {
    const at = openAttio()
    const answers: number[] = []
    for (let i = 0; i < 51; i++) answers.push((await at.revoke('x')).status)
    expect(answers).toEqual([...Array.from({ length: 50 }, () => 204), 429])
  })
})
