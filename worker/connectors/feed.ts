import * as z from 'zod'
import type { Failure } from '../../shared/failure.ts'
import type { Result } from '../../shared/result.ts'

/** A cell before and after one change, in the vendor's own words. */
export const Replaced = z.object({ was: z.unknown(), is: z.unknown() })
export type Replaced = z.infer<typeof Replaced>

/**
 * Something happened at a vendor: nothing of what, only where to look, because what counts is the read it causes. `own`:
 * it is probably the echo of a write of ours. `fields` are those that moved, where the vendor says so. `replaced`: what such
 * a write found there, by field; only the vendor can know what was entered since our last look.
 */
export const Wake = z.discriminatedUnion('is', [
  z.object({
    is: z.literal('record'),
    table: z.string(),
    id: z.string(),
    fields: z.array(z.string()).optional(),
    own: z.boolean().optional(),
    replaced: z.record(z.string(), Replaced).optional(),
  }),
  /** Tables or fields came, went or changed. */
  z.object({ is: z.literal('schema') }),
])
export type Wake = z.infer<typeof Wake>

/** What one delivery of a webhook tells. Numbers rise by one within a webhook; `at` is ms since 1970, if it is said. */
export const Payload = z.object({
  no: z.number(),
  at: z.number().nullable(),
  wakes: z.array(Wake),
})
export type Payload = z.infer<typeof Payload>

/** The fields of some tables whose changes matter; of a table that is not named here all of them do. */
export type Heeded = { readonly [table: string]: readonly string[] }
/** What a feed is to tell of: these tables. It may leave out changes of other fields than those, and need not. */
export type Interest = { readonly tables: readonly string[]; readonly fields: Heeded }

/** A webhook just made; `secret` is told this once. Null: it never expires. */
export type Hook = {
  readonly id: string
  readonly secret: string
  readonly expiresAt: number | null
}
/** A webhook as the vendor lists it. */
export type HookState = {
  readonly id: string
  readonly target: string | null
  /** Does it still gather what happens? */
  readonly alive: boolean
  /** Does it still call us? */
  readonly calls: boolean
  readonly expiresAt: number | null
}

/**
 * What was gathered from a number on. `next` is the number to ask for the next time. `from`: what was asked for is no
 * longer kept, and this is the first that is. `broken`: this webhook will tell nothing more.
 */
export type Gathered = {
  readonly payloads: readonly Payload[]
  readonly next: number
  readonly more: boolean
  readonly from: number | null
  readonly broken: boolean
}

/** A vendor that tells by itself what happens. Nothing here throws for what it does. */
export interface FeedConnector {
  /** `target` is where it calls us. */
  subscribe(target: string, interest: Interest): Promise<Result<Hook, Failure>>
  /** Where what it tells of can be changed without losing an event; otherwise a second one is made before the first goes. */
  adjust?(id: string, interest: Interest): Promise<Result<true, Failure>>
  /** Live longer, where webhooks expire: until when. */
  renew?(id: string): Promise<Result<number | null, Failure>>
  /** Call us again, where it gave up. */
  recall?(id: string): Promise<Result<true, Failure>>
  hooks(): Promise<Result<readonly HookState[], Failure>>
  unsubscribe(id: string): Promise<Result<true, Failure>>
  /** Where a call says only that there is something: what there is, from that number on. */
  gathered?(id: string, from: number): Promise<Result<Gathered, Failure>>
  /** Where a call carries the events: what they mean, in the words of our tables. Null: no events of this vendor. */
  read?(body: unknown): Promise<Result<readonly Wake[] | null, Failure>>
}

/** How a vendor signs what it sends us: facts that need no call. */
export type Signing = {
  /** The header with the HMAC-SHA256 of the raw bytes, in lower-case hex behind `prefix`. */
  readonly header: string
  readonly prefix: string
  /** How a secret becomes the key. */
  readonly secret: 'base64' | 'text'
  /** The header by which repeated deliveries are known, where there is one. */
  readonly deliveryKey: string | null
}
