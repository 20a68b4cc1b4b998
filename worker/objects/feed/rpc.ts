import type { Failure } from '../../../shared/failure.ts'
import type { Heeded } from '../../connectors/feed.ts'
import type { Side } from '../../../shared/record.ts'
import type { Result } from '../../../shared/result.ts'

/** A sync that wants to hear of these tables of the feed's resource, which is its left or its right side. */
export type Reader = {
  readonly syncId: string
  readonly workspaceId: string
  readonly side: Side
  readonly tables: readonly string[]
  /** Of tables named here only these fields matter to it. */
  readonly fields?: Heeded
  readonly connectionId: string
}

/** A delivery as it came: headers by lower-case name, the bytes untouched. */
export type Delivered = {
  readonly headers: { readonly [name: string]: string }
  readonly body: ArrayBuffer
}

/** `unknown`: nobody here waits for it. `refused`: its signature is not the vendor's. */
export type Received = 'taken' | 'unknown' | 'refused'

/** One vendor resource (a base, a workspace): one webhook for all the syncs that read it. */
export interface FeedRpc {
  /** From now on this sync hears; a repeated call changes what it hears of. `resource` is the vendor's id. */
  listen(vendor: string, resource: string, reader: Reader): Promise<Result<true, Failure>>
  leave(syncId: string): Promise<Result<true, Failure>>
  /** Verified, kept and answered at once; worked later. `key` says which webhook's address it came to. */
  receive(key: string, delivered: Delivered): Promise<Received>
}
