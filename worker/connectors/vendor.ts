import type { Door } from '../http.ts'
import type { Connector, Limits } from './connector.ts'
import type { Signing } from './feed.ts'
import type { AskedScope } from './scopes.ts'

/** How people sign in at a vendor (OAuth 2.0, authorization code), as data. */
export type SignInFacts = {
  /** Paths below the vendor's sign-in address. */
  readonly authorize: string
  readonly token: string
  /** Where a token can be declared dead; null where only a person can do that. */
  readonly revoke: string | null
  /** What is asked, and what is asked to know only who somebody is. */
  readonly sync: readonly AskedScope[]
  readonly identity: readonly AskedScope[]
  /** Are scopes named on the way? Otherwise they are set at the app once. */
  readonly namesScopes: boolean
  /** Does it take a proof key (PKCE, S256)? */
  readonly proofKey: boolean
  /** How a client with a secret shows it. */
  readonly showsSecret: 'basic' | 'form'
}

/** What the product has to know of a vendor before any call: data, and how its connector is opened. */
export type Vendor = {
  /** As people know it. */
  readonly name: string
  /** What of it belongs to one workspace of ours, in words. */
  readonly shares: string
  /** Does a call have to say which of an account's resources is meant? Otherwise the account says it by itself. */
  readonly isChosen: boolean
  /** What only a person can do there, after our copy of a token was destroyed. */
  readonly takeBack: string
  /** Where its API answers: scheme and host. */
  readonly address: string
  readonly signIn: SignInFacts
  /** The least it must allow for records to go both ways, in its own words for scopes. */
  readonly scopes: readonly string[]
  /** Calls a month by plan, where its plans are limited so; null for a plan without a limit. */
  readonly plans: { readonly [plan: string]: number | null }
  /** How it signs what it sends us by itself. */
  readonly signing: Signing
  /** `resource` is what the vendor counts calls under; `userKey` the person, where it counts people as well. */
  limits(resource: string, options: VendorOptions): Limits
  /** Where a person opens a record, or without one the resource; null where its address cannot be told from ids alone. */
  addressOf(resource: string, ...tableAndRecord: readonly string[]): string | null
  open(resource: string, door: Door, options: VendorOptions): Connector
}

export type VendorOptions = {
  /** The vendor's id of the person the token acts as, where it limits people. */
  readonly userKey?: string
}
