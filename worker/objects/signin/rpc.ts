import * as z from 'zod'
import type { Failure } from '../../../shared/failure.ts'
import type { Result } from '../../../shared/result.ts'
import { Role } from '../../../shared/role.ts'

/** What a person signs in for. `vendor` is the one to begin with. */
export const Purpose = z.discriminatedUnion('kind', [
  /** Somebody who may connect accounts wants this one, or signs in to it again: then `resource` says which. */
  z.object({
    kind: z.literal('connect'),
    vendor: z.string(),
    workspaceId: z.string(),
    workspaceName: z.string(),
    resource: z.string().nullable(),
    by: z.string(),
  }),
  /** A panel that is open in this resource wants to act for whoever signs in. */
  z.object({
    kind: z.literal('pair'),
    vendor: z.string(),
    resource: z.string(),
  }),
  /** Somebody was invited. */
  z.object({
    kind: z.literal('accept'),
    vendor: z.string(),
    workspaceId: z.string(),
    workspaceName: z.string(),
    invitation: z.string(),
    role: Role,
  }),
])
export type Purpose = z.infer<typeof Purpose>

/** How far it came. */
export const Reached = z.object({
  workspaceId: z.string().nullable(),
  /** Who it turned out to be, and what they may do. */
  member: z.object({ id: z.string(), name: z.string(), role: Role }).nullable(),
  /** The connection of the resource that was paired. */
  connectionId: z.string().nullable(),
  /** The object whose grant shows what they may do there; null where an admin gave the role. */
  witness: z.string().nullable().default(null),
  /** Accounts by vendor, by their names there. */
  accounts: z.record(z.string(), z.string()),
  /** What was last refused, as a sentence. */
  says: z.string().nullable(),
})
export type Reached = z.infer<typeof Reached>

export type SignInDraft = {
  readonly id: string
  readonly purpose: Purpose
  /** Shown here and there, for a person to compare. */
  readonly code: string
  /** SHA-256 (hex) of what whoever began it may collect with; null where nothing is collected. */
  readonly secret: string | null
  /** SHA-256 (hex) of the browser it is for, where that is known at once. */
  readonly browser: string | null
}

export type SignInView = {
  readonly id: string
  readonly purpose: Purpose
  readonly code: string
  readonly endsAt: number
  /** `mine` once this browser said that the codes are the same, `taken` where another one did. */
  readonly browser: 'nobody' | 'mine' | 'taken'
  readonly reached: Reached
}

/** A way to a vendor and back, once. */
export type Attempt = { readonly verifier: string; readonly redirect: string }

/** What whoever began it finds when asking how it stands. `ready` is told once. */
export type Collected =
  | { readonly state: 'waiting' | 'ended'; readonly reached: Reached }
  | { readonly state: 'ready' | 'collected'; readonly reached: Reached }

/** One person signing in, once: from the link they opened to the account they came back with. */
export interface SignInRpc {
  open(draft: SignInDraft): Promise<Result<SignInView, Failure>>
  /** `browser` is the SHA-256 (hex) of its cookie, or null. */
  view(browser: string | null): Promise<Result<SignInView, Failure>>
  /** A person saw the same code in both places: from now on it is this browser's alone. */
  confirm(browser: string): Promise<Result<SignInView, Failure>>
  /** They set out. `nonce` is a hash of what will come back. */
  begin(
    browser: string,
    attempt: Attempt & { readonly nonce: string; readonly vendor: string },
  ): Promise<Result<true, Failure>>
  /** They came back: the attempt is spent, whatever comes of it. Wrong vendor, wrong browser, too late or twice: `invalid`. */
  take(browser: string, nonce: string, vendor: string): Promise<Result<Attempt, Failure>>
  reach(reached: Partial<Reached>): Promise<void>
  /** `secret` is a hash of what the beginner holds. */
  collect(secret: string): Promise<Result<Collected, Failure>>
}
