import { Refusal, unauthorized } from './refusal.ts'
import type { Token, Workspace } from './workspace.ts'

/** Who is calling, told by the Authorization header alone. */

const TOKEN_LENGTH = 64

/** The token in `Bearer …`, or the user name of Basic; null where there is none. */
function tokenIn(header: string | null): string | null {
  const [, scheme, rest] = /^(\S+)\s+(.+)$/.exec(header ?? '') ?? []
  if (scheme === undefined || rest === undefined) return null
  if (scheme.toLowerCase() === 'bearer') return rest.trim()
  return scheme.toLowerCase() === 'basic'
    ? (Buffer.from(rest, 'base64').toString().split(':')[0] ?? null)
    : null
}

export type Caller = { readonly workspace: Workspace; readonly token: Token }

function findCaller(workspaces: readonly Workspace[], secret: string): Caller | null {
  for (const workspace of workspaces)
    for (const token of workspace.tokens) if (token.secret === secret) return { workspace, token }
  return null
}

/** On every route but `/v2/self`. */
export function authenticate(workspaces: readonly Workspace[], header: string | null) {
  const secret = tokenIn(header)
  if (secret === null) return unauthorized('The Authorization header was not provided.')
  if (secret.length !== TOKEN_LENGTH)
    return unauthorized('The API key is malformed: API keys should be 64 characters long.')
  return (
    findCaller(workspaces, secret) ??
    unauthorized('The API key could not be found. It was probably revoked.')
  )
}

/** `/v2/self` never says 401: what is no token at all is a bad request, an unknown one is inactive. */
export function authenticateSelf(workspaces: readonly Workspace[], header: string | null) {
  const secret = tokenIn(header)
  return secret === null || secret.length !== TOKEN_LENGTH
    ? new Refusal(400, 'missing_value', 'The token was not recognised.')
    : findCaller(workspaces, secret)
}

/** A read-write scope grants its read. */
const grants = (held: readonly string[], scope: string): boolean =>
  held.includes(scope) || (scope.endsWith(':read') && held.includes(`${scope}-write`))

/** The recorded facts leave this body open; a 403 that names the scope is what is expected. */
export function checkScopes({ token }: Caller, needed: readonly string[]): Refusal | null {
  const missing = needed.find((scope) => !grants(token.scopes, scope))
  return missing === undefined
    ? null
    : new Refusal(403, 'unauthorized', `The API key lacks the scope "${missing}".`, {
        type: 'auth_error',
      })
}
