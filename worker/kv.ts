import * as z from 'zod'

/** Every key we keep in KV, and what stands under it. KV may answer with yesterday's value: nothing here is a source. */
export const Sealed = z.object({
  /** Which form this is, so that a later one can still read it. */
  v: z.literal(1),
  /** 12 random bytes, base64. */
  iv: z.string(),
  /** AES-256-GCM ciphertext with its tag, base64. */
  data: z.string(),
})
export type Sealed = z.infer<typeof Sealed>

/** The little of a KV namespace that we use. */
export interface Vault {
  get(key: string): Promise<string | null>
  put(key: string, value: string): Promise<void>
  delete(key: string): Promise<void>
}

/** A connection's token, sealed under the connection's own key. Written and deleted by its object alone; no expiry. */
const tokenKey = (connectionId: string): string => `token:${connectionId}`

export const keepToken = (vault: Vault, connectionId: string, sealed: Sealed): Promise<void> =>
  vault.put(tokenKey(connectionId), JSON.stringify(sealed))

export const dropToken = (vault: Vault, connectionId: string): Promise<void> =>
  vault.delete(tokenKey(connectionId))
