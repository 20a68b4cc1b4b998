/**
 * Signing in at a vendor, spoken by oauth4webapi: where a person is sent, and what a code, a refresh or a goodbye is
 * worth. Nothing here keeps anything.
 */
import * as oauth from 'oauth4webapi'
import * as z from 'zod'
import type { SignInFacts } from './connectors/vendor.ts'
import type { Line } from './http.ts'

/** What a sign-in gave us. Moments in ms since 1970; null where it has no end, or the vendor does not say. */
export const Grant = z.object({
  v: z.literal(1),
  /** Did a person make the token and paste it? Then it is theirs to take back, and may serve others too. */
  isPasted: z.boolean(),
  access: z.string().min(1),
  refresh: z.string().min(1).nullable(),
  accessEnds: z.number().nullable(),
  refreshEnds: z.number().nullable(),
  scopes: z.array(z.string()).nullable(),
})
export type Grant = z.infer<typeof Grant>

/** A token that a person made and pasted: it lasts until they take it back. */
export const pasted = (token: string): Grant => ({
  v: 1,
  isPasted: true,
  access: token,
  refresh: null,
  accessEnds: null,
  refreshEnds: null,
  scopes: null,
})

/** A grant as it was sealed; before there were grants, the bare token was. */
export function readGrant(text: string): Grant | null {
  if (!text.startsWith('{')) return pasted(text)
  try {
    return Grant.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}

/** We, as one vendor knows us. A client without a secret is a public one. */
export type GrantDeps = {
  readonly facts: SignInFacts
  /** Scheme and host of the sign-in pages. */
  readonly address: string
  readonly clientId: string
  readonly clientSecret: string | null
  readonly line: Line
  now(): number
}

/** A way to one vendor's sign-in. */
export type GrantDesk = ReturnType<typeof openGrantDesk>

/** What came of asking for a new pair. `lost`: the vendor may have made one, and we will never see it. */
export type Renewal =
  | { readonly kind: 'renewed'; readonly grant: Grant }
  | { readonly kind: 'just_used' | 'dead' | 'lost' | 'later' }

export type Asking = {
  readonly state: string
  readonly redirectUri: string
  readonly verifier: string
  readonly scopes: readonly string[]
}

export type Redeemed =
  | { readonly kind: 'granted'; readonly grant: Grant }
  /** The person said no, the answer was not the one we asked for, or none came. */
  | { readonly kind: 'denied' | 'refused' | 'lost' }

export const newVerifier = (): string => oauth.generateRandomCodeVerifier()

export function openGrantDesk(deps: GrantDeps) {
  const { facts, address, line } = deps
  const client: oauth.Client = { client_id: deps.clientId }
  const server: oauth.AuthorizationServer = {
    issuer: address,
    authorization_endpoint: address + facts.authorize,
    token_endpoint: address + facts.token,
    ...(facts.revoke === null ? {} : { revocation_endpoint: address + facts.revoke }),
  }
  const auth = authOf(deps)
  const options = {
    [oauth.customFetch]: (url: string, init: RequestInit) => line(new Request(url, init)),
    [oauth.allowInsecureRequests]: isOnThisMachine(address),
  }

  return {
    facts,

    /** The vendor's page that asks the person. */
    async page({ state, redirectUri, verifier, scopes }: Asking): Promise<string> {
      const url = new URL(address + facts.authorize)
      const asked = {
        client_id: deps.clientId,
        redirect_uri: redirectUri,
        response_type: 'code',
        state,
        ...(facts.namesScopes ? { scope: scopes.join(' ') } : {}),
        ...(facts.proofKey
          ? {
              code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
              code_challenge_method: 'S256',
            }
          : {}),
      }
      for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value)
      return url.href
    },

    /** What the person brought back, turned into a grant. The state was checked to be ours and unused before. */
    async redeem(back: URL, { state, redirectUri, verifier }: Asking): Promise<Redeemed> {
      let code: URLSearchParams
      try {
        code = oauth.validateAuthResponse(server, client, back, state)
      } catch (error) {
        return { kind: error instanceof oauth.AuthorizationResponseError ? 'denied' : 'refused' }
      }
      const proof = facts.proofKey ? verifier : oauth.nopkce
      const answer = await oauth
        .authorizationCodeGrantRequest(server, client, auth, code, redirectUri, proof, options)
        .catch(() => null)
      if (answer === null || answer.status >= 500) return { kind: 'lost' }
      try {
        const given = await oauth.processAuthorizationCodeResponse(server, client, answer, SPACED)
        return { kind: 'granted', grant: grantOf(given, deps.now()) }
      } catch {
        return { kind: 'refused' }
      }
    },

    /** A new pair for this one; the old pair is dead once the vendor has answered, whether we hear it or not. */
    async renew(refresh: string): Promise<Renewal> {
      const answer = await oauth
        .refreshTokenGrantRequest(server, client, auth, refresh, options)
        .catch(() => null)
      if (answer === null) return { kind: 'lost' }
      if (answer.status === 409) return { kind: 'just_used' }
      if (answer.status === 429) return { kind: 'later' }
      if (answer.status >= 500) return { kind: 'lost' }
      try {
        const given = await oauth.processRefreshTokenResponse(server, client, answer, SPACED)
        return { kind: 'renewed', grant: grantOf(given, deps.now()) }
      } catch (error) {
        // Only this word ends a grant: an unknown client is the operator's to put right, and then it goes on.
        const isDead = error instanceof oauth.ResponseBodyError && error.error === 'invalid_grant'
        return { kind: isDead ? 'dead' : answer.ok ? 'lost' : 'later' }
      }
    },

    /** Tells the vendor that the token is to open nothing any more. False where it did not hear, or knows no such call. */
    async revoke(token: string): Promise<boolean> {
      if (facts.revoke === null) return false
      const answer = await oauth
        .revocationRequest(server, client, auth, token, options)
        .catch(() => null)
      return answer !== null && answer.ok
    },
  }
}

/** Airtable's page prints the token's type with a space at its end. */
const SPACED = { recognizedTokenTypes: { 'bearer ': () => undefined } }

function authOf({ facts, clientSecret }: GrantDeps): oauth.ClientAuth {
  if (clientSecret === null) return oauth.None()
  return facts.showsSecret === 'basic'
    ? oauth.ClientSecretBasic(clientSecret)
    : oauth.ClientSecretPost(clientSecret)
}

const Said = z.object({ refresh_expires_in: z.coerce.number().positive().optional() })

function grantOf(given: oauth.TokenEndpointResponse, now: number): Grant {
  const { refresh_expires_in: lasts } = Said.parse(given)
  const refresh = given.refresh_token ?? null
  return {
    v: 1,
    isPasted: false,
    access: given.access_token,
    refresh,
    accessEnds: given.expires_in === undefined ? null : now + given.expires_in * 1_000,
    refreshEnds: refresh === null || lasts === undefined ? null : now + lasts * 1_000,
    scopes: given.scope === undefined ? null : given.scope.split(' ').filter(Boolean),
  }
}

/** A vendor on this machine is a simulated one; every other is spoken to over TLS only. */
const isOnThisMachine = (address: string): boolean =>
  /^http:\/\/(localhost|127\.0\.0\.1)(:\d+)?$/.test(address)
