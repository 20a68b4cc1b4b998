/** Secrets of webhooks and subscriptions at rest: each sealed under a key of its own, which a key of the Worker's ring wraps. */
import * as z from 'zod'
import { Sealed } from '../kv.ts'
import { type KeyRing, makeKey, type Owner, rewrap, seal, unseal, WrappedKey } from '../seal.ts'

export type Safe = {
  /** The secret as it is kept. */
  close(owner: Owner, secret: string): Promise<string>
  /** The secret of what was kept; null where no key of the ring opens it for this owner. */
  open(owner: Owner, kept: string): Promise<string | null>
  /** What is to be kept from now on, under the ring's current key; the same where it is already, or does not open. */
  renew(owner: Owner, kept: string): Promise<string>
}

const Closed = z.object({ key: WrappedKey, sealed: Sealed })

/** What was kept before secrets were sealed is the secret itself, and no JSON. */
function closedIn(kept: string): z.infer<typeof Closed> | null {
  return kept.startsWith('{') ? Closed.parse(JSON.parse(kept)) : null
}

export function openSafe(
  ring: () => KeyRing,
  dice: (length: number) => Uint8Array<ArrayBuffer>,
): Safe {
  async function close(owner: Owner, secret: string): Promise<string> {
    const key = await makeKey(ring(), owner, dice)
    const sealed = await seal(ring(), owner, key, secret, dice)
    return JSON.stringify({ key, sealed })
  }
  return {
    close,
    async open(owner, kept) {
      const closed = closedIn(kept)
      return closed === null ? kept : unseal(ring(), owner, closed.key, closed.sealed)
    },
    async renew(owner, kept) {
      const closed = closedIn(kept)
      if (closed === null) return close(owner, kept)
      const key = await rewrap(ring(), owner, closed.key, dice)
      return key === null ? kept : JSON.stringify({ ...closed, key })
    },
  }
}
