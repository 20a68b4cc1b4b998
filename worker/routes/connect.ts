/** The pages on which a person connects accounts. A browser is known by a cookie of the one sign-in, and by nothing else. */
import { type Failure, tell } from '../../shared/failure.ts'
import { isVendor, VENDORS } from '../connectors/registry.ts'
import type { Deps } from '../deps.ts'
import { hashOf } from '../key.ts'
import type { SignInView } from '../objects/signin/rpc.ts'
import { codePage, donePage, invitationPage, type NextStep, stepPage } from '../pages/connect.ts'
import { sentencePage } from '../pages/page.ts'
import { comeBack, openSignIn, readState, scopesFor, setOut } from '../sign-in.ts'
import { pageRoute, type Shown, type Visit } from './visit.ts'

/** Only for this host and path-wide, where the line is closed; on this machine plain, for the simulated vendors. */
export const cookieOf = (address: string, id: string): string =>
  address.startsWith('https:') ? `__Host-signin-${id}` : `signin-${id}`

async function browserOf({ address, cookie }: Visit, id: string): Promise<string | null> {
  const kept = cookie(cookieOf(address, id))
  return kept === null ? null : hashOf(kept)
}

const refused = (failure: Failure): Shown => ({
  html: sentencePage('This did not work', sentenceOf(failure)),
  status: 400,
})

/** On a page nobody filled in a field by its name in the API: only what is wrong is told. */
const sentenceOf = (failure: Failure): string =>
  failure.reason === 'invalid'
    ? `${failure.why.charAt(0).toUpperCase()}${failure.why.slice(1)}.`
    : tell(failure)

export const showSignIn = pageRoute('GET /connect/:id', async (visit) => {
  const id = visit.params['id'] ?? ''
  const view = await visit.deps.signIn(id).view(await browserOf(visit, id))
  if (!view.ok) return refused(view.error)
  if (view.value.browser === 'taken') return refused(elsewhere)
  if (view.value.browser === 'nobody')
    return { html: codePage(view.value, FROM[view.value.purpose.kind]) }
  const step = await nextStep(visit.deps, view.value)
  return { html: step === null ? donePage(view.value) : stepPage(view.value, step) }
})

const FROM: { readonly [kind in SignInView['purpose']['kind']]: string } = {
  pair: 'The DataSync panel in Airtable',
  connect: 'The DataSync settings you came from',
  accept: 'The page you came from',
}

const elsewhere: Failure = {
  reason: 'not_now',
  why: 'This link was opened in another browser already. Begin again where you came from.',
}

export const confirmSignIn = pageRoute(
  'POST /connect/:id/confirm',
  async ({ deps, params, address }) => {
    const id = params['id'] ?? ''
    const value = deps.newId('', 32)
    const view = await deps.signIn(id).confirm(await hashOf(value))
    if (!view.ok) return refused(view.error)
    return { to: `/connect/${id}`, keep: { name: cookieOf(address, id), value } }
  },
)

export const beginSignIn = pageRoute('POST /connect/:id/begin', async (visit) => {
  const id = visit.params['id'] ?? ''
  const browser = await browserOf(visit, id)
  const view = await visit.deps.signIn(id).view(browser)
  if (!view.ok) return refused(view.error)
  if (browser === null || view.value.browser !== 'mine') return refused(elsewhere)
  const provider = visit.form.get('provider') ?? ''
  const away = await setOut(visit.deps, view.value, browser, provider, visit.address)
  return away.ok ? { to: away.value } : refused(away.error)
})

export const callback = pageRoute('GET /connect/callback/:provider', async (visit) => {
  const { deps, url, params } = visit
  const state = await readState(deps, url.searchParams.get('state') ?? '')
  if (state === null) return refused(strange)
  const browser = await browserOf(visit, state.id)
  if (browser === null) return refused(strange)
  const back = new URL(visit.address + url.pathname + url.search)
  const done = await comeBack(deps, params['provider'] ?? '', back, state, browser)
  if (done.ok) return { to: `/connect/${state.id}` }
  // Where the sign-in itself is still good, its page says what went wrong and offers the way again.
  const view = await deps.signIn(state.id).view(browser)
  return view.ok && view.value.reached.says === tell(done.error)
    ? { to: `/connect/${state.id}` }
    : refused(done.error)
})

/** The same for every state that is not ours, no longer, or not this browser's. */
export const strange: Failure = {
  reason: 'invalid',
  field: 'state',
  why: 'this answer does not belong to a sign-in that was begun here, in this browser, within ten minutes. Begin again where you came from',
}

/** Invitations name their workspace, and carry a secret that only its hash is kept of. */
async function invited({ deps, params }: Visit) {
  const [workspaceId = '', secret = ''] = (params['ticket'] ?? '').split('.')
  const workspace = deps.workspace(workspaceId)
  const [about, invitation] = await Promise.all([
    workspace.about(),
    workspace.invitation(await hashOf(secret)),
  ])
  if (!about.ok) return about
  return invitation.ok
    ? { ok: true as const, value: { about: about.value, invitation: invitation.value } }
    : invitation
}

/** Who people are is told by the app side's vendor: it is there that they have a permission. */
const IDENTITY = 'airtable'

export const showInvitation = pageRoute('GET /connect/invitation/:ticket', async (visit) => {
  const found = await invited(visit)
  if (!found.ok) return refused(found.error)
  const { about, invitation } = found.value
  const html = invitationPage(
    visit.params['ticket'] ?? '',
    about.name,
    invitation.role,
    VENDORS[IDENTITY].name,
  )
  return { html }
})

export const takeInvitation = pageRoute('POST /connect/invitation/:ticket', async (visit) => {
  const { deps, address } = visit
  const found = await invited(visit)
  if (!found.ok) return refused(found.error)
  const { about, invitation } = found.value
  const value = deps.newId('', 32)
  const browser = await hashOf(value)
  const purpose = {
    kind: 'accept',
    vendor: IDENTITY,
    workspaceId: about.id,
    workspaceName: about.name,
    invitation: invitation.id,
    role: invitation.role,
  } as const
  const opened = await openSignIn(deps, address, purpose, { browser })
  if (!opened.ok) return refused(opened.error)
  const view = await deps.signIn(opened.value.id).view(browser)
  if (!view.ok) return refused(view.error)
  const away = await setOut(deps, view.value, browser, IDENTITY, address)
  if (!away.ok) return refused(away.error)
  return { to: away.value, keep: { name: cookieOf(address, opened.value.id), value } }
})

/** The service to go on to: the one it is about, then, for an admin, those the workspace has not connected yet. */
async function nextStep(deps: Deps, view: SignInView): Promise<NextStep | null> {
  const { purpose, reached } = view
  const isReached =
    purpose.kind === 'connect' ? purpose.vendor in reached.accounts : reached.member !== null
  if (!isReached) return stepTo(deps, view, purpose.vendor)
  if (purpose.kind !== 'pair' || reached.member?.role !== 'admin' || reached.workspaceId === null)
    return null
  const connections = await deps.workspace(reached.workspaceId).connections()
  const has = new Set(connections.ok ? connections.value.map(({ vendor }) => vendor) : [])
  const next = Object.keys(VENDORS).find((vendor) => !has.has(vendor))
  return next === undefined ? null : stepTo(deps, view, next)
}

async function stepTo(deps: Deps, view: SignInView, vendor: string): Promise<NextStep | null> {
  if (!isVendor(vendor)) return null
  const { name, shares, isChosen } = VENDORS[vendor]
  const asks = deps.grants(vendor) === null ? null : await scopesFor(deps, view.purpose, vendor)
  return { vendor, name, shares, isChosen, asks }
}

export const PAGES = [
  callback,
  showInvitation,
  takeInvitation,
  showSignIn,
  confirmSignIn,
  beginSignIn,
]
