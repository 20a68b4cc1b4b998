import type { Side } from './record.ts'

/** Every record of one pairing and side, in exactly one of these (L14). */
export type Account = {
  readonly entityType: string
  readonly side: Side
  readonly total: number
  readonly inSync: number
  readonly pending: number
  readonly conflict: number
  readonly blocked: number
  readonly filtered: number
  readonly held: number
  readonly notCreated: number
  readonly kept: number
}

/** Does it add up? */
export const addsUp = (account: Account): boolean =>
  account.total ===
  account.inSync +
    account.pending +
    account.conflict +
    account.blocked +
    account.filtered +
    account.held +
    account.notCreated +
    account.kept
