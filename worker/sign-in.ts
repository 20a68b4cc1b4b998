/**
 * A person signs in at a vendor and comes back: what they set out with, what their return is checked against, and what
 * becomes of who they turned out to be. Knows no vendor; what differs is data.
 */
import { type Failure, tell } from '../shared/failure.ts'
import { err, ok, type Result } from '../shared/result.ts'
import { claimAccount, connectionId, witnessId } from './claim.ts'
import type { Account } from './connectors/connector.ts'
import { isVendor, VENDORS, type VendorId } from './connectors/registry.ts'
import type { AskedScope } from './connectors/scopes.ts'
import type { Deps } from './deps.ts'
import { type Grant, newVerifier } from './grant.ts'
import { hashOf } from './key.ts'
import type { MemberView } from './objects/workspace/rpc.ts'
import { roleOf } from './objects/workspace/rpc.ts'
import type { Purpose, SignInDraft, SignInView } from './objects/signin/rpc.ts'
import { stamp, stamped } from './stamp.ts'

export type Started = {
  readonly id: string
  readonly url: string
  readonly code: string
  readonly endsAt: number
}

/** Letters and digits that nobody takes for one another, also when read aloud. */
const PLAIN = 'ACDEFHJKLMNPQRTUVWXY3479'

/** Opens a sign-in. `browser` is the cookie's hash where the page is open already; `secret` the beginner's hash. */
export async function openSignIn(
  deps: Deps,
  address: string,
  purpose: Purpose,
  { secret = null, browser = null }: Partial<Pick<SignInDraft, 'secret' | 'browser'>> = {},
): Promise<Result<Started, Failure>> {
  const id = deps.newId('n', 24)
  const letters = [...deps.dice(6)].map((byte) => PLAIN[byte % PLAIN.length]).join('')
  const code = `${letters.slice(0, 3)}-${letters.slice(3)}`
  const opened = await deps.signIn(id).open({ id, purpose, code, secret, browser })
  if (!opened.ok) return opened
  return ok({ id, url: `${address}/connect/${id}`, code, endsAt: opened.value.endsAt })
}

/** Where a vendor sends people back to: one address each, so that none can answer for another. */
const callbackOf = (address: string, vendor: string): string =>
  `${address}/connect/callback/${vendor}`

/** What is asked of the person there: all that a sync needs, or only who they are where a connection works already. */
export async function scopesFor(
  deps: Deps,
  purpose: Purpose,
  vendor: VendorId,
): Promise<readonly AskedScope[]> {
  const { sync, identity } = VENDORS[vendor].signIn
  if (purpose.kind === 'connect' || vendor !== purpose.vendor) return sync
  if (purpose.kind === 'accept') return identity
  const holder = await deps.claims(vendor, purpose.resource).holder()
  if (holder === null) return sync
  const view = await deps.connection(holder.connectionId).view()
  return view.ok && view.value.state === 'connected' ? identity : sync
}

/** They set out: the address of the vendor's page. */
export async function setOut(
  deps: Deps,
  view: SignInView,
  browser: string,
  vendor: string,
  address: string,
): Promise<Result<string, Failure>> {
  const grants = deps.grants(vendor)
  if (!isVendor(vendor) || grants === null) return err(notRegistered(vendor))
  const scopes = await scopesFor(deps, view.purpose, vendor)
  const nonce = deps.newId('', 32)
  const verifier = newVerifier()
  const redirect = callbackOf(address, vendor)
  const begun = await deps
    .signIn(view.id)
    .begin(browser, { nonce: await hashOf(nonce), vendor, verifier, redirect })
  if (!begun.ok) return begun
  const state = await stamp(deps.ring(), 'state', `${view.id}.${nonce}`)
  const names = scopes.map(({ scope }) => scope)
  return ok(await grants.page({ state, redirectUri: redirect, verifier, scopes: names }))
}

/** Which sign-in a state belongs to, and its nonce; null where we never wrote it. Looks nothing up. */
export async function readState(
  deps: Pick<Deps, 'ring'>,
  state: string,
): Promise<{ readonly id: string; readonly nonce: string } | null> {
  const text = await stamped(deps.ring(), 'state', state)
  const [id, nonce] = text?.split('.') ?? []
  return id === undefined || nonce === undefined ? null : { id, nonce }
}

/**
 * They came back, with whatever the address says: the grant is fetched, its account looked at, and the purpose served.
 * Whatever is refused leaves no token behind.
 */
export async function comeBack(
  deps: Deps,
  vendor: string,
  back: URL,
  { id, nonce }: { readonly id: string; readonly nonce: string },
  browser: string,
): Promise<Result<true, Failure>> {
  const signIn = deps.signIn(id)
  const attempt = await signIn.take(browser, await hashOf(nonce), vendor)
  if (!attempt.ok) return attempt
  const view = await signIn.view(browser)
  if (!view.ok) return view
  const served = await serve(deps, vendor, back, view.value, attempt.value)
  if (!served.ok) await signIn.reach({ says: tell(served.error) })
  return served
}

async function serve(
  deps: Deps,
  vendor: string,
  back: URL,
  view: SignInView,
  { verifier, redirect }: { readonly verifier: string; readonly redirect: string },
): Promise<Result<true, Failure>> {
  const grants = deps.grants(vendor)
  if (!isVendor(vendor) || grants === null) return err(notRegistered(vendor))
  const { name } = VENDORS[vendor]
  const state = back.searchParams.get('state') ?? ''
  const redeemed = await grants.redeem(back, { state, redirectUri: redirect, verifier, scopes: [] })
  if (redeemed.kind !== 'granted') return err(NOT_GRANTED[redeemed.kind](name))
  const { grant } = redeemed
  const done = await admit(deps, vendor, view, grant)
  if (!done.ok) await grants.revoke(grant.access)
  return done
}

/** The grant serves its purpose, or is good for nothing. */
async function admit(
  deps: Deps,
  vendor: VendorId,
  view: SignInView,
  grant: Grant,
): Promise<Result<true, Failure>> {
  const { purpose, reached } = view
  const resource = vendor === purpose.vendor && 'resource' in purpose ? purpose.resource : null
  const { isChosen } = VENDORS[vendor]
  const account = await deps
    .speakFor({
      vendor,
      resource: isChosen ? (resource ?? '') : '',
      userId: null,
      pace: 'person',
      token: async () => ok(grant.access),
    })
    .identify()
  if (!account.ok) return account
  if (vendor === purpose.vendor && purpose.kind === 'pair')
    return pair(deps, vendor, view.id, purpose.resource, account.value, grant)
  if (vendor === purpose.vendor && purpose.kind === 'accept')
    return accept(deps, vendor, view.id, purpose, account.value)
  const workspaceId = purpose.kind === 'connect' ? purpose.workspaceId : reached.workspaceId
  const mayConnect = purpose.kind === 'connect' || reached.member?.role === 'admin'
  if (workspaceId === null || !mayConnect) {
    return err({ reason: 'role_too_low', needs: 'admin' })
  }
  const found = isChosen ? resource : account.value.id
  if (found === null || (resource !== null && resource !== found)) {
    return err(otherPlace(VENDORS[vendor].shares))
  }
  return connect(deps, vendor, view.id, workspaceId, found, account.value, grant)
}

async function connect(
  deps: Deps,
  vendor: VendorId,
  id: string,
  workspaceId: string,
  resource: string,
  account: Account,
  grant: Grant,
): Promise<Result<true, Failure>> {
  const claimed = await claimAccount(deps, { workspaceId, vendor, resource, account, grant })
  if (!claimed.ok) return claimed
  await deps.workspace(workspaceId).note({
    actor: `sign-in ${id}`,
    action: 'signed in to a service',
    about: { connection: claimed.value.id, as: account.userId ?? account.id },
  })
  const accounts = { [vendor]: account.placeName ?? account.name }
  await deps.signIn(id).reach({ says: null, workspaceId, accounts })
  return ok(true)
}

/**
 * Somebody proved who they are on a place that a panel is open in. Where it belongs to a workspace they become a member of
 * it, with the role their permission there gives; where it belongs to nobody yet, an admin's sign-in founds one.
 */
async function pair(
  deps: Deps,
  vendor: VendorId,
  id: string,
  resource: string,
  account: Account,
  grant: Grant,
): Promise<Result<true, Failure>> {
  const { role = null, userId } = account
  const { shares, name } = VENDORS[vendor]
  if (role === null || userId === null)
    return err({ reason: 'forbidden', vendor: name, missing: `access to this ${shares}` })
  const holder = await deps.claims(vendor, resource).holder()
  if (holder === null && role !== 'admin') return err(needsAdmin(shares))
  const known = holder?.workspaceId ?? (await formerOf(deps, vendor, resource, userId))
  const isFounder = known === null
  const workspaceId = known ?? (await found(deps, account.placeName ?? shares))
  const connection = await connectionId(workspaceId, vendor, resource)
  // What shows from now on what they may do here: the connection's grant where it is theirs, or one kept for that alone.
  let witness = await witnessId(workspaceId, vendor, resource, userId)
  if (role === 'admin') {
    // Kept only where it serves: a connection that works is not disturbed by an admin who looks in, and was asked for less.
    const view = await deps.connection(connection).view()
    const works = view.ok && view.value.state === 'connected'
    if (!works) {
      const claimed = await connect(deps, vendor, id, workspaceId, resource, account, grant)
      if (!claimed.ok) return claimed
      witness = connection
    }
  }
  const isOwn = witness !== connection
  if (isOwn) {
    const kept = { id: witness, workspaceId, vendor, resource, account, grant }
    const signedIn = await deps.connection(witness).signIn(kept)
    if (!signedIn.ok) return signedIn
  }
  const person = {
    vendor,
    userId,
    name: account.email ?? account.name,
    email: account.email ?? null,
    derived: role,
    // Whoever founds a workspace has a say about all of it, also when it has other bases some day.
    given: isFounder ? ('admin' as const) : null,
  }
  const entered = await deps.workspace(workspaceId).enter(person, isOwn ? witness : null)
  if (!entered.ok) return entered
  await reachAs(deps, id, workspaceId, entered.value, { connection, witness })
  await deps.signIn(id).reach({ accounts: { [vendor]: account.placeName ?? account.name } })
  return ok(true)
}

/** The workspace that disconnected this place, where this person is an admin of it: all it knew is still there. */
async function formerOf(
  deps: Deps,
  vendor: VendorId,
  resource: string,
  userId: string,
): Promise<string | null> {
  const isAdmin = (one: MemberView): boolean =>
    one.vendor === vendor && one.userId === userId && roleOf(one) === 'admin'
  for (const former of await deps.claims(vendor, resource).former()) {
    const members = await deps.workspace(former).members()
    if (members.ok && members.value.some(isAdmin)) return former
  }
  return null
}

async function found(deps: Deps, name: string): Promise<string> {
  const id = deps.newId('w')
  await deps.workspace(id).found({ id, name })
  await deps.directory().enlist(id)
  return id
}

async function accept(
  deps: Deps,
  vendor: VendorId,
  id: string,
  purpose: Extract<Purpose, { kind: 'accept' }>,
  account: Account,
): Promise<Result<true, Failure>> {
  const member = await deps.workspace(purpose.workspaceId).accept(purpose.invitation, {
    vendor,
    userId: account.userId ?? account.id,
    name: account.email ?? account.name,
    email: account.email ?? null,
    derived: 'read-only',
    given: purpose.role,
  })
  if (!member.ok) return member
  await reachAs(deps, id, purpose.workspaceId, member.value, { connection: null, witness: null })
  return ok(true)
}

async function reachAs(
  deps: Deps,
  id: string,
  workspaceId: string,
  member: MemberView,
  at: { readonly connection: string | null; readonly witness: string | null },
): Promise<void> {
  const role = roleOf(member)
  await deps.workspace(workspaceId).note({
    actor: `member ${member.id}`,
    action: 'signed in',
    about: { role, signIn: id },
  })
  await deps.signIn(id).reach({
    says: null,
    workspaceId,
    member: { id: member.id, name: member.name, role },
    connectionId: at.connection,
    witness: at.witness,
  })
}

const notRegistered = (vendor: string): Failure => ({
  reason: 'invalid',
  field: 'provider',
  why: `nobody registered this server at ${isVendor(vendor) ? VENDORS[vendor].name : 'that service'}; paste a token or an API key instead`,
})

const otherPlace = (shares: string): Failure => ({
  reason: 'not_now',
  why: `That is another ${shares} than the one that was connected. Sign in again and choose the same one there, or connect the other one as well.`,
})

const needsAdmin = (shares: string): Failure => ({
  reason: 'not_now',
  why: `Nobody has connected this ${shares} yet. Ask somebody who owns it or may change its tables to connect it first.`,
})

const NOT_GRANTED = {
  denied: (name: string): Failure => ({
    reason: 'not_now',
    why: `You said no at ${name}, so nothing was connected. Begin again whenever you like.`,
  }),
  refused: (name: string): Failure => ({
    reason: 'not_now',
    why: `${name} did not accept our answer, so nothing was connected. Begin again; if it stays so, tell whoever runs this server.`,
  }),
  lost: (name: string): Failure => ({
    reason: 'not_now',
    why: `${name} did not answer in time, so nothing was connected. Begin again in a moment.`,
  }),
} as const
