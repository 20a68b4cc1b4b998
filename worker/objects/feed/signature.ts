import type { Signing } from '../../connectors/feed.ts'
import type { Delivered } from './rpc.ts'

/**
 * Did the vendor sign exactly these bytes with this secret? Compared by the platform, in a time that says nothing. An
 * empty secret proves nothing, whatever it signed.
 */
export async function isSigned(
  { headers, body }: Delivered,
  secret: string,
  signing: Signing,
): Promise<boolean> {
  const said = headers[signing.header] ?? ''
  if (secret === '' || !said.startsWith(signing.prefix)) return false
  const mac = bytesOfHex(said.slice(signing.prefix.length))
  const key = signing.secret === 'base64' ? bytesOfBase64(secret) : new TextEncoder().encode(secret)
  if (mac === null || key === null || key.length === 0) return false
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const made = await crypto.subtle.importKey('raw', key, algorithm, false, ['verify'])
  return crypto.subtle.verify('HMAC', made, mac, body)
}

/** 32 bytes in lower-case hex, as both vendors write it; anything else is no signature. */
function bytesOfHex(text: string): Uint8Array<ArrayBuffer> | null {
  if (!/^[0-9a-f]{64}$/.test(text)) return null
  return Uint8Array.from({ length: 32 }, (_, at) => parseInt(text.slice(2 * at, 2 * at + 2), 16))
}

function bytesOfBase64(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
  } catch {
    return null
  }
}
