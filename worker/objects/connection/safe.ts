/** The life of one connection's account and grant: what may be opened when, over any database, vault and key ring. */
import type { Failure, SignedOutWhy } from '../../../shared/failure.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import type { Account } from '../../connectors/connector.ts'
import { type Grant, readGrant, type Renewal } from '../../grant.ts'
import { dropToken, keepToken, type Vault } from '../../kv.ts'
import { type KeyRing, makeKey, type Owner, rewrap, seal, unseal } from '../../seal.ts'
import type { Store } from '../store.ts'
import { openAccount } from './account.ts'
import { type ConnectionView, type SignIn, signedOutOf } from './rpc.ts'
import { openSecret, type Secret } from './secret.ts'

export type SafeDeps = {
  readonly store: Store
  readonly vault: Vault
  ring(): KeyRing
  dice(length: number): Uint8Array<ArrayBuffer>
  now(): number
  /** A vendor's name as people know it. */
  nameOf(vendor: string): string
  /** A new pair for this refresh token, from that vendor. */
  renew(vendor: string, refresh: string): Promise<Renewal>
  warn(event: string): void
}

export type Safe = ReturnType<typeof openSafe>

/** So long before its end a token is renewed (ms): more than any call takes, and time for a few tries. */
const RENEWED_BEFORE = 10 * 60_000
/** A grant nobody uses is renewed when it would end within this time (ms): Airtable's live 60 days. */
const TENDED_BEFORE = 45 * 24 * 3_600_000
const FIRST_WAIT = 2_000
const LONGEST_WAIT = 5 * 60_000

type Opened = { readonly known: ConnectionView; readonly kept: Secret; readonly grant: Grant }

export function openSafe(deps: SafeDeps) {
  const { store, vault } = deps
  const account = openAccount(store.sql)
  const secret = openSecret(store.sql)
  const owner = (view: ConnectionView): Owner => ({
    workspaceId: view.workspaceId,
    connectionId: view.id,
  })
  const signedOut = (known: ConnectionView) => err(signedOutOf(known, deps.nameOf(known.vendor)))
  let renewing: Promise<void> | null = null

  const view = (): Result<ConnectionView, Failure> => {
    const known = account.get()
    return known ? ok(known) : err({ reason: 'not_found', what: 'connection' })
  }

  // KV may be out of reach for a moment. The copy beside us is the one that counts, so that is no failure: the next use tries again.
  async function copyToVault(id: string, { token }: Pick<Secret, 'token'>): Promise<void> {
    try {
      await keepToken(vault, id, token)
      secret.vaulted(token)
    } catch {
      deps.warn('vault_unreachable')
    }
  }

  /** What is kept, opened, whatever state the connection is in. */
  async function open(): Promise<Result<Opened, Failure>> {
    const known = account.get()
    if (!known) return err({ reason: 'not_found', what: 'connection' })
    const kept = secret.get()
    if (!kept) return signedOut(known)
    const text = await unseal(deps.ring(), owner(known), kept.key, kept.token)
    const grant = text === null ? null : readGrant(text)
    if (grant === null) {
      deps.warn('seal_does_not_open')
      return signedOut({ ...known, why: known.why ?? 'refused' })
    }
    return ok({ known, kept, grant })
  }

  /** Is this still the copy we looked at? A sign-in may have replaced it while we waited for somebody. */
  const isNow = (kept: Secret): boolean =>
    JSON.stringify(secret.get()?.token) === JSON.stringify(kept.token)

  /** Under the ring's current key: also what nobody uses, or nobody may use now, so that a day after a rotation the old one can go. */
  async function wrapAnew({ known, kept }: Opened): Promise<void> {
    const rewrapped = await rewrap(deps.ring(), owner(known), kept.key, deps.dice)
    if (rewrapped && isNow(kept)) secret.putKey(rewrapped)
  }

  /** One renewal at a time: who comes while it is under way waits for the same one. */
  function renew(opened: Opened): Promise<void> {
    renewing ??= renewOnce(opened).finally(() => {
      renewing = null
    })
    return renewing
  }

  async function renewOnce({ known, kept, grant }: Opened): Promise<void> {
    if (grant.refresh === null || (kept.renewAt !== null && deps.now() < kept.renewAt)) return
    secret.asking()
    const renewal = await deps.renew(known.vendor, grant.refresh)
    if (!isNow(kept)) return
    switch (renewal.kind) {
      case 'renewed':
        return put(known, kept, {
          ...renewal.grant,
          refresh: renewal.grant.refresh ?? grant.refresh,
        })
      case 'lost':
      case 'later': {
        const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** kept.tries)
        return secret.putOff(deps.now() + wait, renewal.kind === 'lost' || kept.inDoubt)
      }
      case 'just_used':
        // Only we renew it: a token used before was used by us, and its answer is lost.
        return account.signOut('lost')
      case 'dead':
        return account.signOut(deadBecause(kept, grant, deps.now()))
    }
  }

  async function put(known: ConnectionView, kept: Secret, grant: Grant): Promise<void> {
    const token = await seal(deps.ring(), owner(known), kept.key, JSON.stringify(grant), deps.dice)
    if (!isNow(kept)) return
    if (token === null) return account.signOut('lost')
    secret.put(kept.key, token, grant.accessEnds)
    await copyToVault(known.id, { token })
  }

  const isSpent = ({ refused, ends }: Secret): boolean =>
    refused || (ends !== null && deps.now() >= ends)
  const endsSoon = ({ refused, ends }: Secret): boolean =>
    refused || (ends !== null && deps.now() >= ends - RENEWED_BEFORE)

  return {
    view,

    /** Puts the grant under a key of its own; every sign-in makes a new one, so that an old copy never opens again. */
    async signIn(signIn: SignIn): Promise<Result<ConnectionView, Failure>> {
      const before = account.get()
      const isOther =
        before !== null &&
        (before.workspaceId !== signIn.workspaceId ||
          before.vendor !== signIn.vendor ||
          before.resource !== signIn.resource)
      if (isOther) return err({ reason: 'taken', what: 'This connection' })
      const ring = deps.ring()
      const whose = { workspaceId: signIn.workspaceId, connectionId: signIn.id }
      const key = await makeKey(ring, whose, deps.dice)
      const token = await seal(ring, whose, key, JSON.stringify(signIn.grant), deps.dice)
      if (token === null) throw new Error('a key just wrapped did not open')
      store.transactionSync(() => {
        account.signIn(signIn, deps.now())
        secret.put(key, token, signIn.grant.accessEnds)
      })
      await copyToVault(signIn.id, { token })
      return view()
    },

    async token(): Promise<Result<string, Failure>> {
      const known = account.get()
      if (known?.state === 'signed_out') return signedOut(known)
      const first = await open()
      if (!first.ok) return first
      if (endsSoon(first.value.kept)) await renew(first.value)
      const now = account.get()
      if (!now) return err({ reason: 'not_found', what: 'connection' })
      if (now.state === 'signed_out') return signedOut(now)
      const opened = await open()
      if (!opened.ok) return opened
      const { kept, grant } = opened.value
      if (isSpent(kept)) {
        const waitMs = Math.max(1_000, (kept.renewAt ?? 0) - deps.now())
        return err({ reason: 'slow_down', vendor: deps.nameOf(now.vendor), waitMs })
      }
      await wrapAnew(opened.value)
      if (!kept.vaulted && isNow(kept)) await copyToVault(now.id, kept)
      return ok(grant.access)
    },

    /** The token to test with, also where it was refused before: the vendor may have changed its mind. */
    async tokenToTest(): Promise<Result<string, Failure>> {
      const opened = await open()
      if (!opened.ok) return opened
      if (endsSoon(opened.value.kept)) await renew(opened.value)
      const now = await open()
      if (now.ok) await wrapAnew(now.value)
      return now.ok ? ok(now.value.grant.access) : now
    },

    /** What the vendor said of this token just now. Of a token that was replaced meanwhile it says nothing. */
    async tested(token: string, result: Result<Account, Failure>): Promise<void> {
      const opened = await open()
      if (!opened.ok || opened.value.grant.access !== token) return
      if (result.ok) account.seen(result.value, deps.now())
      else if (result.error.reason === 'signed_out') await this.refused(token)
      else if (result.error.reason === 'forbidden') account.narrow(result.error.missing, deps.now())
    },

    async refused(token: string): Promise<void> {
      const opened = await open()
      if (!opened.ok || opened.value.grant.access !== token) return
      if (opened.value.grant.refresh === null) return account.signOut('refused')
      // It may only have come to its end early: whoever asks next has it renewed, or learns that it is over.
      secret.refused()
    },

    /** What would come to its end while nobody asks for it is renewed. Says whether the vendor should be asked who we are. */
    async tend(testedBefore: number): Promise<boolean> {
      const opened = await open()
      if (!opened.ok) return false
      await wrapAnew(opened.value)
      // What the vendor narrowed it may widen again; everything else waits for a person.
      const { state, why } = opened.value.known
      if (state === 'signed_out' && why !== 'narrowed') return false
      const { refreshEnds } = opened.value.grant
      if (refreshEnds !== null && deps.now() >= refreshEnds - TENDED_BEFORE)
        await renew(opened.value)
      return account.testedAt() <= testedBefore
    },

    /** Destroys the key first: whatever happens to the copies, none opens again. Gives the grant to say goodbye with. */
    async disconnect(): Promise<Result<{ vendor: string; grant: Grant | null }, Failure>> {
      const known = account.get()
      if (!known) return err({ reason: 'not_found', what: 'connection' })
      const opened = await open()
      store.transactionSync(() => {
        secret.destroy()
        account.remove()
      })
      await dropToken(vault, known.id).catch(() => deps.warn('vault_unreachable'))
      return ok({ vendor: known.vendor, grant: opened.ok ? opened.value.grant : null })
    },
  }
}

/** Why a refresh token is dead: its own time, a renewal of ours that we never heard of, or somebody took it back. */
function deadBecause(kept: Secret, grant: Grant, now: number): SignedOutWhy {
  if (kept.inDoubt) return 'lost'
  return grant.refreshEnds !== null && now >= grant.refreshEnds ? 'expired' : 'refused'
}
