/**
 * Short texts that only we can have written: a stamp is an HMAC under a key made from the ring. What carries none of ours
 * is refused before anything is looked up.
 */
import type { KeyRing } from './seal.ts'

/** `what` keeps the stamps of different uses apart. */
export async function stamp(ring: KeyRing, what: string, text: string): Promise<string> {
  return `${text}.${await sign(ring.keys[ring.current] ?? '', what, text)}`
}

/** The text that was stamped, or null where no key of the ring has stamped it. */
export async function stamped(ring: KeyRing, what: string, given: string): Promise<string | null> {
  const cut = given.lastIndexOf('.')
  if (cut < 1) return null
  const text = given.slice(0, cut)
  const signature = given.slice(cut + 1)
  for (const key of Object.values(ring.keys))
    if (await verify(key, what, text, signature)) return text
  return null
}

const BITS = { name: 'HMAC', hash: 'SHA-256' }

async function keyOf(ringKey: string, what: string): Promise<CryptoKey> {
  const raw = Uint8Array.from(atob(ringKey), (char) => char.charCodeAt(0))
  const outer = await crypto.subtle.importKey('raw', raw, BITS, false, ['sign'])
  // The ring's keys wrap others: for stamps a key of their own is made from each.
  const inner = await crypto.subtle.sign('HMAC', outer, spell(`stamp ${what}`))
  return crypto.subtle.importKey('raw', inner, BITS, false, ['sign', 'verify'])
}

async function sign(ringKey: string, what: string, text: string): Promise<string> {
  const bytes = await crypto.subtle.sign('HMAC', await keyOf(ringKey, what), spell(text))
  return btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}

async function verify(
  ringKey: string,
  what: string,
  text: string,
  signature: string,
): Promise<boolean> {
  if (!/^[A-Za-z0-9_-]{43}$/.test(signature)) return false
  const base64 = `${signature.replaceAll('-', '+').replaceAll('_', '/')}=`
  const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))
  // The platform compares in constant time.
  return crypto.subtle.verify('HMAC', await keyOf(ringKey, what), bytes, spell(text))
}

const spell = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(new TextEncoder().encode(text))
