import type { Failure } from '../../../shared/failure.ts'
import type { Result } from '../../../shared/result.ts'
import type { Allowance } from '../../allowance.ts'
import type { Tiding, TidingEvent } from '../../../shared/api/subscription.ts'
import type { AuditEntry } from '../../../shared/audit.ts'
import type { Role, Scope } from '../../../shared/role.ts'
import type { Heed } from '../sync/tidings.ts'

export type KeyDraft = {
  readonly name: string
  readonly role: Role
  readonly scopes: readonly Scope[]
  /** When it stops (ms since 1970); null where it lasts until it is revoked. */
  readonly expiresAt: number | null
  /** The connection it belongs to: it stops with it, and speaks for no other account of that vendor. */
  readonly connectionId: string | null
}
export type KeyView = KeyDraft & {
  readonly id: string
  /** Whose session it is; null for keys that programs use. */
  readonly memberId: string | null
  readonly createdAt: number
  readonly lastUsedAt: number | null
}
/** A key just made; `key` is told this once. */
export type FreshKey = KeyView & { readonly key: string }

/** Who is calling: always of one workspace. */
export type Caller = {
  readonly workspaceId: string
  readonly keyId: string
  readonly name: string
  readonly role: Role
  readonly scopes: readonly Scope[]
  readonly memberId: string | null
  readonly allowance: Allowance
  /** The vendor's account the key belongs to, where it belongs to one. */
  readonly resource: string | null
  /**
   * The connection whose things alone it may see; null for all of the workspace. Whoever is let in by their permission on
   * one base of several has no say about the others, nor about what is left of one that was disconnected.
   */
  readonly place: string | null
  /** Has it a say about people and keys of the whole workspace, as far as its role goes? */
  readonly decides: boolean
  readonly expiresAt: number | null
  /** The sync that was asked for together with them, where it is there for them to see. */
  readonly sync: SyncEntry | null
}

/** Somebody a vendor has just told us about. `given` where an admin asked them in. */
export type Person = {
  readonly vendor: string
  readonly userId: string
  readonly name: string
  readonly email: string | null
  readonly derived: Role
  readonly given: Role | null
}
export type MemberView = Person & {
  readonly id: string
  readonly addedAt: number
  readonly seenAt: number
}
/** A role that was given counts before what the vendor's place says. */
export const roleOf = ({ given, derived }: Pick<Person, 'given' | 'derived'>): Role =>
  given ?? derived

export type InvitationDraft = { readonly role: Role; readonly name: string; readonly by: string }
export type InvitationView = {
  readonly id: string
  readonly role: Role
  /** Whom it is for, as the admin wrote it. */
  readonly name: string
  readonly createdBy: string
  readonly createdAt: number
  readonly expiresAt: number
  readonly usedBy: string | null
}
/** An invitation just made; `secret` is told this once. */
export type FreshInvitation = InvitationView & { readonly secret: string }

/** Which entries of the trail: between two moments (ms since 1970), of one action, of one key. */
export type AuditAsk = {
  readonly from?: number | undefined
  readonly to?: number | undefined
  readonly action?: string | undefined
  readonly actor?: string | undefined
}

/** A part of the trail, and below which number to go on; null at the end. */
export type AuditTrail = { readonly items: readonly AuditEntry[]; readonly next: number | null }

/** Something that was done: by whom, what, to what. Ids and names of things only, never values. */
export type Deed = {
  readonly actor: string
  readonly action: string
  readonly about: { readonly [name: string]: string }
}

export type ConnectionEntry = {
  readonly id: string
  readonly vendor: string
  readonly resource: string
}
/** A sync, and a field it writes: `resource` is the vendor's account, `part` null for the whole field. */
export type Owner = { readonly id: string; readonly name: string }
export type Ownable = {
  readonly resource: string
  readonly table: string
  readonly field: string
  readonly part: string | null
}
export type SyncEntry = { readonly id: string; readonly createdAt: number }

/** Somebody who wants to be told of something, with the key that asks for it. */
export type SubscriptionDraft = {
  readonly keyId: string
  readonly ref: string
  readonly event: TidingEvent
  readonly table: string
  readonly url: string
  readonly secret: string
}
export type SubscriptionView = Omit<SubscriptionDraft, 'keyId' | 'url' | 'secret'> & {
  readonly id: string
  readonly createdAt: number
  readonly waiting: number
  readonly failures: number
}
/** What happened in a sync between two accounts. */
export type News = {
  readonly syncId: string
  readonly resources: readonly string[]
  readonly tidings: readonly Tiding[]
}

/** What a repeated request is told: to go ahead, or what it was answered the first time. */
export type Remembered =
  | { readonly kind: 'new' }
  | { readonly kind: 'done'; readonly status: number; readonly body: string }

/** One customer: its keys, and the index of what belongs to it. An id that is not in here does not exist for it. */
export interface WorkspaceRpc {
  /** Makes it, without a key: whoever signs in is its first member. */
  found(workspace: { readonly id: string; readonly name: string }): Promise<Result<true, Failure>>
  about(): Promise<Result<{ readonly id: string; readonly name: string }, Failure>>
  /** Makes it, with its first key, an admin's. */
  open(workspace: {
    readonly id: string
    readonly name: string
  }): Promise<Result<FreshKey, Failure>>

  /**
   * Whose key has this SHA-256 (hex)? Notes its use, to the minute; `too_often` where it has spent its calls. A sync that
   * is named is looked up with them. `unheard` is how many calls that key made since without a question here.
   */
  caller(hash: string, syncId: string | null, unheard: number): Promise<Result<Caller, Failure>>
  /** Which of these keys (by id) may still hear how this sync stands? */
  hears(keyIds: readonly string[], syncId: string): Promise<readonly string[]>
  keys(): Promise<Result<readonly KeyView[], Failure>>
  createKey(draft: KeyDraft): Promise<Result<FreshKey, Failure>>
  /**
   * A session for a member who has just signed in, at this connection's place. `witness` is the connection object whose
   * grant shows what they may do there, from time to time while they call; null where an admin gave the role.
   */
  openSession(
    memberId: string,
    connectionId: string | null,
    witness: string | null,
  ): Promise<Result<FreshKey, Failure>>
  /** The last admin's key stays, unless a member is an admin: without it nobody could make another. */
  revokeKey(id: string): Promise<Result<true, Failure>>

  /** `witness`: an object that keeps their grant for its proof alone; it goes with the last session that needs it. */
  enter(person: Person, witness: string | null): Promise<Result<MemberView, Failure>>
  members(): Promise<Result<readonly MemberView[], Failure>>
  giveRole(memberId: string, role: Role | null): Promise<Result<MemberView, Failure>>
  /** Their sessions end at once. */
  removeMember(memberId: string): Promise<Result<true, Failure>>

  invite(draft: InvitationDraft): Promise<Result<FreshInvitation, Failure>>
  invitations(): Promise<Result<readonly InvitationView[], Failure>>
  /** The open invitation whose secret has this SHA-256 (hex). */
  invitation(hash: string): Promise<Result<InvitationView, Failure>>
  /** Once: the person becomes a member with the role of the invitation. */
  accept(invitationId: string, person: Person): Promise<Result<MemberView, Failure>>
  withdraw(invitationId: string): Promise<Result<true, Failure>>

  note(deed: Deed): Promise<void>
  /** At most `limit` entries: newest first below `under`. Where few of many fit, fewer, or none, may come before the end. */
  auditNewest(under: number, limit: number, ask: AuditAsk): Promise<Result<AuditTrail, Failure>>
  /** Oldest first above `over`. */
  auditOldest(over: number, limit: number): Promise<Result<readonly AuditEntry[], Failure>>
  auditHead(): Promise<Result<AuditEntry | null, Failure>>

  /** `place` narrows what is seen, as in `Caller`. */
  connections(place?: string | null): Promise<Result<readonly ConnectionEntry[], Failure>>
  connection(id: string, place?: string | null): Promise<Result<ConnectionEntry, Failure>>
  addConnection(entry: ConnectionEntry): Promise<Result<true, Failure>>
  removeConnection(id: string): Promise<Result<true, Failure>>

  /** Newest first. */
  syncs(place?: string | null): Promise<Result<readonly SyncEntry[], Failure>>
  sync(id: string, place?: string | null): Promise<Result<SyncEntry, Failure>>
  /** `connections`: the ids of its two ends. */
  addSync(id: string, connections: readonly string[]): Promise<Result<SyncEntry, Failure>>
  removeSync(id: string): Promise<Result<true, Failure>>
  /**
   * This sync writes exactly these fields from now on. Where another sync of the workspace writes one of them, nothing
   * changes, and that one is named; null where all are its own.
   */
  own(
    owner: Owner,
    fields: readonly Ownable[],
  ): Promise<Result<{ readonly by: string; readonly field: Ownable } | null, Failure>>

  /** It is called at that address from now on, as long as its key holds. */
  subscribe(draft: SubscriptionDraft): Promise<Result<SubscriptionView, Failure>>
  subscriptions(keyId: string): Promise<Result<readonly SubscriptionView[], Failure>>
  /** `which`: the id, or what the key's holder knows it by. */
  unsubscribe(keyId: string, which: string): Promise<Result<true, Failure>>
  /** What is wanted to be heard. */
  heed(): Promise<Heed>
  /** A sync hands over what happened: it is kept when this answers, and told in turn. */
  spread(news: News): Promise<Heed>

  /**
   * A request with an idempotency key begins. `print` is a hash of what it asks: the same key for another question is
   * `invalid`, a first one still under way `not_now`.
   */
  begin(key: string, print: string): Promise<Result<Remembered, Failure>>
  /** What it was answered, remembered for 24 hours. */
  finish(key: string, status: number, body: string): Promise<void>
  /** It failed, and may be tried again under the same key. */
  forget(key: string): Promise<void>
  /** Drops what has lasted long enough. */
  tidy(): Promise<void>
}

/** Who owns a vendor's resource. One object per resource decides, so two claimants cannot both win. */
export interface ClaimRpc {
  /** `taken` where another workspace holds it. `what` names it for people. */
  claim(workspaceId: string, connectionId: string, what: string): Promise<Result<true, Failure>>
  release(workspaceId: string, connectionId: string): Promise<void>
  /** Whose it is, and through which connection; null where nobody claimed it. */
  holder(): Promise<{ readonly workspaceId: string; readonly connectionId: string } | null>
  /** The workspaces that had it and let it go, the last one first. */
  former(): Promise<readonly string[]>
}

/** Which workspaces there are: for the schedule, which has to visit each. */
export interface DirectoryRpc {
  enlist(workspaceId: string): Promise<void>
  /** At most 500, by id, after `after`. */
  workspaces(after: string): Promise<readonly string[]>
}
