import type { Failure, SignedOutWhy } from '../../../shared/failure.ts'
import type { Result } from '../../../shared/result.ts'
import type { Account } from '../../connectors/connector.ts'
import type { Grant } from '../../grant.ts'

/** An account the vendor has just said is ours, and the grant that proved it. */
export type SignIn = {
  readonly id: string
  readonly workspaceId: string
  readonly vendor: string
  /** The base, or the Attio workspace. */
  readonly resource: string
  readonly account: Account
  readonly grant: Grant
}

export type ConnectionView = {
  readonly id: string
  readonly workspaceId: string
  readonly vendor: string
  readonly resource: string
  readonly accountName: string
  /** Who the token acts as there, where the vendor says so: its own limits are counted per person. */
  readonly userId: string | null
  readonly missing: readonly string[]
  readonly state: 'connected' | 'signed_out'
  /** Why it is signed out; null while it is not. */
  readonly why: SignedOutWhy | null
  readonly connectedAt: number
}

/** What became of the token at the vendor, after ours was destroyed. */
export type Farewell = { readonly revoked: boolean }

/** One vendor account. Only this object writes, opens and destroys its token. */
export interface ConnectionRpc {
  /** Signs in, or signs in again: same id, new token, possibly another person. */
  signIn(signIn: SignIn): Promise<Result<ConnectionView, Failure>>
  view(): Promise<Result<ConnectionView, Failure>>
  /** Asks the vendor who we are; a refusal marks the connection signed out, a yes signs it in again. */
  test(): Promise<Result<Account, Failure>>
  /**
   * The open token, for the door alone; one that ends soon is renewed first, once for everybody who waits. `signed_out`
   * where the vendor refused it or the key that opens it is lost, `slow_down` where it cannot be renewed just now.
   */
  token(): Promise<Result<string, Failure>>
  /** The vendor answered 401 to this token. A late refusal of an older token changes nothing. */
  refused(token: string): Promise<void>
  /**
   * Renews what would end while nobody uses it, and asks the vendor once a day whether we may still do all we have to. True
   * where it works again.
   */
  tend(): Promise<boolean>
  /** Destroys the key: no copy of the token opens again. Then the vendor is told, where it listens. */
  disconnect(): Promise<Result<Farewell, Failure>>
}

/** Why a connection that is signed out stands still, under the vendor's name as people know it. */
export const signedOutOf = (
  { why, missing }: Pick<ConnectionView, 'why' | 'missing'>,
  vendor: string,
): Failure => ({
  reason: 'signed_out',
  vendor,
  ...(why === null ? {} : { why }),
  ...(why === 'narrowed' ? { missing: missing.join(', ') } : {}),
})
