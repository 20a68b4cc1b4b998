/**
 * Secrets closed and opened. A token is sealed under a key of its connection's own; that key is wrapped by one key of
 * the Worker's ring. Destroying the wrapped key therefore kills every copy of the token at once, and a ring key is
 * rotated by wrapping again, without touching a token.
 */
import * as z from 'zod'
import { Sealed } from './kv.ts'

/** The Worker's key ring, from the secret KEY_RING: 32 bytes each, base64. */
export const KeyRing = z
  .object({ current: z.string(), keys: z.record(z.string(), z.base64().length(44)) })
  .refine((ring) => ring.current in ring.keys, { message: 'the current key is not on the ring' })
export type KeyRing = z.infer<typeof KeyRing>

/** A connection's own key, wrapped: which ring key opens it, and the sealed 32 bytes. */
export const WrappedKey = z.object({ ringKey: z.string(), sealed: Sealed })
export type WrappedKey = z.infer<typeof WrappedKey>

/** Whom a secret belongs to: bound into every seal, so that one moved elsewhere does not open. */
export type Owner = { readonly workspaceId: string; readonly connectionId: string }

type Dice = (length: number) => Uint8Array<ArrayBuffer>

/** A fresh key for a connection, wrapped by the ring's current key. */
export function makeKey(ring: KeyRing, owner: Owner, dice: Dice): Promise<WrappedKey> {
  return wrap(ring, owner, dice(32), dice)
}

/** The same key wrapped by the ring's current key, or null where it already is or cannot be opened. */
export async function rewrap(
  ring: KeyRing,
  owner: Owner,
  wrapped: WrappedKey,
  dice: Dice,
): Promise<WrappedKey | null> {
  if (wrapped.ringKey === ring.current) return null
  const raw = await unwrap(ring, owner, wrapped)
  return raw && wrap(ring, owner, raw, dice)
}

/** Seal a text under a connection's key; null where the ring no longer holds the key that opens it. */
export async function seal(
  ring: KeyRing,
  owner: Owner,
  key: WrappedKey,
  text: string,
  dice: Dice,
): Promise<Sealed | null> {
  const raw = await unwrap(ring, owner, key)
  return raw && close(raw, bound('token', owner), spell(text), dice)
}

/** The text again; null where the seal, the key or the owner is not the right one. */
export async function unseal(
  ring: KeyRing,
  owner: Owner,
  key: WrappedKey,
  sealed: Sealed,
): Promise<string | null> {
  const raw = await unwrap(ring, owner, key)
  const bytes = raw && (await open(raw, bound('token', owner), sealed))
  return bytes && new TextDecoder().decode(bytes)
}

async function wrap(
  ring: KeyRing,
  owner: Owner,
  raw: Uint8Array<ArrayBuffer>,
  dice: Dice,
): Promise<WrappedKey> {
  const outer = ring.keys[ring.current]
  if (outer === undefined) throw new Error('the key ring lost its current key')
  return {
    ringKey: ring.current,
    sealed: await close(fromBase64(outer), bound('key', owner), raw, dice),
  }
}

async function unwrap(
  ring: KeyRing,
  owner: Owner,
  key: WrappedKey,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const outer = ring.keys[key.ringKey]
  return outer === undefined ? null : open(fromBase64(outer), bound('key', owner), key.sealed)
}

async function close(
  raw: Uint8Array<ArrayBuffer>,
  additionalData: Uint8Array<ArrayBuffer>,
  plain: Uint8Array<ArrayBuffer>,
  dice: Dice,
): Promise<Sealed> {
  const iv = dice(12)
  const key = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt'])
  const data = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, key, plain)
  return { v: 1, iv: toBase64(iv), data: toBase64(new Uint8Array(data)) }
}

async function open(
  raw: Uint8Array<ArrayBuffer>,
  additionalData: Uint8Array<ArrayBuffer>,
  sealed: Sealed,
): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    const key = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['decrypt'])
    const iv = fromBase64(sealed.iv)
    const plain = await crypto.subtle.decrypt(
      { name: 'AES-GCM', iv, additionalData },
      key,
      fromBase64(sealed.data),
    )
    return new Uint8Array(plain)
  } catch {
    return null // WebCrypto says nothing more than that it did not open.
  }
}

// As JSON, so that no two owners can ever spell the same bytes.
const bound = (
  what: 'key' | 'token',
  { workspaceId, connectionId }: Owner,
): Uint8Array<ArrayBuffer> => spell(JSON.stringify([what, workspaceId, connectionId]))

const spell = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(new TextEncoder().encode(text))
const toBase64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes))
const fromBase64 = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text), (char) => char.charCodeAt(0))
