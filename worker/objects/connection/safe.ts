/** The life of one connection's account and token: what may be opened when, over any database, vault and key ring. */
import type { Failure } from '../../../shared/failure.ts'
import { err, ok, type Result } from '../../../shared/result.ts'
import type { Account } from '../../connectors/connector.ts'
import { dropToken, keepToken, type Vault } from '../../kv.ts'
import { type KeyRing, makeKey, type Owner, rewrap, seal, unseal } from '../../seal.ts'
import type { Store } from '../store.ts'
import { openAccount } from './account.ts'
import type { ConnectionView, SignIn } from './rpc.ts'
import { openSecret, type Secret } from './secret.ts'

export type SafeDeps = {
  readonly store: Store
  readonly vault: Vault
  ring(): KeyRing
  dice(length: number): Uint8Array<ArrayBuffer>
  now(): number
  /** A vendor's name as people know it. */
  nameOf(vendor: string): string
  warn(event: string): void
}

export type Safe = ReturnType<typeof openSafe>

export function openSafe(deps: SafeDeps) {
  const { store, vault } = deps
  const account = openAccount(store.sql)
  const secret = openSecret(store.sql)
  const owner = (view: ConnectionView): Owner => ({
    workspaceId: view.workspaceId,
    connectionId: view.id,
  })
  const signedOut = (view: ConnectionView) =>
    err({ reason: 'signed_out', vendor: deps.nameOf(view.vendor) } as const)

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

  return {
    view,

    /** Puts the token under a key of its own; every sign-in makes a new one, so that an old copy never opens again. */
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
      const token = await seal(ring, whose, key, signIn.token, deps.dice)
      if (token === null) throw new Error('a key just wrapped did not open')
      store.transactionSync(() => {
        account.signIn(signIn, deps.now())
        secret.put(key, token)
      })
      await copyToVault(signIn.id, { token })
      return view()
    },

    async token(): Promise<Result<string, Failure>> {
      const known = account.get()
      if (!known) return err({ reason: 'not_found', what: 'connection' })
      const kept = secret.get()
      if (!kept || known.state === 'signed_out') return signedOut(known)
      const token = await unseal(deps.ring(), owner(known), kept.key, kept.token)
      if (token === null) {
        deps.warn('seal_does_not_open')
        return signedOut(known)
      }
      const rewrapped = await rewrap(deps.ring(), owner(known), kept.key, deps.dice)
      // A sign-in may have replaced the key while this one was opened.
      const isSame = JSON.stringify(secret.get()?.key) === JSON.stringify(kept.key)
      if (rewrapped && isSame) secret.putKey(rewrapped)
      if (!kept.vaulted && isSame) await copyToVault(known.id, kept)
      return ok(token)
    },

    /** The token to test with, also where it was refused before: the vendor may have changed its mind. */
    async tokenToTest(): Promise<Result<string, Failure>> {
      const known = account.get()
      if (!known) return err({ reason: 'not_found', what: 'connection' })
      const kept = secret.get()
      const token = kept && (await unseal(deps.ring(), owner(known), kept.key, kept.token))
      return token === null ? signedOut(known) : ok(token)
    },

    /** What the vendor said of this token just now. Of a token that was replaced meanwhile it says nothing. */
    async tested(token: string, result: Result<Account, Failure>): Promise<void> {
      const now = await this.tokenToTest()
      if (!now.ok || now.value !== token) return
      if (result.ok) account.seen(result.value)
      else if (result.error.reason === 'signed_out') account.signOut()
    },

    async refused(token: string): Promise<void> {
      const now = await this.tokenToTest()
      if (now.ok && now.value === token) account.signOut()
    },

    /** Destroys the key first: whatever happens to the copies, none opens again. */
    async disconnect(): Promise<Result<true, Failure>> {
      const known = account.get()
      if (!known) return err({ reason: 'not_found', what: 'connection' })
      store.transactionSync(() => {
        secret.destroy()
        account.remove()
      })
      await dropToken(vault, known.id).catch(() => deps.warn('vault_unreachable'))
      return ok(true)
    },
  }
}
