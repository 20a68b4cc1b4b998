import { parse } from 'hono/utils/cookie'
import { Done, Id } from '../../shared/api/page.ts'
import {
  CallbackRequest,
  Collected,
  CollectRequest,
  Me,
  PairRequest,
  PairStarted,
  SignInRequest,
  SignInStarted,
  SignInState,
} from '../../shared/api/sign-in.ts'
import { err, ok } from '../../shared/result.ts'
import { isVendor, VENDORS } from '../connectors/registry.ts'
import { hashOf } from '../key.ts'
import { comeBack, openSignIn, readState, type Started } from '../sign-in.ts'
import { cookieOf, strange } from './connect.ts'
import { moment } from './log.ts'
import { openRoute, route } from './route.ts'

const startedOf = ({ id, url, code, endsAt }: Started) => ({
  id,
  url,
  code,
  expiresAt: moment(endsAt),
})

export const signIn = route(
  'POST /api/crm/sign-in',
  {
    says: 'Begin to sign in to a service, or again to a connection: gives a page for a person to open, good for ten minutes.',
    body: SignInRequest,
    answer: SignInStarted,
    status: 201,
  },
  async ({ deps, caller, address, body }) => {
    const { provider, baseId = null, connectionId } = body
    const workspace = deps.workspace(caller.workspaceId)
    const about = await workspace.about()
    if (!about.ok) return about
    let resource = baseId
    if (connectionId !== undefined) {
      const known = await workspace.connection(connectionId, caller.place)
      if (!known.ok) return known
      if (known.value.vendor !== provider) return err({ reason: 'not_found', what: 'connection' })
      resource = known.value.resource
    }
    if (!isVendor(provider) || deps.grants(provider) === null) {
      const why = 'nobody registered this server there; paste a token or an API key instead'
      return err({ reason: 'invalid', field: 'provider', why })
    }
    if (VENDORS[provider].isChosen && resource === null)
      return err({ reason: 'invalid', field: 'baseId', why: 'it is missing' })
    const opened = await openSignIn(deps, address, {
      kind: 'connect',
      vendor: provider,
      workspaceId: caller.workspaceId,
      workspaceName: about.value.name,
      resource,
      by: caller.keyId,
    })
    return opened.ok ? ok(startedOf(opened.value)) : opened
  },
)

export const signInState = route(
  'GET /api/crm/sign-in/:id',
  {
    says: 'How a sign-in stands that was begun here. Ask about once in two seconds.',
    params: { id: Id },
    answer: SignInState,
  },
  async ({ deps, caller, params }) => {
    const view = await deps.signIn(params.id).view(null)
    // One that ended is told like one that never was, and like one of somebody else.
    const gone = err({ reason: 'not_found', what: 'sign-in' } as const)
    if (!view.ok) return gone
    const { purpose, reached } = view.value
    if (purpose.kind !== 'connect' || purpose.workspaceId !== caller.workspaceId) return gone
    const state = purpose.vendor in reached.accounts ? 'done' : 'waiting'
    return ok({ state, says: reached.says })
  },
)

export const finishSignIn = openRoute(
  'POST /api/crm/oauth/callback',
  {
    says: 'What a service’s redirect brought, handed over by a page in the browser that set out; the same as the redirect itself.',
    body: CallbackRequest,
    answer: Done,
  },
  async ({ deps, address, cookie, body }) => {
    const { provider, ...brought } = body
    const state = await readState(deps, body.state)
    const kept = state && parse(cookie ?? '')[cookieOf(address, state.id)]
    if (!state || !kept) return err(strange)
    const back = new URL(`${address}/connect/callback/${provider}`)
    for (const [name, value] of Object.entries(brought))
      if (value !== undefined) back.searchParams.set(name, value)
    const done = await comeBack(deps, provider, back, state, await hashOf(kept))
    return done.ok ? ok({ done: true as const }) : done
  },
)

export const startPairing = openRoute(
  'POST /api/pair',
  {
    says: 'A panel in a base asks to act for whoever signs in. Show the code, open the page, and ask for the session with the secret.',
    body: PairRequest,
    answer: PairStarted,
    status: 201,
  },
  async ({ deps, address, body }) => {
    const secret = deps.newId('', 40)
    const purpose = { kind: 'pair', vendor: 'airtable', resource: body.baseId } as const
    const opened = await openSignIn(deps, address, purpose, { secret: await hashOf(secret) })
    return opened.ok ? ok({ ...startedOf(opened.value), secret }) : opened
  },
)

export const collectSession = openRoute(
  'POST /api/pair/:id',
  {
    says: 'How a pairing stands; once somebody has signed in, the session, told this once.',
    params: { id: Id },
    body: CollectRequest,
    answer: Collected,
  },
  async ({ deps, params, body }) => {
    const found = await deps.signIn(params.id).collect(await hashOf(body.secret))
    if (!found.ok) return found
    const { state, reached } = found.value
    const nothing = { key: null, role: null, name: null, expiresAt: null, says: reached.says }
    if (state !== 'ready' || reached.member === null || reached.workspaceId === null)
      return ok({ ...nothing, state })
    const session = await deps
      .workspace(reached.workspaceId)
      .openSession(reached.member.id, reached.connectionId, reached.witness)
    if (!session.ok) return session
    const { key, role, name, expiresAt } = session.value
    return ok({
      state,
      key,
      role,
      name,
      expiresAt: expiresAt === null ? null : moment(expiresAt),
      says: null,
    })
  },
)

export const me = route(
  'GET /api/me',
  {
    says: 'Who is calling, and what they may do. A role that follows from the base’s permissions is at most 15 minutes old.',
    answer: Me,
  },
  async ({ deps, caller }) => {
    const about = await deps.workspace(caller.workspaceId).about()
    if (!about.ok) return about
    const { workspaceId, keyId, name, role, scopes, memberId, expiresAt } = caller
    return ok({
      workspaceId,
      workspaceName: about.value.name,
      keyId,
      name,
      role,
      scopes: [...scopes],
      memberId,
      expiresAt: expiresAt === null ? null : moment(expiresAt),
    })
  },
)

export const signOut = route(
  'DELETE /api/me',
  { says: 'Sign out: the key or session that calls stops at once.', answer: Done },
  async ({ deps, caller }) => {
    const gone = await deps.workspace(caller.workspaceId).revokeKey(caller.keyId)
    return gone.ok ? ok({ done: true as const }) : gone
  },
)
